use super::context::Context;
use super::failure::Failure;
use super::fit::prose;
use super::sparkline::sparkline;
use super::table::figures;
use super::{Outcome, answer, parse};
use crate::document::{Document, did_you_mean};
use crate::git::Place;
use crate::log::Log;
use crate::model::{
    Clock, EntryKind, FEWEST, Grouping, Incident, Metric, Moment, Spread, Statistics, Trend, by_group, duplicate_of,
    format_duration, returns, statistics, trend,
};
use crate::text::csv_cell;
use chrono::NaiveDate;
use serde_json::{Value, json};
use std::io::{self, Write as _};

/// How many incidents there were, and how long it took to detect, acknowledge, mitigate and resolve them
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Counted by severity, service, tag, month or year
    #[arg(long, value_name = "GROUP", default_value = "severity", value_parser = grouping)]
    by: Grouping,
    /// Only those that began on this date or later
    #[arg(long, value_name = "DATE", value_parser = parse::date)]
    since: Option<NaiveDate>,
}

fn grouping(word: &str) -> Result<Grouping, String> {
    Grouping::from_word(word).ok_or_else(|| did_you_mean(word, Grouping::WORDS))
}

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    let format = context.format_of(&["human", "json", "csv"])?;
    let opened = context.open_if(&Place::WorkTree, |plan| check_since(plan, args.since, context.now))?;
    let figures = Figures::of(&opened.log, args.by, args.since, context.now);
    let Figures { by, all, groups, .. } = &figures;
    match format {
        "json" => answer::print(&figures.in_json())?,
        "csv" => write!(anstream::stdout(), "{}", csv(by.word(), groups.iter().chain([all]))?)?,
        _ => print_human(&figures, context.columns)?,
    }
    Ok(Outcome::Done)
}

/// Refuses a day from which nothing can be counted yet, by the zone of the log's plan.
///
/// # Errors
/// Where that day is yet to come.
pub(super) fn check_since(log: &Log, since: Option<NaiveDate>, now: Moment) -> Result<(), Failure> {
    let today = Clock { now }.today(log.plan.value.time_zone);
    let Some(since) = since.filter(|since| *since > today) else { return Ok(()) };
    let message = format!("nothing began since {since}, as that day is yet to come");
    Err(Failure::new(message, format!("today is {today}; name that or a day before")))
}

/// What is counted of a log.
pub(super) struct Figures {
    by: Grouping,
    all: Statistics,
    groups: Vec<Statistics>,
    /// How many of them came back, so that their times run from the first start to the last end.
    came_back: usize,
    /// How many of these were acknowledged, but not since.
    unacknowledged: usize,
    /// How many were taken back as the same as another one, and are not counted.
    duplicates: usize,
    trend: Trend,
}

impl Figures {
    /// Of the incidents that can be read, those since a day.
    pub(super) fn of(log: &Log, by: Grouping, since: Option<NaiveDate>, now: Moment) -> Self {
        let zone = log.plan.value.time_zone;
        let today = Clock { now }.today(zone);
        let is_twice = |document: &&Document<Incident>| duplicate_of(&document.value, &document.timeline).is_some();
        let written = || log.incidents.iter().filter_map(|folder| folder.readable());
        let readable = || written().filter(|document| !is_twice(document));
        let known: Vec<&Incident> = readable().map(|document| &document.value).collect();
        let began = |incident: &Incident| {
            let day = incident.started.map(|at| at.with_timezone(&zone).date_naive());
            since.is_none_or(|since| day.is_some_and(|day| day >= since))
        };
        let incidents: Vec<&Incident> = known.iter().copied().filter(|incident| began(incident)).collect();
        let is_back = |document: &&Document<Incident>| {
            let incident = &document.value;
            began(incident) && !returns(&document.timeline, incident.is_ongoing()).is_empty()
        };
        let came_back = readable().filter(is_back).count();
        let is_lost = |document: &&Document<Incident>| {
            let is_told = || document.timeline.iter().any(|entry| entry.kind == EntryKind::Acknowledged);
            document.value.acknowledged.is_none() && is_told()
        };
        let unacknowledged = readable().filter(is_back).filter(is_lost).count();
        let duplicates = written().filter(is_twice).filter(|document| began(&document.value)).count();
        let (all, groups) = (statistics("all", &incidents), by_group(by, &incidents, zone));
        Self { by, all, groups, came_back, unacknowledged, duplicates, trend: trend(&known, zone, today, since) }
    }

    /// The same for scripts.
    pub(super) fn in_json(&self) -> Value {
        json!({
            "by": self.by,
            "all": in_json(&self.all),
            "groups": self.groups.iter().map(in_json).collect::<Vec<_>>(),
            "came-back": self.came_back,
            "came-back-unacknowledged": self.unacknowledged,
            "duplicates": self.duplicates,
            "trend": trend_in_json(&self.trend),
        })
    }
}

fn print_human(figures_of: &Figures, columns: Option<usize>) -> Result<(), Failure> {
    let Figures { by, all, groups, came_back, unacknowledged, duplicates, trend } = figures_of;
    let mut out = anstream::stdout().lock();
    let group = by.word().to_uppercase();
    let header = [&group, "INCIDENTS", "DETECT", "ACKNOWLEDGE", "MITIGATE", "RESOLVE"];
    let rows: Vec<_> = groups.iter().chain([all]).map(row).collect();
    write!(out, "{}", figures(&header, &rows, columns))?;
    let note = "Each time is the median, with what nine of ten did not exceed and of how many it is known.";
    write!(out, "\n{}", prose("", note, 0, columns))?;
    if *came_back > 0 {
        let lost = match unacknowledged {
            0 => String::new(),
            lost => format!(
                " Of {lost} nobody acknowledged the last round, and what was acknowledged before is not counted."
            ),
        };
        let note = format!(
            "{came_back} came back, with times from the first start or detection to the last acknowledgement, mitigation and end.{lost}"
        );
        write!(out, "{}", prose("", &note, 0, columns))?;
    }
    if *duplicates > 0 {
        let note = format!("Reported twice, and not counted: {duplicates}.");
        write!(out, "{}", prose("", &note, 0, columns))?;
    }
    let (days, months) = (trend.days, trend.months.first().map(|month| month.group.as_str()).unwrap_or_default());
    let title = match days {
        1 => format!("Today, against yesterday; by month since {months}:"),
        _ => format!("The {days} days since {}, against the {days} before; by month since {months}:", trend.from),
    };
    write!(out, "\n{}", prose("", &title, 0, columns))?;
    let count = |statistics: &Statistics| i64::try_from(statistics.incidents).ok();
    let incidents = vec![
        "incidents".to_owned(),
        trend.period.incidents.to_string(),
        trend.before.incidents.to_string(),
        change([&trend.period, &trend.before].map(|side| count(side).map(|count| (count, side.incidents)))),
        sparkline(trend.months.iter().map(count)),
    ];
    let metrics = Metric::ALL.iter().map(|metric| {
        let seconds = |statistics: &Statistics| statistics.median(*metric).map(|median| median.num_seconds());
        let told = |statistics: &Statistics| statistics.median(*metric).map_or_else(|| "-".to_owned(), format_duration);
        vec![
            metric.word().to_owned(),
            told(&trend.period),
            told(&trend.before),
            change([&trend.period, &trend.before].map(|side| {
                let spread = side.spread(*metric)?;
                Some((spread.median.num_seconds(), spread.incidents))
            })),
            sparkline(trend.months.iter().map(seconds)),
        ]
    });
    let rows: Vec<_> = [incidents].into_iter().chain(metrics).collect();
    write!(out, "{}", figures(&["TREND", "NOW", "BEFORE", "CHANGE", "BY MONTH"], &rows, columns))?;
    Ok(())
}

/// By how much a figure changed, where there was one before; each with of how many incidents it is.
fn change([now, before]: [Option<(i64, usize)>; 2]) -> String {
    match (now, before) {
        (Some((_, of)), Some((1.., of_before))) if of.min(of_before) < FEWEST => "too few to compare".to_owned(),
        (Some((now, _)), Some((before @ 1.., _))) => format!("{:+.0} %", (now - before) as f64 * 100.0 / before as f64),
        _ => "-".to_owned(),
    }
}

/// A row for each group. A cell that a spreadsheet would take for a formula has a quotation mark before it.
fn csv<'a>(by: &str, rows: impl Iterator<Item = &'a Statistics>) -> io::Result<String> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    let header = Metric::ALL.iter().flat_map(|metric| {
        ["median-seconds", "ninetieth-seconds", "incidents"].map(|figure| format!("{}-{figure}", metric.word()))
    });
    csv.write_record([by.to_owned(), "incidents".to_owned()].into_iter().chain(header))?;
    for statistics in rows {
        let group = csv_cell(&statistics.group);
        let spreads = statistics.spreads.iter().flat_map(|(_, spread)| match spread {
            Some(Spread { median, ninetieth, incidents }) => {
                [median.num_seconds().to_string(), ninetieth.num_seconds().to_string(), incidents.to_string()]
            }
            None => [String::new(), String::new(), "0".to_owned()],
        });
        csv.write_record([group, statistics.incidents.to_string()].into_iter().chain(spreads))?;
    }
    let bytes = csv.into_inner().map_err(|error| error.into_error())?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn row(statistics: &Statistics) -> Vec<String> {
    let told = |spread: &Option<Spread>| match spread {
        Some(Spread { median, ninetieth, incidents }) => {
            format!("{} (90%: {}, {incidents})", format_duration(*median), format_duration(*ninetieth))
        }
        None => "-".to_owned(),
    };
    let times = statistics.spreads.iter().map(|(_, spread)| told(spread));
    [statistics.group.clone(), statistics.incidents.to_string()].into_iter().chain(times).collect()
}

fn in_json(statistics: &Statistics) -> Value {
    let mut value = json!({"group": statistics.group, "incidents": statistics.incidents});
    for (metric, spread) in &statistics.spreads {
        value[metric.word()] = json!(spread.map(|spread| json!({
            "median-seconds": spread.median.num_seconds(),
            "ninetieth-seconds": spread.ninetieth.num_seconds(),
            "incidents": spread.incidents,
        })));
    }
    value
}

fn trend_in_json(trend: &Trend) -> Value {
    let plain = |statistics: &Statistics| {
        let mut value = in_json(statistics);
        value.as_object_mut().map(|object| object.remove("group"));
        value
    };
    json!({
        "from": trend.from,
        "to": trend.to,
        "days": trend.days,
        "period": plain(&trend.period),
        "before": plain(&trend.before),
        "months": trend.months.iter().map(in_json).collect::<Vec<_>>(),
    })
}

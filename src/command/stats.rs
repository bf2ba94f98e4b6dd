use super::context::Context;
use super::failure::Failure;
use super::fit::prose;
use super::table::figures;
use super::{Outcome, answer, parse};
use crate::document::did_you_mean;
use crate::git::Place;
use crate::model::{Grouping, Incident, Spread, Statistics, by_group, format_duration, statistics};
use chrono::NaiveDate;
use serde_json::{Value, json};
use std::io::Write as _;

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
    let json = context.json()?;
    let opened = context.open(&Place::WorkTree)?;
    let zone = opened.log.plan.value.time_zone;
    let readable = opened.log.incidents.iter().filter_map(|folder| folder.readable()).map(|document| &document.value);
    let began = |incident: &&Incident| {
        let day = incident.started.map(|at| at.with_timezone(&zone).date_naive());
        args.since.is_none_or(|since| day.is_some_and(|day| day >= since))
    };
    let incidents: Vec<&Incident> = readable.filter(began).collect();
    let (all, groups) = (statistics("all", &incidents), by_group(args.by, &incidents, zone));
    if json {
        let groups: Vec<_> = groups.iter().map(in_json).collect();
        answer::print(&json!({"by": args.by, "all": in_json(&all), "groups": groups}))?;
    } else {
        let group = args.by.word().to_uppercase();
        let header = [&group, "INCIDENTS", "DETECT", "ACKNOWLEDGE", "MITIGATE", "RESOLVE"];
        let rows: Vec<_> = groups.iter().chain([&all]).map(row).collect();
        write!(anstream::stdout(), "{}", figures(&header, &rows, context.columns))?;
        let note = "Each time is the median, with what nine of ten did not exceed and of how many it is known.";
        write!(anstream::stdout(), "\n{}", prose("", note, 0, context.columns))?;
    }
    Ok(Outcome::Done)
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

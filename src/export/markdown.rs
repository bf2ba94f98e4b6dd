//! What happened in a period, for a meeting or a mail.

use super::{Format, Outward};
use crate::audience::ViewIncident;
use crate::document::timeline::plain_words as as_words;
use crate::model::{
    Action, ActionStatus, Incident, Metric, Moment, Plan, Statistics, felt, felt_within, first_moment, format_duration,
    statistics,
};
use crate::site::{Addresses, Away, SiteError, shortened, solution, title};
use crate::text::{counted, printable};
use chrono::{Datelike, Days, NaiveDate};
use std::collections::BTreeMap;

pub const ENTRY: Format = Format {
    word: "markdown",
    about: "what happened in a period, for a meeting or a mail; else in the last 90 days",
    is_public: false,
    make,
};

/// A period that nobody named, in days: a quarter of a year.
const DAYS: u64 = 90;

/// As many services of an incident are named.
const SERVICES: usize = 4;
/// The longest solution that is told, in characters.
const SOLUTION: usize = 200;

/// The days of the period; both are in it.
struct Period {
    from: NaiveDate,
    to: NaiveDate,
}

fn make(outward: &Outward<'_>) -> Result<Vec<u8>, SiteError> {
    let (site, plan) = (outward.site, outward.site.view.plan());
    let to = outward.until.unwrap_or_else(|| site.today());
    let from = outward.since.unwrap_or_else(|| to.checked_sub_days(Days::new(DAYS - 1)).unwrap_or(to));
    let period = Period { from, to };
    let began = |incident: &&ViewIncident| {
        let day = incident.order.map(|at| at.with_timezone(&plan.time_zone).date_naive());
        day.is_some_and(|day| (from..=to).contains(&day))
    };
    let mut incidents: Vec<&ViewIncident> = site.view.incidents().iter().filter(began).collect();
    incidents.reverse();
    let digest = Digest { plan, period, incidents, now: site.as_of, today: site.today() };
    let (addresses, away) = (Addresses::new(site.view), site.away());
    Ok(printable(&digest.text(&addresses, &away)).into_bytes())
}

struct Digest<'a> {
    plan: &'a Plan,
    period: Period,
    /// The oldest first.
    incidents: Vec<&'a ViewIncident>,
    now: Moment,
    today: NaiveDate,
}

impl Digest<'_> {
    fn text(&self, addresses: &Addresses<'_>, away: &Away<'_>) -> String {
        let Period { from, to } = self.period;
        let mut text = format!("# {}: {} to {}\n\n{}\n", as_words(away.name()), long(from), long(to), self.sentence());
        text.push_str(&self.times());
        for (rank, group) in self.by_severity() {
            let name = self.plan.severities.get(rank).map(|severity| format!("{} {}", severity.id, severity.name));
            text.push_str(&format!("\n## {}\n\n", as_words(name.as_deref().unwrap_or("Without a severity"))));
            for incident in group {
                text.push_str(&self.line(incident, addresses, away));
            }
        }
        text.push_str(&self.recurring());
        text.push_str(&self.actions());
        text
    }

    /// How many there were, and for how long users felt them.
    fn sentence(&self) -> String {
        if self.incidents.is_empty() {
            return "No incident began in these days.".to_owned();
        }
        let kinds = self.by_severity().into_iter().map(|(rank, group)| {
            let id = self.plan.severities.get(rank).map_or("without a severity", |severity| severity.id.as_str());
            format!("{} {id}", group.len())
        });
        let zone = self.plan.time_zone;
        let end = self.period.to.checked_add_days(Days::new(1)).unwrap_or(self.period.to);
        let days = first_moment(self.period.from, zone)..first_moment(end, zone);
        let ranges: Vec<_> = self.incidents.iter().filter_map(|incident| felt(&incident.incident, self.now)).collect();
        let felt = format_duration(felt_within(&ranges, &days));
        let open = self
            .incidents
            .iter()
            .filter(|incident| incident.broken.is_none() && incident.incident.is_ongoing())
            .count();
        let open = if open == 0 {
            String::new()
        } else {
            format!(" {} still open.", if open == 1 { "One is".to_owned() } else { format!("{open} are") })
        };
        format!(
            "{} began: {}. Users felt them for {felt}, what overlaps counted once.{open}",
            counted(self.incidents.len(), "incident"),
            kinds.collect::<Vec<_>>().join(", ")
        )
    }

    /// The medians, where they are known.
    fn times(&self) -> String {
        let known: Vec<&Incident> = self.incidents.iter().map(|incident| &incident.incident).collect();
        let all: Statistics = statistics("all", &known);
        let row =
            |metric: &Metric| Some(format!("| {} | {} |\n", metric.word(), format_duration(all.median(*metric)?)));
        let rows: String = Metric::ALL.iter().filter_map(row).collect();
        if rows.is_empty() { rows } else { format!("\n| Time to | Median |\n| --- | --- |\n{rows}") }
    }

    fn by_severity(&self) -> BTreeMap<usize, Vec<&ViewIncident>> {
        let mut groups: BTreeMap<usize, Vec<&ViewIncident>> = BTreeMap::new();
        for incident in &self.incidents {
            groups.entry(self.plan.rank(incident.incident.severity.as_deref())).or_default().push(incident);
        }
        groups
    }

    fn line(&self, incident: &ViewIncident, addresses: &Addresses<'_>, away: &Away<'_>) -> String {
        let facts = &incident.incident;
        let form = if self.period.from.year() == self.period.to.year() { "%-d %b" } else { "%-d %b %Y" };
        let day = incident.order.map(|at| at.with_timezone(&self.plan.time_zone).format(form).to_string());
        let words = as_words(title(incident));
        let words = match away.whole(&format!("incidents/{}/", addresses.of(incident))) {
            Some(address) => format!("[{words}](<{address}>)"),
            None => words,
        };
        let mut services: Vec<_> = facts.services.iter().map(|service| as_words(&service.name)).collect();
        let more = services.len().saturating_sub(SERVICES);
        if more > 0 {
            services.truncate(SERVICES);
            services.push(format!("and {more} more"));
        }
        let facts = [
            incident.broken.is_some().then(|| "its document cannot be read".to_owned()),
            facts.is_ongoing().then(|| facts.status().to_string()),
            facts.duration().map(|lasted| format!("lasted {}", format_duration(lasted))),
            (!services.is_empty()).then(|| services.join(", ")),
        ];
        let facts: Vec<_> = facts.into_iter().flatten().collect();
        let facts = if facts.is_empty() { String::new() } else { format!(" ({})", facts.join("; ")) };
        let solved = shortened(&solution(incident), SOLUTION);
        let solved = if solved.is_empty() { String::new() } else { format!("\n  Solved by: {}", as_words(&solved)) };
        format!("- **{}** {words}{facts}{solved}\n", day.unwrap_or_default())
    }

    /// Services and causes that more than one incident had.
    fn recurring(&self) -> String {
        let mut count: BTreeMap<String, (String, usize)> = BTreeMap::new();
        for incident in &self.incidents {
            let services = incident.incident.services.iter().map(|service| service.name.as_str());
            let cause = incident.incident.root_cause.iter().filter_map(|cause| cause.summary.as_deref());
            let causes = incident.postmortem.iter().flat_map(|part| part.postmortem.causes.iter().map(String::as_str));
            let mut seen: Vec<String> = Vec::new();
            for words in services.chain(cause).chain(causes) {
                let key = words.trim().trim_end_matches('.').to_lowercase();
                if !key.is_empty() && !seen.contains(&key) {
                    count.entry(key.clone()).or_insert_with(|| (words.trim().to_owned(), 0)).1 += 1;
                    seen.push(key);
                }
            }
        }
        let mut recurring: Vec<_> = count.into_values().filter(|(_, times)| *times > 1).collect();
        recurring.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
        let lines: String =
            recurring.iter().map(|(words, times)| format!("- {}: {times} times\n", as_words(words))).collect();
        if lines.is_empty() { lines } else { format!("\n## What recurred\n\n{lines}") }
    }

    /// What these incidents' actions came to.
    fn actions(&self) -> String {
        let all: Vec<(&ViewIncident, &Action)> =
            self.incidents.iter().flat_map(|incident| incident.actions().map(|action| (*incident, action))).collect();
        if all.is_empty() {
            return String::new();
        }
        let count = |status: ActionStatus| all.iter().filter(|(_, action)| action.status() == status).count();
        let overdue = all.iter().filter(|(_, action)| action.is_overdue(self.today)).count();
        let mut open: Vec<_> = all.iter().filter(|(_, action)| action.status() == ActionStatus::Open).collect();
        open.sort_by_key(|(_, action)| action.due.unwrap_or(NaiveDate::MAX));
        let line = |(incident, action): &&(&ViewIncident, &Action)| {
            let owner = action.owner.as_deref().unwrap_or("nobody");
            let due = action.due.map(|due| format!(", due {due}")).unwrap_or_default();
            let late = if action.is_overdue(self.today) { ", overdue" } else { "" };
            format!(
                "- {} ({}{due}{late}), after: {}\n",
                as_words(&action.title),
                as_words(owner),
                as_words(title(incident))
            )
        };
        let lines: String = open.iter().map(line).collect();
        format!(
            "\n## Actions\n\n{} done, {} open, {overdue} overdue, {} dropped.\n{}{lines}",
            count(ActionStatus::Done),
            count(ActionStatus::Open),
            count(ActionStatus::Dropped),
            if lines.is_empty() { "" } else { "\n" }
        )
    }
}

fn long(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

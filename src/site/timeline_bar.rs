//! The time of an incident drawn to scale: its phases, its theories and its changes.

use super::row::is_ongoing;
use super::scale::{Scale, Tick};
use super::when::When;
use crate::audience::ViewIncident;
use crate::model::{Entry, EntryKind, Milestone, Moment, format_duration};
use chrono_tz::Tz;
use serde::Serialize;

/// How high a row of the drawing is, in pixels.
const ROW: usize = 26;

/// The drawing.
#[derive(Clone, Debug, Serialize)]
pub struct Bar {
    pub phases: Vec<Phase>,
    pub lanes: Vec<Lane>,
    pub changes: Vec<Point>,
    pub ticks: Vec<Tick>,
    /// Where the rows end and the axis stands, in pixels.
    pub rows_end: usize,
    pub height: usize,
}

/// A stretch of the incident's life.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Phase {
    /// The milestone that began it.
    pub key: &'static str,
    pub name: &'static str,
    pub lasted: String,
    pub from: When,
    pub until: Option<When>,
    pub x: String,
    pub width: String,
    /// Where it begins and how long it is, as percentages of the whole.
    #[serde(skip)]
    pub share: (f64, f64),
}

/// The life of a theory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lane {
    pub name: String,
    /// `open`, `ruled-out` or `confirmed`, or a word of the team's own.
    pub state: String,
    /// The id of its first entry on the page.
    pub entry: String,
    pub x: String,
    pub end: String,
    /// The middle of its row, in pixels.
    pub y: usize,
    pub reports: Vec<String>,
}

/// An entry on the drawing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Point {
    pub entry: String,
    pub time: String,
    pub x: String,
}

impl Bar {
    /// Draws an incident whose entries have ids with `prefix`; `None` where too little is known of its times.
    pub fn new(incident: &ViewIncident, prefix: &str, as_of: Moment, zone: Tz) -> Option<Self> {
        let reached = reached(incident);
        let first = incident.incident.started?;
        let last = if is_ongoing(incident) { as_of } else { reached.last()?.1 };
        let scale = Scale::new(first, last)?;
        let lanes = lanes(&incident.timeline, prefix, scale, last);
        let changes: Vec<Point> = numbered(&incident.timeline, prefix)
            .filter(|(_, entry)| entry.kind == EntryKind::Change)
            .filter_map(|(id, entry)| {
                let at = entry.at.filter(|at| scale.contains(*at))?;
                Some(Point { entry: id, time: When::at(at, zone).time.unwrap_or_default(), x: scale.x(at) })
            })
            .collect();
        let rows_end = ROW * (1 + lanes.len() + usize::from(!changes.is_empty()));
        Some(Self {
            phases: phases(&reached, last, is_ongoing(incident), scale, zone),
            lanes,
            changes,
            ticks: scale.ticks(zone),
            rows_end,
            height: rows_end + 22,
        })
    }
}

/// The milestones that were reached, each later than the one before it.
fn reached(incident: &ViewIncident) -> Vec<(Milestone, Moment)> {
    let mut reached: Vec<(Milestone, Moment)> = Vec::new();
    for milestone in Milestone::ALL.iter().copied().filter(|milestone| *milestone != Milestone::Announced) {
        let Some(at) = incident.incident.milestone(milestone) else { continue };
        if reached.last().is_none_or(|(_, before)| *before <= at) {
            reached.push((milestone, at));
        }
    }
    if reached.first().is_some_and(|(first, _)| *first == Milestone::Started) { reached } else { Vec::new() }
}

fn phases(reached: &[(Milestone, Moment)], last: Moment, ongoing: bool, scale: Scale, zone: Tz) -> Vec<Phase> {
    let ends = reached.iter().skip(1).copied().map(Some).chain(std::iter::once(None));
    let stretches = reached.iter().zip(ends).filter_map(|((milestone, from), end)| {
        let until = end.map(|(_, at)| at).or(ongoing.then_some(last))?;
        let name = match (milestone, end.map(|(next, _)| next)) {
            (Milestone::Started, Some(Milestone::Detected)) => "unnoticed",
            // When it was noticed is not known.
            (Milestone::Started, Some(Milestone::Acknowledged)) => "until acknowledged",
            (Milestone::Started, Some(Milestone::Mitigated)) => "until mitigated",
            (Milestone::Started, Some(_)) => "until resolved",
            (Milestone::Started, None) => "going on",
            (Milestone::Detected, _) => "noticed",
            (Milestone::Acknowledged, _) => "being worked on",
            (Milestone::Mitigated, _) => "mitigated",
            (Milestone::Resolved | Milestone::Announced, _) => return None,
        };
        (until > *from).then(|| Phase {
            key: milestone.word(),
            name,
            lasted: format_duration(until - *from),
            from: When::at(*from, zone),
            until: end.map(|(_, at)| When::at(at, zone)),
            x: scale.x(*from),
            width: scale.width(*from, until),
            share: (scale.share(*from - scale.start), scale.share(until - *from)),
        })
    });
    stretches.collect()
}

/// An entry of a theory, with its id on the page.
struct Report<'a> {
    id: String,
    entry: &'a Entry,
    at: Moment,
}

fn lanes(timeline: &[Entry], prefix: &str, scale: Scale, last: Moment) -> Vec<Lane> {
    let mut threads: Vec<(&str, Vec<Report<'_>>)> = Vec::new();
    for (id, entry) in numbered(timeline, prefix).filter(|(_, entry)| entry.kind == EntryKind::Theory) {
        let (Some(name), Some(at)) = (entry.subject.as_deref(), entry.at) else { continue };
        let report = Report { id, entry, at };
        match threads.iter_mut().find(|(other, _)| other.eq_ignore_ascii_case(name)) {
            Some((_, reports)) => reports.push(report),
            None => threads.push((name, vec![report])),
        }
    }
    let lanes = threads.into_iter().enumerate().filter_map(|(number, (name, reports))| {
        let first = reports.first()?;
        let told = |key: &str| reports.iter().rev().find_map(|report| report.entry.attribute(key));
        let state = told("state").unwrap_or("open").to_ascii_lowercase();
        let settled = reports.iter().rev().find(|report| report.entry.attribute("state").is_some());
        let end = settled.filter(|_| state != "open").map_or(last, |report| report.at);
        Some(Lane {
            name: name.to_owned(),
            state,
            entry: first.id.clone(),
            x: scale.x(first.at),
            end: scale.x(end),
            y: ROW * (number + 1) + ROW / 2,
            reports: reports.iter().map(|report| scale.x(report.at)).collect(),
        })
    });
    lanes.collect()
}

fn numbered<'a>(timeline: &'a [Entry], prefix: &'a str) -> impl Iterator<Item = (String, &'a Entry)> {
    timeline.iter().enumerate().map(move |(number, entry)| (format!("{prefix}{}", number + 1), entry))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::model::parse_moment;
    use crate::site::testing::view;

    fn bar(front: &str, timeline: &str) -> Option<Bar> {
        let text = format!("---\ntitle: T\n{front}\n---\n\n## Timeline\n\n{timeline}\n");
        let view = view(&[("incidents/2026/2026-03-02-a/incident.md", &text)]);
        let as_of = parse_moment("2026-03-02T12:00:00Z", chrono_tz::UTC, None).unwrap();
        Bar::new(view.incidents().first().unwrap(), "t", as_of, chrono_tz::UTC)
    }

    fn told(bar: &Bar) -> String {
        let phases = bar.phases.iter().map(|phase| format!("{} {} at {}", phase.name, phase.lasted, phase.x));
        phases.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn phases_last_from_milestone_to_milestone() {
        let bar = bar(
            "status: resolved\nstarted: 2026-03-02T10:00:00Z\ndetected: 2026-03-02T10:10:00Z\nacknowledged: 2026-03-02T10:20:00Z\nmitigated: 2026-03-02T11:00:00Z\nresolved: 2026-03-02T11:40:00Z",
            "",
        )
        .unwrap();
        assert_eq!(
            told(&bar),
            "unnoticed 10 min at 0%, noticed 10 min at 10%, being worked on 40 min at 20%, mitigated 40 min at 60%"
        );
    }

    #[test]
    fn what_goes_on_lasts_so_far_and_what_is_out_of_order_is_left_out() {
        let bar = bar(
            "status: open\nstarted: 2026-03-02T10:00:00Z\ndetected: 2026-03-02T11:00:00Z\nacknowledged: 2026-03-02T10:20:00Z",
            "",
        )
        .unwrap();
        assert_eq!(told(&bar), "unnoticed 1 h at 0%, noticed 1 h at 50%");
        assert_eq!(bar.phases.last().unwrap().until, None);
    }

    #[test]
    fn a_theory_lives_until_it_is_settled() {
        let front = "status: open\nstarted: 2026-03-02T10:00:00Z";
        let bar = bar(
            front,
            "- 2026-03-02T10:30:00Z [theory pool] A. (owner: Platform)\n- 2026-03-02T11:00:00Z [Theory POOL] B. (state: ruled-out)\n- 2026-03-02T11:30:00Z [theory dns] C.\n- 2026-03-02T11:45:00Z [change] D.\n",
        )
        .unwrap();
        let lanes: Vec<_> =
            bar.lanes.iter().map(|lane| (lane.name.as_str(), lane.state.as_str(), &*lane.x, &*lane.end)).collect();
        assert_eq!(lanes, [("pool", "ruled-out", "25%", "50%"), ("dns", "open", "75%", "100%")]);
        assert_eq!(bar.changes.iter().map(|point| point.entry.as_str()).collect::<Vec<_>>(), ["t4"]);
    }

    #[test]
    fn without_times_there_is_no_drawing() {
        assert!(bar("status: resolved\nresolved: 2026-03-02T10:00:00Z", "").is_none());
        assert!(bar("status: closed", "").is_none());
        assert!(bar("status: open", "").is_none());
    }
}

//! The log entry of an incident, as its front matter has it.

use super::action::Action;
use super::time::Moment;
use serde::Serialize;

vocabulary! {
    /// How far an incident has come.
    pub enum Status {
        Open = "open",
        Mitigated = "mitigated",
        Resolved = "resolved",
        Closed = "closed",
    }
}

vocabulary! {
    /// Who may read of an incident.
    pub enum Visibility {
        Public = "public",
        Internal = "internal",
        Restricted = "restricted",
    }
}

vocabulary! {
    /// The points of an incident's life that are measured, in the order in which they happen.
    pub enum Milestone {
        Started = "started",
        Detected = "detected",
        Acknowledged = "acknowledged",
        Mitigated = "mitigated",
        Resolved = "resolved",
        Announced = "announced",
    }
}

/// A service that was hit, with its own severity where it differs from the incident's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ServiceHit {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<String>,
}

/// What is known of the root cause.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RootCause {
    pub known: Option<bool>,
    pub summary: Option<String>,
    /// The follow-up ticket, while the cause is not known.
    pub ticket: Option<String>,
}

/// What the front matter of `incident.md` says; what it lacks is `None` or empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Incident {
    pub title: Option<String>,
    /// The id of one of the plan's severities.
    pub severity: Option<String>,
    pub status: Option<Status>,
    pub visibility: Option<Visibility>,
    pub started: Option<Moment>,
    pub detected: Option<Moment>,
    pub acknowledged: Option<Moment>,
    pub mitigated: Option<Moment>,
    pub resolved: Option<Moment>,
    pub announced: Option<Moment>,
    pub reporter: Option<String>,
    pub lead: Option<String>,
    pub services: Vec<ServiceHit>,
    pub tags: Vec<String>,
    pub war_room: Option<String>,
    pub root_cause: Option<RootCause>,
    pub actions: Vec<Action>,
    /// Ids of incidents like this one.
    pub related: Vec<String>,
    /// The team's own `x-` keys, with their values as text.
    pub extra: Vec<(String, String)>,
}

impl Incident {
    /// When a milestone was reached.
    pub fn milestone(&self, milestone: Milestone) -> Option<Moment> {
        match milestone {
            Milestone::Started => self.started,
            Milestone::Detected => self.detected,
            Milestone::Acknowledged => self.acknowledged,
            Milestone::Mitigated => self.mitigated,
            Milestone::Resolved => self.resolved,
            Milestone::Announced => self.announced,
        }
    }

    /// The status; without one, an incident counts as open.
    pub fn status(&self) -> Status {
        self.status.unwrap_or(Status::Open)
    }

    /// A milestone that one at a moment would contradict: an earlier one that lies behind it, or a later one before it.
    pub fn contradicted(&self, milestone: Milestone, at: Moment) -> Option<Milestone> {
        let contradicts = |other: &Milestone| {
            let wrong = |there| if *other < milestone { there > at } else { there < at };
            self.milestone(*other).is_some_and(wrong)
        };
        Milestone::ALL.iter().copied().find(contradicts)
    }

    /// Whether work on it goes on: it is open or mitigated.
    pub fn is_ongoing(&self) -> bool {
        matches!(self.status(), Status::Open | Status::Mitigated)
    }

    /// How long users felt it: from its start until it was mitigated, or resolved where nothing mitigated it.
    pub fn duration(&self) -> Option<chrono::Duration> {
        let end = self.mitigated.or(self.resolved)?;
        let duration = end - self.started?;
        (duration >= chrono::Duration::zero()).then_some(duration)
    }
}

/// The key by which an import marks what nobody has looked at yet.
pub const IMPORTED: &str = "x-imported";

/// What readers are told of a key of the team's own: of an import's mark, which is for whoever imports, only from where.
pub fn told_of_key<'a>(key: &str, value: &'a str) -> &'a str {
    match value.strip_prefix("source: ") {
        Some(rest) if key == IMPORTED => rest.split(',').next().unwrap_or_default(),
        _ => value,
    }
}

/// Whether a document came from another log: what was not written down then, nobody can tell now.
pub fn is_imported(extra: &[(String, String)]) -> bool {
    extra.iter().any(|(key, _)| key == IMPORTED)
}

//! What a review came to, before it is put into any form.

use super::change::Change;
use crate::model::{Diagnostic, Level, Metric, Usual};
use crate::search::Similar;
use chrono::Duration;

/// The whole review.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Review {
    /// Those that changed, the newest first.
    pub incidents: Vec<IncidentReview>,
    pub plan: Vec<Change>,
    /// What else says what is found and shown: templates, and comments that let findings off.
    pub judges: Vec<Change>,
    pub found: Found,
    pub withheld: Withheld,
}

/// What became of an incident as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Fate {
    Added,
    Removed,
    /// With the id that it had.
    Renamed(String),
    #[default]
    Edited,
}

/// What changed about one incident.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IncidentReview {
    pub id: String,
    pub fate: Fate,
    pub title: String,
    pub severity: Option<String>,
    /// The word of its status; `None` where that cannot be told.
    pub status: Option<&'static str>,
    /// The word of its visibility; `None` where that cannot be told.
    pub visibility: Option<&'static str>,
    /// In the order in which they are told.
    pub changes: Vec<Change>,
    pub measured: Vec<Measured>,
    /// Past incidents like it that it does not name yet, with what solved them.
    pub similar: Vec<Similar>,
    /// What a person has to judge.
    pub checklist: Vec<&'static str>,
}

/// How long something took, beside what is usual.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    pub metric: Metric,
    pub lasted: Duration,
    /// `None` where no other incident can be measured.
    pub usual: Option<Usual>,
}

/// What the rules found in each of two states of a log.
pub struct Findings {
    pub base: Vec<Diagnostic>,
    pub head: Vec<Diagnostic>,
}

/// What is new of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// New ones on the lines that changed.
    pub new: Vec<Diagnostic>,
    /// New ones elsewhere, which the change has brought about.
    pub elsewhere: Vec<Diagnostic>,
    /// How many were there before.
    pub inherited: usize,
    /// How many were there before and are gone.
    pub gone: usize,
}

/// What those who read the review may not see, as numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Withheld {
    /// Restricted incidents that changed.
    pub incidents: usize,
    /// Those of them that are restricted no longer.
    pub opened: usize,
    /// Those of them that cannot be read, so that they do not say who may.
    pub broken: usize,
    /// New findings on the lines that changed.
    pub errors: usize,
    pub warnings: usize,
}

impl Found {
    /// How many new findings on changed lines have a level.
    pub fn count(&self, level: Level) -> usize {
        self.new.iter().filter(|finding| finding.level == level).count()
    }
}

impl Review {
    /// Whether nothing changed in meaning, and nothing new was found.
    pub fn is_empty(&self) -> bool {
        let found = self.found.new.len() + self.found.elsewhere.len();
        self.incidents.is_empty()
            && self.plan.is_empty()
            && self.judges.is_empty()
            && found == 0
            && self.withheld == Withheld::default()
    }

    /// What nobody may overlook, each with the incident that it is about.
    pub fn loud(&self) -> impl Iterator<Item = (Option<&IncidentReview>, &Change)> {
        let incidents = self.incidents.iter().flat_map(|incident| {
            incident.changes.iter().filter(|change| change.loud).map(move |change| (Some(incident), change))
        });
        incidents.chain(self.plan.iter().chain(&self.judges).filter(|change| change.loud).map(|change| (None, change)))
    }

    /// Whether there is a new error on a changed line, or, where that is asked for, a new warning.
    pub fn has_new(&self, warnings_too: bool) -> bool {
        let errors = self.found.count(Level::Error) + self.withheld.errors;
        errors > 0 || (warnings_too && self.found.count(Level::Warn) + self.withheld.warnings > 0)
    }
}

//! Action items: what a team promised to do after an incident.

use chrono::NaiveDate;
use serde::Serialize;

vocabulary! {
    /// Where an action item stands.
    pub enum ActionStatus {
        Open = "open",
        Done = "done",
        Dropped = "dropped",
    }
}

vocabulary! {
    /// How soon an action item matters.
    pub enum Priority {
        High = "high",
        Medium = "medium",
        Low = "low",
    }
}

vocabulary! {
    /// What an action item is good for the next time.
    pub enum ActionKind {
        Prevent = "prevent",
        Detect = "detect",
        Mitigate = "mitigate",
        Process = "process",
    }
}

/// One action item of an incident or of its post-mortem.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Action {
    pub title: String,
    pub owner: Option<String>,
    pub priority: Option<Priority>,
    pub due: Option<NaiveDate>,
    pub status: Option<ActionStatus>,
    pub ticket: Option<String>,
    pub kind: Option<ActionKind>,
}

impl Action {
    /// The status, open where none is written.
    pub fn status(&self) -> ActionStatus {
        self.status.unwrap_or(ActionStatus::Open)
    }

    /// Whether it is still open after its due date.
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        self.status() == ActionStatus::Open && self.due.is_some_and(|due| due < today)
    }
}

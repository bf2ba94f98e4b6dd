//! One item of one architecture meeting.

use serde::Serialize;

vocabulary! {
    /// Where an agenda item stands.
    pub enum AgendaStatus {
        Open = "open",
        Briefed = "briefed",
        Deferred = "deferred",
    }
}

/// What the front matter of `agenda/DATE/ID.md` says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct AgendaItem {
    /// The id of the incident that the meeting is briefed on.
    pub incident: Option<String>,
    pub presenter: Option<String>,
    pub minutes: Option<u32>,
    pub status: Option<AgendaStatus>,
    pub outcome: Option<String>,
    /// The team's own `x-` keys, with their values as text.
    pub extra: Vec<(String, String)>,
}

impl AgendaItem {
    /// The status, open where none is written.
    pub fn status(&self) -> AgendaStatus {
        self.status.unwrap_or(AgendaStatus::Open)
    }
}

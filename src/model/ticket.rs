//! Tickets of a tracker, and where their addresses stand.

use serde::{Deserialize, Serialize};

/// Where a ticket's address stands in its document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stands {
    /// Under `root-cause`, and in the action of this title.
    RootCause { action: String },
    /// In the action of this title.
    Action { title: String },
    /// In a section of an agenda item.
    Agenda,
}

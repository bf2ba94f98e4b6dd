//! One action item in a table.

use super::outside::Outside;
use super::when::{When, relative};
use crate::model::{Action, ActionStatus};
use chrono::NaiveDate;
use serde::Serialize;

/// What a page shows of an action item.
#[derive(Clone, Debug, Serialize)]
pub struct ActionRow {
    pub title: String,
    pub owner: Option<String>,
    pub status: &'static str,
    pub due: Option<When>,
    /// How the due date lies to today, while the action is open.
    pub due_in: Option<String>,
    pub overdue: bool,
    pub priority: Option<&'static str>,
    pub kind: Option<&'static str>,
    pub ticket: Option<Outside>,
}

impl ActionRow {
    pub fn new(action: &Action, today: NaiveDate) -> Self {
        let open = action.status() == ActionStatus::Open;
        Self {
            title: action.title.clone(),
            owner: action.owner.clone(),
            status: action.status().word(),
            due: action.due.map(When::on),
            due_in: action.due.filter(|_| open).map(|due| relative(due, today)),
            overdue: action.is_overdue(today),
            priority: action.priority.map(|priority| priority.word()),
            kind: action.kind.map(|kind| kind.word()),
            ticket: action.ticket.as_deref().filter(|ticket| !ticket.trim().is_empty()).map(Outside::new),
        }
    }
}

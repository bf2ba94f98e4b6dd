//! A report that was taken back, as another incident is about the same.

use super::incident::{Incident, Status};
use super::timeline::{Entry, EntryKind, SAME_AS, in_order};

/// What ends a report that is the same as an incident.
pub fn told_twice(id: &str) -> String {
    format!("{SAME_AS}{id}.")
}

/// The id of the incident that a report was taken back for, as its last end has it; `None` of what was not, or goes on.
pub fn duplicate_of<'a>(incident: &Incident, timeline: &'a [Entry]) -> Option<&'a str> {
    if incident.status() != Status::Closed {
        return None;
    }
    in_order(timeline).into_iter().rev().find(|entry| entry.kind == EntryKind::Resolved)?.same_as()
}

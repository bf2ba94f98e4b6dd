//! What waits and may not go out as things are now: it is told, and keeps nothing else from going out.

use crate::connect::{Completes, Item, Outbox, Outgoing};
use crate::document::Document;
use crate::log::{IncidentFolder, Log};
use crate::model::{Incident, Visibility, came_back};
use chrono::DateTime;

/// Why an item may not go out as things are now: its incident became restricted, or nobody can read whether it did, or it
/// goes on again and the item says that it is over. `None` where it may.
pub fn why_held(item: &Item, outbox: &Outbox, log: &Log) -> Option<String> {
    if !outbox.is_here(item) {
        return None;
    }
    let Item { number, incident, .. } = item;
    let folder = log.incident(incident);
    let unknown = "so that nobody knows whether";
    match folder.and_then(|folder| folder.readable()) {
        Some(document) => why_held_by(item, document),
        None if item.is_restricted => None,
        None => Some(match folder.and_then(IncidentFolder::broken) {
            Some(why) => format!("{why}, {unknown} number {number} may still go out"),
            None => format!("the log has no {incident} any more, {unknown} number {number} may still go out"),
        }),
    }
}

/// The same for an item of a document that can be read.
pub fn why_held_by(item: &Item, document: &Document<Incident>) -> Option<String> {
    let Item { number, incident, .. } = item;
    if is_outdated(item, document) {
        return Some(match document.value.is_ongoing() {
            true => format!("{incident} goes on again, and number {number} says that it is over"),
            false => format!("{incident} came back since, and number {number} tells of the end before"),
        });
    }
    let became_restricted = !item.is_restricted && document.value.visibility == Some(Visibility::Restricted);
    became_restricted.then(|| format!("{incident} became restricted after number {number} was written"))
}

/// Whether an item says that an incident is over which goes on again, or tells of an end after which it came back.
fn is_outdated(item: &Item, document: &Document<Incident>) -> bool {
    let incident = &document.value;
    // A step may be written down long after it was taken.
    let said = item.entry.split(' ').next().and_then(|time| DateTime::parse_from_rfc3339(time).ok());
    let ended_since =
        came_back(&document.timeline) && incident.resolved.is_some_and(|resolved| resolved > said.unwrap_or(item.made));
    says_over(item) && (incident.is_ongoing() || ended_since)
}

/// Whether an item tells that an incident is over: an all-clear, to its channel or to the war room.
fn says_over(item: &Item) -> bool {
    let is_of_the_end = matches!(item.entry.split(' ').nth(1), Some("[resolved]" | "[announced]"));
    !matches!(item.outgoing, Outgoing::Ticket(_)) && (is_of_the_end || item.completes == Some(Completes::Announced))
}

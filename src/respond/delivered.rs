//! What is true only once a message is out: who was told by it, and that it is over.

use super::step::latest;
use crate::document::timeline::with_attributes;
use crate::document::{Document, Draft, DraftError, read_incident};
use crate::model::{EntryKind, Incident, Moment, Status};
use crate::text::Source;
use chrono_tz::Tz;

/// The attribute of an entry whose message is not out yet.
pub(super) const QUEUED: &str = "queued";

/// Whom a chat told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Channels and people, by the names of the plan.
    pub who: Vec<String>,
    pub at: Moment,
    /// Where it can be read.
    pub link: Option<String>,
}

/// Writes down whom a chat told; who is there already stays as told. `queued` is the entry that said so far that it
/// was to go out, by its first line, where nothing of it is left to go.
///
/// # Errors
/// Where the document cannot be read.
pub fn write_down_sent(draft: &mut Draft, sent: &Sent, queued: Option<&str>) -> Result<(), DraftError> {
    if let Some(line) = queued {
        draft.take_entry(line)?;
    }
    let document = reread(draft);
    let is_there = |who: &&String| {
        let mut told = document.timeline.iter().filter(|entry| entry.kind == EntryKind::Escalated);
        told.any(|entry| {
            let names = entry.attribute("told").unwrap_or_default();
            entry.at == Some(sent.at) && names.split(", ").any(|name| name == who.as_str())
        })
    };
    let who: Vec<&str> = sent.who.iter().filter(|who| !is_there(who)).map(String::as_str).collect();
    if !who.is_empty() {
        let entry = told_entry(&who.join(", "), Some("chat".to_owned()), sent.link.clone());
        draft.add_entry(sent.at, EntryKind::Escalated, None, &entry)?;
    }
    Ok(())
}

/// Writes down that it is announced that an incident is over, unless that stands there or it goes on again.
///
/// # Errors
/// Where the document cannot be read.
pub fn write_down_announced(draft: &mut Draft, at: Moment, link: Option<String>) -> Result<(), DraftError> {
    let document = reread(draft);
    let incident = &document.value;
    if !matches!(incident.status(), Status::Resolved | Status::Closed) || incident.announced.is_some() {
        return Ok(());
    }
    let resolved = incident.resolved.or_else(|| latest(&document.timeline, EntryKind::Resolved));
    announce(draft, resolved.map_or(at, |resolved| resolved.max(at)), link)
}

/// Writes down that an incident is announced to be over.
pub(super) fn announce(draft: &mut Draft, at: Moment, link: Option<String>) -> Result<(), DraftError> {
    let entry = with_attributes("All clear given.", &[("message", link)]);
    draft.set_moment("announced", at)?.add_entry(at, EntryKind::Announced, None, &entry)?;
    Ok(())
}

fn reread(draft: &Draft) -> Document<Incident> {
    read_incident(Source::new(draft.path(), draft.text()), Tz::UTC, None)
}

/// The words of an entry that tells who was told.
pub(super) fn told_entry(who: &str, means: Option<String>, link: Option<String>) -> String {
    let by = means.as_ref().map(|means| format!(" by {means}")).unwrap_or_default();
    let attributes = [("told", Some(who.to_owned())), ("means", means), ("message", link)];
    with_attributes(&format!("Told {who}{by}."), &attributes)
}

/// Whom queued entries are to reach, and nothing says yet that it did.
pub(super) fn queued_in(document: &Document<Incident>) -> Vec<String> {
    let escalated = document.timeline.iter().filter(|entry| entry.kind == EntryKind::Escalated);
    let queued = escalated.filter_map(|entry| Some((entry.at?, entry.attribute(QUEUED)?)));
    let told = |who: &str, since: Moment| {
        let since = document.timeline.iter().filter(|entry| entry.at.is_some_and(|at| at >= since));
        let mut names = since.filter_map(|entry| entry.attribute("told")).flat_map(|names| names.split(", "));
        names.any(|name| name == who)
    };
    let mut waiting: Vec<String> = Vec::new();
    for (at, names) in queued {
        for who in names.split(", ").filter(|who| !told(who, at)) {
            if !waiting.iter().any(|other| other == who) {
                waiting.push(who.to_owned());
            }
        }
    }
    waiting
}

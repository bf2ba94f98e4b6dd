//! What every step of a response asks first.

use super::failure::RespondError;
use crate::document::{CONFLICT, CONFLICT_HELP, Document, conflicts};
use crate::log::IncidentFolder;
use crate::model::{CLOCK_SLACK, Entry, EntryKind, Incident, Moment, Status, format_moment};
use chrono::Duration;

/// What was longer ago than this is written down late: nobody is called for it, and nothing is posted.
const LATE: Duration = Duration::hours(24);

/// Whether what was at a moment is written down late.
pub fn is_late(at: Moment, now: Moment) -> bool {
    now - at > LATE
}

/// Refuses what lies in the future, by more than clocks differ.
pub fn check_time(what: &str, at: Moment, now: Moment) -> Result<(), RespondError> {
    match at > now + CLOCK_SLACK {
        true => {
            // Whoever types the time of another zone sees it by the two.
            let [at, now] = [at, now.with_timezone(at.offset())].map(format_moment);
            let message = format!("{what} lies in the future: {at}, and it is {now}");
            Err(RespondError::new(message, "name a past time with --at, or leave it out for now"))
        }
        false => Ok(()),
    }
}

/// When the latest entry of a kind was.
pub fn latest(timeline: &[Entry], kind: EntryKind) -> Option<Moment> {
    timeline.iter().filter(|entry| entry.kind == kind).filter_map(|entry| entry.at).max()
}

/// The document of an incident that goes on.
pub fn ongoing(folder: &IncidentFolder) -> Result<&Document<Incident>, RespondError> {
    let document = incident_document(folder)?;
    goes_on(folder, document)?;
    Ok(document)
}

/// Refuses an incident that is over.
pub fn goes_on(folder: &IncidentFolder, document: &Document<Incident>) -> Result<(), RespondError> {
    match document.value.status() {
        status @ (Status::Resolved | Status::Closed) => Err(RespondError::new(
            format!("{} is {status}", folder.name),
            "`incident reopen` where it came back; `incident list --status open` shows what goes on",
        )),
        _ => Ok(()),
    }
}

/// An incident's document, which must be there and readable, and have no conflict that somebody is to decide first.
pub fn incident_document(folder: &IncidentFolder) -> Result<&Document<Incident>, RespondError> {
    let document = readable_document(folder)?;
    undisputed(document)?;
    Ok(document)
}

/// Refuses a document in which a merge left a conflict, in its words too: what is written into one side goes with it.
pub fn undisputed<T>(document: &Document<T>) -> Result<(), RespondError> {
    let Some(conflict) = conflicts(document.source.text()).into_iter().next() else { return Ok(()) };
    let at = document.source.position(conflict.start);
    let place = format!("{}:{}:{}", document.source.path(), at.line, at.column);
    Err(RespondError::new(CONFLICT, CONFLICT_HELP).at(place))
}

/// An incident's document, which must be there and readable.
pub fn readable_document(folder: &IncidentFolder) -> Result<&Document<Incident>, RespondError> {
    let Some(document) = &folder.incident else {
        let help = "add it, or remove the folder";
        return Err(RespondError::new("this incident has no incident.md", help).at(folder.path.clone()));
    };
    match document.broken() {
        None => Ok(document),
        Some(problem) => Err(RespondError {
            message: problem.message.clone(),
            place: Some(document.told_at(problem)),
            help: problem.help.clone(),
            excerpt: None,
        }),
    }
}

/// What is strange about a step's time, in a sentence: a clock that is behind what is written down, or a time that was
/// named and lies before the incident. Either may be right.
pub fn doubtful_time(document: &Document<Incident>, named: Option<Moment>, now: Moment) -> Option<String> {
    let started = document.value.started;
    let Some(named) = named else {
        let last = document.timeline.iter().filter_map(|entry| entry.at).chain(started).max()?;
        let is_behind = now + CLOCK_SLACK < last;
        let [now, last] = [now, last].map(format_moment);
        return is_behind.then(|| format!("this machine's clock says {now}, which is before {last}, the last that is written down; --at names the time"));
    };
    let started = started.filter(|started| named < *started)?;
    Some(format!("{} is before the incident started, {}", format_moment(named), format_moment(started)))
}

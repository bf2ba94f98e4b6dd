//! What every step of a response asks first.

use super::failure::RespondError;
use crate::document::Document;
use crate::log::IncidentFolder;
use crate::model::{CLOCK_SLACK, Entry, EntryKind, Incident, Moment, Status};

/// Refuses what lies in the future, by more than clocks differ.
pub fn check_time(what: &str, at: Moment, now: Moment) -> Result<(), RespondError> {
    match at > now + CLOCK_SLACK {
        true => Err(RespondError::new(
            format!("{what} lies in the future"),
            "name a past time with --at, or leave it out for now",
        )),
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
    match document.value.status() {
        status @ (Status::Resolved | Status::Closed) => Err(RespondError::new(
            format!("{} is {status}", folder.name),
            "name an incident that goes on; `incident list --status open` shows them",
        )),
        _ => Ok(document),
    }
}

/// An incident's document, which must be there and readable.
pub fn incident_document(folder: &IncidentFolder) -> Result<&Document<Incident>, RespondError> {
    let Some(document) = &folder.incident else {
        let help = "add it, or remove the folder";
        return Err(RespondError::new("this incident has no incident.md", help).at(folder.path.clone()));
    };
    match document.broken() {
        None => Ok(document),
        Some(problem) => {
            let at = document.source.position(problem.span.start);
            let place = format!("{}:{}:{}", document.source.path(), at.line, at.column);
            Err(RespondError { message: problem.message.clone(), place: Some(place), help: problem.help.clone() })
        }
    }
}

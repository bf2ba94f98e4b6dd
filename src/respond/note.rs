//! Writing down what happens, as it happens.

use super::failure::RespondError;
use super::names::person;
use super::step::{check_time, incident_document};
use crate::document::{DocumentKind, Draft};
use crate::log::{IncidentFolder, Log};
use crate::model::{EntryKind, Incident, Milestone, Moment, Status, format_moment, in_zone};

/// A line for the timeline.
#[derive(Clone, Debug)]
pub struct Note {
    pub text: String,
    pub kind: EntryKind,
    pub at: Moment,
    pub by: Option<String>,
}

/// Adds a note to an incident's timeline. One that is a milestone is written into the front matter too, where
/// that does not have it yet.
///
/// # Errors
/// Where the note is empty, lies in the future, or its kind has a command of its own.
pub fn add_note(log: &Log, folder: &IncidentFolder, note: &Note, now: Moment) -> Result<Draft, RespondError> {
    if note.text.trim().is_empty() {
        return Err(RespondError::new("the note is empty", "say what happened"));
    }
    check_time("the note", note.at, now)?;
    let document = incident_document(folder)?;
    let is_announced_early = note.kind == EntryKind::Announced && document.value.is_ongoing();
    if note.kind == EntryKind::Resolved || is_announced_early {
        let message = format!("a note cannot make an incident {}", note.kind);
        return Err(RespondError::new(message, "`incident resolve` carries the whole checklist"));
    }
    let mut draft = Draft::of(&document.source, DocumentKind::Incident, log.plan.value.time_zone);
    let by = person(&log.plan.value, &note.by).map(|name| format!("{name}: ")).unwrap_or_default();
    draft.add_entry(note.at, note.kind, None, &format!("{by}{}", note.text.trim()))?;
    if let Some(milestone) = Milestone::from_word(note.kind.word())
        && document.value.milestone(milestone).is_none()
    {
        check_order(&document.value, milestone, in_zone(note.at, log.plan.value.time_zone))?;
        draft.set_moment(milestone.word(), note.at)?;
    }
    if note.kind == EntryKind::Mitigated && document.value.status() == Status::Open {
        draft.set_text("status", Status::Mitigated.word())?;
    }
    Ok(draft)
}

/// Refuses a milestone that lies before one that it follows, or behind one that follows it.
fn check_order(incident: &Incident, milestone: Milestone, at: Moment) -> Result<(), RespondError> {
    let Some(other) = incident.contradicted(milestone, at) else { return Ok(()) };
    let there = incident.milestone(other).map(format_moment).unwrap_or_default();
    let side = if other < milestone { "before" } else { "behind" };
    Err(RespondError::new(
        format!("`{milestone}` at {} would lie {side} `{other}` at {there}", format_moment(at)),
        format!(
            "say with --at when it was {milestone}, mend `{other}` in incident.md where that is wrong, or write a note of another kind"
        ),
    ))
}

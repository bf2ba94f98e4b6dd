//! Closing an incident, once nothing of its checklist is owed.

use super::failure::RespondError;
use super::step::{check_time, incident_document};
use crate::document::{DocumentKind, Draft};
use crate::log::{IncidentFolder, Log};
use crate::model::{
    AgendaStatus, EntryKind, Incident, Moment, PostmortemStatus, Requires, Status, Visibility, is_imported,
};

/// Closes a resolved incident.
///
/// # Errors
/// Where it is not resolved, something of the checklist is owed, or `at` lies in the future or before the resolution.
pub fn close(log: &Log, folder: &IncidentFolder, at: Moment, now: Moment) -> Result<Draft, RespondError> {
    let document = incident_document(folder)?;
    let incident = &document.value;
    let id = &folder.name;
    match incident.status() {
        Status::Resolved => {}
        Status::Closed => return Err(RespondError::new(format!("{id} is closed already"), "")),
        status => {
            let help = format!("`incident resolve {id}` carries the checklist");
            return Err(RespondError::new(format!("{id} is {status}, and not resolved yet"), help));
        }
    }
    check_time("the closing", at, now)?;
    if incident.resolved.is_some_and(|resolved| resolved > at) {
        return Err(RespondError::new("it would be closed before it was resolved", "name a later time with --at"));
    }
    let owed = owed(log, folder, incident);
    if !owed.is_empty() {
        let message = format!("{id} cannot be closed yet, as something is owed");
        return Err(RespondError::new(message, owed.join("\n")));
    }
    let mut draft = Draft::of(&document.source, DocumentKind::Incident, log.plan.value.time_zone);
    draft.set_text("status", Status::Closed.word())?;
    draft.add_entry(at, EntryKind::Note, None, "Closed: nothing is owed any more.")?;
    Ok(draft)
}

/// The incidents that are resolved and of whose checklist something is owed, with what it is; imported ones are let off.
pub fn unfinished(log: &Log) -> Vec<(&IncidentFolder, Vec<String>)> {
    let resolved = log.incidents.iter().filter_map(|folder| {
        let document = folder.readable()?;
        let incident = &document.value;
        let is_due = incident.status() == Status::Resolved && !is_imported(&incident.extra);
        is_due.then(|| (folder, owed(log, folder, incident)))
    });
    resolved.filter(|(_, owed)| !owed.is_empty()).collect()
}

/// That the all-clear is owed, and how it is settled.
pub fn all_clear_owed(id: &str) -> String {
    format!("the all-clear: post it, then `incident note {id} --kind announced \"All clear given.\"`")
}

/// What of the checklist is owed, and how it is done.
fn owed(log: &Log, folder: &IncidentFolder, incident: &Incident) -> Vec<String> {
    let id = &folder.name;
    let severity = incident.severity.as_deref().and_then(|id| log.plan.value.severity(id));
    let Requires { postmortem, agenda, .. } = severity.map(|severity| severity.requires.clone()).unwrap_or_default();
    let mut owed = Vec::new();
    let cause = incident.root_cause.as_ref();
    if cause.is_none_or(|cause| cause.known.is_none()) {
        owed.push(format!("the root cause: `incident cause {id} TEXT`, or `--ticket URL` where it is looked for"));
    } else if cause.is_some_and(|cause| cause.known == Some(false) && cause.ticket.is_none()) {
        owed.push(format!("a ticket for the root cause: `incident cause {id} --ticket URL`"));
    }
    if incident.announced.is_none() {
        owed.push(all_clear_owed(id));
    }
    let status = folder.postmortem.as_ref().map(|document| document.value.status.unwrap_or(PostmortemStatus::Draft));
    match status {
        None if postmortem.is_some() => owed.push(format!("a post-mortem: `incident postmortem {id}`")),
        Some(PostmortemStatus::Published) | None => {}
        Some(status) => owed.push(format!("the post-mortem is {status}: finish it, and set its `status` to published")),
    }
    let mut items = log.agenda_of(id).peekable();
    let is_unbriefed = |status: Option<AgendaStatus>| status != Some(AgendaStatus::Briefed);
    if items.peek().is_none() && agenda.is_some() && incident.visibility != Some(Visibility::Restricted) {
        owed.push(format!("a briefing: `incident agenda open {id}`"));
    } else if items.peek().is_some() && items.all(|item| is_unbriefed(item.document.value.status)) {
        owed.push(format!("the briefing: `incident agenda brief {id} --outcome TEXT`"));
    }
    owed
}

//! Closing an incident, once nothing of its checklist is owed.

use super::failure::RespondError;
use super::step::{check_time, incident_document};
use crate::document::{Document, DocumentKind, Draft};
use crate::log::{AgendaFile, IncidentFolder, Log};
use crate::model::{
    AgendaStatus, EntryKind, Incident, Moment, Postmortem, PostmortemStatus, Requires, Status, Visibility, came_back,
    in_zone, is_imported, names_ticket,
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
    let owed = owed(log, folder, document);
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
        is_due.then(|| (folder, owed(log, folder, document)))
    });
    resolved.filter(|(_, owed)| !owed.is_empty()).collect()
}

/// That the all-clear is owed, and how it is settled.
pub fn all_clear_owed(id: &str) -> String {
    format!("the all-clear: post it, then `incident note {id} --kind announced \"All clear given.\"`")
}

/// What of the checklist is owed, and how it is done.
fn owed(log: &Log, folder: &IncidentFolder, document: &Document<Incident>) -> Vec<String> {
    let (id, incident) = (&folder.name, &document.value);
    let severity = incident.severity.as_deref().and_then(|id| log.plan.value.severity(id));
    let Requires { postmortem, agenda, .. } = severity.map(|severity| severity.requires.clone()).unwrap_or_default();
    let mut owed = Vec::new();
    let cause = incident.root_cause.as_ref();
    if cause.is_none_or(|cause| cause.known.is_none()) {
        owed.push(format!("the root cause: `incident cause {id} TEXT`, or `--ticket URL` where it is looked for"));
    } else if cause
        .is_some_and(|cause| cause.known == Some(false) && !cause.ticket.as_deref().is_some_and(names_ticket))
    {
        owed.push(format!("a ticket for the root cause: `incident cause {id} --ticket URL`"));
    }
    if incident.announced.is_none() {
        owed.push(all_clear_owed(id));
    }
    // The day on which it ended anew: what was told of it before told half.
    let again = incident.resolved.filter(|_| came_back(&document.timeline));
    let again = again.map(|resolved| in_zone(resolved, log.plan.value.time_zone).date_naive());
    let told = folder.postmortem.as_ref().map(|document| &document.value);
    let unread = folder.postmortem.as_ref().and_then(|document| Some((document, document.broken()?)));
    match (unread, told.map(Postmortem::status)) {
        (Some((document, problem)), _) => {
            owed.push(format!(
                "the post-mortem, which cannot be read at {}: {}",
                document.told_at(problem),
                problem.message
            ));
        }
        (None, None) if postmortem.is_some() => owed.push(format!("a post-mortem: `incident postmortem {id}`")),
        (None, None) => {}
        (None, Some(PostmortemStatus::Published)) => {
            let reviewed = told.and_then(|told| told.reviewed);
            if again.zip(reviewed).is_some_and(|(again, reviewed)| reviewed < again) {
                owed.push(
                    "the post-mortem was reviewed before it came back: tell that too, and set `reviewed`".to_owned(),
                );
            }
        }
        (None, Some(status)) => owed.push(format!(
            "the post-mortem is {status}: finish {}/postmortem.md, and set its `status` to published",
            folder.path
        )),
    }
    let items: Vec<_> = log.agenda_of(id).collect();
    let has = |status: AgendaStatus| items.iter().filter(move |item| item.document.value.status() == status);
    let is_since = |item: &&AgendaFile| again.zip(item.date).is_none_or(|(again, date)| date >= again);
    let may_be_told = incident.visibility != Some(Visibility::Restricted);
    let is_asked_for = agenda.is_some() || !items.is_empty();
    if has(AgendaStatus::Open).next().is_some() {
        owed.push(format!("the briefing: `incident agenda brief {id} --outcome TEXT`"));
    } else if may_be_told && is_asked_for && !has(AgendaStatus::Briefed).any(is_since) {
        let of = if has(AgendaStatus::Briefed).next().is_some() { " on what came back" } else { "" };
        owed.push(format!("a briefing{of}: `incident agenda open {id}`"));
    }
    owed
}

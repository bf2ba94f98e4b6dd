//! Closing an incident, once nothing of its checklist is owed.

use super::failure::RespondError;
use super::step::{check_time, incident_document};
use crate::document::{Document, DocumentKind, Draft};
use crate::log::{IncidentFolder, Log};
use crate::model::{
    AgendaItem, AgendaStatus, Entry, EntryKind, Incident, Moment, Postmortem, PostmortemStatus, Requires, Status,
    Visibility, came_back, format_date, in_zone, is_imported, names_ticket, threads,
};
use crate::text::typed_word;
use chrono::NaiveDate;

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
    let owed = all_owed(log, folder, document);
    if !owed.is_empty() {
        let message = format!("{id} cannot be closed yet, as something is owed");
        return Err(RespondError::new(message, owed.join("\n")));
    }
    let mut draft = Draft::of(&document.source, DocumentKind::Incident, log.plan.value.time_zone);
    draft.set_text("status", Status::Closed.word())?;
    draft.add_entry(at, EntryKind::Note, None, "Closed: nothing is owed any more.")?;
    Ok(draft)
}

/// The incidents that are resolved and not closed, with what is owed of their checklist; imported ones are let off.
pub fn unclosed(log: &Log) -> Vec<(&IncidentFolder, Vec<String>)> {
    let resolved = log.incidents.iter().filter_map(|folder| {
        let document = folder.readable()?;
        let incident = &document.value;
        let is_due = incident.status() == Status::Resolved && !is_imported(&incident.extra);
        is_due.then(|| (folder, all_owed(log, folder, document)))
    });
    resolved.collect()
}

/// That the all-clear is owed, and how it is settled.
pub fn all_clear_owed(id: &str) -> String {
    format!("the all-clear: post it, then `incident note {id} --kind announced \"All clear given.\"`")
}

/// What is owed of an incident as it is written down.
fn all_owed(log: &Log, folder: &IncidentFolder, document: &Document<Incident>) -> Vec<String> {
    let all_clear = document.value.announced.is_none().then(|| all_clear_owed(&folder.name));
    let items: Vec<_> = log.agenda_of(&folder.name).map(|item| (item.date, &item.document.value)).collect();
    all_clear.into_iter().chain(owed(log, folder, document, folder.postmortem.as_ref(), &items)).collect()
}

/// What of the checklist is owed beside the all-clear, and how it is done; each item of a meeting with the meeting's date.
pub(super) fn owed(
    log: &Log,
    folder: &IncidentFolder,
    document: &Document<Incident>,
    postmortem_document: Option<&Document<Postmortem>>,
    items: &[(Option<NaiveDate>, &AgendaItem)],
) -> Vec<String> {
    let (id, incident) = (&folder.name, &document.value);
    let severity = log.plan.value.owed_severity(incident.severity.as_deref());
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
    // The day on which it ended anew: what was told of it before told half.
    let again = incident.resolved.filter(|_| came_back(&document.timeline));
    let again = again.map(|resolved| in_zone(resolved, log.plan.value.time_zone).date_naive());
    let told = postmortem_document.map(|document| &document.value);
    let unread = postmortem_document.and_then(|document| Some((document, document.broken()?)));
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
        (None, Some(status)) => {
            let until = told.and_then(|told| told.due).map(|due| format!(", due {}", format_date(due)));
            let by = told.and_then(|told| told.owner.as_ref());
            owed.push(format!(
                "the post-mortem is {status}{}{}: finish {}/postmortem.md, and set its `status` to published",
                until.unwrap_or_default(),
                by.map_or_else(|| ", and nobody is its `owner`".to_owned(), |by| format!(", by {by}")),
                folder.path
            ));
        }
    }
    let has = |status: AgendaStatus| items.iter().filter(move |(_, item)| item.status() == status);
    let is_since =
        |(date, _): &(Option<NaiveDate>, &AgendaItem)| again.zip(*date).is_none_or(|(again, date)| date >= again);
    let may_be_told = incident.visibility != Some(Visibility::Restricted);
    let is_asked_for = agenda.is_some() || !items.is_empty();
    if let Some((date, item)) = has(AgendaStatus::Open).next() {
        let meeting = date.map(|date| format!(" of the meeting on {}", format_date(date))).unwrap_or_default();
        let by = item.presenter.as_ref();
        let by = by.map_or_else(|| ", and nobody is its `presenter`".to_owned(), |by| format!(", by {by}"));
        let is_over = again.zip(*date).is_some_and(|(again, date)| date < again);
        owed.push(match is_over {
            true => format!("the briefing, as that{meeting} was before it came back: `incident agenda defer {id}`"),
            false => format!("the briefing{meeting}{by}: `incident agenda brief {id} --outcome TEXT`"),
        });
    } else if may_be_told && is_asked_for && !has(AgendaStatus::Briefed).any(is_since) {
        let of = if has(AgendaStatus::Briefed).next().is_some() { " on what came back" } else { "" };
        owed.push(format!("a briefing{of}: `incident agenda open {id}`"));
    }
    // Where the root cause is unknown, its ticket carries the theories on.
    if cause.is_none_or(|cause| cause.known != Some(false)) {
        owed.extend(open_threads(id, &document.timeline));
    }
    owed
}

/// What is owed to each theory that was left open.
fn open_threads(id: &str, timeline: &[Entry]) -> Vec<String> {
    let all = threads(timeline);
    let owed = all.iter().filter(|thread| thread.is_left_open()).map(|thread| {
        let typed = typed_word(thread.name);
        format!("how the theory {} ended: `incident thread {id} {typed} --state confirmed` or `ruled-out`", thread.name)
    });
    owed.collect()
}

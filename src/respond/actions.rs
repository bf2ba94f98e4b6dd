//! Action items across the log, and settling one.

use super::failure::RespondError;
use super::step::{incident_document, undisputed};
use super::ticket::{Subject, TicketText, follow_up_title, has_ticket, set_in_action};
use crate::document::{DocumentKind, Draft};
use crate::log::{IncidentFolder, Log};
use crate::model::{Action, ActionStatus, Stands, format_date};
use crate::text::Source;
use chrono::NaiveDate;

/// An action item with the incident that it follows.
#[derive(Clone, Copy, Debug)]
pub struct ActionItem<'a> {
    pub folder: &'a IncidentFolder,
    /// Its number within the incident, from 1: those of the log entry, then those of the post-mortem.
    pub number: usize,
    pub action: &'a Action,
}

/// Every action item, the ones due first in front.
pub fn action_items(log: &Log) -> Vec<ActionItem<'_>> {
    let mut items: Vec<_> = log.incidents.iter().flat_map(of_folder).collect();
    items.sort_by_key(|item| item.action.due.unwrap_or(NaiveDate::MAX));
    items
}

fn of_folder(folder: &IncidentFolder) -> impl Iterator<Item = ActionItem<'_>> {
    let entry = folder.incident.iter().flat_map(|document| &document.value.actions);
    let postmortem = folder.postmortem.iter().flat_map(|document| &document.value.actions);
    let all = entry.chain(postmortem).enumerate();
    all.map(move |(index, action)| ActionItem { folder, number: index + 1, action })
}

/// Settles an action item: it is done, or dropped.
///
/// # Errors
/// Where the incident has no item of this number, or it stands so already.
pub fn settle_action(
    log: &Log,
    folder: &IncidentFolder,
    number: usize,
    status: ActionStatus,
) -> Result<Draft, RespondError> {
    let (item, document, index) = numbered(folder, number)?;
    if item.action.status() == status {
        return Err(RespondError::new(format!("`{}` is {status} already", item.action.title), ""));
    }
    let (source, kind) = document;
    let mut draft = Draft::of(source, kind, log.plan.value.time_zone);
    set_in_action(&mut draft, index, "status", status.word())?;
    Ok(draft)
}

/// The ticket of an action item that is open and has none. That of an unknown root cause is the incident's.
///
/// # Errors
/// Where the incident has no item of this number, it is settled, or has a ticket.
pub fn action_ticket(folder: &IncidentFolder, number: usize) -> Result<TicketText, RespondError> {
    let (ActionItem { action, .. }, (source, _), _) = numbered(folder, number)?;
    let document = incident_document(folder)?;
    let incident = &document.value;
    if let Some(ticket) = action.ticket.as_deref().filter(|ticket| !ticket.is_empty()) {
        return Err(has_ticket(&format!("`{}`", action.title), ticket));
    }
    if action.status() != ActionStatus::Open {
        return Err(RespondError::new(format!("`{}` is {}", action.title, action.status()), "it needs no ticket"));
    }
    let cause = incident.root_cause.as_ref();
    let is_follow_up = action.title == follow_up_title(incident, folder)
        && cause.is_some_and(|cause| cause.known == Some(false) && cause.ticket.is_none());
    let title = action.title.clone();
    let due = action.due.map(|due| format!("Due: {}", format_date(due))).unwrap_or_default();
    let subject = Subject {
        stands: if is_follow_up { Stands::RootCause { action: title } } else { Stands::Action { title } },
        path: source.path(),
        title: action.title.clone(),
        guarded: "An action of a restricted incident",
        priority: action.priority,
        assignee: action.owner.clone().or_else(|| incident.lead.clone()),
        words: vec![due, document.section_text("Summary")],
    };
    Ok(TicketText::of(incident, folder, subject))
}

/// The action item of a number, the document that it stands in, and its place there.
fn numbered(
    folder: &IncidentFolder,
    number: usize,
) -> Result<(ActionItem<'_>, (&Source, DocumentKind), usize), RespondError> {
    let entry = incident_document(folder)?;
    let all: Vec<_> = of_folder(folder).collect();
    let Some(item) = number.checked_sub(1).and_then(|index| all.get(index)) else {
        let help = match all.len() {
            0 => "it has none".to_owned(),
            count => format!("it has {count}; `incident actions {}` shows them", folder.name),
        };
        return Err(RespondError::new(format!("{} has no action {number}", folder.name), help));
    };
    let in_entry = entry.value.actions.len();
    Ok(match (number <= in_entry, &folder.postmortem) {
        (false, Some(postmortem)) => {
            undisputed(postmortem)?;
            (*item, (&postmortem.source, DocumentKind::Postmortem), number - in_entry - 1)
        }
        _ => (*item, (&entry.source, DocumentKind::Incident), number - 1),
    })
}

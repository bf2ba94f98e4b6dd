//! Action items across the log, and settling one.

use super::failure::RespondError;
use super::step::incident_document;
use crate::document::{Document, DocumentKind, Draft, NewValue, Step};
use crate::log::{IncidentFolder, Log};
use crate::model::{Action, ActionStatus};
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
    let entry = incident_document(folder)?;
    let all: Vec<_> = of_folder(folder).collect();
    let Some(item) = number.checked_sub(1).and_then(|index| all.get(index)) else {
        let help = match all.len() {
            0 => "it has none".to_owned(),
            count => format!("it has {count}; `incident actions {}` shows them", folder.name),
        };
        return Err(RespondError::new(format!("{} has no action {number}", folder.name), help));
    };
    if item.action.status() == status {
        return Err(RespondError::new(format!("`{}` is {status} already", item.action.title), ""));
    }
    let in_entry = entry.value.actions.len();
    match (number <= in_entry, &folder.postmortem) {
        (false, Some(postmortem)) => settled(log, postmortem, DocumentKind::Postmortem, number - in_entry - 1, status),
        _ => settled(log, entry, DocumentKind::Incident, number - 1, status),
    }
}

fn settled<T>(
    log: &Log,
    document: &Document<T>,
    kind: DocumentKind,
    index: usize,
    status: ActionStatus,
) -> Result<Draft, RespondError> {
    let mut draft = Draft::of(&document.source, kind, log.plan.value.time_zone);
    let item = [Step::Key("actions"), Step::Index(index)];
    let status = NewValue::Text(status.word().to_owned());
    // One that is written as its title alone becomes a map.
    let title = document.front.entry("actions").and_then(|entry| entry.value.items().get(index)?.text());
    match title {
        Some(title) => {
            let map = vec![("title".to_owned(), NewValue::Text(title.to_owned())), ("status".to_owned(), status)];
            draft.set(&item, &NewValue::Map(map))?;
        }
        None => {
            draft.set(&[item[0], item[1], Step::Key("status")], &status)?;
        }
    }
    Ok(draft)
}

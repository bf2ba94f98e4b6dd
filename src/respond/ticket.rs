//! The words of a ticket, and its address in the document once it is open.

use super::failure::RespondError;
use super::names::{given, name};
use crate::document::{Draft, DraftError, NewValue, Step, read_incident};
use crate::log::IncidentFolder;
use crate::model::{Action, ActionStatus, Incident, Priority, RootCause, Stands, Visibility};
use crate::text::Source;
use chrono_tz::Tz;

/// A ticket's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketText {
    pub stands: Stands,
    /// The document that its address stands in.
    pub path: String,
    pub title: String,
    pub priority: Option<Priority>,
    /// Who sees to it, by name.
    pub assignee: Option<String>,
    pub restricted: bool,
    words: String,
}

/// What a ticket is for, before it is told who may read of it.
pub(super) struct Subject<'a> {
    pub stands: Stands,
    pub path: &'a str,
    pub title: String,
    /// The title where the incident is restricted.
    pub guarded: &'a str,
    pub priority: Option<Priority>,
    pub assignee: Option<String>,
    /// Paragraphs.
    pub words: Vec<String>,
}

impl TicketText {
    /// More people read a tracker than may read of a restricted incident.
    pub(super) fn of(incident: &Incident, folder: &IncidentFolder, subject: Subject<'_>) -> Self {
        let restricted = incident.visibility == Some(Visibility::Restricted);
        let (title, words) = match restricted {
            true => {
                (subject.guarded.to_owned(), "Ask the lead to be let in; please do not discuss it here.".to_owned())
            }
            false => {
                let log = [format!("Log: {}", folder.name)];
                let words: Vec<String> = subject.words.into_iter().filter(|text| !text.is_empty()).chain(log).collect();
                (subject.title, words.join("\n\n"))
            }
        };
        let Subject { stands, path, priority, assignee, .. } = subject;
        Self { stands, path: path.to_owned(), title, priority, assignee, restricted, words }
    }

    /// What stands below the title, in Markdown.
    pub fn body(&self) -> String {
        let priority = self.priority.map(|priority| format!("Priority: {priority}. ")).unwrap_or_default();
        let assignee = self.assignee.as_deref().unwrap_or("nobody yet");
        format!("{priority}Assignee: {assignee}.\n\n{}", self.words)
    }

    /// The whole of it, to be opened by hand.
    pub fn text(&self) -> String {
        format!("{}\n{}", self.title, self.body())
    }
}

/// The title of the action that stands for an unknown root cause, and of its ticket.
pub(super) fn follow_up_title(incident: &Incident, folder: &IncidentFolder) -> String {
    format!("Find the root cause of: {}", incident.title.as_deref().unwrap_or(&folder.name))
}

/// The open actions that follow up an unknown root cause, by where they stand.
pub(super) fn open_follow_ups(incident: &Incident, title: &str) -> impl Iterator<Item = usize> {
    let is_one = |action: &Action| action.title.trim() == title.trim() && action.status() == ActionStatus::Open;
    let actions = incident.actions.iter().enumerate();
    actions.filter(move |(_, action)| is_one(action)).map(|(index, _)| index)
}

/// Settles all actions that follow up a root cause, as it is known.
pub(super) fn settle_follow_ups(draft: &mut Draft, incident: &Incident, title: &str) -> Result<(), DraftError> {
    open_follow_ups(incident, title)
        .try_for_each(|index| set_in_action(draft, index, "status", ActionStatus::Done.word()))
}

/// What was told of a root cause before, in a sentence, where something else takes its place. A ticket that is not named
/// anew stays.
pub(super) fn told_before(before: &RootCause, summary: Option<&str>, ticket: Option<&str>) -> Option<String> {
    let summary = summary.and_then(name);
    let told = given(&before.summary).filter(|told| summary.as_ref() != Some(told));
    let followed = given(&before.ticket).filter(|_| ticket.is_some()).filter(|there| ticket != Some(there.as_str()));
    match (told, followed) {
        (None, None) => None,
        (Some(told), None) => Some(format!("Told before: {told}")),
        (Some(told), Some(followed)) => Some(format!("Told before: {told} (ticket {followed})")),
        (None, Some(followed)) => Some(format!("The ticket before: {followed}")),
    }
}

/// Writes a ticket's address to where it stands; gives whether it stands there now. What stands there already is kept.
///
/// # Errors
/// Where the document cannot be read.
pub fn add_ticket(draft: &mut Draft, stands: &Stands, link: &str) -> Result<bool, DraftError> {
    let read = read_incident(Source::new(draft.path(), draft.text()), Tz::UTC, None);
    let below = |key: &str, inner: &str| Some(read.front.entry(key)?.value.entry(inner)?.value.text()?.to_owned());
    match stands {
        Stands::RootCause { action } => {
            if let Some(there) = below("root-cause", "ticket").filter(|there| !there.trim().is_empty()) {
                return Ok(there == link);
            }
            draft.set(&[Step::Key("root-cause"), Step::Key("ticket")], &NewValue::Text(link.to_owned()))?;
            in_action(draft, action, link)?;
            Ok(true)
        }
        Stands::Action { title } => in_action(draft, title, link),
        Stands::Agenda => {
            if !draft.text().contains(link) {
                draft.write_section(SECTION, &format!("<{link}>"))?;
            }
            Ok(true)
        }
    }
}

/// Where an agenda item's ticket stands.
pub(super) const SECTION: &str = "Ticket";

/// Writes it into the first action of a title that has none.
fn in_action(draft: &mut Draft, title: &str, link: &str) -> Result<bool, DraftError> {
    let read = read_incident(Source::new(draft.path(), draft.text()), Tz::UTC, None);
    let actions = read.value.actions.iter().enumerate().filter(|(_, action)| action.title.trim() == title.trim());
    let has = |wanted: &str, ticket: &Option<String>| ticket.as_deref().unwrap_or_default() == wanted;
    if actions.clone().any(|(_, action)| has(link, &action.ticket)) {
        return Ok(true);
    }
    let free = actions.into_iter().find(|(_, action)| has("", &action.ticket));
    let Some((index, _)) = free else { return Ok(false) };
    set_in_action(draft, index, "ticket", link)?;
    Ok(true)
}

/// Sets a key of an action item; one that is written as its title alone becomes a map.
pub(super) fn set_in_action(draft: &mut Draft, index: usize, key: &str, value: &str) -> Result<(), DraftError> {
    let read = read_incident(Source::new(draft.path(), draft.text()), Tz::UTC, None);
    let title = read.front.entry("actions").and_then(|entry| entry.value.items().get(index)?.text());
    let item = [Step::Key("actions"), Step::Index(index)];
    let value = NewValue::Text(value.to_owned());
    match title {
        Some(title) => {
            let map = vec![("title".to_owned(), NewValue::Text(title.to_owned())), (key.to_owned(), value)];
            draft.set(&item, &NewValue::Map(map))?;
        }
        None => {
            draft.set(&[item[0], item[1], Step::Key(key)], &value)?;
        }
    }
    Ok(())
}

/// Refuses a ticket for what has one.
pub(super) fn has_ticket(what: &str, ticket: &str) -> RespondError {
    RespondError::new(format!("{what} has a ticket already: {ticket}"), "")
}

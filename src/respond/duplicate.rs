//! A report of what another incident is about already: it is taken back, and leads there.

use super::failure::RespondError;
use super::message::{Message, lowered_message};
use super::resolve::check_end;
use super::step::ongoing;
use crate::document::{DocumentKind, Draft, NewValue, Step};
use crate::log::{IncidentFolder, Log};
use crate::model::{EntryKind, Moment, Requires, Severity, Status, Visibility, in_zone};

/// A report that is taken back, before it is written.
#[derive(Clone, Debug)]
pub struct Withdrawn {
    pub draft: Draft,
    /// For those who were called; `None` where nobody was.
    pub message: Option<Message>,
}

/// Closes an incident as the same as another one, which it names under `related`. Nothing of the checklist is owed for it, as
/// its severity is lowered to one that asks for none of it.
///
/// # Errors
/// Where both are one, it is over, every severity of the plan asks for something, or `at` lies in the future or before it.
pub fn withdraw(
    log: &Log,
    folder: &IncidentFolder,
    other: &IncidentFolder,
    at: Moment,
    now: Moment,
) -> Result<Withdrawn, RespondError> {
    let (plan, id) = (&log.plan.value, &folder.name);
    if other.name == *id {
        return Err(RespondError::new(format!("{id} cannot be a duplicate of itself"), "name the one that goes on"));
    }
    let document = ongoing(folder)?;
    check_end(folder, &document.value, at, now)?;
    let at = in_zone(at, plan.time_zone);
    let mut incident = document.value.clone();
    let mut draft = Draft::of(&document.source, DocumentKind::Incident, plan.time_zone);
    let same = format!("the same as {}", other.name);
    let asks = |severity: &Severity| {
        let Requires { war_room, postmortem, agenda } = &severity.requires;
        war_room.is_some() || postmortem.is_some() || agenda.is_some()
    };
    let mut message = None;
    if plan.owed_severity(incident.severity.as_deref()).is_some_and(asks) {
        let least = plan.severities.iter().rev().find(|severity| !asks(severity));
        let least = least.ok_or_else(|| {
            let help = format!("`incident resolve {id}` with the checklist, or remove {} from the log", folder.path);
            RespondError::new("every severity of the plan asks for more than a report that is taken back", help)
        })?;
        let before = incident.severity.replace(least.id.clone());
        draft.set_text("severity", &least.id)?;
        let from = before.as_ref().map(|before| format!("{before} to ")).unwrap_or_default();
        let entry = format!("{from}{}, because it is {same}.", least.id);
        draft.add_entry(at, EntryKind::Severity, None, &entry)?;
        // What is restricted is named in no channel.
        let may_name = other.readable().is_some_and(|it| it.value.visibility != Some(Visibility::Restricted));
        let why = if may_name { format!("it is {same}") } else { "it was reported already".to_owned() };
        message = Some(lowered_message(plan, id, &incident, before.as_deref(), &why));
    }
    draft.set_text("status", Status::Closed.word())?;
    draft.set_moment("resolved", at)?.set_moment("announced", at)?;
    for (key, value) in [("known", NewValue::Bool(true)), ("summary", NewValue::Text(format!("See {}.", other.name)))] {
        draft.set(&[Step::Key("root-cause"), Step::Key(key)], &value)?;
    }
    if !incident.related.contains(&other.name) {
        let related = incident.related.iter().chain([&other.name]).cloned().map(NewValue::Text).collect();
        draft.set(&[Step::Key("related")], &NewValue::List(related))?;
    }
    let told = format!("Reported twice: {same}.");
    for (title, text) in [("Summary", &told), ("Solution", &format!("See {}.", other.name))] {
        if document.section_text(title).is_empty() {
            draft.write_section(title, text)?;
        }
    }
    draft.add_entry(at, EntryKind::Resolved, None, &told)?;
    draft.add_entry(at, EntryKind::Announced, None, &format!("Taken back: {same}."))?;
    Ok(Withdrawn { draft, message })
}

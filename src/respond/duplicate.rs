//! A report of what another incident is about already: it is taken back, and leads there; or was not the same after all.

use super::failure::RespondError;
use super::message::{Message, label, taken_back_message};
use super::resolve::check_end;
use super::step::{incident_document, ongoing};
use super::ticket::told_before;
use crate::document::{Document, DocumentKind, Draft, NewValue, Step};
use crate::log::{AgendaFile, IncidentFolder, Log};
use crate::model::{
    ActionStatus, AgendaStatus, EntryKind, Incident, Moment, PostmortemStatus, Requires, Severity, Status, Visibility,
    duplicate_of, in_order, in_zone, threads, told_twice,
};
use crate::text::{counted, typed_word};

/// A report that is taken back, before it is written.
#[derive(Clone, Debug)]
pub struct Withdrawn {
    pub draft: Draft,
    /// For those who were called; `None` where nobody was.
    pub message: Option<Message>,
    /// What it leaves to be done, each in a sentence with what to type: that the other one is judged less grave, and what
    /// of this one still stands.
    pub warnings: Vec<String>,
}

/// Closes an incident as the same as another one, which it names under `related`. Nothing of the checklist is owed for it, as
/// its severity is lowered to one that asks for none of it.
///
/// # Errors
/// Where both are one, it is over, the other one is closed or cannot be read, every severity of the plan asks for something,
/// or `at` lies in the future or before it.
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
    check_goes_on(log, id, other)?;
    let at = in_zone(at, plan.time_zone);
    let mut incident = document.value.clone();
    let mut draft = Draft::of(&document.source, DocumentKind::Incident, plan.time_zone);
    let asks = |severity: &Severity| {
        let Requires { war_room, postmortem, agenda } = &severity.requires;
        war_room.is_some() || postmortem.is_some() || agenda.is_some()
    };
    let goes_on = other.readable().map(|document| &document.value);
    let severity = plan.owed_severity(incident.severity.as_deref());
    let graver = severity.and_then(|severity| graver(severity, other, log));
    let warnings = graver.into_iter().chain(left(log, folder, document, &other.name)).collect();
    // What is restricted is named in no channel.
    let named = goes_on.filter(|it| it.visibility != Some(Visibility::Restricted));
    let named = named.map(|it| (other.name.as_str(), it));
    let message = severity.filter(|severity| asks(severity) || severity.escalation.channel.is_some());
    let message = message.map(|severity| taken_back_message(severity, id, &incident, (plan, named)));
    if severity.is_some_and(asks) {
        let least = plan.severities.iter().rev().find(|severity| !asks(severity));
        let least = least.ok_or_else(|| {
            let help = format!("`incident resolve {id}` with the checklist, or remove {} from the log", folder.path);
            RespondError::new("every severity of the plan asks for more than a report that is taken back", help)
        })?;
        let before = incident.severity.replace(least.id.clone());
        draft.set_text("severity", &least.id)?;
        let from = before.as_ref().map(|before| format!("{before} to ")).unwrap_or_default();
        draft.add_entry(at, EntryKind::Severity, None, &format!("{from}{}{}", least.id, why(&other.name)))?;
    }
    draft.set_text("status", Status::Closed.word())?;
    draft.set_moment("resolved", at)?;
    let cause = incident.root_cause.clone().unwrap_or_default();
    if let Some(before) = told_before(&cause, Some(&see(&other.name)), None) {
        draft.add_entry(
            at,
            EntryKind::Note,
            None,
            &format!("The root cause is that of {}.\n\n{before}", other.name),
        )?;
    }
    for (key, value) in [("known", NewValue::Bool(true)), ("summary", NewValue::Text(see(&other.name)))] {
        draft.set(&[Step::Key("root-cause"), Step::Key(key)], &value)?;
    }
    if !incident.related.contains(&other.name) {
        draft.append(&[Step::Key("related")], &NewValue::Text(other.name.clone()))?;
    }
    let told = told_twice(&other.name);
    for (title, text) in [("Summary", &told), ("Solution", &see(&other.name))] {
        if document.section_text(title).is_empty() {
            draft.write_section(title, text)?;
        }
    }
    draft.add_entry(at, EntryKind::Resolved, None, &told)?;
    Ok(Withdrawn { draft, message, warnings })
}

/// What of a report stays as it is, though nobody goes on with it: theories, items of a meeting, and a post-mortem.
fn left(log: &Log, folder: &IncidentFolder, document: &Document<Incident>, other: &str) -> Vec<String> {
    let threads = threads(&document.timeline);
    let theories = threads.iter().filter(|thread| thread.is_left_open()).map(|thread| {
        let name = typed_word(thread.name);
        format!("the theory {} is left open: carry it on with `incident thread {other} {name} TEXT`", thread.name)
    });
    let waits = |item: &&AgendaFile| item.document.value.status() == AgendaStatus::Open;
    let items = log.agenda_of(&folder.name).filter(waits).map(|item| {
        let path = item.document.source.path();
        format!("{path} still waits for its meeting: `git rm {path}`, or brief it there")
    });
    let drafts = folder.postmortem.iter().filter(|it| it.value.status() != PostmortemStatus::Published).map(|it| {
        let path = it.source.path();
        format!("{path} is left as it is: move what it says to {other}, and `git rm {path}`")
    });
    let actions = document.value.actions.iter().filter(|action| action.status() == ActionStatus::Open).count();
    let id = &folder.name;
    let actions =
        (actions > 0).then(|| format!("{} of it stay open: `incident actions {id}`", counted(actions, "action")));
    theories.chain(items).chain(drafts).chain(actions).collect()
}

/// Where the other one is told of, as the solution.
fn see(id: &str) -> String {
    format!("See {id}.")
}

/// What stands behind the change of a severity.
fn why(id: &str) -> String {
    format!(", because it is the same as {id}.")
}

/// Refuses an incident that is closed, as nobody looks after it any more; says which one goes on in its place.
fn check_goes_on(log: &Log, id: &str, other: &IncidentFolder) -> Result<(), RespondError> {
    let document = incident_document(other)?;
    if document.value.status() != Status::Closed {
        return Ok(());
    }
    let Some(first) = duplicate_of(&document.value, &document.timeline) else {
        let help = format!("`incident reopen {} TEXT` where it came back; else {id} is one of its own", other.name);
        return Err(RespondError::new(format!("{} is closed, and does not go on", other.name), help));
    };
    let (mut seen, mut last) = (vec![other.name.as_str()], first);
    while !seen.contains(&last) {
        seen.push(last);
        let next = log.incident(last).and_then(IncidentFolder::readable);
        last = next.and_then(|document| duplicate_of(&document.value, &document.timeline)).unwrap_or(last);
    }
    let goes_on = log.incident(last).and_then(IncidentFolder::readable);
    let goes_on = goes_on.is_some_and(|document| document.value.status() != Status::Closed);
    let help = match goes_on {
        true if last == id => format!("{id} is the one that goes on: there is nothing to take back"),
        true => format!("the one that goes on is {last}: `incident resolve {id} --duplicate-of {last}`"),
        false => format!("{last} does not go on either; `incident list --status open` shows what does"),
    };
    Err(RespondError::new(format!("{} was taken back itself, as the same as {first}", other.name), help))
}

/// That a report was graver than what goes on in its place.
fn graver(severity: &Severity, other: &IncidentFolder, log: &Log) -> Option<String> {
    let (plan, name) = (&log.plan.value, &other.name);
    let incident = &other.readable()?.value;
    let there = plan.owed_severity(incident.severity.as_deref());
    if there.is_some() && plan.owed_rank(incident.severity.as_deref()) <= plan.rank(Some(&severity.id)) {
        return None;
    }
    let there = there.map_or_else(|| "without a severity".to_owned(), label);
    Some(format!(
        "it was {}, and {name} is {there}: where it is as bad as that, `incident severity {name} {} --why TEXT`",
        label(severity),
        severity.id
    ))
}

/// Takes out of a report what taking it back wrote into it, as it is not the same after all: it has the severity again with
/// which it was reported, and what was told in place of a solution stays on the timeline. `incident` gets that severity, too.
///
/// # Errors
/// Where the document cannot be edited.
pub(super) fn restore(
    draft: &mut Draft,
    document: &Document<Incident>,
    incident: &mut Incident,
    other: &str,
    at: Moment,
) -> Result<(), RespondError> {
    let why = why(other);
    let entries = in_order(&document.timeline);
    let latest = |kind: EntryKind| entries.iter().rev().find(|entry| entry.kind == kind);
    let taken_back = latest(EntryKind::Resolved).and_then(|entry| entry.at);
    // Another severity that was judged before it was taken back stays.
    let lowered = latest(EntryKind::Severity).filter(|entry| entry.at == taken_back).and_then(|entry| {
        let change = entry.text.strip_suffix(&why)?;
        Some(change.rsplit_once(" to ").map_or((None, change), |(before, after)| (Some(before), after)))
    });
    // Whoever judged it anew since knows better.
    if let Some((before, after)) = lowered.filter(|(_, after)| incident.severity.as_deref() == Some(*after)) {
        incident.severity = before.map(str::to_owned);
        match before {
            Some(before) => draft.set_text("severity", before)?,
            None => draft.remove(&[Step::Key("severity")])?,
        };
        let to = before.map(|before| format!(" to {before}")).unwrap_or_else(|| " to none".to_owned());
        let entry = format!("{after}{to}, because it is not the same as {other} after all.");
        draft.add_entry(at, EntryKind::Severity, None, &entry)?;
    }
    let mut told = Vec::new();
    for (title, text) in [("Summary", told_twice(other)), ("Solution", see(other))] {
        if document.section_text(title) == text {
            draft.set_words(Some(title), "")?;
            told.push(text);
        }
    }
    let cause = incident.root_cause.clone().unwrap_or_default();
    if cause.summary.as_deref() == Some(see(other).as_str()) {
        // What else stands there is somebody's.
        draft.remove(&[Step::Key("root-cause"), Step::Key("summary")])?;
        draft.set(&[Step::Key("root-cause"), Step::Key("known")], &NewValue::Bool(false))?;
    }
    if !told.is_empty() {
        draft.add_entry(at, EntryKind::Note, None, &format!("Told before: {}", told.join(" ")))?;
    }
    Ok(())
}

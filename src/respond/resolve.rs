//! The lead's checklist on resolution, P11 to P15 of the plan, as one set of edits.

use super::again;
use super::agenda::{self, OpenItem};
use super::close::owed;
use super::delivered::announce;
use super::failure::RespondError;
use super::message::{Message, all_clear};
use super::names::{given, person};
use super::postmortem;
use super::step::{check_time, incident_document, latest};
use super::templates::Templates;
use super::ticket::{
    Subject, TicketText, follow_up_title, open_follow_ups, set_in_action, settle_follow_ups, told_before,
};
use crate::document::{DocumentKind, Draft, NewValue, Step, read_agenda, read_incident, read_postmortem};
use crate::log::{IncidentFolder, Log};
use crate::model::{
    Action, ActionStatus, AgendaStatus, EntryKind, Incident, Milestone, Moment, Plan, Priority, RootCause, Stands,
    Status, Visibility, format_date, format_moment, in_zone,
};
use crate::text::Source;
use chrono::{Days, NaiveDate};

/// What is known of the root cause at the end.
#[derive(Clone, Debug)]
pub enum RootCauseFound {
    Known(String),
    /// It is followed up: in a ticket, by somebody, with a priority.
    Unknown {
        ticket: Option<String>,
        assignee: Option<String>,
        priority: Priority,
    },
}

/// What the lead says on resolution.
#[derive(Clone, Debug)]
pub struct Resolution {
    /// `None` where the entry's Summary is written already.
    pub summary: Option<String>,
    /// `None` where the entry's Solution is written already.
    pub solution: Option<String>,
    pub root_cause: RootCauseFound,
    pub at: Moment,
    /// Who writes the post-mortem: the person closest to the incident.
    pub owner: Option<String>,
    /// Whether those who were called know that it is over.
    pub is_announced: bool,
    /// The date of the meeting; the coming one where it is not named.
    pub meeting: Option<NaiveDate>,
}

/// A resolution before it is written: every file of it, and what is left to say.
#[derive(Clone, Debug)]
pub struct Resolved {
    pub drafts: Vec<Draft>,
    pub announcement: Message,
    /// The ticket to be opened, where the root cause is unknown and no ticket was named.
    pub ticket: Option<TicketText>,
    /// What is owed from now on beside the all-clear, as `close` asks for it.
    pub owed: Vec<String>,
}

/// Resolves an incident: entry, agenda item and post-mortem together.
///
/// # Errors
/// Where it is resolved already, began later than `at`, or something of the checklist is missing.
pub fn resolve(
    log: &Log,
    folder: &IncidentFolder,
    templates: &Templates,
    request: &Resolution,
    now: Moment,
) -> Result<Resolved, RespondError> {
    let document = incident_document(folder)?;
    let mut incident = document.value.clone();
    let request = &one_lined(&log.plan.value, request, &incident);
    check_end(folder, &incident, request.at, now)?;
    let zone = log.plan.value.time_zone;
    let at = in_zone(request.at, zone);
    let summary = written(&request.summary, &document.section_text("Summary"), "summary")?;
    let solution = written(&request.solution, &document.section_text("Solution"), "solution")?;

    let mut entry = Draft::of(&document.source, DocumentKind::Incident, zone);
    entry.set_text("status", Status::Resolved.word())?.set_moment("resolved", at)?;
    incident.root_cause = Some(root_cause(&mut entry, &incident, &request.root_cause, folder, at)?);
    for (title, text) in [("Summary", &request.summary), ("Solution", &request.solution)] {
        if let Some(text) = text {
            entry.write_section(title, text)?;
        }
    }
    // What was written at the first end need not be what ended it this time.
    let ended = latest(&document.timeline, EntryKind::Resolved);
    let told = if request.solution.is_none() && ended.is_some() {
        "Resolved again; the solution stands as it was written.".to_owned()
    } else {
        first_sentence(&solution)
    };
    entry.add_entry(at, EntryKind::Resolved, None, &told)?;
    if request.is_announced {
        announce(&mut entry, incident.announced.unwrap_or(at).max(at), None)?;
    }
    let announcement = all_clear(&log.plan.value, &folder.name, &incident, &summary, &solution);
    let ticket = ticket_text(&incident, &request.root_cause, folder, document.source.path(), &summary);

    let severity = log.plan.value.owed_severity(incident.severity.as_deref());
    let requires = severity.map(|severity| severity.requires.clone()).unwrap_or_default();
    let mut drafts = vec![entry];
    let days = requires.postmortem;
    let due = days.and_then(|days| at.date_naive().checked_add_days(Days::new(days.into())));
    let reread = read_incident(Source::new(document.source.path(), drafts[0].text()), zone, None);
    if let Some(postmortem) = folder.postmortem.as_ref().filter(|_| ended.is_some()) {
        drafts.extend(again::postmortem(log, postmortem, &reread, request.owner.as_deref(), due)?);
    } else if days.is_some() && folder.postmortem.is_none() {
        let owner = request.owner.clone().or_else(|| incident.lead.clone());
        let timeline = reread.body.section("Timeline").map(|section| reread.source.slice(section.content).to_owned());
        let path = format!("{}/postmortem.md", folder.path);
        let timeline = timeline.unwrap_or_default();
        drafts.push(postmortem::draft(log, templates, path, &timeline, owner, None, due)?);
    }
    let restricted = incident.visibility == Some(Visibility::Restricted);
    if let Some(meeting) = request.meeting.filter(|meeting| *meeting < at.date_naive()) {
        let message = format!("the meeting on {} was before the incident was resolved", format_date(meeting));
        return Err(RespondError::new(message, "name a coming one with --meeting, or leave it out for the next one"));
    }
    let wanted = request.meeting.is_some() || (requires.agenda.is_some() && !restricted);
    let open = log.agenda_of(&folder.name).find(|item| item.document.value.status() == AgendaStatus::Open);
    let is_told = log.agenda_of(&folder.name).next().is_some();
    let is_owed = if is_told { ended.is_some() && open.is_none() } else { wanted };
    // Of a restricted one a meeting hears only where somebody wants that.
    let may_be_told = !restricted || request.meeting.is_some();
    if let Some(item) = open.filter(|_| ended.is_some() && may_be_told) {
        drafts.extend(agenda::told_more(log, item, folder, [&request.summary, &request.solution])?);
    } else if may_be_told && is_owed && (wanted || log.plan.value.meeting.is_some()) {
        let meeting = request.meeting.or_else(|| again::free_meeting(log, &folder.name, now));
        let item = OpenItem { meeting, ..OpenItem::default() };
        let presenter = request.owner.clone().or_else(|| incident.lead.clone());
        drafts.push(agenda::draft(log, templates, &folder.name, &item, presenter, &[summary, solution], now)?);
    }
    let postmortem = drafts.iter().find(|draft| draft.path().ends_with("/postmortem.md"));
    let postmortem = postmortem.map(|draft| read_postmortem(Source::new(draft.path(), draft.text()), zone, None));
    let item = drafts.iter().find(|draft| draft.path().starts_with("agenda/"));
    let item = item.map(|draft| (draft.path(), read_agenda(Source::new(draft.path(), draft.text()))));
    // An item that is told more takes the place of the one that there is.
    let there = log.agenda_of(&folder.name);
    let there = there.filter(|there| item.as_ref().is_none_or(|(path, _)| *path != there.document.source.path()));
    let mut items: Vec<_> = there.map(|there| (there.date, &there.document.value)).collect();
    items.extend(item.as_ref().map(|(path, item)| (meeting_of(path), &item.value)));
    let owed = owed(log, folder, &reread, postmortem.as_ref().or(folder.postmortem.as_ref()), &items);
    Ok(Resolved { drafts, announcement, ticket, owed })
}

/// The date of the meeting for which an item is.
fn meeting_of(path: &str) -> Option<NaiveDate> {
    path.split('/').nth(1)?.parse().ok()
}

/// The request with each name on one line, and without the empty ones; the ticket is the one that stands there already
/// where none is named.
fn one_lined(plan: &Plan, request: &Resolution, incident: &Incident) -> Resolution {
    let root_cause = match &request.root_cause {
        RootCauseFound::Unknown { ticket, assignee, priority } => {
            let there = || given(&incident.root_cause.as_ref()?.ticket);
            let ticket = given(ticket).or_else(there);
            RootCauseFound::Unknown { ticket, assignee: person(plan, assignee), priority: *priority }
        }
        known => known.clone(),
    };
    Resolution { owner: person(plan, &request.owner), root_cause, ..request.clone() }
}

/// Refuses an incident that is over.
///
/// # Errors
/// Where it is, with what there is instead.
pub fn check_unresolved(folder: &IncidentFolder) -> Result<(), RespondError> {
    let incident = &incident_document(folder)?.value;
    if matches!(incident.status(), Status::Resolved | Status::Closed) {
        let message = format!("{} is {} already", folder.name, incident.status());
        let help = "`incident reopen ID TEXT` where it came back, `incident cause ID TEXT` where the root cause is found; \
                    `incident show` tells what was written";
        return Err(RespondError::new(message, help));
    }
    Ok(())
}

/// Refuses an incident that is over, and an end in the future or before a milestone that it follows.
pub(super) fn check_end(
    folder: &IncidentFolder,
    incident: &Incident,
    at: Moment,
    now: Moment,
) -> Result<(), RespondError> {
    check_unresolved(folder)?;
    check_time("the resolution", at, now)?;
    let before = [Milestone::Started, Milestone::Detected, Milestone::Acknowledged, Milestone::Mitigated];
    let reached = before.into_iter().filter_map(|milestone| Some((incident.milestone(milestone)?, milestone)));
    match reached.max_by_key(|(at, _)| *at) {
        Some((last, milestone)) if last > at => {
            let at = format_moment(at);
            let message = format!("{at} is earlier than `{milestone}`, which is {}", format_moment(last));
            Err(RespondError::new(message, "name a later time with --at, or mend the times in incident.md"))
        }
        _ => Ok(()),
    }
}

/// The words that will stand under a heading: the given ones, else those that stand there.
fn written(given: &Option<String>, there: &str, name: &str) -> Result<String, RespondError> {
    match given.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) => Ok(text.to_owned()),
        None if !there.is_empty() => Ok(there.to_owned()),
        None => Err(RespondError::new(
            format!("the {name} is missing"),
            format!("say it with --{name}, or write it into incident.md"),
        )),
    }
}

fn root_cause(
    entry: &mut Draft,
    incident: &Incident,
    found: &RootCauseFound,
    folder: &IncidentFolder,
    at: Moment,
) -> Result<RootCause, RespondError> {
    let before = incident.root_cause.clone().unwrap_or_default();
    let action = follow_up_title(incident, folder);
    let set = |entry: &mut Draft, key: &str, value: NewValue| {
        entry.set(&[Step::Key("root-cause"), Step::Key(key)], &value).map(|_| ())
    };
    match found {
        RootCauseFound::Known(summary) => {
            if summary.trim().is_empty() {
                return Err(RespondError::new(
                    "the root cause is empty",
                    "say it with --root-cause, or pass --root-cause-unknown",
                ));
            }
            set(entry, "known", NewValue::Bool(true))?;
            set(entry, "summary", NewValue::Text(summary.trim().to_owned()))?;
            if let Some(before) = told_before(&before, Some(summary.trim()), None) {
                entry.add_entry(at, EntryKind::Note, None, &format!("The root cause is another one.\n\n{before}"))?;
            }
            settle_follow_ups(entry, incident, &action)?;
            Ok(RootCause { known: Some(true), summary: Some(summary.trim().to_owned()), ticket: None })
        }
        RootCauseFound::Unknown { ticket, assignee, priority } => {
            set(entry, "known", NewValue::Bool(false))?;
            if incident.root_cause.as_ref().is_some_and(|cause| cause.summary.is_some()) {
                entry.remove(&[Step::Key("root-cause"), Step::Key("summary")])?;
            }
            if let Some(before) = told_before(&before, None, ticket.as_deref()) {
                entry.add_entry(
                    at,
                    EntryKind::Note,
                    None,
                    &format!("The root cause is looked for anew.\n\n{before}"),
                )?;
            }
            if let Some(ticket) = ticket {
                set(entry, "ticket", NewValue::Text(ticket.clone()))?;
            }
            let open = open_follow_ups(incident, &action).next();
            if let Some(index) = open {
                for (key, value) in [("owner", assignee), ("ticket", ticket)] {
                    value.iter().try_for_each(|value| set_in_action(entry, index, key, value))?;
                }
            } else {
                entry.add_action(&Action {
                    title: action,
                    owner: assignee.clone().or_else(|| incident.lead.clone()),
                    priority: Some(*priority),
                    status: Some(ActionStatus::Open),
                    ticket: ticket.clone(),
                    ..Action::default()
                })?;
            }
            Ok(RootCause { known: Some(false), summary: None, ticket: ticket.clone() })
        }
    }
}

fn ticket_text(
    incident: &Incident,
    found: &RootCauseFound,
    folder: &IncidentFolder,
    path: &str,
    summary: &str,
) -> Option<TicketText> {
    let RootCauseFound::Unknown { ticket: None, assignee, priority } = found else { return None };
    let title = follow_up_title(incident, folder);
    let subject = Subject {
        stands: Stands::RootCause { action: title.clone() },
        path,
        title,
        guarded: "Find the root cause of a restricted incident",
        priority: Some(*priority),
        assignee: assignee.clone().or_else(|| incident.lead.clone()),
        words: vec![summary.to_owned()],
    };
    Some(TicketText::of(incident, folder, subject))
}

/// Enough of the solution for the timeline: its first line.
fn first_sentence(solution: &str) -> String {
    let line = crate::document::first_line(solution);
    if line.is_empty() { "Resolved.".to_owned() } else { line }
}

//! Items of the architecture meeting: opened, briefed, deferred.

use super::failure::RespondError;
use super::names::person;
use super::step::{incident_document, undisputed};
use super::templates::Templates;
use super::ticket::{SECTION, Subject, TicketText, has_ticket};
use crate::document::html::is_relative;
use crate::document::{DocumentKind, Draft, NewValue, Step, links};
use crate::log::{AgendaFile, IncidentFolder, Log};
use crate::model::{AgendaStatus, MeetingError, Moment, Stands, format_date, format_moment};
use crate::text::Span;
use chrono::NaiveDate;

/// An item to be opened.
#[derive(Clone, Debug, Default)]
pub struct OpenItem {
    /// The meeting's date; the coming one where it is not named.
    pub meeting: Option<NaiveDate>,
    pub presenter: Option<String>,
    pub minutes: Option<u32>,
}

/// What a meeting made of an item.
#[derive(Clone, Debug)]
pub struct Brief {
    pub outcome: String,
}

/// Where an item goes instead.
#[derive(Clone, Debug, Default)]
pub struct Defer {
    pub to: Option<NaiveDate>,
    pub why: Option<String>,
}

/// When the plan's meeting meets next.
///
/// # Errors
/// Where the plan has no meeting, or its recurrence gives no date.
pub fn coming_meeting(log: &Log, now: Moment) -> Result<Moment, RespondError> {
    let meeting = log.plan.value.meeting.as_ref();
    let meeting = meeting.ok_or_else(|| {
        RespondError::new(
            "the plan has no meeting that can be told",
            "name its date with --meeting, or mend `meeting` in incident.yaml",
        )
    })?;
    Ok(meeting.next_after(now)?)
}

/// Opens an item for an incident.
///
/// # Errors
/// Where it is on an agenda already, or the incident cannot be read.
pub fn open_item(
    log: &Log,
    folder: &IncidentFolder,
    templates: &Templates,
    request: &OpenItem,
    now: Moment,
) -> Result<Draft, RespondError> {
    if let Some(item) = log.agenda_of(&folder.name).find(|item| item.document.value.status() == AgendaStatus::Open) {
        let help = "`incident agenda defer` moves it to a later meeting";
        return Err(RespondError::new("this incident is on an agenda already", help).at(item.document.source.path()));
    }
    let document = incident_document(folder)?;
    let presenter = person(&log.plan.value, &request.presenter).or_else(|| document.value.lead.clone());
    let brief = [document.section_text("Summary"), document.section_text("Solution")];
    draft(log, templates, &folder.name, request, presenter, &brief, now)
}

/// The item's document for a meeting's date, made from an incident's summary and solution.
pub(super) fn draft(
    log: &Log,
    templates: &Templates,
    id: &str,
    request: &OpenItem,
    presenter: Option<String>,
    brief: &[String; 2],
    now: Moment,
) -> Result<Draft, RespondError> {
    let date = match request.meeting {
        Some(date) => date,
        None => coming_meeting(log, now)?.date_naive(),
    };
    let path = item_path(date, id);
    if log.paths.contains(&path) {
        return Err(RespondError::new(
            "this meeting has an item for this incident already",
            "name another date with --meeting",
        )
        .at(path));
    }
    let mut draft = Draft::from_template(path, &templates.agenda, DocumentKind::Agenda, log.plan.value.time_zone);
    draft.set_text("incident", id)?.set_text("status", AgendaStatus::Open.word())?;
    if let Some(presenter) = &presenter {
        draft.set_text("presenter", presenter)?;
    }
    if let Some(minutes) = request.minutes {
        draft.set(&[Step::Key("minutes")], &NewValue::Number(minutes.into()))?;
    }
    for (title, text) in ["Summary", "Solution"].into_iter().zip(brief).filter(|(_, text)| !text.is_empty()) {
        draft.write_section(title, &from_meeting(text, log.incident(id).map(|folder| folder.path.as_str())))?;
    }
    Ok(draft)
}

/// An open item with what a second end adds to its brief; `None` where it adds nothing.
pub(super) fn told_more(
    log: &Log,
    item: &AgendaFile,
    folder: &IncidentFolder,
    brief: [&Option<String>; 2],
) -> Result<Option<Draft>, RespondError> {
    if item.document.broken().is_some()
        || undisputed(&item.document).is_err()
        || brief.iter().all(|text| text.is_none())
    {
        return Ok(None);
    }
    let mut draft = Draft::of(&item.document.source, DocumentKind::Agenda, log.plan.value.time_zone);
    for (title, text) in ["Summary", "Solution"].into_iter().zip(brief) {
        if let Some(text) = given_words(text) {
            draft.write_section(title, &from_meeting(text, Some(&folder.path)))?;
        }
    }
    Ok(Some(draft))
}

fn given_words(text: &Option<String>) -> Option<&str> {
    text.as_deref().filter(|text| !text.trim().is_empty())
}

/// An incident's Markdown with its relative links as they are from the folder of a meeting.
fn from_meeting(markdown: &str, folder: Option<&str>) -> String {
    let mut text = markdown.to_owned();
    let Some(folder) = folder else { return text };
    for link in links(markdown, Span::new(0, markdown.len())).iter().rev() {
        if is_relative(&link.address) && !link.address.starts_with(['/', '#', '?']) {
            text.insert_str(link.span.start, &format!("../../{folder}/"));
        }
    }
    text
}

/// Closes an incident's open item with what the meeting made of it.
///
/// # Errors
/// Where the incident has no open item, or the outcome is empty.
pub fn brief_item(log: &Log, folder: &IncidentFolder, request: &Brief) -> Result<Draft, RespondError> {
    if request.outcome.trim().is_empty() {
        return Err(RespondError::new("the outcome is empty", "say what the meeting made of it with --outcome"));
    }
    let item = &open_item_of(log, folder)?.document;
    undisputed(item)?;
    let mut draft = Draft::of(&item.source, DocumentKind::Agenda, log.plan.value.time_zone);
    draft.set_text("status", AgendaStatus::Briefed.word())?.set_text("outcome", request.outcome.trim())?;
    Ok(draft)
}

/// That the meeting of an incident's open item is yet to come, in a sentence: an outcome may be known before.
pub fn early_brief(log: &Log, folder: &IncidentFolder, now: Moment) -> Option<String> {
    let date = open_item_of(log, folder).ok()?.date?;
    let begins = log.plan.value.meeting.as_ref().and_then(|meeting| meeting.begins(date));
    let is_early = begins.map_or(date > now.with_timezone(&log.plan.value.time_zone).date_naive(), |at| at > now);
    let when = begins.map_or_else(|| format!("on {}", format_date(date)), |at| format!("at {}", format_moment(at)));
    is_early.then(|| {
        format!("the meeting of this item is yet to come, {when}; what it makes of it changes `outcome` in the item")
    })
}

/// Moves an incident's open item to another meeting: the old item says so, the new one is like it.
///
/// # Errors
/// Where the incident has no open item, or the other meeting is not later or has one already.
pub fn defer_item(
    log: &Log,
    folder: &IncidentFolder,
    request: &Defer,
    now: Moment,
) -> Result<Vec<Draft>, RespondError> {
    let item = open_item_of(log, folder)?;
    undisputed(&item.document)?;
    let zone = log.plan.value.time_zone;
    let to = match (request.to, item.date) {
        (Some(to), _) => to,
        (None, Some(from)) => {
            let meeting = log.plan.value.meeting.as_ref();
            let after = meeting.and_then(|meeting| meeting.begins(from)).map_or(now, |begins| begins.max(now));
            let next = meeting.ok_or(MeetingError::NoneLeft)?.next_after(after)?;
            next.date_naive()
        }
        (None, None) => coming_meeting(log, now)?.date_naive(),
    };
    if item.date.is_some_and(|from| to <= from) {
        let message = format!("{} is not later than the meeting that it stands on", format_date(to));
        return Err(RespondError::new(message, "name a later date with --to").at(item.document.source.path()));
    }
    let path = item_path(to, &folder.name);
    if log.paths.contains(&path) {
        return Err(RespondError::new(
            "that meeting has an item for this incident already",
            "name another date with --to",
        )
        .at(path));
    }
    let mut old = Draft::of(&item.document.source, DocumentKind::Agenda, zone);
    let new = Draft::new(path, item.document.source.text(), DocumentKind::Agenda, zone);
    let why = request.why.as_ref().map(|why| format!(": {}", why.trim())).unwrap_or_default();
    old.set_text("status", AgendaStatus::Deferred.word())?
        .set_text("outcome", &format!("Deferred to {}{why}", format_date(to)))?;
    Ok(vec![old, new])
}

/// The ticket of an incident's open item.
///
/// # Errors
/// Where the incident has no open item, or that has a ticket.
pub fn agenda_ticket(log: &Log, folder: &IncidentFolder) -> Result<TicketText, RespondError> {
    let AgendaFile { document: item, date, .. } = open_item_of(log, folder)?;
    let there = item.section_text(SECTION);
    if !there.is_empty() {
        return Err(has_ticket("the agenda item", &there).at(item.source.path()));
    }
    let document = incident_document(folder)?;
    let incident = &document.value;
    let meeting = log.plan.value.meeting.as_ref().map_or("meeting", |meeting| meeting.name.as_str());
    let on = date.map(|date| format!(" on {}", format_date(date))).unwrap_or_default();
    let subject = Subject {
        stands: Stands::Agenda,
        path: item.source.path(),
        title: format!("Brief the {meeting}{on}: {}", folder.title()),
        guarded: "Brief the meeting on a restricted incident",
        priority: None,
        assignee: item.value.presenter.clone().or_else(|| incident.lead.clone()),
        words: vec![document.section_text("Summary"), document.section_text("Solution")],
    };
    Ok(TicketText::of(incident, folder, subject))
}

fn open_item_of<'a>(log: &'a Log, folder: &'a IncidentFolder) -> Result<&'a AgendaFile, RespondError> {
    let open = log.agenda_of(&folder.name).filter(|item| item.document.value.status() == AgendaStatus::Open).last();
    open.ok_or_else(|| {
        let last =
            log.agenda_of(&folder.name).filter(|item| item.document.value.status() == AgendaStatus::Briefed).last();
        if let Some(item) = last {
            let on = item.date.map(|date| format!(" on {}", format_date(date))).unwrap_or_default();
            let help = format!("`incident agenda open {} --meeting DATE` puts it on a later one", folder.name);
            let message = format!("{} was briefed already{on}", folder.name);
            return RespondError::new(message, help).at(item.document.source.path());
        }
        let help = format!("`incident agenda open {}` puts it on one", folder.name);
        RespondError::new(format!("{} is on no agenda", folder.name), help)
    })
}

fn item_path(date: NaiveDate, id: &str) -> String {
    format!("agenda/{}/{id}.md", format_date(date))
}

#[cfg(test)]
mod tests {
    use super::from_meeting;

    #[test]
    fn links_of_an_incident_still_lead_where_they_led() {
        let markdown = "![g](<a b.png>) [x](../other/incident.md) [y](/z) [w](https://a.example) `[c](d)` [f](#f)";
        assert_eq!(
            from_meeting(markdown, Some("incidents/2026/2026-03-02-x")),
            "![g](<../../incidents/2026/2026-03-02-x/a b.png>) [x](../../incidents/2026/2026-03-02-x/../other/incident.md) \
             [y](/z) [w](https://a.example) `[c](d)` [f](#f)"
        );
    }
}

//! What is owed anew where an incident came back: what was told after its first end tells half.

use super::failure::RespondError;
use super::step::undisputed;
use crate::document::{Document, DocumentKind, Draft};
use crate::log::Log;
use crate::model::{Entry, Incident, Moment, Postmortem, PostmortemStatus, format_date, format_moment, in_zone};
use chrono::NaiveDate;

/// A post-mortem that told of an end before: a draft again, due anew, with all of the incident's timeline that it lacks.
/// `None` where it cannot be read, or nothing of it changes.
pub fn postmortem(
    log: &Log,
    postmortem: &Document<Postmortem>,
    incident: &Document<Incident>,
    owner: Option<&str>,
    due: Option<NaiveDate>,
) -> Result<Option<Draft>, RespondError> {
    if postmortem.broken().is_some() || undisputed(postmortem).is_err() {
        return Ok(None);
    }
    let mut draft = Draft::of(&postmortem.source, DocumentKind::Postmortem, log.plan.value.time_zone);
    draft.set_text("status", PostmortemStatus::Draft.word())?;
    if let Some(owner) = owner {
        draft.set_text("owner", owner)?;
    }
    if let Some(due) = due.filter(|due| postmortem.value.due.is_none_or(|before| before < *due)) {
        draft.set_text("due", &format_date(due))?;
    }
    // A timeline that is told in another way than as a list stays as it is.
    if !postmortem.timeline.is_empty() {
        for entry in lacking(&incident.timeline, &postmortem.timeline) {
            if let Some((at, written)) = written_whole(log, incident, entry) {
                draft.add_written_entry(at, &written)?;
            }
        }
    }
    Ok((draft.before() != Some(draft.text())).then_some(draft))
}

/// The entries of an incident that its post-mortem lacks, by what they say and not by when they were written down. An entry
/// may be told there in other words, so that no more are lacking of a time and kind than the numbers differ; the last ones.
fn lacking<'a>(incident: &'a [Entry], postmortem: &[Entry]) -> Vec<&'a Entry> {
    let is_like = |one: &Entry, other: &Entry| {
        one.at == other.at && one.kind == other.kind && one.subject.as_deref() == other.subject.as_deref()
    };
    let number = |entries: &[Entry], of: &Entry| entries.iter().filter(|entry| is_like(entry, of)).count();
    let is_same =
        |one: &Entry, other: &Entry| is_like(one, other) && one.line() == other.line() && one.more == other.more;
    // What was said twice is told twice.
    let is_told = |index: usize, entry: &Entry| {
        let told = postmortem.iter().filter(|other| is_same(entry, other)).count();
        told > incident.iter().take(index).filter(|other| is_same(entry, other)).count()
    };
    let mut lacking: Vec<&Entry> = Vec::new();
    for (_, entry) in incident.iter().enumerate().rev().filter(|(index, entry)| !is_told(*index, entry)) {
        let taken = lacking.iter().filter(|other| is_like(entry, other)).count();
        if number(postmortem, entry) + taken < number(incident, entry) {
            lacking.push(entry);
        }
    }
    lacking.reverse();
    lacking
}

/// An entry as a list item with its whole time, whatever it is written with.
fn written_whole(log: &Log, incident: &Document<Incident>, entry: &Entry) -> Option<(Moment, String)> {
    let at = entry.at?;
    let behind = incident.source.text().get(entry.time_span.end..entry.span.end)?;
    let time = format_moment(in_zone(at, log.plan.value.time_zone));
    Some((at, format!("- {time}{}", behind.trim_end())))
}

/// The next meeting that has no item of the incident yet; `None` where the plan tells none.
pub fn free_meeting(log: &Log, id: &str, now: Moment) -> Option<NaiveDate> {
    const MOST: usize = 8;
    let meeting = log.plan.value.meeting.as_ref()?;
    let is_free = |date: &NaiveDate| log.agenda_of(id).all(|item| item.date != Some(*date));
    let next = |after: &Moment| meeting.next_after(*after).ok();
    let meetings = std::iter::successors(next(&now), next).take(MOST);
    meetings.map(|meeting| meeting.date_naive()).find(is_free)
}

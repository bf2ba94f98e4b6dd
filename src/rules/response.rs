//! What several rules ask of the response to an incident: how severe it is, and what its timeline tells.

use super::documents::{is_imported, over, says};
use super::subject::Subject;
use crate::document::Document;
use crate::log::IncidentFolder;
use crate::model::{Entry, EntryKind, Incident, Milestone, Moment, Postmortem, Severity};
use crate::text::is_blank;
use chrono::Duration;

/// An incident to which the plan's whole response applies.
pub struct Response<'a> {
    pub folder: &'a IncidentFolder,
    pub document: &'a Document<Incident>,
    pub severity: &'a Severity,
}

/// The incidents whose severity requires a war room. Imported ones are let off.
pub fn responses<'a>(subject: &Subject<'a>) -> impl Iterator<Item = Response<'a>> {
    let plan = subject.plan("severities");
    own_folders(subject).filter_map(move |(folder, document)| {
        let severity = plan?.severity(document.value.severity.as_deref()?)?;
        severity.requires.war_room.map(|_| Response { folder, document, severity })
    })
}

/// Every incident that can be read and was not imported.
pub fn own_incidents<'a>(subject: &Subject<'a>) -> impl Iterator<Item = &'a Document<Incident>> {
    own_folders(subject).map(|(_, document)| document)
}

fn own_folders<'a>(subject: &Subject<'a>) -> impl Iterator<Item = (&'a IncidentFolder, &'a Document<Incident>)> {
    subject.incidents().filter(|(_, document)| !is_imported(&document.value.extra))
}

/// Every post-mortem that can be read and was not imported, itself or with its incident.
pub fn own_postmortems<'a>(
    subject: &Subject<'a>,
) -> impl Iterator<Item = (&'a IncidentFolder, &'a Document<Postmortem>)> {
    subject.postmortems().filter(|(folder, document)| {
        let with_it = folder.incident.as_ref().is_some_and(|incident| is_imported(&incident.value.extra));
        !with_it && !is_imported(&document.value.extra)
    })
}

/// The entries of a kind.
pub fn entries_of<T>(document: &Document<T>, kind: EntryKind) -> impl Iterator<Item = &Entry> {
    document.timeline.iter().filter(move |entry| entry.kind == kind)
}

/// Two times of the same minute are the same to those who write them down.
pub fn same_minute(a: Moment, b: Moment) -> bool {
    (a - b).abs() < Duration::minutes(1)
}

/// Whether anybody is said to have acknowledged an incident.
pub fn is_acknowledged(document: &Document<Incident>) -> bool {
    says(document, "acknowledged") || entries_of(document, EntryKind::Acknowledged).next().is_some()
}

/// Whether anybody is said to have led it.
pub fn is_led(document: &Document<Incident>) -> bool {
    says(document, "lead") || entries_of(document, EntryKind::Lead).next().is_some()
}

/// Whether a milestone contradicts another one, which is found for that.
pub fn is_out_of_order(incident: &Incident, milestone: Milestone) -> bool {
    incident.milestone(milestone).is_some_and(|at| incident.contradicted(milestone, at).is_some())
}

/// The changes of incidents that need a war room and are over. While one goes on, what is missing can still come.
pub fn changes<'a>(subject: &Subject<'a>) -> impl Iterator<Item = (&'a Document<Incident>, &'a Entry)> {
    let finished = responses(subject).filter(|response| over(&response.document.value).is_some());
    finished.flat_map(|Response { document, .. }| {
        entries_of(document, EntryKind::Change).map(move |entry| (document, entry))
    })
}

/// Those of them that were made in response, while users still felt the incident. What was changed before anybody
/// noticed is a trigger, and what was changed later has all the time that it needs.
pub fn urgent_changes<'a>(subject: &Subject<'a>) -> impl Iterator<Item = (&'a Document<Incident>, &'a Entry)> {
    changes(subject).filter(|(document, entry)| before_mitigation(&document.value, entry))
}

fn before_mitigation(incident: &Incident, entry: &Entry) -> bool {
    let Some(at) = entry.at else { return false };
    let is_response = incident.detected.or(incident.started).is_none_or(|noticed| at > noticed);
    let end = incident.mitigated.or(incident.resolved);
    is_response && end.is_some_and(|end| at <= end || same_minute(at, end))
}

/// What an entry says under the first of several attributes that it has; words that stand for nothing are nothing.
pub fn told<'a>(entry: &'a Entry, attributes: &[&str]) -> Option<&'a str> {
    let value = attributes.iter().find_map(|name| entry.attribute(name))?;
    (!is_blank(value)).then_some(value)
}

/// Whether an entry says one of these words, on its first line or below it.
pub fn mentions(entry: &Entry, words: &[&str]) -> bool {
    let said = words_of(entry);
    words.iter().any(|word| said.contains(word))
}

/// All words of an entry in lower case, those below its first line included.
pub fn words_of(entry: &Entry) -> String {
    format!("{}\n{}", entry.text, entry.more).to_lowercase()
}

/// Whether a text names somebody, as whole words and in upper or lower case.
pub fn names(text: &str, name: &str) -> bool {
    let (text, name) = (text.to_lowercase(), name.trim().to_lowercase());
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    !name.is_empty()
        && text
            .match_indices(&name)
            .any(|(at, _)| !is_word(text[..at].chars().next_back()) && !is_word(text[at + name.len()..].chars().next()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_as_whole_words_only() {
        assert!(names("tech lead takes the lead.", "Tech Lead"));
        assert!(names("Over to (Tech Lead)", "tech lead "));
        assert!(!names("The tech leader", "Tech Lead"));
        assert!(!names("Platform Lead", "Tech Lead"));
        assert!(!names("anything", " "));
    }
}

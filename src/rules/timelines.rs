//! Timelines as they stand, and where they contradict the front matter.

use super::response::{entries_of, is_out_of_order, own_incidents, own_postmortems, same_minute};
use super::subject::Subject;
use crate::document::Document;
use crate::model::{Entry, EntryKind, Incident, Milestone, Moment};
use crate::text::{Source, Span};
use std::cell::OnceCell;
use std::collections::HashSet;

/// A timeline, the document that it stands in, and the incident that it is of.
pub struct Timeline<'a> {
    pub source: &'a Source,
    pub entries: &'a [Entry],
    pub incident: Option<&'a Document<Incident>>,
    /// The entries of the incident, where this is the post-mortem's.
    copied: OnceCell<HashSet<&'a str>>,
}

/// The timelines of all entries and post-mortems that were not imported.
pub fn timelines<'a>(subject: &Subject<'a>) -> impl Iterator<Item = Timeline<'a>> {
    let incidents = own_incidents(subject).map(|document| Timeline {
        source: &document.source,
        entries: &document.timeline,
        incident: Some(document),
        copied: OnceCell::new(),
    });
    let postmortems = own_postmortems(subject).map(|(folder, document)| Timeline {
        source: &document.source,
        entries: &document.timeline,
        incident: folder.incident.as_ref(),
        copied: OnceCell::new(),
    });
    incidents.chain(postmortems)
}

impl<'a> Timeline<'a> {
    /// Whether it stands in the incident's own document, and not in the post-mortem.
    pub fn is_own(&self) -> bool {
        self.incident.is_some_and(|incident| incident.source.path() == self.source.path())
    }

    /// Whether this is a post-mortem's timeline and the incident has the same entry, at which it is found.
    pub fn is_copied(&self, entry: &Entry) -> bool {
        let copied = self.copied.get_or_init(|| {
            let incident = self.incident.filter(|_| !self.is_own());
            let words = |incident: &'a Document<Incident>| {
                incident.timeline.iter().map(|entry| incident.source.slice(entry.span).trim_end())
            };
            incident.into_iter().flat_map(words).collect()
        });
        copied.contains(self.source.slice(entry.span).trim_end())
    }
}

/// The entry that gives a milestone another time than the front matter does, where none agrees with it.
pub fn told_otherwise<'a>(
    subject: &Subject<'_>,
    document: &'a Document<Incident>,
    milestone: Milestone,
) -> Option<(&'a Entry, Moment)> {
    let at = document.value.milestone(milestone)?;
    let kind = EntryKind::from_word(milestone.word())?;
    if subject.is_future(at) || is_out_of_order(&document.value, milestone) {
        return None;
    }
    let told = || entries_of(document, kind).filter_map(|entry| Some((entry, entry.at?)));
    let nearest = told().min_by_key(|(_, told)| (*told - at).abs())?;
    (!same_minute(nearest.1, at) && !subject.is_future(nearest.1)).then_some(nearest)
}

/// Whether a date is written with an entry's time; without one, its day is that of the entry above.
pub fn has_own_day(source: &Source, entry: &Entry) -> bool {
    source.slice(entry.time_span).split(':').next().is_some_and(|before_minutes| before_minutes.contains('-'))
}

/// The first line of an entry that has no time, though it tells of something that happened at one.
pub fn untimed(source: &Source, entry: &Entry) -> Option<Span> {
    let start = entry.time_span.start;
    let line = source.slice(Span::new(start, entry.span.end)).lines().next().unwrap_or_default().trim_end();
    (entry.at.is_none() && !is_remark(line)).then_some(Span::new(start, start + line.len()))
}

/// Whether a line speaks of the times themselves, says that its own is not known, or is only a link.
fn is_remark(line: &str) -> bool {
    const OPENINGS: &[&str] = &["all times", "times are", "times in", "time zone", "timezone", "note:"];
    const UNKNOWN: &[&str] = &["??", "xx", "unknown"];
    let words = line.trim_start_matches(['*', '_']).to_lowercase();
    let is_address = !line.contains(' ') && line.contains("://");
    let target = line.strip_prefix('[').and_then(|line| line.split_once("](")).map(|(_, target)| target);
    let is_link = target.is_some_and(|target| target.find(')') == Some(target.len().saturating_sub(1)));
    let is_unknown = words.split_whitespace().take(2).any(|word| UNKNOWN.iter().any(|sign| word.contains(sign)));
    is_address || is_link || is_unknown || OPENINGS.iter().any(|opening| words.starts_with(opening))
}

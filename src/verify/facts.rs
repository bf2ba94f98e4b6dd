//! What of a document's text is kept while its history is judged.

use crate::document::{Document, read_incident, read_postmortem};
use crate::git::{GitError, MAX_DOCUMENT_BYTES, Oid, Repository};
use crate::log::{folder_of, name_of};
use crate::model::{Entry, IncidentId, PostmortemStatus, Status};
use crate::text::{Source, Span};
use chrono_tz::Tz;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// An entry of a timeline, by sums of its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    /// All of it.
    pub whole: u64,
    pub words: u64,
    /// Seconds; `None` where no time could be read.
    pub at: Option<i64>,
    pub span: Span,
}

/// What is kept of one text.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// A closed incident, or a published post-mortem.
    pub is_final: bool,
    /// A sum of all that it says, but for the state of its actions, which goes on.
    pub rest: u64,
    pub said: Vec<Said>,
}

impl Facts {
    /// Of the text of a document that stands at a path of the log.
    pub fn of(path: &str, bytes: &[u8], zone: Tz) -> Self {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let source = Source::new(path, text);
        let day = IncidentId::parse(name_of(folder_of(path))).ok().map(|id| id.date());
        match Read::of(path) {
            Read::Incident => {
                let document = read_incident(source, zone, day);
                let titles = document.value.actions.iter().map(|action| action.title.as_str());
                Self::from(&document, document.value.status == Some(Status::Closed), titles)
            }
            Read::Postmortem => {
                let document = read_postmortem(source, zone, day);
                let titles = document.value.actions.iter().map(|action| action.title.as_str());
                Self::from(&document, document.value.status == Some(PostmortemStatus::Published), titles)
            }
            Read::Nothing => Self::default(),
        }
    }

    fn from<'a, T>(document: &Document<T>, is_final: bool, actions: impl Iterator<Item = &'a str>) -> Self {
        let text = document.source.text();
        let actions_at = document.front.entry("actions").map(|entry| (entry.key_span.start, entry.value.span.end));
        let (from, to) = actions_at.unwrap_or_default();
        let parts = [text.get(..from).unwrap_or_default(), text.get(to..).unwrap_or_default()];
        let mut titles: Vec<&str> = actions.collect();
        titles.sort_unstable();
        let words = parts.iter().flat_map(|part| part.split_whitespace());
        Self { is_final, rest: sum(words.chain(titles)), said: document.timeline.iter().map(said).collect() }
    }
}

/// As what a document at a path is read; the later, the more of it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Read {
    Nothing,
    Postmortem,
    Incident,
}

impl Read {
    pub fn of(path: &str) -> Self {
        match (path.split('/').next(), name_of(path)) {
            (Some("incidents"), "incident.md") => Self::Incident,
            (Some("incidents"), _) => Self::Postmortem,
            _ => Self::Nothing,
        }
    }
}

/// Reads texts, each as that of the path that it has. Those that are too large, or not here, are left out.
pub(super) fn read_facts(
    repository: &Repository,
    paths: &HashMap<Oid, &str>,
    zone: Tz,
) -> Result<HashMap<Oid, Facts>, GitError> {
    let ids: Vec<Oid> = paths.keys().copied().collect();
    let read = |id: Oid, bytes: &[u8]| Facts::of(paths.get(&id).copied().unwrap_or_default(), bytes, zone);
    repository.read_texts(&ids, MAX_DOCUMENT_BYTES, read)
}

fn said(entry: &Entry) -> Said {
    let at = entry.at.map(|at| at.timestamp());
    let attributes = entry.attributes.iter().flat_map(|(key, value)| [key.as_str(), value.as_str()]);
    let words = sum(entry.text.split_whitespace().chain(attributes).chain(entry.more.split_whitespace()));
    let mut whole = DefaultHasher::new();
    (at, entry.label(), words).hash(&mut whole);
    Said { whole: whole.finish(), words, at, span: entry.span }
}

fn sum<'a>(words: impl Iterator<Item = &'a str>) -> u64 {
    let mut sum = DefaultHasher::new();
    words.for_each(|word| word.hash(&mut sum));
    sum.finish()
}

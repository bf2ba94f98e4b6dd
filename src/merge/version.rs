//! One version of a document, read for a merge.

use super::sides::Stuck;
use crate::document::{
    Body, Document, DocumentKind, Draft, NewValue, as_written, read_agenda, read_incident, read_postmortem, words_of,
};
use crate::git::MAX_DOCUMENT_BYTES;
use crate::model::{Entry, IncidentId};
use crate::text::{Source, Span};
use chrono_tz::Tz;

/// What a version says.
pub struct Version {
    pub source: Source,
    kind: DocumentKind,
    pub zone: Tz,
    /// The front matter, a map.
    pub front: NewValue,
    yaml: Span,
    pub body: Body,
    pub timeline: Vec<Entry>,
}

/// Which kind of document stands at a path of a repository, wherever in it the log is; `None` for any other file.
pub fn kind_of(path: &str) -> Option<DocumentKind> {
    let mut names = path.split('/').rev();
    let file = names.next()?;
    let is_below = |mut names: std::iter::Rev<std::str::Split<'_, char>>, folder| names.any(|name| name == folder);
    match file {
        "incident.md" if is_below(names.clone(), "incidents") => Some(DocumentKind::Incident),
        "postmortem.md" if is_below(names.clone(), "incidents") => Some(DocumentKind::Postmortem),
        _ if file.ends_with(".md") && names.nth(1) == Some("agenda") => Some(DocumentKind::Agenda),
        _ => None,
    }
}

impl Version {
    /// Reads a version; an empty file says nothing yet.
    ///
    /// # Errors
    /// Where it is no document that can be read.
    pub fn read(path: &str, bytes: &[u8], kind: DocumentKind, zone: Tz) -> Result<Self, Stuck> {
        if bytes.len() as u64 > MAX_DOCUMENT_BYTES {
            return Err(Stuck);
        }
        let bytes = if bytes.is_empty() { b"---\n---\n" } else { bytes };
        let source = Source::from_bytes(path, bytes.to_vec()).map_err(|_| Stuck)?;
        let day = path.rsplit('/').nth(1).and_then(|folder| IncidentId::parse(folder).ok()).map(|id| id.date());
        match kind {
            DocumentKind::Incident => Self::of(read_incident(source, zone, day), kind, zone),
            DocumentKind::Postmortem => Self::of(read_postmortem(source, zone, day), kind, zone),
            DocumentKind::Agenda => Self::of(read_agenda(source), kind, zone),
        }
    }

    fn of<T>(document: Document<T>, kind: DocumentKind, zone: Tz) -> Result<Self, Stuck> {
        if document.broken().is_some() {
            return Err(Stuck);
        }
        let front = match as_written(&document.front) {
            NewValue::Null => NewValue::Map(Vec::new()),
            front => front,
        };
        let Document { source, yaml, body, timeline, .. } = document;
        Ok(Self { kind, zone, front, yaml, body, timeline, source })
    }

    pub fn draft(&self) -> Draft {
        Draft::of(&self.source, self.kind, self.zone)
    }

    /// The front matter as it is written, in lines that end with `\n`, without the last ending.
    pub fn yaml(&self) -> String {
        self.source.slice(self.yaml).trim_end().replace("\r\n", "\n")
    }

    /// What another text in the place of this version says in its front matter.
    ///
    /// # Errors
    /// Where that cannot be read.
    pub fn front_of(&self, text: &str) -> Result<NewValue, Stuck> {
        let read = Self::read(self.source.path(), text.as_bytes(), self.kind, self.zone)?;
        Ok(read.front.read_back())
    }

    pub fn is_incident(&self) -> bool {
        self.kind == DocumentKind::Incident
    }

    /// What a key of the front matter says, where that is a text.
    pub fn text_of(&self, key: &str) -> Option<&str> {
        text_in(&self.front, key)
    }

    /// Where the words of a section stand.
    pub fn content(&self, title: &str) -> Option<Span> {
        self.body.section(title).map(|section| section.content)
    }

    /// What stands at a place of the body, without blank lines around it.
    pub fn words(&self, content: Span) -> String {
        words_of(self.source.text(), content)
    }
}

/// What a key of a map says, where that is a text.
pub fn text_in<'a>(map: &'a NewValue, key: &str) -> Option<&'a str> {
    let NewValue::Map(entries) = map else { return None };
    match entries.iter().find(|(other, _)| other == key) {
        Some((_, NewValue::Text(text) | NewValue::Bare(text))) => Some(text),
        _ => None,
    }
}

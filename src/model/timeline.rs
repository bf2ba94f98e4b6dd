//! Entries of a timeline: what happened, minute by minute.

use super::time::Moment;
use crate::text::Span;

vocabulary! {
    /// What an entry tells of.
    pub enum EntryKind {
        Started = "started",
        Detected = "detected",
        Report = "report",
        Escalated = "escalated",
        Acknowledged = "acknowledged",
        Lead = "lead",
        Severity = "severity",
        Theory = "theory",
        Status = "status",
        Change = "change",
        Mitigated = "mitigated",
        Resolved = "resolved",
        Announced = "announced",
        Note = "note",
    }
}

/// One entry as it was read; its place is in the document that it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// `None` where the entry has no time that could be read.
    pub at: Option<Moment>,
    /// Note where no kind, or an unknown one, is written.
    pub kind: EntryKind,
    /// What follows the kind in its brackets: the name of a theory.
    pub subject: Option<String>,
    /// The first line's words, without time, kind and attributes.
    pub text: String,
    /// What stands in brackets at the end of the first line: `approved: Tech Lead`, `staging: verified`.
    pub attributes: Vec<(String, String)>,
    /// Markdown of the paragraphs, lists, code and images below the first line, without its indentation.
    pub more: String,
    /// The whole list item.
    pub span: Span,
    /// The time as written; empty where there is none.
    pub time_span: Span,
    /// The kind as written, within its brackets; empty where there is none.
    pub kind_span: Span,
}

impl Entry {
    /// The kind, with what follows it in its brackets: `theory pool`.
    pub fn label(&self) -> String {
        [Some(self.kind.word()), self.subject.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// The first line's words with the attributes behind them, as they are written.
    pub fn line(&self) -> String {
        let attributes: Vec<_> = self.attributes.iter().map(|(key, value)| format!("{key}: {value}")).collect();
        if attributes.is_empty() { self.text.clone() } else { format!("{} ({})", self.text, attributes.join(", ")) }
    }

    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

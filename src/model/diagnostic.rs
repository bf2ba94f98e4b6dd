//! Findings: what is wrong with a document, where, and how to mend it.

use crate::text::{Position, Source, Span};

vocabulary! {
    /// How much a finding weighs.
    pub enum Level {
        Error = "error",
        Warn = "warn",
    }
}

/// A stretch of a file as people count: both ends from 1, the end not included.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// From the log's folder, with `/` between names.
    pub path: String,
    pub start: Position,
    pub end: Position,
    /// The same stretch in bytes.
    pub span: Span,
}

impl Place {
    /// The place of a span of a source.
    pub fn of(source: &Source, span: Span) -> Self {
        Self {
            path: source.path().to_owned(),
            start: source.position(span.start),
            end: source.position(span.end),
            span,
        }
    }

    /// The first character of a file that has no text to point into.
    pub fn file(path: impl Into<String>) -> Self {
        let start = Position { line: 1, column: 1 };
        Self { path: path.into(), start, end: start, span: Span::default() }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.path, self.start.line, self.start.column)
    }
}

/// One step of a fix: what stands at a place gives way to a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// In the finding's own file.
    pub place: Place,
    pub text: String,
}

/// One finding of one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The id of the rule that found it.
    pub rule: &'static str,
    pub level: Level,
    pub place: Place,
    /// What is wrong, in one clause without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The edits that mend it, which anybody would accept unread; none where it takes a person.
    pub fix: Vec<Edit>,
    /// Whether what stands at the place is a secret, which no report may show.
    pub is_secret: bool,
}

/// A finding that was mended, as it stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mended {
    pub finding: Diagnostic,
    /// What became of what, in words.
    pub what: String,
}

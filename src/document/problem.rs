//! What reading a document found wrong with it; rules turn these into findings.

use crate::text::Span;

/// What kind of wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProblemKind {
    /// The document cannot be read at all: it is no text, has no front matter, or that is no YAML.
    Broken,
    /// The same, because a merge left a conflict in it.
    Conflict,
    UnknownField,
    /// A list where a text belongs, and the like.
    WrongType,
    /// A word, time, date or number that the field does not take.
    InvalidValue,
}

impl ProblemKind {
    /// Whether nothing can be told of what the document says.
    pub fn is_broken(self) -> bool {
        matches!(self, Self::Broken | Self::Conflict)
    }
}

/// One thing wrong, with its place in the document's source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub kind: ProblemKind,
    pub span: Span,
    pub message: String,
    pub help: Option<String>,
    /// What was meant to stand at the span, where that is beyond doubt.
    pub meant: Option<String>,
}

impl Problem {
    pub fn new(kind: ProblemKind, span: Span, message: impl Into<String>, help: impl Into<String>) -> Self {
        let help = help.into();
        Self { kind, span, message: message.into(), help: (!help.is_empty()).then_some(help), meant: None }
    }

    /// The same with what was meant.
    pub fn meant(self, meant: Option<&str>) -> Self {
        Self { meant: meant.map(str::to_owned), ..self }
    }
}

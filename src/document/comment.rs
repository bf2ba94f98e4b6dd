//! A comment of a document, and the stretch of it that the comment speaks of.

use crate::text::Span;

/// One comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// The whole comment as written.
    pub span: Span,
    /// What stands between its marks.
    pub words: Span,
    pub reach: Reach,
}

/// What a comment speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// All of the document, its front matter included.
    Document,
    Part(Span),
}

impl Reach {
    /// Whether something that begins at a byte is meant.
    pub fn holds(self, at: usize) -> bool {
        match self {
            Self::Document => true,
            Self::Part(span) => span.range().contains(&at) || at == span.start,
        }
    }
}

//! A part of what a document says, as an audience may see it.

/// A section of a body; the one before the first heading has no title.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ViewSection {
    pub title: String,
    /// Without prompts and other comments.
    pub markdown: String,
}

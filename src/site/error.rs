//! Why the site cannot be built.

use crate::text::Excerpt;

/// Why the site cannot be built: what, where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteError {
    pub message: String,
    /// `path` or `path:line:column`.
    pub place: Option<String>,
    pub help: Option<String>,
    /// What stands there.
    pub excerpt: Option<Box<Excerpt>>,
    /// The document whose page could not be made.
    pub document: Option<String>,
    /// The page itself, from the site's root.
    pub page: Option<Box<str>>,
}

impl SiteError {
    /// An error without a place.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), place: None, help: None, excerpt: None, document: None, page: None }
    }

    /// The same of a page that could not be made.
    pub fn of(self, page: &str) -> Self {
        Self { page: Some(page.into()), ..self }
    }
}

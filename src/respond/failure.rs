//! Why a step of the response cannot be done.

use crate::document::DraftError;
use crate::model::MeetingError;
use crate::text::Excerpt;

/// What is in the way, where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RespondError {
    pub message: String,
    /// `path` or `path:line:column`.
    pub place: Option<String>,
    pub help: Option<String>,
    /// What stands there, where that helps.
    pub excerpt: Option<Box<Excerpt>>,
}

impl RespondError {
    /// A refusal that stands at no place in a file.
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), place: None, help: Some(help.into()), excerpt: None }
    }

    /// The same, at a file.
    pub fn at(mut self, path: impl Into<String>) -> Self {
        self.place = Some(path.into());
        self
    }
}

impl From<DraftError> for RespondError {
    fn from(error: DraftError) -> Self {
        let place = match error.at {
            Some((line, column)) => format!("{}:{line}:{column}", error.path),
            None => error.path,
        };
        Self { message: error.message, place: Some(place), help: error.help, excerpt: error.excerpt }
    }
}

impl From<MeetingError> for RespondError {
    fn from(error: MeetingError) -> Self {
        Self::new(
            format!("the coming meeting cannot be told: {error}"),
            "name its date with --meeting, or mend `meeting` in incident.yaml",
        )
    }
}

//! Why nothing, or one incident of many, can be brought in.

/// What is in the way of all of it, where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportError {
    pub message: String,
    /// `path` or `path:line:column`.
    pub place: Option<String>,
    pub help: String,
}

impl ImportError {
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), place: None, help: help.into() }
    }

    /// The same, at a file.
    pub fn at(self, place: impl Into<String>) -> Self {
        Self { place: Some(place.into()), ..self }
    }
}

/// Something of a source that does not come in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// `path`, `path:line` or what else names it in its source.
    pub place: String,
    pub why: String,
    /// Whether that is as it should be: it is no incident.
    pub is_fine: bool,
}

impl Left {
    /// Something that a person has to see to.
    pub fn wrong(place: impl Into<String>, why: impl Into<String>) -> Self {
        Self { place: place.into(), why: why.into(), is_fine: false }
    }

    /// Something that is no incident.
    pub fn fine(place: impl Into<String>, why: impl Into<String>) -> Self {
        Self { place: place.into(), why: why.into(), is_fine: true }
    }
}

//! What a new document begins as.

/// The text of a new document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    pub text: String,
    /// Its file, from the log's folder, where it is the log's own.
    pub path: Option<String>,
}

//! The documents that are scaffolded: built in, each overridden by the log's own.

use crate::document::Template;

/// The text of each kind of new document.
#[derive(Clone, Debug)]
pub struct Templates {
    pub incident: Template,
    pub postmortem: Template,
    pub agenda: Template,
}

impl Templates {
    /// Where a log's own templates stand, from its folder.
    pub const FOLDER: &'static str = "templates/documents";

    /// The built-in documents, with those of the log in their place; `own` reads a file of the log.
    pub fn with(mut own: impl FnMut(&str) -> Option<String>) -> Self {
        let mut text = |name: &str, built_in: &str| {
            let path = format!("{}/{name}", Self::FOLDER);
            match own(&path) {
                Some(text) => Template { text, path: Some(path) },
                None => Template { text: built_in.to_owned(), path: None },
            }
        };
        Self {
            incident: text("incident.md", include_str!("../../templates/documents/incident.md")),
            postmortem: text("postmortem.md", include_str!("../../templates/documents/postmortem.md")),
            agenda: text("agenda.md", include_str!("../../templates/documents/agenda.md")),
        }
    }
}

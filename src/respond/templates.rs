//! The documents that are scaffolded: built in, each overridden by the log's own.

use crate::document::Template;

const INCIDENT: &str = include_str!("../../templates/documents/incident.md");
const POSTMORTEM: &str = include_str!("../../templates/documents/postmortem.md");
const AGENDA: &str = include_str!("../../templates/documents/agenda.md");

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

    /// What is built in, each by its name below [`Self::FOLDER`], with its text.
    pub const BUILT_IN: &'static [(&'static str, &'static str)] =
        &[("incident.md", INCIDENT), ("postmortem.md", POSTMORTEM), ("agenda.md", AGENDA)];

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
            incident: text("incident.md", INCIDENT),
            postmortem: text("postmortem.md", POSTMORTEM),
            agenda: text("agenda.md", AGENDA),
        }
    }
}

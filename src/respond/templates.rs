//! The documents that are scaffolded: built in, each overridden by the log's own.

/// The text of each kind of new document.
#[derive(Clone, Debug)]
pub struct Templates {
    pub incident: String,
    pub postmortem: String,
    pub agenda: String,
}

impl Templates {
    /// Where a log's own templates stand, from its folder.
    pub const FOLDER: &'static str = "templates/documents";

    /// The built-in documents, with those of the log in their place; `own` reads a file of the log.
    pub fn with(mut own: impl FnMut(&str) -> Option<String>) -> Self {
        let mut text = |name: &str, built_in: &str| {
            own(&format!("{}/{name}", Self::FOLDER)).unwrap_or_else(|| built_in.to_owned())
        };
        Self {
            incident: text("incident.md", include_str!("../../templates/documents/incident.md")),
            postmortem: text("postmortem.md", include_str!("../../templates/documents/postmortem.md")),
            agenda: text("agenda.md", include_str!("../../templates/documents/agenda.md")),
        }
    }
}

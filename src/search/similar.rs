//! What is told of a past incident.

use crate::document::first_lines;
use crate::log::IncidentFolder;

/// A past incident that resembles a description.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Similar {
    pub id: String,
    pub title: String,
    /// The first lines of what solved it; empty where that is not written.
    pub solution: String,
    /// Work on it goes on, so that nothing solved it yet.
    pub is_open: bool,
}

/// As many lines of a solution are told; who needs more of it opens the incident.
const LINES: usize = 3;

impl Similar {
    /// What is told of an incident.
    pub fn of(folder: &IncidentFolder) -> Self {
        let solution = folder.incident.as_ref().map(|document| document.section_text("Solution")).unwrap_or_default();
        let solution = first_lines(&solution, LINES).join("\n");
        let is_open = folder.is_ongoing();
        Self { id: folder.name.clone(), title: folder.title().to_owned(), solution, is_open }
    }
}

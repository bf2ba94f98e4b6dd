//! What several rules ask of one document.

pub use crate::document::{says, says_at};

use crate::document::{Document, body};
use crate::model::{Incident, POSTMORTEM_SECTIONS, Plan, Status};
use crate::text::Span;

/// The key by which an import marks what nobody has looked at yet.
const IMPORTED: &str = "x-imported";

/// Whether a document came from another log: what was not written down then, nobody can tell now.
pub fn is_imported(extra: &[(String, String)]) -> bool {
    extra.iter().any(|(key, _)| key == IMPORTED)
}

/// The status of an incident that is over: resolved or closed.
pub fn over(incident: &Incident) -> Option<Status> {
    incident.status.filter(|status| matches!(status, Status::Resolved | Status::Closed))
}

/// What stands under a heading.
pub enum Written {
    /// There is no such heading.
    No,
    /// The heading's line has nothing below it, or nothing but its prompt.
    Unwritten {
        heading: Span,
        prompt: bool,
    },
    Yes,
}

/// Looks whether a section was written.
pub fn written<T>(document: &Document<T>, title: &str) -> Written {
    let Some(section) = document.body.section(title) else { return Written::No };
    let content = document.source.slice(section.content);
    if !body::without_comments(content).is_empty() {
        return Written::Yes;
    }
    let line = document.source.slice(section.heading).trim_end().len();
    let heading = Span::new(section.heading.start, section.heading.start + line);
    Written::Unwritten { heading, prompt: !content.trim().is_empty() }
}

/// The titles of the sections that a post-mortem must have.
pub fn required_sections(plan: &Plan) -> Vec<&str> {
    POSTMORTEM_SECTIONS.iter().copied().chain(plan.postmortem_sections.iter().map(String::as_str)).collect()
}

//! What several rules ask of one document.

pub use crate::document::{says, says_at};
pub use crate::model::is_imported;

use crate::document::{Document, Section, body, slip_of};
use crate::model::{Incident, POSTMORTEM_SECTIONS, Plan, Status};
use crate::text::Span;

/// A document that is there and can be read.
pub fn readable<T>(document: Option<&Document<T>>) -> Option<&Document<T>> {
    document.filter(|document| document.broken().is_none())
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
    Written::Unwritten { heading: heading_of(document, section), prompt: !content.trim().is_empty() }
}

/// A section's heading without what ends its line.
pub fn heading_of<T>(document: &Document<T>, section: &Section) -> Span {
    let line = document.source.slice(section.heading).trim_end().len();
    Span::new(section.heading.start, section.heading.start + line)
}

/// The words of a section's heading; `None` where it is underlined, or has a link or the like in it.
pub fn title_of<T>(document: &Document<T>, section: &Section) -> Option<Span> {
    let heading = heading_of(document, section);
    let words = document.source.slice(heading).trim_start_matches('#').trim();
    let at = document.source.slice(heading).find(words).filter(|at| *at > 0 && words == section.title)?;
    Some(Span::new(heading.start + at, heading.start + at + words.len()))
}

/// The section that was to have a title and is a slip of the pen away from it; none that has another known title.
pub fn misspelt<'d, T>(document: &'d Document<T>, title: &str, known: &[&str]) -> Option<&'d Section> {
    if document.body.section(title).is_some() {
        return None;
    }
    let is_own = |section: &&Section| !known.iter().any(|known| known.eq_ignore_ascii_case(&section.title));
    let own = || document.body.sections.iter().filter(is_own);
    let meant = slip_of(title, own().map(|section| section.title.as_str()))?;
    own().find(|section| section.title == meant)
}

/// The titles of the sections that a post-mortem must have.
pub fn required_sections(plan: &Plan) -> Vec<&str> {
    POSTMORTEM_SECTIONS.iter().copied().chain(plan.postmortem_sections.iter().map(String::as_str)).collect()
}

//! Post-mortems that were handed to readers, and what several rules ask of them.

use super::documents::heading_of;
use super::response::own_postmortems;
use super::rule::Subject;
use crate::document::Document;
use crate::log::IncidentFolder;
use crate::model::{Entry, EntryKind, Postmortem, PostmortemStatus};
use crate::text::Span;

/// One of them, with its incident's folder.
pub struct HandedOver<'a> {
    pub folder: &'a IncidentFolder,
    pub document: &'a Document<Postmortem>,
    pub status: PostmortemStatus,
}

/// Every post-mortem in review or published that was not imported; drafts are let be.
pub fn handed_over<'a>(subject: &Subject<'a>) -> impl Iterator<Item = HandedOver<'a>> {
    own_postmortems(subject).filter_map(|(folder, document)| {
        let status = document.value.status.filter(|status| *status != PostmortemStatus::Draft)?;
        Some(HandedOver { folder, document, status })
    })
}

impl HandedOver<'_> {
    pub fn is_published(&self) -> bool {
        self.status == PostmortemStatus::Published
    }

    /// The line of a section's heading, without what ends it.
    pub fn heading(&self, title: &str) -> Option<Span> {
        self.document.body.section(title).map(|section| heading_of(self.document, section))
    }

    /// The timeline's entries, where it can be read as one: a table cannot, nor paragraphs under headings, nor an
    /// entry alone.
    pub fn entries(&self) -> Option<&[Entry]> {
        let entries = self.document.timeline.as_slice();
        (entries.len() > 1 && entries.iter().all(|entry| entry.at.is_some())).then_some(entries)
    }

    /// The heading of a timeline without an entry of any of these kinds or a word of these; `None` where it tells of
    /// them or cannot be read.
    pub fn timeline_silent_on(&self, kinds: &[EntryKind], words: &[&str]) -> Option<Span> {
        let entries = self.entries()?;
        let text = self.document.section_text("Timeline").to_lowercase();
        let tells =
            entries.iter().any(|entry| kinds.contains(&entry.kind)) || words.iter().any(|word| text.contains(word));
        self.heading("Timeline").filter(|_| !tells)
    }
}

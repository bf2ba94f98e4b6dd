//! The texts of a log, for the rules that read every one of them.

use super::documents::readable;
use super::scope::Scope;
use crate::document::Document;
use crate::document::body::Body;
use crate::model::{Entry, Visibility};
use crate::text::Source;
use rayon::prelude::*;

/// The text of one document.
pub struct Text<'a> {
    pub source: &'a Source,
    /// `None` in the plan, and where the document cannot be read.
    pub body: Option<&'a Body>,
    pub timeline: &'a [Entry],
    /// What the incident's document says of its readers, also for the post-mortem beside it.
    pub visibility: Option<Visibility>,
}

/// Looks at every text on all cores, the plan's first; gives what was seen, in the order of the documents.
pub fn look<'a, T: Send>(log: Scope<'a>, see: impl Fn(&Text<'a>) -> Vec<T> + Sync) -> Vec<(&'a Source, T)> {
    let plan = Text { source: &log.plan.source, body: None, timeline: &[], visibility: None };
    let incidents = log.incidents.iter().flat_map(|folder| {
        let readable = readable(folder.incident.as_ref());
        let visibility = readable.and_then(|document| document.value.visibility);
        let incident = folder.incident.iter().map(move |document| text(document, visibility));
        incident.chain(folder.postmortem.iter().map(move |document| text(document, visibility)))
    });
    let agenda = log.agenda.iter().map(|item| text(&item.document, None));
    let pages = log.pages.iter().map(|page| text(&page.document, page.document.value.visibility));
    let texts: Vec<_> = std::iter::once(plan).chain(incidents).chain(agenda).chain(pages).collect();
    texts
        .par_iter()
        .flat_map_iter(|text| {
            let source = text.source;
            see(text).into_iter().map(move |seen| (source, seen))
        })
        .collect()
}

/// What stands before a place, as far back as tells what it is part of: lines can be as long as a document.
pub fn just_before(text: &str, at: usize) -> &str {
    const FAR: usize = 500;
    let from = (at.saturating_sub(FAR)..=at).find(|from| text.is_char_boundary(*from)).unwrap_or(at);
    text.get(from..at).unwrap_or_default()
}

fn text<T>(document: &Document<T>, visibility: Option<Visibility>) -> Text<'_> {
    let body = document.broken().is_none().then_some(&document.body);
    Text { source: &document.source, body, timeline: &document.timeline, visibility }
}

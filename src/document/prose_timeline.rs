//! What is cut out of an entry of a timeline: its time and kind, its attributes, and what somebody is quoted with.

use super::passage::{Part, Passage};
use crate::model::Entry;
use regex::Regex;
use std::sync::LazyLock;

/// `Tech Lead: ` in front of the words that are theirs.
static WHO: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^[\s*_]*[A-Z@][\w.@&'’/-]*(?: [\w.&'’/()-]+){0,3}: ").ok());
static ATTRIBUTES: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\([A-Za-z][A-Za-z-]*: .*\)\s*$").ok());

/// Cuts them out of a passage that begins an entry.
pub(super) fn cut_entry(passage: &mut Passage<'_>, timeline: &[Entry]) {
    let Part::Section(title) = passage.part else { return };
    if !title.eq_ignore_ascii_case("timeline") {
        return;
    }
    let start = passage.span(0..1).start;
    let Some(entry) = timeline.iter().find(|entry| entry.span.range().contains(&start)) else { return };
    // The bracket closes behind the kind.
    let kind_end = if entry.kind_span.start < entry.kind_span.end { entry.kind_span.end + 1 } else { 0 };
    let head = entry.time_span.end.max(kind_end);
    if start >= head || entry.time_span.start == entry.time_span.end && kind_end == 0 {
        return;
    }
    let head = passage.at(head);
    passage.cut(0..head);
    let rest = |passage: &Passage<'_>| passage.words.get(head..).unwrap_or_default().to_owned();
    if let Some(found) = ATTRIBUTES.as_ref().and_then(|pattern| pattern.find(&rest(passage)).map(|found| found.range()))
    {
        passage.cut(head + found.start..head + found.end);
    }
    if let Some(end) = WHO.as_ref().and_then(|pattern| pattern.find(&rest(passage)).map(|found| found.end())) {
        passage.cut(head + end..passage.words.len());
    }
}

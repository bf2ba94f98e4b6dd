//! What is found in a history.

use crate::git::{Deed, Oid};
use crate::model::{Diagnostic, Level, Place};
use crate::text::{Source, Span};

pub(super) const CUT: &str = "cut-history";
pub(super) const DROPPED_DOCUMENT: &str = "dropped-document";
pub(super) const DROPPED_ENTRY: &str = "dropped-entry";
pub(super) const CHANGED: &str = "changed-after-the-end";
pub(super) const UNJUDGED: &str = "unjudged";
pub(super) const UNSIGNED: &str = "unsigned-commit";

/// As many characters of an id are shown.
const SHORT: usize = 10;

/// One finding in the history, with the commit that did it.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The id in full.
    pub commit: String,
    pub author: String,
    pub when: Option<crate::model::Moment>,
    pub subject: String,
    /// From the log's folder; the plan's for what is about no single document.
    pub path: String,
    /// The revision in whose text the place is.
    pub revision: String,
    /// Its place is in the file that git shows for `REVISION:PATH`.
    pub diagnostic: Diagnostic,
}

/// The beginning of an id, as people read it.
pub(super) fn short(id: Oid) -> String {
    id.to_string().chars().take(SHORT).collect()
}

/// Where a finding is: the revision, the path within the log, and the path from the repository's top.
pub(super) struct At<'a> {
    pub revision: String,
    pub path: &'a str,
    pub from_top: String,
}

impl At<'_> {
    /// What git calls the text.
    pub fn name(&self) -> String {
        format!("{}:{}", self.revision, self.from_top)
    }
}

/// Makes a finding; `text` is that of its place, where it has one.
pub(super) fn finding(
    rule: &'static str,
    deed: &Deed,
    at: &At<'_>,
    text: Option<(&Source, Span)>,
    message: String,
    help: String,
) -> Finding {
    let place = text.map_or_else(|| Place::file(at.name()), |(source, span)| Place::of(source, span));
    Finding {
        commit: deed.commit.to_string(),
        author: deed.author.clone(),
        when: deed.when,
        subject: deed.subject().to_owned(),
        path: at.path.to_owned(),
        revision: at.revision.clone(),
        diagnostic: Diagnostic {
            rule,
            level: Level::Error,
            place,
            message,
            help: Some(help),
            fix: Vec::new(),
            is_secret: false,
        },
    }
}

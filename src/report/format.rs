//! What a format of findings is.

use crate::model::{Diagnostic, Level};
use crate::text::Source;
use std::collections::HashMap;

/// One format.
#[derive(Clone, Copy)]
pub struct ReportFormat {
    /// The word that `--format` takes.
    pub name: &'static str,
    /// The whole text, its last line ending included.
    pub render: fn(&Subject<'_>) -> String,
}

/// What is reported.
pub struct Subject<'a> {
    pub findings: &'a [Diagnostic],
    /// The sources of the documents, by path.
    pub sources: HashMap<&'a str, &'a Source>,
    /// How many documents were looked at.
    pub documents: usize,
    /// Whether the text may hold colours.
    pub color: bool,
}

impl Subject<'_> {
    /// How many findings have a level.
    pub fn count(&self, level: Level) -> usize {
        self.findings.iter().filter(|finding| finding.level == level).count()
    }
}

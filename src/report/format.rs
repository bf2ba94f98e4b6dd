//! What a format of findings is.

use crate::model::{Diagnostic, Level, Mended};
use crate::text::{Source, Span};
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
    /// Where secrets stand in the sources that have findings, by path; be they findings or let off.
    pub secrets: HashMap<&'a str, Vec<Span>>,
    /// Findings that were mended, and are no longer among the others.
    pub mended: &'a [Mended],
    /// The sources of the documents, by path.
    pub sources: HashMap<&'a str, &'a Source>,
    /// How many documents were looked at.
    pub documents: usize,
    /// Every rule that looked.
    pub rules: Vec<RuleText>,
    /// What leads from the repository's top to the log's folder: empty, or with `/` behind it.
    pub folder: String,
    /// Whether the text may hold colours.
    pub color: bool,
    /// Where the log's site has its pages of rules, `/` at the end, for who reads on a terminal that has links.
    pub rule_pages: Option<String>,
}

/// A rule in words, for formats that explain it beside its findings.
pub struct RuleText {
    pub id: &'static str,
    pub level: Level,
    pub summary: String,
    pub why: String,
}

impl Subject<'_> {
    /// How many findings have a level.
    pub fn count(&self, level: Level) -> usize {
        self.findings.iter().filter(|finding| finding.level == level).count()
    }
}

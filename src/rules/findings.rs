//! Collects what one rule finds.

use crate::model::{Diagnostic, Level, Place};
use crate::text::{Source, Span};

/// What one rule has found so far.
pub struct Findings {
    rule: &'static str,
    level: Level,
    found: Vec<Diagnostic>,
}

impl Findings {
    pub(super) fn new(rule: &'static str, level: Level) -> Self {
        Self { rule, level, found: Vec::new() }
    }

    pub(super) fn into_found(self) -> Vec<Diagnostic> {
        self.found
    }

    /// Reports something at a span of a source: what is wrong, in one clause, and what to do about it.
    pub fn report(&mut self, source: &Source, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.add(self.level, Place::of(source, span), message.into(), help.into());
    }

    /// The same as a warning, whatever the rule's level: it can wait, though not for ever.
    pub fn warn(&mut self, source: &Source, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.add(Level::Warn, Place::of(source, span), message.into(), help.into());
    }

    /// Reports something at a place that no document stands at.
    pub fn report_at(&mut self, place: Place, message: impl Into<String>, help: impl Into<String>) {
        self.add(self.level, place, message.into(), help.into());
    }

    fn add(&mut self, level: Level, place: Place, message: String, help: String) {
        let help = (!help.is_empty()).then_some(help);
        self.found.push(Diagnostic { rule: self.rule, level, place, message, help });
    }
}

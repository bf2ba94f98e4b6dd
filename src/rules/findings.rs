//! Collects what one rule finds.

use super::option::Options;
use crate::model::{Diagnostic, Edit, Level, Place};
use crate::text::{Source, Span};

/// What one rule has found so far.
pub struct Findings {
    /// What the plan sets of the rule's options.
    pub options: Options,
    rule: &'static str,
    level: Level,
    found: Vec<Diagnostic>,
}

/// A finding that was just reported, for its fix to be added.
pub struct Reported<'a> {
    source: &'a Source,
    finding: Option<&'a mut Diagnostic>,
}

impl Findings {
    pub(super) fn new(rule: &'static str, level: Level, options: Options) -> Self {
        Self { options, rule, level, found: Vec::new() }
    }

    pub(super) fn into_found(self) -> Vec<Diagnostic> {
        self.found
    }

    /// Reports something at a span of a source: what is wrong, in one clause, and what to do about it.
    pub fn report<'a>(
        &'a mut self,
        source: &'a Source,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Reported<'a> {
        self.report_as(self.level, source, span, message, help)
    }

    /// The same as a warning, whatever the rule's level: it can wait, though not for ever.
    pub fn warn<'a>(
        &'a mut self,
        source: &'a Source,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Reported<'a> {
        self.report_as(Level::Warn, source, span, message, help)
    }

    /// Reports something at a place that no document stands at.
    pub fn report_at(&mut self, place: Place, message: impl Into<String>, help: impl Into<String>) {
        self.add(self.level, place, message.into(), help.into());
    }

    fn report_as<'a>(
        &'a mut self,
        level: Level,
        source: &'a Source,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Reported<'a> {
        self.add(level, Place::of(source, span), message.into(), help.into());
        Reported { source, finding: self.found.last_mut() }
    }

    fn add(&mut self, level: Level, place: Place, message: String, help: String) {
        let help = (!help.is_empty()).then_some(help);
        self.found.push(Diagnostic { rule: self.rule, level, place, message, help, fix: Vec::new(), is_secret: false });
    }
}

impl Reported<'_> {
    /// Says that what stands at the span is a secret, which reports do not show; the message must not either.
    pub fn hide(self) {
        if let Some(finding) = self.finding {
            finding.is_secret = true;
        }
    }

    /// Adds a step of the fix: what stands at a span of the same source gives way to a text. Only where anybody would
    /// accept it unread, and where the finding is gone after it.
    pub fn fix(mut self, span: Span, text: impl Into<String>) -> Self {
        if let Some(finding) = &mut self.finding {
            finding.fix.push(Edit { place: Place::of(self.source, span), text: text.into() });
        }
        self
    }
}

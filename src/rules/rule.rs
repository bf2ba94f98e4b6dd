//! What a rule is: its id, its manual, and its check.

use crate::document::{Problem, ProblemKind};
use crate::log::Log;
use crate::model::{Diagnostic, Level, Moment, Place};
use crate::text::{Source, Span};

/// One rule. Its manual is the doc comment of its file's `rule!`.
#[derive(Clone, Copy)]
pub struct Rule {
    /// Names what is wrong, in kebab-case.
    pub id: &'static str,
    /// The level where the plan says nothing.
    pub level: Level,
    /// A summary, then the sections Why, Good and Bad, as Markdown.
    pub manual: &'static str,
    pub check: fn(&Subject<'_>, &mut Findings),
}

/// What rules look at.
pub struct Subject<'a> {
    pub log: &'a Log,
    /// The present, which deadlines are held against.
    pub now: Moment,
    /// Ids of all rules, for the rule that looks at the plan's own list.
    pub rule_ids: &'a [&'static str],
}

impl Subject<'_> {
    /// Reports every problem of a kind that reading the log's documents met.
    pub fn report_problems(&self, kind: ProblemKind, findings: &mut Findings) {
        let mut report = |source: &Source, problems: &[Problem]| {
            for problem in problems.iter().filter(|problem| problem.kind == kind) {
                findings.report(source, problem.span, &problem.message, problem.help.as_deref().unwrap_or_default());
            }
        };
        report(&self.log.plan.source, &self.log.plan.problems);
        for folder in &self.log.incidents {
            if let Some(incident) = &folder.incident {
                report(&incident.source, &incident.problems);
            }
            if let Some(postmortem) = &folder.postmortem {
                report(&postmortem.source, &postmortem.problems);
            }
        }
        for item in &self.log.agenda {
            report(&item.document.source, &item.document.problems);
        }
    }
}

/// Collects what one rule finds.
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
        self.report_at(Place::of(source, span), message, help);
    }

    /// Reports something at a place that no document stands at.
    pub fn report_at(&mut self, place: Place, message: impl Into<String>, help: impl Into<String>) {
        let help = help.into();
        let help = (!help.is_empty()).then_some(help);
        self.found.push(Diagnostic { rule: self.rule, level: self.level, place, message: message.into(), help });
    }
}

/// A rule's manual, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manual {
    /// The first paragraph, on one line.
    pub summary: String,
    pub why: String,
    /// Without their fences.
    pub good: String,
    pub bad: String,
}

impl Rule {
    /// The manual in its parts.
    pub fn manual(&self) -> Manual {
        let mut manual = Manual::default();
        let mut part = &mut manual.summary;
        for line in self.manual.lines().map(|line| line.strip_prefix(' ').unwrap_or(line)) {
            part = match line {
                "## Why" => &mut manual.why,
                "## Good" => &mut manual.good,
                "## Bad" => &mut manual.bad,
                _ => {
                    if !line.starts_with("```") {
                        part.push_str(line);
                        part.push('\n');
                    }
                    part
                }
            };
        }
        let parts = [&mut manual.summary, &mut manual.why, &mut manual.good, &mut manual.bad];
        for part in parts {
            *part = part.trim().to_owned();
        }
        manual.summary = manual.summary.replace('\n', " ");
        manual.why = manual.why.replace('\n', " ");
        manual
    }
}

/// Declares a rule: its doc comment is its manual.
macro_rules! rule {
    ($(#[doc = $manual:literal])+ $id:literal, $level:ident, $check:ident) => {
        $(#[doc = $manual])+
        pub const ENTRY: crate::rules::rule::Rule = crate::rules::rule::Rule {
            id: $id,
            level: crate::model::Level::$level,
            manual: concat!($($manual, "\n"),+),
            check: $check,
        };
    };
}

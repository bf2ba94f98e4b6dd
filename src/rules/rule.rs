//! What a rule is: its id, its manual, and its check.

use crate::model::Level;

pub use super::findings::Findings;
pub use super::subject::Subject;

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

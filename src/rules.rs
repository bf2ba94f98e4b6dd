//! Layer 4: what a careful colleague would notice. One rule is one file, and a word in the list.

#[macro_use]
mod rule;

#[cfg(test)]
mod testing;

pub use rule::{Manual, Rule};

use crate::log::Log;
use crate::model::{Diagnostic, Moment};
use rule::{Findings, Subject};

registry! {
    /// Every rule, in the order in which they are explained.
    pub const RULES: [Rule];
    broken_document,
    unknown_field,
}

/// Runs every rule that the plan does not turn off over a log; what is found comes in the order of the files.
///
/// A broken document has that one finding only: what it lacks may stand in the part that could not be read.
pub fn run(log: &Log, now: Moment) -> Vec<Diagnostic> {
    let rule_ids: Vec<_> = RULES.iter().map(|rule| rule.id).collect();
    let subject = Subject { log, now, rule_ids: &rule_ids };
    let mut found = Vec::new();
    for rule in RULES {
        let setting = log.plan.value.rules.iter().find(|setting| setting.rule == rule.id);
        let Some(level) = setting.map_or(Some(rule.level), |setting| setting.level) else { continue };
        let mut findings = Findings::new(rule.id, level);
        (rule.check)(&subject, &mut findings);
        found.extend(findings.into_found());
    }
    found.sort_by(|a, b| (&a.place, a.rule, &a.message).cmp(&(&b.place, b.rule, &b.message)));
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_a_manual_and_a_name_of_its_own() {
        let mut ids: Vec<_> = RULES.iter().map(|rule| rule.id).collect();
        for rule in RULES {
            let manual = rule.manual();
            assert!(rule.id.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", rule.id);
            for (part, text) in
                [("summary", manual.summary), ("why", manual.why), ("good", manual.good), ("bad", manual.bad)]
            {
                assert!(!text.is_empty(), "{} has no {part}", rule.id);
            }
        }
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), RULES.len());
    }
}

//! Rules that the plan sets and that do not exist.

use super::rule::{Findings, Subject};
use crate::document::{nearest, slip_of};

rule! {
    /// The plan sets a rule that does not exist.
    ///
    /// ## Why
    /// A slip in a rule's id does nothing and says nothing: the rule that was meant keeps its level, and whoever turned
    /// it off wonders why it still speaks.
    ///
    /// ## Good
    /// ```yaml plan
    /// rules:
    ///   broken-link: warn
    /// ```
    /// ## Bad
    /// ```yaml plan
    /// rules:
    ///   broken-links: warn
    /// ```
    "unknown-rule", Error, check, fixes: true
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let plan = &subject.log.plan;
    let ids: Vec<_> = subject.rules.iter().map(|rule| rule.id).collect();
    let rules = plan.front.entry("rules").map(|entry| entry.value.entries()).unwrap_or_default();
    for entry in rules.iter().filter(|entry| !ids.contains(&entry.key.as_str())) {
        let help = match nearest(&entry.key, ids.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "`incident explain` lists the rules".to_owned(),
        };
        let message = format!("there is no rule `{}`", entry.key);
        let reported = findings.report(&plan.source, entry.key_span, message, help);
        let is_free = |meant: &&str| rules.iter().all(|other| other.key != **meant);
        if let Some(meant) = slip_of(&entry.key, ids.iter().copied()).filter(is_free) {
            reported.fix(entry.key_span, meant);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, PLAN};

    #[test]
    fn an_unknown_rule_is_found_at_its_key() {
        let case = Case::sound().file(PLAN, "name: Test\nrules:\n  broken-links: warn\n");
        case.clone().finds(&[&format!("{PLAN}:3:3 unknown-rule")]);
        case.says("there is no rule `broken-links`", "did you mean `broken-link`?");
        Case::sound()
            .file(PLAN, "rules: {spelling: off}\n")
            .says("there is no rule `spelling`", "`incident explain` lists the rules");
    }

    #[test]
    fn known_rules_are_let_pass_with_or_without_options() {
        Case::sound().file(PLAN, "rules:\n  broken-link: off\n  unknown-rule: {level: warn}\n").finds(&[]);
    }
}

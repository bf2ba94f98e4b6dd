//! Options that a rule does not have, or values that they do not take.

use super::rule::{Findings, Subject};
use crate::document::yaml::Value;
use crate::document::{did_you_mean, slip_of};

rule! {
    /// The plan sets an option that the rule does not have, or to a value that it does not take.
    ///
    /// ## Why
    /// The default holds, and nobody sees that what the team agreed on does not. `incident explain RULE` names a rule's
    /// options with their defaults.
    ///
    /// ## Good
    /// ```yaml plan
    /// rules:
    ///   broken-link: {level: warn}
    /// ```
    /// ## Bad
    /// ```yaml plan
    /// rules:
    ///   broken-link: {levl: warn}
    /// ```
    "invalid-option", Error, check, fixes: true
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let plan = &subject.log.plan;
    let settings = plan.front.entry("rules").map(|entry| entry.value.entries()).unwrap_or_default();
    for setting in settings {
        let Some(rule) = subject.rules.iter().find(|rule| rule.id == setting.key) else { continue };
        let names: Vec<_> = std::iter::once("level").chain(rule.options.iter().map(|option| option.name)).collect();
        for entry in setting.value.entries().iter().filter(|entry| entry.key != "level") {
            match rule.options.iter().find(|option| option.name == entry.key) {
                None => {
                    let message = format!("`{}` has no option `{}`", rule.id, entry.key);
                    let help = did_you_mean(&entry.key, &names);
                    let reported = findings.report(&plan.source, entry.key_span, message, help);
                    let meant = slip_of(&entry.key, names.iter().copied());
                    if let Some(meant) = meant.filter(|meant| setting.value.entry(meant).is_none()) {
                        reported.fix(entry.key_span, meant);
                    }
                }
                Some(option) => {
                    let fault = option.fault(&entry.value).filter(|_| entry.value.value != Value::Null);
                    if let Some((message, help)) = fault {
                        findings.report(&plan.source, entry.value.span, message, help);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::option::{Declared, Options, RuleOption};
    use super::*;
    use crate::log::{Content, Log, Overview};
    use crate::model::Level;
    use crate::rules::scope::Parts;
    use crate::rules::testing::{Case, PLAN};

    const OPTIONS: &[RuleOption] = &[
        RuleOption::number("minutes", 15, "minutes between two updates"),
        RuleOption::words("severities", &["sev-1"], "severities that owe updates"),
        RuleOption::flag("drafts", false, "whether drafts are looked at"),
    ];

    /// What is found in the options of a rule `update-gap`: where, what, and the help.
    fn found(options: &str) -> Vec<(usize, String, String)> {
        let text = format!("rules: {{update-gap: {options}}}\n");
        let contents = vec![(PLAN.to_owned(), Content::Bytes(text.into_bytes()))];
        let log = Log::assemble(contents, std::iter::once(PLAN.to_owned()).collect(), &[]);
        let rules = [Declared { id: "update-gap", options: OPTIONS }];
        let (parts, others) = (Parts::of(&log), Overview::of(&log));
        let subject = Subject::new(parts.scope(), &others, &log.paths, Default::default(), &rules);
        let mut findings = Findings::new("invalid-option", Level::Error, Options::default());
        check(&subject, &mut findings);
        let found = findings.into_found().into_iter();
        found.map(|f| (f.place.start.column, f.message, f.help.unwrap_or_default())).collect()
    }

    #[test]
    fn an_unknown_option_is_found_with_the_nearest() {
        Case::sound()
            .file(PLAN, "name: Test\nrules:\n  broken-link: {level: warn, depth: 3}\n")
            .finds(&[&format!("{PLAN}:3:30 invalid-option")]);
        assert_eq!(
            found("{minuts: 3}"),
            [(22, "`update-gap` has no option `minuts`".to_owned(), "did you mean `minutes`?".to_owned())]
        );
        assert_eq!(found("{depth: 3}")[0].2, "it takes one of: level, minutes, severities, drafts");
    }

    #[test]
    fn a_value_of_another_type_is_found_at_the_value() {
        for (options, column, message, help) in [
            ("{minutes: ten}", 31, "`minutes` takes a whole number, not `ten`", "`minutes: 15`"),
            ("{minutes: [3]}", 31, "`minutes` takes a whole number, not a list", "`minutes: 15`"),
            ("{severities: {a: b}}", 34, "`severities` takes a list of texts, not a map", "`severities: [sev-1]`"),
            ("{severities: [[a]]}", 34, "`severities` takes a list of texts, not a list of something else", "[sev-1]"),
            ("{drafts: maybe}", 30, "`drafts` takes true or false, not `maybe`", "`drafts: false`"),
        ] {
            let found = found(options);
            assert_eq!((found[0].0, found[0].1.as_str(), found.len()), (column, message, 1));
            assert!(found[0].2.contains(help), "{found:?}");
        }
    }

    #[test]
    fn right_values_nothing_and_a_single_text_for_a_list_are_let_pass() {
        for options in
            ["{minutes: 3, severities: sev-2, drafts: yes}", "{level: off, minutes: , severities: []}", "warn"]
        {
            assert_eq!(found(options), []);
        }
    }
}

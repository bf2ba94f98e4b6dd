//! Suppressions that let off nothing, as something in them is missing or wrong.

use super::rule::{Findings, Subject};
use super::suppression::{OWN_RULES, Suppression};
use crate::document::nearest;

rule! {
    /// A comment that is to let off a finding lacks its reason, or names no rule that there is.
    ///
    /// ## Why
    /// A comment `incident: allow RULE because REASON` lets off what a rule finds, in Markdown between `<!--` and `-->`, in
    /// YAML behind `#`. The reason is for whoever reads the document next; without one, nothing is let off. At the top of
    /// the body the comment speaks of the whole document, front matter included; first under a heading, of that section;
    /// within a list item, a paragraph or a table's row, of that; anywhere else, of the block that follows. In YAML it
    /// speaks of the key or item below it or, behind a value, of its line.
    ///
    /// ## Good
    /// ```yaml
    /// # incident: allow missing-announcement because nobody outside the team had noticed
    /// status: resolved
    /// announced:
    /// ```
    /// ## Bad
    /// ```yaml
    /// status: resolved # incident: allow missing-anouncement
    /// announced: 2026-03-02T10:05:00Z
    /// ```
    "invalid-suppression", Error, check, fixes: true
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let ids: Vec<_> = subject.rules.iter().map(|rule| rule.id).collect();
    for suppression in subject.suppressions.iter() {
        let Suppression { source, allow, .. } = suppression;
        let id = suppression.rule();
        if source.slice(allow.word) != "allow" {
            let message = format!("`{}` lets off nothing", source.slice(allow.word));
            findings.report(source, allow.word, message, "did you mean `allow`?").fix(allow.word, "allow");
        } else if id.is_empty() {
            let help =
                "write `incident: allow RULE because REASON`, with the rule's id, which stands beside each finding";
            findings.report(source, allow.span, "this suppression names no rule", help);
        } else if OWN_RULES.contains(&id) {
            let help = "mend the suppression, or take it away";
            findings.report(source, allow.rule, format!("nothing lets off `{id}`"), help);
        } else if !ids.contains(&id) {
            let near = nearest(id, ids.iter().copied());
            let help = match near {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "`incident explain` lists the rules".to_owned(),
            };
            let reported = findings.report(source, allow.rule, format!("there is no rule `{id}`"), help);
            if let Some(meant) = near {
                reported.fix(allow.rule, meant);
            }
        }
        if source.slice(allow.word) == "allow" && !id.is_empty() && !allow.has_reason {
            let help = format!("say why: `incident: allow {id} because ` and the reason");
            findings.report(source, allow.span, "this suppression gives no reason, so it lets off nothing", help);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, INCIDENT, PLAN};

    fn with(comment: &str) -> Case {
        Case::sound().replace("## Solution", &format!("<!-- incident: {comment} -->\n\n## Solution"))
    }

    #[test]
    fn a_rule_that_does_not_exist_is_found_with_the_nearest() {
        let case = with("allow broken-links because the graph is gone");
        case.clone().finds(&[&format!("{INCIDENT}:23:22 invalid-suppression")]);
        case.says("there is no rule `broken-links`", "did you mean `broken-link`?");
        with("allow spelling because x").says("there is no rule `spelling`", "`incident explain` lists the rules");
    }

    #[test]
    fn a_missing_reason_or_rule_and_a_misspelt_word_are_found() {
        with("allow broken-link").says(
            "this suppression gives no reason, so it lets off nothing",
            "say why: `incident: allow broken-link because ` and the reason",
        );
        with("allow").says(
            "this suppression names no rule",
            "write `incident: allow RULE because REASON`, with the rule's id, which stands beside each finding",
        );
        with("allows broken-link because x").says("`allows` lets off nothing", "did you mean `allow`?");
        with("allow unused-suppression because x")
            .says("nothing lets off `unused-suppression`", "mend the suppression, or take it away");
    }

    #[test]
    fn without_a_reason_nothing_is_let_off() {
        Case::sound()
            .replace("Rebuild", "[x](gone.md) <!-- incident: allow broken-link --> Rebuild")
            .finds(&[&format!("{INCIDENT}:24:5 broken-link"), &format!("{INCIDENT}:24:14 invalid-suppression")]);
    }

    #[test]
    fn plans_are_looked_at_and_other_comments_are_let_be() {
        Case::sound()
            .file(PLAN, "name: Test # incident: allow spelling because x\n")
            .finds(&[&format!("{PLAN}:1:30 invalid-suppression")]);
        Case::sound().file(PLAN, "# incident: as in the handbook\nname: Test\n").finds(&[]);
        with("as in March").finds(&[]);
    }
}

//! People whom a severity's escalation names and the roster does not.

use super::rule::{Findings, Subject};
use crate::document::nearest;
use std::collections::HashSet;

rule! {
    /// Somebody who is to be told directly is not on the roster.
    ///
    /// ## Why
    /// Whoever escalates at night finds a number and a place in the chat by the roster. Of a name that is not there nobody
    /// knows whom to call, and no message goes out to them. A plan that has no roster names whom it likes.
    ///
    /// ## Good
    /// ```yaml plan
    /// severities: [{id: sev-1}, {id: sev-2, escalation: {direct: [Head of Shop]}}, {id: sev-3}, {id: sev-4}]
    /// roster: [{name: Head of Shop}]
    /// ```
    /// ## Bad
    /// ```yaml plan
    /// severities: [{id: sev-1}, {id: sev-2, escalation: {direct: [Head of Shops]}}, {id: sev-3}, {id: sev-4}]
    /// roster: [{name: Head of Shop}]
    /// ```
    "unknown-contact", Warn, check
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let plan = &subject.log.plan;
    let is_own = plan.front.entry("roster").is_some_and(|roster| !roster.value.items().is_empty());
    let Some(value) = subject.plan("roster").filter(|_| is_own) else { return };
    let roster: Vec<&str> = value.roster.iter().map(|person| person.name.as_str()).collect();
    let known: HashSet<String> = roster.iter().map(|name| name.to_lowercase()).collect();
    for severity in plan.front.entry("severities").map(|entry| entry.value.items()).unwrap_or_default() {
        let direct = severity.entry("escalation").and_then(|escalation| escalation.value.entry("direct"));
        for node in direct.map(|direct| direct.value.items()).unwrap_or_default() {
            let Some(name) = node.text().map(str::trim).filter(|name| !known.contains(&name.to_lowercase())) else {
                continue;
            };
            let help = match nearest(name, roster.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "name somebody on the roster, or add them to `roster`".to_owned(),
            };
            findings.report(&plan.source, node.span, format!("the roster has no `{name}`"), help);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, PLAN};

    fn plan(direct: &str, roster: &str) -> Case {
        Case::sound().file(
            PLAN,
            format!("severities: [{{id: sev-2, escalation: {{direct: [{direct}]}}}}]\nroster: [{roster}]\n"),
        )
    }

    #[test]
    fn a_name_that_is_not_on_the_roster_is_found_with_the_nearest() {
        let case = plan("Head of Shop, Tech Laed", "{name: Head of Shop}, {name: Tech Lead}");
        case.clone().finds(&[&format!("{PLAN}:1:62 unknown-contact")]);
        case.says("the roster has no `Tech Laed`", "did you mean `Tech Lead`?");
        plan("The Board", "{name: Tech Lead}")
            .says("the roster has no `The Board`", "name somebody on the roster, or add them to `roster`");
    }

    #[test]
    fn a_name_in_other_letters_and_a_plan_without_a_roster_are_let_be() {
        plan("tech lead", "{name: Tech Lead}").finds(&[]);
        plan("The Board", "").finds(&[]);
        Case::sound().file(PLAN, "severities: [{id: sev-2, escalation: {direct: [The Board]}}]\n").finds(&[]);
    }
}

//! Severities that the plan does not name.

use super::rule::{Findings, Subject};
use crate::document::yaml::Node;
use crate::document::{nearest, slip_of};
use crate::model::Plan;

rule! {
    /// A severity is not in the plan.
    ///
    /// ## Why
    /// Severity decides whom to wake, and what must follow. A word that the plan does not know decides nothing: nobody
    /// is escalated to, no war room and no post-mortem is asked for, and the incident is in no row of the statistics.
    ///
    /// ## Good
    /// ```yaml
    /// severity: sev-2
    /// services: [search, {name: payments, severity: sev-4}]
    /// ```
    /// ## Bad
    /// ```yaml
    /// severity: high
    /// services: [search, {name: payments, severity: sev4}]
    /// ```
    "unknown-severity", Error, check, fixes: true
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(plan) = subject.plan("severities") else { return };
    for (_, document) in subject.incidents() {
        let whole = document.front.entry("severity");
        let services = document.front.entry("services").map(|entry| entry.value.items()).unwrap_or_default();
        let own = services.iter().filter_map(|service| service.entry("severity"));
        for entry in whole.into_iter().chain(own) {
            let Some(word) = said(&entry.value).filter(|word| plan.severity(word).is_none()) else { continue };
            let message = format!("the plan has no severity `{word}`");
            let help = match meant(plan, word) {
                Some((id, _)) => format!("did you mean `{id}`?"),
                None => format!("it takes one of: {}", ids(plan).join(", ")),
            };
            let reported = findings.report(&document.source, entry.value.span, message, help);
            if let Some((id, true)) = meant(plan, word) {
                reported.fix(entry.value.span, id);
            }
        }
    }
}

fn said(node: &Node) -> Option<&str> {
    node.text().map(str::trim).filter(|text| !text.is_empty())
}

fn ids(plan: &Plan) -> Vec<&str> {
    plan.severities.iter().map(|severity| severity.id.as_str()).collect()
}

/// The severity that goes by this number or name, else the nearest; another number is no slip of the pen. And whether
/// that is beyond doubt.
fn meant<'a>(plan: &'a Plan, word: &str) -> Option<(&'a str, bool)> {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let (severities, ids) = (&plan.severities, ids(plan));
    let numbered = || ids.iter().copied().find(|id| id.rsplit('-').next() == Some(word)).map(|id| (id, true));
    let near = || {
        let id = nearest(word, ids.iter().copied().filter(|id| digits(id) == digits(word)))?;
        Some((id, slip_of(word, ids.iter().copied()) == Some(id)))
    };
    let named = || {
        let names = severities.iter().map(|severity| severity.name.as_str()).filter(|name| !name.is_empty());
        let name = nearest(word, names)?;
        let severity = severities.iter().find(|severity| severity.name == name)?;
        Some((severity.id.as_str(), name.eq_ignore_ascii_case(word)))
    };
    let (id, sure) = numbered().or_else(near).or_else(named)?;
    // What YAML would read otherwise needs quotes, and a person.
    Some((id, sure && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, INCIDENT, PLAN};

    #[test]
    fn an_unknown_severity_is_found_with_the_one_that_was_meant() {
        for (word, help) in [
            ("sev2", "did you mean `sev-2`?"),
            ("2", "did you mean `sev-2`?"),
            ("Critical", "did you mean `sev-1`?"),
            ("sev-9", "it takes one of: sev-1, sev-2, sev-3, sev-4"),
            ("awful", "it takes one of: sev-1, sev-2, sev-3, sev-4"),
        ] {
            let case = Case::sound().replace("severity: sev-2", &format!("severity: {word}"));
            case.clone().finds(&[&format!("{INCIDENT}:3:11 unknown-severity")]);
            case.says(&format!("the plan has no severity `{word}`"), help);
        }
    }

    #[test]
    fn a_services_own_severity_is_found_where_it_stands() {
        Case::sound()
            .replace("services: [search]", "services: [search, {name: mail, severity: sev-9}]")
            .finds(&[&format!("{INCIDENT}:10:43 unknown-severity")]);
    }

    #[test]
    fn another_case_and_a_teams_own_severities_are_known() {
        Case::sound()
            .replace("severity: sev-2", "severity: SEV-2")
            .replace("services: [search]", "services: [search, {name: mail, severity: sev-4}, {name: ads}]")
            .finds(&[]);
        Case::sound()
            .file(PLAN, "severities: [{id: bad}, {id: worse}]\n")
            .replace("severity: sev-2", "severity: worse")
            .finds(&[]);
    }

    #[test]
    fn a_plan_that_cannot_be_read_accuses_no_incident() {
        Case::sound()
            .file(PLAN, "severities: [{id: bad}\n")
            .replace("severity: sev-2", "severity: bad")
            .finds(&[&format!("{PLAN}:1:13 broken-document")]);
        Case::sound()
            .file(PLAN, "severities: [{name: bad}]\n")
            .replace("severity: sev-2", "severity: bad")
            .finds(&[&format!("{PLAN}:1:14 invalid-value")]);
    }
}

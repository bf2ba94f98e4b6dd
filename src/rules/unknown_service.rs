//! Services that the plan does not name.

use super::rule::{Findings, Subject};
use crate::document::yaml::Node;
use crate::document::{Document, nearest, slip_of};
use crate::model::Incident;

rule! {
    /// A service is not in the plan.
    ///
    /// ## Why
    /// The plan says who owns a service and where its graphs and runbooks are. Of one that it does not know, the page of
    /// the incident shows nothing, and its incidents are counted apart. A plan that lists no services knows them all.
    ///
    /// ## Good
    /// ```yaml plan
    /// services: [{name: search}, {name: mail}]
    /// ```
    /// ```yaml
    /// services: [search, {name: mail, severity: sev-4}]
    /// ```
    /// ## Bad
    /// ```yaml plan
    /// services: [{name: search}, {name: mail}]
    /// ```
    /// ```yaml
    /// services: [serch, {name: mail, severity: sev-4}]
    /// ```
    "unknown-service", Warn, check, fixes: true
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(plan) = subject.plan("services").filter(|plan| !plan.services.is_empty()) else { return };
    let known: Vec<&str> = plan.services.iter().map(|service| service.name.as_str()).collect();
    for (_, document) in subject.incidents() {
        for (node, name) in services(document).filter(|(_, name)| !known.contains(name)) {
            let help = match nearest(name, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "name one of the plan's, or add this one to `services` in incident.yaml".to_owned(),
            };
            let reported =
                findings.report(&document.source, node.span, format!("the plan has no service `{name}`"), help);
            let meant = slip_of(name, known.iter().copied());
            // What YAML would read otherwise needs quotes, and a person; what stands there already is not needed twice.
            let is_word = |word: &str| word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
            let is_there = |word: &str| services(document).any(|(_, other)| other == word);
            if let Some(meant) = meant.filter(|meant| is_word(meant) && !is_there(meant)) {
                reported.fix(node.span, meant);
            }
        }
    }
}

/// The names of the services that an incident hit, each with its place.
fn services(document: &Document<Incident>) -> impl Iterator<Item = (&Node, &str)> {
    let items = document.front.entry("services").map(|entry| entry.value.items()).unwrap_or_default();
    let names = items.iter().map(|node| node.entry("name").map_or(node, |entry| &entry.value));
    names.filter_map(|node| Some((node, node.text()?.trim()))).filter(|(_, name)| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, INCIDENT, PLAN};

    fn with_plan() -> Case {
        Case::sound().file(PLAN, "services: [{name: search}, {name: Pay Desk}, {name: mail}]\n")
    }

    #[test]
    fn a_service_that_the_plan_lacks_is_found_with_the_nearest() {
        for (written, help) in [
            ("serch", "did you mean `search`?"),
            ("Search", "did you mean `search`?"),
            ("billing", "name one of the plan's, or add this one to `services` in incident.yaml"),
        ] {
            let case = with_plan().replace("services: [search]", &format!("services: [mail, {written}]"));
            case.clone().finds(&[&format!("{INCIDENT}:10:18 unknown-service")]);
            case.says(&format!("the plan has no service `{written}`"), help);
        }
        with_plan()
            .replace("services: [search]", "services: [search, {name: male, severity: sev-4}]")
            .finds(&[&format!("{INCIDENT}:10:27 unknown-service")]);
    }

    #[test]
    fn only_a_slip_is_mended_and_no_service_comes_to_stand_twice() {
        let fixed = |services: &str| {
            let found = with_plan().replace("services: [search]", &format!("services: [{services}]")).run();
            found.into_iter().flat_map(|finding| finding.fix).map(|edit| edit.text).collect::<Vec<_>>()
        };
        assert_eq!(fixed("serch"), ["search"]);
        assert_eq!(fixed("serch, search"), Vec::<String>::new());
        assert_eq!(fixed("pay desk"), Vec::<String>::new(), "that needs quotes in some places");
        assert_eq!(fixed("billing"), Vec::<String>::new());
    }

    #[test]
    fn known_services_and_a_plan_without_any_or_one_that_cannot_be_read_accuse_nobody() {
        with_plan().replace("services: [search]", "services: [search, Pay Desk, {name: mail}]").finds(&[]);
        for plan in ["name: Test\n", "services: []\n"] {
            Case::sound().file(PLAN, plan).replace("services: [search]", "services: [billing]").finds(&[]);
        }
        Case::sound()
            .file(PLAN, "services: [{owner: Search team}]\n")
            .replace("services: [search]", "services: [billing]")
            .finds(&[&format!("{PLAN}:1:12 invalid-value")]);
    }
}

//! Services that the plan does not name.

use super::rule::{Findings, Subject};
use crate::document::yaml::Node;
use crate::document::{Document, nearest, slip_of};
use crate::model::Incident;
use std::collections::HashSet;

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

/// A longer one is no name that anybody meant.
const LONGEST_NAME: usize = 200;

/// As many services as are looked at to tell which one was meant.
const MOST_GUESSES: usize = 500;

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(plan) = subject.plan("services").filter(|plan| !plan.services.is_empty()) else { return };
    let known: Vec<&str> = plan.services.iter().map(|service| service.name.as_str()).collect();
    for (_, document) in subject.incidents() {
        let mut here: HashSet<&str> = services(document).map(|(_, name)| name).collect();
        for (node, name) in services(document).filter(|(_, name)| !known.contains(name)) {
            let known = known.iter().copied().take(MOST_GUESSES);
            let near = known.clone().filter(|other| could_be_meant(name, other));
            let help = match nearest(name, near) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "name one of the plan's, or add this one to `services` in incident.yaml".to_owned(),
            };
            let reported =
                findings.report(&document.source, node.span, format!("the plan has no service `{name}`"), help);
            let meant = slip_of(name, known);
            // What YAML would read otherwise needs quotes, and a person; what stands there already is not needed twice.
            let is_word = |word: &str| word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
            if let Some(meant) = meant.filter(|meant| is_word(meant) && here.insert(meant)) {
                reported.fix(node.span, meant);
            }
        }
    }
}

/// Whether one name can be a slip for another: names of one host or one team are much alike, and what is different in
/// them counts.
fn could_be_meant(name: &str, other: &str) -> bool {
    if name.len() > LONGEST_NAME {
        return false;
    }
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let alike = |a: &mut dyn Iterator<Item = (char, char)>| a.take_while(|(a, b)| a == b).count();
    let (name, other) = (name.to_lowercase(), other.to_lowercase());
    let ahead = alike(&mut name.chars().zip(other.chars()));
    let most_behind = name.chars().count().min(other.chars().count()) - ahead;
    let behind = alike(&mut name.chars().rev().zip(other.chars().rev())).min(most_behind);
    let differs = |text: &str| text.chars().skip(ahead).take(text.chars().count() - ahead - behind).collect::<String>();
    digits(&name) == digits(&other)
        && (slip_of(&name, [other.as_str()]).is_some()
            || nearest(&differs(&name), [differs(&other).as_str()]).is_some())
}

/// The names of the services that an incident hit, each with its place.
fn services(document: &Document<Incident>) -> impl Iterator<Item = (&Node, &str)> {
    // A single one needs no list.
    let all = document.front.entry("services").into_iter().flat_map(|entry| {
        let value = &entry.value;
        std::iter::once(value).chain(value.items())
    });
    let names = all.map(|node| node.entry("name").map_or(node, |entry| &entry.value));
    names.filter_map(|node| Some((node, node.text()?.trim()))).filter(|(_, name)| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{Case, INCIDENT, PLAN};

    fn with_plan() -> Case {
        Case::sound().file(PLAN, "services: [{name: search}, {name: Pay Desk}, {name: mail}]\n")
    }

    #[test]
    fn a_service_that_the_plan_lacks_is_found_with_the_nearest() {
        for (written, help) in [
            ("serch", "did you mean `search`?"),
            ("Search", "did you mean `search`?"),
            ("searching", "name one of the plan's, or add this one to `services` in incident.yaml"),
            ("Paydesk", "did you mean `Pay Desk`?"),
            ("billing", "name one of the plan's, or add this one to `services` in incident.yaml"),
        ] {
            let case = with_plan().replace("services: [search]", &format!("services: [mail, {written}]"));
            case.clone().finds(&[&format!("{INCIDENT}:10:18 unknown-service")]);
            case.says(&format!("the plan has no service `{written}`"), help);
        }
        with_plan()
            .replace("services: [search]", "services: serch")
            .finds(&[&format!("{INCIDENT}:10:11 unknown-service")]);
        with_plan()
            .replace("services: [search]", "services: [search, {name: male, severity: sev-4}]")
            .finds(&[&format!("{INCIDENT}:10:27 unknown-service")]);
    }

    #[test]
    fn what_differs_in_names_that_are_much_alike_counts() {
        for (name, other) in
            [("vpn.shop.example", "get.shop.example"), ("agents-2", "agents-1"), ("usage.shop", "get.shop")]
        {
            assert!(!could_be_meant(name, other), "{name}");
        }
        for (name, other) in [("get..shop.example", "get.shop.example"), ("comment ops", "comment-ops"), ("", "a")] {
            assert!(could_be_meant(name, other), "{name}");
        }
    }

    #[test]
    fn only_a_slip_is_mended_and_no_service_comes_to_stand_twice() {
        let fixed = |services: &str| {
            let found = with_plan().replace("services: [search]", &format!("services: [{services}]")).run();
            found.into_iter().flat_map(|finding| finding.fix).map(|edit| edit.text).collect::<Vec<_>>()
        };
        assert_eq!(fixed("serch"), ["search"]);
        assert_eq!(fixed("serch, search"), Vec::<String>::new());
        assert_eq!(fixed("serch, saerch"), ["search"]);
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

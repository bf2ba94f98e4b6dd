//! Findings that a team lets off, with a reason.

use crate::harness::Repository;

const INCIDENT: &str = "incidents/2026/2026-03-02-search-is-slow/incident.md";

/// A log whose only incident has a link that leads nowhere and a severity that the plan does not know.
fn log() -> Repository {
    let repository = Repository::new().at("2026-03-02T12:00:00Z").log();
    repository.write(
        INCIDENT,
        "---\ntitle: Search is slow\nseverity: awful\nstatus: open\nstarted: 2026-03-02T09:00:00Z\n---\n\n## Summary\nAs [this graph](gone.png) shows.\n\n## Timeline\n- 2026-03-02T09:00:00Z [started] Slow.\n",
    );
    repository
}

/// The rules and lines of what is found.
#[track_caller]
fn found(repository: &Repository) -> Vec<(String, u64)> {
    let report = repository.run(&["validate", "--format", "json"]).json();
    let findings = report["findings"].as_array().unwrap().iter();
    findings.map(|f| (f["rule"].as_str().unwrap().to_owned(), f["line"].as_u64().unwrap())).collect()
}

fn pairs(pairs: &[(&str, u64)]) -> Vec<(String, u64)> {
    pairs.iter().map(|(rule, line)| ((*rule).to_owned(), *line)).collect()
}

#[test]
fn a_comment_with_a_reason_lets_off_one_rule_where_it_stands() {
    let repository = log();
    assert_eq!(found(&repository), pairs(&[("unknown-severity", 3), ("broken-link", 9)]));
    repository.replace(INCIDENT, "As [", "<!-- incident: allow broken-link because it was lost -->\nAs [");
    assert_eq!(found(&repository), pairs(&[("unknown-severity", 3)]));
    repository.replace(INCIDENT, "awful", "awful # incident: allow unknown-severity because nobody knows");
    assert_eq!(found(&repository), []);
    repository.run(&["validate", "--strict"]).ok();
}

#[test]
fn at_the_top_of_the_body_it_speaks_of_the_front_matter_too() {
    let repository = log();
    let comment = "<!-- incident: allow unknown-severity because it came from an old log -->";
    repository.replace(INCIDENT, "\n\n## Summary", &format!("\n\n{comment}\n\n## Summary"));
    assert_eq!(found(&repository), pairs(&[("broken-link", 11)]));
}

#[test]
fn without_a_reason_it_lets_off_nothing_and_is_found_itself() {
    let repository = log();
    repository.replace(INCIDENT, "shows.", "shows. <!-- incident: allow broken-link -->");
    assert_eq!(found(&repository), pairs(&[("unknown-severity", 3), ("broken-link", 9), ("invalid-suppression", 9)]));
    let said = repository.run(&["validate"]).ends(1).stdout;
    assert!(said.contains("say why: `incident: allow broken-link because ` and the reason"), "{said}");
}

#[test]
fn what_is_no_longer_needed_is_a_warning_that_is_mended() {
    let repository = log();
    repository.replace(INCIDENT, "awful", "sev-3");
    repository.replace(INCIDENT, "shows.", "shows. <!-- incident: allow broken-link because it was lost -->");
    repository.run(&["validate", "--strict"]).ok();
    repository.write("incidents/2026/2026-03-02-search-is-slow/gone.png", "");
    assert_eq!(found(&repository), pairs(&[("unused-suppression", 9)]));
    repository.run(&["validate"]).ok();
    repository.run(&["validate", "--strict"]).ends(1);
    repository.run(&["validate", "--strict", "--fix"]).ok();
    assert!(repository.read(INCIDENT).contains("As [this graph](gone.png) shows.\n\n## Timeline"));
}

#[test]
fn the_plan_is_let_off_by_its_own_comments() {
    let repository = log();
    repository.replace(INCIDENT, "awful", "sev-3");
    repository.replace(INCIDENT, "As [this graph](gone.png) shows.", "Slow.");
    repository.write(
        "incident.yaml",
        "name: Shop\n# incident: allow unknown-rule because it comes with the next release\nrules:\n  spelling: off\n",
    );
    assert_eq!(found(&repository), []);
}

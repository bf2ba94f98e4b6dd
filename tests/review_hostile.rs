//! A pull request that changes what judges it: the review goes by what holds where it is to be merged, and says so.

use crate::harness::Repository;
use crate::review::{POOL, log, review};

const MISSING: &str = "see [this](gone.png)";

/// What is said of plan, templates and suppressions, and how the review ends.
fn judged(repository: &Repository) -> (Vec<String>, Vec<String>, Option<i32>) {
    let ran = review(repository, &["--format", "json"]);
    let report = ran.json();
    let texts =
        |key: &str| report[key].as_array().unwrap().iter().map(|change| change["text"].as_str().unwrap().to_owned());
    let found = report["findings"]["new"].as_array().unwrap().iter();
    let found =
        found.map(|finding| format!("{} {}", finding["level"].as_str().unwrap(), finding["rule"].as_str().unwrap()));
    (texts("plan").chain(texts("judges")).collect(), found.collect(), ran.status)
}

#[test]
fn a_branch_that_turns_a_rule_off_is_judged_by_it_all_the_same() {
    for (to, said) in [
        ("broken-link: off", "rule turned off: broken-link"),
        ("broken-link: warn", "rule lowered to a warning: broken-link"),
    ] {
        let repository = log(&["broken-link"]);
        repository.replace("incident.yaml", "rules:\n", &format!("rules:\n  {to}\n"));
        repository.replace(POOL, "Cards were", &format!("{MISSING}. Cards were"));
        let (changes, found, status) = judged(&repository);
        assert_eq!((changes, found, status), (vec![said.to_owned()], vec!["error broken-link".to_owned()], Some(1)));
        let comment = review(&repository, &["--format", "markdown"]).ends(1).stdout;
        assert!(comment.contains(&format!("> **{said}** in plan")), "{comment}");
    }
}

#[test]
fn a_branch_that_writes_a_plan_removes_it_or_breaks_it_is_judged_by_that_of_its_base() {
    let repository = log(&["broken-link"]);
    repository.replace(POOL, "Cards were", &format!("{MISSING}. Cards were"));
    let plan = repository.read("incident.yaml");
    for (text, said) in [(None, "plan removed"), (Some("name: ["), "plan not readable any more")] {
        match text {
            None => std::fs::remove_file(repository.path("incident.yaml")).unwrap(),
            Some(text) => repository.write("incident.yaml", text),
        }
        let (changes, found, status) = judged(&repository);
        assert!(changes[0].starts_with(said), "{changes:?}");
        assert!(found.contains(&"error broken-link".to_owned()) && status == Some(1), "{found:?}");
        repository.write("incident.yaml", &plan);
    }
    // Where there was none, the built-in one held.
    repository.git(&["stash", "--quiet"]);
    std::fs::remove_file(repository.path("incident.yaml")).unwrap();
    repository.commit_all("Without a plan");
    repository.git(&["branch", "--force", "main"]);
    repository.git(&["stash", "pop", "--quiet"]);
    repository.write("incident.yaml", "rules: {broken-link: off}\n");
    let (changes, found, _) = judged(&repository);
    assert!(changes.contains(&"plan written".to_owned()), "{changes:?}");
    assert!(found.contains(&"error broken-link".to_owned()), "{found:?}");
}

#[test]
fn a_branch_that_takes_a_duty_out_of_the_plan_owes_it_all_the_same() {
    let repository = log(&["missing-war-room"]);
    repository.git(&["checkout", "--quiet", "main"]);
    let plan = repository.read("incident.yaml");
    let with = |requires: &str| {
        format!(
            "{plan}severities:\n  - {{id: sev-2, name: bad, definition: x, {requires}}}\n  - {{id: sev-3, name: small, definition: y}}\n"
        )
    };
    repository.write("incident.yaml", &with("requires: {war-room: 0}"));
    repository.commit_all("A plan with duties");
    repository.git(&["checkout", "--quiet", "-B", "work"]);
    repository.write("incident.yaml", &with("requires: {}"));
    repository.replace(POOL, "severity: sev-3", "severity: sev-2");
    let (changes, found, _) = judged(&repository);
    assert!(changes.iter().any(|change| change.starts_with("severity's duties")), "{changes:?}");
    assert!(found.iter().any(|finding| finding.ends_with("missing-war-room")), "{found:?}");
}

#[test]
fn each_template_that_a_branch_changes_is_said_loudly() {
    let repository = log(&[]);
    repository.git(&["checkout", "--quiet", "main"]);
    repository.write("templates/site/changed.html", "a");
    repository.write("templates/site/removed.html", "a");
    repository.commit_all("Own templates");
    repository.git(&["checkout", "--quiet", "-B", "work"]);
    repository.write("templates/site/changed.html", "b");
    std::fs::remove_file(repository.path("templates/site/removed.html")).unwrap();
    repository.write("templates/documents/incident.md", "---\ntitle: x\n---\n");
    let expected = [
        "template added: templates/documents/incident.md",
        "template changed: templates/site/changed.html",
        "template removed: templates/site/removed.html",
    ];
    assert_eq!(judged(&repository).0, expected, "in the work tree");
    repository.commit_all("Change them");
    assert_eq!(judged(&repository).0, expected, "committed");
    for format in ["markdown", "human"] {
        let said = review(&repository, &["--format", format]).ok().stdout;
        assert!(
            said.contains("templates or suppressions changed") && said.contains("Templates and suppressions"),
            "{said}"
        );
        assert!(said.matches("templates/site/changed.html").count() == 2, "once loudly: {said}");
    }
}

#[test]
fn each_suppression_that_a_branch_adds_or_takes_out_is_said_with_its_reason() {
    let repository = log(&["broken-link"]);
    let allow = "<!-- incident: allow broken-link because the picture is drawn later -->";
    repository.replace(POOL, "Cards were", &format!("{MISSING} {allow}. Cards were"));
    let added = format!("suppression added: broken-link (in {POOL}: {allow})");
    let (changes, found, status) = judged(&repository);
    assert_eq!((changes, found, status), (vec![added], vec![], Some(0)));
    let comment = review(&repository, &["--format", "markdown"]).ok().stdout;
    assert!(comment.contains("> [!CAUTION]") && comment.contains("suppression added"), "{comment}");

    repository.commit_all("Let it off");
    repository.git(&["branch", "--force", "main"]);
    assert_eq!(judged(&repository).0, [""; 0], "what was let off before is no news");
    // In a folder of another name it is the same one.
    repository.git(&["mv", "incidents/2026/2026-03-02-pool-exhausted", "incidents/2026/2026-03-02-pool-empty"]);
    assert_eq!(judged(&repository).0, [""; 0]);
    repository.replace("incidents/2026/2026-03-02-pool-empty/incident.md", &format!(" {allow}"), "");
    let (changes, found, _) = judged(&repository);
    assert!(changes[0].starts_with("suppression removed: broken-link"), "{changes:?}");
    assert_eq!(found, ["error broken-link"]);
}

#[test]
fn a_suppression_in_a_restricted_incident_is_not_quoted() {
    let repository = log(&["broken-link"]);
    repository.replace(POOL, "visibility: internal", "visibility: restricted");
    repository.commit_all("Hide it");
    repository.git(&["branch", "--force", "main"]);
    repository.replace(POOL, "Cards were", "<!-- incident: allow broken-link because quokka -->\n\nCards were");
    for format in ["markdown", "json", "github"] {
        assert!(!review(&repository, &["--format", format]).stdout.contains("quokka"), "{format}");
    }
}

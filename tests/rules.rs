//! `incident validate` and `incident explain`: what is found, how it is told, and how the command ends.

use crate::harness::Repository;
use serde_json::{Value, json};

const SLOW: &str = "incidents/2026/2026-11-24-search-is-slow/incident.md";
const MAIL: &str = "incidents/2026/2026-11-24-mail-is-late/incident.md";

/// Two incidents without a fault.
fn log() -> Repository {
    let repository = Repository::new().log();
    repository.run(&["new", "Search is slow", "-s", "sev-3"]).ok();
    repository.run(&["new", "Mail is late", "-s", "sev-4"]).ok();
    repository
}

/// The same with an error in one incident and a warning in the other.
fn faulty() -> Repository {
    let repository = log();
    repository.replace(SLOW, "severity: sev-3", "severity: sev-9");
    repository.replace("incident.yaml", "rules: {}", "rules: {unknown-field: warn}");
    repository.replace(MAIL, "status: open", "servces: mail\nstatus: open");
    repository
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn scripts_get_findings_in_a_shape_that_stays() {
    let repository = faulty();
    let report = repository.run(&["validate", "--format", "json"]).ends(1).json();
    assert_eq!(keys(&report), ["version", "findings", "fixed", "summary"]);
    assert_eq!(report["version"], 1);
    assert_eq!(report["summary"], json!({"errors": 1, "warnings": 1, "documents": 3}));
    let mut findings = report["findings"].as_array().unwrap().clone();
    for finding in &mut findings {
        assert!(finding.as_object_mut().unwrap().remove("fix").is_some_and(|fix| fix.is_array()));
    }
    assert_eq!(
        json!(findings),
        json!([
            {
                "rule": "unknown-field",
                "level": "warn",
                "path": MAIL,
                "line": 4,
                "column": 1,
                "end-line": 4,
                "end-column": 8,
                "message": "`servces` is not a field that is known here",
                "help": "did you mean `services`? Keys of your own start with `x-`",
            },
            {
                "rule": "unknown-severity",
                "level": "error",
                "path": SLOW,
                "line": 3,
                "column": 11,
                "end-line": 3,
                "end-column": 16,
                "message": "the plan has no severity `sev-9`",
                "help": "it takes one of: sev-1, sev-2, sev-3, sev-4",
            },
        ])
    );
    let sound = log().json(&["validate"]);
    assert_eq!(
        sound,
        json!({"version": 1, "findings": [], "fixed": [], "summary": {"errors": 0, "warnings": 0, "documents": 3}})
    );
}

#[test]
fn places_count_characters_from_one() {
    let repository = log();
    repository.replace(SLOW, "status: open", "x-größe: ü\nstatus: 🔥offen");
    repository.replace(SLOW, "## Summary\n", "## Summary\nSchlägt fehl: 🔥 [Bild](fehlt.png)\n");
    let found = repository.findings();
    assert_eq!(found[0], format!("{SLOW}:5:9 invalid-value: `🔥offen` is no status"));
    assert!(found[1].starts_with(&format!("{SLOW}:12:24 broken-link: ")), "{found:?}");
    let report = repository.run(&["validate", "--format", "json"]).json();
    assert_eq!(report["findings"][0]["end-column"], 15);
    let with_mark = format!("\u{feff}{}", repository.read(SLOW).replace('\n', "\r\n"));
    repository.write(SLOW, &with_mark);
    assert_eq!(repository.findings(), found, "a byte order mark and line endings move nothing");
}

#[test]
fn people_get_the_line_drawn() {
    let repository = log();
    repository.replace(SLOW, "## Summary\n", "## Summary\nSchlägt fehl: 🔥 [Bild](fehlt.png)\n");
    repository.replace(SLOW, "visibility: internal #", "visibility:\n  - internal\n  - public #");
    repository.replace(MAIL, "severity: sev-4", "severity: sev-5");
    insta::assert_snapshot!(repository.run(&["validate"]).ends(1).stdout, @"
    error[unknown-severity]: the plan has no severity `sev-5`
     --> incidents/2026/2026-11-24-mail-is-late/incident.md:3:11
      |
    3 | severity: sev-5
      |           ^^^^^
      |
      = help: it takes one of: sev-1, sev-2, sev-3, sev-4

    error[wrong-type]: `visibility` takes a word, not a list
     --> incidents/2026/2026-11-24-search-is-slow/incident.md:6:3
      |
    6 | /   - internal
    7 | |   - public # public, internal, restricted
      | |__________^
      |
      = help: write one of: public, internal, restricted

    error[broken-link]: `fehlt.png` leads to no file of this log
      --> incidents/2026/2026-11-24-search-is-slow/incident.md:13:24
       |
    13 | Schlägt fehl: 🔥 [Bild](fehlt.png)
       |                         ^^^^^^^^^
       |
       = help: it was looked for at incidents/2026/2026-11-24-search-is-slow/fehlt.png; add the file there, or mend the address

    3 documents: 3 errors, 0 warnings
    ");
}

#[test]
fn the_exit_status_says_whether_there_is_an_error() {
    let repository = log();
    repository.run(&["validate", "--strict"]).ok();
    repository.replace("incident.yaml", "rules: {}", "rules: {unknown-field: warn}");
    repository.replace(MAIL, "status: open", "servces: mail\nstatus: open");
    for format in ["human", "json"] {
        repository.run(&["validate", "--format", format]).ends(0);
        repository.run(&["validate", "--format", format, "--strict"]).ends(1);
    }
    repository.replace("incident.yaml", "unknown-field: warn", "unknown-field: off");
    repository.run(&["validate", "--strict"]).ok();
    repository.replace("incident.yaml", "unknown-field: off", "unknown-field: {level: error}");
    repository.run(&["validate"]).ends(1);
}

#[test]
fn findings_can_be_asked_for_by_path() {
    let repository = faulty();
    let rules = |folder: &str, arguments: &[&str]| -> Vec<String> {
        let ran = repository.run_in(folder, &[&["validate", "--format", "json"], arguments].concat());
        let report = ran.json();
        let findings = report["findings"].as_array().unwrap();
        findings.iter().map(|finding| finding["rule"].as_str().unwrap().to_owned()).collect()
    };
    let both = ["unknown-field", "unknown-severity"];
    for (folder, paths, found) in [
        ("", &[SLOW][..], &both[1..]),
        ("", &["incidents/2026/2026-11-24-mail-is-late"], &both[..1]),
        ("", &["incidents/2026/2026-11-24-mail-is-late/"], &both[..1]),
        ("", &["./incidents"], &both),
        ("", &["."], &both),
        ("", &[SLOW, MAIL], &both),
        ("", &["incident.yaml"], &[]),
        ("incidents/2026", &["2026-11-24-mail-is-late"], &both[..1]),
        ("incidents/2026/2026-11-24-mail-is-late", &["../../../incident.yaml", "incident.md"], &both[..1]),
        ("incidents", &[repository.path(SLOW).to_str().unwrap()], &both[1..]),
    ] {
        assert_eq!(rules(folder, paths), found, "{folder} {paths:?}");
    }
    repository.run(&["validate", MAIL]).ok();
    for path in ["nowhere", "/etc", "..", "incidents/2026/2026-11-24-mail"] {
        let said = repository.run(&["validate", path]).fails();
        assert_eq!(
            said,
            format!("error: there is no {path} in this log\nhelp: paths are taken from where you stand\n")
        );
    }
}

#[test]
fn every_rule_is_explained() {
    let folder = Repository::folder();
    let rules = folder.json(&["explain"])["rules"].as_array().unwrap().clone();
    let list = folder.run(&["explain"]).ok().stdout;
    assert!(rules.len() >= 29);
    for rule in &rules {
        assert_eq!(keys(rule), ["id", "level", "summary", "why", "good", "bad", "fix", "options"]);
        assert!(rule["level"] == "error" || rule["level"] == "warn", "{rule}");
        assert!(rule["fix"].is_boolean());
        let id = rule["id"].as_str().unwrap();
        assert!(list.lines().any(|line| line.starts_with(&format!("{id} "))), "{id} in:\n{list}");
        let told = folder.run(&["explain", id]).ok().stdout;
        for heading in ["\nWhy\n", "\nGood\n    ", "\nBad\n    "] {
            assert!(told.contains(heading), "{told}");
        }
        assert!(told.lines().all(|line| line.chars().count() <= 130), "{told}");
        let alone = folder.json(&["explain", id])["rules"].as_array().unwrap().clone();
        assert_eq!((alone.len(), &alone[0]), (1, rule));
    }
    insta::assert_snapshot!(folder.run(&["explain", "stale-status"]).ok().stdout, @"
    stale-status (error)

    An incident has the time of its resolution, and its status says that it goes on.

    Why
    The status page, the lead's list and the statistics go by the status. Either it was
    forgotten, and people still believe that something is broken, or the incident was opened
    again, and then the old time misleads.

    Good
        status: resolved
        resolved: 2026-03-02T10:00:00Z

    Bad
        status: open
        resolved: 2026-03-02T10:00:00Z
    ");
    assert_eq!(
        folder.run(&["explain", "broken-links"]).fails(),
        "error: there is no rule `broken-links`\nhelp: did you mean `broken-link`?\n"
    );
    let said = folder.run(&["explain", "spelling"]).fails();
    assert!(said.contains("help: it takes one of: broken-document, conflict-marker, "), "{said}");
}

#[test]
fn what_verify_finds_is_explained_as_rules_are() {
    let folder = Repository::folder();
    let all = folder.json(&["explain"])["verify"].as_array().unwrap().clone();
    let ids: Vec<_> = all.iter().map(|meaning| meaning["id"].as_str().unwrap()).collect();
    assert_eq!(
        ids,
        ["dropped-document", "dropped-entry", "changed-after-the-end", "unsigned-commit", "unjudged", "cut-history"]
    );
    let list = folder.run(&["explain"]).ok().stdout;
    for (id, meaning) in ids.iter().zip(&all) {
        assert!(list.lines().any(|line| line.starts_with(&format!("{id} "))), "{id} in:\n{list}");
        let told = folder.run(&["explain", id]).ok().stdout;
        assert!(told.starts_with(&format!("{id} (incident verify)\n\n")) && told.contains("\nWhy\n"), "{told}");
        let alone = folder.json(&["explain", id]);
        assert_eq!((&alone["rules"], &alone["verify"]), (&serde_json::json!([]), &serde_json::json!([meaning])));
    }
    insta::assert_snapshot!(folder.run(&["explain", "changed-after-the-end"]).ok().stdout, @"
    changed-after-the-end (incident verify)

    A commit changes a closed incident or a published post-mortem, but for the state of its
    actions, and no reason is given.

    Why
    Others have read it and act on it as it was. Instead of a reason in its message, an entry
    that the same commit adds to the incident's timeline may tell why. A reason is a line of
    the commit's message below its subject, or behind `Reason:`; a later commit gives it with
    `Explains: COMMIT` in its message.
    ");
    let said = folder.run(&["explain", "dropped-entri"]).fails();
    assert!(said.ends_with("help: did you mean `dropped-entry`?\n"), "{said}");
}

#[test]
fn a_rule_that_the_plan_misspells_is_found_and_the_others_hold() {
    let repository = faulty();
    repository.replace("incident.yaml", "unknown-field: warn", "unknown-feld: off, stale-status: maybe");
    let found = repository.findings();
    assert!(found.iter().any(|f| f.contains("unknown-rule: there is no rule `unknown-feld`")), "{found:?}");
    assert!(found.iter().any(|f| f.contains("`stale-status` takes error, warn or off")), "{found:?}");
    assert!(found.iter().any(|f| f.contains("unknown-field: `servces`")), "{found:?}");
}

#[test]
fn a_finding_of_a_line_that_nobody_could_read_is_told_without_it() {
    let repository = log();
    repository.write(SLOW, &"x".repeat(9_000_000));
    let said = repository.run(&["validate"]).ends(1).stdout;
    assert!(said.len() < 1_000, "{} bytes", said.len());
    assert!(
        said.contains("error[broken-document]: this document has no front matter\n") && said.contains(SLOW),
        "{said}"
    );
}

#[test]
fn whoever_writes_in_the_repository_is_known_by_name() {
    let repository = Repository::new().log().with("GIT_AUTHOR_NAME", "Quill Nullington");
    repository.run(&["new", "Search is slow", "-s", "3", "--started", "10:00"]).ok();
    let entry = "incidents/2026/2026-11-24-search-is-slow/incident.md";
    repository.replace(entry, "## Solution\n", "Quill Nullington forgot the second index.\n\n## Solution\n");
    assert_eq!(repository.findings(), Vec::<String>::new(), "nobody knows who that is");
    repository.commit_all("Report it");
    let found = repository.findings();
    assert!(found.len() == 1 && found[0].contains(" person-as-cause: "), "{found:?}");
}

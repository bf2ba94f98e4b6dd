//! The whole road of an incident by the commands alone, with nothing for the rules to find at any step of it.

use crate::harness::Repository;

/// Runs each step at its time, and asserts after each that no rule minds, not even as a warning.
#[track_caller]
fn walk(repository: &mut Repository, steps: &[(&str, &[&str])]) {
    for (now, arguments) in steps {
        repository.now = (*now).to_owned();
        repository.run(arguments).ok();
        let report = repository.run(&["validate", "--strict"]);
        assert_eq!(report.status, Some(0), "after {arguments:?}:\n{}", report.stdout);
    }
}

/// Gives the post-mortem another month, as its owner would ask for.
fn put_off(repository: &Repository, id: &str) {
    let path = format!("incidents/2026/{id}/postmortem.md");
    repository.write(&path, &repository.read(&path).replace("due: 2026-11-", "due: 2026-12-"));
}

#[test]
fn from_the_report_to_the_briefing_nothing_is_found() {
    for severity in ["sev-1", "sev-2", "sev-3", "sev-4"] {
        for visibility in ["public", "restricted"] {
            let mut repository = Repository::new().log();
            let new = ["new", "Search: \"nothing\" is found", "-s", severity, "--visibility", visibility];
            let more = ["--lead", "Tech Lead", "--service", "search", "--link", "https://graphs.example/d/search"];
            let resolve = ["resolve", "@", "--summary", "It took an hour.", "--solution", "Rebuild it."];
            let cause = match severity {
                "sev-1" | "sev-3" => &["--root-cause", "One shard."][..],
                _ => &["--root-cause-unknown", "--ticket", "https://tracker.example/OPS-1"],
            };
            walk(
                &mut repository,
                &[
                    ("2026-11-23T09:00:00Z", &[&new[..], &more].concat()),
                    ("2026-11-23T09:05:00Z", &["note", "@", "On it", "--kind", "acknowledged", "--by", "Tech Lead"]),
                    ("2026-11-23T09:10:00Z", &["note", "@", "One shard is hot"]),
                    ("2026-11-23T09:30:00Z", &["note", "@", "Traffic moved", "--kind", "mitigated"]),
                    ("2026-11-23T10:00:00Z", &[&resolve[..], cause].concat()),
                ],
            );
            repository.now = "2026-11-23T10:05:00Z".to_owned();
            let has = |field: &str| repository.json(&["show", "search"])[field].clone();
            if has("postmortem").is_null() {
                repository.run(&["postmortem", "search", "--owner", "Search Engineer"]).ok();
            }
            if has("agenda").as_array().is_some_and(Vec::is_empty) {
                repository.run(&["agenda", "open", "search"]).ok();
            }
            put_off(&repository, "2026-11-23-search-nothing-is-found");
            walk(
                &mut repository,
                &[
                    ("2026-11-24T15:00:00Z", &["agenda", "defer", "search", "--why", "no time"]),
                    ("2026-12-01T15:00:00Z", &["agenda", "brief", "search", "--outcome", "Buy a disk."]),
                    ("2026-12-01T15:00:00Z", &["agenda", "--meeting", "2026-12-01"]),
                    ("2026-12-01T15:00:00Z", &["history", "search"]),
                ],
            );
            assert_eq!(repository.json(&["show", "search"])["status"], "resolved");
        }
    }
}

#[test]
fn a_response_by_commands_leaves_nothing_to_find() {
    let mut repository = Repository::new().log();
    let severity = ["severity", "@", "sev-1", "--why", "all wait", "--by", "On-call Engineer"];
    let thread = ["thread", "@", "shards", "The new index has one shard", "--owner", "Search team", "--priority", "1"];
    let change = ["change", "@", "Reload the index", "--approved-by", "Tech Lead", "--staging", "failed"];
    let untried = ["change", "@", "Alias back", "--approved-by", "Tech Lead", "--staging", "none:it has one index"];
    let resolve = ["resolve", "@", "--summary", "a", "--solution", "b", "--root-cause", "c", "--owner", "Search team"];
    walk(
        &mut repository,
        &[
            ("2026-11-23T09:00:00Z", &["new", "Search is slow", "-s", "3"]),
            ("2026-11-23T09:01:00Z", &severity),
            ("2026-11-23T09:02:00Z", &["escalate", "@", "--told", "Tech Lead", "--means", "phone"]),
            ("2026-11-23T09:03:00Z", &["escalate", "@", "--ack", "Tech Lead"]),
            ("2026-11-23T09:04:00Z", &["lead", "@", "Tech Lead"]),
            ("2026-11-23T09:05:00Z", &thread),
            ("2026-11-23T09:06:00Z", &change),
            ("2026-11-23T09:07:00Z", &["change", "@", "--effect", "none, as it was not applied"]),
            ("2026-11-23T09:08:00Z", &["lead", "@", "Search Lead", "--why", "end of shift"]),
            ("2026-11-23T09:09:00Z", &["thread", "@", "shards", "--state", "confirmed", "--by", "Search team"]),
            ("2026-11-23T09:10:00Z", &untried),
            ("2026-11-23T09:12:00Z", &["mitigate", "@", "The old index serves again"]),
            ("2026-11-23T10:00:00Z", &resolve),
        ],
    );
}

#[test]
fn every_step_can_be_a_commit() {
    let mut repository = Repository::new();
    let commit = |arguments: &[&'static str]| -> Vec<&'static str> { [arguments, &["--commit"]].concat() };
    let resolve = ["resolve", "@", "--summary", "a", "--solution", "b", "--root-cause", "c", "--owner", "Lead"];
    walk(
        &mut repository,
        &[
            ("2026-11-23T09:00:00Z", &commit(&["init"])),
            ("2026-11-23T09:00:00Z", &commit(&["new", "Search is slow", "-s", "sev-1"])),
            ("2026-11-23T09:10:00Z", &commit(&["note", "@", "One shard is hot"])),
            ("2026-11-23T10:00:00Z", &commit(&resolve)),
            ("2026-11-24T15:00:00Z", &commit(&["agenda", "defer", "slow"])),
        ],
    );
    put_off(&repository, "2026-11-23-search-is-slow");
    repository.commit_all("Give the post-mortem another month");
    let brief = commit(&["agenda", "brief", "slow", "--outcome", "x"]);
    walk(&mut repository, &[("2026-12-01T15:00:00Z", &brief)]);
    assert_eq!(repository.git(&["status", "--short"]), "");
    assert_eq!(repository.git(&["log", "--format=%s"]).lines().count(), 7);
    assert_eq!(repository.run(&["validate", "--rev", "HEAD", "--strict"]).ok().stdout, "5 documents, no finding\n");
}

//! `incident actions`: what a team promised, who owes it until when, and that it is done.

use crate::harness::Repository;
use serde_json::json;

const ENTRY: &str = "incidents/2026/2026-11-20-search-is-slow/incident.md";
const POSTMORTEM: &str = "incidents/2026/2026-11-20-search-is-slow/postmortem.md";

/// A log with an incident whose entry and post-mortem have actions.
fn log() -> Repository {
    let repository = Repository::new().log();
    repository.run(&["new", "Search is slow", "-s", "3", "--started", "2026-11-20 09:00"]).ok();
    repository.replace(
        ENTRY,
        "---\n\n",
        "actions:\n  - title: Count the shards # before a swap\n    owner: Search team\n    due: 2026-11-23\n  - {title: Tell support, status: done}\n---\n\n",
    );
    repository.write(POSTMORTEM, "---\nstatus: draft\nactions:\n  - {title: Alert on latency, owner: Platform}\n---\n");
    repository
}

#[test]
fn open_actions_are_listed_those_due_first_in_front() {
    let repository = log();
    insta::assert_snapshot!(repository.run(&["actions"]).ok().stdout, @"
    DUE                 STATUS  OWNER        INCIDENT                   N  TITLE
    2026-11-23 overdue  open    Search team  2026-11-20-search-is-slow  1  Count the shards
    -                   open    Platform     2026-11-20-search-is-slow  3  Alert on latency
    ");
    insta::assert_snapshot!(repository.run(&["actions", "search"]).ok().stdout, @"
    DUE                 STATUS  OWNER        INCIDENT                   N  TITLE
    2026-11-23 overdue  open    Search team  2026-11-20-search-is-slow  1  Count the shards
    -                   done    nobody       2026-11-20-search-is-slow  2  Tell support
    -                   open    Platform     2026-11-20-search-is-slow  3  Alert on latency
    ");
    let titles = |arguments: &[&str]| -> Vec<String> {
        let answer = repository.json(arguments);
        answer["actions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|action| action["title"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(titles(&["actions", "--overdue"]), ["Count the shards"]);
    assert_eq!(titles(&["actions", "--owner", "platform"]), ["Alert on latency"]);
    let nothing = repository.run(&["actions", "--owner", "nobody"]).ends(1);
    assert_eq!(nothing.stdout, "no such action\n");
}

#[test]
fn an_action_is_settled_by_its_number_in_the_document_that_it_stands_in() {
    let repository = log();
    let (entry, postmortem) = (repository.read(ENTRY), repository.read(POSTMORTEM));
    assert_eq!(repository.run(&["actions", "done", "search", "1"]).ok().stdout, format!("wrote {ENTRY}\n"));
    let due = "    due: 2026-11-23\n";
    assert_eq!(repository.read(ENTRY), entry.replace(due, &format!("{due}    status: done\n")));
    let answer = repository.json(&["actions", "drop", "search", "3"]);
    assert_eq!(
        answer,
        json!({"version": 1, "id": "2026-11-20-search-is-slow", "number": 3, "status": "dropped", "paths": [POSTMORTEM], "commit": null, "pushed": false})
    );
    assert_eq!(repository.read(POSTMORTEM), postmortem.replace("Platform}", "Platform, status: dropped}"));
    assert_eq!(repository.run(&["actions"]).ok().stdout, "no action is open\n");
}

#[test]
fn what_cannot_be_settled_says_why() {
    let repository = log();
    for (arguments, told) in [
        (
            &["actions", "done", "search", "4"][..],
            "error: 2026-11-20-search-is-slow has no action 4\nhelp: it has 3; `incident actions 2026-11-20-search-is-slow` shows them\n",
        ),
        (&["actions", "done", "search", "2"], "error: `Tell support` is done already\n"),
    ] {
        assert_eq!(repository.run(arguments).fails(), told);
    }
    repository.replace(ENTRY, "actions:\n", "actions:\n  - Ask the vendor # first\n  - [a]\n");
    repository.run(&["actions", "done", "search", "1"]).ok();
    assert!(repository.read(ENTRY).contains("\n  - title: Ask the vendor # first\n    status: done\n  - [a]\n"));
    let told = repository.run(&["actions", "done", "search", "2"]).fails();
    assert!(told.starts_with(&format!("error: {ENTRY}:")) && told.contains("`actions[1]` is a list"), "{told}");
    repository.replace(ENTRY, "title: Search", "title: : Search");
    for arguments in [&["actions", "search"][..], &["actions", "done", "search", "1"]] {
        let told = repository.run(arguments).fails();
        assert!(told.starts_with(&format!("error: {ENTRY}:2:")), "{told}");
    }
}

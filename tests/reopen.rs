//! What happens after the end: it comes back (`incident reopen`), or its root cause is found (`incident cause`).

use crate::chat_server::Chat;
use crate::harness::Repository;
use serde_json::{Value, json};

const ENTRY: &str = "incidents/2026/2026-11-24-search-is-slow/incident.md";

/// A log with an incident that ended at noon; it is half past now.
fn over(severity: &str, cause: &[&str]) -> Repository {
    ended(Repository::new().log(), severity, cause)
}

fn ended(repository: Repository, severity: &str, cause: &[&str]) -> Repository {
    let mut repository = repository;
    repository.run(&["new", "Search is slow", "-s", severity, "--lead", "Tech Lead", "--started", "10:00"]).ok();
    repository.run(&["mitigate", "@", "The old index serves again"]).ok();
    let resolve = ["resolve", "@", "--summary", "It took 20 s.", "--solution", "Rebuild the index."];
    repository.run(&[&resolve, cause].concat()).ok();
    repository.now = "2026-11-24T12:30:00Z".to_owned();
    repository
}

const KNOWN: &[&str] = &["--root-cause", "One shard held half of it."];
const UNKNOWN: &[&str] = &["--root-cause-unknown"];

#[test]
fn what_comes_back_goes_on_and_ends_anew() {
    let mut repository = over("sev-2", KNOWN);
    let said = repository.run(&["reopen", "slow", "It takes 30 s again", "--lead", "Platform", "--by", "Support"]).ok();
    insta::assert_snapshot!(said.stdout, @"
    2026-11-24T12:30:00Z [report] Support: Reopened: It takes 30 s again
    wrote incidents/2026/2026-11-24-search-is-slow/incident.md

    Post in #tech_incidents:
      @channel sev-2 high: Search is slow (again: It takes 30 s again)
      Started 2026-11-24T10:00:00Z.
      Lead: Platform
      War room: #2026-11-24-war-room-search-is-slow
      Log: 2026-11-24-search-is-slow
    ");
    let shown = repository.json(&["show", "@"]);
    assert_eq!((&shown["status"], &shown["lead"]), (&json!("open"), &json!("Platform")));
    for milestone in ["mitigated", "resolved", "announced"] {
        assert_eq!(shown[milestone], Value::Null, "{milestone}");
    }
    let entry = repository.read(ENTRY);
    let timeline: Vec<_> = entry.lines().filter(|line| line.starts_with("- 2026")).skip(4).collect();
    insta::assert_snapshot!(timeline.join("\n"), @"
    - 2026-11-24T12:00:00Z [mitigated] The old index serves again
    - 2026-11-24T12:00:00Z [resolved] Rebuild the index.
    - 2026-11-24T12:00:00Z [announced] All clear given.
    - 2026-11-24T12:30:00Z [lead] Platform takes the lead from Tech Lead.
    - 2026-11-24T12:30:00Z [report] Support: Reopened: It takes 30 s again
    ");
    assert_eq!(repository.findings(), Vec::<String>::new());
    repository.now = "2026-11-24T13:00:00Z".to_owned();
    repository.run(&["mitigate", "@", "The index is being rebuilt"]).ok();
    repository.run(&["resolve", "@", "--root-cause", "The job that splits shards was off."]).ok();
    let shown = repository.json(&["show", "slow"]);
    assert_eq!(
        (&shown["mitigated"], &shown["resolved"]),
        (&json!("2026-11-24T13:00:00Z"), &json!("2026-11-24T13:00:00Z"))
    );
    assert_eq!(repository.findings(), Vec::<String>::new());
}

#[test]
fn what_goes_on_and_what_lies_before_the_end_is_not_reopened() {
    let repository = over("sev-4", KNOWN);
    let before = repository.files();
    let refused = |arguments: &[&str]| repository.run(&[&["reopen"], arguments].concat()).fails();
    insta::assert_snapshot!(
        [&["slow", "x", "--at", "11:00"][..], &["slow", " "], &["slow"], &["slow", "x", "--at", "13:00"], &["mail", "x"]]
            .map(refused)
            .concat(),
        @"
    error: it would be reopened before it was resolved, at 2026-11-24T12:00:00Z
    help: name a later time with --at
    error: nothing is said of what came back
    help: say in a line what was seen again
    error: what came back is missing
    help: name it with `incident reopen ID TEXT`; on a terminal, it is asked for
    error: the relapse lies in the future
    help: name a past time with --at, or leave it out for now
    error: no incident has `mail` in its id
    help: `incident list` shows them all; `git pull` brings what others reported
    "
    );
    assert_eq!(repository.files(), before);
    repository.run(&["reopen", "slow", "again"]).ok();
    let said = repository.run(&["reopen", "@", "again"]).fails();
    assert!(said.starts_with("error: 2026-11-24-search-is-slow is open, and goes on\n"), "{said}");
}

#[test]
fn those_who_were_told_of_the_end_are_told_that_it_came_back() {
    let chat = Chat::start();
    let repository = ended(chat.log(), "sev-1", KNOWN);
    let before = chat.posted().len();
    repository.run(&["reopen", "slow", "It takes 30 s again"]).ok();
    let posted = chat.posted();
    assert!(
        posted[before]
            .starts_with("C0INCIDENTS: <!channel> sev-1 critical: Search is slow (again: It takes 30 s again)\n")
    );
    assert!(posted.iter().any(|text| text == "C0ROOM00001: [report] Reopened: It takes 30 s again"), "{posted:?}");
    let asked = chat.asked();
    assert_eq!(asked.iter().filter(|(method, _)| method == "conversations.create").count(), 1, "the room is there");

    let chat = Chat::start();
    let repository = chat.log();
    repository.run(&["new", "Stolen token", "-s", "1", "--visibility", "restricted"]).ok();
    repository.run(&["resolve", "@", "--summary", "a", "--solution", "b", "--root-cause", "c"]).ok();
    repository.run(&["reopen", "stolen", "The laptop is back"]).ok();
    let told = chat.posted();
    assert!(
        told.iter().filter(|text| text.starts_with("C0INCIDENTS")).all(|text| !text.contains("laptop")),
        "{told:?}"
    );
}

#[test]
fn a_root_cause_is_told_when_it_is_found_and_what_followed_it_up_is_done() {
    let repository = over("sev-3", UNKNOWN);
    repository.run(&["cause", "slow", "--ticket", "https://tracker.example/OPS-412"]).ok();
    let shown = repository.json(&["show", "slow"]);
    assert_eq!(
        shown["root-cause"],
        json!({"known": false, "summary": null, "ticket": "https://tracker.example/OPS-412"})
    );
    assert_eq!(shown["actions"][0]["ticket"], "https://tracker.example/OPS-412");
    repository.run(&["cause", "slow", "One shard held half of it", "--by", "Platform"]).ok();
    let shown = repository.json(&["show", "slow"]);
    assert_eq!(
        shown["root-cause"],
        json!({"known": true, "summary": "One shard held half of it", "ticket": "https://tracker.example/OPS-412"})
    );
    assert_eq!(shown["actions"][0]["status"], "done");
    assert!(repository.read(ENTRY).ends_with(
        "- 2026-11-24T12:30:00Z [note] The root cause is followed up. (ticket: https://tracker.example/OPS-412)\n\
         - 2026-11-24T12:30:00Z [note] Platform: Root cause: One shard held half of it\n"
    ));
    assert_eq!(repository.findings(), Vec::<String>::new());
    let before = repository.files();
    let refused = |arguments: &[&str]| repository.run(&[&["cause", "slow"], arguments].concat()).fails();
    assert!(refused(&["One shard held half of it"]).starts_with("error: this stands under `root-cause` already\n"));
    assert!(refused(&[]).contains("`incident cause ID TEXT`"));
    assert!(refused(&[" "]).starts_with("error: the root cause is empty\n"));
    assert_eq!(repository.files(), before);
}

#[test]
fn what_changes_a_closed_incident_says_why() {
    for step in
        [&["reopen", "slow", "It takes 30 s again"][..], &["cause", "slow", "The job that splits shards was off"]]
    {
        let repository = over("sev-4", KNOWN);
        repository.run(&["close", "slow"]).ok();
        repository.commit_all("Close it");
        repository.run(&[step, &["--commit"]].concat()).ok();
        let said = repository.run(&["verify"]).ok().stdout;
        assert!(!said.contains("closed"), "its entry is the reason: {said}");
        assert_eq!(repository.git(&["status", "--porcelain"]), "");
    }
}

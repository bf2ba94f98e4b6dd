//! What happens after the end: it comes back (`incident reopen`), or its root cause is found (`incident cause`).

use crate::chat_server::Chat;
use crate::harness::Repository;
use serde_json::{Value, json};

pub const ENTRY: &str = "incidents/2026/2026-11-24-search-is-slow/incident.md";

/// A log with an incident that ended at noon; it is half past now.
pub fn over(severity: &str, cause: &[&str]) -> Repository {
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

pub const KNOWN: &[&str] = &["--root-cause", "One shard held half of it."];
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

    Until somebody acknowledges, call:
      1. Tech Lead (Leads the response)
      2. Executive contact (Speaks for the company)
      Whoever takes it on is written down: `incident escalate 2026-11-24-search-is-slow --ack NAME`
    ");
    let shown = repository.json(&["show", "@"]);
    assert_eq!((&shown["status"], &shown["lead"]), (&json!("open"), &json!("Platform")));
    for milestone in ["mitigated", "resolved", "announced"] {
        assert_eq!(shown[milestone], Value::Null, "{milestone}");
    }
    repository.run(&["build", "--out", "site"]).ok();
    let home = repository.read("site/index.html");
    assert!(
        !home.contains("All are published.") && home.contains("None is due; an incident that goes on has one"),
        "{home}"
    );
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
        [&["slow", "x", "--at", "11:00"][..], &["slow", " "], &["slow"], &["slow", "x", "--at", "2026-11-24T13:00Z"], &["mail", "x"]]
            .map(refused)
            .concat(),
        @"
    error: it would be reopened before it was resolved, at 2026-11-24T12:00:00Z
    help: name a later time with --at
    error: nothing is said of what came back
    help: say in a line what was seen again
    error: what came back is missing
    help: name it with `incident reopen ID TEXT`; on a terminal, it is asked for
    error: the relapse lies in the future: 2026-11-24T13:00:00Z, and it is 2026-11-24T12:30:00Z
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
fn milestones_of_the_front_matter_alone_come_on_the_timeline_before_they_leave_it() {
    let repository = over("sev-4", KNOWN);
    for line in ["mitigated] The old index serves again", "announced] All clear given."] {
        repository.replace(ENTRY, &format!("- 2026-11-24T12:00:00Z [{line}\n"), "");
    }
    repository.replace(ENTRY, "announced: 2026-11-24T12:00:00Z", "announced: 2026-11-24T12:05:00Z");
    repository.run(&["reopen", "slow", "It takes 30 s again"]).ok();
    let entry = repository.read(ENTRY);
    let timeline: Vec<_> = entry.lines().filter(|line| line.starts_with("- 2026-11-24T12")).skip(3).collect();
    insta::assert_snapshot!(timeline.join("\n"), @"
    - 2026-11-24T12:00:00Z [resolved] Rebuild the index.
    - 2026-11-24T12:00:00Z [mitigated] It was mitigated, as far as was known.
    - 2026-11-24T12:05:00Z [announced] It was announced, as far as was known.
    - 2026-11-24T12:30:00Z [report] Reopened: It takes 30 s again
    ");
    assert_eq!(repository.findings(), Vec::<String>::new());
}

#[test]
fn a_root_cause_that_was_none_after_all_is_followed_up_by_one_action() {
    let mut repository = over("sev-3", KNOWN);
    repository.run(&["cause", "slow", "--ticket", "https://tracker.example/OPS-412"]).ok();
    for hour in ["13", "14"] {
        repository.now = format!("2026-11-24T{hour}:00:00Z");
        repository.run(&["reopen", "slow", "It takes 30 s again"]).ok();
        repository.run(&[&["resolve", "slow"], UNKNOWN].concat()).ok();
        let shown = repository.json(&["show", "slow"]);
        let ticket = "https://tracker.example/OPS-412";
        assert_eq!(shown["root-cause"], json!({"known": false, "summary": null, "ticket": ticket}));
        assert_eq!(shown["actions"].as_array().unwrap().len(), 1, "{}", shown["actions"]);
    }
    let told = "[note] The root cause is looked for anew.\n\n  Told before: One shard held half of it.\n";
    assert_eq!(repository.read(ENTRY).matches(told).count(), 1);
    assert_eq!(repository.findings(), Vec::<String>::new());
    repository.replace(ENTRY, "actions:\n", "actions:\n  - \"Find the root cause of: Search is slow\"\n");
    repository.run(&["cause", "slow", "The job that splits shards was off"]).ok();
    let shown = repository.json(&["show", "slow"]);
    let actions = shown["actions"].as_array().unwrap();
    assert_eq!(actions.len(), 2);
    assert!(actions.iter().all(|action| action["status"] == "done"), "{actions:?}");
}

#[test]
fn a_root_cause_in_the_place_of_another_tells_of_it() {
    let mut repository = over("sev-3", KNOWN);
    repository.run(&["cause", "slow", "The job was off", "--ticket", "OPS-1"]).ok();
    repository.run(&["cause", "slow", "The job was late", "--ticket", "OPS-2", "--by", "Platform"]).ok();
    repository.run(&["cause", "slow", "--ticket", "OPS-3"]).ok();
    let entry = repository.read(ENTRY);
    for told in [
        "[note] Root cause: The job was off (ticket: OPS-1)\n\n  Told before: One shard held half of it.\n",
        "[note] Platform: Root cause: The job was late (ticket: OPS-2)\n\n  Told before: The job was off (ticket OPS-1)\n",
        "[note] The root cause is followed up. (ticket: OPS-3)\n\n  The ticket before: OPS-2\n",
    ] {
        assert!(entry.contains(told), "{told}: {entry}");
    }
    repository.now = "2026-11-24T13:00:00Z".to_owned();
    repository.run(&["reopen", "slow", "It takes 30 s again"]).ok();
    repository.run(&["resolve", "slow", "--root-cause", "The clock was wrong"]).ok();
    let told = "[note] The root cause is another one.\n\n  Told before: The job was late\n";
    assert!(repository.read(ENTRY).contains(told), "{}", repository.read(ENTRY));
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

#[test]
fn what_comes_back_is_acknowledged_anew_and_those_who_were_told_before_are_told_again() {
    let mut repository = Repository::new().log();
    repository.write(
        "incident.yaml",
        "time-zone: UTC\nroster: [{name: On-call Engineer, escalation: 1}, {name: Tech Lead, escalation: 2}]\n",
    );
    repository.run(&["new", "Search is slow", "-s", "sev-1", "--lead", "Tech Lead", "--started", "10:00"]).ok();
    repository.run(&["escalate", "@", "--told", "On-call Engineer", "--means", "phone"]).ok();
    repository.run(&["escalate", "@", "--ack", "On-call Engineer"]).ok();
    let resolve = ["resolve", "@", "--summary", "It took 20 s.", "--solution", "Rebuild the index."];
    repository.run(&[&resolve, KNOWN].concat()).ok();
    repository.now = "2026-11-24T12:30:00Z".to_owned();
    repository.run(&["reopen", "slow", "It takes 30 s again"]).ok();
    let told = repository.json(&["escalate", "@"]);
    assert_eq!((&told["acknowledged"], &told["next"]), (&Value::Null, &json!("On-call Engineer")), "{told}");
    assert!(repository.read(ENTRY).contains("[acknowledged] On-call Engineer"));
    repository.run(&["escalate", "@", "--ack", "Tech Lead"]).ok();
    assert_eq!(repository.json(&["escalate", "@"])["acknowledged"], "2026-11-24T12:30:00Z");
    assert_eq!(repository.findings(), Vec::<String>::new());
    repository.run(&["resolve", "@", "--root-cause", "The job that splits shards was off."]).ok();
    assert!(repository.read(ENTRY).contains("[resolved] Resolved again; the solution stands as it was written."));
}

#[test]
fn what_comes_back_after_long_is_an_incident_of_its_own() {
    let mut repository = over("sev-2", KNOWN);
    repository.now = "2026-12-01T12:00:01Z".to_owned();
    let said = repository.run(&["reopen", "slow", "It takes 30 s again"]).fails();
    assert!(said.contains("ended 7 d ago") && said.contains("`incident new TITLE` reports it"), "{said}");
}

#[test]
fn whom_to_call_is_said_when_it_comes_back() {
    let mut repository = Repository::new().log();
    repository.write(
        "incident.yaml",
        "time-zone: UTC\nroster: [{name: On-call Engineer, escalation: 1}, {name: Tech Lead, escalation: 2}]\n",
    );
    repository.now = "2026-11-24T12:00:00Z".to_owned();
    let said = repository.run(&["new", "Search is slow", "-s", "sev-1", "--started", "10:00"]).ok().stdout;
    let whom = "\nUntil somebody acknowledges, call:\n  1. On-call Engineer\n  2. Tech Lead\n  \
                Whoever takes it on is written down: `incident escalate 2026-11-24-search-is-slow --ack NAME`\n";
    assert!(said.contains(whom), "{said}");
    repository.run(&["resolve", "@", "--summary", "a", "--solution", "b", "--root-cause", "c"]).ok();
    let said = repository.run(&["reopen", "slow", "It takes 30 s again"]).ok().stdout;
    assert!(said.ends_with(whom), "{said}");
}

#[test]
fn a_meeting_hears_nothing_of_the_second_end_of_what_became_restricted() {
    for briefed in [true, false] {
        let mut repository = over("sev-2", KNOWN);
        if briefed {
            repository.run(&["agenda", "brief", "slow", "--outcome", "Agreed."]).ok();
        }
        repository.replace(ENTRY, "visibility: internal", "visibility: restricted");
        repository.now = "2026-11-25T12:30:00Z".to_owned();
        repository.run(&["reopen", "slow", "A stolen key"]).ok();
        let before: Vec<_> = repository.files().into_iter().filter(|(path, _)| path.starts_with("agenda/")).collect();
        let said =
            repository.run(&["resolve", "slow", "--root-cause", "A stolen key.", "--solution", "A new key."]).ok();
        assert!(!said.stdout.contains("another briefing"), "{}", said.stdout);
        let after: Vec<_> = repository.files().into_iter().filter(|(path, _)| path.starts_with("agenda/")).collect();
        assert_eq!(before, after);
        let refused = repository.run(&["close", "slow"]).fails();
        assert_eq!(refused.contains("incident agenda"), !briefed, "what waits to be briefed is still owed: {refused}");
    }
}

#[test]
fn a_second_end_is_owed_to_a_meeting_that_is_yet_to_come() {
    let mut repository = over("sev-2", KNOWN);
    repository.now = "2026-11-25T12:30:00Z".to_owned();
    repository.run(&["reopen", "slow", "It takes 30 s again"]).ok();
    let said =
        repository.run(&["resolve", "slow", "--root-cause", "The job was off.", "--solution", "Turn it on."]).ok();
    let owed = "the briefing, as that of the meeting on 2026-11-24 was before it came back: `incident agenda defer";
    assert!(said.stdout.contains(owed), "{}", said.stdout);
    repository.run(&["agenda", "defer", "slow"]).ok();
    assert!(repository.read("agenda/2026-12-01/2026-11-24-search-is-slow.md").contains("Turn it on."));
}

#[test]
fn what_ended_or_came_back_more_than_a_day_ago_calls_nobody_and_is_posted_nowhere() {
    let chat = Chat::start();
    let repository = chat.log().at("2026-11-24T12:00:00Z");
    let new = ["new", "Search is slow", "-s", "1", "--started", "2026-11-20T10:00:00Z"];
    repository.run(&new).ok();
    let resolve = ["resolve", "slow", "--summary", "a", "--solution", "b", "--root-cause", "c", "--at"];
    let said = repository.run(&[&resolve[..], &["2026-11-20T11:00:00Z"]].concat()).ok().stdout;
    assert!(said.contains("\nIt ended more than a day ago, so nothing is posted.\n"), "{said}");
    assert!(!said.contains("Post in"), "{said}");
    assert!(said.contains("the all-clear"), "nobody has said that it was given: {said}");
    assert_eq!(repository.json(&["show", "slow"])["announced"], Value::Null);
    let said = repository.run(&["reopen", "slow", "It is slow again", "--at", "2026-11-21T09:00:00Z"]).ok().stdout;
    insta::assert_snapshot!(said, @"
    2026-11-21T09:00:00Z [report] Reopened: It is slow again
    wrote incidents/2026/2026-11-20-search-is-slow/incident.md
    It came back more than a day ago, so nobody is called and nothing is posted. Where it goes on, `incident escalate 2026-11-20-search-is-slow` says whom to call.
    ");
    assert_eq!(chat.posted(), Vec::<String>::new());
    let answer = repository.json(&[&resolve[..], &["2026-11-21T10:00:00Z"]].concat());
    assert_eq!((&answer["channel"], &answer["announced"]), (&Value::Null, &json!(false)));
    let answer = repository.json(&["reopen", "slow", "And again", "--at", "2026-11-21T11:00:00Z"]);
    assert_eq!((&answer["message"], &answer["channel"]), (&Value::Null, &Value::Null));
    assert_eq!(chat.posted(), Vec::<String>::new());
    repository.run(&[&resolve[..], &["2026-11-24T10:00:00Z"]].concat()).ok();
    assert!(chat.posted().iter().any(|text| text.contains("All clear")), "{:?}", chat.posted());
}

//! What waits or is out and what the documents say of it: nothing is forgotten before it is written down, nothing goes out
//! that is not true any more, and what is dropped is promised no longer.

use crate::chat_server::{Chat, Mood};
use crate::harness::Repository;
use serde_json::{Value, json};

const NEW: &[&str] = &["new", "Mail is slow", "-s", "1", "--lead", "Tech Lead"];
const RESOLVE: &[&str] =
    &["resolve", "@", "--summary", "No mail.", "--solution", "Restart.", "--root-cause", "A leak."];
const FOLDER: &str = "incidents/2026/2026-11-24-mail-is-slow";
const ENTRY: &str = "incidents/2026/2026-11-24-mail-is-slow/incident.md";
const BUSY: Mood = Mood::Status(429, "retry-after: 60\r\n");

/// The numbers of what waits, and how it stands.
fn waiting(repository: &Repository) -> Vec<(String, String)> {
    let items = repository.json(&["outbox"])["items"].clone();
    let state = |item: &Value| item["state"].as_str().unwrap().to_owned();
    items.as_array().unwrap().iter().map(|item| (item["number"].to_string(), state(item))).collect()
}

/// The numbers of what the outbox holds.
fn numbers(repository: &Repository) -> Vec<String> {
    waiting(repository).into_iter().map(|(number, _)| number).collect()
}

/// A command that dies at a point, and the repository as it is then.
fn dies(repository: Repository, point: &str, arguments: &[&str]) -> Repository {
    let mut repository = repository.with("INCIDENT_FAULT", &format!("{point}:die"));
    assert_eq!(repository.run(arguments).status, None, "{point}");
    repository.environment.retain(|(name, _)| name != "INCIDENT_FAULT");
    repository
}

#[test]
fn what_is_out_is_kept_until_its_document_can_be_written() {
    let chat = Chat::start();
    let repository = chat.log();
    repository.run(NEW).ok();
    chat.feels(BUSY);
    repository.run(RESOLVE).ok();
    chat.feels(Mood::Well);
    let repository = dies(repository, "write-0", &["outbox", "send"]);
    let states = || waiting(&repository).into_iter().map(|(_, state)| state).collect::<Vec<_>>();
    assert_eq!(states(), ["sent", "sent"]);
    let posted = chat.posted().len();
    let conflict = "<<<<<<< a\nstatus: resolved\n=======\nstatus: open\n>>>>>>> b";
    repository.replace(ENTRY, "status: resolved", conflict);
    let before = repository.files();
    let said = repository.run(&["outbox", "send"]).ends(1).stderr;
    assert!(said.contains(&format!("warning: {ENTRY}:")), "{said}");
    assert!(said.contains("is out, to #tech_incidents, is not written down: `incident outbox send`"), "{said}");
    assert_eq!((states(), repository.files()), (vec!["sent".to_owned(); 2], before));
    repository.replace(ENTRY, conflict, "status: resolved");
    repository.run(&["outbox", "send"]).ok();
    let entry = repository.read(ENTRY);
    assert_eq!(entry.matches("[announced] All clear given. (message: ").count(), 1, "{entry}");
    assert_eq!((waiting(&repository), chat.posted().len()), (vec![], posted));

    let repository = chat.log();
    repository.run(&[NEW, &["--no-send"]].concat()).ok();
    let repository = dies(repository, "forget", &["escalate", "@", "--send"]);
    std::fs::remove_dir_all(repository.path(FOLDER)).unwrap();
    repository.run(&["outbox", "send"]).ok();
    assert_eq!(waiting(&repository), [], "what is gone needs none of it");
}

#[test]
fn an_all_clear_is_held_where_the_incident_goes_on_again() {
    let chat = Chat::start();
    let repository = chat.log();
    repository.run(NEW).ok();
    chat.feels(BUSY);
    repository.run(RESOLVE).ok();
    repository.run(&["reopen", "mail", "It is slow again", "--no-send"]).ok();
    chat.feels(Mood::Well);
    let posted = chat.posted();
    let said = repository.run(&["outbox", "send"]).ends(1).stderr;
    let numbers = self::numbers(&repository);
    assert_eq!((chat.posted(), numbers.len()), (posted.clone(), 2), "nor to the war room");
    for number in numbers {
        let why = format!("2026-11-24-mail-is-slow goes on again, and number {number} says that it is over");
        let held = format!("warning: {why}: it stays; `incident outbox drop {number}` forgets it\n");
        assert!(said.contains(&held), "{said}");
        repository.run(&["outbox", "drop", &number]).ok();
    }
    repository.run(&["outbox", "send"]).ok();
    assert_eq!(chat.posted(), posted);
    assert!(!repository.read(ENTRY).contains("[announced]"));
}

#[test]
fn what_is_held_keeps_nothing_else_from_going_out() {
    for how in ["now", "later"] {
        let chat = Chat::start();
        let mut repository = chat.log();
        repository.run(NEW).ok();
        chat.feels(BUSY);
        repository.run(RESOLVE).ok();
        repository.now = "2026-11-24T12:30:00Z".to_owned();
        let before = chat.posted().len();
        if how == "now" {
            chat.feels(Mood::Well);
            repository.run(&["reopen", "mail", "It is slow again"]).ok();
        } else {
            repository.run(&["reopen", "mail", "It is slow again"]).ok();
            chat.feels(Mood::Well);
            repository.run(&["outbox", "send"]).ends(1);
        }
        let posted = chat.posted();
        let posted = posted[before..].join("\n");
        assert!(posted.contains("(again: It is slow again)") && !posted.contains("All clear"), "{how}: {posted}");
        assert_eq!(waiting(&repository).len(), 2, "{how}: the all-clear, to the channel and to the room");
        repository.now = "2026-11-24T13:00:00Z".to_owned();
        repository.run(RESOLVE).ok();
        let posted = chat.posted();
        assert_eq!(posted.iter().filter(|text| text.starts_with("C0INCIDENTS: All clear")).count(), 1, "{posted:?}");
        let said = repository.run(&["outbox", "send"]).ends(1).stderr;
        assert!(said.contains("2026-11-24-mail-is-slow came back since, and number"), "{how}: {said}");
        assert_eq!(chat.posted(), posted);
    }
}

#[test]
fn an_end_that_is_written_down_late_is_held_as_one_that_is_told_at_once() {
    let chat = Chat::start();
    let mut repository = chat.log();
    repository.run(&[NEW, &["--started", "09:00", "--detected", "09:05"]].concat()).ok();
    chat.feels(BUSY);
    repository.run(&[RESOLVE, &["--at", "10:00"]].concat()).ok();
    repository.run(&["reopen", "mail", "It is slow again", "--at", "10:10"]).ok();
    repository.now = "2026-11-24T12:10:00Z".to_owned();
    repository.run(&[RESOLVE, &["--at", "10:20"]].concat()).ok();
    chat.feels(Mood::Well);
    let said = repository.run(&["outbox", "send"]).ends(1).stderr;
    assert!(said.contains("2026-11-24-mail-is-slow came back since, and number"), "{said}");
    assert_eq!(chat.posted().iter().filter(|text| text.starts_with("C0INCIDENTS: All clear")).count(), 1);
}

#[test]
fn nothing_waits_behind_what_is_held_as_its_incident_became_restricted() {
    let chat = Chat::start();
    let repository = chat.log();
    repository.run(NEW).ok();
    chat.feels(BUSY);
    repository.run(&["mitigate", "@", "A stolen key is locked"]).ok();
    repository.replace(ENTRY, "visibility: internal", "visibility: restricted");
    chat.feels(Mood::Well);
    let before = chat.posted().len();
    let said = repository.run(&["lead", "@", "Platform Lead"]).ok().stderr;
    assert_eq!(chat.posted().len(), before);
    assert!(said.contains("is open to everybody, and the incident is restricted"), "it was tried: {said}");
}

#[test]
fn who_was_told_is_written_once_by_a_clock_that_has_fractions_too() {
    let chat = Chat::start();
    let repository = chat.log();
    repository.run(&[NEW, &["--no-send"]].concat()).ok();
    chat.feels(BUSY);
    repository.run(&["escalate", "@", "--send"]).ok();
    chat.feels(Mood::Well);
    let later = repository.at("2026-11-24T12:09:00.5Z");
    let later = dies(later, "forget", &["outbox", "send"]);
    assert!(!waiting(&later).is_empty());
    later.run(&["outbox", "send"]).ok();
    let entry = later.read(ENTRY);
    assert_eq!((entry.matches("[escalated]").count(), waiting(&later)), (1, vec![]), "{entry}");
}

#[test]
fn whom_nothing_is_left_to_tell_is_not_said_to_be_told_yet() {
    let chat = Chat::start();
    let repository = chat.log();
    repository.run(&[NEW, &["--no-send"]].concat()).ok();
    let before = repository.read(ENTRY);
    chat.feels(BUSY);
    repository.run(&["escalate", "@", "--send"]).ok();
    repository.run(&["outbox", "drop", "1"]).ok();
    assert!(repository.read(ENTRY).contains("To be told by chat: "), "one of them waits");
    let said = repository.run(&["outbox", "drop", "2"]).ok().stdout;
    assert_eq!(said, format!("dropped 2, to Executive contact\nwrote {ENTRY}\n"));
    assert_eq!(repository.read(ENTRY), before);
    assert_eq!(repository.json(&["escalate", "@"])["queued"], json!([]));

    repository.commit_all("Begin");
    repository.run(&["escalate", "@", "--send", "--commit"]).ok();
    let numbers = self::numbers(&repository);
    repository.run(&["outbox", "drop", &numbers[0]]).ok();
    let shown = repository.run(&["outbox", "drop", &numbers[1], "--dry-run"]).ok().stdout;
    assert!(shown.starts_with(&format!("would drop {}, to ", numbers[1])) && shown.contains("\n-- 2026"), "{shown}");
    assert_eq!(waiting(&repository).len(), 1, "that was a question");
    let said = repository.run(&["outbox", "drop", &numbers[1], "--commit"]).ok().stdout;
    assert!(said.starts_with(&format!("dropped {}, to ", numbers[1])) && said.contains("committed "), "{said}");
    assert_eq!(repository.git(&["status", "--short"]), "");
    assert!(repository.git(&["log", "-1", "--format=%s"]).starts_with("incident: drop what was to be sent of 2026-"));

    repository.run(&["escalate", "@", "--send"]).ok();
    repository.replace(ENTRY, "status: open", "<<<<<<< a\nstatus: open\n=======\nstatus: mitigated\n>>>>>>> b");
    let numbers = self::numbers(&repository);
    repository.run(&["outbox", "drop", &numbers[0]]).ok();
    let refused = repository.run(&["outbox", "drop", &numbers[1], "--commit"]).fails();
    assert!(refused.contains("nothing was dropped") && waiting(&repository).len() == 1, "{refused}");
    let said = repository.run(&["outbox", "drop", &numbers[1]]).ok().stderr;
    assert!(said.contains("the entry on whom it was to tell stays on the timeline"), "{said}");
    assert_eq!(waiting(&repository), []);
}

#[test]
fn a_name_with_a_comma_is_one_name() {
    let chat = Chat::start();
    let repository = chat.log();
    let plan = repository.read("incident.yaml").replace("Executive contact", "\"Contact, Executive\"");
    repository.write("incident.yaml", &plan);
    repository.run(&[NEW, &["--no-send"]].concat()).ok();
    chat.feels(BUSY);
    repository.run(&["escalate", "@", "--send"]).ok();
    let both = json!(["#tech_incidents", "Contact, Executive"]);
    assert_eq!(repository.json(&["escalate", "@"])["queued"], both);
    chat.feels(Mood::Well);
    let repository = dies(repository, "forget", &["outbox", "send"]);
    repository.run(&["outbox", "send"]).ok();
    let answer = repository.json(&["escalate", "@"]);
    let who: Vec<&Value> = answer["told"].as_array().unwrap().iter().map(|told| &told["who"]).collect();
    assert_eq!((json!(who), &answer["queued"]), (both, &json!([])));
    let said = repository.run(&["escalate", "@", "--told", "#tech_incidents, Contact, Executive"]).ok().stderr;
    assert_eq!(said, "");
}

#[test]
fn what_is_held_says_why() {
    let chat = Chat::start();
    chat.feels(BUSY);
    let repository = chat.log();
    repository.run(NEW).ok();
    chat.feels(Mood::Well);
    let conflict = "<<<<<<< a\nstatus: open\n=======\nstatus: mitigated\n>>>>>>> b";
    repository.replace(ENTRY, "status: open", conflict);
    let unknown =
        "so that nobody knows whether number 1 may still go out: it stays; `incident outbox drop 1` forgets it";
    let said = repository.run(&["outbox", "send"]).ends(1).stderr;
    assert!(said.contains(&format!("warning: {ENTRY}:")) && said.contains(unknown), "{said}");
    repository.replace(ENTRY, conflict, "status: open");
    std::fs::rename(repository.path(FOLDER), repository.path(&FOLDER.replace("slow", "late"))).unwrap();
    let said = repository.run(&["outbox", "send"]).ends(1).stderr;
    assert!(said.contains(&format!("warning: the log has no 2026-11-24-mail-is-slow any more, {unknown}\n")), "{said}");
    assert_eq!((chat.posted(), waiting(&repository).len()), (vec![], 3));
}

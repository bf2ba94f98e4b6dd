//! No ticket is lost or opened twice: networks that fail, trackers that refuse, processes that die.

use crate::harness::Repository;
use crate::tracker::{ENTRY, LINK, NEW, RESOLVE, tickets};
use crate::tracker_server::{Mood, TOKEN, Tracker};
use serde_json::{Value, json};

/// The states of what waits.
fn waiting(repository: &Repository) -> Vec<Value> {
    let items = repository.json(&["outbox"])["items"].clone();
    items.as_array().unwrap().iter().map(|item| item["state"].clone()).collect()
}

/// The incident is resolved, whatever became of its ticket; gives what was said.
#[track_caller]
fn resolve(repository: &Repository) -> String {
    repository.run(NEW).ok();
    let said = repository.run(RESOLVE).ok();
    assert!(repository.read(ENTRY).contains("\nstatus: resolved"));
    assert!(said.stdout.contains("not known yet; it is followed up.\n"), "{}", said.stdout);
    assert_eq!(tickets(repository), [Value::Null, Value::Null]);
    let seen = walkdir::WalkDir::new(&repository.root).into_iter().map(|file| file.unwrap().into_path());
    let seen = seen.filter(|path| path.is_file()).map(|path| std::fs::read(path).unwrap());
    assert!(seen.into_iter().all(|bytes| !String::from_utf8_lossy(&bytes).contains(TOKEN)), "the token is in a file");
    assert!(!format!("{}{}", said.stdout, said.stderr).contains(TOKEN));
    said.stderr
}

/// The ticket is open once, and its address stands in the document.
#[track_caller]
fn is_open_once(repository: &Repository, tracker: &Tracker) {
    repository.run(&["outbox", "send"]).ok();
    assert_eq!((waiting(repository), tracker.issues().len()), (Vec::new(), 1));
    assert_eq!(tickets(repository), [LINK, LINK]);
    repository.run(&["outbox", "send"]).ok();
    assert_eq!(tracker.issues().len(), 1);
}

#[test]
fn what_a_tracker_refuses_waits_with_the_reason_and_is_opened_later() {
    let moods = [
        (
            Mood::Status(401, "", "ghp_never-to-be-seen is bad"),
            "status 401: *** is bad: the token is not valid, or no longer",
        ),
        (Mood::Status(403, "", "Resource not accessible"), "the token lacks a right; it needs issues: write"),
        (Mood::Status(403, "x-ratelimit-remaining: 0\r\n", "API rate limit exceeded"), "it was asked too often"),
        (Mood::Status(403, "retry-after: 60\r\n", "secondary rate limit"), "wants to be let alone for 60 s"),
        (Mood::Status(429, "retry-after: 60\r\n", ""), "wants to be let alone for 60 s"),
        (Mood::Status(404, "", "Not Found"), "Not Found: there is no such project, or the token may not see it"),
        (Mood::Status(410, "", "Issues are disabled"), "Issues are disabled: the project has no issues"),
        (Mood::Status(422, "", "Validation Failed"), "status 422: Validation Failed"),
        (Mood::Page, "a web page came instead of an answer"),
    ];
    for (mood, why) in moods {
        let tracker = Tracker::start();
        tracker.feels(mood);
        let repository = tracker.log("github");
        let said = resolve(&repository);
        assert!(said.contains(why) && said.contains("`incident outbox send` tries again"), "{mood:?}: {said}");
        assert_eq!(waiting(&repository), ["ready"], "{mood:?}");
        tracker.feels(Mood::Well);
        is_open_once(&repository, &tracker);
    }
}

#[test]
fn what_may_be_open_is_looked_for_before_it_is_opened_again() {
    for kind in ["github", "gitlab"] {
        let moods = [Mood::HangsUp, Mood::Status(502, "", "Bad gateway")];
        for (mood, opened) in moods.into_iter().zip([1, 0]) {
            let tracker = Tracker::start();
            let repository = tracker.log(kind);
            repository.replace("incident.yaml", "    tracker: tech-lead\n", "");
            tracker.feels(mood);
            let said = resolve(&repository);
            assert!(said.contains("may be open"), "{mood:?}: {said}");
            assert_eq!((waiting(&repository), tracker.issues().len()), (vec![json!("sending")], opened));
            // Where nobody can look, nothing is opened.
            repository.run(&["outbox", "send"]).ends(1);
            assert_eq!((waiting(&repository), tracker.issues().len()), (vec![json!("sending")], opened));
            tracker.feels(Mood::Well);
            is_open_once(&repository, &tracker);
        }
    }
}

#[test]
fn an_answer_that_never_comes_is_not_waited_for_long() {
    let tracker = Tracker::start();
    tracker.feels(Mood::Waits);
    let repository = tracker.log("github");
    assert!(resolve(&repository).contains("may be open: it did not answer in time"));
    tracker.feels(Mood::Well);
    is_open_once(&repository, &tracker);
}

#[test]
fn without_a_network_it_waits() {
    let tracker = Tracker::start();
    let repository = tracker.log("github");
    let nobody = "http://127.0.0.1:1/shop/shop";
    let address = format!("http://{}/shop/shop", tracker.host);
    repository.replace("incident.yaml", &address, nobody);
    let repository = repository.with("INCIDENT_TRACKER_HOST", "127.0.0.1:1");
    assert!(resolve(&repository).contains("was not opened: it cannot be reached: the connection is refused"));
    assert_eq!(waiting(&repository), ["ready"]);
    // A ticket is for the project that it was made for.
    repository.replace("incident.yaml", nobody, &address);
    let repository = repository.with("INCIDENT_TRACKER_HOST", &tracker.host);
    let said = repository.run(&["outbox", "send"]).ends(1).stderr;
    assert!(said.contains("it is for http://127.0.0.1:1/shop/shop, and the plan names http://127.0.0.1:"), "{said}");
    assert_eq!(tracker.issues().len(), 0);
}

#[test]
fn whoever_dies_anywhere_leaves_one_ticket() {
    // Before the step is written nothing of it is left; after it, all goes on.
    for (point, is_resolved) in
        [("keep-0:die", false), ("send:die", true), ("sent:die", true), ("keep-3:die", true), ("forget:die", true)]
    {
        let tracker = Tracker::start();
        let repository = tracker.log("github");
        repository.run(NEW).ok();
        let ran = repository.program(RESOLVE).env("INCIDENT_FAULT", point).output().unwrap();
        assert_eq!(ran.status.code(), None, "{point} was not reached");
        assert_eq!(repository.read(ENTRY).contains("\nstatus: resolved"), is_resolved, "{point}");
        tracker.has_another();
        if !is_resolved {
            repository.run(&["outbox", "send"]).ok();
            assert_eq!(waiting(&repository), Vec::<Value>::new());
            continue;
        }
        repository.run(&["outbox", "send"]).ok();
        assert_eq!(waiting(&repository), Vec::<Value>::new(), "{point}");
        assert_eq!(tracker.issues().len(), 2, "{point}");
        assert_ne!(tickets(&repository)[0], Value::Null, "{point}");
    }
}

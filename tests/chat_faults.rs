//! Nothing that a step says is lost or goes out twice: networks that fail, processes that die, senders beside each other.

use crate::chat_server::{Chat, Mood};
use crate::harness::Repository;

const NEW: &[&str] = &["new", "Mail is slow", "-s", "1", "--lead", "Tech Lead"];
const ENTRY: &str = "incidents/2026/2026-11-24-mail-is-slow/incident.md";

/// What waits, by where it goes.
fn waiting(repository: &Repository) -> Vec<(String, String)> {
    let items = repository.json(&["outbox"])["items"].clone();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    items.as_array().unwrap().iter().map(|item| (text(&item["channel"]), text(&item["state"]))).collect()
}

/// The step is written, whatever became of what it says.
#[track_caller]
fn report(repository: &Repository) -> String {
    let said = repository.run(NEW).ok().stderr;
    assert!(repository.path(ENTRY).exists());
    said
}

/// All is out, once, and its address stands in the document.
#[track_caller]
fn is_out_once(repository: &Repository, chat: &Chat) {
    repository.run(&["outbox", "send"]).ok();
    assert_eq!(waiting(repository), []);
    let mut posted = chat.posted();
    posted.sort();
    posted.iter_mut().for_each(|text| text.truncate(11));
    assert_eq!(posted, ["C0INCIDENTS", "D0U0CHIEF: "]);
    assert_eq!(repository.read(ENTRY).matches("(message: https://shop.example/").count(), 1);
    repository.run(&["outbox", "send"]).ok();
    assert_eq!(chat.posted().len(), 2);
}

#[test]
fn what_a_network_refuses_waits_and_goes_out_later() {
    let moods = [
        (Mood::Status(429, "retry-after: 60\r\n"), "it was asked too often, and wants to be let alone for 60 s"),
        (Mood::Status(429, "retry-after: 0\r\n"), "wants to be let alone for 0 s"),
        (Mood::Page, "a web page came instead of an answer"),
        (Mood::Says("not_in_channel"), "not_in_channel: ask the app into the channel"),
    ];
    for (mood, why) in moods {
        let chat = Chat::start();
        chat.feels(mood);
        let repository = chat.log();
        let said = report(&repository);
        assert!(said.contains(why) && said.contains("`incident outbox send` tries again"), "{mood:?}: {said}");
        assert!(waiting(&repository).iter().all(|(_, state)| state == "ready"), "{mood:?}");
        assert_eq!(waiting(&repository).len(), 3);
        let next = repository.run(&["thread", "@", "pool", "x", "--no-send"]).ok().stderr;
        assert_eq!(next, "");
        chat.feels(Mood::Well);
        is_out_once(&repository, &chat);
    }
}

#[test]
fn without_a_network_all_waits_in_order_and_later_steps_say_so() {
    let chat = Chat::start();
    let mut repository = chat.log();
    let environment = std::mem::take(&mut repository.environment);
    let nobody = |(name, value): &(String, String)| match name.as_str() {
        "INCIDENT_CHAT_API" => (name.clone(), "http://127.0.0.1:1".to_owned()),
        _ => (name.clone(), value.clone()),
    };
    repository.environment = environment.iter().map(nobody).collect();
    assert!(report(&repository).contains("it cannot be reached: the connection is refused"));
    let said = repository.run(&["thread", "@", "pool", "The pool leaks"]).ok().stderr;
    assert!(said.starts_with("note: 3 messages wait from before; `incident outbox` lists what waits"), "{said}");
    assert_eq!(waiting(&repository).len(), 4);
    let listed = repository.run(&["outbox"]).ok().stdout;
    assert!(listed.contains("it cannot be reached"), "{listed}");
    repository.environment = environment;
    let sent = repository.json(&["outbox", "send"]);
    let order: Vec<_> = sent["sent"].as_array().unwrap().iter().map(|sent| sent["channel"].as_str().unwrap()).collect();
    let room = "#2026-11-24-war-room-mail-is-slow";
    assert_eq!(order, [room, "#tech_incidents", "Executive contact", room]);
    assert_eq!(repository.read(ENTRY).matches("message: https://shop.example/").count(), 2);
}

#[test]
fn what_may_be_out_is_looked_for_by_a_bot() {
    for (mood, times) in [(Mood::HangsUp, "is out"), (Mood::Drops, "is not out"), (Mood::IsSilent, "is not out")] {
        let chat = Chat::start();
        let repository = chat.log();
        repository.run(&["new", "Web is slow", "-s", "1", "--no-send"]).ok();
        chat.feels(mood);
        let said = repository.run(&["escalate", "@", "--send"]).ok().stderr;
        assert!(said.contains("the message to #tech_incidents may be out"), "{times}: {said}");
        chat.feels(Mood::Well);
        repository.run(&["outbox", "send"]).ok();
        assert_eq!(waiting(&repository), [], "{times}");
        let posted = chat.posted();
        assert_eq!(posted.iter().filter(|text| text.starts_with("C0INCIDENTS")).count(), 1, "{times}: {posted:?}");
        assert_eq!(repository.read("incidents/2026/2026-11-24-web-is-slow/incident.md").matches("message:").count(), 1);
    }
}

#[test]
fn what_may_be_out_by_a_webhook_is_a_persons_to_decide() {
    let chat = Chat::start();
    let repository = chat.hooked_log();
    chat.feels(Mood::HangsUp);
    let said = report(&repository);
    assert!(said.contains("may be out"), "{said}");
    chat.feels(Mood::Well);
    let said = repository.run(&["outbox", "send"]).ends(1).stderr;
    assert!(said.contains("it may have gone out; look into the channel"), "{said}");
    assert!(repository.run(&["outbox"]).ok().stdout.contains("may have gone out"));
    assert_eq!(chat.posted().len(), 1);
    repository.run(&["outbox", "send", "1", "--again"]).ok();
    assert_eq!((chat.posted().len(), waiting(&repository).len()), (2, 0));

    chat.feels(Mood::Drops);
    repository.run(&["escalate", "@", "--send"]).ok();
    let said = repository.run(&["outbox", "drop", "1"]).fails();
    assert!(said.contains("nothing waits under number 1"), "its number is not given again: {said}");
    repository.run(&["outbox", "drop", "2"]).ok();
    assert_eq!(waiting(&repository), []);
    repository.run(&["escalate", "@", "--send"]).ok();
    assert_eq!(repository.json(&["outbox"])["items"][0]["number"], 3, "nor that of the last one");
}

#[test]
fn a_death_at_any_point_loses_nothing_and_sends_nothing_twice() {
    // Three are prepared, made ready, sent one after the other, and the room's own file is kept in between.
    let kept = (0..12).map(|number| format!("keep-{number}"));
    let points = kept.chain(["write-0", "rename-0", "send", "sent", "forget"].map(str::to_owned));
    let mut written = Vec::new();
    for point in points {
        let chat = Chat::start();
        let mut repository = chat.log().with("INCIDENT_FAULT", &format!("{point}:die"));
        let died = repository.run(NEW).status.is_none();
        repository.environment.retain(|(name, _)| name != "INCIDENT_FAULT");
        repository.run(&["list"]).ok();
        if repository.path(ENTRY).exists() {
            is_out_once(&repository, &chat);
            written.push(point);
        } else {
            assert!(died, "{point}");
            repository.run(&["outbox", "send"]).ok();
            assert_eq!((waiting(&repository).len(), chat.asked().len()), (0, 0), "{point}");
        }
    }
    assert!(written.len() > 10 && written.len() < 17, "some die before the step is written, some after: {written:?}");
}

#[test]
fn a_death_at_any_point_of_sending_again_sends_nothing_twice() {
    for point in ["keep-0", "keep-1", "keep-2", "keep-3", "keep-4", "send", "sent", "forget", "write-0", "rename-0"] {
        let chat = Chat::start();
        let mut repository = chat.log();
        chat.feels(Mood::Status(503, ""));
        report(&repository);
        chat.feels(Mood::Well);
        repository = repository.with("INCIDENT_FAULT", &format!("{point}:die"));
        assert_eq!(repository.run(&["outbox", "send"]).status, None, "{point}");
        repository.environment.retain(|(name, _)| name != "INCIDENT_FAULT");
        is_out_once(&repository, &chat);
    }
}

#[test]
fn several_senders_at_once_send_each_message_once() {
    let chat = Chat::start();
    let repository = chat.log();
    chat.feels(Mood::Status(503, ""));
    report(&repository);
    chat.feels(Mood::Well);
    let quiet = || std::process::Stdio::null();
    let senders: Vec<_> = (0..6)
        .map(|_| repository.program(&["outbox", "send"]).stdout(quiet()).stderr(quiet()).spawn().unwrap())
        .collect();
    for mut sender in senders {
        assert!(sender.wait().unwrap().success());
    }
    is_out_once(&repository, &chat);
}

#[test]
fn a_full_disk_writes_neither_the_step_nor_what_it_says() {
    let chat = Chat::start();
    for point in ["keep-0", "keep-2", "write-0"] {
        let repository = chat.log().with("INCIDENT_FAULT", &format!("{point}:full"));
        let before = repository.files();
        repository.run(NEW).fails();
        assert_eq!((repository.files(), waiting(&repository).len()), (before, 0), "{point}");
    }
    assert_eq!(chat.asked(), []);
}

#[test]
fn the_outbox_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let chat = Chat::start();
    let repository = chat.log();
    chat.feels(Mood::Status(503, ""));
    report(&repository);
    let mode = std::fs::metadata(repository.path(".git/incident/outbox/0001.json")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn what_waits_is_held_where_its_incident_became_restricted() {
    let chat = Chat::start();
    chat.feels(Mood::Status(429, "retry-after: 60\r\n"));
    let repository = chat.log();
    report(&repository);
    chat.feels(Mood::Well);
    repository.replace(ENTRY, "visibility: internal", "visibility: restricted");
    let sent = repository.run(&["outbox", "send"]).ends(1);
    let said = "warning: 2026-11-24-mail-is-slow became restricted after number 1 was written: it stays; `incident outbox drop 1` forgets it\n";
    assert!(sent.stderr.contains(said), "{}", sent.stderr);
    assert_eq!((chat.posted(), waiting(&repository).len()), (Vec::new(), 3));
}

#[test]
fn what_a_service_in_trouble_was_asked_for_is_looked_for_before_it_is_sent_again() {
    let chat = Chat::start();
    chat.feels(Mood::Status(500, ""));
    let repository = chat.log();
    let said = report(&repository);
    assert!(said.contains("the message to #tech_incidents may be out: it answered with status 500: trouble"), "{said}");
    chat.feels(Mood::Well);
    is_out_once(&repository, &chat);
}

/// What the timeline says of an escalation, from its kind on, and who was told as `escalate` has it.
fn told(repository: &Repository) -> (Vec<String>, Vec<String>, Vec<String>) {
    let entry = repository.read(ENTRY);
    let lines = entry.lines().filter_map(|line| Some(line.split_once(" [escalated] ")?.1.to_owned()));
    let answer = repository.json(&["escalate", "@"]);
    let names = |list: &serde_json::Value, key: &str| {
        let list = list.as_array().unwrap().iter();
        list.map(|one| if key.is_empty() { one } else { &one[key] }.as_str().unwrap().to_owned()).collect()
    };
    (lines.collect(), names(&answer["told"], "who"), names(&answer["queued"], ""))
}

/// Where and whom an escalation of a sev-1 reaches.
const REACHED: [&str; 2] = ["#tech_incidents", "Executive contact"];

#[test]
fn nobody_is_said_to_be_told_before_the_message_is_out() {
    let chat = Chat::start();
    let repository = chat.log();
    repository.run(&[NEW, &["--no-send"]].concat()).ok();
    chat.feels(Mood::Status(503, ""));
    repository.run(&["escalate", "@", "--send"]).ok();
    let queued = "To be told by chat: #tech_incidents, Executive contact. (queued: #tech_incidents, Executive contact, means: chat)";
    let names = || REACHED.map(str::to_owned).to_vec();
    assert_eq!(told(&repository), (vec![queued.to_owned()], vec![], names()));
    let shown = repository.run(&["escalate", "@"]).ok().stdout;
    assert!(shown.contains("Not told yet: #tech_incidents, Executive contact; `incident outbox`"), "{shown}");
    assert!(!shown.contains("Told so far"), "{shown}");
    assert_eq!(repository.findings(), Vec::<String>::new());
    chat.feels(Mood::Well);
    let later = repository.at("2026-11-24T12:09:00Z");
    later.run(&["outbox", "send"]).ok();
    let out = "Told #tech_incidents, Executive contact by chat. (told: #tech_incidents, Executive contact, means: chat, message: https://shop.example/C0INCIDENTS/p1700000000.000000)";
    assert_eq!(told(&later), (vec![out.to_owned()], names(), vec![]));
    assert_eq!(later.json(&["escalate", "@"])["told"][0]["at"], "2026-11-24T12:09:00Z", "when it was out");
}

#[test]
fn a_death_at_any_point_of_an_escalation_claims_nothing_and_loses_nothing() {
    let points = (0..10).map(|number| format!("keep-{number}"));
    let more = ["send", "sent", "forget", "write-0", "rename-0"].map(str::to_owned);
    for point in points.chain(more) {
        let chat = Chat::start();
        let mut repository = chat.log();
        repository.run(&[NEW, &["--no-send"]].concat()).ok();
        repository = repository.with("INCIDENT_FAULT", &format!("{point}:die"));
        let died = repository.run(&["escalate", "@", "--send"]).status.is_none();
        repository.environment.retain(|(name, _)| name != "INCIDENT_FAULT");
        repository.run(&["list"]).ok();
        let (written, who, _) = told(&repository);
        let is_out = |name: &str| match name {
            "#tech_incidents" => chat.posted().iter().any(|text| text.starts_with("C0INCIDENTS")),
            _ => chat.posted().iter().any(|text| text.starts_with("D0U0CHIEF")),
        };
        assert!(who.iter().all(|name| is_out(name)), "{point}: {who:?}");
        repository.run(&["outbox", "send"]).ok();
        let (after, mut who, queued) = told(&repository);
        let expected = if written.is_empty() { vec![] } else { REACHED.to_vec() };
        assert!(!written.is_empty() || died, "{point}");
        who.sort();
        assert_eq!(
            (who.iter().map(String::as_str).collect::<Vec<_>>(), queued),
            (expected, vec![]),
            "{point}: {after:?}"
        );
        assert!(after.iter().all(|line| line.starts_with("Told ")), "{point}: {after:?}");
        assert_eq!(chat.posted().len(), who.len(), "{point}");
    }
}

#[test]
fn an_end_is_announced_once_the_all_clear_is_out() {
    let resolve = ["resolve", "@", "--summary", "No mail.", "--solution", "Restart.", "--root-cause", "A leak."];
    for hooked in [false, true] {
        let chat = Chat::start();
        let repository = if hooked { chat.hooked_log() } else { chat.log() };
        repository.run(NEW).ok();
        chat.feels(Mood::Status(429, "retry-after: 60\r\n"));
        let said = repository.run(&resolve).ok().stdout.replace('\n', " ");
        assert!(said.contains("the all-clear: it waits, and `incident outbox send` tries again"), "{said}");
        assert!(!repository.read(ENTRY).contains("announced"));
        let repository = repository.at("2026-11-26T12:00:00Z");
        assert!(repository.findings().iter().any(|finding| finding.contains("missing-announcement")));
        chat.feels(Mood::Well);
        let later = repository.at("2026-11-24T12:09:00Z");
        later.run(&["outbox", "send"]).ok();
        let entry = later.read(ENTRY);
        assert!(entry.contains("\nannounced: 2026-11-24T12:09:00Z\n"), "{entry}");
        assert!(entry.contains("- 2026-11-24T12:09:00Z [announced] All clear given."), "{entry}");
        assert_eq!(later.findings(), Vec::<String>::new());
    }
}

#[test]
fn a_room_that_was_opened_anew_is_found_by_its_name() {
    let chat = Chat::start();
    let repository = chat.log();
    report(&repository);
    chat.has_room("2026-11-24-war-room-mail-is-slow", "C0ANEW", false);
    repository.run(&["thread", "@", "pool", "The pool leaks"]).ok();
    repository.run(&["mitigate", "@", "It is fast"]).ok();
    assert_eq!(waiting(&repository), []);
    let anew: Vec<_> = chat.posted().into_iter().filter(|text| text.starts_with("C0ANEW")).collect();
    assert_eq!(anew.len(), 2, "each once: {anew:?}");
}

#[test]
fn a_room_that_the_app_cannot_see_is_named_with_what_to_do() {
    let chat = Chat::start();
    let repository = chat.log();
    repository.run(&[NEW, &["--no-send"]].concat()).ok();
    let said = repository.run(&["thread", "@", "pool", "The pool leaks"]).ok().stderr;
    let room = "#2026-11-24-war-room-mail-is-slow";
    assert!(
        said.contains(&format!("the app sees no channel {room}; where it is private, ask the app in: /invite")),
        "{said}"
    );
    assert_eq!(waiting(&repository), [(room.to_owned(), "ready".to_owned())]);
    chat.has_room("2026-11-24-war-room-mail-is-slow", "C0PRIVATE", true);
    repository.run(&["outbox", "send"]).ok();
    assert_eq!(chat.posted(), ["C0PRIVATE: [theory pool] Tech Lead: The pool leaks (owner: Tech Lead)"]);
}

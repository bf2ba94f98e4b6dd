//! Commands in a log of many incidents, of which only those are read that a command goes by: they answer as if all were.

use crate::chat_server::Chat;
use crate::harness::Repository;
use serde_json::Value;

/// A log of fifty closed incidents and some that are not, which has been looked at once.
fn many() -> Repository {
    many_in(Repository::new().log())
}

fn many_in(repository: Repository) -> Repository {
    for number in 10..60 {
        let id = format!("2025-03-{:02}-mail-is-late-{number}", number % 28 + 1);
        let room = if number == 20 { "war-room: \"#the-room\"\n" } else { "" };
        let head = format!("title: Mail {number} is late\nseverity: sev-3\nstatus: closed\n{room}");
        repository.write(&path(&id), &format!("---\n{head}started: 2025-03-10T10:00:00+00:00\n---\n"));
    }
    for (id, status, more) in [
        ("2026-11-20-search-is-slow", "open", "lead: Tech Lead\n"),
        ("2026-11-22-keys-leaked", "closed", "visibility: restricted\n"),
        ("2026-11-23-checkout-fails", "mitigated", "war-room: \"#room\"\n"),
        ("2026-11-23-invoices-are-late", "resolved", ""),
    ] {
        let head = format!("title: About {id}\nseverity: sev-2\nstatus: {status}\n{more}");
        let started = &id[..10];
        repository.write(
            &path(id),
            &format!(
                "---\n{head}started: {started}T10:00:00+00:00\n---\n\n## Timeline\n- 10:00 [started] It begins.\n"
            ),
        );
    }
    repository.commit_all("A log");
    repository.run(&["status"]).ok();
    assert!(repository.path(".git/incident-known").exists(), "so many are remembered");
    repository
}

fn path(id: &str) -> String {
    format!("incidents/{}/{id}/incident.md", &id[..4])
}

fn ids(incidents: &Value) -> Vec<&str> {
    incidents.as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect()
}

#[test]
fn the_board_tells_what_goes_on_what_is_owed_and_what_cannot_be_read() {
    let repository = many();
    repository.write(&path("2026-11-24-nobody-knows"), "---\ntitle: [\n---\n");
    std::fs::create_dir_all(repository.path("incidents/2026/2026-11-24-without-a-word")).unwrap();
    insta::assert_snapshot!(repository.run(&["status"]).ok().stdout, @r#"
    SEVERITY  STATUS     GOES ON FOR  LEAD       ID
    sev-2     mitigated  1 d 2 h      nobody     2026-11-23-checkout-fails
    sev-2     open       4 d 2 h      Tech Lead  2026-11-20-search-is-slow

    2026-11-23-checkout-fails
      nobody has acknowledged it: `incident escalate 2026-11-23-checkout-fails`
      nothing was written down for 1 d 2 h; a status is OVERDUE

    2026-11-20-search-is-slow
      nobody has acknowledged it: `incident escalate 2026-11-20-search-is-slow`
      nothing was written down for 4 d 2 h; a status is OVERDUE

    Resolved, and owed before it can be closed:
      2026-11-23-invoices-are-late
        the all-clear: post it, then `incident note 2026-11-23-invoices-are-late --kind announced "All clear given."`
        the root cause: `incident cause 2026-11-23-invoices-are-late TEXT`, or `--ticket URL` where it is looked for
        a post-mortem: `incident postmortem 2026-11-23-invoices-are-late`
        a briefing: `incident agenda open 2026-11-23-invoices-are-late`

    2 incidents cannot be read, so nobody knows whether they go on:
      incidents/2026/2026-11-24-nobody-knows/incident.md:2:8: this is not valid YAML: unclosed bracket '['
      incidents/2026/2026-11-24-without-a-word: there is no incident.md
    "#);
    let status = repository.json(&["status"]);
    assert_eq!(ids(&status["incidents"]), ["2026-11-23-checkout-fails", "2026-11-20-search-is-slow"]);
    assert_eq!(ids(&status["resolved"]), ["2026-11-23-invoices-are-late"]);
    assert_eq!(status["broken"].as_array().unwrap().len(), 2);
}

#[test]
fn what_somebody_opened_again_by_hand_is_seen_at_once() {
    let repository = many();
    let newest = |repository: &Repository| repository.json(&["note", "@", "Looked at", "--dry-run"])["id"].clone();
    assert_eq!(newest(&repository), "2026-11-23-checkout-fails");
    repository.replace(&path("2026-11-22-keys-leaked"), "status: closed", "status: open");
    repository.replace(&path("2026-11-23-checkout-fails"), "status: mitigated", "status: closed");
    assert_eq!(newest(&repository), "2026-11-22-keys-leaked");
    let told = repository.run(&["note", "@", "Looked at", "--dry-run"]).ok().stderr;
    assert_eq!(told, "note: @ is 2026-11-22-keys-leaked, the newest of 2 that are open\n");
    std::fs::remove_dir_all(repository.path("incidents/2026/2026-11-22-keys-leaked")).unwrap();
    assert_eq!(newest(&repository), "2026-11-20-search-is-slow");
}

#[test]
fn a_word_names_one_of_all_incidents_and_what_names_none_or_several_is_told() {
    let repository = many();
    assert_eq!(repository.json(&["show", "late-33"])["id"], "2025-03-06-mail-is-late-33");
    insta::assert_snapshot!(repository.run(&["note", "2025-03-13", "x"]).fails(), @"
    error: `2025-03-13` is in the ids of 2 incidents
    help: it could be:
            2025-03-13-mail-is-late-40
            2025-03-13-mail-is-late-12
    ");
    let twice = repository.read(&path("2025-03-06-mail-is-late-33"));
    repository.write("incidents/2024/2025-03-06-mail-is-late-33/incident.md", &twice);
    let again = repository.run(&["show", "2025-03-06-mail-is-late-33"]).fails();
    assert!(again.contains("is in the ids of 2 incidents"), "{again}");
    let none = repository.run(&["note", "serch-is-slow", "x"]).fails();
    assert!(none.contains("did you mean `search-is-slow`?"), "{none}");
}

#[test]
fn a_report_gets_an_id_and_a_room_that_no_incident_has() {
    let repository = many();
    let new = |title: &str| repository.json(&["new", title, "-s", "1", "--started", "2026-11-23 10:00"]);
    assert_eq!(new("Checkout fails")["id"], "2026-11-23-checkout-fails-2");
    repository.replace("incident.yaml", "\"#{date}-war-room-{slug}\"", "\"#the-{slug}\"");
    assert_eq!(new("Room")["war-room"], "#the-room-2");
}

#[test]
fn an_item_under_another_name_is_of_the_incident_that_it_tells_of() {
    let repository = many();
    let item = "---\nincident: 2025-03-06-mail-is-late-33\nstatus: open\n---\n";
    repository.write("agenda/2026-12-01/late-mail.md", item);
    let show = repository.json(&["show", "late-33"]);
    assert_eq!(show["agenda"][0]["path"], "agenda/2026-12-01/late-mail.md");
    let again = repository.run(&["agenda", "open", "late-33"]).fails();
    assert!(again.contains("agenda/2026-12-01/late-mail.md"), "{again}");
}

#[test]
fn a_message_says_nothing_of_a_restricted_incident_that_was_not_read() {
    let chat = Chat::start();
    chat.has_room("room", "C0ROOM00009", false);
    let repository = many_in(chat.log());
    repository.run(&["mitigate", "@", "As in 2026-11-22-keys-leaked, and late-33"]).ok();
    let posted = chat.posted().join("\n");
    assert!(posted.contains("late-33") && !posted.contains("keys-leaked"), "{posted}");
}

#[test]
fn what_is_remembered_may_be_lost_or_damaged() {
    let repository = many();
    let asked = |repository: &Repository| {
        let commands: [&[&str]; 4] =
            [&["status"], &["show", "late-33"], &["note", "@", "x", "--dry-run"], &["history", "late-40"]];
        commands.map(|command| repository.run(command).ok().stdout)
    };
    let before = asked(&repository);
    let known = std::fs::read(repository.path(".git/incident-known")).unwrap();
    for damaged in [&known[..known.len() / 2], b"", b"\xff\xff\xff\xff\xff\xff\xff\xff"] {
        repository.write_bytes(".git/incident-known", damaged);
        repository.write_bytes(".git/incident-stamps", damaged);
        assert_eq!(asked(&repository), before);
    }
}

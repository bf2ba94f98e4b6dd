//! `incident agenda`: what the coming meeting is briefed on.

use crate::harness::Repository;
use serde_json::json;

const SLOW: &str = "2026-11-24-search-is-slow";

/// A log with a resolved incident, which is on the agenda of today's meeting.
fn log() -> Repository {
    let repository = Repository::new().log();
    repository.run(&["new", "Search is slow", "-s", "sev-1", "--lead", "Tech Lead", "--started", "10:00"]).ok();
    let resolve = ["resolve", "@", "--summary", "It took 20 s.\n\n# Graph\n[g](graph.png)", "--solution", "Rebuild."];
    repository.write(&format!("incidents/2026/{SLOW}/graph.png"), "");
    repository.run(&[&resolve[..], &["--root-cause", "One shard."]].concat()).ok();
    repository
}

#[test]
fn the_coming_meetings_items_are_listed() {
    let repository = log();
    repository.run(&["new", "Mail is late", "-s", "sev-4"]).ok();
    repository.run(&["agenda", "open", "mail", "--presenter", "Platform Lead", "--minutes", "5"]).ok();
    insta::assert_snapshot!(repository.run(&["agenda"]).ok().stdout, @"
    Architecture meeting, 2026-11-24 (15 min)

    STATUS  TIME    PRESENTER      INCIDENT                   TITLE
    open    5 min   Platform Lead  2026-11-24-mail-is-late    Mail is late
    open    10 min  Tech Lead      2026-11-24-search-is-slow  Search is slow
    ");
    let answer = repository.json(&["agenda"]);
    assert_eq!((&answer["meeting"], &answer["date"]), (&json!("Architecture meeting"), &json!("2026-11-24")));
    assert_eq!(answer["begins"], "2026-11-24T14:00:00Z");
    assert_eq!(
        answer["items"][1],
        json!({
            "incident": SLOW,
            "title": "Search is slow",
            "presenter": "Tech Lead",
            "minutes": 10,
            "status": "open",
            "outcome": null,
            "path": format!("agenda/2026-11-24/{SLOW}.md"),
        })
    );
    assert_eq!(repository.findings(), Vec::<String>::new());
    let later = repository.run(&["agenda", "--meeting", "2026-12-01"]).ok().stdout;
    assert_eq!(later, "Architecture meeting, 2026-12-01: nothing on the agenda\n");
}

#[test]
fn what_is_briefed_before_the_meeting_is_written_down_and_told() {
    let mut repository = log();
    let brief = ["agenda", "brief", "slow", "--outcome", "Agreed."];
    insta::assert_snapshot!(repository.run(&[&brief[..], &["--dry-run"]].concat()).stderr, @"warning: the meeting of this item is yet to come, at 2026-11-24T14:00:00Z; what it makes of it changes `outcome` in the item");
    repository.now = "2026-11-24T14:00:00Z".to_owned();
    assert_eq!(repository.run(&[&brief[..], &["--dry-run"]].concat()).stderr, "", "it has begun");
    repository.now = "2026-11-24T13:59:00Z".to_owned();
    repository.run(&brief).ok();
    assert!(repository.read(&format!("agenda/2026-11-24/{SLOW}.md")).contains("outcome: Agreed."));
}

#[test]
fn a_meeting_that_has_begun_is_no_coming_one() {
    let repository = log().at("2026-11-24T14:00:00Z");
    assert!(repository.run(&["agenda"]).ok().stdout.starts_with("Architecture meeting, 2026-12-01"));
}

#[test]
fn an_agenda_can_be_pasted_as_markdown() {
    let repository = log();
    insta::assert_snapshot!(repository.run(&["agenda", "--format", "markdown"]).ok().stdout, @"
    # Architecture meeting, 2026-11-24

    ## Search is slow

    _Tech Lead, 10 minutes_

    ### Summary
    It took 20 s.

    ### Graph
    [g](../../incidents/2026/2026-11-24-search-is-slow/graph.png)

    ### Solution
    Rebuild.
    ");
}

#[test]
fn a_meeting_goes_into_a_calendar() {
    let repository = log();
    insta::assert_snapshot!(repository.run(&["agenda", "--format", "ics"]).ok().stdout.replace('\r', ""), @"
    BEGIN:VCALENDAR
    VERSION:2.0
    PRODID:ICALENDAR-RS
    CALSCALE:GREGORIAN
    BEGIN:VEVENT
    DESCRIPTION:2026-11-24-search-is-slow: Search is slow
    DTEND:20261124T141500Z
    DTSTAMP:20261124T120000Z
    DTSTART:20261124T140000Z
    SUMMARY:Architecture meeting
    UID:2026-11-24@shop.incident-agenda
    END:VEVENT
    END:VCALENDAR
    ");
}

#[test]
fn what_leaves_the_repository_says_nothing_of_a_restricted_incident() {
    let repository = log();
    repository.run(&["new", "Token was stolen", "-s", "sev-4", "--visibility", "restricted"]).ok();
    repository.run(&["agenda", "open", "token"]).ok();
    assert!(repository.run(&["agenda"]).ok().stdout.contains("Token was stolen"), "the terminal is the team's own");
    for format in ["markdown", "ics"] {
        let told = repository.run(&["agenda", "--format", format]).ok().stdout.replace("\r\n ", "");
        assert!(told.contains("Search is slow") && told.contains("A restricted incident"), "{told}");
        assert!(!told.to_lowercase().contains("token"), "{told}");
    }
    // Nor of one that may be restricted: nobody can tell.
    let entry = "incidents/2026/2026-11-24-token-was-stolen/incident.md";
    repository.replace(entry, "visibility: restricted", "visibility: [");
    let told = repository.run(&["agenda", "--format", "markdown"]).ok().stdout;
    assert!(!told.to_lowercase().contains("token"), "{told}");
}

#[test]
fn an_item_is_opened_deferred_and_briefed() {
    let repository = log();
    let defer = repository.json(&["agenda", "defer", "slow", "--why", "- no time"]);
    let [from, to] = ["2026-11-24", "2026-12-01"].map(|date| format!("agenda/{date}/{SLOW}.md"));
    assert_eq!(defer, json!({"version": 1, "id": SLOW, "paths": [from, to], "commit": null, "pushed": false}));
    assert!(
        repository
            .read(&from)
            .contains("\nstatus: deferred # open, briefed, deferred\noutcome: \"Deferred to 2026-12-01: - no time\"\n")
    );
    assert!(repository.read(&to).contains("\nstatus: open #"));
    let brief = repository.run(&["agenda", "brief", "slow", "--outcome", "Buy a disk: agreed"]).ok().stdout;
    assert_eq!(brief, format!("wrote {to}\n"));
    insta::assert_snapshot!(repository.read(&to), @r#"
    ---
    incident: 2026-11-24-search-is-slow
    presenter: Tech Lead
    minutes: 10
    status: briefed # open, briefed, deferred
    outcome: "Buy a disk: agreed"
    ---

    ## Summary
    It took 20 s.

    ### Graph
    [g](../../incidents/2026/2026-11-24-search-is-slow/graph.png)

    ## Solution
    Rebuild.
    "#);
    assert_eq!(repository.findings(), Vec::<String>::new());
    for arguments in [&["brief", "slow", "--outcome", "x"][..], &["defer", "slow"]] {
        let refused = repository.run(&[&["agenda"], arguments].concat()).fails();
        let said =
            format!("error: {to}: {SLOW} was briefed already on 2026-12-01\nhelp: `incident agenda open {SLOW} ");
        assert!(refused.starts_with(&said), "{refused}");
    }
    // Before it meets, the site says what it was briefed on, not that there is nothing.
    let page = |repository: &Repository| {
        repository.run(&["build"]).ok();
        repository.read("site/agenda/index.html")
    };
    let none = "No incident is on its agenda.";
    let repository = repository.at("2026-11-30T12:00:00Z");
    let told = page(&repository);
    assert!(told.contains("Buy a disk: agreed") && !told.contains(none), "{told}");
    let repository = repository.at("2026-12-02T12:00:00Z");
    let told = page(&repository);
    assert!(told.contains("Next: Tuesday 8 December 2026") && told.contains(none), "{told}");
    let repository = repository.at("2026-11-24T12:00:00Z");
    // What is briefed can come up again.
    repository.run(&["agenda", "open", "slow", "--meeting", "2026-12-08"]).ok();
    assert_eq!(repository.findings(), Vec::<String>::new());
}

#[test]
fn a_step_that_makes_no_sense_is_refused() {
    let repository = log();
    repository.run(&["new", "Mail is late", "-s", "sev-4"]).ok();
    let before = repository.files();
    let item = format!("agenda/2026-11-24/{SLOW}.md");
    for (arguments, said) in [
        (
            &["open", "slow"][..],
            format!("{item}: this incident is on an agenda already\nhelp: `incident agenda defer`"),
        ),
        (&["brief", "slow"], "the outcome is missing\nhelp: name it with --outcome".to_owned()),
        (&["brief", "slow", "--outcome", " "], "the outcome is empty\nhelp: say what".to_owned()),
        (
            &["brief", "mail", "--outcome", "x"],
            "2026-11-24-mail-is-late is on no agenda\nhelp: `incident agenda open 2026-11-24-mail-is-late`".to_owned(),
        ),
        (&["defer", "mail"], "2026-11-24-mail-is-late is on no agenda\nhelp: ".to_owned()),
        (
            &["defer", "slow", "--to", "2026-11-24"],
            format!(
                "{item}: 2026-11-24 is not later than the meeting that it stands on\nhelp: name a later date with --to"
            ),
        ),
        (
            &["open", "mail", "--format", "ics"],
            "this command has no format `ics`\nhelp: it has: human, json".to_owned(),
        ),
        (&["--format", "csv"], "this command has no format `csv`\nhelp: it has: human, json, markdown, ics".to_owned()),
    ] {
        let refused = repository.run(&[&["agenda"], arguments].concat()).fails();
        assert!(refused.starts_with(&format!("error: {said}")), "{arguments:?}: {refused}");
    }
    let usage = repository.run(&["agenda", "open", "mail", "--meeting", "2026-13-01"]).fails();
    assert!(usage.contains("write a date like 2024-01-31"), "{usage}");
    assert_eq!(repository.files(), before);
}

#[test]
fn a_plan_without_a_meeting_that_can_be_told_says_so() {
    let repository = log();
    for meeting in [
        "{recurrence: FREQ=HOURLY}",
        "{recurrence: every Tuesday}",
        "{recurrence: \"FREQ=WEEKLY;UNTIL=20200101T000000Z\"}",
    ] {
        let plan = repository.read("incident.yaml");
        let (kept, _) = plan.split_once("\nmeeting:").unwrap();
        repository.write("incident.yaml", &format!("{kept}\nmeeting: {meeting}\n"));
        let said = repository.run(&["agenda"]).fails();
        assert!(said.contains("meeting") && said.contains("--meeting") && said.contains("incident.yaml"), "{said}");
        assert!(repository.run(&["agenda", "--meeting", "2026-11-24"]).ok().stdout.contains("Search is slow"));
    }
}

#[test]
fn a_dry_run_writes_nothing() {
    let repository = log();
    let before = repository.files();
    for arguments in [&["brief", "slow", "--outcome", "x"][..], &["defer", "slow"]] {
        let said = repository.run(&[&["agenda"], arguments, &["--dry-run"]].concat()).ok().stdout;
        assert!(said.starts_with("--- a/agenda/2026-11-24/"), "{said}");
    }
    assert_eq!(repository.files(), before);
}

//! `incident status`: what goes on, who leads, and what is owed.

use crate::harness::Repository;
use serde_json::json;

/// A log with a severe incident that nobody has acknowledged.
fn severe_log() -> Repository {
    let repository = Repository::new().log();
    repository.run(&["new", "Checkout answers HTTP 500", "-s", "1", "--started", "11:40"]).ok();
    repository
}

#[test]
fn the_board_tells_what_is_owed_this_minute() {
    let repository = severe_log();
    repository.run(&["new", "Mail is late", "-s", "4", "--started", "10:00"]).ok();
    assert_eq!(
        repository
            .run(&["thread", "checkout", "pool", "It leaks", "--owner", "Platform", "--priority", "1"])
            .ok()
            .stderr,
        ""
    );
    let repository = repository.at("2026-11-24T12:11:00Z");
    repository.run(&["thread", "checkout", "dns", "It is slow", "--owner", "Network"]).ok();
    insta::assert_snapshot!(repository.run(&["status"]).ok().stdout, @"
    SEVERITY  STATUS  GOES ON FOR  LEAD    ID
    sev-1     open    31 min       nobody  2026-11-24-checkout-answers-http-500
    sev-4     open    2 h 11 min   nobody  2026-11-24-mail-is-late

    2026-11-24-checkout-answers-http-500
      nobody has acknowledged it: `incident escalate 2026-11-24-checkout-answers-http-500`
      open pool: Platform, priority 1, last word 11 min ago; a status is OVERDUE
      open dns: Network, last word 0 s ago
    ");
    insta::assert_snapshot!(format!("{:#}", repository.json(&["status", "checkout"])), @r#"
    {
      "version": 1,
      "incidents": [
        {
          "id": "2026-11-24-checkout-answers-http-500",
          "title": "Checkout answers HTTP 500",
          "severity": "sev-1",
          "counts-as": null,
          "status": "open",
          "minutes": 31,
          "lead": null,
          "acknowledged": null,
          "unacknowledged": true,
          "overdue": false,
          "threads": [
            {
              "name": "pool",
              "owner": "Platform",
              "priority": "1",
              "state": "open",
              "reported": "2026-11-24T12:00:00Z",
              "overdue": true
            },
            {
              "name": "dns",
              "owner": "Network",
              "priority": null,
              "state": "open",
              "reported": "2026-11-24T12:11:00Z",
              "overdue": false
            }
          ]
        }
      ],
      "resolved": [],
      "closable": [],
      "broken": []
    }
    "#);
    insta::assert_snapshot!(repository.run(&["status", "checkout"]).ok().stdout, @"
    SEVERITY  STATUS  GOES ON FOR  LEAD    ID
    sev-1     open    31 min       nobody  2026-11-24-checkout-answers-http-500

    2026-11-24-checkout-answers-http-500
      nobody has acknowledged it: `incident escalate 2026-11-24-checkout-answers-http-500`
      open pool: Platform, priority 1, last word 11 min ago; a status is OVERDUE
      open dns: Network, last word 0 s ago
      2026-11-24T11:40:00Z [started] It started, as far as is known.
      2026-11-24T12:00:00Z [detected] It was noticed.
      2026-11-24T12:00:00Z [report] Checkout answers HTTP 500 (sev-1 in the reporter's judgement)
      2026-11-24T12:00:00Z [theory pool] Platform: It leaks (owner: Platform, priority: 1)
      2026-11-24T12:11:00Z [theory dns] Network: It is slow (owner: Network)
    ");
    let shown = repository.run(&["show", "checkout"]).ok().stdout;
    assert!(shown.contains("  12:00  theory pool  Platform: It leaks (owner: Platform, priority: 1)\n"), "{shown}");
    assert_eq!(Repository::new().log().run(&["status"]).ok().stdout, "no incident is open\n");
}

#[test]
fn the_board_tells_what_is_owed_of_resolved_incidents_too() {
    let repository = severe_log();
    let root_cause = ["--root-cause-unknown", "--ticket", "https://tracker.example/OPS-1"];
    repository
        .run(&[&["resolve", "@", "--summary", "It failed.", "--solution", "Restart."][..], &root_cause].concat())
        .ok();
    insta::assert_snapshot!(repository.run(&["status"]).ok().stdout, @"
    no incident is open

    Resolved, and owed before it can be closed:
      2026-11-24-checkout-answers-http-500
        the post-mortem is draft, due 2026-11-27, and nobody is its `owner`: finish incidents/2026/2026-11-24-checkout-answers-http-500/postmortem.md, and set its `status` to published
        the briefing of the meeting on 2026-11-24, and nobody is its `presenter`: `incident agenda brief 2026-11-24-checkout-answers-http-500 --outcome TEXT`
    ");
}

#[test]
fn what_is_resolved_and_not_closed_is_on_the_board_with_what_keeps_it_from_being_closed() {
    let repository = Repository::new().log();
    repository.run(&["new", "Search is slow", "-s", "4"]).ok();
    let resolve = ["--summary", "It took 20 s.", "--solution", "Rebuild it.", "--root-cause", "A shard."];
    let said = repository.run(&[&["resolve", "@"][..], &resolve].concat()).ok().stdout;
    assert!(said.ends_with("\nNothing is owed: `incident close 2026-11-24-search-is-slow` ends it.\n"), "{said}");
    insta::assert_snapshot!(repository.run(&["status"]).ok().stdout, @"
    no incident is open

    Resolved, and to be closed:
      `incident close 2026-11-24-search-is-slow`
    ");
    assert_eq!(repository.json(&["status"])["closable"], json!(["2026-11-24-search-is-slow"]));
    // What the rules find wrong in a document refuses it, too.
    repository.write("incidents/2026/2026-11-24-search-is-slow/postmortem.md", "---\nstatus: draft\nowner: 7-\n");
    let refused = repository.run(&["close", "slow"]).fails();
    let status = repository.run(&["status"]).ok().stdout;
    assert!(refused.contains("postmortem.md:") && !status.contains("Resolved, and to be closed:"), "{refused}{status}");
    assert_eq!(repository.json(&["status"])["closable"], json!([]));
    repository.write(
        "incidents/2026/2026-11-24-search-is-slow/postmortem.md",
        "---\nstatus: published\nowner:\nreviewed: 2026-11-24\n---\n",
    );
    let refused = repository.run(&["close", "slow"]).fails();
    let wrong = refused.lines().nth(1).unwrap().trim_start_matches("help: ").to_owned();
    let status = repository.run(&["status"]).ok().stdout;
    assert!(
        wrong.contains("postmortem.md:") && status.contains(&format!("what is wrong in it: {wrong}")),
        "{refused}{status}"
    );
    for number in 0..6 {
        repository.run(&["new", &format!("Mail {number}"), "-s", "4"]).ok();
        repository.run(&[&["resolve", "@"][..], &resolve].concat()).ok();
    }
    let status = repository.run(&["status"]).ok().stdout;
    assert!(status.matches("`incident close ").count() == 4 && status.ends_with("\n  and 2 older ones\n"), "{status}");
}

#[test]
fn what_cannot_be_read_is_never_taken_for_peace() {
    let repository = severe_log();
    let path = "incidents/2026/2026-11-24-checkout-answers-http-500/incident.md";
    repository.replace(path, "title: ", "<<<<<<< ours\ntitle: A\n=======\ntitle: B\n>>>>>>> theirs\ntitle: ");
    insta::assert_snapshot!(repository.run(&["status"]).ok().stdout, @"
    1 incident cannot be read, so nobody knows whether it goes on:
      incidents/2026/2026-11-24-checkout-answers-http-500/incident.md:2:1: this is a left conflict marker
    ");
    insta::assert_snapshot!(repository.run(&["note", "@", "x"]).fails(), @"
    error: 1 incident cannot be read, so nobody knows whether `@` is it; no other is open
    help: mend what cannot be read, or name an incident that can:
            incidents/2026/2026-11-24-checkout-answers-http-500/incident.md:2:1: this is a left conflict marker
    ");
    assert_eq!(repository.run(&["similar", "@"]).fails(), repository.run(&["note", "@", "x"]).fails());
    // Beside one that can be read, it is told below.
    repository.run(&["new", "Search is slow", "-s", "sev-3"]).ok();
    let said = repository.run(&["status"]).ok().stdout;
    assert!(said.starts_with("SEVERITY") && said.contains("1 incident cannot be read"), "{said}");
    insta::assert_snapshot!(repository.run(&["note", "@", "x"]).ok().stderr, @"warning: incidents/2026/2026-11-24-checkout-answers-http-500/incident.md:2:1: this is a left conflict marker; @ is 2026-11-24-search-is-slow, and nobody knows whether what cannot be read goes on");
}

#[test]
fn each_key_that_stands_twice_is_told() {
    let repository = severe_log();
    let path = "incidents/2026/2026-11-24-checkout-answers-http-500/incident.md";
    repository.replace(path, "visibility: ", "status: mitigated\ntitle: Another\nvisibility: ");
    insta::assert_snapshot!(repository.findings().join("\n"), @"
    incidents/2026/2026-11-24-checkout-answers-http-500/incident.md:5:1 broken-document: the key `status` stands here a second time
    incidents/2026/2026-11-24-checkout-answers-http-500/incident.md:6:1 broken-document: the key `title` stands here a second time
    ");
}

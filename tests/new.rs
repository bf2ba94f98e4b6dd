//! `incident new`: an incident is reported, and whoever reports it learns what to do next.

use crate::harness::Repository;
use serde_json::json;
use std::process::Stdio;

const ENTRY: &str = "incidents/2026/2026-11-24-checkout-answers-http-500/incident.md";
const REPORT: &[&str] = &[
    "new",
    "Checkout answers HTTP 500",
    "--severity",
    "sev-1",
    "--lead",
    "Tech Lead",
    "--reporter",
    "Support Desk",
    "--service",
    "checkout",
    "--service",
    "payments",
    "--tag",
    "deploy",
    "--started",
    "2026-11-24T11:40:00Z",
    "--visibility",
    "internal",
    "--link",
    "https://graphs.example/d/checkout",
    "--repro",
    "Pay with any card.",
];

/// A log with a roster and a past incident that was solved.
fn log() -> Repository {
    let repository = Repository::new().log().with("CHIEF_PHONE", "555-0103");
    repository.replace("incident.yaml", "escalation: 1\n", "escalation: 1\n    phone: 555-0101\n");
    repository.replace(
        "incident.yaml",
        "escalation: 2\n",
        "escalation: 4\n    phone-from: env:CHIEF_PHONE\n  - name: Platform Lead\n    escalation: 3\n    phone-from: file:phones/platform\n  - name: Auditor\n  - name: Security Lead\n    escalation: 2\n    phone-from: file:phones/nobody\n",
    );
    repository.write(".gitignore", "/phones\n");
    repository.write("phones/platform", "555-0102\nsecond line\n");
    repository.write(
        "incidents/2026/2026-03-02-checkout-was-down/incident.md",
        "---\ntitle: Checkout was down\nseverity: sev-3\nstatus: resolved\nstarted: 2026-03-02T09:00:00Z\nresolved: 2026-03-02T10:00:00Z\nannounced: 2026-03-02T10:00:00Z\nservices: [checkout]\nroot-cause: {known: true, summary: Release 398}\n---\n\n## Summary\nNo payment went through.\n\n## Solution\nRoll back **release 398**, then restart the workers.\n\n## Timeline\n- 2026-03-02T09:00:00Z [started] Down.\n- 2026-03-02T10:00:00Z [resolved] Up.\n- 2026-03-02T10:00:00Z [announced] All clear given.\n",
    );
    repository
}

#[test]
fn a_report_says_what_to_post_whom_to_call_and_what_helped_before() {
    let repository = log();
    assert_eq!(repository.findings(), Vec::<String>::new());
    insta::assert_snapshot!(repository.run(REPORT).ok().stdout, @"
    wrote incidents/2026/2026-11-24-checkout-answers-http-500/incident.md
    2026-11-24-checkout-answers-http-500

    War room: #2026-11-24-war-room-checkout-answers-http-500

    Post in #tech_incidents:
      @channel sev-1 critical: Checkout answers HTTP 500
      Started 2026-11-24T11:40:00Z, reported by Support Desk.
      Services: checkout, payments
      Link: https://graphs.example/d/checkout
      To reproduce: Pay with any card.
      Lead: Tech Lead
      War room: #2026-11-24-war-room-checkout-answers-http-500
      Log: 2026-11-24-checkout-answers-http-500

    Send it directly to: Executive contact

    Until somebody acknowledges, call:
      1. Tech Lead (Leads the response)  555-0101
      2. Security Lead
      3. Platform Lead  555-0102
      4. Executive contact (Speaks for the company)  555-0103
      Whoever takes it on is written down: `incident escalate 2026-11-24-checkout-answers-http-500 --ack NAME`

    Absolute priority over everything else in the company. A call at 2 in the morning is fine.

    Similar incidents and what solved them:
      2026-03-02-checkout-was-down  Checkout was down
        Roll back release 398, then restart the workers.
    ");
    insta::assert_snapshot!(repository.read(ENTRY), @r##"
    ---
    title: Checkout answers HTTP 500
    severity: sev-1
    status: open # open, mitigated, resolved, closed
    visibility: internal # public, internal, restricted
    started: 2026-11-24T11:40:00Z
    detected: 2026-11-24T12:00:00Z
    reporter: Support Desk
    lead: Tech Lead
    services: [checkout, payments]
    tags: [deploy]
    war-room: "#2026-11-24-war-room-checkout-answers-http-500"
    ---

    ## Summary
    <!-- What happened, in two or three sentences. -->

    ## Solution
    <!-- What solved it, so that the next one is solved faster. -->

    ## Timeline
    - 2026-11-24T11:40:00Z [started] It started, as far as is known.
    - 2026-11-24T12:00:00Z [detected] It was noticed.
    - 2026-11-24T12:00:00Z [report] Support Desk: Checkout answers HTTP 500 (sev-1 in the reporter's judgement)

      <https://graphs.example/d/checkout>

      To reproduce: Pay with any card.
    - 2026-11-24T12:00:00Z [lead] Tech Lead takes the lead.
    "##);
    assert_eq!(repository.findings(), Vec::<String>::new());
}

#[test]
fn scripts_get_the_same_as_json() {
    let answer = log().json(REPORT);
    assert_eq!(
        answer,
        json!({
            "version": 1,
            "id": "2026-11-24-checkout-answers-http-500",
            "war-room": "#2026-11-24-war-room-checkout-answers-http-500",
            "message": "@channel sev-1 critical: Checkout answers HTTP 500\nStarted 2026-11-24T11:40:00Z, reported by Support Desk.\nServices: checkout, payments\nLink: https://graphs.example/d/checkout\nTo reproduce: Pay with any card.\nLead: Tech Lead\nWar room: #2026-11-24-war-room-checkout-answers-http-500\nLog: 2026-11-24-checkout-answers-http-500",
            "channel": "#tech_incidents",
            "direct": ["Executive contact"],
            "similar": [{
                "id": "2026-03-02-checkout-was-down",
                "title": "Checkout was down",
                "solution": "Roll back release 398, then restart the workers.",
                "open": false,
            }],
            "paths": [ENTRY],
            "commit": null,
            "pushed": false,
        })
    );
}

#[test]
fn a_title_and_a_severity_are_enough() {
    let repository = Repository::new().log();
    insta::assert_snapshot!(
        repository.run(&["new", "Mail is late", "--severity", "sev-4", "--no-input"]).ok().stdout, @"
    wrote incidents/2026/2026-11-24-mail-is-late/incident.md
    2026-11-24-mail-is-late

    Tell the channel concerned, not the incident channel:
      sev-4 low: Mail is late
      Started 2026-11-24T12:00:00Z.
      Log: 2026-11-24-mail-is-late

    No emergency response. Normal triage.
    ");
    insta::assert_snapshot!(repository.read("incidents/2026/2026-11-24-mail-is-late/incident.md"), @"
    ---
    title: Mail is late
    severity: sev-4
    status: open # open, mitigated, resolved, closed
    visibility: internal # public, internal, restricted
    started: 2026-11-24T12:00:00Z
    detected: 2026-11-24T12:00:00Z
    ---

    ## Summary
    <!-- What happened, in two or three sentences. -->

    ## Solution
    <!-- What solved it, so that the next one is solved faster. -->

    ## Timeline
    - 2026-11-24T12:00:00Z [started] It started, as far as is known.
    - 2026-11-24T12:00:00Z [detected] It was noticed.
    - 2026-11-24T12:00:00Z [report] Mail is late (sev-4 in the reporter's judgement)
    ");
    assert_eq!(repository.findings(), Vec::<String>::new());
}

#[test]
fn a_severity_is_known_by_id_name_or_number() {
    let repository = Repository::new().log();
    for word in ["sev-2", "SEV-2", "sev2", "Sev 2", "high", "High", "2", " sev-2 "] {
        let id = repository.json(&["new", "Search is slow", "-s", word])["id"].as_str().unwrap().to_owned();
        assert_eq!(repository.json(&["show", &id])["severity"], "sev-2", "{word}");
    }
    insta::assert_snapshot!(repository.run(&["new", "Search", "-s", "sev-5"]).fails(), @"
    error: the plan has no severity `sev-5`
    help: it has: sev-1 critical, sev-2 high, sev-3 medium, sev-4 low
    ");
    insta::assert_snapshot!(repository.run(&["new", "Search", "-s", "urgent"]).fails(), @"
    error: the plan has no severity `urgent`
    help: it has: sev-1 critical, sev-2 high, sev-3 medium, sev-4 low
    ");
    insta::assert_snapshot!(repository.run(&["new", "Search", "-s", "3", "--visibility", "pubic"]).fails(), @"
    error: `pubic` is no visibility
    help: did you mean `public`?
    ");
}

#[test]
fn a_service_that_the_plan_does_not_know_is_told_beside_the_answer() {
    let repository = Repository::new().log();
    repository.write("incident.yaml", "services: [search, mail]\n");
    let answer = repository.run(&["new", "Slow", "-s", "3", "--service", "serch", "--service", "mail"]).ok();
    assert_eq!(answer.stderr, "warning: the plan has no service `serch`; did you mean `search`?\n");
}

#[test]
fn an_id_that_is_taken_is_counted_on() {
    let repository = Repository::new().log();
    let ids: Vec<_> = (0..3).map(|_| repository.json(&["new", "Search", "-s", "3"])["id"].clone()).collect();
    assert_eq!(ids, ["2026-11-24-search", "2026-11-24-search-2", "2026-11-24-search-3"]);
    // A folder without its document, and a link, take a name too.
    std::fs::create_dir(repository.path("incidents/2026/2026-11-24-search-4")).unwrap();
    std::os::unix::fs::symlink("/nowhere", repository.path("incidents/2026/2026-11-24-search-5")).unwrap();
    assert_eq!(repository.json(&["new", "Search", "-s", "3"])["id"], "2026-11-24-search-6");
    let at_once: Vec<_> = (0..6)
        .map(|_| repository.program(&["new", "Mail", "-s", "3"]).stdout(Stdio::null()).spawn().unwrap())
        .collect();
    for mut child in at_once {
        assert!(child.wait().unwrap().success());
    }
    assert!(repository.path("incidents/2026/2026-11-24-mail-6/incident.md").exists(), "each has an id of its own");
}

#[test]
fn what_was_missing_is_named_by_its_flag_where_nobody_can_be_asked() {
    let repository = Repository::new().log();
    let before = repository.files();
    insta::assert_snapshot!(repository.run(&["new"]).fails(), @"
    error: the title and the severity are missing
    help: name them with `incident new TITLE` and --severity; on a terminal, they are asked for
    ");
    insta::assert_snapshot!(repository.run(&["new", "Search is slow", "--no-input"]).fails(), @"
    error: the severity is missing
    help: name it with --severity; on a terminal, it is asked for
    ");
    assert_eq!(repository.files(), before);
}

#[test]
fn a_message_about_a_restricted_incident_reveals_nothing() {
    let repository = log();
    let report = [REPORT, &["--visibility", "restricted"]].concat();
    let report: Vec<&str> = report
        .iter()
        .enumerate()
        .filter(|(at, word)| !(**word == "internal" || (**word == "--visibility" && report[at + 1] == "internal")))
        .map(|(_, word)| *word)
        .collect();
    let answer = repository.json(&report);
    insta::assert_snapshot!(answer["message"].as_str().unwrap(), @"
    @channel sev-1 critical: a restricted incident is open. Ask the lead to be let in; please do not discuss it here.
    ");
    assert_eq!(answer["war-room"], "#2026-11-24-war-room-restricted");
    for told in [&answer["message"], &answer["war-room"]] {
        let told = told.as_str().unwrap().to_lowercase();
        for secret in ["checkout", "500", "payments", "card", "graphs", "support", "deploy"] {
            assert!(!told.contains(secret), "{told} holds {secret}");
        }
    }
    assert_eq!(repository.findings(), Vec::<String>::new());
}

#[test]
fn an_incident_that_is_written_down_late_was_not_detected_now() {
    let repository = Repository::new().log();
    let id = repository.json(&["new", "Search", "-s", "3", "--started", "2026-11-20 09:00"])["id"].clone();
    assert_eq!(id, "2026-11-20-search");
    let shown = repository.json(&["show", "@"]);
    assert_eq!((&shown["started"], &shown["detected"]), (&json!("2026-11-20T09:00:00Z"), &json!(null)));
    assert_eq!(repository.findings(), Vec::<String>::new());
}

#[test]
fn when_it_was_noticed_can_be_said() {
    let repository = Repository::new().log();
    let new = ["new", "Search", "-s", "3", "--started", "2026-11-20 09:00", "--detected", "2026-11-20 09:30"];
    repository.run(&new).ok();
    assert_eq!(repository.json(&["show", "@"])["detected"], "2026-11-20T09:30:00Z");
    assert_eq!(repository.findings(), Vec::<String>::new());
    for wrong in ["2026-11-20 08:59", "2026-11-24 12:30"] {
        let said = repository.run(&[&new[..7], &[wrong]].concat()).fails();
        assert!(said.starts_with("error: an incident is noticed between its start and now\nhelp: "), "{said}");
    }
}

#[test]
fn the_future_and_what_is_no_time_are_refused() {
    let repository = Repository::new().log();
    let before = repository.files();
    for (started, said) in [
        ("2026-11-24T12:30:00Z", "an incident cannot have started in the future"),
        ("2099-01-01", "an incident cannot have started in the future"),
        ("tomorrow", "--started is `tomorrow`, which is no time"),
        ("2026-02-30", "--started is `2026-02-30`, which is no time"),
        ("25:00", "--started is `25:00`, which is no time"),
        ("", "--started is ``, which is no time"),
    ] {
        let refused = repository.run(&["new", "Search", "-s", "3", "--started", started]).fails();
        assert!(refused.starts_with(&format!("error: {said}\nhelp: ")), "{started}: {refused}");
    }
    assert_eq!(repository.files(), before);
    // A clock that is a little ahead is no mistake.
    repository.run(&["new", "Search", "-s", "3", "--started", "12:04"]).ok();
}

#[test]
fn names_are_kept_on_one_line_and_empty_ones_are_left_out() {
    let repository = Repository::new().log();
    let id = repository.json(&[
        "new",
        "Search",
        "-s",
        "3",
        "--reporter",
        "Support\nDesk",
        "--lead",
        " ",
        "--service",
        "",
        "--service",
        "a\nb",
        "--tag",
        "\t",
        "--link",
        "",
        "--link",
        "graph a",
        "--repro",
        "- first\n- second",
    ]);
    insta::assert_snapshot!(repository.read("incidents/2026/2026-11-24-search/incident.md"), @"
    ---
    title: Search
    severity: sev-3
    status: open # open, mitigated, resolved, closed
    visibility: internal # public, internal, restricted
    started: 2026-11-24T12:00:00Z
    detected: 2026-11-24T12:00:00Z
    reporter: Support Desk
    services: [a b]
    ---

    ## Summary
    <!-- What happened, in two or three sentences. -->

    ## Solution
    <!-- What solved it, so that the next one is solved faster. -->

    ## Timeline
    - 2026-11-24T12:00:00Z [started] It started, as far as is known.
    - 2026-11-24T12:00:00Z [detected] It was noticed.
    - 2026-11-24T12:00:00Z [report] Support Desk: Search (sev-3 in the reporter's judgement)

      graph a

      To reproduce:

      - first
      - second
    ");
    assert!(!id["message"].as_str().unwrap().contains("Lead:"));
    assert_eq!(repository.findings(), Vec::<String>::new());
}

#[test]
fn a_dry_run_shows_the_entry_and_the_message_and_writes_nothing() {
    let repository = Repository::new().log();
    let before = repository.files();
    let said = repository.run(&["new", "Mail is late", "-s", "4", "--dry-run"]).ok().stdout;
    let path = "incidents/2026/2026-11-24-mail-is-late/incident.md";
    assert!(said.starts_with(&format!("--- /dev/null\n+++ b/{path}\n@@ -0,0 +1,")), "{said}");
    assert!(said.contains("\n+title: Mail is late\n") && said.contains("\n  sev-4 low: Mail is late\n"), "{said}");
    let answer = repository.json(&["new", "Mail is late", "-s", "4", "--dry-run"]);
    assert!(said.starts_with(answer["diff"].as_str().unwrap()) && answer["paths"] == json!([path]), "{answer}");
    assert_eq!(repository.files(), before);
}

#[test]
fn the_logs_own_template_is_used() {
    let repository = Repository::new().log();
    let template = "---\ntitle:\nseverity:\nstatus: open\nx-region: eu # eu or us\nstarted:\n---\n\n## Customers\n\n## Summary\n\n## Solution\n\n## Timeline\n";
    repository.write("templates/documents/incident.md", template);
    repository.run(&["new", "Search", "-s", "3"]).ok();
    let entry = repository.read("incidents/2026/2026-11-24-search/incident.md");
    assert!(entry.contains("\nx-region: eu # eu or us\n") && entry.contains("\n## Customers\n"), "{entry}");
    assert_eq!(repository.json(&["show", "@"])["extra"], json!({"x-region": "eu"}));

    repository.write("templates/documents/incident.md", "no front matter");
    let said = repository.run(&["new", "Mail", "-s", "3"]).fails();
    assert!(said.contains("this document has no front matter"), "{said}");
}

//! The response, minute by minute: escalated, led, looked into, changed, mitigated, resolved and closed by commands alone.

use crate::harness::Repository;
use serde_json::json;

const ENTRY: &str = "incidents/2026/2026-11-24-checkout-answers-http-500/incident.md";

/// A log with an incident that was reported as odd behaviour twenty minutes after it began.
fn log() -> Repository {
    let repository = Repository::new().log();
    repository.run(&["new", "Checkout answers HTTP 500", "-s", "3", "--started", "11:40"]).ok();
    repository
}

/// The same, found to be worse.
fn severe_log() -> Repository {
    let repository = log();
    repository.run(&["severity", "@", "sev-1", "--why", "all cards are refused"]).ok();
    repository
}

/// Takes each step in its minute of 12 o'clock; after each, nothing may be found wrong.
fn respond(mut repository: Repository, steps: &[(&str, &[&str])]) -> Repository {
    for (minute, step) in steps {
        repository = repository.at(&format!("2026-11-24T12:{minute}:00Z"));
        repository.run(step).ok();
        assert_eq!(repository.findings(), Vec::<String>::new(), "after {step:?}");
    }
    repository
}

#[test]
fn the_log_writes_itself_while_people_respond() {
    let repository = respond(
        log(),
        &[
            (
                "01",
                &["severity", "@", "critical", "--why", "because all cards are refused.", "--by", "On-call Engineer"],
            ),
            ("02", &["escalate", "@", "--told", "#tech_incidents", "--means", "chat"]),
            ("03", &["escalate", "@", "--told", "Tech Lead", "--means", "phone"]),
            ("04", &["escalate", "@", "--ack", "Tech Lead"]),
            ("05", &["lead", "@", "Tech Lead"]),
            (
                "06",
                &["thread", "@", "pool", "The pool (of release 412) leaks", "--owner", "Platform", "--priority", "1"],
            ),
            ("07", &["thread", "@", "dns", "The resolver is slow"]),
            ("08", &["thread", "@", "DNS", "--state", "ruled-out"]),
            (
                "09",
                &[
                    "change",
                    "@",
                    "Roll back 412",
                    "--approved-by",
                    "Tech Lead",
                    "--staging",
                    "none:it has no load (at all",
                ],
            ),
            ("10", &["change", "@", "--effect", "2 errors a minute, and no longer 400"]),
            ("11", &["lead", "@", "Platform Lead", "--why", "end of shift"]),
            ("12", &["mitigate", "@", "Payments go through again"]),
            ("13", &["thread", "@", "pool", "A heap dump shows it", "--state", "confirmed", "--by", "Platform"]),
            (
                "14",
                &[
                    "resolve",
                    "@",
                    "--summary",
                    "No card was accepted.",
                    "--solution",
                    "Roll back.",
                    "--root-cause",
                    "A leak.",
                ],
            ),
        ],
    );
    insta::assert_snapshot!(repository.read(ENTRY).split_once("---\n\n").unwrap().1, @"
    ## Summary
    No card was accepted.

    ## Solution
    Roll back.

    ## Timeline
    - 2026-11-24T11:40:00Z [started] It started, as far as is known.
    - 2026-11-24T12:00:00Z [detected] It was noticed.
    - 2026-11-24T12:00:00Z [report] Checkout answers HTTP 500 (sev-3 in the reporter's judgement)
    - 2026-11-24T12:01:00Z [severity] On-call Engineer: sev-3 to sev-1, because all cards are refused.
    - 2026-11-24T12:02:00Z [escalated] Told #tech_incidents by chat. (told: #tech_incidents, means: chat)
    - 2026-11-24T12:03:00Z [escalated] Told Tech Lead by phone. (told: Tech Lead, means: phone)
    - 2026-11-24T12:04:00Z [acknowledged] Tech Lead acknowledges.
    - 2026-11-24T12:05:00Z [lead] Tech Lead takes the lead.
    - 2026-11-24T12:06:00Z [theory pool] Platform: The pool (of release 412) leaks (owner: Platform, priority: 1)
    - 2026-11-24T12:07:00Z [theory dns] Tech Lead: The resolver is slow (owner: Tech Lead)
    - 2026-11-24T12:08:00Z [theory dns] Ruled out. (state: ruled-out)
    - 2026-11-24T12:09:00Z [change] Roll back 412 (approved: Tech Lead, staging: none: it has no load [at all)
    - 2026-11-24T12:10:00Z [status] Effect of the change of 2026-11-24T12:09:00Z (Roll back 412): 2 errors a minute, and no longer 400
    - 2026-11-24T12:11:00Z [lead] Platform Lead takes the lead from Tech Lead: end of shift.
    - 2026-11-24T12:12:00Z [mitigated] Payments go through again
    - 2026-11-24T12:13:00Z [theory pool] Platform: A heap dump shows it (state: confirmed)
    - 2026-11-24T12:14:00Z [resolved] Roll back.
    - 2026-11-24T12:14:00Z [announced] All clear given.
    ");
    insta::assert_snapshot!(repository.run(&["close", "checkout"]).fails(), @"
    error: 2026-11-24-checkout-answers-http-500 cannot be closed yet, as something is owed
    help: the post-mortem is draft, due 2026-11-27, by Platform Lead: finish incidents/2026/2026-11-24-checkout-answers-http-500/postmortem.md, and set its `status` to published
          the briefing of the meeting on 2026-11-24, by Platform Lead: `incident agenda brief 2026-11-24-checkout-answers-http-500 --outcome TEXT`
    ");
    repository.run(&["agenda", "brief", "checkout", "--outcome", "Agreed."]).ok();
    let postmortem = ENTRY.replace("incident.md", "postmortem.md");
    repository.replace(&postmortem, "status: draft", "status: published");
    let prompts = repository.read(&postmortem);
    let written = prompts.lines().map(|line| match line.starts_with("<!--") {
        true => "One in 20 payments failed for 40 minutes, which the alarm told.\n\nIt says which release.".to_owned(),
        false => line.to_owned(),
    });
    repository.write(&postmortem, &(written.collect::<Vec<_>>().join("\n") + "\n"));
    repository.run(&["close", "checkout"]).ok();
    assert_eq!(repository.json(&["show", "checkout"])["status"], "closed");
    assert_eq!(
        repository.run(&["close", "checkout"]).fails(),
        "error: 2026-11-24-checkout-answers-http-500 is closed already\n"
    );
}

#[test]
fn whoever_was_not_told_is_reached_next_until_somebody_acknowledges() {
    let repository = severe_log();
    insta::assert_snapshot!(repository.run(&["escalate", "@"]).ok().stdout, @r#"

    Post in #tech_incidents:
      @channel sev-1 critical: Checkout answers HTTP 500
      Started 2026-11-24T11:40:00Z.
      War room: #2026-11-24-war-room-checkout-answers-http-500
      Log: 2026-11-24-checkout-answers-http-500

    Send it directly to: Executive contact

    Reach next: Tech Lead (Leads the response)
      incident escalate 2026-11-24-checkout-answers-http-500 --told 'Tech Lead' --means phone
      incident escalate 2026-11-24-checkout-answers-http-500 --ack NAME
    "#);
    let next = || repository.json(&["escalate", "@"])["next"].clone();
    for (told, then) in
        [("tech lead", "Executive contact"), ("Executive contact", "Tech Lead"), ("Tech Lead", "Executive contact")]
    {
        repository.run(&["escalate", "@", "--told", told, "--means", "phone"]).ok();
        assert_eq!(next(), then, "after {told}");
    }
    repository.run(&["escalate", "@", "--ack", "Executive contact"]).ok();
    assert_eq!(next(), json!(null));
    let shown = repository.json(&["show", "@"]);
    assert_eq!(shown["acknowledged"], "2026-11-24T12:00:00Z");
}

#[test]
fn a_severity_is_raised_and_lowered_with_why_and_whoever_was_called_hears_of_it() {
    let repository = log();
    insta::assert_snapshot!(repository.run(&["severity", "@", "2", "--why", "no card is accepted"]).ok().stdout, @"
    2026-11-24T12:00:00Z [severity] sev-3 to sev-2, because no card is accepted.
    wrote incidents/2026/2026-11-24-checkout-answers-http-500/incident.md

    Post in #tech_incidents:
      @channel sev-2 high: Checkout answers HTTP 500
      Started 2026-11-24T11:40:00Z.
      War room: #2026-11-24-war-room-checkout-answers-http-500
      Log: 2026-11-24-checkout-answers-http-500

    Until somebody acknowledges, call:
      1. Tech Lead (Leads the response)
      2. Executive contact (Speaks for the company)
      Whoever takes it on is written down: `incident escalate 2026-11-24-checkout-answers-http-500 --ack NAME`
    ");
    // Whoever was called once knows; `escalate` tells who is next.
    repository.run(&["escalate", "@", "--told", "Tech Lead", "--means", "phone"]).ok();
    let raised = repository.run(&["severity", "@", "1", "--why", "no card at all"]).ok().stdout;
    assert!(raised.contains("@channel sev-1") && !raised.contains("Until somebody acknowledges"), "{raised}");
    repository.run(&["severity", "@", "2", "--why", "some are"]).ok();
    let answer = repository.json(&["severity", "@", "sev-4", "--why", "only test cards were refused"]);
    insta::assert_snapshot!(format!("{answer:#}"), @r##"
    {
      "version": 1,
      "severity": "sev-4",
      "raised": false,
      "id": "2026-11-24-checkout-answers-http-500",
      "entry": "2026-11-24T12:00:00Z [severity] sev-2 to sev-4, because only test cards were refused.",
      "message": "sev-4 low now, and no longer sev-2 high: Checkout answers HTTP 500\nWhy: only test cards were refused\nLog: 2026-11-24-checkout-answers-http-500",
      "channel": "#tech_incidents",
      "direct": [],
      "paths": [
        "incidents/2026/2026-11-24-checkout-answers-http-500/incident.md"
      ],
      "commit": null,
      "pushed": false
    }
    "##);
}

#[test]
fn a_restricted_incident_is_judged_without_a_word_on_it() {
    let repository = Repository::new().log();
    repository.run(&["new", "Keys leaked", "-s", "3", "--visibility", "restricted"]).ok();
    let raised = repository.json(&["severity", "@", "sev-1", "--why", "the key signs releases"]);
    let lowered = repository.json(&["severity", "@", "sev-3", "--why", "the key was revoked before"]);
    for message in [&raised["message"], &lowered["message"]] {
        let message = message.as_str().unwrap();
        assert!(!message.contains("eys leaked") && !message.contains("key") && !message.contains("2026"), "{message}");
    }
    let room = repository.json(&["show", "@"])["war-room"].clone();
    assert_eq!(room, "#2026-11-24-war-room-restricted");
}

#[test]
fn what_cannot_be_done_is_refused_with_what_to_do_and_nothing_is_written() {
    let repository = severe_log();
    repository.run(&["lead", "@", "Tech Lead"]).ok();
    repository.run(&["thread", "@", "pool", "It leaks"]).ok();
    repository.run(&["new", "Mail is late", "-s", "4"]).ok();
    let before = repository.files();
    for (arguments, told) in [
        (&["lead", "checkout", " "][..], "error: the baton is passed to nobody\nhelp: name who leads from now on\n"),
        (&["lead", "checkout", "Tech Lead"], "error: Tech Lead leads already\nhelp: name somebody else\n"),
        (
            &["lead", "checkout"],
            "error: who takes the lead is missing\nhelp: name it with `incident lead ID NAME`; on a terminal, it is asked for\n",
        ),
        (
            &["thread", "checkout", "pol", "x"],
            "error: there is no thread `pol`\nhelp: did you mean `pool`? --owner opens another one\n",
        ),
        (
            &["thread", "mail", "queue", "x"],
            "error: the thread `queue` has no owner\nhelp: name with --owner who looks into it\n",
        ),
        (
            &["thread", "checkout", "pool"],
            "error: the report is empty\nhelp: say in a line how it stands, or name --state\n",
        ),
        (
            &["thread", "checkout", "a] b", "x"],
            "error: `a] b` is no name for a thread\nhelp: name it in a word or two, without brackets\n",
        ),
        (
            &["severity", "checkout", "sev-1", "--why", "x"],
            "error: 2026-11-24-checkout-answers-http-500 is sev-1 already\nhelp: name another severity\n",
        ),
        (
            &["severity", "checkout", "sev-2"],
            "error: the reason is missing\nhelp: name it with --why; on a terminal, it is asked for\n",
        ),
        (
            &["escalate", "mail"],
            "error: sev-4 is not escalated\nhelp: No emergency response. Normal triage. Where it is worse than that, raise it with `incident severity`\n",
        ),
        (&["escalate", "checkout", "--ack", ""], "error: nobody acknowledges\nhelp: name with --ack who takes it on\n"),
        (
            &["change", "checkout", "--effect", "x"],
            "error: there is no change yet whose effect it could be\nhelp: write it down first: `incident change 2026-11-24-checkout-answers-http-500 TEXT`\n",
        ),
        (
            &["change", "checkout", "x", "--at", "2026-11-24T13:00Z"],
            "error: the change lies in the future: 2026-11-24T13:00:00Z, and it is 2026-11-24T12:00:00Z\nhelp: name a past time with --at, or leave it out for now\n",
        ),
        (
            &["close", "checkout"],
            "error: 2026-11-24-checkout-answers-http-500 is open, and not resolved yet\nhelp: `incident resolve 2026-11-24-checkout-answers-http-500` carries the checklist\n",
        ),
    ] {
        assert_eq!(repository.run(arguments).fails(), told, "{arguments:?}");
    }
    let staging = repository.run(&["change", "checkout", "x", "--staging", "none"]).fails();
    assert!(staging.contains("say why it was not tried: none:WHY"), "{staging}");
    assert_eq!(repository.files(), before);
}

#[test]
fn a_change_in_panic_is_written_down_all_the_same() {
    let repository = severe_log();
    let answer = repository.run(&["change", "@", "Restart everything"]).ok();
    assert_eq!(
        answer.stderr,
        "warning: nobody is said to have approved this change; --approved-by says who\n\
         warning: it is not said how this change was tried; --staging says it: verified or none:WHY\n"
    );
    assert!(repository.read(ENTRY).contains("[change] Restart everything\n"));
}

#[test]
fn lines_below_the_first_keep_what_stands_in_brackets() {
    let repository = severe_log();
    repository.run(&["thread", "@", "queue", "It lags\nsince noon", "--owner", "Platform"]).ok();
    repository.run(&["thread", "@", "queue", "No\nit does not", "--state", "ruled-out"]).ok();
    let threads = repository.json(&["status"])["incidents"][0]["threads"].clone();
    assert_eq!((&threads[0]["owner"], &threads[0]["state"]), (&json!("Platform"), &json!("ruled-out")));
}

#[test]
fn what_is_written_down_late_leaves_what_came_after_it() {
    let repository = severe_log().at("2026-11-24T12:30:00Z");
    repository.run(&["lead", "@", "Tech Lead"]).ok();
    repository.run(&["lead", "@", "On-call Engineer", "--at", "12:10"]).ok();
    assert_eq!(repository.json(&["show", "@"])["lead"], "Tech Lead");
    let told = repository.run(&["severity", "@", "3", "--why", "x", "--at", "11:50"]).fails();
    assert!(told.starts_with("error: the severity was changed again later, at 2026-11-24T12:00:00Z\n"), "{told}");
}

#[test]
fn the_newest_incident_is_the_one_that_started_last_as_the_list_has_it_and_is_named_where_several_are_open() {
    let repository = log().at("2026-11-24T12:05:00Z");
    repository.run(&["new", "Mail is late", "-s", "4", "--started", "2026-11-20 09:00"]).ok();
    let answer = repository.run(&["note", "@", "Looking"]).ok();
    let listed = repository.json(&["list"])["incidents"][0]["id"].as_str().unwrap().to_owned();
    assert!(!listed.contains("mail"), "{listed}");
    assert_eq!(answer.stderr, format!("note: @ is {listed}, the newest of 2 that are open\n"));
}

#[test]
fn what_the_rules_find_wrong_is_not_closed() {
    let repository = log();
    repository
        .run(&["resolve", "@", "--summary", "It failed.", "--solution", "Restart.", "--root-cause", "A leak."])
        .ok();
    repository.replace(ENTRY, "Restart.\n", "");
    let told = repository.run(&["close", "checkout"]).fails();
    assert!(
        told.contains("cannot be closed yet, as something is wrong in it\nhelp: ") && told.contains("Solution"),
        "{told}"
    );
    assert_eq!(repository.json(&["show", "checkout"])["status"], "resolved");
}

#[test]
fn nobody_is_called_for_what_is_past() {
    let repository = Repository::new().log();
    let new = ["new", "Search", "-s", "sev-1", "--lead", "Tech Lead", "--started", "2026-11-20 09:02"];
    insta::assert_snapshot!(repository.run(&new).ok().stdout, @"
    wrote incidents/2026/2026-11-20-search/incident.md
    2026-11-20-search

    War room: #2026-11-20-war-room-search
    It began more than a day ago, so nobody is called and nothing is posted. What is over is ended with the times that it had: `incident mitigate 2026-11-20-search TEXT --at TIME`, `incident resolve 2026-11-20-search --at TIME`. Where it goes on, `incident escalate 2026-11-20-search` says whom to call.
    ");
    let entry = repository.read("incidents/2026/2026-11-20-search/incident.md");
    assert!(entry.contains("- 2026-11-20T09:02:00Z [lead] Tech Lead takes the lead.\n"), "{entry}");
    assert!(entry.contains("- 2026-11-24T12:00:00Z [report] Search (sev-1 in the reporter's judgement)"), "{entry}");
    let noticed = repository.json(&[&new[..], &["--detected", "2026-11-20 09:30"]].concat());
    assert_eq!(
        (&noticed["message"], &noticed["channel"], &noticed["direct"]),
        (&json!(null), &json!(null), &json!([]))
    );
    // The commands that it names record the rest as it was.
    repository.run(&["mitigate", "2026-11-20-search-2", "Rolled back", "--at", "2026-11-20 10:00"]).ok();
    let resolve = ["resolve", "2026-11-20-search-2", "--summary", "a", "--solution", "b", "--root-cause", "c"];
    repository.run(&[&resolve[..], &["--at", "2026-11-20 11:00"]].concat()).ok();
    assert_eq!(repository.json(&["show", "2026-11-20-search-2"])["resolved"], "2026-11-20T11:00:00Z");
    // One that began long ago and was noticed now is no past one.
    let said = repository.run(&[&new[..], &["--detected", "20 minutes ago"]].concat()).ok().stdout;
    assert!(said.contains("@channel") && said.contains("Until somebody acknowledges, call:"), "{said}");
}

#[test]
fn who_acknowledged_it_as_bad_as_that_is_not_asked_for_again() {
    let repository = Repository::new().log();
    let asks = |repository: &Repository, severity: &str| {
        let said = repository.run(&["severity", "@", severity, "--why", "it is so"]).ok().stdout;
        said.contains("Until somebody acknowledges")
    };
    repository.run(&["new", "Search is slow", "-s", "1"]).ok();
    let repository = repository.at("2026-11-24T12:05:00Z");
    repository.run(&["escalate", "@", "--ack", "Platform"]).ok();
    assert!(!asks(&repository, "3") && !asks(&repository, "1"), "it was acknowledged as sev-1");
    let repository = Repository::new().log();
    repository.run(&["new", "Search is slow", "-s", "3"]).ok();
    repository.run(&["note", "@", "I see to it", "--kind", "acknowledged"]).ok();
    let repository = repository.at("2026-11-24T12:05:00Z");
    assert!(asks(&repository, "2") && asks(&repository, "1"), "nobody was called as it was acknowledged");
}

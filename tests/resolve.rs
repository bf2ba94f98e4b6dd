//! `incident resolve`: the lead's whole checklist in one go, and nothing left half done.

use crate::harness::Repository;
use serde_json::json;

const FOLDER: &str = "incidents/2026/2026-11-24-search-is-slow";
const ENTRY: &str = "incidents/2026/2026-11-24-search-is-slow/incident.md";
const POSTMORTEM: &str = "incidents/2026/2026-11-24-search-is-slow/postmortem.md";
const ITEM: &str = "agenda/2026-11-24/2026-11-24-search-is-slow.md";
const KNOWN: &[&str] = &[
    "resolve",
    "@",
    "--summary",
    "Search took 20 s.",
    "--solution",
    "Rebuild the index.",
    "--root-cause",
    "One shard held half of it.",
];
const UNKNOWN: &[&str] =
    &["resolve", "@", "--summary", "Search took 20 s.", "--solution", "Rebuild the index.", "--root-cause-unknown"];

/// A log with an open incident of a severity that began two hours ago.
fn log(severity: &str, more: &[&str]) -> Repository {
    let repository = Repository::new().log();
    let new = ["new", "Search is slow", "-s", severity, "--started", "10:00"];
    repository.run(&[&new[..], more].concat()).ok();
    repository
}

#[test]
fn the_whole_checklist_is_done_in_one_go() {
    let repository = log("sev-1", &["--lead", "Tech Lead"]);
    insta::assert_snapshot!(repository.run(KNOWN).ok().stdout, @"
    wrote incidents/2026/2026-11-24-search-is-slow/incident.md
    wrote incidents/2026/2026-11-24-search-is-slow/postmortem.md
    wrote agenda/2026-11-24/2026-11-24-search-is-slow.md

    Post in #tech_incidents:
      All clear (sev-1 critical): Search is slow
      Search took 20 s.
      Rebuild the index.
      Root cause: One shard held half of it.
      Log: 2026-11-24-search-is-slow

    Owed before `incident close 2026-11-24-search-is-slow`:
      the post-mortem is draft, due 2026-11-27, by Tech Lead: finish incidents/2026/2026-11-24-search-is-slow/postmortem.md, and set its `status` to published
      the briefing of the meeting on 2026-11-24, by Tech Lead: `incident agenda brief 2026-11-24-search-is-slow --outcome TEXT`
    ");
    insta::assert_snapshot!(repository.read(ENTRY), @r##"
    ---
    title: Search is slow
    severity: sev-1
    status: resolved # open, mitigated, resolved, closed
    visibility: internal # public, internal, restricted
    started: 2026-11-24T10:00:00Z
    detected: 2026-11-24T12:00:00Z
    resolved: 2026-11-24T12:00:00Z
    lead: Tech Lead
    war-room: "#2026-11-24-war-room-search-is-slow"
    root-cause:
      known: true
      summary: One shard held half of it.
    announced: 2026-11-24T12:00:00Z
    ---

    ## Summary
    Search took 20 s.

    ## Solution
    Rebuild the index.

    ## Timeline
    - 2026-11-24T10:00:00Z [started] It started, as far as is known.
    - 2026-11-24T12:00:00Z [detected] It was noticed.
    - 2026-11-24T12:00:00Z [report] Search is slow (sev-1 in the reporter's judgement)
    - 2026-11-24T12:00:00Z [lead] Tech Lead takes the lead.
    - 2026-11-24T12:00:00Z [resolved] Rebuild the index.
    - 2026-11-24T12:00:00Z [announced] All clear given.
    "##);
    insta::assert_snapshot!(repository.read(ITEM), @"
    ---
    incident: 2026-11-24-search-is-slow
    presenter: Tech Lead
    minutes: 10
    status: open # open, briefed, deferred
    outcome:
    ---

    ## Summary
    Search took 20 s.

    ## Solution
    Rebuild the index.
    ");
    let postmortem = repository.read(POSTMORTEM);
    assert!(postmortem.contains("\nowner: Tech Lead\n") && postmortem.contains("\ndue: 2026-11-27\n"), "{postmortem}");
    assert!(postmortem.contains("[resolved] Rebuild the index.\n- 2026-11-24T12:00:00Z [announced] All clear"));
    assert_eq!(repository.findings(), Vec::<String>::new());
}

#[test]
fn an_unknown_root_cause_is_followed_up() {
    let repository = log("sev-2", &["--lead", "Tech Lead"]);
    insta::assert_snapshot!(repository.run(UNKNOWN).ok().stdout, @"
    wrote incidents/2026/2026-11-24-search-is-slow/incident.md
    wrote incidents/2026/2026-11-24-search-is-slow/postmortem.md
    wrote agenda/2026-11-24/2026-11-24-search-is-slow.md

    Post in #tech_incidents:
      All clear (sev-2 high): Search is slow
      Search took 20 s.
      Rebuild the index.
      The root cause is not known yet; it is followed up.
      Log: 2026-11-24-search-is-slow

    Open a ticket:
      Find the root cause of: Search is slow
      Priority: high. Assignee: Tech Lead.

      Search took 20 s.

      Log: 2026-11-24-search-is-slow

    Then write down where it is: `incident cause 2026-11-24-search-is-slow --ticket URL`

    Owed before `incident close 2026-11-24-search-is-slow`:
      a ticket for the root cause: `incident cause 2026-11-24-search-is-slow --ticket URL`
      the post-mortem is draft, due 2026-12-01, by Tech Lead: finish incidents/2026/2026-11-24-search-is-slow/postmortem.md, and set its `status` to published
      the briefing of the meeting on 2026-11-24, by Tech Lead: `incident agenda brief 2026-11-24-search-is-slow --outcome TEXT`
    ");
    let shown = repository.json(&["show", "slow"]);
    assert_eq!(shown["root-cause"], json!({"known": false, "summary": null, "ticket": null}));
    assert_eq!(
        shown["actions"],
        json!([{"title": "Find the root cause of: Search is slow", "owner": "Tech Lead", "priority": "high", "due": null, "status": "open", "ticket": null, "kind": null}])
    );
    assert_eq!(repository.findings(), Vec::<String>::new());

    let repository = log("sev-2", &[]);
    let more = ["--ticket", "https://tracker.example/OPS-412", "--assignee", "Platform Lead", "--priority", "low"];
    let answer = repository.json(&[UNKNOWN, &more].concat());
    assert_eq!(answer["ticket"], json!(null), "there is one already");
    assert_eq!(answer["paths"], json!([ENTRY, POSTMORTEM, ITEM]));
    let announcement = answer["announcement"].as_str().unwrap();
    assert!(
        announcement
            .contains("\nThe root cause is not known yet; it is followed up in https://tracker.example/OPS-412\n")
    );
    let shown = repository.json(&["show", "slow"]);
    assert_eq!(shown["root-cause"]["ticket"], "https://tracker.example/OPS-412");
    let action = &shown["actions"][0];
    assert_eq!(
        (&action["owner"], &action["priority"], &action["ticket"]),
        (&json!("Platform Lead"), &json!("low"), &json!("https://tracker.example/OPS-412"))
    );
    assert_eq!(repository.findings(), Vec::<String>::new());
}

#[test]
fn a_small_incident_needs_neither_meeting_nor_post_mortem() {
    let repository = log("sev-4", &[]);
    let answer = repository.json(KNOWN);
    assert_eq!(
        answer,
        json!({
            "version": 1,
            "id": "2026-11-24-search-is-slow",
            "announcement": "All clear (sev-4 low): Search is slow\nSearch took 20 s.\nRebuild the index.\nRoot cause: One shard held half of it.\nLog: 2026-11-24-search-is-slow",
            "channel": null,
            "announced": true,
            "ticket": null,
            "owed": [],
            "paths": [ENTRY],
            "commit": null,
            "pushed": false,
        })
    );
    assert!(!repository.path("agenda").exists() && !repository.path(POSTMORTEM).exists());
    assert_eq!(repository.findings(), Vec::<String>::new());
}

#[test]
fn a_post_mortem_that_nobody_leads_names_no_owner_until_somebody_takes_it() {
    let repository = log("sev-2", &[]);
    let said = repository.run(KNOWN).ok().stdout.replace('\n', " ");
    for owed in [
        "the post-mortem is draft, due 2026-12-01, and nobody is its `owner`: finish",
        "the briefing of the meeting on 2026-11-24, and nobody is its `presenter`: `incident agenda brief",
    ] {
        assert!(said.contains(owed), "{said}");
    }
    assert!(repository.read(POSTMORTEM).contains("\nowner:\n"), "{}", repository.read(POSTMORTEM));
    assert!([ENTRY, POSTMORTEM, ITEM].iter().all(|path| !repository.read(path).contains("nobody")));
    assert_eq!(repository.findings(), Vec::<String>::new());
    let late = repository.at("2026-12-02T12:00:00Z");
    let found = late.findings();
    assert!(found.iter().any(|finding| finding.contains("overdue-postmortem")), "{found:?}");
}

#[test]
fn an_all_clear_that_is_not_given_yet_is_owed_until_somebody_says_that_it_is() {
    let repository = log("sev-4", &[]);
    let early = ["note", "@", "--kind", "announced", "It is over."];
    let said = repository.run(&early).fails();
    assert!(said.contains("a note cannot make an incident announced"), "{said}");
    let said = repository.run(&[KNOWN, &["--not-announced"]].concat()).ok().stdout;
    let settles = "incident note 2026-11-24-search-is-slow --kind announced \"All clear given.\"";
    assert!(said.contains(&format!("slow`:\n  the all-clear: post it, then `{settles}`")), "{said}");
    assert!(said.contains("All clear (sev-4 low): Search is slow"), "{said}");
    assert!(!repository.read(ENTRY).contains("announced"));
    assert!(repository.run(&["close", "slow"]).fails().contains(settles));
    // It is true by then, and can be committed.
    assert_eq!(repository.findings(), Vec::<String>::new());
    let repository = repository.at("2026-11-25T12:00:00Z");
    let found = repository.findings();
    assert!(found.iter().any(|finding| finding.contains("missing-announcement")), "{found:?}");
    let repository = repository.at("2026-11-24T12:00:00Z");
    let said = repository.run(&["note", "slow", "-k", "announced", "All clear.", "--at", "11:00"]).fails();
    assert!(said.contains("would lie before"), "{said}");
    repository.run(&["note", "slow", "--kind", "announced", "All clear given."]).ok();
    let entry = repository.read(ENTRY);
    assert!(entry.contains("\nannounced: 2026-11-24T12:00:00Z\n") && entry.contains("[announced] All clear given."));
    assert_eq!(repository.findings(), Vec::<String>::new());
    repository.run(&["close", "slow"]).ok();
}

#[test]
fn an_all_clear_that_was_given_is_not_said_again() {
    let repository = log("sev-2", &[]);
    let said = repository.run(&[KNOWN, &["--announced"]].concat()).ok().stdout;
    assert!(!said.contains("Post in") && !said.contains("All clear"), "{said}");
    assert!(repository.read(ENTRY).contains("announced: 2026-11-24T12:00:00Z"));
}

#[test]
fn who_and_when_can_be_said() {
    let repository = log("sev-2", &["--detected", "10:30"]);
    let more = ["--owner", "Search Engineer", "--meeting", "2026-12-08", "--at", "11:15"];
    let said = repository.run(&[KNOWN, &more].concat()).ok().stdout;
    assert!(
        said.contains("is draft, due 2026-12-01, by Search Engineer: ")
            && said.contains("the briefing of the meeting on 2026-12-08, by Search Engineer: "),
        "{said}"
    );
    assert_eq!(repository.json(&["show", "slow"])["resolved"], "2026-11-24T11:15:00Z");
    assert!(
        repository.read("agenda/2026-12-08/2026-11-24-search-is-slow.md").contains("\npresenter: Search Engineer\n")
    );
    assert_eq!(repository.findings(), Vec::<String>::new());
}

#[test]
fn what_the_entry_says_already_need_not_be_said_again() {
    let repository = log("sev-3", &[]);
    repository.replace(ENTRY, "<!-- What happened, in two or three sentences. -->", "It took 20 s.");
    let said = repository.run(&["resolve", "@", "--root-cause", "x"]).fails();
    assert_eq!(said, "error: the solution is missing\nhelp: name it with --solution; on a terminal, it is asked for\n");
    repository
        .run(&["resolve", "@", "--solution", "- Rebuild\n- Wait\n\n# Later\nBuy a disk.", "--root-cause", "x"])
        .ok();
    let entry = repository.read(ENTRY);
    assert!(entry.contains(
        "## Summary\nIt took 20 s.\n\n## Solution\n- Rebuild\n- Wait\n\n### Later\nBuy a disk.\n\n## Timeline\n"
    ));
    assert!(entry.contains("[resolved] Rebuild\n"), "the timeline has its first line: {entry}");
    assert_eq!(repository.findings(), Vec::<String>::new());
}

#[test]
fn a_byte_order_mark_and_other_line_endings_stay() {
    let repository = log("sev-1", &[]);
    let written = format!("\u{feff}{}", repository.read(ENTRY).replace('\n', "\r\n"));
    repository.write(ENTRY, &written);
    repository.run(&["resolve", "@", "--summary", "a\n\nb", "--solution", "c\rd", "--root-cause-unknown"]).ok();
    let entry = repository.read(ENTRY);
    assert!(entry.starts_with("\u{feff}---\r\n") && entry.contains("\r\n## Solution\r\nc\r\nd\r\n\r\n"), "{entry:?}");
    assert_eq!(entry.matches('\n').count(), entry.matches("\r\n").count(), "{entry:?}");
    assert_eq!(entry.matches('\r').count(), entry.matches("\r\n").count(), "{entry:?}");
    assert!(!repository.read(POSTMORTEM).contains('\r') && !repository.read(ITEM).contains('\r'));
    assert_eq!(repository.findings(), Vec::<String>::new());
}

#[test]
fn the_all_clear_for_a_restricted_incident_reveals_nothing() {
    let repository = log("sev-1", &["--visibility", "restricted", "--service", "search", "--lead", "Tech Lead"]);
    let answer = repository.json(UNKNOWN);
    assert_eq!(answer["announcement"], "All clear: a restricted sev-1 incident is resolved.");
    assert!(!repository.path("agenda").exists(), "a restricted incident is on no agenda unless somebody puts it there");
    assert_eq!(repository.findings(), Vec::<String>::new());
}

#[test]
fn what_is_missing_or_contradicts_is_refused_before_anything_is_written() {
    let repository = log("sev-1", &[]);
    let before = repository.files();
    let summary_and_solution = &["resolve", "@", "--summary", "a", "--solution", "b"][..];
    for (arguments, said) in [
        (
            &["resolve", "@"][..],
            "the summary, the solution and the root cause are missing\n\
             help: name them with --summary, --solution and --root-cause (or --root-cause-unknown)",
        ),
        (
            &["resolve", "@", "--summary", "a", "--ticket", "https://tracker.example/OPS-1"],
            "the solution is missing\nhelp: name it with --solution",
        ),
        (summary_and_solution, "the root cause is missing\nhelp: name it with --root-cause (or --root-cause-unknown)"),
        (
            &["resolve", "@", "--summary", " ", "--solution", "b", "--root-cause", "c"],
            "the summary is missing\nhelp: say it with --summary",
        ),
        (&["resolve", "@", "--summary", "a", "--solution", "b", "--root-cause", ""], "the root cause is empty"),
        (
            &[UNKNOWN, &["--priority", "urgent"]].concat(),
            "`urgent` is no priority\nhelp: it takes one of: high, medium, low",
        ),
        (&[KNOWN, &["--at", "2026-11-24T12:30:00Z"]].concat(), "the resolution lies in the future"),
        (
            &[KNOWN, &["--at", "09:00"]].concat(),
            "2026-11-24T09:00:00Z is earlier than `detected`, which is 2026-11-24T12:00:00Z\nhelp: name a later time",
        ),
        (
            &["resolve", "@", "--summary", "```\nopen", "--solution", "b", "--root-cause", "c"],
            &format!("{ENTRY}: the text for `Summary` would swallow or split the sections around it\nhelp: close each"),
        ),
        (&["resolve", "mail", "--summary", "a"], "no incident has `mail` in its id"),
    ] {
        let refused = repository.run(arguments).fails();
        assert!(refused.starts_with(&format!("error: {said}")), "{arguments:?}: {refused}");
    }
    let both = repository.run(&[KNOWN, &["--root-cause-unknown"]].concat()).fails();
    assert!(both.contains("cannot be used with '--root-cause-unknown'"), "{both}");
    assert_eq!(repository.files(), before);
}

#[test]
fn an_incident_is_resolved_once() {
    let repository = log("sev-3", &[]);
    repository.run(KNOWN).ok();
    let before = repository.files();
    let again = [&["resolve", "slow"], &KNOWN[2..]].concat();
    insta::assert_snapshot!(repository.run(&again).fails(), @"
    error: 2026-11-24-search-is-slow is resolved already
    help: `incident reopen ID TEXT` where it came back, `incident cause ID TEXT` where the root cause is found; `incident show` tells what was written
    ");
    assert!(repository.run(KNOWN).fails().starts_with("error: no incident is open, so `@` names none"));
    assert_eq!(repository.files(), before);
}

#[test]
fn what_exists_already_is_not_made_again() {
    let repository = log("sev-1", &[]);
    repository.run(&["postmortem", "@"]).ok();
    repository.run(&["agenda", "open", "@", "--meeting", "2026-12-08"]).ok();
    let postmortem = repository.read(POSTMORTEM);
    assert_eq!(repository.json(KNOWN)["paths"], json!([ENTRY]));
    assert_eq!(repository.read(POSTMORTEM), postmortem);
    assert_eq!(repository.files().len(), 5);
    assert!(repository.path(FOLDER).exists());
}

#[test]
fn a_dry_run_shows_every_file_and_writes_none() {
    let repository = log("sev-1", &[]);
    let before = repository.files();
    let said = repository.run(&[KNOWN, &["--dry-run"]].concat()).ok().stdout;
    let headers: Vec<_> = said.lines().filter(|line| line.starts_with("+++ ")).collect();
    assert_eq!(headers, [format!("+++ b/{ENTRY}"), format!("+++ b/{POSTMORTEM}"), format!("+++ b/{ITEM}")]);
    assert!(said.contains("\n-status: open #") && said.contains("\n+status: resolved #"), "{said}");
    let diff = repository.json(&[KNOWN, &["--dry-run"]].concat())["diff"].as_str().unwrap().to_owned();
    assert!(said.starts_with(&diff), "{diff}");
    assert_eq!(repository.files(), before);
}

#[test]
fn a_meeting_that_was_before_the_end_briefs_nobody() {
    let repository = log("sev-2", &[]);
    let said = repository.run(&[KNOWN, &["--meeting", "2026-11-01"]].concat()).fails();
    assert!(said.contains("the meeting on 2026-11-01 was before the incident was resolved"), "{said}");
    assert!(!repository.read(ENTRY).contains("status: resolved") && !repository.path("agenda/2026-11-01").exists());
}

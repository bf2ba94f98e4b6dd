//! A report of what goes on already: told before all else, and taken back.

use crate::harness::Repository;
use serde_json::json;

const SECOND: &str = "incidents/2026/2026-11-24-search-takes-20-s/incident.md";

#[test]
fn an_incident_that_goes_on_and_is_alike_is_the_first_word_and_a_second_report_is_taken_back() {
    let repository = Repository::new().log();
    repository.run(&["new", "Search is slow", "-s", "2"]).ok();
    let said = repository.run(&["new", "Search takes 20 s", "-s", "2", "--lead", "Tech Lead"]).ok().stdout;
    insta::assert_snapshot!(said.lines().take(3).collect::<Vec<_>>().join("\n"), @"
    ONE LIKE IT GOES ON: 2026-11-24-search-is-slow  Search is slow. Is it the same? Then write into that one: `incident note search-is-slow TEXT`; this one is taken back by `incident resolve search-takes-20-s --duplicate-of search-is-slow`
    wrote incidents/2026/2026-11-24-search-takes-20-s/incident.md
    2026-11-24-search-takes-20-s
    ");
    let before = repository.files();
    insta::assert_snapshot!(
        [&["slow", "--duplicate-of", "slow"][..], &["slow", "--duplicate-of", "mail"], &["takes", "--duplicate-of", "slow", "--at", "11:00"]]
            .map(|arguments| repository.run(&[&["resolve"], arguments].concat()).fails()).concat(),
        @"
    error: 2026-11-24-search-is-slow cannot be a duplicate of itself
    help: name the one that goes on
    error: no incident has `mail` in its id
    help: `incident list` shows them all; `git pull` brings what others reported
    error: 2026-11-24T11:00:00Z is earlier than `detected`, which is 2026-11-24T12:00:00Z
    help: name a later time with --at, or mend the times in incident.md
    "
    );
    assert_eq!(repository.files(), before);
    insta::assert_snapshot!(repository.run(&["resolve", "takes", "--duplicate-of", "slow"]).ok().stdout, @"
    2026-11-24T12:00:00Z [resolved] Reported twice: the same as 2026-11-24-search-is-slow.
    wrote incidents/2026/2026-11-24-search-takes-20-s/incident.md

    Post in #tech_incidents:
      Reported twice: Search takes 20 s goes on as 2026-11-24-search-is-slow, sev-2 high
    ");
    let shown = repository.json(&["show", "takes"]);
    assert_eq!(
        (&shown["status"], &shown["severity"], &shown["related"]),
        (&json!("closed"), &json!("sev-4"), &json!(["2026-11-24-search-is-slow"]))
    );
    assert_eq!(shown["announced"], json!(null), "nobody gave an all-clear");
    let entry = repository.read(SECOND);
    assert!(
        entry.contains("[severity] sev-2 to sev-4, because it is the same as 2026-11-24-search-is-slow."),
        "{entry}"
    );
    assert_eq!(repository.findings(), Vec::<String>::new());
    let status = repository.json(&["status"]);
    assert_eq!(
        (status["incidents"].as_array().unwrap().len(), &status["resolved"]),
        (1, &json!([])),
        "nothing is owed"
    );
    // What is over is no reason to think twice.
    repository.run(&["resolve", "slow", "--summary", "a", "--solution", "b", "--root-cause", "c"]).ok();
    let said = repository.run(&["new", "Search is down", "-s", "2"]).ok().stdout;
    assert!(said.starts_with("wrote ") && !said.contains("GOES ON"), "{said}");
}

#[test]
fn what_is_restricted_is_named_in_no_channel_and_on_no_page() {
    let repository = Repository::new().log();
    repository.run(&["new", "Keys leaked", "-s", "1", "--visibility", "restricted"]).ok();
    repository.run(&["new", "A token is on a page", "-s", "2"]).ok();
    let answer = repository.json(&["resolve", "token", "--duplicate-of", "keys-leaked"]);
    let message = answer["message"].as_str().unwrap();
    assert!(
        message.ends_with("A token is on a page was reported already, and is taken back") && !message.contains("keys"),
        "{message}"
    );
    assert_eq!(answer["duplicate-of"], "2026-11-24-keys-leaked");
    repository.run(&["build", "--out", "site"]).ok();
    let page = repository.read("site/incidents/2026-11-24-a-token-is-on-a-page/index.html");
    assert!(page.contains("Reported twice") && !page.contains("keys-leaked"), "{page}");
}

#[test]
fn only_what_goes_on_has_duplicates_and_what_does_in_its_place_is_named() {
    let repository = Repository::new().log();
    for title in ["First", "Second", "Third", "Fourth"] {
        repository.run(&["new", title, "-s", "4"]).ok();
    }
    repository.run(&["resolve", "third", "--duplicate-of", "second"]).ok();
    repository.run(&["resolve", "second", "--duplicate-of", "first"]).ok();
    let refused = |pairs: &[[&str; 2]]| -> String {
        pairs.iter().map(|[id, of]| repository.run(&["resolve", id, "--duplicate-of", of]).fails()).collect()
    };
    let before = repository.files();
    insta::assert_snapshot!(refused(&[["fourth", "second"], ["fourth", "third"], ["first", "third"]]), @"
    error: 2026-11-24-second was taken back itself, as the same as 2026-11-24-first
    help: the one that goes on is 2026-11-24-first: `incident resolve 2026-11-24-fourth --duplicate-of 2026-11-24-first`
    error: 2026-11-24-third was taken back itself, as the same as 2026-11-24-second
    help: the one that goes on is 2026-11-24-first: `incident resolve 2026-11-24-fourth --duplicate-of 2026-11-24-first`
    error: 2026-11-24-third was taken back itself, as the same as 2026-11-24-second
    help: 2026-11-24-first is the one that goes on: there is nothing to take back
    ");
    assert_eq!(repository.files(), before);
    repository.run(&["resolve", "first", "--summary", "a", "--solution", "b", "--root-cause", "c"]).ok();
    let said = repository.run(&["resolve", "fourth", "--duplicate-of", "first"]).ok().stderr;
    assert_eq!(said, "", "a late report of what was mended");
    repository.run(&["reopen", "fourth", "It is another one"]).ok();
    repository.run(&["close", "first"]).ok();
    // Each the same as the other, as a merge can leave it.
    let second = "incidents/2026/2026-11-24-second/incident.md";
    insta::assert_snapshot!(refused(&[["fourth", "first"], ["fourth", "third"]]), @"
    error: 2026-11-24-first is closed, and does not go on
    help: `incident reopen 2026-11-24-first TEXT` where it came back; else 2026-11-24-fourth is one of its own
    error: 2026-11-24-third was taken back itself, as the same as 2026-11-24-second
    help: 2026-11-24-first does not go on either; `incident list --status open` shows what does
    ");
    let round = repository.read(second).replace("the same as 2026-11-24-first", "the same as 2026-11-24-third");
    repository.write(second, &round);
    let said = refused(&[["fourth", "third"]]);
    assert!(said.contains("does not go on either; `incident list --status open`"), "{said}");
}

#[test]
fn a_graver_report_does_not_vanish_in_silence_and_has_its_severity_back_where_it_is_no_duplicate() {
    let mut repository = Repository::new().log();
    repository.run(&["new", "Search is slow", "-s", "4"]).ok();
    repository.run(&["new", "Search takes 20 s", "-s", "1", "--lead", "Tech Lead"]).ok();
    repository.run(&["escalate", "takes", "--ack", "Platform"]).ok();
    let said = repository.run(&["resolve", "takes", "--duplicate-of", "slow"]).ok();
    insta::assert_snapshot!(said.stderr, @"warning: it was sev-1 critical, and 2026-11-24-search-is-slow is sev-4 low: where it is as bad as that, `incident severity 2026-11-24-search-is-slow sev-1 --why TEXT`");
    assert!(
        said.stdout.ends_with("  Reported twice: Search takes 20 s goes on as 2026-11-24-search-is-slow, sev-4 low\n"),
        "{}",
        said.stdout
    );
    repository.now = "2026-11-24T12:30:00Z".to_owned();
    insta::assert_snapshot!(repository.run(&["reopen", "takes", "The slow one is the list"]).ok().stdout, @"
    2026-11-24T12:30:00Z [report] Reopened: The slow one is the list
    wrote incidents/2026/2026-11-24-search-takes-20-s/incident.md

    Post in #tech_incidents:
      @channel sev-1 critical: Search takes 20 s (not a duplicate after all: The slow one is the list)
      Started 2026-11-24T12:00:00Z.
      Lead: Tech Lead
      War room: #2026-11-24-war-room-search-takes-20-s
      Log: 2026-11-24-search-takes-20-s

    Send it directly to: Executive contact

    Until somebody acknowledges, call:
      1. Tech Lead (Leads the response)
      2. Executive contact (Speaks for the company)
      Whoever takes it on is written down: `incident escalate 2026-11-24-search-takes-20-s --ack NAME`
    ");
    let shown = repository.json(&["show", "takes"]);
    assert_eq!(
        (&shown["severity"], &shown["root-cause"], &shown["sections"]["Solution"], &shown["came-back"]),
        (&json!("sev-1"), &json!({"known": false, "summary": null, "ticket": null}), &json!(""), &json!([]))
    );
    let entry = repository.read(SECOND);
    let timeline: Vec<_> = entry.lines().filter(|line| line.starts_with("- 2026-11-24T12:")).skip(6).collect();
    insta::assert_snapshot!(timeline.join("\n"), @"
    - 2026-11-24T12:00:00Z [resolved] Reported twice: the same as 2026-11-24-search-is-slow.
    - 2026-11-24T12:30:00Z [severity] sev-4 to sev-1, because it is not the same as 2026-11-24-search-is-slow after all.
    - 2026-11-24T12:30:00Z [note] Told before: Reported twice: the same as 2026-11-24-search-is-slow. See 2026-11-24-search-is-slow.
    - 2026-11-24T12:30:00Z [report] Reopened: The slow one is the list
    ");
    assert_eq!(repository.findings(), Vec::<String>::new());
}

#[test]
fn what_was_found_of_the_cause_stays_and_a_severity_that_asks_for_nothing_is_told_as_graver_too() {
    let repository = Repository::new().log();
    repository.write(
        "incident.yaml",
        "severities: [{id: sev-1, escalation: {channel: '#all'}}, {id: sev-2, escalation: {channel: '#low'}}]\n",
    );
    repository.run(&["new", "Search is slow", "-s", "2"]).ok();
    repository.run(&["new", "Search takes 20 s", "-s", "1"]).ok();
    repository.run(&["cause", "takes", "One shard held half of it."]).ok();
    let said = repository.run(&["resolve", "takes", "--duplicate-of", "slow"]).ok();
    assert!(
        said.stderr.contains("it was sev-1, and 2026-11-24-search-is-slow is sev-2: where it is as bad"),
        "{}",
        said.stderr
    );
    assert!(
        said.stdout.contains(
            "\nPost in #all:\n  Reported twice: Search takes 20 s goes on as 2026-11-24-search-is-slow, sev-2\n"
        ),
        "{}",
        said.stdout
    );
    assert_eq!(repository.json(&["show", "takes"])["severity"], "sev-1");
    let entry = repository.read(SECOND);
    assert!(entry.contains("Told before: One shard held half of it."), "{entry}");
}

#[test]
fn what_a_report_that_is_taken_back_leaves_is_told_and_what_it_related_stays_as_it_was_written() {
    let repository = Repository::new().log();
    repository.run(&["new", "Search is slow", "-s", "2"]).ok();
    repository.run(&["new", "Search takes 20 s", "-s", "1"]).ok();
    repository.run(&["thread", "takes", "index", "It is full", "--owner", "Platform"]).ok();
    repository.run(&["agenda", "open", "takes"]).ok();
    repository.run(&["postmortem", "takes", "--owner", "Tech Lead"]).ok();
    repository.replace(SECOND, "status: ", "related:\n  - 2026-01-01-older # why it matters\nstatus: ");
    let said = repository.run(&["resolve", "takes", "--duplicate-of", "slow"]).ok();
    let warnings = said.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
    for left in [
        "the theory index is left open: carry it on with `incident thread 2026-11-24-search-is-slow index TEXT`",
        "2026-11-24-search-takes-20-s.md still waits for its meeting",
        "postmortem.md is left as it is",
    ] {
        assert!(warnings.contains(left), "{left}: {warnings}");
    }
    let text = repository.read(SECOND);
    assert!(text.contains("- 2026-01-01-older # why it matters\n  - 2026-11-24-search-is-slow\n"), "{text}");
    let refused = repository.run(&["resolve", "slow", "--duplicate-of", "takes", "--priority", "high"]).fails();
    assert!(refused.contains("cannot be used with"), "{refused}");
}

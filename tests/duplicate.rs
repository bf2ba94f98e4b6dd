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
    2026-11-24T12:00:00Z [announced] Taken back: the same as 2026-11-24-search-is-slow.
    wrote incidents/2026/2026-11-24-search-takes-20-s/incident.md

    Post in #tech_incidents:
      sev-4 low now, and no longer sev-2 high: Search takes 20 s
      Why: it is the same as 2026-11-24-search-is-slow
      Log: 2026-11-24-search-takes-20-s
    ");
    let shown = repository.json(&["show", "takes"]);
    assert_eq!(
        (&shown["status"], &shown["severity"], &shown["related"]),
        (&json!("closed"), &json!("sev-4"), &json!(["2026-11-24-search-is-slow"]))
    );
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
    assert!(message.contains("Why: it was reported already\n") && !message.contains("keys"), "{message}");
    assert_eq!(answer["duplicate-of"], "2026-11-24-keys-leaked");
    repository.run(&["build", "--out", "site"]).ok();
    let page = repository.read("site/incidents/2026-11-24-a-token-is-on-a-page/index.html");
    assert!(page.contains("Reported twice") && !page.contains("keys-leaked"), "{page}");
}

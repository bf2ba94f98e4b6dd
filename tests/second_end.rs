//! An incident that ended a second time: what was told of the first end is owed anew.

use crate::harness::Repository;
use crate::reopen::{ENTRY, KNOWN, over};
use serde_json::json;

#[test]
fn what_was_told_of_the_first_end_is_owed_anew() {
    let mut repository = over("sev-2", KNOWN);
    let postmortem = "incidents/2026/2026-11-24-search-is-slow/postmortem.md";
    let item = "agenda/2026-11-24/2026-11-24-search-is-slow.md";
    repository.run(&["agenda", "brief", "slow", "--outcome", "Agreed."]).ok();
    repository.replace(postmortem, "status: draft", "status: published");
    repository.replace(postmortem, "\nreviewed:\n", "\nreviewed: 2026-11-24\n");
    let status = repository.run(&["status"]).ok().stdout;
    assert!(!status.contains("the post-mortem") && !status.contains("the briefing"), "{status}");
    let wrong = format!("    what is wrong in it: {postmortem}:");
    assert!(status.contains(&wrong) && status.contains(" more, which `incident validate` tells)\n"), "{status}");
    repository.now = "2026-11-25T12:30:00Z".to_owned();
    repository.run(&["reopen", "slow", "It takes 30 s again"]).ok();
    repository.run(&["change", "slow", "Split the shard", "--approved-by", "Platform", "--staging", "verified"]).ok();
    let resolve = ["resolve", "slow", "--root-cause", "The job was off.", "--solution", "Turn the job on."];
    let said = repository.run(&resolve).ok().stdout;
    insta::assert_snapshot!(said, @"
    wrote incidents/2026/2026-11-24-search-is-slow/incident.md
    wrote incidents/2026/2026-11-24-search-is-slow/postmortem.md
    wrote agenda/2026-12-01/2026-11-24-search-is-slow.md

    Post in #tech_incidents:
      All clear (sev-2 high): Search is slow
      It took 20 s.
      Turn the job on.
      Root cause: The job was off.
      Log: 2026-11-24-search-is-slow

    Owed before `incident close 2026-11-24-search-is-slow`:
      the post-mortem is draft, due 2026-12-02, by Tech Lead: finish incidents/2026/2026-11-24-search-is-slow/postmortem.md, and set its `status` to published
      the briefing of the meeting on 2026-12-01, by Tech Lead: `incident agenda brief 2026-11-24-search-is-slow --outcome TEXT`
    ");
    insta::assert_snapshot!(repository.read(postmortem).lines().take(8).collect::<Vec<_>>().join("\n"), @"
    ---
    status: draft # draft, in-review, published
    owner: Tech Lead
    facilitator: # who leads the review; better not a responder
    reviewers: []
    due: 2026-12-02
    impact: # users, requests, revenue, data-loss, and what else was hit; each with a number
    trigger:
    ");
    let told = repository.read(postmortem);
    let told: Vec<_> = told.lines().filter(|line| line.starts_with("- 2026-11-25")).collect();
    insta::assert_snapshot!(told.join("\n"), @"
    - 2026-11-25T12:30:00Z [report] Reopened: It takes 30 s again
    - 2026-11-25T12:30:00Z [change] Split the shard (approved: Platform, staging: verified)
    - 2026-11-25T12:30:00Z [note] The root cause is another one.
    - 2026-11-25T12:30:00Z [resolved] Turn the job on.
    - 2026-11-25T12:30:00Z [announced] All clear given.
    ");
    assert!(repository.read(item).contains("status: briefed"), "what was briefed stays");
    insta::assert_snapshot!(repository.run(&["status"]).ok().stdout, @"
    no incident is open

    Resolved, and owed before it can be closed:
      2026-11-24-search-is-slow
        the post-mortem is draft, due 2026-12-02, by Tech Lead: finish incidents/2026/2026-11-24-search-is-slow/postmortem.md, and set its `status` to published
        the briefing of the meeting on 2026-12-01, by Tech Lead: `incident agenda brief 2026-11-24-search-is-slow --outcome TEXT`
    ");
    let refused = repository.run(&["close", "slow"]).fails();
    assert!(refused.contains("the post-mortem is draft") && refused.contains("the briefing"), "{refused}");
    assert_eq!(repository.findings(), Vec::<String>::new());

    repository.run(&["agenda", "brief", "slow", "--outcome", "Agreed again."]).ok();
    repository.replace(postmortem, "status: draft", "status: published");
    let refused = repository.run(&["close", "slow"]).fails();
    assert!(refused.contains("the post-mortem was reviewed before it came back"), "{refused}");
    repository.replace(postmortem, "reviewed: 2026-11-24", "reviewed: 2026-11-25");
    assert!(
        !repository.run(&["close", "slow"]).stderr.contains("owed"),
        "what is left is the words of the post-mortem"
    );
}

#[test]
fn figures_of_what_came_back_say_from_where_they_are_counted() {
    let mut repository = over("sev-2", KNOWN);
    let came_back = |repository: &Repository| {
        let shown = repository.json(&["show", "slow"])["came-back"].clone();
        let shown_line = repository.run(&["show", "slow"]).ok().stdout;
        let shown_line = shown_line.lines().find(|line| line.starts_with("came back")).map(str::to_owned);
        let stats = repository.run(&["stats"]).ok().stdout;
        let stats_line = stats.lines().find(|line| line.contains("came back")).map(str::to_owned);
        let count = repository.json(&["stats"])["came-back"].clone();
        repository.run(&["build", "--out", "site"]).ok();
        let page = repository.read("site/incidents/2026-11-24-search-is-slow/index.html");
        let page = page.lines().find(|line| line.contains("<dt>Came back")).map(str::to_owned);
        (shown, shown_line, count, stats_line, page)
    };
    assert_eq!(came_back(&repository), (json!([]), None, json!(0), None, None));
    repository.run(&["reopen", "slow", "It takes 30 s again"]).ok();
    repository.run(&["note", "slow", "They see it too", "--kind", "report"]).ok();
    insta::assert_debug_snapshot!(came_back(&repository), @r#"
    (
        Array [
            String("2026-11-24T12:30:00Z"),
        ],
        Some(
            "came back     2026-11-24T12:30:00Z; from `acknowledged` on, the times are those of the last round, and what it lasted counts from the first start",
        ),
        Number(1),
        Some(
            "1 came back, with times from the first start or detection to the last acknowledgement, mitigation and end.",
        ),
        Some(
            "<div><dt>Came back<dd><time datetime=\"2026-11-24T12:30:00Z\">24 Nov 2026, 12:30</time> <span class=\"quiet\">from the acknowledgement on, its times are those of the last round; how long it lasted counts from the first start</span></div>",
        ),
    )
    "#);
    repository.run(&["resolve", "slow", "--root-cause", "The job was off."]).ok();
    repository.now = "2026-11-24T13:00:00Z".to_owned();
    repository.run(&["reopen", "slow", "And again"]).ok();
    let (shown, line, count, ..) = came_back(&repository);
    assert_eq!((shown, count), (json!(["2026-11-24T12:30:00Z", "2026-11-24T13:00:00Z"]), json!(1)));
    assert!(line.unwrap().contains("2026-11-24T12:30:00Z and 2026-11-24T13:00:00Z"));
}

#[test]
fn an_acknowledgement_of_the_first_round_does_not_vanish_without_a_word_and_duplicates_are_not_counted() {
    let mut repository = Repository::new().log();
    repository.run(&["new", "Search is slow", "-s", "2"]).ok();
    repository.run(&["escalate", "@", "--ack", "Platform"]).ok();
    repository.run(&["resolve", "@", "--summary", "a", "--solution", "b", "--root-cause", "c"]).ok();
    repository.now = "2026-11-24T12:30:00Z".to_owned();
    repository.run(&["reopen", "slow", "It takes 30 s again"]).ok();
    repository.run(&["new", "Search hangs", "-s", "2"]).ok();
    assert_eq!(repository.json(&["stats"])["all"]["incidents"], 2);
    repository.run(&["resolve", "hangs", "--duplicate-of", "slow"]).ok();
    let shown = repository.run(&["show", "slow"]).ok().stdout;
    assert!(shown.contains("\nacknowledged  not since it came back; before at 2026-11-24T12:00:00Z\n"), "{shown}");
    let stats = repository.run(&["stats"]).ok().stdout;
    insta::assert_snapshot!(stats.lines().skip(5).take(2).collect::<Vec<_>>().join("\n"), @"
    1 came back, with times from the first start or detection to the last acknowledgement, mitigation and end. Of 1 nobody acknowledged the last round, and what was acknowledged before is not counted.
    Reported twice, and not counted: 1.
    ");
    let stats = repository.json(&["stats"]);
    assert_eq!((&stats["all"]["incidents"], &stats["duplicates"]), (&json!(1), &json!(1)));
    repository.run(&["reopen", "hangs", "It is another one"]).ok();
    let stats = repository.json(&["stats"]);
    assert_eq!(
        (&stats["all"]["incidents"], &stats["duplicates"], &stats["came-back"]),
        (&json!(2), &json!(0), &json!(1))
    );
}

#[test]
fn an_item_that_was_not_briefed_yet_tells_both_ends() {
    let repository = over("sev-2", KNOWN);
    repository.run(&["reopen", "slow", "It takes 30 s again"]).ok();
    repository.run(&["resolve", "slow", "--root-cause", "The job was off.", "--solution", "Turn the job on."]).ok();
    let item = repository.read("agenda/2026-11-24/2026-11-24-search-is-slow.md");
    assert!(item.contains("## Solution\nRebuild the index.\n\nTurn the job on.\n"), "{item}");
}

/// What a post-mortem tells of the second end, in the order in which it does.
fn timeline_of_postmortem(repository: &Repository) -> String {
    let told = repository.read("incidents/2026/2026-11-24-search-is-slow/postmortem.md");
    let lines = told.lines().filter(|line| line.starts_with("- 2026-11-24"));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_post_mortem_gets_what_it_lacks_whenever_it_was() {
    let mut repository = over("sev-2", KNOWN);
    let postmortem = "incidents/2026/2026-11-24-search-is-slow/postmortem.md";
    repository.replace(postmortem, "[mitigated] The old index serves again", "[mitigated] We put the old index back.");
    repository.now = "2026-11-24T12:01:00Z".to_owned();
    repository.run(&["reopen", "slow", "It takes 30 s again"]).ok();
    repository.run(&["note", "slow", "A shard was full", "--at", "10 min ago"]).ok();
    repository.run(&["note", "slow", "A shard was full", "--at", "12 min ago"]).ok();
    repository.run(&["resolve", "slow", "--root-cause", "The job was off."]).ok();
    insta::assert_snapshot!(timeline_of_postmortem(&repository), @"
    - 2026-11-24T10:00:00Z [started] It started, as far as is known.
    - 2026-11-24T11:49:00Z [note] A shard was full
    - 2026-11-24T11:51:00Z [note] A shard was full
    - 2026-11-24T12:00:00Z [detected] It was noticed.
    - 2026-11-24T12:00:00Z [report] Search is slow (sev-2 in the reporter's judgement)
    - 2026-11-24T12:00:00Z [lead] Tech Lead takes the lead.
    - 2026-11-24T12:00:00Z [mitigated] We put the old index back.
    - 2026-11-24T12:00:00Z [resolved] Rebuild the index.
    - 2026-11-24T12:00:00Z [announced] All clear given.
    - 2026-11-24T12:01:00Z [report] Reopened: It takes 30 s again
    - 2026-11-24T12:01:00Z [note] The root cause is another one.
    - 2026-11-24T12:01:00Z [resolved] Resolved again; the solution stands as it was written.
    - 2026-11-24T12:01:00Z [announced] All clear given.
    ");
    assert_eq!(repository.findings(), Vec::<String>::new());
}

#[test]
fn both_ends_in_one_second_are_told() {
    let mut repository = over("sev-2", KNOWN);
    repository.now = "2026-11-24T12:00:00Z".to_owned();
    repository.run(&["reopen", "slow", "It takes 30 s again"]).ok();
    repository.run(&["escalate", "slow", "--told", "Tech Lead", "--means", "phone"]).ok();
    let told = |repository: &Repository| repository.json(&["escalate", "slow"])["told"][0]["who"].clone();
    assert_eq!(told(&repository), "Tech Lead");
    // A timeline with the newest in front is read from its foot.
    let text = repository.read(ENTRY);
    let from = text.find("- 2026").unwrap();
    let mut entries: Vec<_> = text[from + 2..].trim_end().split("\n- ").collect();
    entries.reverse();
    repository.write(ENTRY, &format!("{}- {}\n", &text[..from], entries.join("\n- ")));
    assert_eq!(told(&repository), "Tech Lead");
    repository.write(ENTRY, &text);
    repository.run(&["resolve", "slow", "--root-cause", "The job was off."]).ok();
    let told = timeline_of_postmortem(&repository);
    for lacking in ["[report] Reopened: It takes 30 s again", "[resolved] Resolved again; the solution stands"] {
        assert_eq!(told.matches(lacking).count(), 1, "{told}");
    }
    let all = repository.read(ENTRY);
    assert_eq!(told.lines().count(), all.lines().filter(|line| line.starts_with("- 2026")).count(), "{told}\n{all}");

    // What was reviewed before is half of it.
    let postmortem = "incidents/2026/2026-11-24-search-is-slow/postmortem.md";
    repository.replace(postmortem, "status: draft", "status: published");
    repository.replace(postmortem, "\nreviewed:\n", "\nreviewed: 2026-11-23\n");
    let refused = repository.run(&["close", "slow"]).fails();
    assert!(refused.contains("the post-mortem was reviewed before it came back"), "{refused}");
}

#[test]
fn an_entry_that_was_added_late_at_the_foot_turns_nothing_round() {
    let repository = Repository::new().log();
    let told = |entries: &[&str]| {
        let timeline = entries.iter().map(|entry| format!("- 2026-11-24T{entry}\n")).collect::<String>();
        repository.write(
            "incidents/2026/2026-11-24-slow/incident.md",
            &format!("---\ntitle: Slow\nseverity: sev-3\nstatus: open\nstarted: 2026-11-24T09:00:00Z\n---\n\n## Timeline\n\n{timeline}"),
        );
        repository.json(&["show", "slow"])["came-back"].as_array().map(Vec::len)
    };
    let together = ["09:00:00Z [report] Slow", "10:30:00Z [resolved] It is over", "10:30:00Z [report] It is back"];
    assert_eq!(told(&together), Some(1));
    assert_eq!(told(&[&together[..], &["09:50:00Z [note] Told later"]].concat()), Some(1));
    let mut newest_first = together;
    newest_first.reverse();
    assert_eq!(told(&newest_first), Some(1));
}

//! `incident postmortem`: the document that the team learns by.

use crate::harness::Repository;
use serde_json::json;

const ENTRY: &str = "incidents/2026/2026-11-24-search-is-slow/incident.md";
const POSTMORTEM: &str = "incidents/2026/2026-11-24-search-is-slow/postmortem.md";

fn log() -> Repository {
    let repository = Repository::new().log();
    repository.run(&["new", "Search is slow", "-s", "sev-2", "--started", "10:00", "--lead", "Tech Lead"]).ok();
    repository
}

#[test]
fn a_post_mortem_has_a_prompt_for_each_section_and_the_entrys_timeline() {
    let repository = log();
    let arguments = ["postmortem", "@", "--owner", "Search Engineer", "--facilitator", "Auditor"];
    assert_eq!(repository.run(&arguments).ok().stdout, format!("wrote {POSTMORTEM}\n"));
    insta::assert_snapshot!(repository.read(POSTMORTEM), @"
    ---
    status: draft # draft, in-review, published
    owner: Search Engineer
    facilitator: Auditor # who leads the review; better not a responder
    reviewers: []
    due: 2026-12-01
    impact: # users, requests, revenue, data-loss, and what else was hit; each with a number
    trigger:
    detection: # how it was found: alert, person, customer
    causes: [] # contributing causes; there is seldom one alone
    actions: []
    reviewed:
    ---

    ## Summary
    <!-- What happened, to whom, for how long, and what ended it: for somebody who was not there. -->

    ## Impact
    <!-- Who felt it and how badly, in numbers: users, requests, money, data. -->

    ## Background
    <!-- What a reader needs to know of the systems concerned. -->

    ## Timeline
    - 2026-11-24T10:00:00Z [started] It started, as far as is known.
    - 2026-11-24T12:00:00Z [detected] It was noticed.
    - 2026-11-24T12:00:00Z [report] Search is slow (sev-2 in the reporter's judgement)
    - 2026-11-24T12:00:00Z [lead] Tech Lead takes the lead.

    ## Detection
    <!-- How it was noticed, how long that took, and what could have noticed it sooner. -->

    ## Contributing causes
    <!-- What had to come together for this to happen; the trigger apart from the conditions. -->

    ## Response
    <!-- Who did what, what helped and what stood in the way. -->

    ## Resolution
    <!-- What ended it, and how that was verified. -->

    ## What went well
    <!-- What to keep doing. -->

    ## What went poorly
    <!-- What to change, without blame. -->

    ## Where we got lucky
    <!-- What would have made it worse, and only by chance did not happen. -->

    ## Lessons learned
    <!-- What the next team should know. -->
    ");
    assert_eq!(repository.findings(), Vec::<String>::new());
}

#[test]
fn the_lead_owns_it_and_the_plan_says_when_it_is_due() {
    let repository = log();
    repository.replace("incident.yaml", "  sections: []", "  sections: [Cost]");
    let answer = repository.json(&["postmortem", "@"]);
    assert_eq!(
        answer,
        json!({"version": 1, "id": "2026-11-24-search-is-slow", "paths": [POSTMORTEM], "commit": null, "pushed": false})
    );
    let postmortem = &repository.json(&["show", "@"])["postmortem"];
    assert_eq!((&postmortem["owner"], &postmortem["due"]), (&json!("Tech Lead"), &json!("2026-12-01")));
    assert!(repository.read(POSTMORTEM).ends_with("\n## Cost\n<!-- The plan asks for this section. -->\n"));
    assert_eq!(repository.findings(), Vec::<String>::new());

    let repository = log();
    repository.run(&["postmortem", "@", "--due", "2026-12-24"]).ok();
    assert_eq!(repository.json(&["show", "@"])["postmortem"]["due"], "2026-12-24");
}

#[test]
fn there_is_one_post_mortem_of_an_incident() {
    let repository = log();
    repository.run(&["postmortem", "@"]).ok();
    let before = repository.files();
    insta::assert_snapshot!(repository.run(&["postmortem", "@"]).fails(), @"
    error: incidents/2026/2026-11-24-search-is-slow/postmortem.md: this incident has a post-mortem already
    help: write in that one
    ");
    assert!(repository.run(&["postmortem", "@", "--due", "soon"]).fails().contains("write a date like 2024-01-31"));
    assert_eq!(repository.files(), before);
}

#[test]
fn a_timeline_with_other_line_endings_is_copied_whole() {
    let repository = log();
    repository.run(&["note", "@", "One\n\n![graph](graph.png)"]).ok();
    repository.write("incidents/2026/2026-11-24-search-is-slow/graph.png", "");
    let entry = repository.read(ENTRY).replace('\n', "\r\n");
    repository.write(ENTRY, &entry);
    repository.run(&["postmortem", "@"]).ok();
    let postmortem = repository.read(POSTMORTEM);
    assert!(postmortem.contains("[note] One\n\n  ![graph](graph.png)\n\n## Detection\n"), "{postmortem}");
    assert!(!postmortem.contains('\r'), "a new file has the template's line endings");
    assert_eq!(repository.findings(), Vec::<String>::new());
}

#[test]
fn a_dry_run_writes_nothing() {
    let repository = log();
    let before = repository.files();
    let said = repository.run(&["postmortem", "@", "--dry-run"]).ok().stdout;
    assert!(said.starts_with(&format!("--- /dev/null\n+++ b/{POSTMORTEM}\n@@ -0,0 +1,")), "{said}");
    assert_eq!(repository.files(), before);
}

#[test]
fn what_is_added_to_the_timeline_later_is_no_difference_to_the_post_mortems() {
    let repository = log();
    repository.run(&["change", "@", "Restart it.", "--approved-by", "Tech Lead"]).ok();
    repository.run(&["postmortem", "@"]).ok();
    repository.run(&["note", "@", "It is quiet."]).ok();
    let page = || {
        repository.run(&["build"]).ok();
        repository.read("site/incidents/2026-11-24-search-is-slow/index.html")
    };
    let same = "As told in the <a href=\"#timeline\">timeline above</a>.";
    assert!(page().contains(same), "{}", page());
    // The copy had not heard yet how it went in staging.
    repository.replace(POSTMORTEM, " (approved: Tech Lead)", "");
    assert!(page().contains(same), "{}", page());
    repository.replace(POSTMORTEM, "It was noticed.", "It was noticed by a customer.");
    let page = page();
    assert!(page.contains("not all of it is in the timeline above") && page.contains("by a customer"), "{page}");
    assert!(!page.contains(same), "{page}");
}

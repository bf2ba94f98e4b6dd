//! The review of a branch: what it changes in meaning, what is new in it, and who may read of it.

use crate::formats::assert_valid;
use crate::harness::{Ran, Repository};
use serde_json::Value;

pub const POOL: &str = "incidents/2026/2026-03-02-pool-exhausted/incident.md";
const POSTMORTEM: &str = "incidents/2026/2026-03-02-pool-exhausted/postmortem.md";

pub const ENTRY: &str = "---
title: Checkout fails as the pool is exhausted
severity: sev-3
status: mitigated
visibility: internal
started: 2026-03-02T09:00:00Z
detected: 2026-03-02T09:05:00Z
acknowledged: 2026-03-02T09:09:00Z
mitigated: 2026-03-02T09:41:00Z
lead: Tech Lead
services: [checkout]
tags: [deploy]
actions:
  - {title: Alert on a pool that is nearly full, owner: Platform, due: 2026-04-01}
  - {title: Close every connection, owner: Payments, due: 2026-04-01}
---

## Summary
Cards were refused for 41 minutes.

## Solution
<!-- What solved it? -->

## Timeline
- 2026-03-02T09:00:00Z [started] First refusal.
- 2026-03-02T09:41:00Z [mitigated] Rolled back.
";

const REVIEWED: &str = "---
status: draft
owner: Payments Engineer
impact: {users: 4100 customers}
causes: [A connection was kept after each timeout]
---

## Summary
The pool ran dry.

## Lessons learned
<!-- What should the next team know? -->
";

/// An incident of a day in 2025, mitigated so many minutes after it started.
fn past(day: &str, severity: &str, minutes: &str, title: &str, solution: &str) -> (String, String) {
    let slug = title.to_lowercase().replace(' ', "-");
    let text = format!(
        "---\ntitle: {title}\nseverity: {severity}\nstatus: closed\nstarted: {day}T09:00:00Z\nmitigated: {day}T09:{minutes}:00Z\nservices: [checkout]\n---\n\n## Summary\n{title}.\n\n## Solution\n{solution}\n"
    );
    (format!("incidents/2025/{day}-{slug}/incident.md"), text)
}

/// A plan under which only some rules look, whatever rules there are.
fn plan(repository: &Repository, on: &[&str]) -> String {
    let rules = repository.run(&["explain", "--format", "json"]).json();
    let ids: Vec<_> = rules["rules"].as_array().unwrap().iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    let off: String = ids.iter().filter(|id| !on.contains(id)).map(|id| format!("  {id}: off\n")).collect();
    format!(
        "name: Shop\nroster:\n  - {{name: Tech Lead, phone: 555-0101}}\n  - {{name: Desk, phone: 555-0102}}\nrules:\n{off}"
    )
}

/// A log on `main`, and the branch `work` checked out.
pub fn log(on: &[&str]) -> Repository {
    let repository = Repository::new();
    repository.write("incident.yaml", &plan(&repository, on));
    repository.write(POOL, ENTRY);
    for (day, severity, minutes, title, solution) in [
        ("2025-01-07", "sev-2", "30", "Mails are late", "Restart the queue."),
        ("2025-02-07", "sev-2", "20", "Search is slow", "Rebuild the index."),
        (
            "2025-03-07",
            "sev-2",
            "50",
            "Pool of the back office exhausted",
            "Close **every** connection.\n\nThen restart.",
        ),
        ("2025-04-07", "sev-2", "10", "Covers are blurred", "Clear the cache."),
        ("2025-05-07", "sev-2", "25", "Prices are wrong", "Load them again."),
    ] {
        let (path, text) = past(day, severity, minutes, title, solution);
        repository.write(&path, &text);
    }
    // Of another service: not like the one under review, for all its words.
    let (path, text) = past("2025-06-07", "sev-2", "10", "Pool of the library exhausted", "Swim.");
    repository.write(&path, &text.replace("[checkout]", "[library]").replace("mitigated:", "x-mitigated:"));
    repository.commit_all("A log");
    repository.git(&["checkout", "--quiet", "-b", "work"]);
    repository
}

/// What a branch may do to the incident of [`ENTRY`].
fn change(repository: &Repository) {
    for (from, to) in [
        ("severity: sev-3", "severity: sev-2"),
        ("status: mitigated", "status: resolved"),
        ("visibility: internal", "visibility: public"),
        ("mitigated: 2026-03-02T09:41:00Z", "mitigated: 2026-03-02T09:38:00Z\nresolved: 2026-03-02T10:05:00Z"),
        ("lead: Tech Lead", "lead: Platform Lead"),
        ("[checkout]", "[checkout, {name: payments, severity: sev-1}]"),
        ("[deploy]", "[database]"),
        ("full, owner: Platform, due: 2026-04-01", "full, owner: Platform, due: 2026-04-01, status: done"),
        ("Payments, due: 2026-04-01}", "Payments, due: 2026-06-01}\n  - {title: Read the pool's size from one place}"),
        ("<!-- What solved it? -->", "Roll back, as [the graph](gone.png) shows."),
        (
            "- 2026-03-02T09:41",
            "- 2026-03-02T09:20:00Z [severity] Tech Lead: sev-2, as all cards are refused.\n- 2026-03-02T09:38",
        ),
    ] {
        repository.replace(POOL, from, to);
    }
    repository.write(POSTMORTEM, REVIEWED);
    repository.write(
        "agenda/2026-03-10/2026-03-02-pool-exhausted.md",
        "---\nincident: 2026-03-02-pool-exhausted\npresenter: Tech Lead\nstatus: open\n---\n",
    );
}

pub fn review(repository: &Repository, arguments: &[&str]) -> Ran {
    repository.run(&[&["review", "main"], arguments].concat())
}

/// What is told about the only incident that changed.
#[track_caller]
pub fn told(repository: &Repository, arguments: &[&str]) -> Vec<String> {
    let report = review(repository, &[arguments, &["--format", "json"]].concat()).json();
    let incidents = report["incidents"].as_array().unwrap();
    assert_eq!(incidents.len(), 1, "{report:#}");
    texts(&incidents[0]["changes"])
}

fn texts(changes: &Value) -> Vec<String> {
    changes.as_array().unwrap().iter().map(|change| change["text"].as_str().unwrap().to_owned()).collect()
}

/// Standard output with the common commit's id as a word.
pub fn stable(repository: &Repository, said: &str) -> String {
    let id = repository.git(&["rev-parse", "main"]);
    said.replace(&id[..10], "COMMIT")
}

#[test]
fn a_comment_tells_what_changed_in_meaning_and_what_is_left_to_judge() {
    let repository = log(&["broken-link"]);
    change(&repository);
    repository.commit_all("Resolve");
    assert_valid(
        incident::report::REVIEW_SCHEMA,
        &review(&repository, &["--head", "HEAD", "--format", "json"]).ends(1).json(),
    );
    let said = review(&repository, &["--head", "HEAD", "--format", "markdown"]).ends(1).stdout;
    insta::assert_snapshot!(stable(&repository, &said), @r#"
    <!-- incident-review -->

    ## Incident review

    1 incident changed; 1 new error, since `main (at COMMIT)`.

    > [!CAUTION]
    > **visibility widened from internal to public (everybody who reads the public site will read it)** in `2026-03-02-pool-exhausted`

    ### New findings

    - **error** `incidents/2026/2026-03-02-pool-exhausted/incident.md:24`: \`gone.png\` leads to no file of this log (`broken-link`); it was looked for at incidents/2026/2026-03-02-pool-exhausted/gone.png; add the file there, or mend the address

    ### Checkout fails as the pool is exhausted

    `2026-03-02-pool-exhausted` · sev-2 · resolved · public

    - severity raised from sev-3 to sev-2 (Tech Lead\: sev-2, as all cards are refused.)
    - status changed from mitigated to resolved
    - **visibility widened from internal to public (everybody who reads the public site will read it)**
    - mitigated moved from 2026\-03-02 09\:41 to 2026\-03-02 09\:38 (38 min after the start)
    - resolved set to 2026\-03-02 10\:05 (1 h 5 min after the start)
    - time to mitigate changed from 41 min to 38 min
    - lead changed from Tech Lead to Platform Lead
    - services added: payments \(sev-1\)
    - tags added: database
    - tags removed: deploy
    - section written: Solution (6 words)
    - timeline changed (1 entry added, 1 entry edited)
    - action closed: Alert on a pool that is nearly full
    - action's due date put off: Close every connection, from 2026\-04-01 to 2026\-06-01
    - action added: Read the pool's size from one place (no owner, no due date)
    - post-mortem started (draft, owner Payments Engineer)
    - impact set: users to 4100 customers
    - cause added: A connection was kept after each timeout
    - sections written: Summary (not yet\: Lessons learned)
    - agenda item opened: 2026\-03-10 (presenter Tech Lead)

    **How long it took**

    - detected after 5 min
    - acknowledged after a further 4 min
    - mitigated after 38 min; the log's median for sev-2 is 25 min \(5 incidents\)
    - resolved after 1 h 5 min

    **Like it, and not related to it yet**

    - Pool of the back office exhausted (`2025-03-07-pool-of-the-back-office-exhausted`): Close every connection. Then restart.

    **For the reviewer**

    - [ ] May everybody who can read it from now on read all of it: names, secrets, an attack that goes on?
    - [ ] Does the severity fit its definition in the plan, and is it told who changed it and why?
    - [ ] Is each cause a cause: without it, would this not have happened, or been less bad?
    - [ ] Do the causes go on to what made the mistake easy, and not end with somebody who made it?
    - [ ] Would these actions have prevented it, or shown it sooner?
    - [ ] Can somebody else tell by its title alone when an action is done?
    - [ ] Is what was closed done, and can it be seen somewhere?
    - [ ] Does the owner agree with the later date, and can it happen again before then?
    - [ ] Is the impact honest and in numbers, and is it told what is not known?
    - [ ] Does the timeline tell what was known at each moment, and not what was learnt later?
    - [ ] Could whoever is on call the next time solve it by the solution alone, at night?
    - [ ] Could somebody who was not there follow it from the first sign to the last step?
    - [ ] Is nobody blamed or made to look careless, and could everybody concerned read it aloud?
    "#);
}

#[test]
fn at_a_terminal_new_findings_are_drawn_under_their_lines() {
    let repository = log(&["broken-link"]);
    repository.replace(POOL, "<!-- What solved it? -->", "Roll back, as [the graph](gone.png) shows.");
    repository.replace(POOL, "visibility: internal", "visibility: public");
    let said = review(&repository, &[]).ends(1).stdout;
    insta::assert_snapshot!(stable(&repository, &said), @r#"
    since main (at COMMIT): 1 incident changed; 1 new error

    ! visibility widened from internal to public (everybody who reads the public site will read it) in 2026-03-02-pool-exhausted

    Checkout fails as the pool is exhausted
    2026-03-02-pool-exhausted, sev-3, mitigated, public
      visibility widened from internal to public (everybody who reads the public site will read it)
      section written: Solution (6 words)
      how long it took
        detected after 5 min
        acknowledged after a further 4 min
        mitigated after 41 min; the log's median is 25 min (5 incidents)
      like it, and not related to it yet
        Pool of the back office exhausted (2025-03-07-pool-of-the-back-office-exhausted)
          Close every connection. Then restart.
      for the reviewer
        - May everybody who can read it from now on read all of it: names, secrets, an attack that goes on?
        - Could whoever is on call the next time solve it by the solution alone, at night?
        - Is nobody blamed or made to look careless, and could everybody concerned read it aloud?

    error[broken-link]: `gone.png` leads to no file of this log
      --> incidents/2026/2026-03-02-pool-exhausted/incident.md:22:27
       |
    22 | Roll back, as [the graph](gone.png) shows.
       |                           ^^^^^^^^
       |
       = help: it was looked for at incidents/2026/2026-03-02-pool-exhausted/gone.png; add the file there, or mend the address
    "#);
}

#[test]
fn only_new_findings_on_changed_lines_fail_and_warnings_only_where_they_are_to() {
    let repository = log(&["broken-link", "unknown-severity", "unknown-field"]);
    let committed = |subject: &str| repository.commit_all(subject);
    repository.git(&["checkout", "--quiet", "main"]);
    repository.replace(POOL, "severity: sev-3", "severity: awful");
    repository.replace("incident.yaml", "rules:\n", "rules:\n  unknown-field: warn\n");
    committed("Something old");
    repository.git(&["checkout", "--quiet", "-B", "work"]);

    repository.replace(POOL, "title:", "x-cost: 5\ntitle:");
    let report = review(&repository, &["--format", "json"]).ok().json();
    assert_eq!(report["findings"]["inherited"], 1);
    assert_eq!(report["findings"]["new"].as_array().unwrap().len(), 0);
    assert!(review(&repository, &[]).ok().stdout.contains("1 finding is there before and not listed"));

    repository.replace(POOL, "tags:", "tagz: [a]\ntags:");
    let report = review(&repository, &["--format", "json"]).ok().json();
    assert_eq!(report["findings"]["new"][0]["rule"], "unknown-field");
    assert_eq!(report["findings"]["new"][0]["level"], "warn");
    assert_valid(incident::report::REVIEW_SCHEMA, &report);
    review(&repository, &["--strict"]).ends(1);

    repository.replace(POOL, "severity: awful", "severity: dreadful");
    review(&repository, &[]).ends(1);
}

#[test]
fn documents_that_cannot_be_read_and_those_that_are_gone_are_told_loudly() {
    let repository = log(&["broken-document", "missing-document"]);
    let (mails, _) = past("2025-01-07", "sev-2", "30", "Mails are late", "");
    std::fs::remove_dir_all(repository.path(mails.rsplit_once('/').unwrap().0)).unwrap();
    repository.replace(POOL, "title: Checkout", "title: [Checkout");
    let report = review(&repository, &["--format", "json"]).ends(1).json();
    let loud = |number: usize| report["incidents"][number]["changes"][0]["loud"].as_bool().unwrap();
    assert!(loud(0) && loud(1));
    assert!(texts(&report["incidents"][0]["changes"])[0].starts_with("log entry not readable (line "));
    assert_eq!(texts(&report["incidents"][1]["changes"]), ["incident removed"]);
    assert_eq!(report["findings"]["new"][0]["rule"], "broken-document");
}

#[test]
fn in_a_workflow_findings_are_annotations_and_the_rest_is_the_summary() {
    let repository = Repository::new();
    repository.write("ops/incident.yaml", &plan(&repository, &["broken-link"]));
    repository.write(&format!("ops/{POOL}"), ENTRY);
    repository.commit_all("A log");
    repository.git(&["checkout", "--quiet", "-b", "work"]);
    repository.replace(&format!("ops/{POOL}"), "Cards were", "As [this](gone,.png) shows, 100%: cards were");
    let summary = repository.path("../summary.md");
    std::fs::write(&summary, "Another step's words.\n").unwrap();
    let repository = repository.with("GITHUB_STEP_SUMMARY", &summary.to_string_lossy());
    let said = repository.run_in("ops", &["review", "main", "--format", "github"]).ends(1).stdout;
    assert_eq!(
        said,
        format!(
            "::error file=ops/{POOL},line=19,endLine=19,col=11,endColumn=20,title=broken-link::`gone,.png` leads to no file of this log%0Ait was looked for at incidents/2026/2026-03-02-pool-exhausted/gone,.png; add the file there, or mend the address\nsince main (at {}): 1 incident changed; 1 new error\n",
            &repository.git(&["rev-parse", "main"])[..10]
        )
    );
    let written = std::fs::read_to_string(&summary).unwrap();
    assert!(
        written.starts_with("Another step's words.\n<!-- incident-review -->\n\n## Incident review\n"),
        "{written}"
    );
    assert!(written.contains("section edited: Summary (5 words added, 1 word removed)"), "{written}");
}

#[test]
fn where_nothing_changed_in_meaning_it_says_so() {
    let repository = log(&["broken-link"]);
    let said = review(&repository, &[]).ok().stdout;
    assert_eq!(stable(&repository, &said), "Nothing in the log changed in meaning since main (at COMMIT)\n");
    let said = review(&repository, &["--format", "github"]).ok().stdout;
    assert_eq!(stable(&repository, &said), "Nothing in the log changed in meaning since main (at COMMIT)\n");
    repository.write("src/shop.txt", "no document\n");
    repository.replace(POOL, "services: [checkout]", "services:\n  - checkout # the shop");
    assert_eq!(told(&repository, &[]), ["log entry edited (with the same meaning)"]);
}

//! What somebody who is tired types, and what the command makes of it.

use crate::harness::Repository;

const ENTRY: &str = "incidents/2026/2026-11-24-search-is-slow/incident.md";

fn log(severity: &str) -> Repository {
    let repository = Repository::new().log();
    repository.run(&["new", "Search is slow", "-s", severity, "--lead", "Tech Lead"]).ok();
    repository
}

#[test]
fn a_severity_that_is_none_calls_as_the_worst_until_it_is_acknowledged_and_over() {
    let repository = log("sev-2");
    repository.replace(ENTRY, "severity: sev-2", "severity: sev-22");
    let ran = repository.run(&["escalate", "@"]).ok();
    assert_eq!(
        ran.stderr,
        "warning: the plan has no severity `sev-22`, so it counts as sev-1, the worst: `incident severity 2026-11-24-search-is-slow SEVERITY --why TEXT`\n"
    );
    assert!(
        ran.stdout.contains("@channel sev-1 critical: Search is slow") && ran.stdout.contains("Reach next: Tech Lead")
    );
    repository.run(&["escalate", "@", "--told", "Tech Lead"]).ok();
    assert_eq!(repository.run(&["escalate", "@", "--ack", "Tech Lead"]).ok().stderr, "");
    let again = repository.run(&["escalate", "@", "--ack", "Tech Lead"]).ok().stderr;
    assert_eq!(again, "warning: it counts as acknowledged since 2026-11-24T12:00:00Z, and this is one more entry\n");
    let resolve = ["resolve", "@", "--summary", "a", "--solution", "b", "--root-cause", "c"];
    let said = repository.run(&resolve).ok().stdout;
    assert!(said.contains("Post in #tech_incidents:\n  All clear (sev-1 critical): Search is slow\n"), "{said}");
    // Nobody is called for what is over.
    let judged = repository.run(&["severity", "slow", "2", "--why", "it was less"]).ok().stdout;
    assert!(judged.contains("sev-22 to sev-2") && !judged.contains("@channel"), "{judged}");
    let judged = repository.json(&["severity", "slow", "1", "--why", "it was more"]);
    assert_eq!((&judged["raised"], &judged["message"]), (&true.into(), &serde_json::Value::Null));
    // Who writes the post-mortem has as long as for the worst.
    assert!(repository.read(&ENTRY.replace("incident.md", "postmortem.md")).contains("\ndue: 2026-11-27\n"));
}

#[test]
fn who_took_on_what_called_nobody_is_called_where_it_is_raised() {
    let repository = log("sev-3");
    repository.run(&["note", "@", "Looking", "--kind", "acknowledged"]).ok();
    let said = repository.run(&["severity", "@", "2", "--why", "nobody can search"]).ok().stdout;
    assert!(said.contains("Until somebody acknowledges, call:\n  1. Tech Lead"), "{said}");
}

#[test]
fn nobody_is_no_lead_from_the_beginning() {
    let repository = Repository::new().log();
    let said = repository.run(&["new", "Search is slow", "-s", "1", "--lead", "nobody"]).ok().stdout;
    assert!(!said.contains("Lead: nobody") && !repository.read(ENTRY).contains("nobody"), "{said}");
    repository.run(&["resolve", "@", "--summary", "a", "--solution", "b", "--root-cause", "c"]).ok();
    repository.run(&["reopen", "slow", "Again", "--lead", "nobody"]).ok();
    assert!(!repository.read(ENTRY).contains("nobody takes"));
}

#[test]
fn what_is_nearly_right_is_told_with_what_to_type() {
    let repository = log("sev-2");
    let before = repository.files();
    for (arguments, told) in [
        (&["note", "@", "x", "--at", "10 minutes"][..], "help: did you mean `--at \"10 minutes ago\"`?\n"),
        (&["new", "x", "-s", "1", "--started", "2h"], "help: did you mean `--started \"2h ago\"`?\n"),
        (&["resolve"], "tip: the incident is named by a part of its id, or by @ for the newest open one\n"),
        (&["mitigate", "@", "x", "--at", "11:00"], "mend `started` in incident.md where that is wrong"),
    ] {
        let said = repository.run(arguments).fails();
        assert!(said.contains(told), "{arguments:?}: {said}");
    }
    assert_eq!(repository.files(), before);
}

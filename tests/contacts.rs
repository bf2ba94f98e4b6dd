//! People whom a step names: a name that may be a slip is written down, and told with the nearest of the roster.

use crate::harness::Repository;

#[test]
fn a_name_that_the_roster_has_not_is_written_down_and_told_with_the_nearest() {
    let repository = Repository::new().log();
    let told = |who: &str| repository.run(&["escalate", "@", "--told", who, "--means", "phone"]).ok().stderr;
    repository.run(&["new", "Mail is slow", "-s", "1"]).ok();
    assert_eq!(told("Anybody"), "", "nobody has written a roster yet");
    repository.replace("incident.yaml", "name: Tech Lead\n", "name: Tech Lead\n    chat: U0LEAD\n");
    let told = |who: &str| repository.run(&["escalate", "@", "--told", who, "--means", "phone"]).ok().stderr;
    assert_eq!(told("Tech Laed"), "warning: the roster has no `Tech Laed`; did you mean `Tech Lead`?\n");
    assert_eq!(repository.json(&["escalate", "@"])["told"][1]["who"], "Tech Laed", "the record comes first");
    for known in ["tech lead", "#tech_incidents", "#a_room_of_others", "Tech Lead, Executive contact"] {
        assert_eq!(told(known), "", "{known}");
    }
    let said = told("The Board");
    assert!(said.starts_with("warning: the roster has no `The Board`; it takes one of: Tech Lead, "), "{said}");
    repository.replace("incident.yaml", "direct: [Executive contact]", "direct: [Executive contacts]");
    let warned = "warning: the roster has no `Executive contacts`; did you mean `Executive contact`?\n";
    assert_eq!(repository.run(&["escalate", "@"]).ok().stderr, warned);
    assert_eq!(repository.run(&["new", "Web is slow", "-s", "1"]).ok().stderr, warned);
    let found = repository.findings();
    assert!(found.iter().any(|finding| finding.contains("unknown-contact: the roster has no")), "{found:?}");
}

#[test]
fn whoever_acknowledges_or_leads_by_a_misspelt_name_is_written_down_and_told_with_the_nearest() {
    let repository = Repository::new().log();
    repository.write(
        "incident.yaml",
        "time-zone: UTC\nroster: [{name: On-call Engineer, escalation: 1}, {name: Tech Lead, escalation: 2}]\n",
    );
    repository.run(&["new", "Search is slow", "-s", "sev-1"]).ok();
    let said = repository.run(&["escalate", "@", "--ack", "On-call Enginer"]).ok().stderr;
    assert!(said.contains("the roster has no `On-call Enginer`; did you mean `On-call Engineer`?"), "{said}");
    let said = repository.run(&["lead", "@", "Tech Laed"]).ok().stderr;
    assert!(said.contains("did you mean `Tech Lead`?"), "{said}");
    assert_eq!(repository.run(&["lead", "@", "Somebody from the vendor"]).ok().stderr, "");
    let half = repository.run(&["lead", "@", "tech"]).ok().stderr;
    assert_eq!(half, "warning: the roster has no `tech`; did you mean `Tech Lead`?\n");
    let laed = "warning: the roster has no `Tech Laed`; did you mean `Tech Lead`?\n";
    let end = ["--summary", "a", "--solution", "b"];
    repository.run(&["new", "Cake is late", "-s", "sev-3"]).ok();
    for arguments in [
        &["new", "Mail is late", "-s", "sev-1", "--reporter", "Tech Laed"][..],
        &["note", "slow", "x", "--by", "Tech Laed"],
        &["thread", "slow", "pool", "It leaks", "--owner", "Tech Laed", "--by", "Tech Laed"],
        &["change", "slow", "Restart", "--approved-by", "Tech Laed", "--staging", "verified"],
        &["severity", "slow", "sev-2", "--why", "better", "--by", "Tech Laed"],
        &["mitigate", "slow", "Restarted", "--by", "Tech Laed"],
        &[&["resolve", "slow", "--root-cause", "c", "--owner", "Tech Laed"][..], &end].concat(),
        &["cause", "slow", "A job", "--by", "Tech Laed"],
        &["reopen", "slow", "Again", "--by", "Tech Laed"],
        &[&["resolve", "mail", "--root-cause-unknown", "--assignee", "Tech Laed"][..], &end].concat(),
        &["agenda", "open", "cake", "--meeting", "2027-01-05", "--presenter", "Tech Laed"],
        &["postmortem", "cake", "--facilitator", "Tech Laed"],
    ] {
        let ran = repository.run(arguments);
        assert!(ran.stderr.ends_with(laed) && ran.stderr.matches(laed).count() == 1, "{arguments:?}: {}", ran.stderr);
    }
}

#[test]
fn a_slip_of_the_built_in_roster_is_told_too_and_a_name_is_written_as_the_roster_has_it() {
    let repository = Repository::new().log();
    let warned = "warning: the roster has no `Tech Laed`; did you mean `Tech Lead`?\n";
    assert_eq!(repository.run(&["new", "Search is slow", "-s", "3", "--lead", "Tech Laed"]).ok().stderr, warned);
    let mail = ["new", "Mail is late", "-s", "3", "--lead", "tech lead", "--reporter", "TECH LEAD"];
    assert_eq!(repository.run(&mail).ok().stderr, "");
    let shown = repository.json(&["show", "mail"]);
    assert_eq!((&shown["lead"], &shown["reporter"]), (&"Tech Lead".into(), &"Tech Lead".into()));
    repository.run(&["lead", "search", "tech lead"]).ok();
    let said = repository.run(&["note", "search", "Restarted", "--by", "tech LEAD"]).ok().stdout;
    assert!(said.contains("[note] Tech Lead: Restarted"), "{said}");
    assert_eq!(repository.json(&["show", "search"])["lead"], "Tech Lead");
}

#[test]
fn of_a_long_roster_those_most_like_a_name_are_told() {
    let repository = Repository::new().log();
    let names: Vec<_> = (1..=12).map(|number| format!("{{name: Responder {number}}}")).collect();
    let roster = format!(
        "time-zone: UTC\nroster: [{}, {{name: Ada of Platform}}, {{name: Ada of Network}}]\n",
        names.join(", ")
    );
    repository.write("incident.yaml", &roster);
    repository.run(&["new", "Search is slow", "-s", "sev-1"]).ok();
    insta::assert_snapshot!(repository.run(&["escalate", "@", "--told", "Ada"]).ok().stderr, @"warning: the roster has no `Ada`; most like it are: Ada of Network, Ada of Platform, Responder 1; all 14 stand under `roster` in incident.yaml");
}

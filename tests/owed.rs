//! What is owed of an incident that ended: one list for `resolve`, `status` and `close`.

use crate::harness::Repository;
use crate::terminal::on_terminal;

const ENTRY: &str = "incidents/2026/2026-11-24-search-is-slow/incident.md";
const POSTMORTEM: &str = "incidents/2026/2026-11-24-search-is-slow/postmortem.md";
const RESOLVE: &[&str] =
    &["resolve", "@", "--summary", "It took 20 s.", "--solution", "Rebuild the index.", "--root-cause", "One shard."];

fn log(severity: &str) -> Repository {
    let repository = Repository::new().log();
    repository.run(&["new", "Search is slow", "-s", severity, "--lead", "Tech Lead", "--started", "10:00"]).ok();
    repository
}

/// The lines below the heading of what is owed.
fn told(said: &str) -> Vec<String> {
    let said = said.replace("Owed before `incident close 2026-11-24-search-is-slow`:", "before it can be closed:");
    let behind = said.split("before it can be closed:\n").nth(1).unwrap_or_default();
    let lines = behind.lines().map(|line| line.trim().to_owned());
    lines.filter(|line| !line.is_empty() && line != "2026-11-24-search-is-slow").collect()
}

/// What `resolve` said, which `status` and the refusal of `close` say too.
fn owed(repository: &Repository, resolved: &str) -> Vec<String> {
    let owed = told(resolved);
    assert_eq!(told(&repository.run(&["status"]).ok().stdout), owed);
    let refused = repository.run(&["close", "slow"]).fails();
    let refused = refused.split_once("help: ").map(|(_, help)| help).unwrap_or_default();
    assert_eq!(refused.lines().map(str::trim).collect::<Vec<_>>(), owed);
    owed
}

#[test]
fn a_theory_that_was_left_open_keeps_the_incident_from_being_closed() {
    let repository = log("sev-3");
    repository.run(&["thread", "@", "pool", "It leaks"]).ok();
    repository.run(&["thread", "@", "the owner's disk", "It is full"]).ok();
    let resolved = repository.run(RESOLVE).ok().stdout;
    insta::assert_snapshot!(owed(&repository, &resolved).join("\n"), @r"
    how the theory pool ended: `incident thread 2026-11-24-search-is-slow pool --state confirmed` or `ruled-out`
    how the theory the owner's disk ended: `incident thread 2026-11-24-search-is-slow 'the owner'\''s disk' --state confirmed` or `ruled-out`
    ");
    repository.run(&["thread", "slow", "pool", "--state", "confirmed"]).ok();
    assert!(repository.run(&["close", "slow"]).fails().contains("'the owner'\\''s disk'"));
    repository.run(&["thread", "slow", "the owner's disk", "--state", "ruled-out"]).ok();
    assert_eq!(told(&repository.run(&["status"]).ok().stdout), Vec::<String>::new());
    repository.run(&["close", "slow"]).ok();
}

#[test]
fn a_theory_under_a_word_that_is_no_state_is_open_for_all_and_one_with_a_ticket_is_for_none() {
    let repository = log("sev-3");
    repository.run(&["thread", "@", "pool", "It leaks"]).ok();
    let entry = repository.read(ENTRY);
    let entry = entry.replace("It leaks (owner: Tech Lead)", "It leaks (owner: Tech Lead, state: parked)");
    repository.write(ENTRY, &entry);
    let answer = repository.json(&RESOLVE.iter().copied().chain(["--announced"]).collect::<Vec<_>>());
    let owed = owed(&repository, &format!("before it can be closed:\n{}", answer["owed"][0].as_str().unwrap()));
    assert_eq!(answer["owed"], serde_json::json!(owed));
    assert_eq!(repository.json(&["status"])["resolved"][0]["owed"], answer["owed"], "one list under one key");
    let rules = || repository.findings().concat();
    assert!(rules().contains("unclosed-thread: `parked` is no state, so that the theory `pool`"), "{}", rules());
    repository.replace(ENTRY, "state: parked", "ticket: OPS-412");
    assert_eq!((rules(), told(&repository.run(&["status"]).ok().stdout)), (String::new(), Vec::new()));
    repository.run(&["close", "slow"]).ok();
}

#[test]
fn a_second_end_owes_the_briefing_that_the_first_one_left() {
    let mut repository = log("sev-2");
    let resolved = repository.run(RESOLVE).ok().stdout;
    let first = owed(&repository, &resolved);
    insta::assert_snapshot!(first.join("\n"), @"
    the post-mortem is draft, due 2026-12-01, by Tech Lead: finish incidents/2026/2026-11-24-search-is-slow/postmortem.md, and set its `status` to published
    the briefing of the meeting on 2026-11-24, by Tech Lead: `incident agenda brief 2026-11-24-search-is-slow --outcome TEXT`
    ");
    repository.now = "2026-11-24T12:30:00Z".to_owned();
    repository.run(&["reopen", "slow", "It takes 30 s again"]).ok();
    let resolved = repository.run(&["resolve", "@", "--root-cause", "Two shards."]).ok().stdout;
    assert_eq!(owed(&repository, &resolved), first);
}

#[test]
fn what_exists_before_the_end_and_an_unknown_root_cause_are_owed_too() {
    let repository = log("sev-2");
    repository.run(&["postmortem", "@"]).ok();
    repository.run(&["agenda", "open", "@"]).ok();
    let resolve = [&RESOLVE[..6], &["--root-cause-unknown", "--not-announced"]].concat();
    let resolved = repository.run(&resolve).ok().stdout;
    insta::assert_snapshot!(owed(&repository, &resolved).join("\n"), @r#"
    the all-clear: post it, then `incident note 2026-11-24-search-is-slow --kind announced "All clear given."`
    a ticket for the root cause: `incident cause 2026-11-24-search-is-slow --ticket URL`
    the post-mortem is draft, due 2026-12-01, by Tech Lead: finish incidents/2026/2026-11-24-search-is-slow/postmortem.md, and set its `status` to published
    the briefing of the meeting on 2026-11-24, by Tech Lead: `incident agenda brief 2026-11-24-search-is-slow --outcome TEXT`
    "#);
}

#[test]
fn a_severity_that_is_none_counts_as_the_worst() {
    let repository = log("sev-2");
    repository.replace(ENTRY, "severity: sev-2", "severity: sev-22");
    insta::assert_snapshot!(repository.run(&["status"]).ok().stdout, @"
    SEVERITY  STATUS  GOES ON FOR  LEAD       ID
    sev-22    open    2 h          Tech Lead  2026-11-24-search-is-slow

    2026-11-24-search-is-slow
      the plan has no severity `sev-22`, so it counts as sev-1, the worst: `incident severity 2026-11-24-search-is-slow SEVERITY --why TEXT`
      nobody has acknowledged it: `incident escalate 2026-11-24-search-is-slow`
    ");
    repository.run(&["new", "Mail is late", "-s", "sev-2", "--started", "11:50"]).ok();
    let standing = repository.json(&["status"])["incidents"].clone();
    let told = |at: usize| (standing[at]["severity"].as_str(), standing[at]["counts-as"].as_str());
    assert_eq!((told(0), told(1)), ((Some("sev-22"), Some("sev-1")), (Some("sev-2"), None)), "the worst comes first");
    repository.run(&["build", "--out", "site"]).ok();
    let home = repository.read("site/index.html");
    assert!(home.find("search-is-slow") < home.find("mail-is-late"), "on the first page, too");
    let (_, screen) = on_terminal(&repository, &["status", "--watch"], &[("q ends", "q")]);
    assert!(screen.contains("`sev-22` is no severity of the plan: it counts as sev-1, the worst"), "{screen}");
    std::fs::remove_dir_all(repository.path("incidents/2026/2026-11-24-mail-is-late")).unwrap();
    let resolved = repository.run(RESOLVE).ok().stdout;
    assert!(owed(&repository, &resolved).iter().any(|owed| owed.contains("due 2026-11-27")), "as of sev-1: {resolved}");
    assert!(repository.read(POSTMORTEM).contains("\ndue: 2026-11-27\n"));
}

#[test]
fn a_thread_that_was_left_open_is_owed_and_can_be_settled_until_it_is_closed() {
    let repository = log("sev-3");
    for thread in ["pool", "the resolver"] {
        repository.run(&["thread", "@", thread, "It leaks"]).ok();
    }
    let said = repository.run(RESOLVE).ok().stdout.replace('\n', " ");
    for command in ["pool --state confirmed", "'the resolver' --state confirmed"] {
        assert!(said.contains(&format!("`incident thread 2026-11-24-search-is-slow {command}`")), "{said}");
    }
    let unclosed = || repository.findings().iter().filter(|finding| finding.contains("unclosed-thread")).count();
    assert_eq!(unclosed(), 2);
    let refused = |arguments: &[&str]| repository.run(&[&["thread", "slow"], arguments].concat()).fails();
    insta::assert_snapshot!(refused(&["dns", "It is slow"]) + &refused(&["pool", "Looked at it"]), @"
    error: 2026-11-24-search-is-slow is resolved
    help: `incident reopen` where it came back; `incident list --status open` shows what goes on
    error: 2026-11-24-search-is-slow is resolved, so its threads can only be settled
    help: name how it ended: --state confirmed or --state ruled-out
    ");
    repository.run(&["thread", "slow", "pool", "A dump shows it", "--state", "confirmed"]).ok();
    repository.run(&["thread", "slow", "the resolver", "--state", "ruled-out"]).ok();
    assert_eq!(unclosed(), 0);
    repository.replace(ENTRY, "status: resolved", "status: closed");
    let said = refused(&["pool", "--state", "ruled-out"]);
    assert!(said.starts_with("error: 2026-11-24-search-is-slow is closed\n"), "{said}");
}

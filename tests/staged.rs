//! What a commit to come is answerable for, and what is remembered of the rest.

use crate::harness::Repository;

const SLOW: &str = "incidents/2026/2026-03-02-search-is-slow/incident.md";
const LATE: &str = "incidents/2026/2026-02-17-mail-is-late/incident.md";
const KNOWN: &str = ".git/incident-known";

fn entry(day: &str, title: &str, more: &str) -> String {
    format!(
        "---\ntitle: {title}\nseverity: sev-3\nstatus: open\nstarted: {day}T09:00:00Z\n{more}---\n\n## Summary\nSlow.\n\n\
         ## Timeline\n- {day}T09:00:00Z [started] Slow.\n"
    )
}

/// A log of two incidents, of which the later refers to the earlier.
fn log() -> Repository {
    let repository = Repository::new().log();
    repository.write(LATE, &entry("2026-02-17", "Mail is late", ""));
    repository.write("incidents/2026/2026-02-17-mail-is-late/graph.png", "");
    let slow = entry("2026-03-02", "Search is slow", "related: [2026-02-17-mail-is-late]\n");
    repository.write(SLOW, &slow.replace("Slow.\n\n", "![As then](../2026-02-17-mail-is-late/graph.png)\n\n"));
    repository.commit_all("Report");
    repository
}

/// The same with more incidents than are read again sooner than they are remembered.
fn long_log() -> Repository {
    let repository = log();
    for number in 1..40 {
        let path = format!("incidents/2026/2026-04-01-disk-{number}/incident.md");
        repository.write(&path, &entry("2026-04-01", &format!("Disk {number} is full"), "tags: [disk]\n"));
    }
    repository.commit_all("Report more");
    repository
}

/// Where what is found in the index, with the rules.
fn found(repository: &Repository) -> Vec<String> {
    found_in("", repository)
}

fn found_in(folder: &str, repository: &Repository) -> Vec<String> {
    let ran = repository.run_in(folder, &["validate", "--staged", "--format", "json"]).json();
    let word = |finding: &serde_json::Value, key: &str| finding[key].as_str().unwrap().to_owned();
    let findings = ran["findings"].as_array().unwrap();
    findings.iter().map(|finding| format!("{} {}", word(finding, "path"), word(finding, "rule"))).collect()
}

fn stage(repository: &Repository, path: &str, from: &str, to: &str) {
    repository.replace(path, from, to);
    repository.git(&["add", "--all"]);
}

#[test]
fn an_old_finding_elsewhere_holds_up_no_commit() {
    let repository = log();
    stage(&repository, LATE, "severity: sev-3", "severity: sev-9");
    assert_eq!(found(&repository), [format!("{LATE} unknown-severity")]);
    repository.commit_all("Mistake");
    assert_eq!(found(&repository), [""; 0], "nothing is staged");
    stage(&repository, SLOW, "Search is slow", "Search was slow");
    repository.run(&["validate", "--staged", "--strict"]).ok();
    stage(&repository, LATE, "Mail is late", "Mail was late");
    assert_eq!(found(&repository), [""; 0], "whoever touches it may mend something else first");
    let said = repository.run(&["validate", "--staged", "--strict"]).ok().stderr;
    assert_eq!(said, "note: 1 finding that the last commit has already in what is touched is let be\n");
    stage(&repository, LATE, "severity: sev-9", "severity: sev-8");
    assert_eq!(found(&repository), [format!("{LATE} unknown-severity")], "another mistake is a new one");
}

#[test]
fn a_mend_in_several_steps_is_not_held_up() {
    let repository = log();
    stage(&repository, LATE, "severity: sev-3", "severity: sev-1");
    stage(&repository, LATE, "status: open", "status: resolved\nresolved: 2026-02-17T10:00:00Z");
    repository.commit_all("Resolve");
    assert!(repository.findings().iter().any(|finding| finding.contains("missing-agenda-item")));
    repository.run(&["hook", "install"]).ok();
    repository.run(&["postmortem", "mail-is-late", "--commit"]).ok();
}

#[test]
fn a_second_finding_of_a_kind_is_new() {
    let repository = log();
    stage(&repository, LATE, "Slow.\n\n", "[a](gone.png)\n\n");
    repository.commit_all("Mistake");
    stage(&repository, LATE, "[a](gone.png)", "[a](gone.png) [b](gone.png)");
    assert_eq!(found(&repository), [format!("{LATE} broken-link")]);
}

#[test]
fn what_refers_to_what_a_commit_takes_away_is_found() {
    let repository = log();
    repository.git(&["rm", "--quiet", "incidents/2026/2026-02-17-mail-is-late/graph.png"]);
    assert_eq!(found(&repository), [format!("{SLOW} broken-link")]);
    repository.git(&["reset", "--quiet", "--hard"]);
    repository.git(&["mv", "incidents/2026/2026-02-17-mail-is-late", "incidents/2026/2026-02-17-mail-was-late"]);
    assert_eq!(found(&repository), [format!("{SLOW} unknown-related"), format!("{SLOW} broken-link")]);
}

#[test]
fn with_another_plan_what_it_makes_wrong_is_found_everywhere_and_no_more() {
    let repository = log();
    repository.replace(LATE, "severity: sev-3", "severity: sev-9");
    repository.commit_all("Mistake");
    repository.write("incident.yaml", "name: Shop\nseverities: [{id: minor, name: Minor, definition: Little}]\n");
    repository.git(&["add", "--all"]);
    let found = found(&repository);
    assert!(found.contains(&format!("{SLOW} unknown-severity")), "{found:?}");
    repository.commit_all("Another plan");
    repository.replace("incident.yaml", "name: Shop", "name: Shops");
    repository.git(&["add", "--all"]);
    assert_eq!(self::found(&repository), [""; 0]);
}

#[test]
fn a_file_that_the_plan_keeps_out_of_git_holds_up_the_commit_that_brings_it() {
    let repository = log();
    repository.write("incident.yaml", "name: Shop\nroster: [{name: Tech Lead, phone-from: \"file:phones/lead\"}]\n");
    repository.commit_all("Roster");
    repository.write("phones/lead", "555-0100\n");
    repository.git(&["add", "--all"]);
    assert_eq!(found(&repository), ["incident.yaml phone-file-in-git"]);
    repository.commit_all("Mistake");
    stage(&repository, SLOW, "Search is slow", "Search was slow");
    assert_eq!(found(&repository), [""; 0]);
}

#[test]
fn a_mend_of_what_is_staged_leaves_the_rest_alone() {
    let repository = log();
    for path in [SLOW, LATE] {
        repository.replace(path, "severity: sev-3", "severity: \"3\"");
    }
    repository.commit_all("Mistakes");
    stage(&repository, SLOW, "Search is slow", "Search was slow");
    repository.run(&["validate", "--fix", "--staged"]);
    assert!(repository.read(SLOW).contains("severity: sev-3"), "{}", repository.read(SLOW));
    assert!(repository.read(LATE).contains("severity: \"3\""));
}

#[test]
fn what_is_remembered_changes_nothing_be_it_whole_broken_or_anothers() {
    let repository = long_log();
    let disk = "incidents/2026/2026-04-01-disk-7/incident.md";
    stage(&repository, disk, "Disk 7 is full", "Search is slow");
    stage(&repository, disk, "tags: [disk]", "tags: [Disk]");
    let expected = [format!("{disk} duplicate-title"), format!("{disk} tag-spelling")];
    assert_eq!(found(&repository), expected, "read for the first time");
    let known = std::fs::read(repository.path(KNOWN)).unwrap();
    assert_eq!(found(&repository), expected, "remembered");
    let (half, mut flipped) = (&known[..known.len() / 2], known.clone());
    flipped[known.len() / 3] ^= 4;
    let mut other = known.clone();
    other[17] ^= 1;
    for broken in [half, &flipped, &other, b"", b"incident-known 9\n"] {
        std::fs::write(repository.path(KNOWN), broken).unwrap();
        assert_eq!(found(&repository), expected);
        assert_eq!(std::fs::read(repository.path(KNOWN)).unwrap(), known, "it is made again");
    }
    std::fs::remove_file(repository.path(KNOWN)).unwrap();
    std::fs::create_dir(repository.path(KNOWN)).unwrap();
    assert_eq!(found(&repository), expected, "something else stands in its place");
}

#[test]
fn what_cannot_be_remembered_is_read_again() {
    let repository = long_log().with("INCIDENT_FAULT", "derived:denied");
    stage(&repository, SLOW, "severity: sev-3", "severity: sev-9");
    let names = || std::fs::read_dir(repository.path(".git")).unwrap().count();
    let before = names();
    assert_eq!(found(&repository), [format!("{SLOW} unknown-severity")]);
    assert_eq!(names(), before, "nothing is left behind");
}

#[test]
fn work_trees_share_what_is_remembered_and_find_their_own() {
    let repository = long_log();
    found(&repository);
    let known = std::fs::read(repository.path(KNOWN)).unwrap();
    repository.git(&["worktree", "add", "--quiet", "../second", "-b", "second"]);
    let second = repository.root.parent().unwrap().join("second");
    let text = std::fs::read_to_string(second.join(SLOW)).unwrap();
    std::fs::write(second.join(SLOW), text.replace("severity: sev-3", "severity: sev-9")).unwrap();
    repository.git(&["-C", "../second", "add", "--all"]);
    assert_eq!(found_in("../second", &repository), [format!("{SLOW} unknown-severity")]);
    assert_eq!(found(&repository), [""; 0]);
    assert_eq!(std::fs::read(repository.path(KNOWN)).unwrap(), known);
}

#[test]
fn checks_at_the_same_time_find_the_same() {
    let repository = long_log();
    stage(&repository, SLOW, "severity: sev-3", "severity: sev-9");
    std::thread::scope(|scope| {
        let checks: Vec<_> = (0..6).map(|_| scope.spawn(|| found(&repository))).collect();
        for check in checks {
            assert_eq!(check.join().unwrap(), [format!("{SLOW} unknown-severity")]);
        }
    });
    assert_eq!(found(&repository), [format!("{SLOW} unknown-severity")]);
}

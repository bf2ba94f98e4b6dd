//! What git leaves behind where it is killed in the middle of a commit of ours, and what is said of it.

use crate::harness::Repository;

const ENTRY: &str = "incidents/2026/2026-11-24-search-is-slow/incident.md";
const LOCK: &str = ".git/index.lock";

/// A log in which git was killed while it committed a note.
fn log() -> Repository {
    let repository = Repository::new().log();
    repository.run(&["new", "Search is slow", "-s", "sev-3"]).ok();
    repository.commit_all("Begin");
    // Whatever runs the hook is git, in the middle of its commit.
    repository.hook("pre-commit", "kill -9 $PPID\nsleep 1");
    let said = repository.run(&["note", "@", "one", "--commit"]).ends(2).stderr;
    assert!(said.contains("the files are written"), "{said}");
    std::fs::remove_file(repository.path(".git/hooks/pre-commit")).unwrap();
    repository
}

#[test]
fn a_lock_that_a_killed_git_left_is_named_with_what_to_do_and_never_removed() {
    let repository = log();
    assert!(repository.path(LOCK).exists(), "git leaves it");
    let said = repository.run(&["note", "@", "two", "--commit"]).ends(2).stderr;
    assert!(said.contains("git refused to commit") && said.contains(LOCK), "{said}");
    assert!(
        said.contains("help: the files are written; where no git command is at work, one that was killed left"),
        "{said}"
    );
    assert!(said.contains("index.lock`: remove it, then commit the files yourself"), "{said}");
    assert!(repository.path(LOCK).exists(), "another git may hold it");
    // Whatever needs no lock of git's goes on.
    repository.run(&["note", "@", "three"]).ok();
    repository.run(&["validate"]).ok();
    repository.run(&["list"]).ok();
    repository.git(&["fsck", "--strict"]);
    let entry = repository.read(ENTRY);
    for note in ["one", "two", "three"] {
        assert_eq!(entry.matches(&format!("[note] {note}\n")).count(), 1, "{entry}");
    }

    std::fs::remove_file(repository.path(LOCK)).unwrap();
    repository.run(&["note", "@", "four", "--commit"]).ok();
    assert!(repository.git(&["show", &format!("HEAD:{ENTRY}")]).contains("[note] one\n"));
    assert_eq!(repository.git(&["status", "--porcelain"]), "");
}

#[test]
fn a_doctor_tells_of_a_lock_that_was_left() {
    let repository = log();
    let said = repository.run(&["doctor"]).stdout;
    assert!(said.contains("index.lock"), "{said}");
    std::fs::remove_file(repository.path(LOCK)).unwrap();
    assert!(!repository.run(&["doctor"]).stdout.contains("index.lock"));
}

//! Every operation on the disk fails once, or from then on, for every command that writes: each file is old or new, what
//! is said is true, and the next command leaves all or nothing of the step.

use crate::harness::{Ran, Repository};
use std::collections::BTreeMap;
use std::process::Command;

const SLOW: &str = "incidents/2026/2026-11-20-search-is-slow/incident.md";

type Files = BTreeMap<String, Vec<u8>>;

/// A log with an open incident, one that is resolved, and one with a slip that can be mended.
fn log() -> Repository {
    let repository = Repository::new().log();
    let entry = |title: &str, more: &str| {
        format!(
            "---\ntitle: {title}\nseverity: sev-2\nstatus: open\nstarted: 2026-11-20T09:00:00Z\nwar-room: \"#room\"\n{more}---\n\n\
             ## Summary\n\n## Solution\n\n## Timeline\n- 2026-11-20T09:00:00Z [started] Slow.\n"
        )
    };
    repository.write(SLOW, &entry("Search is slow", ""));
    repository.write("incidents/2026/2026-11-20-mail-is-late/incident.md", &entry("Mail is late", "leed: Tech Lead\n"));
    repository.write("../source/a.csv", "id,title,started,severity\n1,Pay fails,2026-01-02T10:00:00Z,sev-4\n");
    repository.commit_all("Report");
    repository
}

/// A copy of a repository, to be harmed.
fn copy(of: &Repository) -> Repository {
    let copy = Repository::folder();
    for name in [of.root.clone(), of.root.with_file_name("source")] {
        let into = copy.root.parent().unwrap();
        assert!(Command::new("cp").arg("-r").arg(name).arg(into).status().unwrap().success());
    }
    copy
}

/// Files of the log and what git's folder has of ours, without what is derived.
fn files(repository: &Repository) -> Files {
    let mut files: Files = repository.files().into_iter().collect();
    for name in ["hooks/pre-commit", "hooks/pre-commit.before-incident"] {
        if let Ok(bytes) = std::fs::read(repository.path(".git").join(name)) {
            files.insert(format!(".git/{name}"), bytes);
        }
    }
    files
}

/// The files that a person sees: not those on their way.
fn seen(mut files: Files) -> Files {
    files.retain(|path, _| !path.ends_with(".incident-new"));
    files
}

#[track_caller]
fn every_fault(command: &[&str]) {
    let original = log();
    let before = files(&original);
    let clean = copy(&original);
    let points = clean.path("../points");
    let mut program = clean.program(command);
    assert!(program.env("INCIDENT_FAULT_LOG", &points).output().unwrap().status.success(), "{command:?}");
    let after = files(&clean);
    assert_ne!(before, after, "{command:?} writes something");
    let points: Vec<String> = std::fs::read_to_string(points).unwrap().lines().map(str::to_owned).collect();
    // A site has hundreds of files that are written alike: the first and the last of each kind of point.
    let first_or_last = |number: &usize| {
        let name = &points[number - 1];
        let same = |other: &String| other == name;
        points.len() < 60
            || points.iter().position(same) == Some(number - 1)
            || points.iter().rposition(same) == Some(number - 1)
    };
    for number in (1..=points.len()).filter(first_or_last) {
        for lasting in ["", "+"] {
            let action = if number % 2 == 0 { "full" } else { "denied" };
            let fault = format!("{number}{lasting}:{action}");
            let harmed = copy(&original).with("INCIDENT_FAULT", &fault);
            let at = format!("{command:?} at {fault}, {}", points[number - 1]);
            check(harmed, command, &at, (&before, &after));
        }
    }
}

#[track_caller]
fn check(mut harmed: Repository, command: &[&str], at: &str, (before, after): (&Files, &Files)) {
    let Ran { stderr, status, .. } = harmed.run(command);
    let now = seen(files(&harmed));
    for (path, bytes) in &now {
        let is_old_or_new = before.get(path) == Some(bytes) || after.get(path) == Some(bytes);
        assert!(is_old_or_new, "{at}: {path} is neither old nor new\n{}", String::from_utf8_lossy(bytes));
    }
    assert!(before.keys().all(|path| now.contains_key(path) || !after.contains_key(path)), "{at}: a file is gone");
    match status {
        Some(0) => assert_eq!(&now, after, "{at}: it says that it is done\n{stderr}"),
        Some(2) if stderr.contains("nothing was changed") => assert_eq!(&now, before, "{at}: {stderr}"),
        Some(2) => assert!(stderr.starts_with("error: ") && stderr.contains("\nhelp: "), "{at}: {stderr}"),
        status => panic!("{at}: {status:?} {stderr}"),
    }
    harmed.environment.clear();
    harmed.run(&["list"]).ok();
    let then = files(&harmed);
    let is_whole = &seen(then.clone()) == before || &seen(then.clone()) == after;
    assert!(is_whole, "{at}: the next command leaves neither all nor nothing\n{stderr}\n{:?}", then.keys());
    if stderr.contains("nothing was changed") || stderr.contains("takes back") {
        assert_eq!(&seen(then), before, "{at}: {stderr}");
    } else if stderr.contains("puts all of this in place") {
        assert_eq!(&seen(then), after, "{at}: {stderr}");
    }
}

#[test]
fn resolve_with_three_files() {
    every_fault(&["resolve", "slow", "--summary", "a", "--solution", "b", "--root-cause", "c", "--owner", "Lead"]);
}

#[test]
fn new_with_its_folders() {
    every_fault(&["new", "Disk is full", "-s", "sev-4", "--started", "2026-11-24T11:00:00Z"]);
    every_fault(&["new", "Disk was full", "-s", "sev-4", "--started", "2025-11-24T11:00:00Z"]);
}

#[test]
fn steps_that_write_one_file() {
    for command in [
        &["note", "slow", "x"][..],
        &["thread", "slow", "pool", "x", "--owner", "Lead"],
        &["change", "slow", "x", "--approved-by", "Lead", "--staging", "verified"],
        &["lead", "slow", "Lead"],
        &["severity", "slow", "sev-3", "--why", "x"],
    ] {
        every_fault(command);
    }
}

#[test]
fn further_steps() {
    for command in [
        &["escalate", "slow", "--ack", "Lead"][..],
        &["mitigate", "slow", "x"],
        &["postmortem", "slow"],
        &["agenda", "open", "slow"],
        &["validate", "--fix"],
    ] {
        every_fault(command);
    }
}

#[test]
fn what_comes_from_elsewhere() {
    every_fault(&["import", "csv", "../source/a.csv"]);
    every_fault(&["hook", "install"]);
}

#[test]
fn the_site() {
    every_fault(&["build"]);
}

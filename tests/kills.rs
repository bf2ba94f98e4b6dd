//! Commands that are killed at moments that nobody chose: nothing is torn, no lock is stuck, git's own store is sound.

use crate::dice::Dice;
use crate::harness::Repository;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const SLOW: &str = "incidents/2026/2026-11-24-search-is-slow/incident.md";

/// What is run as the `number`th.
fn command(number: usize) -> Vec<String> {
    let words = format!("words-{number}-end");
    let title = format!("Disk {number} is full");
    let csv = "../source/a.csv";
    let command: &[&str] = match number % 8 {
        0 => &["new", &title, "-s", "sev-4"],
        1 | 2 => &["note", "search-is-slow", &words],
        3 => &["build"],
        4 => &["import", "csv", csv],
        5 => &["agenda", "open", "search-is-slow"],
        6 => &["resolve", "mail", "--summary", &words, "--solution", "b", "--root-cause", "c", "--owner", "Lead"],
        _ => &["merge", "../base", "../ours", "../theirs", SLOW],
    };
    command.iter().map(|word| (*word).to_owned()).collect()
}

/// Kills so many commands, each on its own at a moment between its start and its usual end.
fn kill(times: usize, seed: u64) -> usize {
    let repository = Repository::new().log();
    repository.run(&["new", "Search is slow", "-s", "sev-3"]).ok();
    repository.run(&["new", "Mail is late", "-s", "sev-2"]).ok();
    let base = repository.read(SLOW);
    repository.commit_all("Report");
    let mut dice = Dice(seed);
    let (mut usual, mut killed) = ([Duration::ZERO; 8], 0);
    for number in 0..times + usual.len() {
        let mail = repository.path("incidents/2026/2026-11-24-mail-is-late");
        if number % 8 == 6 {
            // It can be resolved once.
            repository.git(&["checkout", "--quiet", "--", "incidents/2026/2026-11-24-mail-is-late"]);
            drop(std::fs::remove_file(mail.join("postmortem.md")));
            drop(std::fs::remove_dir_all(repository.path("agenda")));
        }
        repository.write(
            "../source/a.csv",
            &format!("id,title,started,severity\n{number},Pay fails,2026-01-02T10:00:00Z,sev-4\n"),
        );
        let line = |words: &str| format!("{base}- 2026-11-24T13:00:00Z [note] {words}\n");
        repository.write("../base", &base);
        repository.write("../ours", &line("Ours."));
        repository.write("../theirs", &line("Theirs."));
        let command = command(number);
        let arguments: Vec<&str> = command.iter().map(String::as_str).collect();
        let begun = Instant::now();
        let mut child = repository.program(&arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        if usual[number % 8].is_zero() {
            // The first of its kind is let live, to know how long it takes.
            assert!(child.wait().unwrap().success(), "{command:?}");
            usual[number % 8] = begun.elapsed();
        } else {
            // When it dies is what the test is about: no result depends on it.
            std::thread::sleep(usual[number % 8].mul_f64(dice.below(1000) as f64 / 1000.0));
            drop(child.kill());
            killed += usize::from(child.wait().unwrap().code().is_none());
        }
        check(&repository, &command);
    }
    repository.git(&["fsck", "--strict"]);
    let left = |path: &std::path::Path| {
        let path = path.to_string_lossy();
        path.ends_with(".incident-new") || path.ends_with(".incident-build")
    };
    repository.run(&["build"]).ok();
    let rest = walkdir::WalkDir::new(&repository.root).into_iter().map(|entry| entry.unwrap().into_path());
    let rest: Vec<_> = rest.filter(|path| left(path)).collect();
    assert!(rest.is_empty(), "left behind: {rest:?}");
    killed
}

#[track_caller]
fn check(repository: &Repository, command: &[String]) {
    let found = repository.run(&["validate", "--format", "json"]).json();
    let rules: Vec<_> = found["findings"].as_array().unwrap().iter().map(|finding| &finding["rule"]).collect();
    let torn = ["broken-document", "conflict-marker", "missing-document"];
    assert!(!rules.iter().any(|rule| torn.iter().any(|torn| *rule == torn)), "{command:?}: {found}");
    for line in repository.read(SLOW).lines().filter(|line| line.contains("words-")) {
        assert!(line.ends_with("-end"), "{command:?}: {line}");
    }
    let ours = repository.read("../ours");
    assert!(ours.ends_with("Ours.\n") || ours.ends_with("Theirs.\n"), "{command:?}: {ours}");
    if repository.path("site").exists() {
        let home = repository.read("site/index.html");
        assert!(home.trim_end().ends_with("</html>"), "{command:?}");
    }
}

#[test]
fn forty_kills_tear_nothing_and_leave_no_lock() {
    assert!(kill(40, 1) > 10);
}

#[test]
#[ignore = "some minutes, by `cargo test --test main -- --ignored --nocapture a_thousand_kills`"]
fn a_thousand_kills_tear_nothing_and_leave_no_lock() {
    let killed: usize = (0..10).map(|seed| kill(120, 100 + seed)).sum();
    println!("{killed} were killed");
    assert!(killed >= 500);
}

/// Two builds at once, the first of which is killed: the second sweeps up what it left.
#[test]
fn what_a_killed_build_left_is_swept_up_and_one_at_work_is_let_be() {
    let repository = Repository::sample();
    let died = repository.program(&["build"]).env("INCIDENT_FAULT", "swap:die").output().unwrap();
    assert_eq!(died.status.code(), None);
    let building = || {
        let names = std::fs::read_dir(&repository.root).unwrap().map(|entry| entry.unwrap().file_name());
        names.filter(|name| name.to_string_lossy().ends_with(".incident-build")).count()
    };
    assert_eq!(building(), 1);
    let held = repository.path(".site.4242.incident-build");
    std::fs::create_dir(&held).unwrap();
    let mut lock = Command::new("flock");
    lock.arg("--exclusive").arg(&held).args(["sh", "-c", "echo held; cat"]);
    let mut lock = lock.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(lock.stdout.take().unwrap()), &mut line).unwrap();
    repository.run(&["build"]).ok();
    assert_eq!(building(), 1, "only the one that is held stays");
    assert!(held.exists());
    drop(lock.stdin.take());
    lock.wait().unwrap();
    repository.run(&["build"]).ok();
    assert_eq!(building(), 0);
}

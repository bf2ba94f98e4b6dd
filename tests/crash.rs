//! Nothing is ever lost or half written: full disks, sudden deaths, other writers.

use crate::harness::Repository;

const INCIDENT: &str = "incidents/2026/2026-03-02-search-is-slow/incident.md";
const RESOLVE: &[&str] = &[
    "resolve",
    "slow",
    "--summary",
    "Slow.",
    "--solution",
    "Rebuild it.",
    "--root-cause",
    "One shard.",
    "--owner",
    "Lead",
];

/// A log with an open incident that needs an agenda item and a post-mortem when it is resolved.
fn open_incident() -> Repository {
    let repository = Repository::new().log();
    repository.write(
        INCIDENT,
        "---\ntitle: Search is slow\nseverity: sev-2\nstatus: open\nstarted: 2026-03-02T09:00:00Z\nwar-room: \"#room\"\n---\n\n## Summary\n\n## Solution\n\n## Timeline\n- 2026-03-02T09:00:00Z [started] Slow.\n",
    );
    repository.commit_all("Report");
    repository
}

#[test]
fn a_full_disk_leaves_every_file_as_it_was() {
    for point in ["write-0", "write-1", "write-2", "rename-0", "rename-1", "rename-2"] {
        let repository = open_incident().with("INCIDENT_FAULT", &format!("{point}:full"));
        let before = repository.files();
        let said = repository.run(RESOLVE).fails();
        assert!(said.contains("no storage space") && said.contains("nothing was changed"), "{point}: {said}");
        assert_eq!(repository.files(), before, "{point}");
        assert!(!repository.path("agenda").exists(), "{point}");
    }
}

#[test]
fn a_death_in_the_middle_is_undone_or_finished_by_the_next_command() {
    for (point, finished) in
        [("write-0", false), ("write-2", false), ("rename-0", true), ("rename-1", true), ("rename-2", true)]
    {
        let mut repository = open_incident().with("INCIDENT_FAULT", &format!("{point}:die"));
        let before = repository.files();
        assert_eq!(repository.run(RESOLVE).status, None, "{point}: it was killed");
        repository.environment.clear();
        repository.run(&["list"]).ok();
        let status = repository.run(&["list", "--format", "json"]).ok().json()["incidents"][0]["status"].clone();
        if finished {
            assert_eq!(status, "resolved", "{point}");
            assert!(repository.path("incidents/2026/2026-03-02-search-is-slow/postmortem.md").exists(), "{point}");
            assert_eq!(
                repository.files().len(),
                before.len() + 2,
                "{point}: post-mortem and agenda item, nothing else"
            );
        } else {
            assert_eq!(status, "open", "{point}");
            assert_eq!(repository.files(), before, "{point}");
        }
    }
}

#[test]
fn what_was_changed_after_a_death_is_never_touched() {
    for point in ["rename-0", "rename-1", "rename-2"] {
        let mut repository = open_incident().with("INCIDENT_FAULT", &format!("{point}:die"));
        assert_eq!(repository.run(RESOLVE).status, None, "{point}");
        repository.environment.clear();
        let entry = repository.read(INCIDENT) + "\nBy hand.\n";
        repository.write(INCIDENT, &entry);
        let others = repository.files().into_iter().filter(|(path, _)| !path.ends_with(".incident-new"));
        let others: Vec<_> = others.collect();
        let said = repository.run(&["list"]).fails();
        assert!(
            said.contains("a command was interrupted, and incidents/2026/") && said.contains("changed since"),
            "{said}"
        );
        assert_eq!(repository.files(), others, "{point}");
        assert!(repository.read(".git/incident-unfinished.json").contains("Rebuild it."), "its texts are kept");
        repository.run(&["list"]).ok();
    }
}

#[test]
fn a_death_is_finished_also_where_git_swept_up_meanwhile() {
    for sweep in [&["clean", "-fdq"][..], &["checkout", "--quiet", "--", "."]] {
        let mut repository = open_incident().with("INCIDENT_FAULT", "rename-1:die");
        assert_eq!(repository.run(RESOLVE).status, None);
        repository.environment.clear();
        repository.git(sweep);
        repository.run(&["list"]).ok();
        assert!(repository.read(INCIDENT).contains("status: resolved"), "{sweep:?}");
        let folder = "incidents/2026/2026-03-02-search-is-slow";
        assert!(repository.path(&format!("{folder}/postmortem.md")).exists(), "{sweep:?}");
        assert!(repository.path("agenda").exists(), "{sweep:?}");
        assert!(repository.files().iter().all(|(path, _)| !path.ends_with(".incident-new")), "{sweep:?}");
    }
}

#[test]
fn a_copy_of_a_repository_finishes_itself_and_not_the_original() {
    let mut repository = open_incident().with("INCIDENT_FAULT", "rename-1:die");
    assert_eq!(repository.run(RESOLVE).status, None);
    repository.environment.clear();
    let copy = repository.root.parent().unwrap().join("copy");
    let copied = std::process::Command::new("cp").arg("-r").arg(&repository.root).arg(&copy).status().unwrap();
    assert!(copied.success());
    let original = repository.files();
    repository.run(&["-C", copy.to_str().unwrap(), "list"]).ok();
    assert_eq!(repository.files(), original);
    assert!(copy.join("incidents/2026/2026-03-02-search-is-slow/postmortem.md").exists());
}

#[test]
fn a_journal_that_leads_elsewhere_or_cannot_be_read_is_put_aside() {
    let step = |target: &str| {
        format!(r#"{{"stage":"Ready","steps":[{{"target":"{target}","before":null,"after":"x"}}],"folders":[]}}"#)
    };
    for journal in [
        step("../escaped"),
        step("/tmp/escaped-by-a-journal"),
        step(".git/hooks/x"),
        "{\"stage\": \"Later\"}".to_owned(),
    ] {
        let repository = open_incident();
        repository.write(".git/incident-journal.json", &journal);
        let said = repository.run(&["list"]).fails();
        assert!(said.contains("a journal that cannot be read"), "{said}");
        assert_eq!(repository.read(".git/incident-unfinished.json"), journal);
        assert!(!repository.path("../escaped").exists() && !repository.path(".git/hooks/x").exists());
        repository.run(&["list"]).ok();
    }
}

#[test]
fn many_writers_at_once_lose_nothing() {
    let repository = open_incident();
    let texts: Vec<String> = (0..12).map(|number| format!("note number {number} ends")).collect();
    let running: Vec<_> = texts
        .iter()
        .map(|text| repository.program(&["note", "slow", text]).stdout(std::process::Stdio::null()).spawn().unwrap())
        .collect();
    for mut child in running {
        assert!(child.wait().unwrap().success());
    }
    let entry = repository.read(INCIDENT);
    for text in &texts {
        assert_eq!(entry.matches(text.as_str()).count(), 1, "{text}");
    }
}

#[test]
fn a_file_keeps_its_permissions() {
    use std::os::unix::fs::PermissionsExt;
    let repository = open_incident();
    std::fs::set_permissions(repository.path(INCIDENT), std::fs::Permissions::from_mode(0o640)).unwrap();
    repository.run(&["note", "slow", "x"]).ok();
    let mode = std::fs::metadata(repository.path(INCIDENT)).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let repository = Repository::sample();
    let mut child = repository
        .program(&["explain"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
}

//! Where the log is read from: any folder, work tree, index, revision and clone.

use crate::harness::Repository;

const INCIDENT: &str = "incidents/2026/2026-03-02-search-is-slow/incident.md";

fn entry(title: &str) -> String {
    format!(
        "---\ntitle: {title}\nseverity: sev-3\nstatus: open\nstarted: 2026-03-02T09:00:00Z\n---\n\n## Summary\nSlow.\n\n## Timeline\n- 2026-03-02T09:00:00Z [started] Slow.\n"
    )
}

fn titles(ran: &serde_json::Value) -> Vec<&str> {
    ran["incidents"].as_array().unwrap().iter().map(|incident| incident["title"].as_str().unwrap()).collect()
}

/// A log with one committed incident.
fn log() -> Repository {
    let repository = Repository::new().log();
    repository.write(INCIDENT, &entry("Search is slow"));
    repository.commit_all("Report");
    repository
}

#[test]
fn a_log_is_found_from_any_folder_below_it() {
    let repository = log();
    for folder in ["", "incidents", "incidents/2026/2026-03-02-search-is-slow"] {
        let ran = repository.run_in(folder, &["list", "--format", "json"]).ok();
        assert_eq!(titles(&ran.json()), ["Search is slow"], "from {folder:?}");
    }
    let ran = repository.run_in("..", &["-C", "shop", "list", "--format", "json"]).ok();
    assert_eq!(titles(&ran.json()), ["Search is slow"]);
}

#[test]
fn a_log_can_be_a_folder_of_a_larger_repository() {
    let repository = Repository::new();
    repository.write("ops/log/incident.yaml", "name: Ops\n");
    repository.write("services/incidents/readme.txt", "no log\n");
    repository.write(&format!("ops/log/{INCIDENT}"), &entry("Search is slow"));
    repository.commit_all("Report");
    repository.write(&format!("ops/log/{INCIDENT}"), &entry("Search is fast"));
    for (arguments, title) in [
        (&["list", "--format", "json"][..], "Search is fast"),
        (&["list", "--rev", "HEAD", "--format", "json"], "Search is slow"),
    ] {
        let ran = repository.run_in("ops/log/incidents", arguments).ok();
        assert_eq!(titles(&ran.json()), [title]);
        assert_eq!(ran.json()["incidents"][0]["path"], "incidents/2026/2026-03-02-search-is-slow");
    }
    let history = repository.run_in("ops/log", &["history", "slow", "--format", "json"]).ok().json();
    assert_eq!(history["changes"][0]["files"][0]["path"], INCIDENT);
}

#[test]
fn work_tree_index_and_revision_are_three_places() {
    let repository = log();
    repository.replace(INCIDENT, "severity: sev-3", "severity: sev-9");
    repository.git(&["add", INCIDENT]);
    repository.replace(INCIDENT, "severity: sev-9", "severity: sev-2");
    repository.replace(INCIDENT, "status: open", "status: mitigatd");
    let rules = |arguments: &[&str]| -> Vec<String> {
        let ran = repository.run(&[&["validate", "--format", "json"], arguments].concat());
        let findings = ran.json()["findings"].as_array().unwrap().clone();
        findings.iter().map(|finding| finding["message"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(rules(&["--rev", "HEAD"]), Vec::<String>::new());
    assert!(rules(&["--staged"]).iter().all(|message| message.contains("sev-9")), "{:?}", rules(&["--staged"]));
    assert_eq!(rules(&["--staged"]).len(), 1);
    assert!(rules(&[]).iter().any(|message| message.contains("mitigatd")), "{:?}", rules(&[]));
}

#[test]
fn a_file_in_conflict_or_only_announced_is_judged_as_it_would_be_committed() {
    let repository = log();
    repository.git(&["checkout", "--quiet", "-b", "other"]);
    repository.replace(INCIDENT, "Search is slow", "Search is very slow");
    repository.commit_all("Other title");
    repository.git(&["checkout", "--quiet", "main"]);
    repository.replace(INCIDENT, "Search is slow", "Search is rather slow");
    repository.commit_all("Another title");
    let merge = repository.command_status(&["merge", "other"]);
    assert_eq!(merge, Some(1), "the merge is in conflict");
    let report = repository.run(&["validate", "--staged"]).ends(1);
    assert!(report.stdout.contains("this file is in a merge conflict"), "{}", report.stdout);

    let repository = Repository::new().log();
    repository.write(INCIDENT, "no front matter");
    repository.git(&["add", "--intent-to-add", INCIDENT]);
    repository.run(&["validate", "--staged"]).ok();
    repository.run(&["validate"]).ends(1);
}

#[test]
fn a_hook_sees_what_git_commit_of_one_file_would_commit() {
    let repository = log();
    repository.write("notes.txt", "x");
    repository.replace(INCIDENT, "severity: sev-3", "severity: sev-9");
    repository.git(&["add", "--all"]);
    let hook = format!("#!/bin/sh\nexec {} validate --staged\n", env!("CARGO_BIN_EXE_incident"));
    repository.write(".git/hooks/pre-commit", &hook);
    std::process::Command::new("chmod").arg("+x").arg(repository.path(".git/hooks/pre-commit")).status().unwrap();
    assert_eq!(repository.command_status(&["commit", "-m", "all"]), Some(1));
    assert_eq!(repository.command_status(&["commit", "-m", "one", "notes.txt"]), Some(0));
}

#[test]
fn a_worktree_is_a_place_of_its_own() {
    let repository = log();
    repository.git(&["worktree", "add", "--quiet", "../second", "-b", "second"]);
    let second = repository.root.parent().unwrap().join("second");
    repository.run(&["-C", second.to_str().unwrap(), "note", "slow", "From the second"]).ok();
    assert!(!repository.read(INCIDENT).contains("From the second"));
    assert!(std::fs::read_to_string(second.join(INCIDENT)).unwrap().contains("From the second"));
}

#[test]
fn a_bare_clone_can_be_read_and_not_written() {
    let repository = Repository::new();
    repository.write("ops/incident.yaml", "name: Ops\n");
    repository.write(&format!("ops/{INCIDENT}"), &entry("Search is slow"));
    repository.commit_all("Report");
    repository.git(&["clone", "--quiet", "--bare", ".", "../bare.git"]);
    let bare = repository.root.parent().unwrap().join("bare.git");
    let bare = bare.to_str().unwrap();
    assert_eq!(titles(&repository.run(&["-C", bare, "list", "--format", "json"]).ok().json()), ["Search is slow"]);
    repository.run(&["-C", bare, "validate"]).ok();
    assert!(repository.run(&["-C", bare, "history", "slow"]).ok().stdout.contains("Report"));
    let refused = repository.run(&["-C", bare, "note", "slow", "x"]).fails();
    insta::assert_snapshot!(refused, @"
    error: this is a bare repository; there are no files to write
    help: run this in a clone with a work tree
    ");
}

#[test]
fn a_repository_without_a_commit_can_be_worked_in() {
    let repository = Repository::new().log();
    repository.write(INCIDENT, &entry("Search is slow"));
    repository.run(&["list"]).ok();
    repository.run(&["validate"]).ok();
    repository.run(&["validate", "--staged"]).ok();
    assert_eq!(repository.run(&["history", "slow"]).ok().stdout, "2026-03-02-search-is-slow is in no commit yet\n");
    insta::assert_snapshot!(repository.run(&["list", "--rev", "HEAD"]).fails(), @"
    error: this repository has no commit yet
    help: commit something first, or leave --rev out
    ");
}

#[test]
fn history_goes_on_across_renames_and_merges() {
    let repository = log();
    repository.git(&["checkout", "--quiet", "-b", "side"]);
    repository.run(&["note", "slow", "On the side"]).ok();
    repository.commit_all("Note on the side");
    repository.git(&["checkout", "--quiet", "main"]);
    repository.write("readme.txt", "x");
    repository.commit_all("Something else");
    repository.git(&["merge", "--quiet", "--no-edit", "side"]);
    let moved = "incidents/2026/2026-03-02-search-crawls";
    repository.git(&["mv", "incidents/2026/2026-03-02-search-is-slow", moved]);
    repository.commit_all("Rename");
    repository.git(&["mv", moved, "incidents/2026/2026-03-02-search-stops"]);
    repository.replace("incidents/2026/2026-03-02-search-stops/incident.md", "Slow.", "It stops.");
    repository.commit_all("Rename and edit");
    let history = repository.run(&["history", "stops", "--format", "json"]).ok().json();
    let told: Vec<_> = history["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| {
            let file = &change["files"][0];
            (
                change["subject"].as_str().unwrap(),
                file["kind"].as_str().unwrap(),
                file["renamed-from"].as_str().unwrap_or(""),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("Rename and edit", "renamed", "incidents/2026/2026-03-02-search-crawls/incident.md"),
            ("Rename", "renamed", INCIDENT),
            ("Note on the side", "edited", ""),
            ("Report", "added", ""),
        ]
    );
}

#[test]
fn the_author_is_the_one_that_the_mailmap_names() {
    let repository = log();
    repository.write(".mailmap", "Platform Lead <platform@shop.example> <lead@shop.example>\n");
    assert!(repository.run(&["history", "slow"]).ok().stdout.contains("Platform Lead  Report"));
}

#[test]
fn what_is_no_place_is_said_with_a_way_out() {
    let repository = log();
    insta::assert_snapshot!(repository.run(&["list", "--rev", "nowhere"]).fails(), @"
    error: there is no revision `nowhere`
    help: name a branch, a tag or a commit; `git log --oneline --all` lists commits
    ");
    insta::assert_snapshot!(repository.run(&["list", "--rev", "HEAD^{tree}"]).fails(), @"
    error: `HEAD^{tree}` is no commit
    help: name a branch, a tag or a commit
    ");
    insta::assert_snapshot!(repository.run(&["-C", "nowhere", "list"]).fails(), @"
    error: there is no folder nowhere
    help: name a folder within the log's repository with -C
    ");
    insta::assert_snapshot!(Repository::folder().run(&["list"]).fails(), @"
    error: this folder is in no git repository
    help: run `git init` and `incident init` here, or name the log's folder with -C
    ");
}

#[test]
fn a_folder_above_the_log_is_not_taken_for_one() {
    let repository = Repository::new();
    std::fs::create_dir(repository.path("ops")).unwrap();
    repository.run_in("ops", &["init"]).ok();
    repository.git(&["add", "."]);
    for arguments in [&["new", "Slow", "-s", "3"][..], &["status"], &["validate"]] {
        let told = repository.run(arguments).fails();
        assert_eq!(told, "error: there is no log in this folder; there is one in ops\nhelp: go there, or use -C ops\n");
    }
    let empty = Repository::new().run(&["validate"]).ok();
    assert_eq!(empty.stderr, "note: there is no log here yet; `incident init` begins one\n");
}

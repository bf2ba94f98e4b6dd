//! Where the hook goes: folders of hooks, work trees, submodules, bare clones, logs in folders.

use crate::harness::Repository;
use crate::hook::{BAD, GOOD, HOOK, SHORT_PATH, commit, entry, executable, log, refused};

#[test]
fn the_folder_of_the_hooks_is_the_one_that_git_takes() {
    for (hooks_path, at) in [("tools/hooks", "tools/hooks"), ("~/hooks", "../hooks"), (".husky", ".husky")] {
        for scope in ["--local", "--global"] {
            let repository = log();
            repository.git(&["config", scope, "core.hooksPath", hooks_path]);
            executable(&repository.path(&format!("{at}/pre-commit")), "#!/bin/sh\ntouch seen\n");
            let answer = repository.json(&["hook", "install"]);
            assert_eq!(answer["state"], "installed");
            let expected = match (scope, at.starts_with("..")) {
                ("--global", _) => "user",
                (_, true) => "clone",
                (_, false) => "everybody",
            };
            assert_eq!(answer["reach"], expected, "{hooks_path} {scope}");
            repository.write(BAD, &entry("sev-9"));
            repository.git(&["add", BAD]);
            refused(&repository, &["commit", "-m", "x"]);
            assert!(repository.path("seen").exists() && !repository.path(HOOK).exists(), "{hooks_path} {scope}");
            repository.run(&["hook", "uninstall"]).ok();
            assert_eq!(repository.read(&format!("{at}/pre-commit")), "#!/bin/sh\ntouch seen\n");
        }
    }
}

#[test]
fn a_hook_for_all_repositories_minds_only_those_with_a_log() {
    let repository = log();
    repository.git(&["config", "--global", "core.hooksPath", "~/hooks"]);
    repository.run(&["hook", "install"]).ok();
    repository.git(&["init", "--quiet", "../other"]);
    std::fs::write(repository.path("../other/a.txt"), "x").unwrap();
    repository.git(&["-C", "../other", "add", "a.txt"]);
    repository.git(&["-C", "../other", "commit", "--quiet", "-m", "x"]);
}

#[test]
fn husky_runs_the_hook_from_the_folder_that_it_leaves_alone() {
    let repository = log();
    // What husky 9 puts there, in short.
    executable(
        &repository.path(".husky/_/h"),
        "#!/usr/bin/env sh\nn=$(basename \"$0\")\ns=$(dirname \"$(dirname \"$0\")\")/$n\n[ ! -f \"$s\" ] && exit 0\nsh -e \"$s\" \"$@\"\nexit $?\n",
    );
    executable(&repository.path(".husky/_/pre-commit"), "#!/usr/bin/env sh\n. \"$(dirname \"$0\")/h\"\n");
    repository.write(".husky/pre-commit", "touch seen\n");
    repository.git(&["config", "core.hooksPath", ".husky/_"]);
    let said = repository.run(&["hook", "install"]).ok().stdout;
    assert!(said.contains("commit it, and everybody's commits are checked"), "{said}");
    repository.write(BAD, &entry("sev-9"));
    repository.git(&["add", BAD]);
    refused(&repository, &["commit", "-m", "x"]);
    assert!(repository.path("seen").exists());
    repository.replace(BAD, "sev-9", "sev-3");
    repository.git(&["add", BAD]);
    commit(&repository).ok();
    repository.run(&["hook", "uninstall"]).ok();
    assert_eq!(repository.read(".husky/pre-commit"), "touch seen\n");
}

#[test]
fn hooks_that_are_turned_off_are_said_to_be() {
    let repository = log();
    repository.git(&["config", "core.hooksPath", "/dev/null"]);
    insta::assert_snapshot!(repository.run(&["hook", "install"]).fails(), @"
    error: core.hooksPath is /dev/null, which is no folder: hooks are turned off
    help: `git config --show-origin core.hooksPath` tells who says so; `git config core.hooksPath FOLDER` names one
    ");
}

#[test]
fn work_trees_submodules_and_bare_clones_are_served() {
    let repository = log();
    repository.git(&["worktree", "add", "--quiet", "../second", "-b", "second"]);
    repository.run(&["-C", "../second", "hook", "install"]).ok();
    assert!(repository.path(HOOK).exists());
    std::fs::write(repository.path("../second").join(GOOD), entry("sev-9")).unwrap();
    refused(&repository, &["-C", "../second", "commit", "-a", "-m", "x"]);
    refused(&repository, &["-C", "../second", "commit", "-m", "x", GOOD]);
    repository.write("a.txt", "x");
    repository.git(&["add", "a.txt"]);
    commit(&repository).ok();

    let repository = Repository::new().with("PATH", SHORT_PATH);
    let module = log();
    repository.git(&[
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "--quiet",
        "add",
        module.root.to_str().unwrap(),
        "log",
    ]);
    repository.run(&["-C", "log", "hook", "install"]).ok();
    repository.write(&format!("log/{GOOD}"), &entry("sev-9"));
    refused(&repository, &["-C", "log", "commit", "-a", "-m", "x"]);
    commit(&repository).ok();

    let repository = log();
    repository.git(&["clone", "--quiet", "--bare", ".", "../bare.git"]);
    repository.run(&["-C", "../bare.git", "hook", "install"]).ok();
    repository.git(&["-C", "../bare.git", "worktree", "add", "--quiet", "../third", "-b", "third"]);
    std::fs::write(repository.path("../third").join(GOOD), entry("sev-9")).unwrap();
    refused(&repository, &["-C", "../third", "commit", "-a", "-m", "x"]);
}

#[test]
fn logs_in_folders_are_each_checked_when_they_change() {
    let repository = Repository::new().with("PATH", SHORT_PATH);
    for log in ["ops", "it's web"] {
        repository.write(&format!("{log}/incident.yaml"), "name: A log\n");
        repository.write(&format!("{log}/{GOOD}"), &entry("sev-3"));
    }
    repository.commit_all("Logs");
    repository.run_in("ops", &["hook", "install"]).ok();
    let answer = repository.run_in("it's web", &["hook", "install", "--format", "json"]).ok().json();
    assert_eq!(answer["logs"], serde_json::json!(["ops", "it's web"]));
    for log in ["ops", "it's web"] {
        repository.write(&format!("{log}/{GOOD}"), &entry("sev-9"));
        refused(&repository, &["commit", "-a", "-m", "x"]);
        let path = format!("{log}/{GOOD}");
        refused(&repository, &["commit", "-m", "x", &path]);
        let git_dir = repository.path(".git").display().to_string();
        refused(&repository, &["--git-dir", &git_dir, "--work-tree", ".", "commit", "-a", "-m", "x"]);
        refused(&repository, &["--git-dir", ".git", "--work-tree", ".", "commit", "-a", "-m", "x"]);
        // A commit of something else is let pass.
        repository.write("code.txt", log);
        repository.git(&["add", "code.txt"]);
        repository.git(&["commit", "--quiet", "-m", "code", "code.txt"]);
        repository.git(&["checkout", "--quiet", "--", "."]);
    }
}

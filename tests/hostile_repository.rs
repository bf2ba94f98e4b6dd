//! A repository that somebody else set up: nothing that it names is run by a command that reads, nor by one that writes
//! without a commit.

use crate::harness::Repository;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

/// A sample log whose configuration, attributes and hooks name a program that tells when it is run; and where it tells.
fn hostile() -> (Repository, PathBuf) {
    let repository = Repository::sample();
    repository.replace("incident.yaml", "name: ", "name: The ");
    repository.commit_all("Rename");
    let ran = repository.path("../ran");
    let script = format!("#!/bin/sh\necho \"$0 $*\" >> '{}'\ncat\n", ran.display());
    repository.write("../evil/evil", &script);
    let evil = repository.path("../evil/evil").canonicalize().unwrap();
    let executable = |path: &PathBuf| fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    executable(&evil);
    let evil = evil.to_str().unwrap();
    for hook in [
        "pre-commit",
        "post-checkout",
        "post-index-change",
        "reference-transaction",
        "fsmonitor-watchman",
        "post-merge",
        "pre-auto-gc",
        "prepare-commit-msg",
        "commit-msg",
        "post-commit",
        "pre-push",
        "post-rewrite",
    ] {
        for folder in [".git/hooks", "../evil"] {
            repository.write(&format!("{folder}/{hook}"), &script);
            executable(&repository.path(&format!("{folder}/{hook}")));
        }
    }
    for name in [
        "core.fsmonitor",
        "core.pager",
        "core.sshCommand",
        "core.editor",
        "core.askPass",
        "core.gitProxy",
        "core.alternateRefsCommand",
        "gpg.program",
        "gpg.ssh.program",
        "gpg.ssh.defaultKeyCommand",
        "diff.external",
        "diff.evil.textconv",
        "diff.evil.command",
        "merge.evil.driver",
        "filter.evil.clean",
        "filter.evil.smudge",
        "filter.evil.process",
        "interactive.diffFilter",
        "credential.helper",
        "pager.log",
        "pager.var",
        "sequence.editor",
        "uploadpack.packObjectsHook",
        "remote.origin.uploadpack",
        "browser.evil.cmd",
        "man.viewer",
        "difftool.evil.cmd",
    ] {
        repository.git(&["config", name, evil]);
    }
    for (name, value) in [
        ("filter.evil.required", "true"),
        ("log.showSignature", "true"),
        ("remote.origin.url", &format!("ext::{evil}")),
        ("branch.main.remote", "origin"),
        ("branch.main.merge", "refs/heads/main"),
        ("alias.var", &format!("!{evil}")),
        ("alias.log", &format!("!{evil}")),
        ("incident.chatTokenCommand", evil),
        ("incident.chatWebhookCommand", evil),
        ("incident.trackerTokenCommand", evil),
    ] {
        repository.git(&["config", name, value]);
    }
    repository.git(&["config", "core.hooksPath", repository.path("../evil").to_str().unwrap()]);
    fs::write(repository.path(".git/info/attributes"), "* filter=evil diff=evil merge=evil\n").unwrap();
    // Something that differs, so that filters would be asked.
    fs::write(repository.path("incident.yaml"), repository.read("incident.yaml") + "# more\n").unwrap();
    let _ = fs::remove_file(&ran);
    (repository, ran)
}

#[test]
fn nothing_is_run_by_whoever_reads_or_writes_files() {
    let (repository, ran) = hostile();
    for (command, status) in [
        (&["list"][..], 0),
        (&["show", "pool-exhausted"], 2),
        (&["show", "2024-12-02"], 0),
        (&["history", "2024-12-02"], 0),
        (&["search", "pool"], 0),
        (&["similar", "2024-12-02"], 0),
        (&["stats"], 0),
        (&["status"], 0),
        (&["agenda"], 0),
        (&["actions"], 0),
        (&["doctor"], 0),
        (&["outbox"], 0),
        (&["validate"], 0),
        (&["validate", "--staged"], 0),
        (&["validate", "--rev", "HEAD"], 0),
        (&["verify"], 0),
        (&["review", "HEAD^"], 0),
        (&["explain"], 0),
        (&["schema", "plan"], 0),
        (&["export", "json"], 0),
        (&["build"], 0),
        (&["hook"], 0),
        (&["new", "Search is slow", "-s", "sev-3"], 0),
        (&["note", "search-is-slow", "x"], 0),
        (&["note", "search-is-slow", "x", "--dry-run"], 0),
        (&["resolve", "search-is-slow", "--summary", "a", "--solution", "b", "--root-cause", "c"], 0),
        (&["validate", "--fix"], 0),
    ] {
        let said = repository.run(command);
        assert!(!ran.exists(), "{command:?} runs {}", fs::read_to_string(&ran).unwrap());
        assert!(said.status == Some(status) || said.status == Some(1), "{command:?}: {said:?}");
    }
    // What runs is git's own affair once somebody asks for a commit; a test that sees nothing would see nothing here.
    repository.run(&["note", "search-is-slow", "y", "--commit"]);
    assert!(ran.exists());
}

#[test]
fn a_bare_repository_among_the_documents_is_read_and_not_run() {
    let repository = Repository::sample();
    let ran = repository.path("../ran");
    repository.write("../evil", &format!("#!/bin/sh\necho ran >> '{}'\n", ran.display()));
    fs::set_permissions(repository.path("../evil"), fs::Permissions::from_mode(0o755)).unwrap();
    let folder = "incidents/2024/2024-12-02-connection-pool-exhausted/graphs";
    repository.git(&["init", "--quiet", "--bare", folder]);
    let evil = repository.path("../evil").canonicalize().unwrap();
    for name in ["core.fsmonitor", "core.pager", "core.sshCommand", "diff.external", "alias.var"] {
        repository.git(&["-C", folder, "config", name, evil.to_str().unwrap()]);
    }
    let count = |repository: &Repository| repository.json(&["list"])["incidents"].as_array().unwrap().len();
    let before = count(&repository);
    for command in [&["list"][..], &["validate"], &["doctor"], &["verify"], &["note", "@", "x", "--commit"], &["build"]]
    {
        repository.run_in(folder, command);
        assert!(!ran.exists(), "{command:?}");
    }
    assert_eq!(count(&repository), before, "the log around it is as it was");
}

#[test]
fn a_repository_of_another_user_is_refused_in_gits_own_words() {
    let repository = Repository::sample();
    let chown = |owner: &str| repository.other("chown", &["-R", owner, repository.root.to_str().unwrap()]).status;
    if chown("12345") != Some(0) {
        eprintln!("skipped: only root gives files away");
        return;
    }
    for command in [&["list"][..], &["validate"], &["build"], &["note", "2024-12-02", "x"], &["doctor"]] {
        let said = repository.run(command).fails();
        assert!(said.contains("not owned by current user") && said.contains("safe.directory"), "{command:?}: {said}");
    }
    repository.git(&["config", "--global", "--add", "safe.directory", repository.root.to_str().unwrap()]);
    repository.run(&["list"]).ok();
    chown("0");
}

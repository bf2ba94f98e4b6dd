//! `--commit`: one commit of what was written, made as the user would make it, and of nothing else.

use crate::harness::Repository;
use std::path::Path;

const ENTRY: &str = "incidents/2026/2026-11-24-search-is-slow/incident.md";

/// A log with an open sev-1 incident, everything committed, and somebody else's work under way.
fn log() -> Repository {
    let repository = Repository::new().log();
    repository.run(&["new", "Search is slow", "-s", "sev-1", "--lead", "Tech Lead"]).ok();
    repository.write("tracked.txt", "one\n");
    repository.commit_all("Begin");
    repository.write("staged.txt", "staged\n");
    repository.write("tracked.txt", "two\n");
    repository.git(&["add", "staged.txt"]);
    repository.write("untracked.txt", "untracked\n");
    repository
}

const WORK: &str = "A  staged.txt\n M tracked.txt\n?? untracked.txt\n";

/// The subject and the files of the last commit.
fn last(repository: &Repository) -> Vec<String> {
    let log = repository.git(&["log", "-1", "--format=%s", "--name-only"]);
    log.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

#[test]
fn each_command_makes_one_commit_of_exactly_what_it_wrote() {
    let repository = log();
    let resolve = ["resolve", "slow", "--summary", "a", "--solution", "b", "--root-cause", "c", "--commit"];
    let today = "agenda/2026-11-24/2026-11-24-search-is-slow.md";
    let next = "agenda/2026-12-01/2026-11-24-search-is-slow.md";
    let mail = "incidents/2026/2026-11-24-mail-is-late/incident.md";
    for (arguments, commit) in [
        (&["note", "slow", "x", "--commit"][..], vec!["incident: note on 2026-11-24-search-is-slow", ENTRY]),
        (
            &resolve,
            vec![
                "incident: resolve 2026-11-24-search-is-slow",
                today,
                ENTRY,
                "incidents/2026/2026-11-24-search-is-slow/postmortem.md",
            ],
        ),
        (
            &["agenda", "defer", "slow", "--commit"],
            vec!["incident: defer the agenda item of 2026-11-24-search-is-slow", today, next],
        ),
        (
            &["agenda", "brief", "slow", "--outcome", "x", "--commit"],
            vec!["incident: brief the agenda item of 2026-11-24-search-is-slow", next],
        ),
        (&["new", "Mail is late", "-s", "4", "--commit"], vec!["incident: report 2026-11-24-mail-is-late", mail]),
        (
            &["agenda", "open", "mail", "--commit"],
            vec![
                "incident: open the agenda item of 2026-11-24-mail-is-late",
                "agenda/2026-11-24/2026-11-24-mail-is-late.md",
            ],
        ),
        (
            &["postmortem", "mail", "--commit"],
            vec![
                "incident: start the post-mortem of 2026-11-24-mail-is-late",
                "incidents/2026/2026-11-24-mail-is-late/postmortem.md",
            ],
        ),
    ] {
        let before = repository.git(&["rev-parse", "HEAD"]);
        let ran = repository.run(arguments).ok();
        assert_eq!(last(&repository), commit);
        assert_eq!(repository.git(&["rev-parse", "HEAD^"]), before, "one commit");
        let id = repository.git(&["rev-parse", "--short", "HEAD"]);
        assert!(ran.stdout.contains(&format!("\ncommitted as {id}")), "{}", ran.stdout);
        assert_eq!(repository.git(&["status", "--short"]), WORK, "{arguments:?}: what else is under way stays so");
    }
    let answer = repository.json(&["note", "mail", "y", "--commit"]);
    assert_eq!(answer["commit"], repository.git(&["rev-parse", "--short", "HEAD"]).trim());
    assert_eq!(repository.findings(), Vec::<String>::new());
}

#[test]
fn a_hook_that_refuses_leaves_the_files_written_and_the_index_as_it_was() {
    let repository = log();
    repository.hook("pre-commit", "echo 'run the linter first' >&2; exit 1");
    let head = repository.git(&["rev-parse", "HEAD"]);
    let index = repository.git(&["ls-files", "--stage"]);
    let ran = repository.run(&["note", "slow", "One shard is hot", "--commit"]).ends(2);
    assert_eq!(ran.stdout, format!("2026-11-24T12:00:00Z [note] One shard is hot\nwrote {ENTRY}\n"));
    insta::assert_snapshot!(ran.stderr, @"
    error: git refused to commit:
    run the linter first
    help: the files are written; mend what git says and commit them yourself
    ");
    assert!(repository.read(ENTRY).contains("One shard is hot"));
    assert_eq!(repository.git(&["ls-files", "--stage"]), index);

    // What to post and whom to call is needed all the same.
    let ran = repository.run(&["new", "Checkout is down", "-s", "1", "--commit"]).ends(2);
    for said in ["2026-11-24-checkout-is-down", "@channel sev-1 critical: Checkout is down", "1. Tech Lead"] {
        assert!(ran.stdout.contains(said), "{}", ran.stdout);
    }
    assert!(repository.path("incidents/2026/2026-11-24-checkout-is-down/incident.md").exists());
    let ran = repository.run(&["postmortem", "slow", "--commit", "--format", "json"]).ends(2);
    assert_eq!(ran.json()["commit"], serde_json::Value::Null);
    assert_eq!(repository.git(&["ls-files", "--stage"]), index, "not even announced");
    assert_eq!(repository.git(&["rev-parse", "HEAD"]), head);
}

#[test]
fn a_hook_that_refuses_the_very_first_commit_leaves_an_empty_index() {
    let repository = Repository::new().log();
    repository.hook("pre-commit", "exit 1");
    repository.run(&["new", "Search is slow", "-s", "3", "--commit"]).ends(2);
    assert!(repository.path(ENTRY).exists());
    assert_eq!(repository.git(&["ls-files", "--stage"]), "");
    assert_eq!(repository.command_status(&["rev-parse", "--verify", "HEAD"]), Some(128));
    std::fs::remove_file(repository.path(".git/hooks/pre-commit")).unwrap();
    repository.run(&["note", "@", "x", "--commit"]).ok();
    assert_eq!(last(&repository), ["incident: note on 2026-11-24-search-is-slow", ENTRY]);
}

#[test]
fn hooks_see_what_is_committed_and_can_read_the_log() {
    let repository = log();
    let validate = format!("{} validate --staged --strict || exit 1", env!("CARGO_BIN_EXE_incident"));
    let see = "git diff --cached --name-only > ../seen";
    repository.hook("pre-commit", &format!("{validate}\n{see}"));
    repository.hook("commit-msg", "grep -q '^incident: note on ' \"$1\"");
    repository.run(&["note", "slow", "x", "--commit"]).ok();
    assert_eq!(std::fs::read_to_string(repository.root.with_file_name("seen")).unwrap(), format!("{ENTRY}\n"));
    repository.run(&["postmortem", "slow", "--commit"]).ends(2);
}

#[test]
fn without_an_identity_it_is_said_what_to_do() {
    let repository = ["AUTHOR", "COMMITTER"].iter().fold(log(), |repository, who| {
        repository.with(&format!("GIT_{who}_NAME"), "").with(&format!("GIT_{who}_EMAIL"), "")
    });
    repository.git(&["config", "user.useConfigOnly", "true"]);
    let ran = repository.run(&["note", "slow", "x", "--commit"]).ends(2);
    assert!(ran.stderr.starts_with("error: git refused to commit:\n"), "{}", ran.stderr);
    assert!(ran.stderr.contains("user.email") || ran.stderr.contains("empty ident"), "{}", ran.stderr);
    assert!(ran.stderr.ends_with("help: the files are written; mend what git says and commit them yourself\n"));
}

#[test]
fn a_worktree_commits_to_its_own_branch() {
    let repository = log();
    repository.git(&["worktree", "add", "--quiet", "../second", "-b", "second"]);
    let second = repository.root.with_file_name("second");
    let second = second.to_str().unwrap();
    repository.run(&["-C", second, "note", "slow", "From the second", "--commit"]).ok();
    repository.run(&["-C", second, "new", "Mail is late", "-s", "4", "--commit"]).ok();
    assert_eq!(repository.git(&["log", "--format=%s", "main..second"]).lines().count(), 2);
    assert_eq!(repository.git(&["-C", second, "status", "--short"]), "");
    assert_eq!(repository.git(&["status", "--short"]), WORK);
    assert!(!repository.read(ENTRY).contains("From the second"));
}

#[test]
fn git_says_what_else_stands_in_the_way() {
    let repository = log();
    repository.git(&["stash", "--quiet", "--include-untracked"]);
    repository.disagree();
    assert_eq!(repository.command_status(&["merge", "side"]), Some(1));
    let ran = repository.run(&["note", "slow", "x", "--commit"]).ends(2);
    assert!(ran.stderr.contains("cannot do a partial commit during a merge"), "{}", ran.stderr);
    repository.git(&["merge", "--abort"]);
    repository.commit_all("What was written and not committed");

    repository.write(".git/index.lock", "");
    let ran = repository.run(&["note", "slow", "y", "--commit"]).ends(2);
    assert!(ran.stderr.contains("index.lock"), "{}", ran.stderr);
    assert!(repository.read(ENTRY).ends_with("[note] x\n- 2026-11-24T12:00:00Z [note] y\n"));
}

#[test]
fn what_git_ignores_is_not_written_where_nobody_would_find_it_again() {
    let repository = log();
    repository.write(".gitignore", "incidents/*/*mail*\n");
    let before = repository.files();
    insta::assert_snapshot!(repository.run(&["new", "Mail is late", "-s", "4"]).fails(), @"
    error: git ignores incidents/2026/2026-11-24-mail-is-late/incident.md, so it would be in no commit
    help: `git check-ignore -v` with this path tells which line of .gitignore says so; nothing was written
    ");
    assert_eq!(repository.files(), before);
    // A file that is tracked already is none of .gitignore's business.
    repository.write(".gitignore", "incidents\n");
    repository.run(&["note", "slow", "x", "--commit"]).ok();
    assert_eq!(last(&repository), ["incident: note on 2026-11-24-search-is-slow", ENTRY]);
}

#[test]
fn a_dry_run_is_no_commit() {
    let repository = log();
    let said = repository.run(&["note", "slow", "x", "--dry-run", "--commit"]).fails();
    assert!(said.contains("'--dry-run' cannot be used with '--commit'"), "{said}");
}

#[test]
fn git_dir_and_work_tree_may_be_named_by_the_environment() {
    let repository = log();
    let git_dir = repository.root.join(".git");
    let elsewhere = tempfile::tempdir().unwrap();
    let named = [("GIT_DIR", git_dir.to_str().unwrap()), ("GIT_WORK_TREE", repository.root.to_str().unwrap())];
    let run = |folder: &Path, environment: &[(&str, &str)], arguments: &[&str]| {
        let mut command = repository.program(arguments);
        command.current_dir(folder).envs(environment.iter().copied());
        let output = command.output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (status, stdout, stderr) = run(elsewhere.path(), &named, &["note", "slow", "x", "--commit"]);
    assert_eq!(status, Some(0), "{stdout}{stderr}");
    assert_eq!(last(&repository), ["incident: note on 2026-11-24-search-is-slow", ENTRY]);
    let (status, ..) =
        run(&repository.root.join("incidents"), &[("GIT_DIR", "../.git")], &["note", "slow", "y", "--commit"]);
    assert_eq!(status, Some(0));
    assert_eq!(repository.git(&["log", "--format=%s"]).lines().count(), 3);
    assert_eq!(repository.git(&["status", "--short"]), WORK);
    let (status, stdout, stderr) = run(&repository.root, &[("GIT_DIR", "/nowhere")], &["list"]);
    assert_eq!((status, stdout.as_str()), (Some(2), ""));
    assert_eq!(
        stderr,
        "error: GIT_DIR is `/nowhere`, which is no git repository\nhelp: unset GIT_DIR, or name a repository by it\n"
    );
}

#[test]
fn a_commit_takes_no_change_along_that_was_there_before() {
    let repository = Repository::new().log();
    repository.run(&["new", "Search is slow", "--severity", "sev-4", "--commit"]).ok();
    let path = "incidents/2026/2026-11-24-search-is-slow/incident.md";
    repository.replace(path, "title: Search is slow", "title: A staged title");
    repository.git(&["add", path]);
    repository.replace(path, "title: A staged title", "title: A draft");
    let (files, staged) = (repository.files(), repository.git(&["diff", "--cached"]));
    let said = repository.run(&["note", "slow", "hi", "--commit"]).fails();
    assert!(said.contains("has changes of yours that are not committed"), "{said}");
    assert_eq!((repository.files(), repository.git(&["diff", "--cached"])), (files, staged));
    repository.run(&["note", "slow", "hi"]).ok();
}

#[test]
fn earlier_steps_of_the_same_incident_are_taken_along_and_said() {
    let repository = log();
    let id = |repository: &Repository| repository.git(&["rev-parse", "--short", "HEAD"]).trim().to_owned();
    repository.run(&["note", "slow", "First"]).ok();
    repository.run(&["note", "slow", "Second"]).ok();
    let said = repository.run(&["note", "slow", "Third", "--commit"]).ok().stdout;
    let along = ", with earlier changes of incident.md that were not committed: 2 lines more, 0 less\n";
    assert!(said.ends_with(&format!("committed as {}{along}", id(&repository))), "{said}");
    assert_eq!(last(&repository), ["incident: note on 2026-11-24-search-is-slow", ENTRY]);
    let committed = repository.git(&["show", &format!("HEAD:{ENTRY}")]);
    assert!(["First", "Second", "Third"].iter().all(|words| committed.contains(words)), "{committed}");
    assert_eq!(repository.git(&["status", "--short"]), WORK);
    let said = repository.run(&["note", "slow", "Fourth", "--commit"]).ok().stdout;
    assert!(said.ends_with(&format!("committed as {}\n", id(&repository))), "{said}");

    // What is staged stays somebody's half-done work.
    repository.run(&["note", "slow", "Fifth"]).ok();
    repository.git(&["add", ENTRY]);
    let before = repository.files();
    let said = repository.run(&["note", "slow", "Sixth", "--commit"]).fails();
    assert!(said.contains("has changes of yours that are not committed"), "{said}");
    assert_eq!(repository.files(), before);
}

#[test]
fn what_is_no_part_of_the_incident_is_not_taken_along() {
    let repository = log();
    repository.run(&["new", "Mail is late", "-s", "sev-1", "--lead", "Tech Lead", "--commit"]).ok();
    repository.run(&["agenda", "open", "mail", "--commit"]).ok();
    let item = "agenda/2026-11-24/2026-11-24-mail-is-late.md";
    repository.write(item, &(repository.read(item) + "\nA draft.\n"));
    let said = repository.run(&["agenda", "brief", "mail", "--outcome", "x", "--commit"]).fails();
    assert!(said.contains(&format!("{item} has changes of yours that are not committed")), "{said}");
}

#[test]
fn a_hook_sees_the_environment_that_git_gives_it() {
    let repository = Repository::new().log();
    repository.commit_all("A log");
    repository.hook("pre-commit", "test -n \"$(git diff --cached --name-only -- '*.md')\" || exit 1");
    repository.run(&["new", "Search is slow", "--severity", "sev-4", "--commit"]).ok();
}

//! `incident hook`: the pre-commit hook, in real repositories and by the real git.

use crate::harness::{Ran, Repository};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::Path;

pub const GOOD: &str = "incidents/2026/2026-03-02-search-is-slow/incident.md";
pub const BAD: &str = "incidents/2026/2026-03-02-mail-is-late/incident.md";
pub const HOOK: &str = ".git/hooks/pre-commit";
const FORMER: &str = ".git/hooks/pre-commit.before-incident";
/// Where git and the shell's own commands are; the program that is tested is not.
pub const SHORT_PATH: &str = "/usr/local/bin:/usr/bin:/bin";

pub fn entry(severity: &str) -> String {
    format!(
        "---\ntitle: Search is slow\nseverity: {severity}\nstatus: open\nvisibility: internal\nstarted: 2026-03-02T09:00:00Z\n---\n\n\
         ## Summary\nSlow.\n\n## Solution\n\n## Timeline\n- 2026-03-02T09:00:00Z [started] Slow.\n- 2026-03-02T09:00:00Z [detected] Seen.\n"
    )
}

/// A log under a short PATH, as a desktop's git client has it, with a commit and the hook.
fn hooked() -> Repository {
    let repository = log();
    repository.run(&["hook", "install"]).ok();
    repository
}

pub fn log() -> Repository {
    let repository = Repository::new().with("PATH", SHORT_PATH).log();
    repository.write(GOOD, &entry("sev-3"));
    repository.commit_all("Report");
    repository
}

pub fn executable(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// Stages a document with a finding; what git then says to a commit.
#[track_caller]
pub fn refused(repository: &Repository, arguments: &[&str]) -> String {
    let ran = repository.other("git", arguments).ends(1);
    assert!(ran.stderr.contains("the plan has no severity `sev-9`"), "{}", ran.stderr);
    ran.stderr
}

pub fn commit(repository: &Repository) -> Ran {
    repository.other("git", &["commit", "--quiet", "-m", "x"])
}

#[test]
fn a_commit_that_breaks_the_log_is_refused_and_another_is_made() {
    let repository = log();
    let at = repository.root.display().to_string();
    let said = repository.run(&["hook", "install"]).ok().stdout.replace(&at, "");
    insta::assert_snapshot!(said, @"
    wrote /.git/hooks/pre-commit
    each commit in this clone and its work trees is checked now, but for those that git makes by itself:
    a merge without a conflict, and each of a rebase, `git rebase --continue` too; `incident validate` checks those
    ");
    repository.write(BAD, &entry("sev-9"));
    repository.git(&["add", "--all"]);
    let said = refused(&repository, &["commit", "-m", "x"]);
    assert!(said.ends_with("or commit without the check: git commit --no-verify\n"), "{said}");
    repository.git(&["commit", "--quiet", "--no-verify", "-m", "x"]);
    repository.write(BAD, &entry("sev-3"));
    repository.git(&["add", "--all"]);
    commit(&repository).ok();
}

#[test]
fn the_index_that_git_gives_is_the_one_that_is_judged() {
    let repository = hooked();
    repository.write(BAD, &entry("sev-9"));
    repository.write("notes.txt", "x");
    repository.git(&["add", "--all"]);
    // Of one file: what else is staged is none of this commit.
    repository.git(&["commit", "--quiet", "-m", "one", "notes.txt"]);
    refused(&repository, &["commit", "-m", "one", BAD]);
    repository.git(&["reset", "--quiet", "--hard"]);
    // Of all that changed: nothing is staged yet.
    repository.write(GOOD, &entry("sev-9"));
    refused(&repository, &["commit", "-a", "-m", "all"]);
    // What is staged counts, not what the file holds since.
    repository.git(&["add", "--all"]);
    repository.write(GOOD, &entry("sev-3"));
    refused(&repository, &["commit", "-m", "staged"]);
    repository.git(&["add", "--all"]);
    repository.write(GOOD, &entry("sev-9"));
    repository.write("more.txt", "x");
    repository.git(&["add", "more.txt"]);
    commit(&repository).ok();
}

#[test]
fn merges_and_rebases_are_judged_by_what_they_would_commit() {
    let repository = log();
    repository.git(&["checkout", "--quiet", "-b", "side"]);
    repository.write(BAD, &entry("sev-9"));
    repository.commit_all("Bad");
    repository.git(&["checkout", "--quiet", "main"]);
    repository.write("main.txt", "x");
    repository.commit_all("Main");
    repository.run(&["hook", "install"]).ok();
    // git asks pre-commit of a merge only where it stops and is committed by hand.
    repository.git(&["merge", "--quiet", "--no-commit", "side"]);
    refused(&repository, &["commit", "--no-edit"]);
    repository.replace(BAD, "sev-9", "sev-3");
    repository.git(&["add", "--all"]);
    repository.git(&["commit", "--quiet", "--no-edit"]);
    repository.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
    let rebased = repository.other("git", &["rebase", "--exec", "git commit --amend --no-edit --only", "main", "side"]);
    rebased.ok();
    repository.replace(BAD, "status: open", "status: opn");
    let amended = repository.other("git", &["commit", "-a", "--amend", "--no-edit"]).ends(1);
    assert!(amended.stderr.contains("`opn` is no status"), "{}", amended.stderr);
}

#[test]
fn a_hook_that_was_there_comes_first_with_all_it_is_given() {
    let repository = log();
    let former =
        "#!/bin/sh\necho \"former $# $(cat) $(basename \"$(dirname \"$0\")\")\" >> seen; exit ${FORMER_ENDS:-0}\n";
    executable(&repository.path(HOOK), former);
    std::fs::set_permissions(repository.path(HOOK), std::fs::Permissions::from_mode(0o711)).unwrap();
    let said = repository.run(&["hook", "install"]).ok().stdout;
    assert!(said.contains("pre-commit.before-incident now, and is run first\n"), "{said}");
    repository.write("a.txt", "x");
    repository.git(&["add", "a.txt"]);
    let repository = repository.with("FORMER_ENDS", "7");
    assert_eq!(commit(&repository).status, Some(1));
    let direct = repository.other("sh", &["-c", "echo input | .git/hooks/pre-commit one two; echo $?"]);
    assert_eq!(direct.stdout, "7\n");
    let repository = repository.with("FORMER_ENDS", "0");
    commit(&repository).ok();
    assert_eq!(repository.read("seen"), "former 0  hooks\nformer 2 input hooks\nformer 0  hooks\n");
    // Once more changes nothing; and away again, it is as it was.
    let before = repository.read(HOOK);
    repository.run(&["hook", "install"]).ok();
    assert_eq!((repository.read(HOOK), repository.read(FORMER)), (before, former.to_owned()));
    repository.run(&["hook", "uninstall"]).ok();
    assert_eq!(repository.read(HOOK), former);
    assert_eq!(repository.path(HOOK).metadata().unwrap().mode() & 0o777, 0o711);
    assert!(!repository.path(FORMER).exists());
    let said = repository.run(&["hook", "uninstall"]).ok().stdout;
    assert!(said.contains("is another hook"), "{said}");
    assert_eq!(repository.read(HOOK), former);
}

#[test]
fn what_the_former_hook_stages_is_checked_as_well() {
    let repository = log();
    executable(&repository.path(HOOK), "#!/bin/sh\nsed -i s/sev-3/sev-9/ */*/*/incident.md && git add -A\n");
    repository.run(&["hook", "install"]).ok();
    repository.write("a.txt", "x");
    repository.git(&["add", "a.txt"]);
    refused(&repository, &["commit", "-m", "x"]);
}

#[test]
fn former_hooks_may_be_links_or_switched_off() {
    let repository = log();
    executable(&repository.path("tools/check"), "#!/bin/sh\necho linked > seen\n");
    symlink("../../tools/check", repository.path(HOOK)).unwrap();
    repository.run(&["hook", "install"]).ok();
    repository.git(&["add", "tools"]);
    commit(&repository).ok();
    assert_eq!(repository.read("seen"), "linked\n");
    repository.run(&["hook", "uninstall"]).ok();
    assert_eq!(std::fs::read_link(repository.path(HOOK)).unwrap(), Path::new("../../tools/check"));

    let repository = log();
    repository.write(HOOK, "#!/bin/sh\nexit 1\n");
    repository.run(&["hook", "install"]).ok();
    repository.write("a.txt", "x");
    repository.git(&["add", "a.txt"]);
    commit(&repository).ok();
    repository.run(&["hook", "uninstall"]).ok();
    assert_eq!(repository.path(HOOK).metadata().unwrap().mode() & 0o111, 0);
}

#[test]
fn the_program_is_found_where_it_was_else_on_the_path_else_the_commit_stops() {
    let repository = log();
    let [first, second] = ["../first/incident", "../second/incident"].map(|path| repository.path(path));
    for copy in [&first, &second] {
        std::fs::create_dir_all(copy.parent().unwrap()).unwrap();
        std::fs::copy(env!("CARGO_BIN_EXE_incident"), copy).unwrap();
    }
    repository.other(first.to_str().unwrap(), &["hook", "install"]).ok();
    repository.write(GOOD, &entry("sev-9"));
    refused(&repository, &["commit", "-a", "-m", "x"]);
    std::fs::remove_file(&first).unwrap();
    let path = format!("{}:{SHORT_PATH}", second.parent().unwrap().display());
    let repository = repository.with("PATH", &path);
    refused(&repository, &["commit", "-a", "-m", "x"]);
    std::fs::remove_file(&second).unwrap();
    let said = repository.other("git", &["commit", "-a", "-m", "x"]).ends(1).stderr;
    let home = repository.root.parent().unwrap().display().to_string();
    insta::assert_snapshot!(said.replace(&home, ""), @"
    incident: this commit changes an incident log, and the program that checks it is neither at
      /first/incident
    nor on the PATH, so nothing was committed. Install it and run `incident hook install` once more,
    or commit without the check: git commit --no-verify
    ");
    repository.git(&["commit", "--quiet", "--no-verify", "-a", "-m", "x"]);
}

#[test]
fn an_installed_program_is_named_as_the_path_has_it() {
    let repository = log();
    let bin = repository.path("../bin/incident");
    std::fs::create_dir_all(bin.parent().unwrap()).unwrap();
    symlink(env!("CARGO_BIN_EXE_incident"), &bin).unwrap();
    let path = format!("{}:{SHORT_PATH}", bin.parent().unwrap().canonicalize().unwrap().display());
    let repository = repository.with("PATH", &path);
    repository.run(&["hook", "install"]).ok();
    let named = format!("\nprogram='{}'\n", bin.parent().unwrap().canonicalize().unwrap().join("incident").display());
    assert!(repository.read(HOOK).contains(&named), "{}", repository.read(HOOK));
}

#[test]
fn a_hook_that_was_changed_by_hand_is_left_alone() {
    let repository = hooked();
    let installed = repository.read(HOOK);
    let mine = format!("{installed}# mine\n");
    repository.write(HOOK, &mine);
    let at = repository.root.display().to_string();
    for step in ["install", "uninstall"] {
        let said = repository.run(&["hook", step]).fails();
        assert!(said.contains("this hook was changed by hand since it was installed"), "{said}");
        assert!(said.contains(&format!("`incident hook {step} --force`")), "{said}");
        assert_eq!(repository.read(HOOK), mine);
    }
    assert_eq!(repository.json(&["hook"])["state"], "changed");
    let lost = repository.run(&["hook", "install", "--force", "--dry-run"]).ok().stdout.replace(&at, "");
    assert!(lost.contains("\n-# mine\n"), "{lost}");
    repository.run(&["hook", "install", "--force"]).ok();
    assert_eq!(repository.read(HOOK), installed);
    std::fs::set_permissions(repository.path(HOOK), std::fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(repository.json(&["hook"])["state"], "changed");
    repository.run(&["hook", "uninstall", "--force"]).ok();
    assert!(!repository.path(HOOK).exists());
}

#[test]
fn a_second_former_hook_is_not_lost() {
    let repository = log();
    executable(&repository.path(HOOK), "#!/bin/sh\n# first\n");
    repository.run(&["hook", "install"]).ok();
    executable(&repository.path(HOOK), "#!/bin/sh\n# second\n");
    let said = repository.run(&["hook", "install"]).fails();
    assert!(said.contains("pre-commit.before-incident: this is there already\nhelp: an earlier hook"), "{said}");
    assert_eq!(repository.read(HOOK), "#!/bin/sh\n# second\n");
    assert_eq!(repository.read(FORMER), "#!/bin/sh\n# first\n");
}

#[test]
fn where_the_disk_refuses_the_hook_is_as_it_was() {
    let repository = log().with("INCIDENT_FAULT", "hook:full");
    executable(&repository.path(HOOK), "#!/bin/sh\n# mine\n");
    let said = repository.run(&["hook", "install"]).fails();
    assert!(said.contains("free some space and run this again"), "{said}");
    assert_eq!(repository.read(HOOK), "#!/bin/sh\n# mine\n");
    let names = std::fs::read_dir(repository.path(".git/hooks")).unwrap().map(|file| file.unwrap().file_name());
    assert!(names.into_iter().all(|name| name == "pre-commit" || name.to_string_lossy().ends_with(".sample")));
    // A run that dies half way is taken up by the next.
    let repository = repository.with("INCIDENT_FAULT", "hook:die");
    repository.run(&["hook", "install"]);
    assert_eq!(repository.read(HOOK), "#!/bin/sh\n# mine\n");
    let repository = repository.with("INCIDENT_FAULT", "");
    repository.run(&["hook", "install"]).ok();
    repository.run(&["hook", "uninstall"]).ok();
    assert_eq!(repository.read(HOOK), "#!/bin/sh\n# mine\n");
}

#[test]
fn the_state_is_told_and_a_dry_run_writes_nothing() {
    let repository = log();
    let at = repository.root.display().to_string();
    let said = |arguments: &[&str]| repository.run(arguments).ok().stdout.replace(&at, "");
    assert_eq!(said(&["hook"]), "no hook is installed; `incident hook install` writes /.git/hooks/pre-commit\n");
    assert!(said(&["hook", "install", "--dry-run"]).starts_with("--- /dev/null\n"));
    assert!(!repository.path(HOOK).exists());
    repository.run(&["hook", "install"]).ok();
    assert_eq!(said(&["hook"]), "/.git/hooks/pre-commit is installed; it checks .\n");
    assert!(said(&["hook", "uninstall", "--dry-run"]).contains("\n-#!/bin/sh\n"));
    assert_eq!(said(&["hook", "uninstall"]), "removed /.git/hooks/pre-commit\n");
    assert!(said(&["hook", "uninstall"]).starts_with("no hook is installed"));
}

#[test]
fn a_log_can_begin_with_its_hook() {
    let repository = Repository::new().with("PATH", SHORT_PATH);
    let said = repository.run(&["init", "--hook"]).ok().stdout;
    assert!(said.starts_with("wrote incident.yaml\nwrote ") && !said.contains("incident hook install"), "{said}");
    repository.run(&["-C", "ops", "init", "--hook"]).ends(2);
    repository.write("ops/readme.txt", "x");
    repository.run(&["-C", "ops", "init", "--hook", "--dry-run"]).ok();
    assert_eq!(repository.json(&["hook"])["logs"], serde_json::json!(["."]));
    repository.json(&["-C", "ops", "init", "--hook"]);
    assert_eq!(repository.json(&["hook"])["logs"], serde_json::json!([".", "ops"]));
    repository.write(BAD, &entry("sev-9"));
    repository.git(&["add", "--all"]);
    refused(&repository, &["commit", "-m", "x"]);
}

#[test]
fn a_command_that_commits_is_checked_as_well() {
    let repository = hooked();
    repository.run(&["note", "slow", "Seen again", "--commit"]).ok();
    let note = "Seen in mysql://shop:pa1ssw0rd@db.internal/shop";
    let refused = repository.run(&["note", "slow", note, "--commit"]).ends(2).stderr;
    assert!(refused.contains("git refused to commit") && refused.contains("password-in-url"), "{refused}");
}

#[test]
fn of_two_logs_one_is_let_go_and_the_other_is_still_checked() {
    let repository = Repository::new();
    for log in ["ops", "web"] {
        std::fs::create_dir(repository.path(log)).unwrap();
        repository.run_in(log, &["init"]).ok();
        repository.run_in(log, &["hook", "install"]).ok();
    }
    let said = repository.run_in("web", &["hook", "uninstall"]).ok().stdout;
    assert!(said.ends_with("pre-commit; it still checks ops\n"), "{said}");
    repository.git(&["add", "."]);
    repository.write("ops/incident.yaml", "nme: Ops\nseverities: 3\n");
    repository.git(&["add", "."]);
    assert_eq!(repository.command_status(&["commit", "-qm", "bad"]), Some(1));
    assert!(repository.run_in("ops", &["hook", "uninstall"]).ok().stdout.starts_with("removed "));
}

#[test]
fn a_log_that_is_moved_does_not_go_unchecked_without_a_word() {
    let repository = Repository::new();
    std::fs::create_dir(repository.path("ops")).unwrap();
    repository.run_in("ops", &["init"]).ok();
    repository.run_in("ops", &["hook", "install"]).ok();
    repository.git(&["add", "."]);
    repository.git(&["commit", "-qm", "A log"]);
    repository.git(&["mv", "ops", "logs"]);
    let script = repository.read(".git/hooks/pre-commit");
    repository.write(".git/hooks/pre-commit", &script.replace(">&2", ">said"));
    repository.git(&["commit", "-qm", "Move it"]);
    let said = repository.read("said");
    assert!(said.starts_with("incident: this commit takes away the log in ops,"), "{said}");
}

#[test]
fn two_logs_that_install_it_at_once_are_both_checked() {
    let repository = Repository::new();
    let logs = ["a", "b", "c", "d"];
    for log in logs {
        std::fs::create_dir(repository.path(log)).unwrap();
        repository.run_in(log, &["init"]).ok();
    }
    let running = logs.map(|log| {
        repository.program(&["-C", log, "hook", "install"]).stdout(std::process::Stdio::null()).spawn().unwrap()
    });
    for mut program in running {
        assert!(program.wait().unwrap().success());
    }
    let mut checked: Vec<_> = repository.json(&["-C", "a", "hook"])["logs"].as_array().unwrap().clone();
    checked.sort_by_key(|log| log.as_str().unwrap().to_owned());
    assert_eq!(checked, logs);
}

//! `--push`: each step reaches the team at once, whatever else is under way on either side.

use crate::harness::Repository;
use std::os::unix::fs::PermissionsExt as _;

const ENTRY: &str = "incidents/2026/2026-11-24-search-is-slow/incident.md";

/// Two clones of one remote, whose log has an open incident.
pub fn team() -> [Repository; 2] {
    let one = Repository::new().log();
    one.run(&["new", "Search is slow", "-s", "sev-3", "--lead", "Tech Lead"]).ok();
    one.write("tracked.txt", "one\n");
    let one = one.with_remote();
    let two = one.colleague();
    [one, two]
}

/// Puts somebody's own work beside the log: staged, changed and untracked.
fn begin_work(repository: &Repository) {
    repository.write("staged.txt", "staged\n");
    repository.git(&["add", "staged.txt"]);
    repository.write("staged.txt", "staged, then changed\n");
    repository.write("tracked.txt", "two\n");
    repository.write("untracked.txt", "untracked\n");
}

const WORK: &str = "AM staged.txt\n M tracked.txt\n?? untracked.txt\n";

fn remote_head(repository: &Repository) -> String {
    repository.git(&["ls-remote", "origin", "refs/heads/main"]).split('\t').next().unwrap().to_owned()
}

fn head(repository: &Repository) -> String {
    repository.git(&["rev-parse", "HEAD"]).trim().to_owned()
}

/// Nothing is left of the folder that commits are rebased in.
#[track_caller]
fn is_tidy(repository: &Repository) {
    assert!(!repository.path(".git/incident-push").exists());
    assert!(!repository.path(".git/worktrees").exists());
    assert_eq!(repository.git(&["for-each-ref", "refs/incident"]), "");
    assert_eq!(repository.git(&["worktree", "list"]).lines().count(), 1);
}

#[test]
fn steps_of_two_people_meet_and_their_other_work_stays_as_it_is() {
    let [one, two] = team();
    begin_work(&one);
    begin_work(&two);
    let mut commits = 1;
    for turn in ["a", "b", "c"] {
        for who in [&one, &two] {
            let ran = who.run(&["note", "slow", &format!("{turn} of {}", who.root.display()), "--push"]).ok();
            assert!(ran.stdout.ends_with("\npushed to origin/main\n"), "{}", ran.stdout);
            assert_eq!(ran.stderr, "");
            commits += 1;
            assert_eq!(who.git(&["status", "--short"]), WORK);
            assert_eq!(who.git(&["diff", "--cached", "--name-only"]), "staged.txt\n");
            assert_eq!(who.git(&["show", ":staged.txt"]), "staged\n");
            assert_eq!(remote_head(who), head(who));
            assert_eq!(who.git(&["log", "--format=%s", "--no-merges"]).lines().count(), commits, "one commit a step");
            is_tidy(who);
        }
    }
    // What came with the other's steps is there as well.
    assert_eq!(two.read(ENTRY).matches("[note]").count(), 6);
    let answer = one.json(&["note", "slow", "last", "--push"]);
    assert_eq!(answer["pushed"], true);
    assert_eq!(one.json(&["note", "slow", "not yet", "--commit"])["pushed"], false);
    // What another step left is pushed even where there is nothing to write.
    one.run(&["validate", "--fix", "--push"]).ok();
    assert_eq!(remote_head(&one), head(&one));
}

#[test]
fn what_others_added_changed_and_took_away_arrives() {
    let [one, two] = team();
    two.write("image.bin", "\0binary");
    two.git(&["rm", "--quiet", "tracked.txt"]);
    two.commit_all("Other work");
    two.git(&["push", "--quiet"]);
    one.run(&["note", "slow", "x", "--push"]).ok();
    assert_eq!(one.git(&["status", "--short"]), "");
    assert!(one.path("image.bin").exists() && !one.path("tracked.txt").exists());

    // Where it meets work that is not committed, neither gives way.
    two.git(&["pull", "--quiet", "--rebase"]);
    two.write("image.bin", "newer");
    two.commit_all("A newer image");
    two.git(&["push", "--quiet"]);
    one.write("image.bin", "mine");
    let ran = one.run(&["note", "slow", "y", "--push", "--format", "json"]).ends(2);
    assert_eq!(ran.json()["pushed"], false);
    insta::assert_snapshot!(ran.stderr, @"
    error: what others pushed meets changes of yours that are not committed, so nothing was pushed:
    error: Entry 'image.bin' not uptodate. Cannot merge.
    help: what is committed stays so; commit or stash those changes, then `git pull --rebase` and `git push`
    ");
    assert_eq!((one.read("image.bin").as_str(), one.git(&["status", "--short"]).as_str()), ("mine", " M image.bin\n"));
    is_tidy(&one);
    one.git(&["checkout", "--quiet", "image.bin"]);
    one.run(&["note", "slow", "z", "--push"]).ok();
    assert_eq!(one.read("image.bin"), "newer");
    assert_eq!(remote_head(&one), head(&one));
}

#[test]
fn without_the_network_the_step_is_committed_and_goes_with_the_next() {
    let [one, _] = team();
    let away = one.root.with_file_name("away.git");
    std::fs::rename(one.root.with_file_name("remote.git"), &away).unwrap();
    let ran = one.run(&["note", "slow", "x", "--push"]).ends(2);
    assert!(ran.stdout.contains("[note] x") && ran.stdout.contains("committed as"), "{}", ran.stdout);
    insta::assert_snapshot!(ran.stderr, @"
    error: git did not push to origin/main:
    fatal: '../remote.git' does not appear to be a git repository
    fatal: Could not read from remote repository.

    Please make sure you have the correct access rights
    and the repository exists.
    help: what is committed stays so; `git push`, or the next step with --push, sends it
    ");
    assert_eq!(one.git(&["log", "-1", "--format=%s"]), "incident: note on 2026-11-24-search-is-slow\n");
    std::fs::rename(&away, one.root.with_file_name("remote.git")).unwrap();
    one.run(&["note", "slow", "y", "--push"]).ok();
    assert_eq!(remote_head(&one), head(&one));
}

#[test]
fn what_is_refused_is_refused_in_the_words_of_whoever_refuses() {
    let [one, _] = team();
    one.hook("pre-push", "echo 'not on a Friday' >&2; exit 1");
    let ran = one.run(&["note", "slow", "x", "--push"]).ends(2);
    insta::assert_snapshot!(ran.stderr, @"
    error: git did not push to origin/main:
    not on a Friday
    error: failed to push some refs to '../remote.git'
    help: what is committed stays so; `git push`, or the next step with --push, sends it
    ");
    std::fs::remove_file(one.path(".git/hooks/pre-push")).unwrap();
    let hook = one.root.with_file_name("remote.git").join("hooks/pre-receive");
    std::fs::write(&hook, "#!/bin/sh\necho 'main is protected' >&2; exit 1\n").unwrap();
    std::fs::set_permissions(&hook, std::fs::Permissions::from_mode(0o755)).unwrap();
    let ran = one.run(&["note", "slow", "y", "--push"]).ends(2);
    assert!(ran.stderr.contains("main is protected"), "{}", ran.stderr);
}

#[test]
fn what_cannot_be_pushed_is_not_written() {
    let check = |repository: &Repository| {
        let (files, head) = (repository.files(), repository.git(&["rev-parse", "HEAD"]));
        let said = repository.run(&["note", "slow", "x", "--push"]).fails();
        assert_eq!((repository.files(), repository.git(&["rev-parse", "HEAD"])), (files, head));
        said
    };
    let [one, _] = team();
    one.git(&["checkout", "--quiet", "--detach"]);
    let mut said = check(&one);
    one.disagree();
    assert_eq!(one.command_status(&["merge", "side"]), Some(1));
    said += &check(&one);
    one.git(&["merge", "--abort"]);
    assert_eq!(one.command_status(&["rebase", "side"]), Some(1));
    said += &check(&one);
    said += &one.run(&["note", "slow", "x", "--push", "--dry-run"]).fails();
    insta::assert_snapshot!(said, @"
    error: no branch is checked out, so there is none to push
    help: `git switch BRANCH` goes to one, or leave --push out; nothing was written
    error: a merge is under way in this clone, so nothing can be pushed
    help: end it with `git merge --continue` or `--abort`, or leave --push out; nothing was written
    error: a rebase is under way in this clone, so nothing can be pushed
    help: end it with `git rebase --continue` or `--abort`, or leave --push out; nothing was written
    error: the argument '--push' cannot be used with '--dry-run'

    Usage: incident note --push <ID> <TEXT>

    For more information, try '--help'.
    ");
}

#[test]
fn where_nobody_said_where_to_push_the_step_is_committed_and_goes_with_the_next() {
    let [one, _] = team();
    let step = |words: &str| {
        let before = head(&one);
        let ran = one.run(&["note", "slow", words, "--push"]).ends(2);
        assert!(ran.stdout.contains("committed as") && !ran.stdout.contains("pushed"), "{}", ran.stdout);
        assert_eq!(one.git(&["rev-parse", "HEAD^"]).trim(), before);
        assert!(one.read(ENTRY).contains(words));
        ran.stderr
    };
    one.git(&["branch", "--quiet", "--unset-upstream"]);
    let mut said = step("Nobody follows");
    one.git(&["remote", "remove", "origin"]);
    said += &step("Nowhere to go");
    insta::assert_snapshot!(said, @"
    error: it is written and committed, and not pushed: the branch main follows none of a remote, so it is not known where to push it
    help: `git push --set-upstream origin main` says where, once, and sends what is committed
    error: it is written and committed, and not pushed: there is nothing to push to, as this clone has no remote
    help: `git remote add origin URL` names one, and `git push --set-upstream origin main` sends there what is committed
    ");
    let answer = one.run(&["note", "slow", "For a script", "--push", "--format", "json"]).ends(2).json();
    assert!(answer["commit"].is_string() && answer["pushed"] == false, "{answer}");
    // As it was told, so it goes.
    one.git(&["remote", "add", "origin", "../remote.git"]);
    one.git(&["push", "--quiet", "--set-upstream", "origin", "main"]);
    one.run(&["note", "slow", "And on", "--push"]).ok();
    assert_eq!(remote_head(&one), head(&one));
}

#[test]
fn a_true_conflict_is_left_to_a_person_and_changes_nothing() {
    let [one, two] = team();
    for (who, title) in [(&one, "Search is very slow"), (&two, "Search is a bit slow")] {
        who.replace(ENTRY, "title: Search is slow", &format!("title: {title}"));
        who.commit_all("Say it better");
    }
    two.git(&["push", "--quiet"]);
    begin_work(&one);
    let ran = one.run(&["note", "slow", "x", "--push"]).ends(2);
    insta::assert_snapshot!(ran.stderr, @"
    error: you and origin/main say two different things in incidents/2026/2026-11-24-search-is-slow/incident.md, so nothing was pushed
    help: what is committed stays so; `git pull --rebase` shows both: decide, `git add` the file,
          `incident validate`, as git checks nothing there by itself; `git rebase --continue`, then `git push`
    ");
    assert_eq!(one.git(&["status", "--short"]), WORK);
    assert!(one.read(ENTRY).contains("title: Search is very slow"));
    assert_eq!(one.git(&["log", "--format=%s", "origin/main..HEAD"]).lines().count(), 2);
    is_tidy(&one);
}

#[test]
fn without_the_merge_driver_it_is_said_which_command_registers_it() {
    let [one, _] = team();
    one.git(&["config", "--unset", "merge.incident.driver"]);
    let ran = one.run(&["note", "slow", "x", "--push"]).ok();
    insta::assert_snapshot!(ran.stderr, @"note: git merges by lines in this clone; `incident hook install` has it merge the log by meaning");
}

/// A git for `PATH` that runs a script before it does what it is asked.
fn git_that(repository: &Repository, script: &str) -> (String, String) {
    let folder = repository.root.with_file_name("bin");
    std::fs::create_dir_all(&folder).unwrap();
    let path = std::env::var("PATH").unwrap();
    let program = folder.join("git");
    std::fs::write(&program, format!("#!/bin/sh\nPATH='{path}'\n{script}\nexec git \"$@\"\n")).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    ("PATH".to_owned(), format!("{}:{path}", folder.display()))
}

#[test]
fn others_may_be_faster_five_times() {
    let [mut one, two] = team();
    let count = one.root.with_file_name("count");
    let two_root = two.root.display();
    let faster = |times: usize| {
        format!(
            "if [ \"$1\" = push ] && [ $(cat {count} | wc -c) -lt {times} ]; then printf x >> {count}\n\
             git -C {two_root} pull --quiet --rebase; echo x >> {two_root}/tracked.txt\n\
             git -C {two_root} commit --quiet --all -m Faster; git -C {two_root} push --quiet; fi",
            count = count.display()
        )
    };
    for (times, status) in [(5, 0), (6, 2)] {
        std::fs::write(&count, "").unwrap();
        one.environment = vec![git_that(&one, &faster(times))];
        let ran = one.run(&["note", "slow", &format!("{times} times"), "--push"]).ends(status);
        one.environment.clear();
        assert_eq!(std::fs::read_to_string(&count).unwrap().len(), times);
        is_tidy(&one);
        if status == 2 {
            insta::assert_snapshot!(ran.stderr, @"
            error: others pushed to origin/main at the same time, 5 times over, so nothing was pushed
            help: what is committed stays so; `git pull --rebase` and `git push`, or the next step with --push, sends it
            ");
        }
    }
    one.run(&["note", "slow", "at last", "--push"]).ok();
    assert_eq!(remote_head(&one), head(&one));
}

#[test]
fn a_death_at_any_point_loses_nothing_and_leaves_nothing_half_done() {
    let die = "kill -9 $PPID; exit 1";
    // In the rebase, before the work tree is moved, behind half of it, behind all of it, and before it is pushed.
    let half = "cp ../theirs tracked.txt; rm doomed.txt";
    for script in [
        format!("case \"$*\" in *'rebase --quiet'*) {die};; esac"),
        format!("if [ \"$1\" = read-tree ]; then {die}; fi"),
        format!("if [ \"$1 $2\" = 'read-tree -m' ]; then {half}; {die}; fi"),
        format!("if [ \"$1 $2\" = 'read-tree -m' ]; then git \"$@\"; {die}; fi"),
        format!("if [ \"$1\" = update-ref ]; then git \"$@\"; {die}; fi"),
        format!(
            "if [ \"$1\" = push ] && git merge-base --is-ancestor origin/main HEAD && [ -e new.txt ]; then {die}; fi"
        ),
    ] {
        let [mut one, two] = team();
        one.write("doomed.txt", "doomed\n");
        one.commit_all("A file");
        one.git(&["push", "--quiet"]);
        two.git(&["pull", "--quiet"]);
        two.write("tracked.txt", "theirs\n");
        two.write("new.txt", "new\n");
        two.git(&["rm", "--quiet", "doomed.txt"]);
        two.commit_all("Theirs");
        two.run(&["note", "slow", "Theirs", "--push"]).ok();
        std::fs::write(one.root.with_file_name("theirs"), "theirs\n").unwrap();
        one.write("staged.txt", "staged\n");
        one.git(&["add", "staged.txt"]);
        one.environment = vec![git_that(&one, &script)];
        assert_eq!(one.run(&["note", "slow", "Ours", "--push"]).status, None, "{script}: it was killed");
        one.environment.clear();
        one.run(&["note", "slow", "The next", "--push"]).ok();
        assert_eq!(one.git(&["status", "--short"]), "A  staged.txt\n", "{script}");
        assert_eq!(one.read("tracked.txt"), "theirs\n");
        assert!(one.path("new.txt").exists() && !one.path("doomed.txt").exists());
        let entry = one.read(ENTRY);
        for text in ["Ours", "Theirs", "The next"] {
            assert_eq!(entry.matches(text).count(), 1, "{script}: {entry}");
        }
        assert_eq!(remote_head(&one), head(&one));
        is_tidy(&one);
    }
}

#[test]
fn a_topic_is_not_pushed_to_the_branch_that_it_began_from() {
    let [one, _] = team();
    let before = remote_head(&one);
    one.git(&["switch", "--quiet", "-c", "topic", "origin/main"]);
    let said = one.run(&["note", "slow", "Half done", "--push"]).fails();
    assert!(said.starts_with("error: the branch topic follows origin/main, which is another branch\n"), "{said}");
    one.git(&["switch", "--quiet", "main"]);
    one.git(&["config", "remote.pushDefault", "fork"]);
    let said = one.run(&["note", "slow", "Half done", "--push"]).fails();
    assert!(said.starts_with("error: the branch main follows origin/main, and is pushed to fork\n"), "{said}");
    assert!(!one.read(ENTRY).contains("Half done"));
    assert_eq!(remote_head(&one), before);
}

#[test]
fn a_file_that_git_ignores_is_not_overwritten() {
    let [one, two] = team();
    two.write(".env", "theirs\n");
    two.commit_all("Settings");
    two.run(&["note", "slow", "Theirs", "--push"]).ok();
    one.write(".git/info/exclude", ".env\n");
    one.write(".env", "mine\n");
    let said = one.run(&["note", "slow", "Ours", "--push"]).ends(2).stderr;
    assert!(
        said.starts_with("error: others pushed .env, and a file of yours that git does not know stands there\n"),
        "{said}"
    );
    assert_eq!(one.read(".env"), "mine\n");
    assert!(one.read(ENTRY).contains("Ours"));
    std::fs::remove_file(one.path(".env")).unwrap();
    one.run(&["note", "slow", "The next", "--push"]).ok();
    assert_eq!((one.read(".env").as_str(), remote_head(&one)), ("theirs\n", head(&one)));
    is_tidy(&one);
}

#[test]
fn a_file_that_git_ignores_does_not_give_way_to_a_folder_of_its_name() {
    let [one, two] = team();
    two.write("deploy/settings", "theirs\n");
    two.commit_all("Settings");
    two.run(&["note", "slow", "Theirs", "--push"]).ok();
    one.write(".git/info/exclude", "deploy\n");
    one.write("deploy", "mine\n");
    let said = one.run(&["note", "slow", "Ours", "--push"]).ends(2).stderr;
    assert!(
        said.starts_with("error: others pushed deploy, and a file of yours that git does not know stands there\n"),
        "{said}"
    );
    assert_eq!(one.read("deploy"), "mine\n");
}

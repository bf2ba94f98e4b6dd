//! Putting a branch's own commits behind what others pushed, beside whatever else is under way in the work tree.

use super::failure::GitError;
use super::push::{KEPT, Upstream, branch};
use super::repository::Repository;
use super::run::{self, git, git_beside};
use git2::{Delta, Diff, Oid};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Settings under which git rebases in a folder of our own: hooks of the user's would run in a half-empty work tree,
/// and no other branch is to move along.
const QUIET: [&str; 6] =
    ["-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "rebase.updateRefs=false"];
/// Every file but those that tell git how to merge, which it reads from the disk.
const OTHERS: [&str; 2] = [".", ":(exclude,glob)**/.gitattributes"];

/// Brings the branch and the work tree up to date with what was fetched, in `scratch`, an empty folder on the same disk.
/// What is staged, changed or untracked stays just so. Nobody else may write the log meanwhile.
///
/// # Errors
/// Where both sides set one thing to different values, or what came meets changes that are not committed; the branch and
/// the work tree are then as they were.
pub fn rebase(repository: &Repository, upstream: &Upstream, scratch: &Path) -> Result<(), GitError> {
    let from = repository.git.refname_to_id(&upstream.branch)?;
    let onto = repository.git.refname_to_id(&upstream.tracking)?;
    if from == onto || repository.git.graph_descendant_of(from, onto)? {
        return Ok(());
    }
    let to = rebased(repository, upstream, scratch, [from, onto]);
    remove_scratch(repository, scratch);
    let (to, [old, new]) = (to?, records(&upstream.branch));
    check_free(repository, from, to)?;
    // From here on a run that dies is finished by the next one.
    repository.git.reference(&old, from, true, "")?;
    repository.git.reference(&new, to, true, "")?;
    let moved = move_branch(repository, &upstream.branch, from, to);
    forget(repository, &upstream.branch)?;
    moved
}

/// Finishes what a run that died in [`rebase`] left between the old commit and the new one.
///
/// # Errors
/// Where somebody has changed those files since; nobody is kept from going on a second time.
pub fn finish_rebase(repository: &Repository) -> Result<(), GitError> {
    let Some(branch) = branch(repository) else { return Ok(()) };
    let [Ok(from), Ok(to)] = records(&branch).map(|name| repository.git.refname_to_id(&name)) else { return Ok(()) };
    let finished = match repository.git.refname_to_id(&branch) {
        Ok(head) if head == from => {
            adopt(repository, from, to).and_then(|()| move_branch(repository, &branch, from, to))
        }
        _ => Ok(()),
    };
    // What is locked now can be finished later.
    if finished.is_ok() || !repository.git_dir().join("index.lock").exists() {
        forget(repository, &branch)?;
    }
    finished
}

/// Takes the folder of a rebase that is over, or died, out of git's list of work trees.
pub fn remove_scratch(repository: &Repository, scratch: &Path) {
    // Where it is in no list, that is as it should be.
    let _ = git(repository)
        .and_then(|mut git| run::run(git.args(["worktree", "remove", "--force", "--force"]).arg(scratch)));
}

/// Rebases the commit in a work tree of its own, which holds only the files that both sides changed.
fn rebased(
    repository: &Repository,
    upstream: &Upstream,
    scratch: &Path,
    [from, onto]: [Oid; 2],
) -> Result<Oid, GitError> {
    let failed = format!("git cannot put your commits behind those of {upstream}");
    let done = |git: &mut Command| run::done(git, &failed, KEPT);
    let add = ["worktree", "add", "--quiet", "--force", "--force", "--detach", "--no-checkout"];
    done(git(repository)?.args(QUIET).args(add).arg(scratch).arg(from.to_string()))?;
    let here = || {
        let mut git = git_beside(scratch);
        git.args(QUIET);
        git
    };
    done(here().args(["read-tree", "HEAD"]))?;
    let files = run::run(here().args(["ls-files", "-z", "--"]).args(OTHERS))?.stdout;
    let mut skip = here();
    let mut skip = skip
        .args(["update-index", "-z", "--skip-worktree", "--stdin"])
        .stdin(Stdio::piped())
        .spawn()
        .map_err(run::not_started)?;
    if let Some(mut names) = skip.stdin.take() {
        names.write_all(&files).map_err(run::not_started)?;
    }
    skip.wait().map_err(run::not_started)?;
    done(here().args(["checkout-index", "--all", "--index", "--quiet"]))?;
    let output = run::run(here().args(["rebase", "--quiet", "--rebase-merges", &onto.to_string()]))?;
    if output.status.success() {
        return Ok(Oid::from_str(&done(here().args(["rev-parse", "HEAD"]))?)?);
    }
    let both = run::run(here().args(["diff", "--name-only", "-z", "--diff-filter=U"]))?.stdout;
    let both: Vec<String> = both
        .split(|byte| *byte == 0)
        .filter(|path| !path.is_empty())
        .map(|path| String::from_utf8_lossy(path).into_owned())
        .collect();
    if both.is_empty() {
        return Err(GitError::new(format!("{failed}:\n{}", run::said(&output)), KEPT));
    }
    let error = GitError::new(
        format!("you and {upstream} say two different things in {}, so nothing was pushed", both.join(", ")),
        "what is committed stays so; `git pull --rebase` shows both: decide, `git add` the file,\n\
         `incident validate`, as git checks nothing there by itself; `git rebase --continue`, then `git push`",
    );
    Err(GitError { conflicts: both, ..error })
}

/// Refuses what would take the place of a file of the user's that git ignores: git itself keeps only the others.
fn check_free(repository: &Repository, from: Oid, to: Oid) -> Result<(), GitError> {
    let diff = difference(repository, from, to)?;
    let (index, top) = (repository.git.index()?, repository.work_tree().unwrap_or(Path::new("")));
    let added = diff.deltas().filter(|delta| delta.status() == Delta::Added);
    let paths: Vec<_> = added.filter_map(|delta| delta.new_file().path().map(Path::to_owned)).collect();
    let is_unknown = |path: &Path| index.get_path(path, 0).is_none();
    let is_file = |path: &Path| top.join(path).symlink_metadata().is_ok_and(|metadata| !metadata.is_dir());
    let is_there = |path: &Path| top.join(path).symlink_metadata().is_ok();
    // A file also stands in the way of a folder of its name.
    let in_the_way = |path: &PathBuf| {
        let folders = path.ancestors().skip(1).filter(|folder| *folder != Path::new(""));
        let mut taken = folders.filter(|folder| is_file(folder)).chain(is_there(path).then_some(path.as_path()));
        taken.find(|path| is_unknown(path)).map(Path::to_owned)
    };
    match paths.iter().find_map(in_the_way) {
        None => Ok(()),
        Some(path) => Err(GitError::new(
            format!("others pushed {}, and a file of yours that git does not know stands there", path.display()),
            "what is committed stays so; move the file away, then `git pull --rebase` and `git push`",
        )),
    }
}

/// Moves the work tree, the index and the branch; what is staged or changed in other files stays so.
fn move_branch(repository: &Repository, branch: &str, from: Oid, to: Oid) -> Result<(), GitError> {
    let [old, new] = [from, to].map(|id| id.to_string());
    // Files that were only touched are no changes. Where some were changed, git says so by its exit status.
    run::run(git(repository)?.args(["update-index", "-q", "--refresh"]))?;
    run::done(
        git(repository)?.args(["read-tree", "-m", "-u", &old, &new]),
        "what others pushed meets changes of yours that are not committed, so nothing was pushed",
        "what is committed stays so; commit or stash those changes, then `git pull --rebase` and `git push`",
    )?;
    let log = "incident: rebase onto what others pushed";
    let moved = run::done(
        git(repository)?.args(["update-ref", "-m", log, branch, &new, &old]),
        "the branch has moved meanwhile, so nothing was pushed",
        KEPT,
    );
    if moved.is_err() {
        run::run(git(repository)?.args(["read-tree", "-m", "-u", &new, &old]))?;
    }
    moved.map(|_| ())
}

/// Has the index take those files for known that hold what they are to hold already.
fn adopt(repository: &Repository, from: Oid, to: Oid) -> Result<(), GitError> {
    let diff = difference(repository, from, to)?;
    let mut index = repository.git.index()?;
    let top = repository.work_tree().unwrap_or(Path::new(""));
    for delta in diff.deltas() {
        let Some(path) = delta.new_file().path() else { continue };
        let before = index.get_path(path, 0);
        match delta.status() {
            Delta::Deleted if !top.join(path).exists() && before.is_some() => index.remove_path(path)?,
            Delta::Deleted => {}
            _ if index.add_path(path).is_err() => {}
            _ if index.get_path(path, 0).is_some_and(|entry| entry.id == delta.new_file().id()) => {}
            _ => match before {
                Some(entry) => index.add(&entry)?,
                None => index.remove_path(path)?,
            },
        }
    }
    Ok(index.write()?)
}

fn difference(repository: &Repository, from: Oid, to: Oid) -> Result<Diff<'_>, GitError> {
    let tree = |id: Oid| repository.git.find_commit(id).and_then(|commit| commit.tree());
    Ok(repository.git.diff_tree_to_tree(Some(&tree(from)?), Some(&tree(to)?), None)?)
}

/// Where the commits that a branch is moved from and to are kept meanwhile.
fn records(branch: &str) -> [String; 2] {
    ["from", "to"].map(|end| format!("refs/incident/push/{end}/{}", branch.trim_start_matches("refs/heads/")))
}

fn forget(repository: &Repository, branch: &str) -> Result<(), GitError> {
    // The second makes the record: it goes first.
    records(branch).iter().rev().try_for_each(|name| Ok(repository.git.find_reference(name)?.delete()?))
}

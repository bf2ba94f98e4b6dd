//! One commit of some files, made by git itself: the user's hooks, identity and signing apply.
#![expect(clippy::disallowed_methods, reason = "this file starts git")]

use super::failure::GitError;
use super::repository::Repository;
use git2::Status;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Whether a commit of these files would hold what is about to be written to them, and nothing else.
///
/// # Errors
/// Where a file has changes that are not committed, staged or not: they would go into the commit, and out of the index.
pub fn check_committable(repository: &Repository, files: &[PathBuf]) -> Result<(), GitError> {
    let others = Status::INDEX_MODIFIED | Status::INDEX_RENAMED | Status::WT_MODIFIED | Status::CONFLICTED;
    for path in files.iter().filter_map(|file| from_top(repository, file)) {
        if repository.git.status_file(&path).is_ok_and(|status| status.intersects(others)) {
            return Err(GitError::new(
                format!("{} has changes of yours that are not committed", path.display()),
                "commit or stash them first, or leave --commit out; nothing was written",
            ));
        }
    }
    Ok(())
}

/// Commits these files alone, whatever else is staged; gives the commit's short id.
///
/// # Errors
/// Where git is not installed or refuses: no identity, a hook that fails, a merge in progress. The files stay written.
pub fn commit(repository: &Repository, files: &[PathBuf], subject: &str) -> Result<String, GitError> {
    let Some(top) = repository.work_tree() else {
        return Err(GitError::new("a bare repository has no work tree to commit from", "run this in a clone"));
    };
    let paths: Vec<PathBuf> = files.iter().filter_map(|file| from_top(repository, file)).collect();
    let index = repository.git.index()?;
    let untracked: Vec<&PathBuf> = paths.iter().filter(|path| index.get_path(path, 0).is_none()).collect();
    let git = |arguments: &[&str], paths: &[&PathBuf]| {
        // By the letter, whatever a name holds; a variable that says so would reach the user's hooks as well.
        let literal = paths.iter().map(|path| format!(":(top,literal){}", path.display()));
        let arguments = arguments.iter().map(|word| (*word).to_owned()).chain(["--".to_owned()]).chain(literal);
        git(repository, top, arguments.collect())
    };
    let mut done = match untracked.is_empty() {
        true => Ok(()),
        false => git(&["add", "--intent-to-add"], &untracked).and_then(checked).map(|_| ()),
    };
    if done.is_ok() {
        let all: Vec<&PathBuf> = paths.iter().collect();
        done = git(&["commit", "--quiet", "--only", "-m", subject], &all).and_then(checked).map(|_| ());
    }
    if done.is_err() && !untracked.is_empty() {
        // What git refused to commit is not left announced in the index either.
        git(&["rm", "--cached", "--quiet", "--force", "--ignore-unmatch"], &untracked)?;
    }
    done?;
    let id = checked(self::git(repository, top, ["rev-parse", "--short", "HEAD"].map(str::to_owned).to_vec())?)?;
    Ok(String::from_utf8_lossy(&id.stdout).trim().to_owned())
}

/// A file as the repository's root counts it.
fn from_top(repository: &Repository, file: &Path) -> Option<PathBuf> {
    let top = repository.work_tree()?;
    let canonical = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let relative = file.strip_prefix(top).map(Path::to_path_buf);
    relative.or_else(|_| canonical(file).strip_prefix(canonical(top)).map(Path::to_path_buf)).ok()
}

fn git(repository: &Repository, top: &Path, arguments: Vec<String>) -> Result<Output, GitError> {
    let mut run = Command::new("git");
    run.args(arguments).current_dir(top).stdin(Stdio::null());
    if std::env::var_os("GIT_DIR").is_some() {
        // What it says may be relative to another folder than the one that git is run in.
        run.env("GIT_DIR", repository.git_dir()).env("GIT_WORK_TREE", top);
    }
    run.output().map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => {
            GitError::new("git is not installed, so nothing was committed", "install git; the files are written")
        }
        _ => GitError::new(format!("git cannot be started: {error}"), "the files are written"),
    })
}

/// What git said, where it refused.
fn checked(output: Output) -> Result<Output, GitError> {
    if output.status.success() {
        return Ok(output);
    }
    let said = [output.stderr.as_slice(), output.stdout.as_slice()].map(String::from_utf8_lossy);
    let said: Vec<_> = said.iter().map(|text| text.trim()).filter(|text| !text.is_empty()).collect();
    Err(GitError::new(
        format!("git refused to commit:\n{}", said.join("\n")),
        "the files are written; mend what git says and commit them yourself",
    ))
}

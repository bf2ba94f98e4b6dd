//! Git itself, started as the user would start it.
#![expect(clippy::disallowed_methods, reason = "this file is the only one that starts a process, which is git")]

use super::failure::GitError;
use super::repository::Repository;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Git in the top of the repository's work tree, yet to be told what to do.
///
/// # Errors
/// Where there is no work tree.
pub(super) fn git(repository: &Repository) -> Result<Command, GitError> {
    let Some(top) = repository.work_tree() else {
        return Err(GitError::new("a bare repository has no work tree to commit from", "run this in a clone"));
    };
    let mut git = Command::new("git");
    git.current_dir(top).stdin(Stdio::null());
    if std::env::var_os("GIT_DIR").is_some() {
        // What it says may be relative to another folder than the one that git is run in.
        git.env("GIT_DIR", repository.git_dir()).env("GIT_WORK_TREE", top);
    }
    Ok(git)
}

/// Git in another work tree of the repository, whatever the environment names.
pub(super) fn git_beside(top: &Path) -> Command {
    let mut git = Command::new("git");
    git.current_dir(top).stdin(Stdio::null());
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
        git.env_remove(name);
    }
    git
}

/// Runs it to its end, however that is.
///
/// # Errors
/// Where git is not installed.
pub(super) fn run(git: &mut Command) -> Result<Output, GitError> {
    git.output().map_err(not_started)
}

pub(super) fn not_started(error: std::io::Error) -> GitError {
    match error.kind() {
        std::io::ErrorKind::NotFound => {
            GitError::new("git is not installed, so nothing was committed", "install git; the files are written")
        }
        _ => GitError::new(format!("git cannot be started: {error}"), "the files are written"),
    }
}

/// Runs it; it must be done. Gives what it printed, without the end of the line.
///
/// # Errors
/// What git said under `what`, with `help`, where it refused; or it is not installed.
pub(super) fn done(git: &mut Command, what: &str, help: &str) -> Result<String, GitError> {
    let output = run(git)?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned()),
        false => Err(GitError::new(format!("{what}:\n{}", said(&output)), help)),
    }
}

/// What git said, on either stream.
pub(super) fn said(output: &Output) -> String {
    let said = [output.stderr.as_slice(), output.stdout.as_slice()].map(String::from_utf8_lossy);
    let said: Vec<_> = said.iter().map(|text| text.trim()).filter(|text| !text.is_empty()).collect();
    said.join("\n")
}

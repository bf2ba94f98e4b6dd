//! One commit of some files, made by git itself: the user's hooks, identity and signing apply.
#![expect(clippy::disallowed_methods, reason = "this file is the only one that starts a process, which is git")]

use super::failure::GitError;
use super::repository::Repository;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Commits these files alone, whatever else is staged; gives the commit's short id.
///
/// # Errors
/// Where git is not installed or refuses: no identity, a hook that fails, a merge in progress. The files stay written.
pub fn commit(repository: &Repository, files: &[PathBuf], subject: &str) -> Result<String, GitError> {
    let Some(top) = repository.work_tree() else {
        return Err(GitError::new("a bare repository has no work tree to commit from", "run this in a clone"));
    };
    let names = || files.iter().map(|file| file.as_os_str());
    let index = repository.git.index()?;
    let untracked: Vec<&OsStr> =
        files.iter().filter(|file| !is_tracked(&index, top, file)).map(|file| file.as_os_str()).collect();
    let git = |arguments: Vec<&OsStr>| git(repository, top, arguments);
    if !untracked.is_empty() {
        let add = ["add", "--intent-to-add", "--"].map(OsStr::new);
        checked(git(add.into_iter().chain(untracked.iter().copied()).collect())?)?;
    }
    let message = ["commit", "--quiet", "--only", "-m", subject, "--"].map(OsStr::new);
    let committed = git(message.into_iter().chain(names()).collect())?;
    if !committed.status.success() && !untracked.is_empty() {
        // What git refused to commit is not left announced in the index either.
        let forget = ["rm", "--cached", "--quiet", "--force", "--ignore-unmatch", "--"].map(OsStr::new);
        git(forget.into_iter().chain(untracked.iter().copied()).collect())?;
    }
    checked(committed)?;
    let id = checked(git(["rev-parse", "--short", "HEAD"].map(OsStr::new).to_vec())?)?;
    Ok(String::from_utf8_lossy(&id.stdout).trim().to_owned())
}

fn is_tracked(index: &git2::Index, top: &Path, file: &Path) -> bool {
    let file = file.canonicalize().unwrap_or_else(|_| file.to_owned());
    let top = top.canonicalize().unwrap_or_else(|_| top.to_owned());
    file.strip_prefix(top).is_ok_and(|path| index.get_path(path, 0).is_some())
}

fn git(repository: &Repository, top: &Path, arguments: Vec<&OsStr>) -> Result<Output, GitError> {
    let mut run = Command::new("git");
    run.args(arguments).current_dir(top).env("GIT_LITERAL_PATHSPECS", "1").stdin(Stdio::null());
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

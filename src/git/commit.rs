//! One commit of some files, made by git itself: the user's hooks, identity and signing apply.

use super::failure::GitError;
use super::repository::Repository;
use super::run;
use git2::{DiffOptions, Status};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// So many paths are named on git's command line; more are listed in a file.
const MOST_NAMED: usize = 500;

/// What files had before a step that is not committed yet, and goes into its commit.
#[derive(Clone, Debug)]
pub struct Earlier {
    /// The files, by their names within their incident's folder.
    files: Vec<String>,
    added: usize,
    removed: usize,
}

impl std::fmt::Display for Earlier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { files, added, removed } = self;
        let files = files.join(", ");
        write!(f, "earlier changes of {files} that were not committed: {added} lines more, {removed} less")
    }
}

/// Looks whether a commit of these files would hold what is about to be written to them, and nothing else but earlier
/// changes of files in `own`, the one incident's folder: its steps belong together, and only what nobody has staged is taken
/// along. What is staged may be half of something, and would go out of the index.
///
/// # Errors
/// Where another file has changes that are not committed, or any has some that are staged.
pub fn check_committable(
    repository: &Repository,
    files: &[PathBuf],
    own: Option<&Path>,
) -> Result<Option<Earlier>, GitError> {
    let others = Status::INDEX_MODIFIED | Status::INDEX_RENAMED | Status::WT_MODIFIED | Status::CONFLICTED;
    let mut along = DiffOptions::new();
    along.disable_pathspec_match(true);
    let mut names = Vec::new();
    for file in files {
        let Some(path) = from_top(repository, file) else { continue };
        let Ok(status) = repository.git.status_file(&path) else { continue };
        if !status.intersects(others) {
            continue;
        }
        if status != Status::WT_MODIFIED || !own.is_some_and(|own| file.starts_with(own)) {
            return Err(GitError::new(
                format!("{} has changes of yours that are not committed", path.display()),
                "commit or stash them first, or leave --commit out; nothing was written",
            ));
        }
        names.push(path.file_name().unwrap_or_default().to_string_lossy().into_owned());
        along.pathspec(path);
    }
    if names.is_empty() {
        return Ok(None);
    }
    let stats = repository.git.diff_index_to_workdir(None, Some(&mut along))?.stats()?;
    Ok(Some(Earlier { files: names, added: stats.insertions(), removed: stats.deletions() }))
}

/// Commits these files alone, whatever else is staged; gives the commit's short id.
///
/// # Errors
/// Where git is not installed or refuses: no identity, a hook that fails, a merge in progress. The files stay written.
pub fn commit(repository: &Repository, files: &[PathBuf], subject: &str) -> Result<String, GitError> {
    let paths: Vec<PathBuf> = files.iter().filter_map(|file| from_top(repository, file)).collect();
    let lock = repository.index_lock();
    let index = repository.git.index()?;
    let untracked: Vec<&PathBuf> = paths.iter().filter(|path| index.get_path(path, 0).is_none()).collect();
    let git = |arguments: &[&str], paths: &[&PathBuf]| {
        // By the letter, whatever a name holds; a variable that says so would reach the user's hooks as well.
        let literal = paths.iter().map(|path| format!(":(top,literal){}", path.display()));
        let help = match &lock {
            Some(lock) => format!(
                "the files are written; where no git command is at work, one that was killed left `{}`: remove it, then \
                 commit the files yourself",
                lock.display()
            ),
            None => "the files are written; mend what git says and commit them yourself".to_owned(),
        };
        let mut git = run::git(repository)?;
        git.args(arguments);
        // A command line is not endless.
        let list = (paths.len() > MOST_NAMED).then(|| listed(repository, literal.clone())).transpose()?;
        match &list {
            Some(list) => git.arg("--pathspec-file-nul").arg("--pathspec-from-file").arg(list.path()),
            None => git.arg("--").args(literal),
        };
        run::done(&mut git, "git refused to commit", &help)
    };
    let mut done = match untracked.is_empty() {
        true => Ok(String::new()),
        false => git(&["add", "--intent-to-add"], &untracked),
    };
    if done.is_ok() {
        let all: Vec<&PathBuf> = paths.iter().collect();
        done = git(&["commit", "--quiet", "--only", "-m", subject], &all);
    }
    if done.is_err() && !untracked.is_empty() {
        // What git refused to commit is not left announced in the index either.
        let _ = git(&["rm", "--cached", "--quiet", "--force", "--ignore-unmatch"], &untracked);
    }
    done?;
    run::done(run::git(repository)?.args(["rev-parse", "--short", "HEAD"]), "git does not tell the commit's id", "")
}

/// A file that lists paths for git, as long as it is held.
fn listed(repository: &Repository, paths: impl Iterator<Item = String>) -> Result<NamedTempFile, GitError> {
    let written = NamedTempFile::new_in(repository.git_dir()).and_then(|mut file| {
        paths.into_iter().try_for_each(|path| file.write_all(format!("{path}\0").as_bytes()))?;
        file.flush()?;
        Ok(file)
    });
    written.map_err(|error| GitError::new(format!("git's folder cannot be written: {error}"), "the files are written"))
}

/// A file as the repository's root counts it.
fn from_top(repository: &Repository, file: &Path) -> Option<PathBuf> {
    let top = repository.work_tree()?;
    let canonical = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let relative = file.strip_prefix(top).map(Path::to_path_buf);
    relative.or_else(|_| canonical(file).strip_prefix(canonical(top)).map(Path::to_path_buf)).ok()
}

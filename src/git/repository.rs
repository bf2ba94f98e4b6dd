//! The repository around a folder, and where the log stands in it.

use super::authors::Authors;
use super::failure::GitError;
use super::snapshot::Snapshot;
use super::{tree, work_tree};
use git2::{ErrorCode, ObjectType, Oid, RepositoryOpenFlags, Tree};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// The file that makes a folder a log; one without it is known by its folder of incidents.
const PLAN: &str = "incident.yaml";
const INCIDENTS: &str = "incidents";

/// Where documents are read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    WorkTree,
    Index,
    /// Anything that git takes for a revision: a branch, a tag, `HEAD~3`.
    Revision(String),
}

/// A git repository and the log in it.
pub struct Repository {
    pub(super) git: git2::Repository,
    /// The log's folder within the repository, `/` between names and behind the last; empty at the top.
    prefix: String,
    /// Whether git may ask for a password on the terminal.
    pub(super) may_ask: bool,
}

impl Repository {
    /// Finds the repository around a folder, or the one that the environment's `GIT_DIR` names, with its `GIT_WORK_TREE`
    /// and `GIT_INDEX_FILE`; and in it the log: the nearest folder upwards with a plan, else with incidents, else the top.
    ///
    /// # Errors
    /// Where there is no such folder or no repository around it.
    pub fn discover(folder: &Path) -> Result<Self, GitError> {
        if folder.is_relative() && std::env::current_dir().is_err() {
            let help = "go to a folder that is there, or name one with -C";
            return Err(GitError::new("the folder that you stand in has been removed", help));
        }
        if !folder.is_dir() {
            let message = format!("there is no folder {}", folder.display());
            return Err(GitError::new(message, "name a folder within the log's repository with -C"));
        }
        let git = open(folder)?;
        let prefix = match git.workdir() {
            Some(top) => prefix_of(top, folder),
            None => git
                .head()
                .and_then(|head| head.peel_to_tree())
                .map_or_else(|_| Ok(String::new()), |tree| prefix_in(&git, &tree))?,
        };
        Ok(Self { git, prefix, may_ask: false })
    }

    /// Whether there is somebody whom git may ask for a password.
    pub fn asking(self, may_ask: bool) -> Self {
        Self { may_ask, ..self }
    }

    /// Where git keeps its own files for this work tree.
    pub fn git_dir(&self) -> &Path {
        self.git.path()
    }

    /// Where git keeps what all work trees of the repository share.
    pub fn common_dir(&self) -> &Path {
        self.git.commondir()
    }

    /// The top of the work tree; `None` in a bare repository.
    pub fn work_tree(&self) -> Option<&Path> {
        self.git.workdir()
    }

    /// Whether the branch that is checked out has a commit.
    pub fn has_commit(&self) -> bool {
        !is_unborn(&self.git)
    }

    /// The commit that is checked out, where there is one.
    pub fn head(&self) -> Option<Oid> {
        self.git.head().ok()?.peel_to_commit().ok().map(|commit| commit.id())
    }

    /// Whether there is no work tree.
    pub fn is_bare(&self) -> bool {
        self.git.workdir().is_none()
    }

    /// The log's folder on disk; `None` in a bare repository.
    pub fn log_root(&self) -> Option<PathBuf> {
        self.git.workdir().map(|top| top.join(&self.prefix))
    }

    /// The log's folder within the repository, as its paths begin.
    pub(super) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// A path of the log as the repository's root counts it, which is how git's hosts count.
    pub fn path_from_top(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }

    /// A folder below this one in which git has a log's plan, as seen from here.
    pub fn log_below(&self) -> Option<String> {
        const PLAN: &str = "/incident.yaml";
        let index = self.git.index().ok()?;
        let mut below = index.iter().filter_map(|entry| {
            let path = String::from_utf8(entry.path).ok()?;
            path.strip_prefix(&self.prefix)?.strip_suffix(PLAN).map(str::to_owned)
        });
        below.next()
    }

    /// Whether git ignores a file that it does not track: it would be in no commit.
    pub fn ignores(&self, file: &Path) -> bool {
        let Some(path) = self.git.workdir().and_then(|top| file.strip_prefix(top).ok()) else { return false };
        let is_tracked = self.git.index().is_ok_and(|index| index.get_path(path, 0).is_some());
        !is_tracked && self.git.is_path_ignored(path).unwrap_or(false)
    }

    /// The files of the log as a place has them.
    ///
    /// # Errors
    /// Where the revision does not exist, or git or the disk cannot be read.
    pub fn snapshot(&self, place: &Place) -> Result<Snapshot, GitError> {
        Ok(self.snapshot_of(place)?.with_authors(Authors::of(self.git_dir())))
    }

    fn snapshot_of(&self, place: &Place) -> Result<Snapshot, GitError> {
        match (place, self.log_root()) {
            (Place::WorkTree, Some(root)) => work_tree::read(&self.git, root, &self.prefix),
            (Place::Index, Some(_)) => tree::of_index(&self.git, &self.prefix),
            (Place::WorkTree | Place::Index, None) => Err(GitError::new(
                "a bare repository has neither a work tree nor an index",
                "name a revision with --rev, or run this in a clone with a work tree",
            )),
            (Place::Revision(revision), root) => {
                let commit = self.commit_of(revision)?;
                let tree = commit.tree()?;
                let prefix = if root.is_some() { self.prefix.clone() } else { prefix_in(&self.git, &tree)? };
                tree::of_commit(&self.git, &commit, &tree, &prefix)
            }
        }
    }

    pub(super) fn commit_of(&self, revision: &str) -> Result<git2::Commit<'_>, GitError> {
        let object = self.git.revparse_single(revision).map_err(|error| match error.code() {
            _ if is_unborn(&self.git) && (revision.starts_with("HEAD") || revision.starts_with('@')) => {
                GitError::new("this repository has no commit yet", "commit something first, or leave --rev out")
            }
            ErrorCode::Ambiguous => {
                GitError::new(format!("`{revision}` is the beginning of several ids"), "write more of the id")
            }
            _ => GitError::new(
                format!("there is no revision `{revision}`"),
                "name a branch, a tag or a commit; `git log --oneline --all` lists commits",
            ),
        })?;
        object
            .peel_to_commit()
            .map_err(|_| GitError::new(format!("`{revision}` is no commit"), "name a branch, a tag or a commit"))
    }

    /// A path of the repository as the log's folder counts it; one outside the log stays as it is.
    pub(super) fn path_in_log(&self, path: &str) -> String {
        path.strip_prefix(&self.prefix).unwrap_or(path).to_owned()
    }
}

/// Opens the repository that the environment names, as git does for its hooks; else the one around the folder.
fn open(folder: &Path) -> Result<git2::Repository, GitError> {
    // Each object is read once, and what is kept of it would fill up to 256 MB.
    git2::opts::enable_caching(false);
    // As git reads: whether an object is what its name says is for `git fsck`, and for whoever asks for it.
    git2::opts::strict_hash_verification(false);
    let named = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let around = RepositoryOpenFlags::FROM_ENV;
    let opened = match named("GIT_DIR") {
        Some(git_dir) => {
            let exactly = around | RepositoryOpenFlags::NO_SEARCH | RepositoryOpenFlags::NO_DOTGIT;
            git2::Repository::open_ext(folder.join(&git_dir), exactly, &[] as &[&OsStr]).map_err(|error| {
                let message = format!("GIT_DIR is `{}`, which is no git repository", git_dir.display());
                match error.code() {
                    ErrorCode::NotFound => GitError::new(message, "unset GIT_DIR, or name a repository by it"),
                    _ => error.into(),
                }
            })
        }
        None => git2::Repository::open_ext(folder, around, &[] as &[&OsStr]).map_err(|error| match error.code() {
            ErrorCode::NotFound => GitError::new(
                "this folder is in no git repository",
                "run `git init` and `incident init` here, or name the log's folder with -C",
            ),
            _ => error.into(),
        }),
    }?;
    if let Some(work_tree) = named("GIT_WORK_TREE") {
        // Relative to where the command runs, as git has it.
        let work_tree = folder.join(work_tree);
        let work_tree = work_tree.canonicalize().map_err(|_| {
            let message = format!("GIT_WORK_TREE is `{}`, which is no folder", work_tree.display());
            GitError::new(message, "unset GIT_WORK_TREE, or name a folder by it")
        })?;
        opened.set_workdir(&work_tree, false)?;
    }
    Ok(opened)
}

/// Whether the branch that is checked out has no commit yet.
pub(super) fn is_unborn(git: &git2::Repository) -> bool {
    git.head().is_err_and(|error| error.code() == ErrorCode::UnbornBranch)
}

/// The log's folder around `folder`, from the top of the work tree.
fn prefix_of(top: &Path, folder: &Path) -> String {
    let (Ok(top), Ok(folder)) = (top.canonicalize(), folder.canonicalize()) else { return String::new() };
    let upwards = || folder.ancestors().take_while(|folder| folder.starts_with(&top));
    let root = upwards()
        .find(|folder| folder.join(PLAN).is_file())
        .or_else(|| upwards().find(|folder| folder.join(INCIDENTS).is_dir()));
    let Some(relative) = root.and_then(|root| root.strip_prefix(&top).ok()) else { return String::new() };
    let names = relative.components().map(|name| name.as_os_str().to_string_lossy());
    names.map(|name| format!("{name}/")).collect()
}

/// How deep in a bare repository a log is looked for.
const DEEPEST_LOG: usize = 4;

/// The log's folder in a tree that no work tree stands beside: the top, else the only folder with a plan.
fn prefix_in(git: &git2::Repository, tree: &Tree<'_>) -> Result<String, GitError> {
    if tree.get_name(PLAN).is_some() || tree.get_name(INCIDENTS).is_some() {
        return Ok(String::new());
    }
    let (mut found, mut level) = (Vec::new(), vec![(String::new(), tree.id())]);
    for _ in 0..DEEPEST_LOG {
        let mut below = Vec::new();
        for (prefix, id) in level {
            for entry in &git.find_tree(id)? {
                let Ok(name) = entry.name() else { continue };
                match entry.kind() {
                    Some(ObjectType::Blob) if name == PLAN => found.push(prefix.clone()),
                    Some(ObjectType::Tree) => below.push((format!("{prefix}{name}/"), entry.id())),
                    _ => {}
                }
            }
        }
        level = below;
    }
    match found.as_slice() {
        [] => Ok(String::new()),
        [only] => Ok(only.clone()),
        several => Err(GitError::new(
            format!("this bare repository holds {} logs: {}", several.len(), several.join(", ")),
            "run this in the log's folder of a clone with a work tree",
        )),
    }
}

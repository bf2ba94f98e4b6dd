//! What a clone lacks for people to work with the log in it.

use super::failure::GitError;
use super::repository::Repository;
use super::run::{done, git_beside, run};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// How the names of what the tool keeps in git's folder begin.
const OURS: &str = "incident";

impl Repository {
    /// The version of the git that commits and pushes are made by.
    ///
    /// # Errors
    /// Where git is not installed.
    pub fn git_version(&self) -> Result<String, GitError> {
        let said =
            done(git_beside(self.git_dir()).arg("--version"), "git does not tell its version", "install git anew")?;
        Ok(said.trim_start_matches("git version ").to_owned())
    }

    /// Whether git knows who makes a commit here.
    pub fn has_identity(&self) -> bool {
        run(git_beside(self.git_dir()).args(["var", "GIT_COMMITTER_IDENT"])).is_ok_and(|said| said.status.success())
    }

    /// Git's lock on its index, where there is one: a git is at work, or was killed.
    pub fn index_lock(&self) -> Option<PathBuf> {
        Some(self.git_dir().join("index.lock")).filter(|lock| lock.exists())
    }

    /// Whether the clone lacks a part of the history.
    pub fn is_shallow(&self) -> bool {
        self.git.is_shallow()
    }

    /// When the commit that is checked out was made, by the clock of whoever made it.
    pub fn last_commit(&self) -> Option<DateTime<Utc>> {
        let commit = self.git.head().ok()?.peel_to_commit().ok()?;
        DateTime::from_timestamp(commit.time().seconds(), 0)
    }

    /// What the log's folder says of how its files are merged; empty where it says nothing.
    pub fn attributes(&self) -> String {
        let file = self.log_root().map(|root| root.join(super::ATTRIBUTES_PATH));
        file.and_then(|file| std::fs::read_to_string(file).ok()).unwrap_or_default()
    }

    /// The version of the library that the log is read by.
    pub fn library_version() -> String {
        let (major, minor, patch) = git2::Version::get().libgit2_version();
        format!("{major}.{minor}.{patch}")
    }

    /// What kind of repository it is, and which settings it has that change how files are read and written; without a name.
    pub fn kind(&self) -> Vec<String> {
        let config = self.git.config().ok();
        let text = |name: &str| config.as_ref().and_then(|config| config.get_string(name).ok());
        let mut kind = vec![if self.is_bare() { "bare" } else { "with a work tree" }.to_owned()];
        for (holds, what) in [
            (self.git.is_worktree(), "linked to another's"),
            (self.git.is_shallow(), "shallow"),
            (!self.has_commit(), "without a commit"),
            (self.git.head_detached().unwrap_or(false), "no branch checked out"),
            (!self.prefix().is_empty(), "the log in a folder of it"),
            (self.git.remotes().is_ok_and(|remotes| !remotes.is_empty()), "with a remote"),
        ] {
            if holds {
                kind.push(what.to_owned());
            }
        }
        if self.git.state() != git2::RepositoryState::Clean {
            kind.push(format!("in the midst of {:?}", self.git.state()).to_lowercase());
        }
        for name in
            ["extensions.objectformat", "extensions.refstorage", "core.autocrlf", "core.eol", "core.sparsecheckout"]
        {
            kind.extend(text(name).map(|value| format!("{name}={value}")));
        }
        for name in ["core.hookspath", "core.attributesfile", "core.excludesfile", "core.fsmonitor", "filter.lfs.clean"]
        {
            kind.extend(text(name).map(|_| format!("{name} is set")));
        }
        kind
    }

    /// What the tool keeps in git's folder, with its size in bytes.
    pub fn kept(&self) -> Vec<(String, u64)> {
        let entries = |folder: &Path| std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
        let mut kept = BTreeMap::new();
        for entry in
            entries(self.git_dir()).chain(entries(self.common_dir())).chain(entries(&self.common_dir().join(OURS)))
        {
            let path = entry.path();
            let name = path.strip_prefix(self.common_dir()).or_else(|_| path.strip_prefix(self.git_dir()));
            let name = name.unwrap_or(&path).to_string_lossy().replace('\\', "/");
            if name.starts_with(OURS) && name != OURS {
                let files =
                    WalkDir::new(&path).into_iter().filter_map(Result::ok).filter_map(|file| file.metadata().ok());
                kept.insert(name, files.filter(std::fs::Metadata::is_file).map(|file| file.len()).sum());
            }
        }
        kept.into_iter().collect()
    }
}

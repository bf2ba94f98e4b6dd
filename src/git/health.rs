//! What a clone lacks for people to work with the log in it.

use super::failure::GitError;
use super::repository::Repository;
use super::run::{done, git_beside, run};
use chrono::{DateTime, Utc};

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
}

//! The commits that changed some files, whatever these hold.

use super::failure::GitError;
use super::repository::{Repository, is_unborn};
use crate::model::Moment;
use chrono::{FixedOffset, TimeZone as _};
use git2::{Commit, Oid, Sort};
use std::collections::HashMap;
use std::path::Path;

/// One commit that changed a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathCommit {
    /// The commit's id, in full.
    pub commit: String,
    pub when: Moment,
    pub subject: String,
}

impl Repository {
    /// The commits that changed each of some files, the oldest first; paths count from the top of the work tree.
    ///
    /// # Errors
    /// Where git's objects cannot be read.
    pub fn commits_of(&self, paths: &[String]) -> Result<HashMap<String, Vec<PathCommit>>, GitError> {
        let mut found: HashMap<String, Vec<PathCommit>> = HashMap::new();
        if is_unborn(&self.git) {
            return Ok(found);
        }
        let mut walk = self.git.revwalk()?;
        walk.set_sorting(Sort::TOPOLOGICAL | Sort::REVERSE)?;
        walk.push_head()?;
        for id in walk {
            let commit = self.git.find_commit(id?)?;
            let (own, before) = (blobs(&commit, paths)?, commit.parent(0).ok());
            let before = before.map_or_else(|| Ok(vec![None; paths.len()]), |parent| blobs(&parent, paths))?;
            for ((path, own), before) in paths.iter().zip(own).zip(before) {
                if own.is_some() && own != before {
                    found.entry(path.clone()).or_default().push(told(&commit));
                }
            }
        }
        Ok(found)
    }
}

fn blobs(commit: &Commit<'_>, paths: &[String]) -> Result<Vec<Option<Oid>>, GitError> {
    let tree = commit.tree()?;
    Ok(paths.iter().map(|path| tree.get_path(Path::new(path)).ok().map(|entry| entry.id())).collect())
}

fn told(commit: &Commit<'_>) -> PathCommit {
    let time = commit.time();
    let offset = FixedOffset::east_opt(time.offset_minutes() * 60);
    let when = offset.and_then(|offset| offset.timestamp_opt(time.seconds(), 0).single()).unwrap_or_default();
    let subject = String::from_utf8_lossy(commit.summary_bytes().unwrap_or_default()).into_owned();
    PathCommit { commit: commit.id().to_string(), when, subject }
}

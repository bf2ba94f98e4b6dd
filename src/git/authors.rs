//! Who has written in a repository lately.

use super::repository::Repository;
use std::collections::BTreeSet;

/// As many commits are looked at: who has not written since is hardly spoken of.
const MOST_COMMITS: usize = 500;

impl Repository {
    /// The full names of those who wrote the last commits, programs left out; none where there is no commit.
    pub(super) fn authors(&self) -> Vec<String> {
        let names = || -> Result<BTreeSet<String>, git2::Error> {
            let mut walk = self.git.revwalk()?;
            walk.push_head()?;
            let mut names = BTreeSet::new();
            for id in walk.take(MOST_COMMITS) {
                let commit = self.git.find_commit(id?)?;
                let author = commit.author();
                let name = author.name().unwrap_or_default().trim();
                let is_full = name.contains(' ') && !name.contains(['[', ']', '<', '@']);
                names.extend(is_full.then(|| name.to_owned()));
            }
            Ok(names)
        };
        // Without them fewer people are known by name; that is all.
        names().unwrap_or_default().into_iter().collect()
    }
}

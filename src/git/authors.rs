//! Who has written in a repository lately.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// As many commits are looked at: who has not written since is hardly spoken of.
const MOST_COMMITS: usize = 500;

/// Those who wrote a repository's last commits, looked up when somebody first asks: few commands do.
#[derive(Clone, Debug, Default)]
pub struct Authors {
    /// Nobody, where there is none.
    git_dir: Option<PathBuf>,
    names: OnceLock<Vec<String>>,
}

impl Authors {
    /// Of the repository whose own files are in this folder.
    pub(super) fn of(git_dir: &Path) -> Self {
        Self { git_dir: Some(git_dir.to_owned()), names: OnceLock::new() }
    }

    /// Their full names, sorted, programs left out; none where there is no commit.
    pub fn names(&self) -> &[String] {
        self.names.get_or_init(|| {
            let git = self.git_dir.as_ref().and_then(|git_dir| git2::Repository::open(git_dir).ok());
            // Without them fewer people are known by name; that is all.
            git.and_then(|git| names(&git).ok()).unwrap_or_default().into_iter().collect()
        })
    }
}

fn names(git: &git2::Repository) -> Result<BTreeSet<String>, git2::Error> {
    let mut walk = git.revwalk()?;
    walk.push_head()?;
    let mut names = BTreeSet::new();
    for id in walk.take(MOST_COMMITS) {
        let commit = git.find_commit(id?)?;
        let author = commit.author();
        let name = author.name().unwrap_or_default().trim();
        let is_full = name.contains(' ') && !name.contains(['[', ']', '<', '@']);
        names.extend(is_full.then(|| name.to_owned()));
    }
    Ok(names)
}

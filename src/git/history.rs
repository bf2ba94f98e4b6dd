//! Who changed which files when, across renames and merges.

use super::failure::GitError;
use super::repository::Repository;
use super::tree::moment;
use crate::model::Moment;
use git2::{Commit, Delta, DiffFindOptions, Oid, Sort};
use std::collections::HashMap;

/// What a commit did to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    Added,
    Edited,
    Renamed,
    Removed,
}

impl ChangeKind {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Edited => "edited",
            Self::Renamed => "renamed",
            Self::Removed => "removed",
        }
    }
}

/// One file in one commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    /// From the log's folder.
    pub path: String,
    /// What the file was called before, where this commit renamed it.
    pub renamed_from: Option<String>,
    pub kind: ChangeKind,
}

/// One commit that changed a file that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The commit's id, in full.
    pub commit: String,
    /// Who wrote it, by the repository's mailmap.
    pub author: String,
    pub when: Moment,
    pub subject: String,
    pub files: Vec<FileChange>,
}

impl Repository {
    /// The commits that changed any of some files, the newest first; files are followed to the names that they had
    /// before. None in a repository without a commit.
    ///
    /// # Errors
    /// Where git's objects cannot be read.
    pub fn history(&self, paths: &[String]) -> Result<Vec<Change>, GitError> {
        let mut walk = self.git.revwalk()?;
        walk.set_sorting(Sort::TOPOLOGICAL | Sort::TIME)?;
        if walk.push_head().is_err() {
            return Ok(Vec::new());
        }
        let mailmap = self.git.mailmap().ok();
        let mut followed: Vec<String> = paths.iter().map(|path| self.path_from_top(path)).collect();
        let mut lookup = Lookup { git: &self.git, known: HashMap::new() };
        let mut changes = Vec::new();
        for id in walk {
            let commit = self.git.find_commit(id?)?;
            let files = self.changed(&commit, &mut followed, &mut lookup)?;
            if files.is_empty() {
                continue;
            }
            let author = match &mailmap {
                Some(mailmap) => commit.author_with_mailmap(mailmap)?,
                None => commit.author().to_owned(),
            };
            let Some(when) = moment(commit.author().when()) else { continue };
            changes.push(Change {
                commit: commit.id().to_string(),
                author: String::from_utf8_lossy(author.name_bytes()).into_owned(),
                when,
                subject: String::from_utf8_lossy(commit.summary_bytes().unwrap_or_default()).into_owned(),
                files,
            });
        }
        Ok(changes)
    }

    /// What a commit did to the files that are followed; a name that it took a file from is followed from here on.
    fn changed(
        &self,
        commit: &Commit<'_>,
        followed: &mut Vec<String>,
        lookup: &mut Lookup<'_>,
    ) -> Result<Vec<FileChange>, GitError> {
        let parents = commit.parents().map(|parent| parent.tree_id()).collect::<Vec<_>>();
        let (tree, mut files) = (commit.tree_id(), Vec::new());
        for path in followed.clone() {
            let now = lookup.blob(tree, &path)?;
            let mut before = Vec::new();
            for parent in &parents {
                before.push(lookup.blob(*parent, &path)?);
            }
            // A merge that takes a file as one of its parents has it changed nothing.
            if before.contains(&now) || (before.is_empty() && now.is_none()) {
                continue;
            }
            let existed = before.iter().any(Option::is_some);
            let renamed_from = if existed || now.is_none() { None } else { self.renamed_from(commit, &path)? };
            let kind = match (&renamed_from, existed, now) {
                (Some(_), ..) => ChangeKind::Renamed,
                (None, _, None) => ChangeKind::Removed,
                (None, true, Some(_)) => ChangeKind::Edited,
                (None, false, Some(_)) => ChangeKind::Added,
            };
            if let Some(from) = &renamed_from
                && !followed.contains(from)
            {
                followed.push(from.clone());
            }
            let renamed_from = renamed_from.map(|from| self.path_in_log(&from));
            files.push(FileChange { path: self.path_in_log(&path), renamed_from, kind });
        }
        // The old name of a file that was renamed is no removal of its own.
        let sources: Vec<_> = files.iter().filter_map(|file| file.renamed_from.clone()).collect();
        files.retain(|file| file.kind != ChangeKind::Removed || !sources.contains(&file.path));
        Ok(files)
    }

    fn renamed_from(&self, commit: &Commit<'_>, path: &str) -> Result<Option<String>, GitError> {
        let Some(parent) = commit.parents().next() else { return Ok(None) };
        let mut diff = self.git.diff_tree_to_tree(Some(&parent.tree()?), Some(&commit.tree()?), None)?;
        diff.find_similar(Some(DiffFindOptions::new().renames(true).rename_limit(1000)))?;
        let renamed = diff.deltas().find(|delta| {
            delta.status() == Delta::Renamed && delta.new_file().path().is_some_and(|new| new.as_os_str() == path)
        });
        Ok(renamed.and_then(|delta| Some(delta.old_file().path()?.to_string_lossy().into_owned())))
    }
}

/// Finds files in trees, each folder that is met a second time without reading it again.
struct Lookup<'a> {
    git: &'a git2::Repository,
    /// By a tree's id and a name in it.
    known: HashMap<(Oid, String), Option<Oid>>,
}

impl Lookup<'_> {
    /// The id of the file at a path, or of whatever else stands there.
    fn blob(&mut self, tree: Oid, path: &str) -> Result<Option<Oid>, GitError> {
        let mut at = tree;
        for name in path.split('/') {
            let key = (at, name.to_owned());
            let found = match self.known.get(&key) {
                Some(found) => *found,
                None => {
                    let found = self.git.find_tree(at).ok().and_then(|tree| Some(tree.get_name(name)?.id()));
                    self.known.insert(key, found);
                    found
                }
            };
            let Some(id) = found else { return Ok(None) };
            at = id;
        }
        Ok(Some(at))
    }
}

//! The log's files as git's objects have them: what is staged, or what a revision holds.

use super::failure::GitError;
use super::snapshot::{Content, Entry, EntryKind, Snapshot};
use super::work_tree::is_hidden_in_log;
use crate::model::Moment;
use chrono::{FixedOffset, TimeZone};
use git2::{
    Commit, IndexEntry, IndexEntryExtendedFlag, ObjectType, Oid, Repository, Tree, TreeEntry, TreeWalkMode,
    TreeWalkResult,
};
use std::collections::{BTreeSet, HashSet};
use std::sync::Mutex;

const LINK: i32 = 0o120_000;

pub(super) fn of_index(git: &Repository, prefix: &str) -> Result<Snapshot, GitError> {
    let mut found = Found::default();
    for entry in git.index()?.iter() {
        let Some(path) = std::str::from_utf8(&entry.path).ok().and_then(|path| path.strip_prefix(prefix)) else {
            continue;
        };
        if !is_announced(&entry) {
            found.add(path, staged_kind(&entry), entry.id);
        }
    }
    found.snapshot(git, None)
}

/// Whether a file is announced by `git add --intent-to-add`, and not in the commit to come.
pub(super) fn is_announced(entry: &IndexEntry) -> bool {
    entry.flags_extended & IndexEntryExtendedFlag::INTENT_TO_ADD.bits() != 0
}

fn staged_kind(entry: &IndexEntry) -> EntryKind {
    let stage = (entry.flags >> 12) & 3;
    match (stage, i32::try_from(entry.mode)) {
        (1.., _) => EntryKind::Conflict,
        (0, Ok(LINK)) => EntryKind::Link,
        (0, Ok(mode)) if mode & 0o170_000 == 0o100_000 => EntryKind::File,
        _ => EntryKind::Other,
    }
}

pub(super) fn of_commit(
    git: &Repository,
    commit: &Commit<'_>,
    tree: &Tree<'_>,
    prefix: &str,
) -> Result<Snapshot, GitError> {
    let mut found = Found::default();
    if let Some(tree) = subtree(git, tree, prefix)? {
        tree.walk(TreeWalkMode::PreOrder, |folder, entry| {
            if let Ok(name) = entry.name()
                && entry.kind() != Some(ObjectType::Tree)
            {
                found.add(&format!("{folder}{name}"), committed_kind(entry), entry.id());
            }
            TreeWalkResult::Ok
        })?;
    }
    found.snapshot(git, moment(commit.time()))
}

/// What a commit has, by an index and the paths at which the commit has something else, or nothing: the trees are read for
/// those alone.
pub(super) fn before(
    git: &Repository,
    commit: &Commit<'_>,
    prefix: &str,
    index: &Snapshot,
    changes: &[(&str, Option<Oid>)],
) -> Result<Snapshot, GitError> {
    let tree = commit.tree()?;
    let changed: HashSet<&str> = changes.iter().map(|(path, _)| *path).collect();
    let same = index.entries().iter().filter(|entry| !changed.contains(entry.path.as_str()));
    let mut found = Found { entries: same.cloned().collect() };
    for (path, id) in changes {
        // A path that is no text is none of the log's.
        if let Some(id) = id
            && let Ok(entry) = tree.get_path(format!("{prefix}{path}").as_ref())
        {
            found.add(path, committed_kind(&entry), *id);
        }
    }
    found.snapshot(git, moment(commit.time()))
}

fn committed_kind(entry: &TreeEntry<'_>) -> EntryKind {
    match (entry.kind(), entry.filemode()) {
        (Some(ObjectType::Blob), LINK) => EntryKind::Link,
        (Some(ObjectType::Blob), _) => EntryKind::File,
        _ => EntryKind::Other,
    }
}

pub(super) fn subtree<'a>(git: &'a Repository, tree: &Tree<'a>, prefix: &str) -> Result<Option<Tree<'a>>, GitError> {
    if prefix.is_empty() {
        return Ok(Some(tree.clone()));
    }
    match tree.get_path(prefix.trim_end_matches('/').as_ref()) {
        Ok(entry) => Ok(entry.to_object(git)?.into_tree().ok()),
        Err(_) => Ok(None),
    }
}

/// A commit's time under the offset of whoever made it.
pub(super) fn moment(time: git2::Time) -> Option<Moment> {
    let offset = FixedOffset::east_opt(time.offset_minutes() * 60).or_else(|| FixedOffset::east_opt(0))?;
    offset.timestamp_opt(time.seconds(), 0).single()
}

#[derive(Default)]
struct Found {
    entries: Vec<Entry>,
}

impl Found {
    fn add(&mut self, path: &str, kind: EntryKind, id: Oid) {
        if is_hidden_in_log(path) {
            return;
        }
        let id = (kind == EntryKind::File).then_some(id);
        self.entries.push(Entry { path: path.to_owned(), kind, size: None, id });
    }

    fn snapshot(self, git: &Repository, time: Option<Moment>) -> Result<Snapshot, GitError> {
        let open = Mutex::new(vec![git2::Repository::open(git.path())?]);
        let content = Content::Objects { git_dir: git.path().to_owned(), open };
        Ok(Snapshot::new(self.entries, BTreeSet::new(), content, time))
    }
}

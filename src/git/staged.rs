//! What is staged: where the index differs from the commit that is checked out.

use super::failure::GitError;
use super::repository::Repository;
use super::snapshot::Snapshot;
use super::tree::{self, is_announced, subtree};
use git2::{ErrorCode, IndexEntry, ObjectType, Oid, Tree, TreeWalkMode, TreeWalkResult};
use std::collections::HashMap;

/// A path whose content the commit to come adds, changes or takes away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staged {
    /// From the log's folder.
    pub path: String,
    /// Git's id of what the last commit has there.
    pub before: Option<Oid>,
    /// Whether the commit to come has nothing there.
    pub is_removed: bool,
}

/// What the index has under one name: a file, or a folder with the id that git would give it.
struct Node<'a> {
    name: &'a [u8],
    /// `None` where a merge left something in conflict, so that it is like no other.
    id: Option<Oid>,
    mode: u32,
    below: Vec<Node<'a>>,
}

const FOLDER: u32 = 0o040_000;

impl Repository {
    /// The paths of the log at which the index and the last commit differ. Folders that are alike are told by their ids,
    /// and not read.
    ///
    /// # Errors
    /// Where the index or git's objects cannot be read.
    pub fn staged(&self) -> Result<Vec<Staged>, GitError> {
        let prefix = self.path_from_top("");
        let index = self.git.index()?;
        let entries: Vec<_> =
            index.iter().filter(|entry| entry.path.starts_with(prefix.as_bytes()) && !is_announced(entry)).collect();
        let tree = match self.git.head() {
            Ok(head) => subtree(&self.git, &head.peel_to_tree()?, &prefix)?,
            Err(error) if error.code() == ErrorCode::UnbornBranch => None,
            Err(error) => return Err(error.into()),
        };
        let mut staged = Staging { git: &self.git, skip: prefix.len(), found: Vec::new() };
        staged.compare(tree, &nodes(&entries, prefix.len())?, &prefix)?;
        staged.found.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(staged.found)
    }

    /// The files of the last commit, by those of the index and what is staged of them.
    ///
    /// # Errors
    /// Where there is no commit, or git's objects cannot be read.
    pub fn before(&self, index: &Snapshot, staged: &[Staged]) -> Result<Snapshot, GitError> {
        let commit = self.git.head()?.peel_to_commit()?;
        let changes: Vec<_> = staged.iter().map(|staged| (staged.path.as_str(), staged.before)).collect();
        let before = tree::before(&self.git, &commit, &self.path_from_top(""), index, &changes)?;
        Ok(before.with_authors(index.authors().clone()))
    }

    /// The content of a file, by git's id.
    ///
    /// # Errors
    /// Where there is no such content.
    pub fn content(&self, id: Oid) -> Result<Vec<u8>, GitError> {
        Ok(self.git.find_blob(id)?.content().to_vec())
    }
}

/// What sorted entries have in one folder, whose path is `skip` bytes long.
fn nodes(entries: &[IndexEntry], skip: usize) -> Result<Vec<Node<'_>>, GitError> {
    let (mut nodes, mut rest) = (Vec::new(), entries);
    while let Some(first) = rest.first() {
        let below = first.path.get(skip..).unwrap_or_default();
        let length = below.iter().position(|byte| *byte == b'/');
        // With the `/` behind a folder's name, which no file has.
        let start = below.get(..length.map_or(below.len(), |length| length + 1)).unwrap_or_default();
        let is_here = |entry: &&IndexEntry| {
            let here = entry.path.get(skip..).unwrap_or_default();
            if length.is_some() { here.starts_with(start) } else { here == start }
        };
        let (here, others) = rest.split_at(rest.iter().take_while(is_here).count().max(1));
        rest = others;
        nodes.push(match length {
            Some(length) => {
                let nodes = nodes_below(here, skip + length + 1)?;
                Node { name: start.get(..length).unwrap_or_default(), id: nodes.0, mode: FOLDER, below: nodes.1 }
            }
            None => {
                let is_conflict = (first.flags >> 12) & 3 != 0;
                let id = (!is_conflict).then_some(first.id);
                Node { name: start, id, mode: first.mode, below: Vec::new() }
            }
        });
    }
    Ok(nodes)
}

/// A folder's names with the id that git gives the whole.
fn nodes_below(entries: &[IndexEntry], skip: usize) -> Result<(Option<Oid>, Vec<Node<'_>>), GitError> {
    let below = nodes(entries, skip)?;
    let mut tree = Vec::new();
    for node in &below {
        let Some(id) = node.id else { return Ok((None, below)) };
        tree.extend_from_slice(format!("{:o} ", node.mode).as_bytes());
        tree.extend_from_slice(node.name);
        tree.push(0);
        tree.extend_from_slice(id.as_bytes());
    }
    Ok((Some(Oid::hash_object(ObjectType::Tree, &tree)?), below))
}

struct Staging<'a> {
    git: &'a git2::Repository,
    /// How long the path of the log's folder is.
    skip: usize,
    found: Vec<Staged>,
}

impl Staging<'_> {
    /// Compares a folder of the last commit with what the index has there.
    fn compare(&mut self, tree: Option<Tree<'_>>, nodes: &[Node<'_>], folder: &str) -> Result<(), GitError> {
        let entries = tree.iter().flat_map(|tree| tree.iter());
        let mut before: HashMap<Vec<u8>, (Oid, i32)> =
            entries.map(|entry| (entry.name_bytes().to_vec(), (entry.id(), entry.filemode()))).collect();
        for node in nodes {
            let was = before.remove(node.name);
            if was.is_some_and(|(id, mode)| Some(id) == node.id && u32::try_from(mode) == Ok(node.mode)) {
                continue;
            }
            let (name, was_folder) = (String::from_utf8_lossy(node.name), was.is_some_and(|(_, mode)| is_folder(mode)));
            if node.mode == FOLDER {
                let tree = was.filter(|_| was_folder).map(|(id, _)| self.git.find_tree(id)).transpose()?;
                self.compare(tree, &node.below, &format!("{folder}{name}/"))?;
            }
            if let Some((id, mode)) = was.filter(|_| was_folder != (node.mode == FOLDER)) {
                self.remove(id, mode, folder, &name)?;
            }
            if node.mode != FOLDER {
                let before = was.filter(|_| !was_folder).map(|(id, _)| id);
                self.add(&format!("{folder}{name}"), before, false);
            }
        }
        for (name, (id, mode)) in before {
            self.remove(id, mode, folder, &String::from_utf8_lossy(&name))?;
        }
        Ok(())
    }

    /// Takes down that what the last commit had under a name is gone: a file, or all that a folder held.
    fn remove(&mut self, id: Oid, mode: i32, folder: &str, name: &str) -> Result<(), GitError> {
        if !is_folder(mode) {
            self.add(&format!("{folder}{name}"), Some(id), true);
            return Ok(());
        }
        let tree = self.git.find_tree(id)?;
        tree.walk(TreeWalkMode::PreOrder, |below, entry| {
            if entry.kind() != Some(ObjectType::Tree) {
                let file = String::from_utf8_lossy(entry.name_bytes());
                self.add(&format!("{folder}{name}/{below}{file}"), Some(entry.id()), true);
            }
            TreeWalkResult::Ok
        })?;
        Ok(())
    }

    fn add(&mut self, path: &str, before: Option<Oid>, is_removed: bool) {
        let path = path.get(self.skip..).unwrap_or_default().to_owned();
        self.found.push(Staged { path, before, is_removed });
    }
}

fn is_folder(mode: i32) -> bool {
    u32::try_from(mode) == Ok(FOLDER)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::disallowed_methods, clippy::unwrap_used)]
    use super::*;
    use crate::git::Place;
    use git2::{IndexTime, Signature};
    use proptest::prelude::*;

    const PATHS: [&str; 9] = ["a", "a/b", "a/b/c", "a-b", "a.b/c", "log/x", "log/x/y", "log/é", "logs"];

    fn entry(path: &str, id: Oid, mode: u32) -> IndexEntry {
        let (never, path) = (IndexTime::new(0, 0), path.as_bytes().to_vec());
        let (ctime, mtime) = (never, never);
        let (dev, ino, uid, gid, file_size, flags, flags_extended) = (0, 0, 0, 0, 0, 0, 0);
        IndexEntry { ctime, mtime, dev, ino, mode, uid, gid, file_size, id, flags, flags_extended, path }
    }

    /// Stages a file, or takes it away; what stands in its way goes.
    fn stage(git: &git2::Repository, path: &str, content: Option<u8>) {
        let mut index = git.index().unwrap();
        let _ = index.remove_path(path.as_ref());
        if let Some(content) = content {
            let mode = if content == 2 { 0o100_755 } else { 0o100_644 };
            let _ = index.remove_dir(path.as_ref(), 0);
            for above in path.match_indices('/').map(|(at, _)| &path[..at]) {
                let _ = index.remove_path(above.as_ref());
            }
            index.add(&entry(path, git.blob(&[content / 2]).unwrap(), mode)).unwrap();
        }
        index.write().unwrap();
    }

    fn commit(git: &git2::Repository) {
        let tree = git.find_tree(git.index().unwrap().write_tree().unwrap()).unwrap();
        let who = Signature::now("Test", "test@example.com").unwrap();
        let parent = git.head().ok().map(|head| head.peel_to_commit().unwrap());
        let parents: Vec<_> = parent.iter().collect();
        git.commit(Some("HEAD"), &who, &who, "x", &tree, &parents).unwrap();
    }

    /// What libgit2 says of the same.
    fn diff(git: &git2::Repository, prefix: &str) -> Vec<Staged> {
        let tree = git.head().ok().map(|head| head.peel_to_tree().unwrap());
        let diff = git.diff_tree_to_index(tree.as_ref(), None, None).unwrap();
        let staged = diff.deltas().filter_map(|delta| {
            let path = delta.old_file().path().unwrap().to_str().unwrap().strip_prefix(prefix)?.to_owned();
            let before = Some(delta.old_file().id()).filter(|id| !id.is_zero());
            Some(Staged { path, before, is_removed: delta.new_file().id().is_zero() })
        });
        let mut staged: Vec<_> = staged.collect();
        staged.sort_by(|a, b| a.path.cmp(&b.path));
        staged
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

        #[test]
        fn what_is_staged_is_what_a_diff_tells_and_leads_back_to_the_last_commit(
            steps in prop::collection::vec((0..PATHS.len(), prop::option::of(0..4_u8), 0..4_u8), 1..16),
        ) {
            let folder = tempfile::tempdir().unwrap();
            let git = git2::Repository::init(folder.path()).unwrap();
            std::fs::create_dir_all(folder.path().join("log/incidents")).unwrap();
            for (path, content, commits) in steps {
                stage(&git, PATHS[path], content);
                if commits == 0 {
                    commit(&git);
                }
                for (log, prefix) in [(folder.path(), ""), (&folder.path().join("log"), "log/")] {
                    let repository = Repository::discover(log).unwrap();
                    let staged = repository.staged().unwrap();
                    prop_assert_eq!(&staged, &diff(&git, prefix));
                    if repository.has_commit() {
                        let before = repository.before(&repository.snapshot(&Place::Index).unwrap(), &staged).unwrap();
                        let head = repository.snapshot(&Place::Revision("HEAD".to_owned())).unwrap();
                        prop_assert_eq!((before.entries(), before.folders()), (head.entries(), head.folders()));
                    }
                }
            }
        }
    }
}

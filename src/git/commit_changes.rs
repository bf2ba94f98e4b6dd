//! What single commits did to documents, which never changes, and is kept from one run to the next.

use super::failure::GitError;
use super::raw_tree::{RawEntry, RawTree};
use super::renames::{ALIKE, Renames};
use super::tree::moment;
use crate::model::Moment;
use crate::progress;
use git2::{Commit, Oid, Repository};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::collections::HashMap;
use std::rc::Rc;

/// Only documents are followed.
const DOCUMENT: &str = ".md";

/// As many commits are looked at again sooner than all is written again.
const FEW: usize = 32;

/// So many commits are looked at with one opening of the repository.
const BATCH: usize = 256;

/// The folders of one commit and the ones before it are in memory up to so many bytes.
const MOST_BYTES: usize = 16_000_000;

/// A commit with more names than this is made to be in the way, and not to be read.
const MOST_NAMES: usize = 10_000_000;

/// What a commit did to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileChange {
    /// From the log's folder.
    pub path: String,
    /// What the file was called before, where this commit renamed it.
    pub renamed_from: Option<String>,
    pub kind: ChangeKind,
}

/// What one commit did; nothing is said of one that changed no document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Step {
    id: [u8; 20],
    /// The name and the mail address that it has.
    pub author: (String, String),
    pub when: Option<Moment>,
    pub subject: String,
    /// By path from the repository's root.
    pub files: Vec<FileChange>,
}

impl Step {
    pub fn id(&self) -> Oid {
        Oid::from_bytes(&self.id).unwrap_or(Oid::ZERO_SHA1)
    }

    /// What it did to the file at a path.
    pub fn file(&self, path: &str) -> Option<&FileChange> {
        let found = self.files.binary_search_by(|file| file.path.as_str().cmp(path));
        self.files.get(found.ok()?)
    }
}

/// What is known of commits.
#[derive(Default)]
pub(super) struct Known(HashMap<Oid, Step>);

impl Known {
    /// What [`Known::bytes`] wrote; nothing is known where it cannot be read.
    pub fn read(bytes: &[u8]) -> Self {
        let steps: Vec<Step> = postcard::from_bytes(bytes).unwrap_or_default();
        Self(steps.into_iter().map(|step| (step.id(), step)).collect())
    }

    /// What is to be known the next time. Commits that are not among those asked about are forgotten once they are many.
    pub fn bytes(&self, asked: &[Oid]) -> Vec<u8> {
        let mut steps: Vec<&Step> = match self.0.len() > 2 * asked.len() {
            true => asked.iter().filter_map(|id| self.0.get(id)).collect(),
            false => self.0.values().collect(),
        };
        steps.sort_by_key(|step| step.id);
        // There is nothing in it that cannot be written.
        postcard::to_stdvec(&steps).unwrap_or_default()
    }

    pub fn has(&self, id: Oid) -> bool {
        self.0.contains_key(&id)
    }

    pub fn take(&mut self, id: Oid) -> Option<Step> {
        self.0.remove(&id)
    }
}

/// Looks at commits, and says whether they are so many that what is known is worth to be kept.
pub(super) fn learn(git: &Repository, unknown: &[Oid], known: &mut Known) -> Result<bool, GitError> {
    let git_dir = git.path();
    let look = |ids: &[Oid]| -> Result<Vec<Step>, GitError> {
        let git = Repository::open(git_dir)?;
        let mut trees = Trees::of(&git);
        let step = |id: &Oid| {
            progress::advance();
            trees.step(&git.find_commit(*id)?)
        };
        ids.iter().map(step).collect()
    };
    progress::begin("reading the history", unknown.len());
    let steps: Vec<Vec<Step>> = unknown.par_chunks(BATCH).map(look).collect::<Result<_, _>>()?;
    known.0.extend(steps.into_iter().flatten().map(|step| (step.id(), step)));
    Ok(unknown.len() > FEW)
}

/// A file that a commit changed, by what it holds.
pub(super) struct Touched {
    pub change: FileChange,
    /// As each of its parents has it: of one that was renamed, under its old name.
    pub before: Vec<Option<Oid>>,
    pub now: Option<Oid>,
}

/// Reads folders, each once where commits that follow each other have it.
pub(super) struct Trees<'a> {
    git: &'a Repository,
    read: HashMap<Oid, Rc<RawTree>>,
    /// How many bytes these take.
    size: usize,
    renames: Renames<'a>,
}

/// How two trees differ.
#[derive(Default)]
pub(super) struct Difference {
    /// The documents, each as it was and as it is.
    pub documents: Vec<(String, Option<Oid>, Option<Oid>)>,
    /// Whether any file is gone, which may be another's old name.
    has_removed: bool,
    names: usize,
}

impl<'a> Trees<'a> {
    pub fn of(git: &'a Repository) -> Self {
        Self::with(git, ALIKE)
    }

    /// `across` is how much a document of one incident has to be like that of another to be it, in percent.
    pub fn with(git: &'a Repository, across: u16) -> Self {
        Self { git, read: HashMap::new(), size: 0, renames: Renames::of(git, across) }
    }

    fn step(&mut self, commit: &Commit<'a>) -> Result<Step, GitError> {
        let files = self.touched(commit)?.into_iter().map(|touched| touched.change).collect();
        let mut step = Step { id: [0; 20], author: Default::default(), when: None, subject: String::new(), files };
        step.id.copy_from_slice(commit.id().as_bytes());
        if !step.files.is_empty() {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            let author = commit.author();
            step.author = (text(author.name_bytes()), text(author.email_bytes()));
            step.when = moment(author.when());
            step.subject = text(commit.summary_bytes().unwrap_or_default());
        }
        Ok(step)
    }

    /// The documents that a commit has otherwise than each of its parents, by path.
    pub fn touched(&mut self, commit: &Commit<'_>) -> Result<Vec<Touched>, GitError> {
        let parents: Vec<Oid> = commit.parents().map(|parent| parent.tree_id()).collect();
        let difference = self.difference(parents.first().copied(), commit.tree_id())?;
        let (mut files, mut renames) = (Vec::new(), None);
        for (path, first, now) in difference.documents {
            let mut before = vec![first];
            for parent in parents.iter().skip(1) {
                before.push(self.file(*parent, &path)?);
            }
            // A merge that takes a file as one of its parents has it changed nothing.
            if before.contains(&now) {
                continue;
            }
            let kind = match (before.iter().any(Option::is_some), now) {
                (_, None) => ChangeKind::Removed,
                (true, Some(_)) => ChangeKind::Edited,
                (false, Some(_)) => ChangeKind::Added,
            };
            let mut file = FileChange { path, renamed_from: None, kind };
            if kind == ChangeKind::Added && difference.has_removed {
                if renames.is_none() {
                    renames = Some(self.renames.names(commit)?);
                }
                file.renamed_from = renames.as_ref().and_then(|renames| renames.get(&file.path)).cloned();
                if let (Some(from), Some(first)) = (&file.renamed_from, parents.first()) {
                    file.kind = ChangeKind::Renamed;
                    before = vec![self.file(*first, from)?];
                }
            }
            files.push(Touched { change: file, before, now });
        }
        files.sort_by(|a, b| a.change.path.cmp(&b.change.path));
        Ok(files)
    }

    /// Goes down only where two trees differ.
    pub fn difference(&mut self, before: Option<Oid>, now: Oid) -> Result<Difference, GitError> {
        let mut found = Difference::default();
        let mut open = vec![(String::new(), before, Some(now))];
        while let Some((folder, before, now)) = open.pop() {
            if before == now {
                continue;
            }
            let (before, now) = (self.tree(before)?, self.tree(now)?);
            let [mut old, mut new] =
                [&before, &now].map(|tree| tree.as_ref().map(|tree| tree.entries()).unwrap_or_default());
            loop {
                found.names += old.skip_same(&mut new)?;
                let order = match (old.peek()?, new.peek()?) {
                    (None, None) => break,
                    (Some(_), None) => Ordering::Less,
                    (None, Some(_)) => Ordering::Greater,
                    (Some(old), Some(new)) => order(&old, &new),
                };
                let old = if order == Ordering::Greater { None } else { old.next()? };
                let new = if order == Ordering::Less { None } else { new.next()? };
                found.names += 1;
                let Some(entry) = new.or(old) else { continue };
                let is_folder = entry.is_folder();
                let id = |entry: RawEntry<'_>| if is_folder { entry.id().map(Some) } else { entry.file() };
                let ids = (old.map(id).transpose()?.flatten(), new.map(id).transpose()?.flatten());
                if ids.0 == ids.1 {
                    continue;
                }
                let path = format!("{folder}{}", String::from_utf8_lossy(entry.name));
                if is_folder {
                    open.push((format!("{path}/"), ids.0, ids.1));
                    continue;
                }
                found.has_removed |= ids.1.is_none();
                if path.ends_with(DOCUMENT) {
                    found.documents.push((path, ids.0, ids.1));
                }
            }
            if found.names > MOST_NAMES {
                return Err(GitError::new("a commit holds more names than anybody reads", "`git fsck` tells which"));
            }
        }
        Ok(found)
    }

    /// The file at a path; none where a folder, a link or a submodule stands.
    pub fn file(&mut self, tree: Oid, path: &str) -> Result<Option<Oid>, GitError> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let Some(folder) = self.folder(tree, folder)? else { return Ok(None) };
        folder.get(name.as_bytes())?.map_or(Ok(None), |entry| entry.file())
    }

    /// The other documents in a document's folder, by path.
    pub fn beside(&mut self, tree: Oid, path: &str) -> Result<Vec<(String, Oid)>, GitError> {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let Some(tree) = self.folder(tree, folder)? else { return Ok(Vec::new()) };
        let (mut entries, mut found) = (tree.entries(), Vec::new());
        while let Some(entry) = entries.next()? {
            let name = String::from_utf8_lossy(entry.name).into_owned();
            let other = if folder.is_empty() { name } else { format!("{folder}/{name}") };
            if other.ends_with(DOCUMENT) && other != path {
                found.extend(entry.file()?.map(|id| (other, id)));
            }
        }
        Ok(found)
    }

    /// The folder at a path of a tree, the tree itself at an empty one; none where no folder stands.
    fn folder(&mut self, tree: Oid, path: &str) -> Result<Option<Rc<RawTree>>, GitError> {
        let mut at = Some(tree);
        for name in path.split('/').filter(|name| !name.is_empty()) {
            let Some(tree) = self.tree(at)? else { return Ok(None) };
            let folder = tree.get(name.as_bytes())?.filter(RawEntry::is_folder);
            at = folder.map(|entry| entry.id()).transpose()?;
        }
        self.tree(at)
    }

    fn tree(&mut self, id: Option<Oid>) -> Result<Option<Rc<RawTree>>, GitError> {
        let Some(id) = id else { return Ok(None) };
        if let Some(tree) = self.read.get(&id) {
            return Ok(Some(Rc::clone(tree)));
        }
        let tree = Rc::new(RawTree::read(self.git, id)?);
        if self.size > MOST_BYTES {
            self.read.clear();
            self.size = 0;
        }
        self.size += tree.size();
        self.read.insert(id, Rc::clone(&tree));
        Ok(Some(tree))
    }
}

/// How git orders what stands in a folder: a folder's name as if it ended with a slash.
fn order(a: &RawEntry<'_>, b: &RawEntry<'_>) -> Ordering {
    let (left, right) = (a.name, b.name);
    let both = left.len().min(right.len());
    let rest =
        |name: &[u8], entry: &RawEntry<'_>| name.get(both).copied().unwrap_or(if entry.is_folder() { b'/' } else { 0 });
    let same = left.get(..both).cmp(&right.get(..both));
    // Two folders, or two files, of one name are equal.
    same.then_with(|| rest(left, a).cmp(&rest(right, b)))
}

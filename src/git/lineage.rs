//! What every commit made of the log's documents, by git's ids of their texts.

use super::commit_changes::{ChangeKind, Trees};
use super::failure::GitError;
use super::renames::incident_of;
use super::repository::{Place, Repository, is_unborn};
use super::tree::moment;
use crate::model::Moment;
use git2::{Commit, ErrorCode, ObjectType, Oid, Sort};
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};

/// So many commits or texts are read with one opening of the repository.
const BATCH: usize = 256;

/// An incident's id never changes: what is to be the same document under another id is the same text, in percent.
const ACROSS_IDS: u16 = 90;

/// What one commit made of one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// From the log's folder.
    pub path: String,
    /// What it was called before, where this commit renamed it; from the log's folder.
    pub renamed_from: Option<String>,
    /// The text as each parent has it, where it has one: of a document that was renamed, under its old name.
    pub parents: Vec<Option<Oid>>,
    /// The texts where the sides of a merge parted.
    pub bases: Vec<Oid>,
    /// The other documents of its incident's folder as the parents have them, by path from the log's folder.
    pub beside: Vec<(String, Oid)>,
    /// `None` where the document is gone from this path.
    pub now: Option<Oid>,
    /// Whether a document under another name goes on from this one.
    pub went_on: bool,
}

/// One commit that made something of the log's documents or its plan.
#[derive(Clone, Debug)]
pub struct Deed {
    pub commit: Oid,
    pub author: String,
    pub when: Option<Moment>,
    /// The whole message.
    pub message: String,
    pub turns: Vec<Turn>,
    /// The plans that its parents have.
    pub plans: Vec<Oid>,
}

impl Deed {
    /// The first line of the message.
    pub fn subject(&self) -> &str {
        self.message.lines().next().unwrap_or_default()
    }
}

/// The commits of a log.
#[derive(Debug, Default)]
pub struct Lineage {
    /// The newest first; only those that made something of the log, or whose message names another commit.
    pub deeds: Vec<Deed>,
    /// How many commits were looked at.
    pub looked_at: usize,
    /// The commits whose parents are not in this clone.
    pub cut: Vec<Oid>,
}

impl Repository {
    /// What each commit up to a place's last one, and not up to `since`, made of the documents that are wanted and of the
    /// plan. A path is wanted as the log's folder counts it.
    ///
    /// # Errors
    /// Where a revision does not exist, or git's objects cannot be read.
    pub fn lineage(
        &self,
        place: &Place,
        since: Option<&str>,
        plan: &str,
        is_wanted: impl Fn(&str) -> bool + Sync,
    ) -> Result<Lineage, GitError> {
        // Who asks whether the history is whole wants each object to be what its name says.
        git2::opts::strict_hash_verification(true);
        let mut walk = self.git.revwalk()?;
        walk.set_sorting(Sort::TOPOLOGICAL | Sort::TIME)?;
        match place {
            Place::Revision(revision) => walk.push(self.commit_of(revision)?.id())?,
            Place::WorkTree | Place::Index if is_unborn(&self.git) => return Ok(Lineage::default()),
            Place::WorkTree | Place::Index => walk.push(self.git.head()?.peel_to_commit()?.id())?,
        }
        if let Some(since) = since {
            walk.hide(self.commit_of(since)?.id())?;
        }
        let ids: Vec<Oid> = walk.collect::<Result<_, _>>()?;
        let cut: HashSet<Oid> = self.shallow_commits();
        let (cut, told): (Vec<Oid>, Vec<Oid>) = ids.iter().partition(|id| cut.contains(*id));
        let (git_dir, prefix, plan) = (self.git.path(), self.prefix(), self.path_from_top(plan));
        let look = |ids: &[Oid]| -> Result<Vec<Deed>, GitError> {
            let git = git2::Repository::open(git_dir)?;
            let mut look = Look { trees: Trees::with(&git, ACROSS_IDS), git: &git, plan: &plan, prefix };
            let deeds = ids.iter().map(|id| look.deed(&git.find_commit(*id)?, &is_wanted));
            deeds.filter_map(Result::transpose).collect()
        };
        let deeds: Vec<Vec<Deed>> = told.par_chunks(BATCH).map(look).collect::<Result<_, _>>()?;
        Ok(Lineage { deeds: deeds.into_iter().flatten().collect(), looked_at: told.len(), cut })
    }

    /// What is made of each of some texts, by its id; each is read once. Texts of more than `most` bytes are left out,
    /// and those that are not here.
    ///
    /// # Errors
    /// Where git's objects cannot be read.
    pub fn read_texts<T: Send>(
        &self,
        ids: &[Oid],
        most: u64,
        read: impl Fn(Oid, &[u8]) -> T + Sync,
    ) -> Result<HashMap<Oid, T>, GitError> {
        let git_dir = self.git.path();
        let look = |ids: &[Oid]| -> Result<Vec<(Oid, T)>, GitError> {
            let git = git2::Repository::open(git_dir)?;
            let objects = git.odb()?;
            let mut found = Vec::new();
            for id in ids {
                let (size, kind) = match objects.read_header(*id) {
                    Err(error) if error.code() == ErrorCode::NotFound => continue,
                    header => header?,
                };
                if kind == ObjectType::Blob && u64::try_from(size).is_ok_and(|size| size <= most) {
                    found.push((*id, read(*id, objects.read(*id)?.data())));
                }
            }
            Ok(found)
        };
        let found: Vec<Vec<(Oid, T)>> = ids.par_chunks(BATCH).map(look).collect::<Result<_, _>>()?;
        Ok(found.into_iter().flatten().collect())
    }

    /// Those of some texts that are not in this clone.
    ///
    /// # Errors
    /// Where git's objects cannot be read.
    pub fn missing(&self, ids: impl Iterator<Item = Oid>) -> Result<HashSet<Oid>, GitError> {
        let objects = self.git.odb()?;
        Ok(ids.filter(|id| !objects.exists(*id)).collect())
    }
}

struct Look<'a> {
    trees: Trees<'a>,
    git: &'a git2::Repository,
    /// From the repository's top, as what follows.
    plan: &'a str,
    prefix: &'a str,
}

impl Look<'_> {
    fn deed(&mut self, commit: &Commit<'_>, is_wanted: impl Fn(&str) -> bool) -> Result<Option<Deed>, GitError> {
        let parents: Vec<Commit<'_>> = commit.parents().collect();
        let mut turns = match parents.as_slice() {
            [] | [_] => self.of_one(commit, &is_wanted)?,
            parents => self.of_merge(commit, parents)?,
        };
        turns.retain_mut(|turn| {
            let Some(path) = turn.path.strip_prefix(self.prefix) else { return false };
            turn.path = path.to_owned();
            turn.renamed_from = turn.renamed_from.take().map(|from| self.in_log(&from).to_owned());
            is_wanted(&turn.path)
        });
        for turn in turns.iter_mut().filter(|turn| turn.now.is_some() && incident_of(&turn.path).is_some()) {
            let path = format!("{}{}", self.prefix, turn.renamed_from.as_ref().unwrap_or(&turn.path));
            for parent in &parents {
                let beside = self.trees.beside(parent.tree_id(), &path)?;
                turn.beside.extend(beside.into_iter().map(|(path, id)| (self.in_log(&path).to_owned(), id)));
            }
        }
        let message = String::from_utf8_lossy(commit.message_bytes()).into_owned();
        let plan = self.trees.file(commit.tree_id(), self.plan)?;
        let mut plans = Vec::new();
        for parent in &parents {
            plans.push(self.trees.file(parent.tree_id(), self.plan)?);
        }
        let has_plan = !plans.contains(&plan) && (plan.is_some() || !plans.is_empty());
        // Only a commit that says something of another one, or does something to the log, is of interest.
        if turns.is_empty() && !has_plan && !message.contains(':') {
            return Ok(None);
        }
        Ok(Some(Deed {
            commit: commit.id(),
            author: String::from_utf8_lossy(commit.author().name_bytes()).into_owned(),
            when: moment(commit.author().when()),
            message,
            plans: if turns.is_empty() && !has_plan { Vec::new() } else { plans.into_iter().flatten().collect() },
            turns,
        }))
    }

    fn in_log<'p>(&self, path: &'p str) -> &'p str {
        path.strip_prefix(self.prefix).unwrap_or(path)
    }

    fn of_one(&mut self, commit: &Commit<'_>, is_wanted: impl Fn(&str) -> bool) -> Result<Vec<Turn>, GitError> {
        let touched = self.trees.touched(commit)?;
        let wanted = touched.iter().filter(|touched| is_wanted(self.in_log(&touched.change.path)));
        let gone_on: HashSet<String> = wanted.filter_map(|touched| touched.change.renamed_from.clone()).collect();
        let turns = touched.into_iter().map(|touched| Turn {
            renamed_from: touched.change.renamed_from,
            went_on: touched.change.kind == ChangeKind::Removed && gone_on.contains(&touched.change.path),
            path: touched.change.path,
            parents: touched.before,
            bases: Vec::new(),
            beside: Vec::new(),
            now: touched.now,
        });
        Ok(turns.collect())
    }

    /// What a merge made of the documents that are otherwise now than one of its sides had changed them, or than any side
    /// has them. What only the other sides changed is their commits' doing.
    fn of_merge(&mut self, commit: &Commit<'_>, parents: &[Commit<'_>]) -> Result<Vec<Turn>, GitError> {
        let Some(first) = parents.first() else { return Ok(Vec::new()) };
        let mut bases = HashSet::new();
        for other in parents.iter().skip(1) {
            // Sides without a common ancestor have none.
            let common = self.git.merge_bases(first.id(), other.id());
            bases.extend(common.map(|bases| bases.iter().copied().collect::<Vec<_>>()).unwrap_or_default());
        }
        let mut base_trees = Vec::new();
        for base in bases {
            base_trees.push(self.git.find_commit(base)?.tree_id());
        }
        let (mut turns, mut seen): (Vec<Turn>, HashSet<String>) = Default::default();
        for parent in parents {
            for (path, theirs, now) in self.trees.difference(Some(parent.tree_id()), commit.tree_id())?.documents {
                if seen.contains(&path) {
                    continue;
                }
                let mut bases = Vec::new();
                for tree in &base_trees {
                    bases.extend(self.trees.file(*tree, &path)?);
                }
                let mut before = Vec::new();
                for parent in parents {
                    before.push(self.trees.file(parent.tree_id(), &path)?);
                }
                let is_as_the_sides_parted = theirs.map_or(bases.is_empty(), |theirs| bases.contains(&theirs));
                // Another side changed it, and that is what is now.
                if is_as_the_sides_parted && before.contains(&now) {
                    continue;
                }
                seen.insert(path.clone());
                turns.push(Turn {
                    path,
                    renamed_from: None,
                    parents: before,
                    bases,
                    beside: Vec::new(),
                    now,
                    went_on: false,
                });
            }
        }
        turns.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(turns)
    }
}

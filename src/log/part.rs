//! The part of a log that a commit to come touches.

use super::assembly::{Content, Log, Read, check_folders, documents};
use super::known::Known;
use super::memory::Memory;
use super::overview::Overview;
use super::paths::{Kind, PLAN_PATH, is_document, name_of, stem_of};
use crate::document::targets;
use crate::git::{Entry, GitError, Oid, Snapshot, Staged};
use chrono_tz::Tz;
use rayon::prelude::*;
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

/// What is read of a log to check what is staged: the incidents that are touched, each with its post-mortem and its agenda
/// items, and of all others what is known of them.
///
/// An incident is touched by a change of a file in its folder or of an agenda item about it, and where it refers to what
/// is no longer there. With another plan, every incident is held against it, and all are read.
#[derive(Debug)]
pub struct Part {
    pub overview: Overview,
    /// Whether the whole log was read.
    pub is_whole: bool,
    /// The names of the incidents that are touched.
    incidents: HashSet<String>,
    /// What is touched beside them.
    paths: HashSet<String>,
}

impl Part {
    /// Reads what `staged` touches of the snapshot of an index: a log of the plan and these incidents, with every path. What is
    /// not in `memory` is read and learnt; `before` gives the contents of the last commit.
    ///
    /// # Errors
    /// As [`Log::load`].
    pub fn read(
        snapshot: &Snapshot,
        staged: &[Staged],
        memory: &mut Memory,
        before: impl Fn(Oid) -> Option<Vec<u8>>,
    ) -> Result<(Log, Self), GitError> {
        let remembered = |memory: &Memory, id: Oid| {
            let read = || Some(known_of("agenda/", Content::Bytes(before(id)?)));
            memory.get((Kind::Agenda, id)).or_else(read)
        };
        if staged.iter().any(|staged| staged.path == PLAN_PATH) {
            let log = Log::load(snapshot)?;
            let overview = Overview::of(&log);
            let incidents = touched(staged, &overview, &log.paths, |id| remembered(memory, id));
            return Ok((log, Self { overview, is_whole: true, incidents, paths: paths_of(staged) }));
        }
        check_folders(snapshot)?;
        let known = known(snapshot, memory);
        let overview = Overview::new(snapshot.folders().iter().map(String::as_str), known);
        let paths: BTreeSet<_> = snapshot.entries().iter().map(|entry| entry.path.clone()).collect();
        let incidents = touched(staged, &overview, &paths, |id| remembered(memory, id));
        let is_touched = |entry: &&Entry| {
            entry.path == PLAN_PATH || overview.owner_of(&entry.path).is_some_and(|name| incidents.contains(name))
        };
        let read: Vec<_> = documents(snapshot).filter(is_touched).collect();
        let contents = read.into_par_iter().map(|entry| (entry.path.clone(), Content::of(snapshot, entry))).collect();
        let folders = snapshot.folders().iter().filter(|path| incidents.contains(name_of(path)));
        let log = Log::assemble(contents, paths, &folders.cloned().collect::<Vec<_>>());
        Ok((log, Self { overview, is_whole: false, incidents, paths: paths_of(staged) }))
    }

    /// Whether the commit to come touches what stands at a path: the file itself, or its incident.
    pub fn touches(&self, path: &str) -> bool {
        self.paths.contains(path) || self.overview.owner_of(path).is_some_and(|name| self.incidents.contains(name))
    }
}

/// What is known of each document, by its path; learnt where it was not known.
fn known(snapshot: &Snapshot, memory: &mut Memory) -> Vec<(String, Arc<Known>)> {
    let documents: Vec<_> = documents(snapshot).filter(|entry| entry.path != PLAN_PATH).collect();
    let key = |entry: &Entry| Some((Kind::of(&entry.path), entry.id?));
    memory.forget_but(|| documents.iter().filter_map(|entry| key(entry)).collect(), documents.len());
    let remembered: Vec<_> = documents.iter().map(|entry| memory.get(key(entry)?)).collect();
    let unknown = documents.iter().zip(&remembered).filter(|(_, remembered)| remembered.is_none());
    let unknown: Vec<&Entry> = unknown.map(|(entry, _)| *entry).collect();
    let read = |entry: &Entry| known_of(&entry.path, Content::of(snapshot, entry));
    let learnt: Vec<_> = unknown.par_iter().map(|entry| read(entry)).collect();
    for (entry, known) in unknown.iter().zip(&learnt) {
        if let Some(key) = key(entry) {
            memory.learn(key, known);
        }
    }
    let mut learnt = learnt.into_iter();
    let known = documents
        .iter()
        .zip(remembered)
        .filter_map(|(entry, remembered)| Some((entry.path.clone(), remembered.or_else(|| learnt.next())?)));
    known.collect()
}

/// What is known of a document follows from its text alone: neither the day nor the zone is needed.
fn known_of(path: &str, content: Content) -> Arc<Known> {
    Arc::new(Known::of(&Read::new(path, content, Tz::UTC)))
}

fn paths_of(staged: &[Staged]) -> HashSet<String> {
    staged.iter().map(|staged| staged.path.clone()).collect()
}

/// The names of the incidents that are touched; `before` is what was known of an agenda item's content.
fn touched(
    staged: &[Staged],
    overview: &Overview,
    paths: &BTreeSet<String>,
    before: impl Fn(Oid) -> Option<Arc<Known>>,
) -> HashSet<String> {
    let mut names = HashSet::new();
    for staged in staged {
        let path = staged.path.as_str();
        if let Some(below) = path.strip_prefix("incidents/") {
            names.extend(below.split('/').map(str::to_owned));
        } else if is_document(path) {
            names.insert(stem_of(path).to_owned());
            names.extend(overview.owner_of(path).map(str::to_owned));
            names.extend(staged.before.and_then(&before).and_then(|known| known.incident.clone()));
        }
    }
    let gone = gone(staged, overview, paths);
    let refers = |path: &str, known: &Known| {
        let links = known.links.iter().flat_map(|address| targets(path, address)).flatten();
        known.related.iter().any(|id| gone.contains(id)) || links.into_iter().any(|path| gone.contains(&path))
    };
    if !gone.is_empty() {
        let referring = overview.documents().filter(|(path, known)| refers(path, known));
        names.extend(referring.filter_map(|(path, _)| overview.owner_of(path).map(str::to_owned)));
    }
    names
}

/// The paths, folders and ids that the commit to come takes away.
fn gone(staged: &[Staged], overview: &Overview, paths: &BTreeSet<String>) -> HashSet<String> {
    let mut gone = HashSet::new();
    for staged in staged.iter().filter(|staged| staged.is_removed) {
        gone.insert(staged.path.clone());
        let mut path = staged.path.as_str();
        while let Some((folder, _)) = path.rsplit_once('/') {
            let below = format!("{folder}/");
            if paths.range(below.clone()..).next().is_some_and(|path| path.starts_with(&below)) {
                break;
            }
            gone.insert(folder.to_owned());
            if !overview.has_incident(name_of(folder)) {
                gone.insert(name_of(folder).to_owned());
            }
            path = folder;
        }
    }
    gone
}

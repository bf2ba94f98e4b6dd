//! A log that is held in memory, with the texts of open documents in the place of what the disk has.

use crate::git::{EntryKind, GitError, MAX_DOCUMENT_BYTES, Place, Repository, Snapshot};
use crate::log::{IncidentFolder, Log, Memory, Overview, PLAN_PATH, Part, is_document, name_of};
use crate::model::{Diagnostic, Moment};
use crate::rules;
use rayon::prelude::*;
use std::path::{Path, PathBuf};

/// A log whose documents are all in memory, with what is to be known of each.
pub struct Held {
    repository: Repository,
    /// Without links in it.
    root: PathBuf,
    snapshot: Snapshot,
    memory: Memory,
}

impl Held {
    /// Reads the log around a folder; `None` where its repository has no work tree.
    ///
    /// # Errors
    /// Where there is no repository, or it cannot be read.
    pub fn around(folder: &Path) -> Result<Option<Self>, GitError> {
        let repository = Repository::discover(folder)?;
        let Some(root) = repository.log_root() else { return Ok(None) };
        let root = root.canonicalize().unwrap_or(root);
        let snapshot = repository.snapshot(&Place::WorkTree)?;
        let mut held = Self { repository, root, snapshot, memory: Memory::default() };
        held.read();
        Ok(Some(held))
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Takes everything from the disk again: open documents are to be laid over it anew.
    ///
    /// # Errors
    /// Where the disk or git cannot be read.
    pub fn read_again(&mut self) -> Result<(), GitError> {
        self.snapshot = self.repository.snapshot(&Place::WorkTree)?;
        self.read();
        Ok(())
    }

    fn read(&mut self) {
        let is_read = |size: Option<u64>| size.is_none_or(|size| size <= MAX_DOCUMENT_BYTES);
        let documents = self.snapshot.entries().iter().filter(|entry| is_document(&entry.path));
        let documents: Vec<_> =
            documents.filter(|entry| entry.kind == EntryKind::File && is_read(entry.size)).collect();
        // What cannot be read is told when it is asked for.
        let read: Vec<_> = documents
            .into_par_iter()
            .filter_map(|entry| Some((entry.path.clone(), self.snapshot.read(&entry.path).ok()?)))
            .collect();
        read.into_iter().for_each(|(path, bytes)| self.snapshot.hold(&path, bytes));
        self.learn();
    }

    /// Whether a document's path tells by itself that there is a log: the plan's, or an incident's.
    pub fn is_telling(path: &str) -> bool {
        path == PLAN_PATH || path.starts_with("incidents/")
    }

    /// Whether a document's path is one of this log, and not one that git ignores.
    pub fn has(&self, path: &str) -> bool {
        let is_here = self.snapshot.entry(path).is_some();
        let is_log = Self::is_telling(path) || self.snapshot.contains(PLAN_PATH);
        is_log && (is_here || !self.root.join(path).exists())
    }

    /// Whether there is a file at a path, be it a document or not.
    pub fn is_file(&self, path: &str) -> bool {
        self.snapshot.contains(path)
    }

    /// The paths of the files in a folder, as seen from it.
    pub fn files_in<'a>(&'a self, folder: &str) -> impl Iterator<Item = &'a str> {
        let below = format!("{folder}/");
        let entries = self.snapshot.entries();
        let from = entries.partition_point(|entry| entry.path < below);
        let entries = entries.get(from..).unwrap_or_default().iter();
        entries.map_while(move |entry| entry.path.strip_prefix(below.as_str()))
    }

    /// Lays the texts of documents over what there is. What stands there and is no file, such as a link, stays.
    pub fn lay<'a>(&mut self, texts: impl IntoIterator<Item = (&'a str, &'a str)>) {
        for (path, text) in texts {
            if self.snapshot.entry(path).is_none_or(|entry| entry.kind == EntryKind::File) {
                self.snapshot.hold(path, text.as_bytes().to_vec());
            }
        }
        self.learn();
    }

    fn learn(&mut self) {
        self.memory.learn(&self.snapshot);
    }

    /// What is known of all incidents and agenda items.
    pub fn overview(&self) -> Overview<'_> {
        Overview::remembered(&self.snapshot, &self.memory)
    }

    /// The plan, with the incidents that some documents are about.
    ///
    /// # Errors
    /// Where a folder of the log's own is a link.
    pub fn part<'a>(&self, paths: impl IntoIterator<Item = &'a str>) -> Result<Log, GitError> {
        Part::around(paths, &self.overview()).load(&self.snapshot)
    }

    /// The same with all that is found in it.
    ///
    /// # Errors
    /// As [`Held::part`].
    pub fn check<'a>(
        &self,
        paths: impl IntoIterator<Item = &'a str>,
        now: Moment,
    ) -> Result<(Log, Vec<Diagnostic>), GitError> {
        let overview = self.overview();
        let part = Part::around(paths, &overview).load(&self.snapshot)?;
        let found = rules::run_over(&part, &overview, now);
        Ok((part, found))
    }

    /// An incident.
    pub fn incident(&self, id: &str) -> Option<IncidentFolder> {
        let part = Log::load_folders(&self.snapshot, |folder| name_of(folder) == id).ok()?;
        part.incidents.into_iter().next()
    }
}

//! The files of a log as one place has them: the same for the work tree, the index and any revision.

use super::authors::Authors;
use super::failure::GitError;
use crate::model::Moment;
use git2::{ObjectType, Oid};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Mutex;

/// The largest document that is read, in bytes: a hundred times what people write.
pub const MAX_DOCUMENT_BYTES: u64 = 10_000_000;

/// What stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum EntryKind {
    File,
    Link,
    /// A file that a merge left in conflict.
    Conflict,
    /// Something that is no file: a submodule, a pipe, a folder where a document belongs.
    Other,
}

/// One path of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// From the log's folder, `/` between names.
    pub path: String,
    pub kind: EntryKind,
    /// In bytes, where it is known without reading.
    pub size: Option<u64>,
    /// Git's id of the content; `None` where the content is not git's.
    pub id: Option<Oid>,
}

/// What a log's files are and hold, at one place.
pub struct Snapshot {
    entries: Vec<Entry>,
    folders: Vec<String>,
    content: Content,
    /// Texts that stand in the place of what is there.
    laid_over: HashMap<String, Vec<u8>>,
    time: Option<Moment>,
    authors: Authors,
}

/// Where a snapshot's bytes are.
pub(super) enum Content {
    Disk {
        root: PathBuf,
    },
    Objects {
        git_dir: PathBuf,
        /// Repositories that are open for reading, one for each thread that reads at a time.
        open: Mutex<Vec<git2::Repository>>,
    },
}

impl Snapshot {
    /// `folders` are those in which an incident is expected though no file may stand there.
    pub(super) fn new(
        mut entries: Vec<Entry>,
        folders: BTreeSet<String>,
        content: Content,
        time: Option<Moment>,
    ) -> Self {
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        entries.dedup_by(|a, b| a.path == b.path);
        let mut all = folders;
        let mut last = "";
        for folder in entries.iter().filter_map(|entry| incident_folder(&entry.path)) {
            if folder != last {
                all.insert(folder.to_owned());
                last = folder;
            }
        }
        Self {
            entries,
            folders: all.into_iter().collect(),
            content,
            laid_over: HashMap::new(),
            time,
            authors: Authors::default(),
        }
    }

    /// Has what was read of files already.
    pub(super) fn with_read(self, read: HashMap<String, Vec<u8>>) -> Self {
        Self { laid_over: read, ..self }
    }

    /// Knows whose repository it is of.
    pub(super) fn with_authors(self, authors: Authors) -> Self {
        Self { authors, ..self }
    }

    /// Those who wrote the repository's last commits.
    pub fn authors(&self) -> &Authors {
        &self.authors
    }

    /// A snapshot of contents that are nowhere, each with its id.
    #[cfg(test)]
    pub fn of_files<'a>(files: impl IntoIterator<Item = (&'a String, &'a Vec<u8>)>) -> Self {
        let mut snapshot = Self::new(Vec::new(), BTreeSet::new(), Content::Disk { root: PathBuf::new() }, None);
        for (path, bytes) in files {
            snapshot.hold(path, bytes.clone());
        }
        snapshot
    }

    /// Every path of the log, sorted.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The folders in which an incident is expected, `incidents/YEAR/ID`.
    pub fn folders(&self) -> &[String] {
        &self.folders
    }

    /// When the revision was committed; `None` for the work tree and the index.
    pub fn time(&self) -> Option<Moment> {
        self.time
    }

    /// What stands at a path.
    pub fn entry(&self, path: &str) -> Option<&Entry> {
        let found = self.entries.binary_search_by(|entry| entry.path.as_str().cmp(path));
        found.ok().and_then(|at| self.entries.get(at))
    }

    /// Whether there is a file at a path.
    pub fn contains(&self, path: &str) -> bool {
        self.entry(path).is_some_and(|entry| entry.kind == EntryKind::File)
    }

    /// Puts other bytes in the place of a file, or a file where there is none: an editor's buffer, a fix that is not
    /// written yet.
    pub fn lay_over(&mut self, path: &str, bytes: Vec<u8>) {
        let entry = Entry { path: path.to_owned(), kind: EntryKind::File, size: Some(bytes.len() as u64), id: None };
        match self.entries.binary_search_by(|entry| entry.path.as_str().cmp(path)) {
            Ok(at) => self.entries.splice(at..=at, [entry]).for_each(drop),
            Err(at) => self.entries.insert(at, entry),
        }
        if let Some(folder) = incident_folder(path)
            && let Err(at) = self.folders.binary_search_by(|other| other.as_str().cmp(folder))
        {
            self.folders.insert(at, folder.to_owned());
        }
        self.laid_over.insert(path.to_owned(), bytes);
    }

    /// The same with git's id of the bytes, by which what is known of them is found again.
    pub fn hold(&mut self, path: &str, bytes: Vec<u8>) {
        let id = Oid::hash_object(ObjectType::Blob, &bytes).ok();
        self.lay_over(path, bytes);
        if let Ok(at) = self.entries.binary_search_by(|entry| entry.path.as_str().cmp(path))
            && let Some(entry) = self.entries.get_mut(at)
        {
            entry.id = id;
        }
    }

    /// Whether a folder has files in it.
    pub fn has_folder(&self, path: &str) -> bool {
        let below = format!("{path}/");
        let at = self.entries.partition_point(|entry| entry.path < below);
        self.entries.get(at).is_some_and(|entry| entry.path.starts_with(&below))
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// Where there is none, or it cannot be read.
    pub fn read(&self, path: &str) -> Result<Vec<u8>, GitError> {
        if let Some(bytes) = self.laid_over.get(path) {
            return Ok(bytes.clone());
        }
        match &self.content {
            Content::Disk { root } => std::fs::read(root.join(path)).map_err(|error| {
                // "Permission denied (os error 13)": the number helps nobody.
                let why = error.to_string();
                let why = why.split(" (os error").next().unwrap_or_default();
                GitError::new(format!("this cannot be read: {why}"), "see that the file can be read")
            }),
            Content::Objects { git_dir, open } => {
                let missing = || GitError::new(format!("there is no {path} here"), "");
                let id = self.entry(path).and_then(|entry| entry.id).ok_or_else(missing)?;
                let idle = open.lock().ok().and_then(|mut open| open.pop());
                let git = idle.map_or_else(|| git2::Repository::open(git_dir), Ok)?;
                let bytes = git.find_blob(id)?.content().to_vec();
                if let Ok(mut open) = open.lock() {
                    open.push(git);
                }
                Ok(bytes)
            }
        }
    }
}

fn incident_folder(path: &str) -> Option<&str> {
    let (_, year_and_more) = path.split_once('/').filter(|(top, _)| *top == "incidents")?;
    let (_, id_and_more) = year_and_more.split_once('/')?;
    let (_, file) = id_and_more.split_once('/')?;
    path.get(..path.len() - file.len() - 1)
}

//! What lies open: an editor's documents, each in its log.

use super::buffer::{Buffer, Home};
use super::held::Held;
use super::position::{Encoding, Lines};
use crate::audience::Redaction;
use crate::log::{Log, PLAN_PATH, is_document};
use crate::model::{Diagnostic, Moment, Visibility};
use crate::rules;
use gen_lsp_types::{FileChangeType, FileEvent, TextDocumentItem, Uri};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};

/// What time it is, asked again and again as somebody writes.
pub type Clock = Box<dyn Fn() -> Moment>;

/// All that is open.
pub struct Desk {
    pub encoding: Encoding,
    /// Whether edits can name the version of a document that they are made for.
    pub edits_versions: bool,
    /// Whether the editor tells of what changes on the disk.
    pub is_told: bool,
    clock: Clock,
    /// By address.
    buffers: BTreeMap<String, Buffer>,
    /// By folder.
    logs: BTreeMap<PathBuf, Held>,
    /// The folders of the logs in which something changed.
    changed: BTreeSet<PathBuf>,
    /// Those of the logs that are to be read again before anything is told of them: once, however much changes at a time.
    stale: BTreeSet<PathBuf>,
    /// What keeps logs from being read.
    troubles: Vec<String>,
}

/// An open document in its log.
pub struct Opened<'a> {
    pub buffer: &'a Buffer,
    pub held: &'a Held,
    /// Of the document, from the log's folder.
    pub path: &'a str,
    pub encoding: Encoding,
}

impl Opened<'_> {
    pub fn lines(&self) -> Lines<'_> {
        Lines::of(&self.buffer.text, self.encoding)
    }

    /// The plan with what the document is about; `None` where the log cannot be read.
    pub fn part(&self) -> Option<Log> {
        self.held.part([self.path]).ok()
    }

    /// The address of a file of the log.
    pub fn uri_of(&self, path: &str) -> Option<Uri> {
        // The document's own stays as the editor has it.
        if path == self.path {
            return Some(self.buffer.uri.clone());
        }
        let mut root = self.buffer.uri.to_file_path().ok()?;
        for _ in self.path.split('/') {
            root.pop();
        }
        Uri::from_file_path(root.join(path)).ok()
    }
}

/// What takes phone numbers out of what is shown beside a document.
pub fn phones_of(part: &Log) -> Redaction {
    Redaction::of(part, HashSet::new())
}

/// Whether what is open is about a restricted incident, so that others such may be told of beside it.
pub fn is_of_restricted(part: &Log) -> bool {
    let mut readable = part.incidents.iter().filter_map(|folder| folder.readable());
    readable.any(|document| document.value.visibility == Some(Visibility::Restricted))
}

impl Desk {
    pub fn new(clock: Clock) -> Self {
        Self {
            encoding: Encoding::default(),
            edits_versions: false,
            is_told: false,
            clock,
            buffers: BTreeMap::new(),
            logs: BTreeMap::new(),
            changed: BTreeSet::new(),
            stale: BTreeSet::new(),
            troubles: Vec::new(),
        }
    }

    /// An open document that is a log's.
    pub fn opened(&self, uri: &Uri) -> Option<Opened<'_>> {
        let buffer = self.buffers.get(uri.as_str())?;
        let home = buffer.home.as_ref()?;
        Some(Opened { buffer, held: self.logs.get(&home.root)?, path: &home.path, encoding: self.encoding })
    }

    /// Puts a document on the desk, and reads its log where that is not there yet.
    pub fn open(&mut self, item: TextDocumentItem) {
        let (mut buffer, known) = (Buffer::new(item), self.logs.len());
        buffer.home = self.home_of(&buffer.uri);
        if !self.is_told && self.logs.len() == known {
            self.stale.extend(buffer.home.iter().map(|home| home.root.clone()));
        }
        let uri = buffer.uri.to_string();
        self.buffers.insert(uri.clone(), buffer);
        self.lay(&uri);
    }

    /// Takes changes of a document in.
    pub fn change(&mut self, params: gen_lsp_types::DidChangeTextDocumentParams) {
        let document = params.text_document;
        let uri = document.text_document_identifier.uri.to_string();
        if let Some(buffer) = self.buffers.get_mut(&uri) {
            buffer.change(document.version, params.content_changes, self.encoding);
            self.lay(&uri);
        }
    }

    /// Takes a document away: what the disk has counts again. A log of which none is open any more is let go of.
    pub fn close(&mut self, uri: &Uri) -> bool {
        let Some(buffer) = self.buffers.remove(uri.as_str()) else { return false };
        let homes = self.buffers.values().filter_map(|buffer| buffer.home.as_ref());
        let open: HashSet<&Path> = homes.map(|home| home.root.as_path()).collect();
        self.logs.retain(|root, _| open.contains(root.as_path()));
        let was_here = buffer.home.is_some();
        self.stale.extend(buffer.home.map(|home| home.root));
        was_here
    }

    /// What the disk has at some places changed.
    pub fn changed_on_disk(&mut self, changes: &[FileEvent]) {
        // What an open document has on the disk counts when it is closed.
        let is_open = |path: &Path| {
            let homes = self.buffers.values().filter_map(|buffer| buffer.home.as_ref());
            homes.into_iter().any(|home| path == home.root.join(&home.path))
        };
        let path = |change: &FileEvent| Some((real(&change.uri.to_file_path().ok()?), change.kind));
        let paths = changes.iter().filter_map(path);
        let paths: Vec<_> = paths.filter(|(path, kind)| *kind != FileChangeType::Changed || !is_open(path)).collect();
        let roots = self.logs.keys().filter(|root| paths.iter().any(|(path, _)| path.starts_with(root)));
        self.stale.extend(roots.cloned());
        // A log may have begun around what is open.
        let strays: Vec<Uri> =
            self.buffers.values().filter(|buffer| buffer.home.is_none()).map(|buffer| buffer.uri.clone()).collect();
        for uri in strays {
            let home = self.home_of(&uri);
            if let Some(buffer) = self.buffers.get_mut(uri.as_str()) {
                buffer.home = home;
            }
            self.lay(uri.as_str());
        }
    }

    /// The log of a document is read again: no other way tells of what its saving brought with it.
    pub fn saved(&mut self, uri: &Uri) {
        let home = self.buffers.get(uri.as_str()).and_then(|buffer| buffer.home.as_ref());
        match home {
            Some(home) => drop(self.stale.insert(home.root.clone())),
            None => self.changed_on_disk(&[]),
        }
    }

    /// Reads again what changed on the disk.
    pub fn refresh(&mut self) {
        for root in std::mem::take(&mut self.stale) {
            let Some(held) = self.logs.get_mut(&root) else { continue };
            if let Err(error) = held.read_again() {
                self.troubles.push(format!("{}: {error}", root.display()));
            }
            let here = self.buffers.values().filter_map(|buffer| {
                let home = buffer.home.as_ref().filter(|home| home.root == root)?;
                Some((home.path.as_str(), buffer.text.as_str()))
            });
            held.lay(here);
            self.changed.insert(root);
        }
    }

    fn lay(&mut self, uri: &str) {
        let Some(buffer) = self.buffers.get(uri) else { return };
        let Some(home) = &buffer.home else { return };
        if let Some(held) = self.logs.get_mut(&home.root) {
            held.lay([(home.path.as_str(), buffer.text.as_str())]);
        }
        self.changed.insert(home.root.clone());
    }

    /// Where a document stands in which log; the log is read where that is new.
    fn home_of(&mut self, uri: &Uri) -> Option<Home> {
        let file = real(&uri.to_file_path().ok()?);
        let folder = file.ancestors().skip(1).find(|folder| {
            let below = file.strip_prefix(folder).map(|below| below.to_string_lossy().replace('\\', "/"));
            // Other projects have pages and agendas too, and no plan beside them.
            below.is_ok_and(|below| {
                is_document(&below) && (Held::is_telling(&below) || folder.join(PLAN_PATH).is_file())
            })
        })?;
        if !self.logs.contains_key(folder) {
            match Held::around(folder) {
                Ok(Some(held)) if held.root() == folder => {
                    self.logs.insert(folder.to_owned(), held);
                }
                Ok(_) => return None,
                Err(error) => {
                    self.troubles.push(format!("{}: {error}", folder.display()));
                    return None;
                }
            }
        }
        let path = file.strip_prefix(folder).ok()?.to_string_lossy().replace('\\', "/");
        if !self.logs.get(folder)?.has(&path) {
            // It may have come since the log was read, as by `incident new`.
            self.stale.insert(folder.to_owned());
            self.refresh();
        }
        self.logs.get(folder)?.has(&path).then(|| Home { root: folder.to_owned(), path })
    }

    /// What kept logs from being read since this was last asked.
    pub fn take_troubles(&mut self) -> Vec<String> {
        std::mem::take(&mut self.troubles)
    }

    /// For each log in which something changed since this was last asked, its open documents, with what is found in these.
    pub fn take_found(&mut self) -> Vec<(Vec<Opened<'_>>, Log, Vec<Diagnostic>)> {
        let now = (self.clock)();
        let (mut found, mut troubles) = (Vec::new(), Vec::new());
        for root in std::mem::take(&mut self.changed) {
            let Some(held) = self.logs.get(&root) else { continue };
            let open = self.buffers.values().filter_map(|buffer| {
                let home = buffer.home.as_ref().filter(|home| home.root == root)?;
                Some(Opened { buffer, held, path: &home.path, encoding: self.encoding })
            });
            let open: Vec<_> = open.collect();
            match held.check(open.iter().map(|opened| opened.path), now) {
                Ok((part, all)) => found.push((open, part, all)),
                Err(error) => troubles.push(format!("{}: {error}", root.display())),
            }
        }
        self.troubles.extend(troubles);
        found
    }

    /// What is found in an open document and what is about the same.
    pub fn found(&self, opened: &Opened<'_>) -> Option<(Log, Vec<Diagnostic>)> {
        opened.held.check([opened.path], (self.clock)()).ok()
    }

    /// The text of an open document with all in it mended that can be; `None` where nothing can.
    pub fn mended(&mut self, uri: &Uri) -> Option<String> {
        let now = (self.clock)();
        let home = self.buffers.get(uri.as_str())?.home.clone()?;
        let fixed = self.try_out(uri, |held| {
            let first = held.check([home.path.as_str()], now).ok()?;
            let is_here = |finding: &Diagnostic| finding.place.path == home.path;
            let fixed = rules::fix_found(first, is_here, |texts| {
                held.lay(texts.iter().map(|(path, (_, after))| (path.as_str(), after.as_str())));
                held.check([home.path.as_str()], now)
            });
            fixed.ok()
        });
        let (_, after) = fixed??.texts.remove(&home.path)?;
        Some(after)
    }

    /// What comes of other texts in the place of an open document's, which stands there again afterwards.
    fn try_out<T>(&mut self, uri: &Uri, work: impl FnOnce(&mut Held) -> T) -> Option<T> {
        let root = self.buffers.get(uri.as_str())?.home.as_ref()?.root.clone();
        // Where a fault of ours ends the work, all is read again before anything more is told.
        let was_stale = !self.stale.insert(root.clone());
        let came_of_it = work(self.logs.get_mut(&root)?);
        self.lay(uri.as_str());
        if !was_stale {
            self.stale.remove(&root);
        }
        Some(came_of_it)
    }
}

/// A path without links in it, as far as it exists.
fn real(path: &Path) -> PathBuf {
    match (path.canonicalize(), path.parent(), path.file_name()) {
        (Ok(real), ..) => real,
        (Err(_), Some(parent), Some(name)) => real(parent).join(name),
        (Err(_), ..) => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::editor::testing::{PATH, desk_with, document};
    use std::panic::{AssertUnwindSafe, catch_unwind};

    const TEXT: &str = "---\ntitle: As it is typed\n---\n";

    fn title(desk: &Desk, uri: &Uri) -> String {
        let (part, _) = desk.found(&desk.opened(uri).unwrap()).unwrap();
        part.incidents[0].title().to_owned()
    }

    #[test]
    fn what_is_tried_out_is_gone_afterwards_even_where_the_work_breaks_off() {
        let (_folder, mut desk, uri) = desk_with(TEXT);
        let lay = |held: &mut Held| held.lay([(PATH, "---\ntitle: Tried\n---\n")]);
        desk.try_out(&uri, lay).unwrap();
        assert_eq!(title(&desk, &uri), "As it is typed");
        let broken_off = catch_unwind(AssertUnwindSafe(|| {
            desk.try_out(&uri, |held| {
                lay(held);
                panic!("a fault of ours");
            })
        }));
        assert!(broken_off.is_err());
        assert_eq!(title(&desk, &uri), "Tried");
        // Before anything more is told, all is read again.
        desk.refresh();
        assert_eq!(title(&desk, &uri), "As it is typed");
    }

    #[test]
    fn a_log_is_let_go_of_with_the_last_of_its_documents() {
        let (folder, mut desk, uri) = desk_with(TEXT);
        let plan = Uri::from_file_path(folder.path().join(PLAN_PATH)).unwrap();
        desk.open(document(&plan, "name: Shop\n"));
        assert!(desk.close(&plan));
        assert_eq!(desk.logs.len(), 1);
        assert!(desk.close(&uri));
        assert_eq!(desk.logs.len(), 0);
        desk.refresh();
        desk.open(document(&uri, TEXT));
        assert_eq!(title(&desk, &uri), "As it is typed");
    }
}

//! A part of a log: what a commit to come touches, or what a command goes by.

use super::assembly::{Content, Log, Read};
use super::known::Known;
use super::overview::Overview;
use super::paths::{Kind, PLAN_PATH, folder_of, is_document, name_of, stem_of};
use crate::git::{GitError, Oid, Snapshot, Staged};
use crate::text::paths_of_address;
use chrono_tz::Tz;
use std::collections::HashSet;

/// The part of a log that a commit to come touches.
///
/// An incident is touched by a change of a file in its folder or of an agenda item about it, and where it refers to what
/// is no longer there.
#[derive(Debug, Default, PartialEq)]
pub struct Part {
    /// Whether the plan is another, so that every incident is held against it.
    pub is_whole: bool,
    /// The names of the incidents.
    incidents: HashSet<String>,
    /// The files beside them, and the agenda items.
    paths: HashSet<String>,
}

impl Part {
    /// What `staged` touches of the snapshot of an index, of which `overview` tells; `before` gives the contents of the last
    /// commit.
    pub fn of(
        staged: &[Staged],
        snapshot: &Snapshot,
        overview: &Overview<'_>,
        before: impl Fn(Oid) -> Option<Vec<u8>>,
    ) -> Self {
        let mut part = Self::default();
        for staged in staged {
            let path = staged.path.as_str();
            part.add(path, overview);
            if is_item(path) {
                let before = staged.before.and_then(&before);
                part.incidents.extend(before.and_then(|bytes| about(path, bytes)));
            }
        }
        let gone = gone(staged, snapshot, overview);
        if !gone.is_empty() {
            let referring = overview.documents().filter(|(path, known)| refers(path, known, &gone));
            for (path, _) in referring {
                match Kind::of(path) {
                    Kind::Page => drop(part.paths.insert(path.to_owned())),
                    _ => part.incidents.extend(overview.owner_of(path).map(str::to_owned)),
                }
            }
        }
        Self { is_whole: staged.iter().any(|staged| staged.path == PLAN_PATH), ..part.with_items(overview) }
    }

    /// The part of a log, of which `overview` tells, that these files are in; the rest is held against the same plan.
    pub fn around<'a>(paths: impl IntoIterator<Item = &'a str>, overview: &Overview<'_>) -> Self {
        let mut part = Self::default();
        paths.into_iter().for_each(|path| part.add(path, overview));
        part.with_items(overview)
    }

    /// The part of a log, of which `overview` tells, that these incidents are.
    pub(super) fn of_incidents<'a>(names: impl IntoIterator<Item = &'a str>, overview: &Overview<'_>) -> Self {
        let incidents = names.into_iter().map(str::to_owned).collect();
        Self { incidents, ..Self::default() }.with_items(overview)
    }

    /// Whether it has the incidents of a name.
    pub(super) fn has_incident(&self, name: &str) -> bool {
        self.incidents.contains(name)
    }

    /// A file, and the incident that it is about.
    fn add(&mut self, path: &str, overview: &Overview<'_>) {
        self.paths.insert(path.to_owned());
        if let Some(below) = path.strip_prefix("incidents/") {
            self.incidents.extend(below.split('/').map(str::to_owned));
        } else if is_item(path) {
            self.incidents.insert(stem_of(path).to_owned());
            self.incidents.extend(overview.owner_of(path).map(str::to_owned));
        }
    }

    fn with_items(mut self, overview: &Overview<'_>) -> Self {
        let items = overview.agenda.iter().filter(|item| self.incidents.contains(item.incident()));
        self.paths.extend(items.map(|item| item.path.to_owned()));
        self
    }

    /// Whether it has what stands at a path: the file itself, or its incident.
    pub fn touches(&self, path: &str) -> bool {
        self.paths.contains(path) || path.starts_with("incidents/") && self.incidents.contains(name_of(folder_of(path)))
    }

    /// Reads the part: a log of the plan and these incidents, each with its post-mortem and agenda items, and of every path;
    /// the whole log where all are held against another plan.
    ///
    /// # Errors
    /// As [`Log::load`].
    pub fn load(&self, snapshot: &Snapshot) -> Result<Log, GitError> {
        if self.is_whole {
            return Log::load(snapshot);
        }
        let folders = snapshot.folders().iter().filter(|path| self.incidents.contains(name_of(path)));
        let folders: Vec<_> = folders.cloned().collect();
        Ok(Log::read(snapshot, |path| self.touches(path), &folders)?.among(snapshot))
    }
}

fn is_item(path: &str) -> bool {
    Kind::of(path) == Kind::Agenda && is_document(path)
}

/// The incident that an agenda item of the last commit said it is about.
fn about(path: &str, bytes: Vec<u8>) -> Option<String> {
    match Read::new(path, Content::Bytes(bytes), Tz::UTC) {
        Read::Agenda(item) => Some(item.incident().to_owned()),
        Read::Incident(..) | Read::Postmortem(..) | Read::Page(_) => None,
    }
}

/// Whether a document refers to something that is gone.
fn refers(path: &str, known: &Known<'_>, gone: &HashSet<String>) -> bool {
    let mut links = known.links.iter().flat_map(|address| paths_of_address(folder_of(path), address));
    known.related.iter().any(|id| gone.contains(*id)) || links.any(|path| gone.contains(&path))
}

/// The paths, folders and ids that the commit to come takes away.
fn gone(staged: &[Staged], snapshot: &Snapshot, overview: &Overview<'_>) -> HashSet<String> {
    let mut gone = HashSet::new();
    for staged in staged.iter().filter(|staged| staged.is_removed) {
        gone.insert(staged.path.clone());
        let mut path = staged.path.as_str();
        while let Some((folder, _)) = path.rsplit_once('/') {
            if snapshot.has_folder(folder) {
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

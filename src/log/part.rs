//! The part of a log that a commit to come touches.

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
        let (mut incidents, mut paths) = (HashSet::new(), HashSet::new());
        for staged in staged {
            let path = staged.path.as_str();
            paths.insert(path.to_owned());
            if let Some(below) = path.strip_prefix("incidents/") {
                incidents.extend(below.split('/').map(str::to_owned));
            } else if Kind::of(path) == Kind::Agenda && is_document(path) {
                incidents.insert(stem_of(path).to_owned());
                incidents.extend(overview.owner_of(path).map(str::to_owned));
                let before = staged.before.and_then(&before);
                incidents.extend(before.and_then(|bytes| about(path, bytes)));
            }
        }
        let gone = gone(staged, snapshot, overview);
        if !gone.is_empty() {
            let referring = overview.documents().filter(|(path, known)| refers(path, known, &gone));
            for (path, _) in referring {
                match Kind::of(path) {
                    Kind::Page => drop(paths.insert(path.to_owned())),
                    _ => incidents.extend(overview.owner_of(path).map(str::to_owned)),
                }
            }
        }
        let items = overview.agenda.iter().filter(|item| incidents.contains(item.incident()));
        paths.extend(items.map(|item| item.path.to_owned()));
        Self { is_whole: staged.iter().any(|staged| staged.path == PLAN_PATH), incidents, paths }
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

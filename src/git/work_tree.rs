//! The log's files as the work tree has them, saved or not yet added.

use super::failure::GitError;
use super::snapshot::{Content, Entry, EntryKind, Snapshot};
use super::stamps::Stamps;
use super::walk::{incident_folders, walk};
use git2::Repository;
use rayon::prelude::*;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// What belongs to a log, and is walked. Other paths of the log are known from the index: a repository may hold far more than a log.
pub const LOG_PARTS: &[&str] = &["incidents", "agenda", "pages", "templates", "incident.yaml"];

pub(super) fn read(git: &Repository, root: PathBuf, prefix: &str) -> Result<Snapshot, GitError> {
    let tracked = tracked(git, prefix)?;
    let folders = walk(&root, LOG_PARTS, &Stamps::default(), SystemTime::now())?;
    let seen = folders.par_iter().flat_map_iter(|folder| {
        let names = folder.names.iter().map(|(name, kind)| (folder.path_of(name), folder.at.join(name), *kind));
        names.filter(|(path, _, kind)| kind.is_some() || is_named_as_document(path)).map(|(path, at, kind)| Entry {
            path,
            kind: kind.unwrap_or(EntryKind::Other),
            size: at.symlink_metadata().ok().map(|metadata| metadata.len()),
            id: None,
        })
    });
    let mut entries: Vec<Entry> = seen.collect();
    entries.retain(|entry| tracked.contains(&entry.path) || !is_ignored(git, &format!("{prefix}{}", entry.path)));
    let walked = |path: &str| LOG_PARTS.contains(&path.split('/').next().unwrap_or_default());
    let elsewhere = tracked.into_iter().filter(|path| !walked(path) && root.join(path).exists());
    entries.extend(elsewhere.map(|path| Entry { path, kind: EntryKind::File, size: None, id: None }));
    Ok(Snapshot::new(entries, incident_folders(&folders), Content::Disk { root }, None))
}

/// The paths of the log that git's index has.
pub(super) fn tracked(git: &Repository, prefix: &str) -> Result<HashSet<String>, git2::Error> {
    let index = git.index()?;
    let paths = index.iter().filter_map(|entry| {
        let path = String::from_utf8(entry.path).ok()?;
        path.strip_prefix(prefix).map(str::to_owned)
    });
    Ok(paths.collect())
}

/// Whether the walk passes over a path: it is in one of the log's own folders, and begins with a dot or is within what
/// does. What the index or a revision holds is no more to be seen.
pub(super) fn is_hidden_in_log(path: &str) -> bool {
    let mut names = path.split('/');
    names.next().is_some_and(|top| LOG_PARTS.contains(&top)) && names.any(|name| name.starts_with('.'))
}

/// Of a folder under a document's name: without it, the document would merely seem to be missing.
fn is_named_as_document(path: &str) -> bool {
    match (path.matches('/').count(), path.rsplit('/').next()) {
        (0, Some("incident.yaml")) | (3, Some("incident.md" | "postmortem.md")) => true,
        (2, Some(name)) => name.ends_with(".md"),
        (1, Some(name)) => path.starts_with("pages/") && name.ends_with(".md"),
        _ => false,
    }
}

/// Whether git ignores a path that it does not track: a phone list beside the log is nobody's to publish.
pub(super) fn is_ignored(git: &Repository, path: &str) -> bool {
    git.is_path_ignored(Path::new(path)).unwrap_or(false)
}

//! The log's files as the work tree has them, saved or not yet added.

use super::failure::GitError;
use super::snapshot::{Content, Entry, EntryKind, Snapshot};
use git2::Repository;
use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// What belongs to a log, and is walked. Other paths of the log are known from the index: a repository may hold far more than a log.
pub const LOG_PARTS: &[&str] = &["incidents", "agenda", "templates", "incident.yaml"];

pub(super) fn read(git: &Repository, root: PathBuf, prefix: &str) -> Result<Snapshot, GitError> {
    let index = git.index()?;
    let tracked: HashSet<String> = index
        .iter()
        .filter_map(|entry| String::from_utf8(entry.path).ok()?.strip_prefix(prefix).map(str::to_owned))
        .collect();
    let (mut entries, mut folders) = (Vec::new(), BTreeSet::new());
    for top in LOG_PARTS {
        let walk =
            WalkDir::new(root.join(top)).follow_root_links(false).into_iter().filter_entry(|entry| !is_hidden(entry));
        for found in walk {
            let found = match found {
                Ok(found) => found,
                Err(error) if error.io_error().is_some_and(|e| e.kind() == std::io::ErrorKind::NotFound) => continue,
                Err(error) => {
                    let path = error.path().map(|path| path.display().to_string()).unwrap_or_default();
                    let why = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                    return Err(GitError::new(format!("{path} cannot be read: {why}"), "see who may read it"));
                }
            };
            let Some(path) = relative(found.path(), &root) else { continue };
            if found.file_type().is_dir() {
                if *top == "incidents" && found.depth() == 2 {
                    folders.insert(path.clone());
                }
                if !is_named_as_document(&found) {
                    continue;
                }
            }
            if !tracked.contains(&path) && is_ignored(git, &format!("{prefix}{path}")) {
                continue;
            }
            entries.push(entry(path, &found));
        }
    }
    let walked = |path: &str| LOG_PARTS.contains(&path.split('/').next().unwrap_or_default());
    let elsewhere = tracked.into_iter().filter(|path| !walked(path) && root.join(path).exists());
    entries.extend(elsewhere.map(|path| Entry { path, kind: EntryKind::File, size: None, id: None }));
    Ok(Snapshot::new(entries, folders, Content::Disk { root }, None))
}

/// Whether the walk passes over a path: it is in one of the log's own folders, and begins with a dot or is within what
/// does. What the index or a revision holds is no more to be seen.
pub(super) fn is_hidden_in_log(path: &str) -> bool {
    let mut names = path.split('/');
    names.next().is_some_and(|top| LOG_PARTS.contains(&top)) && names.any(|name| name.starts_with('.'))
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.')
}

/// A folder under a document's name: without it, the document would merely seem to be missing.
fn is_named_as_document(found: &DirEntry) -> bool {
    match found.file_name().to_str() {
        Some("incident.yaml") => found.depth() == 0,
        Some("incident.md" | "postmortem.md") => found.depth() == 3,
        Some(name) => found.depth() == 2 && name.ends_with(".md"),
        None => false,
    }
}

/// Whether git ignores a path that it does not track: a phone list beside the log is nobody's to publish.
fn is_ignored(git: &Repository, path: &str) -> bool {
    git.is_path_ignored(Path::new(path)).unwrap_or(false)
}

fn relative(path: &Path, root: &Path) -> Option<String> {
    let names: Vec<_> =
        path.strip_prefix(root).ok()?.components().map(|name| name.as_os_str().to_string_lossy()).collect();
    Some(names.join("/"))
}

fn entry(path: String, found: &DirEntry) -> Entry {
    let kind = match found.file_type() {
        kind if kind.is_file() => EntryKind::File,
        kind if kind.is_symlink() => EntryKind::Link,
        _ => EntryKind::Other,
    };
    Entry { path, kind, size: found.metadata().ok().map(|metadata| metadata.len()), id: None }
}

//! The folders of a log on the disk, with what stands in each; a folder that did not change is not read again.

use super::failure::GitError;
use super::repository::Repository;
use super::snapshot::EntryKind;
use super::stamps::{Stamp, Stamps};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::{DirEntry, FileType};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// A folder below the log's, or what stands at its top.
pub(super) struct Folder {
    /// From the log's folder, `/` between names.
    pub path: String,
    pub at: PathBuf,
    /// `None` where it may change without its stamp telling so.
    pub stamp: Option<Stamp>,
    /// Whether it is as it was when it was last looked at.
    pub was_known: bool,
    /// What stands in it, but for what begins with a dot; `None` as the kind is a folder.
    pub names: Vec<(OsString, Option<EntryKind>)>,
}

impl Folder {
    /// The path of something that stands in it, as the log counts it.
    pub fn path_of(&self, name: &OsString) -> String {
        let name = name.to_string_lossy();
        if self.path.is_empty() { name.into_owned() } else { format!("{}/{name}", self.path) }
    }
}

impl Repository {
    /// The names of what stands where incidents' folders do, `incidents/YEAR/ID`, without a look into any; none in a bare
    /// repository.
    pub fn folder_names(&self) -> Vec<String> {
        let incidents = self.log_root().map(|root| root.join("incidents"));
        let years = incidents.and_then(|incidents| std::fs::read_dir(incidents).ok()).into_iter().flatten().flatten();
        let folders = years.filter_map(|year| std::fs::read_dir(year.path()).ok()).flatten().flatten();
        folders.filter_map(|folder| folder.file_name().into_string().ok()).collect()
    }
}

/// All folders below `tops`, the names that the log's own folder may have; links are not followed. The first is the log's
/// own, with those of the names that are there.
pub(super) fn walk(root: &Path, tops: &[&str], stamps: &Stamps<'_>, now: SystemTime) -> Result<Vec<Folder>, GitError> {
    let mut own = Folder { path: String::new(), at: root.to_owned(), stamp: None, was_known: false, names: Vec::new() };
    for top in tops {
        match root.join(top).symlink_metadata() {
            Ok(metadata) => own.names.push((top.into(), kind(metadata.file_type()))),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(refused(&root.join(top), &error)),
        }
    }
    own.names.sort();
    let below = below(&own, stamps, now)?;
    Ok(std::iter::once(own).chain(below).collect())
}

/// The folders in which an incident is expected, `incidents/YEAR/ID`.
pub(super) fn incident_folders(folders: &[Folder]) -> BTreeSet<String> {
    let paths = folders.iter().map(|folder| &folder.path);
    paths.filter(|path| path.starts_with("incidents/") && path.matches('/').count() == 2).cloned().collect()
}

fn below(folder: &Folder, stamps: &Stamps<'_>, now: SystemTime) -> Result<Vec<Folder>, GitError> {
    let folders = folder.names.par_iter().filter(|(_, kind)| kind.is_none());
    let below = folders.map(|(name, _)| {
        let found = match read(folder.at.join(name), folder.path_of(name), stamps, now) {
            Ok(found) => found,
            // It went while we looked.
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(refused(&folder.at.join(name), &error)),
        };
        let below = below(&found, stamps, now)?;
        Ok(std::iter::once(found).chain(below).collect())
    });
    Ok(below.collect::<Result<Vec<Vec<Folder>>, GitError>>()?.into_iter().flatten().collect())
}

fn read(at: PathBuf, path: String, stamps: &Stamps<'_>, now: SystemTime) -> io::Result<Folder> {
    // Taken before the names are read: a name that comes meanwhile changes it.
    let stamp = Stamp::of(&at.symlink_metadata()?, now);
    if let Some(names) = stamp.and_then(|stamp| stamps.names_of(&path, stamp)) {
        return Ok(Folder { path, at, stamp, was_known: true, names });
    }
    let mut names = Vec::new();
    for found in std::fs::read_dir(&at)? {
        let found: DirEntry = found?;
        if !found.file_name().as_encoded_bytes().starts_with(b".") {
            names.push((found.file_name(), kind(found.file_type()?)));
        }
    }
    names.sort();
    Ok(Folder { path, at, stamp, was_known: false, names })
}

fn kind(of: FileType) -> Option<EntryKind> {
    match of {
        of if of.is_dir() => None,
        of if of.is_file() => Some(EntryKind::File),
        of if of.is_symlink() => Some(EntryKind::Link),
        _ => Some(EntryKind::Other),
    }
}

fn refused(at: &Path, error: &io::Error) -> GitError {
    GitError::new(format!("{} cannot be read: {error}", at.display()), "see who may read it")
}

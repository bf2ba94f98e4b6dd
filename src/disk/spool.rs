//! Files of a folder that the tool keeps for itself in git's: each is whole and on the disk before anything is done by it.

use super::failure::DiskError;
use super::fault;
use super::lasting::sync_folder;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use tempfile::NamedTempFile;

/// How many were kept by this process, for the points at which tests make it fail.
static KEPT: AtomicUsize = AtomicUsize::new(0);

/// Keeps a file that only its owner may read, whole or not at all; its folder is made where it is missing.
///
/// # Errors
/// Where it cannot be written; what was there stays.
pub fn keep(path: &Path, bytes: &[u8]) -> Result<(), DiskError> {
    let kept = whole(path, bytes).and_then(|file| Ok(file.persist(path).map(drop)?));
    sync_folder(path.parent().unwrap_or(path));
    kept.map_err(|error| DiskError::refused(path, &error))
}

/// The same for a new file; gives whether there was none yet.
///
/// # Errors
/// As [`keep`].
pub fn keep_new(path: &Path, bytes: &[u8]) -> Result<bool, DiskError> {
    let refused = |error: io::Error| DiskError::refused(path, &error);
    match whole(path, bytes).map_err(refused)?.persist_noclobber(path) {
        Ok(_) => {
            sync_folder(path.parent().unwrap_or(path));
            Ok(true)
        }
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(refused(error.error)),
    }
}

fn whole(path: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let folder = path.parent().unwrap_or(path);
    fault::point("keep-folder")?;
    fs::create_dir_all(folder)?;
    // A temporary file is its owner's alone, and stays so under its new name.
    let mut file = NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    fault::point(&format!("keep-{}", KEPT.fetch_add(1, Ordering::Relaxed)))?;
    Ok(file)
}

/// Forgets such a file, where it is still there.
///
/// # Errors
/// Where the folder cannot be written.
pub fn forget(path: &Path) -> Result<(), DiskError> {
    match fault::point("forget").and_then(|()| fs::remove_file(path)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(DiskError::refused(path, &error)),
        _ => Ok(()),
    }
}

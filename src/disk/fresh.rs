//! A folder that is there for a while.

use super::failure::DiskError;
use super::fault;
use super::write::remove_derived_folder;
use std::fs::{self, File};
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// A folder under the name that it is made under; whatever stands there in the end goes with it.
#[derive(Debug)]
pub struct Fresh {
    path: PathBuf,
    /// The folder itself, where others sweep: locked while its maker lives, if the system can do that.
    _held: Option<File>,
}

impl Fresh {
    /// An empty folder.
    ///
    /// # Errors
    /// Where it cannot be made.
    pub fn new(path: PathBuf) -> Result<Self, DiskError> {
        let refused = |error: std::io::Error| DiskError::refused(path.parent().unwrap_or(&path), &error);
        // A run that made one of this name may have died.
        remove_derived_folder(&path).map_err(refused)?;
        fault::point("fresh").and_then(|()| fs::create_dir(&path)).map_err(refused)?;
        Ok(Self { path, _held: None })
    }

    /// An empty folder of which no other run knows: a number stands between the start and the end of its name.
    ///
    /// # Errors
    /// Where it cannot be made.
    pub fn of_its_own(parent: &Path, start: &str, end: &str) -> Result<Self, DiskError> {
        loop {
            // Not the process's number: in two containers both can be the first.
            let number = RandomState::new().build_hasher().finish();
            let path = parent.join(format!("{start}{number}{end}"));
            match fault::point("fresh").and_then(|()| fs::create_dir(&path)) {
                Err(error) if error.kind() == ErrorKind::AlreadyExists => continue,
                Err(error) => return Err(DiskError::refused(parent, &error)),
                Ok(()) => {}
            }
            let held = File::open(&path).ok().filter(|folder| folder.lock().is_ok());
            // Somebody who sweeps may have taken it for one that was left, before it was held.
            if path.exists() {
                return Ok(Self { path, _held: held });
            }
        }
    }

    /// Takes away what makers left who died: folders with names like theirs that nobody holds.
    pub fn sweep(parent: &Path, start: &str, end: &str) {
        let Ok(found) = fs::read_dir(parent) else { return };
        for found in found.filter_map(Result::ok) {
            let name = found.file_name();
            let Some(name) = name.to_str().and_then(|name| name.strip_prefix(start)?.strip_suffix(end)) else {
                continue;
            };
            // A number alone: anything else is somebody's own, or has stepped aside.
            if !name.bytes().all(|byte| byte.is_ascii_digit()) || !found.file_type().is_ok_and(|kind| kind.is_dir()) {
                continue;
            }
            if let Ok(folder) = File::open(found.path())
                && folder.try_lock().is_ok()
            {
                // That it goes is a matter of tidiness.
                let _ = fs::remove_dir_all(found.path());
            }
        }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        // That it goes is a matter of tidiness.
        let _ = fs::remove_dir_all(&self.path);
    }
}

//! A folder that is there for a while.

use super::failure::DiskError;
use super::write::remove_derived_folder;
use std::fs;
use std::path::{Path, PathBuf};

/// A folder under the name that it is made under; whatever stands there in the end goes with it.
#[derive(Debug)]
pub struct Fresh(PathBuf);

impl Fresh {
    /// An empty folder.
    ///
    /// # Errors
    /// Where it cannot be made.
    pub fn new(path: PathBuf) -> Result<Self, DiskError> {
        let refused = |error: std::io::Error| DiskError::refused(path.parent().unwrap_or(&path), &error);
        // A run that made one of this name may have died.
        remove_derived_folder(&path).map_err(refused)?;
        fs::create_dir(&path).map_err(refused)?;
        Ok(Self(path))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        // That it goes is a matter of tidiness.
        let _ = fs::remove_dir_all(&self.0);
    }
}

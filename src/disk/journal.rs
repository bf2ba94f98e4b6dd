//! What is being written, written down first: whoever finds it after a crash undoes or finishes the work.

use super::failure::DiskError;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// One file on its way.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Step {
    pub target: PathBuf,
    /// The new text, beside the target.
    pub fresh: PathBuf,
    /// What the target held; `None` where there was none.
    pub before: Option<String>,
}

/// How far the work has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// Fresh files are being made; nobody sees them yet. A crash is undone.
    Preparing,
    /// All fresh files are whole on the disk. A crash is finished.
    Ready,
}

/// The work as a whole.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Journal {
    pub stage: Stage,
    pub steps: Vec<Step>,
    /// Folders that were made for it, the outer ones first.
    pub folders: Vec<PathBuf>,
}

const NAME: &str = "incident-journal.json";

impl Journal {
    /// What an interrupted run left in git's folder.
    pub fn find(git_dir: &Path) -> Option<Self> {
        serde_json::from_slice(&fs::read(git_dir.join(NAME)).ok()?).ok()
    }

    /// Whether a run was interrupted, or is at work.
    pub fn exists(git_dir: &Path) -> bool {
        git_dir.join(NAME).exists()
    }

    /// Writes it down, so that it is on the disk before anything else is.
    pub fn save(&self, git_dir: &Path) -> io::Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(git_dir)?;
        serde_json::to_writer(&mut file, self)?;
        file.flush()?;
        file.as_file().sync_all()?;
        file.persist(git_dir.join(NAME))?;
        sync_folder(git_dir);
        Ok(())
    }

    /// Forgets it: the work is done or undone.
    pub fn remove(git_dir: &Path) -> io::Result<()> {
        match fs::remove_file(git_dir.join(NAME)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Takes away what was prepared.
    pub fn undo(&self) {
        for step in &self.steps {
            // What is not there need not be taken away.
            let _ = fs::remove_file(&step.fresh);
        }
        for folder in self.folders.iter().rev() {
            // Only an empty folder goes: somebody may have put a file there meanwhile.
            let _ = fs::remove_dir(folder);
        }
    }

    /// Puts each fresh file in its place.
    ///
    /// # Errors
    /// Where a target changed since it was read; what was put in place so far is taken back.
    pub fn finish(&self) -> Result<(), DiskError> {
        for (number, step) in self.steps.iter().enumerate() {
            let put = super::fault::point(&format!("rename-{number}"))
                .map_err(|error| DiskError::refused(&step.target, &error))
                .and_then(|()| step.put());
            if let Err(error) = put {
                self.take_back(number);
                self.undo();
                return Err(error);
            }
        }
        for step in &self.steps {
            if let Some(folder) = step.target.parent() {
                sync_folder(folder);
            }
        }
        Ok(())
    }

    fn take_back(&self, done: usize) {
        for step in self.steps.iter().take(done) {
            let restored = match &step.before {
                Some(before) => fs::write(&step.fresh, before).and_then(|()| fs::rename(&step.fresh, &step.target)),
                None => fs::remove_file(&step.target),
            };
            // There is nothing better to do on a disk that takes nothing any more; the error itself is reported.
            let _ = restored;
        }
    }
}

impl Step {
    /// Whether the target still holds what it held when it was read.
    pub fn is_unchanged(&self) -> io::Result<bool> {
        match (fs::read(&self.target), &self.before) {
            (Ok(now), Some(before)) => Ok(now == before.as_bytes()),
            (Ok(_), None) => Ok(false),
            (Err(error), before) if error.kind() == io::ErrorKind::NotFound => Ok(before.is_none()),
            (Err(error), _) => Err(error),
        }
    }

    /// The refusal to write over somebody else's change.
    pub fn changed(&self) -> DiskError {
        let (message, help) = match self.before {
            Some(_) => ("this changed while the command ran", "run the command again; nothing was changed"),
            None => ("there is such a file already", "run the command again; nothing was changed"),
        };
        DiskError::new(&self.target, message, help)
    }

    fn put(&self) -> Result<(), DiskError> {
        let refused = |error: io::Error| DiskError::refused(&self.target, &error);
        if !self.fresh.exists() {
            // A run that was interrupted behind this step has put it in place.
            return Ok(());
        }
        if !self.is_unchanged().map_err(refused)? {
            return Err(self.changed());
        }
        if self.before.is_some() {
            return fs::rename(&self.fresh, &self.target).map_err(refused);
        }
        // A link is refused where a file has appeared meanwhile; a rename would take its place.
        match fs::hard_link(&self.fresh, &self.target) {
            Ok(()) => fs::remove_file(&self.fresh).map_err(refused),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(self.changed()),
            Err(_) => fs::rename(&self.fresh, &self.target).map_err(refused),
        }
    }
}

/// Makes a rename within a folder last; not every file system can, and then the rename lasts all the same.
fn sync_folder(folder: &Path) {
    if let Ok(folder) = fs::File::open(folder) {
        let _ = folder.sync_all();
    }
}

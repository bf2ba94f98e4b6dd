//! What is being written, written down first: whoever finds it after a crash undoes or finishes the work.

use super::failure::DiskError;
use super::fault;
use super::lasting::sync_folder;
use super::step::{State, Step, fresh_path, inside};
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// How far the work has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// Fresh files are being made; nobody sees them yet. A crash is undone.
    Preparing,
    /// Every new text is whole on the disk. A crash is finished.
    Ready,
    /// Not every text could be put in its place: those that were are taken back. A crash is finished.
    TakingBack,
}

/// The work as a whole. Its paths count from the top of the work tree, so that a copy of a repository is not the original.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Journal {
    pub stage: Stage,
    pub steps: Vec<Step>,
    /// Folders that were made for it, the outer ones first.
    pub folders: Vec<String>,
}

const NAME: &str = "incident-journal.json";
/// Where a journal goes that cannot be finished: it holds every text, so that none is lost.
const UNFINISHED: &str = "incident-unfinished.json";

impl Journal {
    /// Whether a run was interrupted, or is at work.
    pub fn exists(git_dir: &Path) -> bool {
        git_dir.join(NAME).exists()
    }

    /// Writes it down, so that it is on the disk before anything else is.
    pub fn save(&self, git_dir: &Path) -> io::Result<()> {
        fault::point("journal")?;
        let mut file = tempfile::NamedTempFile::new_in(git_dir)?;
        file.write_all(&serde_json::to_vec(self)?)?;
        file.as_file().sync_all()?;
        fault::point("journal-in-place")?;
        file.persist(git_dir.join(NAME))?;
        sync_folder(git_dir);
        Ok(())
    }

    /// Forgets it: the work is done or undone.
    pub fn remove(git_dir: &Path) -> io::Result<()> {
        match fault::point("journal-away").and_then(|()| fs::remove_file(git_dir.join(NAME))) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Makes every new text whole on the disk, beside its target.
    pub fn prepare(&self, top: &Path) -> Result<(), DiskError> {
        for folder in &self.folders {
            let folder = top.join(folder);
            match fault::point("folder").and_then(|()| fs::create_dir(&folder)) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                    return Err(DiskError::refused(&folder, &error));
                }
                _ => {}
            }
        }
        for (number, step) in self.steps.iter().enumerate() {
            let made = fault::point(&format!("write-{number}")).and_then(|()| step.make(top));
            made.map_err(|error| DiskError::refused(&top.join(&step.target), &error))?;
        }
        Ok(())
    }

    /// Takes away what was prepared; gives whether all of it is gone.
    pub fn undo(&self, top: &Path) -> bool {
        let mut is_gone = true;
        for step in &self.steps {
            let fresh = fresh_path(&top.join(&step.target));
            // What is not there need not be taken away.
            let removed = fault::point("undo").and_then(|()| fs::remove_file(&fresh));
            is_gone &= removed.is_ok() || !fresh.exists();
        }
        for folder in self.folders.iter().rev() {
            // Only an empty folder goes: somebody may have put a file there meanwhile.
            let _ = fs::remove_dir(top.join(folder));
        }
        is_gone
    }

    /// Takes back what was put in place, and what was prepared; gives whether all of it is gone.
    pub fn take_back(&self, top: &Path) -> bool {
        let left = self.steps.iter().filter(|step| !step.take_back(top)).count();
        left == 0 && self.undo(top)
    }

    /// Puts each new text in its place.
    ///
    /// # Errors
    /// Where a target changed since it was read, or cannot be written; what was put in place so far stays.
    pub fn finish(&self, top: &Path) -> Result<(), DiskError> {
        for (number, step) in self.steps.iter().enumerate() {
            fault::point(&format!("rename-{number}"))
                .map_err(|error| DiskError::refused(&top.join(&step.target), &error))?;
            step.put(top)?;
        }
        self.sync(top);
        Ok(())
    }

    fn sync(&self, top: &Path) {
        for step in &self.steps {
            if let Some(folder) = top.join(&step.target).parent() {
                sync_folder(folder);
            }
        }
        // A new folder lasts by its own name in the one around it.
        for folder in self.folders.iter().rev() {
            if let Some(around) = top.join(folder).parent() {
                sync_folder(around);
            }
        }
    }

    /// Undoes or finishes what an interrupted run left, by what each file holds now: its old text, its new one, or
    /// what somebody has written since, which is never touched.
    ///
    /// # Errors
    /// Where a file was changed since, or cannot be written. Every text is kept: in the files, and in git's folder.
    pub fn recover(git_dir: &Path, top: &Path) -> Result<(), DiskError> {
        let path = git_dir.join(NAME);
        let bytes = match fs::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            read => read.map_err(|error| DiskError::refused(&path, &error))?,
        };
        let journal: Option<Self> = serde_json::from_slice(&bytes).ok();
        let Some(journal) = journal.filter(|journal| journal.is_inside(top)) else {
            let kept = set_aside(git_dir)?;
            let message = "an interrupted command left a journal that cannot be read";
            return Err(DiskError::new(
                &kept,
                message,
                "it was put aside here; `git status` shows what it may have begun",
            ));
        };
        if journal.stage != Stage::Ready {
            let is_back = match journal.stage {
                Stage::TakingBack => journal.take_back(top),
                Stage::Preparing | Stage::Ready => journal.undo(top),
            };
            if !is_back {
                let help =
                    "free some space, or see that you may write there, and run this again; nothing else was changed";
                return Err(DiskError::new(&path, "what an interrupted command began cannot be taken back", help));
            }
            return forget(git_dir);
        }
        let mut changed = Vec::new();
        for step in &journal.steps {
            let target = top.join(&step.target);
            match step.state(top).map_err(|error| DiskError::refused(&target, &error))? {
                State::Changed => changed.push(step.target.clone()),
                State::Before | State::After => {}
            }
        }
        if !changed.is_empty() {
            let kept = set_aside(git_dir)?;
            journal.undo(top);
            let message = format!("a command was interrupted, and {} changed since", changed.join(", "));
            let help = format!(
                "no file was touched; {} holds what it was about to write, `git diff` shows what it wrote",
                kept.display()
            );
            return Err(DiskError::new(&top.join(&changed[0]), message, help));
        }
        for folder in &journal.folders {
            let folder = top.join(folder);
            fs::create_dir_all(&folder).map_err(|error| DiskError::refused(&folder, &error))?;
        }
        journal.steps.iter().try_for_each(|step| step.put(top))?;
        journal.sync(top);
        forget(git_dir)
    }

    fn is_inside(&self, top: &Path) -> bool {
        let targets = self.steps.iter().map(|step| &step.target);
        targets.chain(&self.folders).all(|path| inside(top, path).is_some())
    }
}

fn forget(git_dir: &Path) -> Result<(), DiskError> {
    Journal::remove(git_dir).map_err(|error| DiskError::refused(git_dir, &error))
}

fn set_aside(git_dir: &Path) -> Result<PathBuf, DiskError> {
    let kept = git_dir.join(UNFINISHED);
    fs::rename(git_dir.join(NAME), &kept).map_err(|error| DiskError::refused(&kept, &error))?;
    Ok(kept)
}

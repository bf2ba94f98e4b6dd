//! One writer at a time, and what an interrupted one left.

use super::failure::DiskError;
use super::journal::{Journal, Stage};
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Held while a command reads, edits and writes; it goes with the process, however that ends.
#[derive(Debug)]
pub struct Lock {
    git_dir: PathBuf,
    _file: File,
}

impl Lock {
    /// Git's folder of the work tree that is written to.
    pub fn git_dir(&self) -> &Path {
        &self.git_dir
    }
}

/// A command holds the lock for milliseconds; one that holds it for longer waits for a hook or hangs.
const PATIENCE: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(20);

/// Waits until no other command writes, and undoes or finishes what an interrupted one left.
///
/// # Errors
/// Where git's folder cannot be written, another command keeps the lock, or an interrupted one cannot be finished.
pub fn lock(git_dir: &Path) -> Result<Lock, DiskError> {
    let path = git_dir.join("incident.lock");
    let refused = |error: std::io::Error| DiskError::refused(&path, &error);
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(refused)?;
    let begun = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => break,
            Err(TryLockError::Error(error)) => return Err(refused(error)),
            Err(TryLockError::WouldBlock) if begun.elapsed() > PATIENCE => {
                let help = "wait for it to end, or end it, and run this again; nothing was changed";
                return Err(DiskError::new(&path, "another incident command has been writing for a while", help));
            }
            Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
        }
    }
    recover(git_dir)?;
    Ok(Lock { git_dir: git_dir.to_owned(), _file: file })
}

/// Undoes or finishes what an interrupted command left, where there is such a thing; for those who only read.
///
/// # Errors
/// As [`lock`].
pub fn finish_interrupted(git_dir: &Path) -> Result<(), DiskError> {
    if Journal::exists(git_dir) {
        lock(git_dir)?;
    }
    Ok(())
}

fn recover(git_dir: &Path) -> Result<(), DiskError> {
    let finished = match Journal::find(git_dir) {
        Some(journal) if journal.stage == Stage::Ready => journal.finish(),
        Some(journal) => {
            journal.undo();
            Ok(())
        }
        None => Ok(()),
    };
    Journal::remove(git_dir).map_err(|error| DiskError::refused(git_dir, &error))?;
    finished.map_err(|error| DiskError {
        message: format!("a command that was interrupted could not be finished: {}", error.message),
        help: "what it had begun was taken back; run it again".to_owned(),
        ..error
    })
}

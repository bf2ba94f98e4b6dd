//! One writer at a time, and what an interrupted one left.

use super::failure::DiskError;
use super::fault;
use super::journal::Journal;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// Held while a command reads, edits and writes; it goes with the process, however that ends.
#[derive(Debug)]
pub struct Lock {
    git_dir: PathBuf,
    top: PathBuf,
    file: File,
}

impl Lock {
    /// Git's folder of the work tree that is written to.
    pub fn git_dir(&self) -> &Path {
        &self.git_dir
    }

    /// The top of the work tree.
    pub fn top(&self) -> &Path {
        &self.top
    }

    /// Lets others write: what this command had to write is written.
    pub fn release(&self) {
        // Where it cannot be let go now, it goes with the process.
        let _ = self.file.unlock();
    }
}

/// A command holds the lock for milliseconds; one that holds it for longer waits for a hook or hangs. A queue that moves on is
/// waited for, however long it is.
const PATIENCE: Duration = Duration::from_secs(20);
/// The first fetch of a large repository takes minutes.
const PATIENCE_FOR_NETWORK: Duration = Duration::from_secs(600);

/// Waits until no other command writes, and undoes or finishes what an interrupted one left.
///
/// # Errors
/// Where git's folder cannot be written, another command keeps the lock, or an interrupted one cannot be finished.
pub fn lock(git_dir: &Path, top: &Path) -> Result<Lock, DiskError> {
    let file = locked(&git_dir.join("incident.lock"), PATIENCE)?;
    Journal::recover(git_dir, top)?;
    Ok(Lock { git_dir: git_dir.to_owned(), top: top.to_owned(), file })
}

/// Held while something that all work trees of a repository share is read and written; it goes with the process.
#[derive(Debug)]
pub struct SharedLock(#[expect(dead_code, reason = "it is held, and never looked at")] File);

/// Waits until nobody else changes the repository's hooks.
///
/// # Errors
/// Where git's folder cannot be written, or another command keeps the lock.
pub fn lock_hooks(common_dir: &Path) -> Result<SharedLock, DiskError> {
    locked(&common_dir.join("incident-hook.lock"), PATIENCE).map(SharedLock)
}

/// Waits until nobody else sends what waits to go out.
///
/// # Errors
/// As [`lock_hooks`].
pub fn lock_outbox(common_dir: &Path) -> Result<SharedLock, DiskError> {
    locked(&common_dir.join("incident-outbox.lock"), PATIENCE).map(SharedLock)
}

/// Waits until nobody else fetches into a copy.
///
/// # Errors
/// As [`lock_hooks`].
pub fn lock_copy(path: &Path) -> Result<SharedLock, DiskError> {
    locked(path, PATIENCE_FOR_NETWORK).map(SharedLock)
}

/// Nobody waits for derived files: `None` where another process writes them, or they cannot be written.
pub fn lock_derived(path: &Path) -> Option<SharedLock> {
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(path).ok()?;
    file.try_lock().ok().map(|()| SharedLock(file))
}

/// A file, once nobody else has it locked.
fn locked(path: &Path, patience: Duration) -> Result<File, DiskError> {
    let refused = |error: std::io::Error| DiskError::refused(path, &error);
    let open = || OpenOptions::new().create(true).truncate(false).write(true).open(path);
    let file = fault::point("lock").and_then(|()| open()).map_err(refused)?;
    match file.try_lock() {
        Ok(()) => return Ok(signed(file)),
        Err(TryLockError::Error(error)) => return Err(refused(error)),
        Err(TryLockError::WouldBlock) => {}
    }
    // The system lets those who wait have it in the order in which they came; who only looks now and then may starve.
    let (waiting, (tell, told)) = (file.try_clone().map_err(refused)?, channel());
    std::thread::spawn(move || {
        // Nobody listens any more once patience has ended.
        let _ = tell.send(waiting.lock());
    });
    match waited(&told, patience, || std::fs::read(path).ok()) {
        Some(locked) => locked.map(|()| signed(file)).map_err(refused),
        None => {
            let help = "wait for it to end, or end it, and run this again; nothing was changed";
            Err(DiskError::new(path, "another incident command has been writing for a while", help))
        }
    }
}

/// The lock's file with the process that holds it in it, so that those who wait see that it goes from one to the next.
fn signed(mut file: File) -> File {
    // Without it, they wait for less long.
    let _ = file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id()));
    file
}

/// What is told, unless one holder keeps it from being told for as long as patience lasts.
fn waited<T, H: PartialEq>(told: &Receiver<T>, patience: Duration, mut holder: impl FnMut() -> H) -> Option<T> {
    let mut last = holder();
    loop {
        if let Ok(told) = told.recv_timeout(patience) {
            return Some(told);
        }
        let now = holder();
        if now == last {
            return None;
        }
        last = now;
    }
}

/// Undoes or finishes what an interrupted command left, where there is such a thing; for those who only read.
///
/// # Errors
/// As [`lock`].
pub fn finish_interrupted(git_dir: &Path, top: &Path) -> Result<(), DiskError> {
    if Journal::exists(git_dir) {
        lock(git_dir, top)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queue_that_moves_on_is_waited_for_and_one_that_stands_still_is_not() {
        let (tell, told) = channel();
        let mut holders = [1, 2, 3, 4].into_iter();
        let holder = || match holders.next() {
            Some(holder) => holder,
            None => {
                let _ = tell.send("locked");
                5
            }
        };
        assert_eq!(waited(&told, Duration::from_millis(1), holder), Some("locked"));
        let mut looked = 0;
        let holder = || {
            looked += 1;
            looked.min(3)
        };
        assert_eq!(waited(&told, Duration::from_millis(1), holder), None);
        assert_eq!(looked, 4);
    }
}

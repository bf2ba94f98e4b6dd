//! Several files, all or none.

use super::failure::DiskError;
use super::fault;
use super::journal::{Journal, Stage};
use super::lock::Lock;
use super::step::{State, Step, inside};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// A file to be written.
#[derive(Clone, Debug)]
pub struct Write {
    pub path: PathBuf,
    /// What the file held when it was read; `None` for a new one.
    pub before: Option<String>,
    pub after: String,
}

/// Writes all files or, where one cannot be written or changed since it was read, none. A crash in between is
/// undone or finished by the next command.
///
/// # Errors
/// Where a file changed meanwhile, appeared, cannot be written, or the way to it leads through a link; every file is then
/// as it was.
pub fn write_all(lock: &Lock, writes: &[Write]) -> Result<(), DiskError> {
    let (git_dir, top) = (lock.git_dir(), lock.top());
    let mut steps = Vec::new();
    for write in writes {
        let target = from_top(top, &write.path)?;
        let step = Step { target, before: write.before.clone(), after: write.after.clone() };
        if step.state(top).map_err(|error| DiskError::refused(&write.path, &error))? != State::Before {
            return Err(step.changed(top));
        }
        steps.push(step);
    }
    let folders = missing_folders(top, &steps);
    let mut journal = Journal { stage: Stage::Preparing, steps, folders };
    let save = |journal: &Journal| journal.save(git_dir).map_err(|error| DiskError::refused(git_dir, &error));
    save(&journal)?;
    let mut done = journal.prepare(top);
    if done.is_ok() {
        journal.stage = Stage::Ready;
        done = save(&journal);
    }
    if let Err(error) = done {
        if journal.undo(top) {
            // The next command undoes what is undone already, which does no harm.
            let _ = Journal::remove(git_dir);
        }
        return Err(error);
    }
    let Err(error) = journal.finish(top) else {
        // Where it stays, the next command finds everything done, and forgets it.
        let _ = Journal::remove(git_dir);
        return Ok(());
    };
    journal.stage = Stage::TakingBack;
    if save(&journal).is_err() {
        return Err(error.half_done("the next incident command puts all of this in place"));
    }
    if !journal.take_back(top) {
        return Err(error.half_done("the next incident command takes back what was begun"));
    }
    let _ = Journal::remove(git_dir);
    Err(error)
}

/// Writes a file that is no part of the log, whole or not at all: one that only saves work and is made again where the disk
/// loses it, or one that git hands on.
///
/// # Errors
/// Where it cannot be written; what was there stays.
pub fn write_derived(path: &Path, bytes: &[u8]) -> io::Result<()> {
    fault::point("derived-begin")?;
    let mut file = NamedTempFile::new_in(path.parent().unwrap_or(Path::new(".")))?;
    file.write_all(bytes)?;
    fault::point("derived")?;
    file.persist(path)?;
    Ok(())
}

/// Makes a folder for derived files, and those around it.
///
/// # Errors
/// Where it cannot be made.
pub fn make_derived_folder(path: &Path) -> io::Result<()> {
    fault::point("derived-folder")?;
    std::fs::create_dir_all(path)
}

/// The same for files that nobody else on the machine may read.
///
/// # Errors
/// Where it cannot be made.
pub fn make_private_folder(path: &Path) -> io::Result<()> {
    fault::point("derived-folder")?;
    let mut folder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
    folder.recursive(true).create(path)
}

/// Takes a folder of derived files away; what is gone already need not go.
///
/// # Errors
/// Where it stays, whole or in part.
pub fn remove_derived_folder(path: &Path) -> io::Result<()> {
    match std::fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// A path as the top counts it. A link on the way may lead out of the log, to a file that is nobody's business here.
fn from_top(top: &Path, path: &Path) -> Result<String, DiskError> {
    let outside = || DiskError::new(path, "this is not in the work tree", "nothing was changed");
    let relative = path.strip_prefix(top).map_err(|_| outside())?;
    let names: Option<Vec<&str>> = relative.components().map(|name| name.as_os_str().to_str()).collect();
    let relative = names.ok_or_else(outside)?.join("/");
    if inside(top, &relative).is_some() {
        return Ok(relative);
    }
    let link = path.ancestors().filter(|at| at.is_symlink()).last().unwrap_or(path);
    let help = "put the file or folder itself there; nothing was changed";
    Err(DiskError::new(link, "this is a link, and nothing is written through one", help))
}

/// The folders that are missing on the way to the files, the outer ones first.
fn missing_folders(top: &Path, steps: &[Step]) -> Vec<String> {
    let mut folders: Vec<String> = Vec::new();
    for step in steps {
        let mut folder = step.target.as_str();
        while let Some((parent, _)) = folder.rsplit_once('/') {
            if top.join(parent).exists() {
                break;
            }
            folders.push(parent.to_owned());
            folder = parent;
        }
    }
    folders.sort();
    folders.dedup();
    folders
}

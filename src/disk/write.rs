//! Several files, all or none.

use super::failure::DiskError;
use super::fault;
use super::journal::{Journal, Stage, Step};
use super::lock::Lock;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

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
/// Where a file changed meanwhile, appeared, cannot be written, or the way to it from `root` leads through a link; every
/// file is then as it was.
pub fn write_all(lock: &Lock, root: &Path, writes: &[Write]) -> Result<(), DiskError> {
    writes.iter().try_for_each(|write| check_way(root, &write.path))?;
    let steps: Vec<Step> = writes
        .iter()
        .map(|write| Step { target: write.path.clone(), fresh: fresh_path(&write.path), before: write.before.clone() })
        .collect();
    for step in &steps {
        if !step.is_unchanged().map_err(|error| DiskError::refused(&step.target, &error))? {
            return Err(step.changed());
        }
    }
    let mut journal = Journal { stage: Stage::Preparing, steps, folders: missing_folders(writes) };
    let git_dir = lock.git_dir();
    let save = |journal: &Journal| journal.save(git_dir).map_err(|error| DiskError::refused(git_dir, &error));
    save(&journal)?;
    let mut done = prepare(&journal, writes);
    if done.is_ok() {
        journal.stage = Stage::Ready;
        done = save(&journal);
    }
    match done {
        Ok(()) => {
            let finished = journal.finish();
            Journal::remove(git_dir).map_err(|error| DiskError::refused(git_dir, &error))?;
            finished
        }
        Err(error) => {
            journal.undo();
            // The next command undoes what is undone already, which does no harm.
            let _ = Journal::remove(git_dir);
            Err(error)
        }
    }
}

/// A link on the way may lead out of the log, to a file that is nobody's business here.
fn check_way(root: &Path, target: &Path) -> Result<(), DiskError> {
    let Ok(inside) = target.strip_prefix(root) else { return Ok(()) };
    let mut at = root.to_path_buf();
    for name in inside.components() {
        at.push(name);
        if fs::symlink_metadata(&at).is_ok_and(|found| found.is_symlink()) {
            let help = "put the file or folder itself there; nothing was changed";
            return Err(DiskError::new(&at, "this is a link, and nothing is written through one", help));
        }
    }
    Ok(())
}

fn prepare(journal: &Journal, writes: &[Write]) -> Result<(), DiskError> {
    for folder in &journal.folders {
        match fs::create_dir(folder) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(DiskError::refused(folder, &error));
            }
            _ => {}
        }
    }
    for (number, (step, write)) in journal.steps.iter().zip(writes).enumerate() {
        let made = fault::point(&format!("write-{number}")).and_then(|()| make(step, &write.after));
        made.map_err(|error| DiskError::refused(&step.target, &error))?;
    }
    Ok(())
}

/// Makes the fresh file whole, on the disk, with the target's permissions.
fn make(step: &Step, text: &str) -> io::Result<()> {
    match fs::remove_file(&step.fresh) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(&step.fresh)?;
    file.write_all(text.as_bytes())?;
    if step.before.is_some() {
        file.set_permissions(fs::metadata(&step.target)?.permissions())?;
    }
    file.sync_all()
}

/// Where a file's new text stands until it takes its place: beside it, and hidden from readers of the log.
fn fresh_path(target: &Path) -> PathBuf {
    let name = target.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    target.with_file_name(format!(".{name}.incident-new"))
}

/// The folders that are missing on the way to the files, the outer ones first.
fn missing_folders(writes: &[Write]) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = Vec::new();
    for write in writes {
        let parents =
            write.path.ancestors().skip(1).take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists());
        folders.extend(parents.map(Path::to_path_buf));
    }
    folders.sort();
    folders.dedup();
    folders
}

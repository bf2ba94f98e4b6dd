//! One file on its way from its old text to its new one.

use super::failure::DiskError;
use super::fault;
use serde::{Deserialize, Serialize};
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Component, Path, PathBuf};

/// A file with both its texts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Step {
    /// From the top of the work tree.
    pub target: String,
    /// What it held when it was read; `None` where there was none.
    pub before: Option<String>,
    pub after: String,
}

/// What a file holds now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Before,
    After,
    /// Neither: somebody else has written it.
    Changed,
}

impl Step {
    /// What the target holds now.
    pub fn state(&self, top: &Path) -> io::Result<State> {
        match (fs::read(top.join(&self.target)), &self.before) {
            (Ok(now), _) if now == self.after.as_bytes() => Ok(State::After),
            (Ok(now), Some(before)) if now == before.as_bytes() => Ok(State::Before),
            (Ok(_), _) => Ok(State::Changed),
            (Err(error), before) if error.kind() == io::ErrorKind::NotFound => {
                Ok(if before.is_none() { State::Before } else { State::Changed })
            }
            (Err(error), _) => Err(error),
        }
    }

    /// The refusal to write over somebody else's change.
    pub fn changed(&self, top: &Path) -> DiskError {
        let (message, help) = match self.before {
            Some(_) => ("this changed while the command ran", "run the command again; nothing was changed"),
            None => ("there is such a file already", "run the command again; nothing was changed"),
        };
        DiskError::new(&top.join(&self.target), message, help)
    }

    /// Makes the new text whole, on the disk, beside the target and with its permissions.
    pub fn make(&self, top: &Path) -> io::Result<()> {
        let target = top.join(&self.target);
        let fresh = fresh_path(&target);
        match fs::remove_file(&fresh) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        fault::point("create")?;
        let mut file = OpenOptions::new().write(true).create_new(true).open(&fresh)?;
        fault::point("fill")?;
        file.write_all(self.after.as_bytes())?;
        if self.before.is_some() {
            file.set_permissions(fs::metadata(&target)?.permissions())?;
        }
        fault::point("sync")?;
        file.sync_all()
    }

    /// Puts the new text in its place, where it does not stand there yet.
    ///
    /// # Errors
    /// Where somebody else has written the target, or it cannot be written.
    pub fn put(&self, top: &Path) -> Result<(), DiskError> {
        let target = top.join(&self.target);
        let fresh = fresh_path(&target);
        let refused = |error: io::Error| DiskError::refused(&target, &error);
        match self.state(top).map_err(refused)? {
            State::After => {
                // A link to the text in its place may be left of a run that died.
                let _ = fs::remove_file(&fresh);
                return Ok(());
            }
            State::Changed => return Err(self.changed(top)),
            State::Before if !fresh.exists() => self.make(top).map_err(refused)?,
            State::Before => {}
        }
        if self.before.is_some() {
            return fault::point("replace").and_then(|()| fs::rename(&fresh, &target)).map_err(refused);
        }
        // A link is refused where a file has appeared meanwhile; a rename would take its place.
        match fault::point("link").and_then(|()| fs::hard_link(&fresh, &target)) {
            // The text is in its place; the other name of it is taken away by whoever writes there next.
            Ok(()) => {
                let _ = fault::point("unlink").and_then(|()| fs::remove_file(&fresh));
                Ok(())
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(self.changed(top)),
            Err(_) => fault::point("move").and_then(|()| fs::rename(&fresh, &target)).map_err(refused),
        }
    }

    /// Takes the new text back, where it still stands as it was put; gives whether it is not there any more.
    pub fn take_back(&self, top: &Path) -> bool {
        let target = top.join(&self.target);
        match self.state(top) {
            Ok(State::After) => {}
            state => return state.is_ok(),
        }
        let restored = match &self.before {
            Some(before) => {
                let back =
                    Self { after: before.clone(), before: Some(self.after.clone()), target: self.target.clone() };
                back.make(top)
                    .and_then(|()| fault::point("restore"))
                    .and_then(|()| fs::rename(fresh_path(&target), &target))
            }
            None => fault::point("take-back").and_then(|()| fs::remove_file(&target)),
        };
        restored.is_ok()
    }
}

/// Where a file's new text stands until it takes its place: beside it, and hidden from readers of the log.
pub fn fresh_path(target: &Path) -> PathBuf {
    let name = target.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    target.with_file_name(format!(".{name}.incident-new"))
}

/// The place of a path from the top; `None` where it leads out of the work tree, into git's own folder, or through a
/// link, which may lead anywhere.
pub fn inside(top: &Path, path: &str) -> Option<PathBuf> {
    let mut at = top.to_path_buf();
    for name in Path::new(path).components() {
        let Component::Normal(name) = name else { return None };
        at.push(name);
        let is_link = fs::symlink_metadata(&at).is_ok_and(|found| found.is_symlink());
        if is_link || name.eq_ignore_ascii_case(".git") {
            return None;
        }
    }
    Some(at)
}

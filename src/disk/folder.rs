//! A folder of derived files, replaced in one move: readers see the old one or the new one, never half of either.

use super::failure::DiskError;
use super::fault;
use super::fresh::Fresh;
use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use walkdir::WalkDir;

/// The file that tells a folder which the tool made from one that it must not touch.
pub const SITE_MARKER: &str = ".incident-site";

/// How the name of a folder ends that is being built.
const ENDING: &str = ".incident-build";
/// It tells git to leave out the folder that it stands in.
const IGNORE: &str = ".gitignore";

/// A folder in the making, which takes the place of another in one move; where it does not come to that, it goes.
#[derive(Debug)]
pub struct NewFolder {
    out: PathBuf,
    /// Where what stands there steps aside to, where two folders cannot change places at once.
    aside: PathBuf,
    fresh: Fresh,
    /// The paths of its files, and the folders that were made for them.
    files: Mutex<BTreeSet<String>>,
    folders: Mutex<HashSet<PathBuf>>,
}

impl NewFolder {
    /// Begins a folder for the place of `out`.
    ///
    /// # Errors
    /// Where `out` is something else than a site that was built before, or nothing can be written beside it.
    pub fn begin(out: &Path) -> Result<Self, DiskError> {
        let out = std::path::absolute(out).map_err(|error| DiskError::refused(out, &error))?;
        check_replaceable(&out)?;
        let (Some(parent), Some(name)) = (out.parent(), out.file_name()) else {
            return Err(DiskError::new(&out, "a site cannot stand here", "name a folder of its own with --out"));
        };
        let made = fault::point("site-parent").and_then(|()| fs::create_dir_all(parent));
        made.map_err(|error| DiskError::refused(parent, &error))?;
        let prefix = format!(".{}.", name.to_string_lossy());
        Fresh::sweep(parent, &prefix, ENDING);
        let aside = parent.join(format!("{prefix}old{ENDING}"));
        bring_back(&aside, &out)?;
        let fresh = Fresh::of_its_own(parent, &prefix, ENDING)?;
        // A build that is killed leaves nothing that `git add` would take.
        let ignored = fault::point("site-file").and_then(|()| fs::write(fresh.path().join(IGNORE), "*\n"));
        ignored.map_err(|error| DiskError::refused(parent, &error))?;
        Ok(Self { out, aside, fresh, files: Mutex::default(), folders: Mutex::default() })
    }

    /// Adds a file under a path with `/` between names; from several threads at once.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn add(&self, path: &str, bytes: &[u8]) -> Result<(), DiskError> {
        let file = self.fresh.path().join(path);
        let refused = |error: io::Error| DiskError::refused(&file, &error);
        let folder = file.parent().unwrap_or(self.fresh.path());
        if !held(&self.folders).contains(folder) {
            fs::create_dir_all(folder).map_err(refused)?;
            held(&self.folders).insert(folder.to_owned());
        }
        fault::point("site-file").and_then(|()| fs::write(&file, bytes)).map_err(refused)?;
        held(&self.files).insert(path.to_owned());
        Ok(())
    }

    /// Puts it in its place.
    ///
    /// # Errors
    /// Where what stands there is no site that was built before, or cannot be replaced; it is then as it was.
    pub fn put(self) -> Result<(), DiskError> {
        let (out, fresh) = (&self.out, self.fresh.path());
        let refused = |error: io::Error| DiskError::refused(out, &error);
        let mut built =
            "This folder was built by incident, which replaces it at the next build. It holds:\n".to_owned();
        built.extend(held(&self.files).iter().flat_map(|path| [path, "\n"]));
        let marked = fault::point("site-file").and_then(|()| fs::write(fresh.join(SITE_MARKER), built));
        marked.map_err(refused)?;
        fs::remove_file(fresh.join(IGNORE)).map_err(refused)?;
        // Somebody may have put something there since.
        check_replaceable(out)?;
        fault::point("swap").map_err(refused)?;
        if !out.exists() {
            fs::rename(fresh, out).map_err(refused)?;
        } else if fault::point("exchange").and_then(|()| exchange(fresh, out)).is_err() {
            // Not every file system can exchange two names: the old one steps aside first, and back if need be.
            fs::rename(out, &self.aside).map_err(refused)?;
            if let Err(error) = fs::rename(fresh, out) {
                fs::rename(&self.aside, out).map_err(refused)?;
                return Err(refused(error));
            }
            // The new one stands: that the old one goes is a matter of tidiness.
            let _ = fs::remove_dir_all(&self.aside);
        }
        Ok(())
    }
}

/// What stepped aside for a new one comes back, where a build died before that one stood; else it goes.
fn bring_back(aside: &Path, out: &Path) -> Result<(), DiskError> {
    if !aside.join(SITE_MARKER).is_file() {
        return Ok(());
    }
    let done = if out.exists() { fs::remove_dir_all(aside) } else { fs::rename(aside, out) };
    done.map_err(|error| DiskError::refused(aside, &error))
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn check_replaceable(out: &Path) -> Result<(), DiskError> {
    let elsewhere = "name another folder with --out, or remove this one";
    match fs::symlink_metadata(out) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(DiskError::refused(out, &error)),
        Ok(metadata) if !metadata.is_dir() => {
            return Err(DiskError::new(out, "this is a file or a link and no folder", elsewhere));
        }
        Ok(_) => {}
    }
    let refused = |error: io::Error| DiskError::refused(out, &error);
    if fs::read_dir(out).map_err(refused)?.next().is_none() {
        return Ok(());
    }
    let Ok(built) = fs::read_to_string(out.join(SITE_MARKER)) else {
        return Err(DiskError::new(out, "this folder holds something that is no site built by incident", elsewhere));
    };
    let built: HashSet<&str> = built.lines().collect();
    for found in WalkDir::new(out).into_iter().filter_map(Result::ok).filter(|found| !found.file_type().is_dir()) {
        let names = found.path().strip_prefix(out).unwrap_or(found.path()).components();
        let names: Vec<_> = names.map(|name| name.as_os_str().to_string_lossy()).collect();
        let path = names.join("/");
        if path != SITE_MARKER && !built.contains(path.as_str()) {
            return Err(DiskError::new(
                out,
                format!("this site holds {path}, which incident did not build"),
                elsewhere,
            ));
        }
    }
    Ok(())
}

#[cfg(target_os = "linux")]
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(target_os = "linux"))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

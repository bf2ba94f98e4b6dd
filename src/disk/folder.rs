//! A folder of derived files, replaced in one move: readers see the old one or the new one, never half of either.

use super::failure::DiskError;
use super::fault;
use super::fresh::Fresh;
use rayon::prelude::*;
use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// The file that tells a folder which the tool made from one that it must not touch.
pub const SITE_MARKER: &str = ".incident-site";

/// How the name of a folder ends that is being built.
const ENDING: &str = ".incident-build";

/// Puts a folder with these files (paths with `/` between names) in the place of `out`.
///
/// # Errors
/// Where `out` is something else than a site that was built before, or cannot be written; it is then as it was.
pub fn swap_folder(out: &Path, files: &[(&str, &[u8])]) -> Result<(), DiskError> {
    let out = std::path::absolute(out).map_err(|error| DiskError::refused(out, &error))?;
    check_replaceable(&out)?;
    let (Some(parent), Some(name)) = (out.parent(), out.file_name()) else {
        return Err(DiskError::new(&out, "a site cannot stand here", "name a folder of its own with --out"));
    };
    let made = fault::point("site-parent").and_then(|()| fs::create_dir_all(parent));
    made.map_err(|error| DiskError::refused(parent, &error))?;
    let prefix = format!(".{}.", name.to_string_lossy());
    Fresh::sweep(parent, &prefix, ENDING);
    let fresh = Fresh::new(parent.join(format!("{prefix}{}{ENDING}", std::process::id())))?;
    fill(fresh.path(), files)?;
    let refused = |error: io::Error| DiskError::refused(&out, &error);
    fault::point("swap").map_err(refused)?;
    if !out.exists() {
        fs::rename(fresh.path(), &out).map_err(refused)?;
    } else if exchange(fresh.path(), &out).is_err() {
        // Not every file system can exchange two names: the old one steps aside first, and back if need be.
        let aside = parent.join(format!("{prefix}old{ENDING}"));
        fs::rename(&out, &aside).map_err(refused)?;
        if let Err(error) = fs::rename(fresh.path(), &out) {
            fs::rename(&aside, &out).map_err(refused)?;
            return Err(refused(error));
        }
        fs::rename(&aside, fresh.path()).map_err(refused)?;
    }
    Ok(())
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

fn fill(root: &Path, files: &[(&str, &[u8])]) -> Result<(), DiskError> {
    let folders: BTreeSet<PathBuf> =
        files.iter().filter_map(|(path, _)| Some(root.join(path).parent()?.to_path_buf())).collect();
    for folder in folders {
        fs::create_dir_all(&folder).map_err(|error| DiskError::refused(&folder, &error))?;
    }
    let mut built = "This folder was built by incident, which replaces it at the next build. It holds:\n".to_owned();
    built.extend(files.iter().flat_map(|(path, _)| [*path, "\n"]));
    let marker = (SITE_MARKER, built.as_bytes());
    files.par_iter().chain([marker].par_iter()).try_for_each(|(path, bytes)| {
        let path = root.join(path);
        fault::point("site-file")
            .and_then(|()| fs::write(&path, bytes))
            .map_err(|error| DiskError::refused(&path, &error))
    })
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

//! A program that git runs: put where another may stand, which steps aside, and taken away again.

use super::failure::DiskError;
use super::fault;
use super::lasting::sync_folder;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

/// Puts a program in its place. What stands there steps aside to `former`, where it is asked to; it is never away
/// meanwhile.
///
/// # Errors
/// Where something else stands aside already, or the folder cannot be written; what was there is then as it was.
pub fn put_program(path: &Path, text: &str, former: Option<&Path>) -> Result<(), DiskError> {
    let refused = |error: io::Error| DiskError::refused(path, &error);
    let folder = path.parent().unwrap_or(path);
    let made = fault::point("hook-folder").and_then(|()| fs::create_dir_all(folder));
    made.map_err(|error| DiskError::refused(folder, &error))?;
    let mut fresh = tempfile::NamedTempFile::new_in(folder).map_err(|error| DiskError::refused(folder, &error))?;
    fresh.write_all(text.as_bytes()).and_then(|()| executable(fresh.as_file())).map_err(refused)?;
    fresh.as_file().sync_all().map_err(refused)?;
    if let Some(former) = former {
        step_aside(path, former)?;
    }
    let put = fault::point("hook").and_then(|()| fresh.persist(path).map(drop).map_err(io::Error::from));
    put.map_err(|error| {
        if let Some(former) = former {
            // It has both names, or this one alone where it could not have two.
            let _ = if path.is_symlink() || path.exists() { fs::remove_file(former) } else { fs::rename(former, path) };
        }
        refused(error)
    })?;
    sync_folder(folder);
    Ok(())
}

/// Takes a program away, and puts back the one that stood there before, where there is one.
///
/// # Errors
/// Where the folder cannot be written; what was there is then as it was.
pub fn take_program(path: &Path, former: Option<&Path>) -> Result<(), DiskError> {
    let taken = fault::point("hook-away").and_then(|()| match former {
        Some(former) => fs::rename(former, path),
        None => fs::remove_file(path),
    });
    taken.map_err(|error| DiskError::refused(path, &error))
}

fn step_aside(path: &Path, former: &Path) -> Result<(), DiskError> {
    match fault::point("hook-aside").and_then(|()| fs::hard_link(path, former)) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            // A run that died may have left the two names of one program.
            let same = fs::read(path).is_ok_and(|bytes| fs::read(former).is_ok_and(|aside| aside == bytes));
            let help = "an earlier hook stands there; move it away, or back, and run this again; nothing was changed";
            if same { Ok(()) } else { Err(DiskError::new(former, "this is there already", help)) }
        }
        Err(_) => fs::rename(path, former).map_err(|error| DiskError::refused(former, &error)),
    }
}

#[cfg(unix)]
fn executable(file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn executable(_: &fs::File) -> io::Result<()> {
    Ok(())
}

//! Where this program is, for what git is to start, and which build it is.

use std::path::PathBuf;
use std::time::UNIX_EPOCH;

/// Where this program is: by the name that the PATH has for it, which an upgrade keeps, else as it was started.
pub fn program() -> Option<String> {
    let own = std::env::current_exe().ok()?.canonicalize().ok()?;
    let name = format!("incident{}", std::env::consts::EXE_SUFFIX);
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let named: Option<PathBuf> = std::env::split_paths(&folders)
        .map(|folder| folder.join(&name))
        .find(|path| path.is_absolute() && path.canonicalize().is_ok_and(|path| path == own));
    named.unwrap_or(own).to_str().map(str::to_owned)
}

/// Which build this is: another one may read documents otherwise.
pub fn build() -> String {
    let program = std::env::current_exe().and_then(std::fs::metadata).ok();
    let changed = program.as_ref().and_then(|program| program.modified().ok()?.duration_since(UNIX_EPOCH).ok());
    let size = program.map_or(0, |program| program.len());
    format!("{} {size} {}", env!("CARGO_PKG_VERSION"), changed.unwrap_or_default().as_nanos())
}

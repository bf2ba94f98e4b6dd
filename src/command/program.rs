//! Where this program is, for what git is to start.

use std::path::PathBuf;

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

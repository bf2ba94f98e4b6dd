//! Points at which tests make a write fail or the process die; a release has none of them.

use std::io;

/// `INCIDENT_FAULT=POINT:ACTION` with the action `full` (no space is left), `denied`, or `die`.
pub fn point(name: &str) -> io::Result<()> {
    if !cfg!(debug_assertions) {
        return Ok(());
    }
    let wanted = std::env::var("INCIDENT_FAULT").unwrap_or_default();
    match wanted.split_once(':') {
        Some((at, "full")) if at == name => Err(io::ErrorKind::StorageFull.into()),
        Some((at, "denied")) if at == name => Err(io::ErrorKind::PermissionDenied.into()),
        Some((at, "die")) if at == name => std::process::abort(),
        _ => Ok(()),
    }
}

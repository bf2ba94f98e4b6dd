//! Points at which tests make a write fail or the process die; a release has none of them.

use std::io::{self, Write as _};
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many points this process came by.
static PASSED: AtomicUsize = AtomicUsize::new(0);

/// `INCIDENT_FAULT=POINT:ACTION` with the action `full` (no space is left), `denied`, or `die`. The point is one by its name,
/// the nth of all, or with `+` behind the number also each after it. `INCIDENT_FAULT_LOG` names a file to which every point
/// is put that the process comes by.
pub fn point(name: &str) -> io::Result<()> {
    if !cfg!(debug_assertions) {
        return Ok(());
    }
    let number = PASSED.fetch_add(1, Ordering::Relaxed) + 1;
    if let Some(log) = std::env::var_os("INCIDENT_FAULT_LOG") {
        let log = std::fs::OpenOptions::new().append(true).create(true).open(log);
        log.and_then(|mut log| log.write_all(format!("{name}\n").as_bytes()))?;
    }
    let wanted = std::env::var("INCIDENT_FAULT").unwrap_or_default();
    let Some((at, action)) = wanted.split_once(':') else { return Ok(()) };
    let from = at.strip_suffix('+').and_then(|from| from.parse::<usize>().ok());
    if at != name && at.parse() != Ok(number) && from.is_none_or(|from| number < from) {
        return Ok(());
    }
    match action {
        "full" => Err(io::ErrorKind::StorageFull.into()),
        "denied" => Err(io::ErrorKind::PermissionDenied.into()),
        "die" => std::process::abort(),
        _ => Ok(()),
    }
}

//! Why the disk could not take what was to be written.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// What is in the way, where, and what to do.
#[derive(Debug)]
pub struct DiskError {
    pub path: PathBuf,
    pub message: String,
    pub help: String,
}

impl DiskError {
    pub fn new(path: &Path, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { path: path.to_owned(), message: message.into(), help: help.into() }
    }

    /// A refusal of the operating system, before anything was changed.
    pub(super) fn refused(path: &Path, error: &io::Error) -> Self {
        let help = match error.kind() {
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
                "see that you may write there; nothing was changed"
            }
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                "free some space and run this again; nothing was changed"
            }
            _ => "nothing was changed",
        };
        // "Permission denied (os error 13)": the number helps nobody.
        let message = error.to_string();
        let message = message.split(" (os error").next().unwrap_or_default();
        Self::new(path, format!("this cannot be written: {message}"), help)
    }

    /// The same where some files are written and some are not, and `what` the next command does about it.
    pub(super) fn half_done(self, what: &str) -> Self {
        let help = match self.help.strip_suffix("nothing was changed") {
            Some(first) => format!("{first}{what}"),
            None => format!("{}; {what}", self.help),
        };
        Self { help, ..self }
    }
}

impl std::fmt::Display for DiskError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.message)
    }
}

//! Why git could not give what was asked of it.

use git2::ErrorCode;

/// What is in the way, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GitError {
    pub message: String,
    pub help: String,
    /// The files of which two sides say two different things, so that a person has to decide; from the repository's top.
    pub conflicts: Vec<String>,
}

impl GitError {
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into(), conflicts: Vec::new() }
    }
}

impl std::fmt::Display for GitError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<git2::Error> for GitError {
    fn from(error: git2::Error) -> Self {
        let help = match error.code() {
            ErrorCode::Owner => {
                "the repository belongs to somebody else; `git config --global --add safe.directory PATH` trusts it"
            }
            ErrorCode::Locked => "another git command is at work here; wait for it, or remove its lock file if it died",
            _ => "`git fsck` tells whether the repository is sound",
        };
        Self::new(format!("git: {}", error.message()), help)
    }
}

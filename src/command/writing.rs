//! Writing what a command made: shown first where asked, all files or none, committed where asked.

use super::context::Opened;
use super::failure::Failure;
use crate::disk::{self, Lock, Write};
use crate::document::Draft;
use crate::git::{self, Repository};
use similar::TextDiff;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// What every command that writes takes.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct WriteArgs {
    /// Show what would be written, as a diff, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Make one commit of what was written, as `git commit` would: with your hooks, identity and signing
    #[arg(long, conflicts_with = "dry_run")]
    pub commit: bool,
}

/// What was written.
#[derive(Clone, Debug, Default)]
pub struct Written {
    /// From the log's folder.
    pub paths: Vec<String>,
    /// The short id of the commit that was made.
    pub commit: Option<String>,
}

/// A file to be written, by its path from the log's folder.
pub struct Change {
    pub path: String,
    pub before: Option<String>,
    pub after: String,
}

impl From<Draft> for Change {
    fn from(draft: Draft) -> Self {
        Self {
            path: draft.path().to_owned(),
            before: draft.before().map(str::to_owned),
            after: draft.text().to_owned(),
        }
    }
}

impl WriteArgs {
    /// Writes all changes or none; with `--dry-run` prints them instead.
    ///
    /// # Errors
    /// Where a file changed meanwhile, cannot be written, or the commit is refused (the files are written then).
    pub fn apply(self, opened: &Opened, changes: Vec<Change>, subject: &str) -> Result<Written, Failure> {
        let (Some(root), Some(lock)) = (opened.repository.log_root(), &opened.lock) else {
            return Err(Failure::new("this log was opened for reading", "run this in a clone with a work tree"));
        };
        self.apply_in(&opened.repository, lock, &root, changes, subject)
    }

    /// The same in a folder that need not be a log yet.
    ///
    /// # Errors
    /// As [`WriteArgs::apply`].
    pub fn apply_in(
        self,
        repository: &Repository,
        lock: &Lock,
        root: &Path,
        changes: Vec<Change>,
        subject: &str,
    ) -> Result<Written, Failure> {
        let changes: Vec<Change> =
            changes.into_iter().filter(|change| change.before.as_ref() != Some(&change.after)).collect();
        let paths: Vec<String> = changes.iter().map(|change| change.path.clone()).collect();
        if self.dry_run {
            let mut out = anstream::stdout().lock();
            for change in &changes {
                write!(out, "{}", diff(change))?;
            }
            return Ok(Written { paths, commit: None });
        }
        let writes: Vec<Write> = changes
            .into_iter()
            .map(|change| Write { path: root.join(&change.path), before: change.before, after: change.after })
            .collect();
        disk::write_all(lock, &writes)?;
        let commit = match self.commit && !writes.is_empty() {
            true => {
                let files: Vec<PathBuf> = writes.into_iter().map(|write| write.path).collect();
                Some(git::commit(repository, &files, subject)?)
            }
            false => None,
        };
        Ok(Written { paths, commit })
    }

    /// Tells a person what was written.
    ///
    /// # Errors
    /// Where standard output cannot be written.
    pub fn print(self, written: &Written) -> Result<(), Failure> {
        if self.dry_run {
            return Ok(());
        }
        let mut out = anstream::stdout().lock();
        for path in &written.paths {
            writeln!(out, "wrote {path}")?;
        }
        if let Some(commit) = &written.commit {
            writeln!(out, "committed as {commit}")?;
        }
        Ok(())
    }
}

fn diff(change: &Change) -> String {
    let before = change.before.as_deref().unwrap_or_default();
    let from = if change.before.is_some() { format!("a/{}", change.path) } else { "/dev/null".to_owned() };
    TextDiff::from_lines(before, &change.after).unified_diff().header(&from, &format!("b/{}", change.path)).to_string()
}

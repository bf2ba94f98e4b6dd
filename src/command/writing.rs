//! Writing what a command made: shown first where asked, all files or none, committed where asked.

use super::context::Opened;
use super::failure::Failure;
use super::{Outcome, answer};
use crate::disk::{self, Lock, Write};
use crate::document::Draft;
use crate::git::{self, Repository};
use crate::model::Place;
use crate::rules::{secrets_in, starred};
use crate::text::{Source, Span, printable};
use serde_json::{Value, json};
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

/// What was written, or with `--dry-run` would be.
#[derive(Debug, Default)]
pub struct Written {
    /// From the log's folder.
    paths: Vec<String>,
    /// The short id of the commit that was made.
    commit: Option<String>,
    /// What would be written, as a diff.
    diff: Option<String>,
    /// Why git did not commit what was written.
    refused: Option<Failure>,
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
    /// Writes all changes or none; with `--dry-run` makes a diff of them instead. A commit that git refuses is told at
    /// the end, by [`Written::outcome`]: the files are written, and what the command has to say is needed all the same.
    ///
    /// # Errors
    /// Where a file changed meanwhile, cannot be written, or git ignores one that is new.
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
        changes.iter().for_each(warn_of_secrets);
        if self.dry_run {
            let diff = changes.iter().map(diff).collect();
            return Ok(Written { paths, diff: Some(diff), ..Written::default() });
        }
        if let Some(ignored) = changes.iter().find(|c| c.before.is_none() && repository.ignores(&root.join(&c.path))) {
            let message = format!("git ignores {}, so it would be in no commit", ignored.path);
            let help =
                "`git check-ignore -v` with this path tells which line of .gitignore says so; nothing was written";
            return Err(Failure::new(message, help));
        }
        if self.commit {
            let files: Vec<PathBuf> = changes.iter().map(|change| root.join(&change.path)).collect();
            git::check_committable(repository, &files)?;
        }
        let writes: Vec<Write> = changes
            .into_iter()
            .map(|change| Write { path: root.join(&change.path), before: change.before, after: change.after })
            .collect();
        disk::write_all(lock, &writes)?;
        let mut written = Written { paths, ..Written::default() };
        if self.commit && !writes.is_empty() {
            // A hook may run a command that writes.
            lock.release();
            let files: Vec<PathBuf> = writes.into_iter().map(|write| write.path).collect();
            match git::commit(repository, &files, subject) {
                Ok(commit) => written.commit = Some(commit),
                Err(error) => written.refused = Some(error.into()),
            }
        }
        Ok(written)
    }
}

impl Written {
    /// Whether nothing was written, as `--dry-run` has it.
    pub fn is_dry(&self) -> bool {
        self.diff.is_some()
    }

    /// Whether git did not commit what was written.
    pub fn is_refused(&self) -> bool {
        self.refused.is_some()
    }

    /// The files, from the log's folder.
    pub fn paths(&self) -> &[String] {
        &self.paths
    }

    /// The short id of the commit that was made.
    pub fn commit(&self) -> Option<&str> {
        self.commit.as_deref()
    }

    /// A command's answer for scripts, with what was written in it.
    pub fn in_json(&self, mut answer: Value) -> Value {
        answer["paths"] = json!(self.paths);
        answer["commit"] = json!(self.commit);
        if let Some(diff) = &self.diff {
            answer["diff"] = json!(diff);
        }
        answer
    }

    /// Tells a person what was written, or shows what would be.
    ///
    /// # Errors
    /// Where standard output cannot be written.
    pub fn print(&self) -> Result<(), Failure> {
        let mut out = anstream::stdout().lock();
        if let Some(diff) = &self.diff {
            write!(out, "{}", printable(&diff.replace("\r\n", "\n")))?;
            return Ok(());
        }
        for path in &self.paths {
            writeln!(out, "wrote {}", printable(path))?;
        }
        if let Some(commit) = &self.commit {
            writeln!(out, "committed as {commit}")?;
        }
        Ok(())
    }

    /// How the command ends, once it has said what it has to say.
    ///
    /// # Errors
    /// Where git refused the commit.
    pub fn outcome(self) -> Result<Outcome, Failure> {
        self.refused.map_or(Ok(Outcome::Done), Err)
    }
}

/// Says where a change brings a secret. Nobody is kept from writing by it.
fn warn_of_secrets(change: &Change) {
    let before = change.before.as_deref().unwrap_or_default();
    let source = Source::new(change.path.as_str(), change.after.as_str());
    let is_new = |secret: &Span| !before.contains(source.slice(*secret));
    for secret in secrets_in(source.text()).into_iter().filter(is_new) {
        let place = Place::of(&source, secret);
        answer::aside(&format!("warning: {place}: this has the form of a secret; take it out before it is committed"));
    }
}

/// A change as a diff, with stars in the place of secrets.
pub fn diff(change: &Change) -> String {
    let before = starred(change.before.as_deref().unwrap_or_default());
    let after = starred(&change.after);
    let from = if change.before.is_some() { format!("a/{}", change.path) } else { "/dev/null".to_owned() };
    TextDiff::from_lines(&before, &after).unified_diff().header(&from, &format!("b/{}", change.path)).to_string()
}

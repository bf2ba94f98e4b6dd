//! Writing what a command made: shown first where asked, all files or none, committed and pushed where asked.

use super::context::Opened;
use super::failure::Failure;
use super::pushing::{self, Ended};
use super::{Outcome, answer};
use crate::disk::{self, Lock, Write};
use crate::document::Draft;
use crate::git::{self, Earlier, Renewed, Repository, Target, Upstream};
use crate::model::Place;
use crate::rules::{secrets_in, starred};
use crate::text::{Source, Span, printable};
use serde_json::{Value, json};
use similar::TextDiff;
use std::cell::Cell;
use std::collections::HashSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// What every command that writes takes.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub struct WriteArgs {
    /// Show what would be written, as a diff, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    #[command(flatten)]
    git: GitArgs,
}

/// What becomes of it in git.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub struct GitArgs {
    /// Make one commit of what was written, as `git commit` would: with your hooks, identity and signing
    #[arg(long, conflicts_with = "dry_run")]
    commit: bool,
    /// Commit, and push the branch: behind what others pushed meanwhile, and beside what else you have under way
    #[arg(long, conflicts_with = "dry_run")]
    push: bool,
}

impl From<GitArgs> for WriteArgs {
    /// For a command that shows in its own way what it would write.
    fn from(git: GitArgs) -> Self {
        Self { dry_run: false, git }
    }
}

/// What was written, or with `--dry-run` would be.
#[derive(Debug, Default)]
pub struct Written {
    /// From the log's folder.
    paths: Vec<String>,
    /// The short id of the commit that was made.
    commit: Option<String>,
    /// What the commit takes along that was there before.
    along: Option<Earlier>,
    /// What would be written, as a diff.
    diff: Option<String>,
    pushed: Option<Upstream>,
    /// What became of the commit, where it was put behind what others pushed meanwhile.
    renewed: Option<Renewed>,
    /// Whether others had said something else already of what was written.
    is_contested: bool,
    /// Whether a push is still to come: until then it is not known which commit others see.
    awaits_push: bool,
    /// Whether it was told what became of it in git.
    is_git_told: Cell<bool>,
    /// Why git did not commit what was written, or push it.
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
    /// Writes all changes or none; with `--dry-run` makes a diff of them instead. A commit or a push that git refuses
    /// is told at the end, by [`Written::outcome`]: the files are written, and what the command has to say is needed all the same.
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
        let target = self.target(repository)?;
        let mut written = Written { paths, ..Written::default() };
        if self.commits() {
            let files: Vec<PathBuf> = changes.iter().map(|change| root.join(&change.path)).collect();
            written.along = git::check_committable(repository, &files, folder_of(root, &changes).as_deref())?;
        }
        let writes: Vec<Write> = changes
            .into_iter()
            .map(|change| Write { path: root.join(&change.path), before: change.before, after: change.after })
            .collect();
        disk::write_all(lock, &writes)?;
        if self.commits() && !writes.is_empty() {
            // A hook may run a command that writes.
            lock.release();
            let files: Vec<PathBuf> = writes.into_iter().map(|write| write.path).collect();
            match git::commit(repository, &files, subject) {
                Ok(commit) => written.commit = Some(commit),
                Err(error) => written.refused = Some(error.into()),
            }
        }
        if let Some(target) = target {
            lock.release();
            written.push(repository, target);
        }
        Ok(written)
    }

    /// Where the branch is sent, where what is written is pushed.
    ///
    /// # Errors
    /// Where it is clear before that it cannot be.
    pub fn target(self, repository: &Repository) -> Result<Option<Target>, Failure> {
        Ok(self.git.push.then(|| Target::of(repository)).transpose()?)
    }

    /// The same without the push: more is to be committed before it.
    pub fn without_push(self) -> Self {
        Self { git: GitArgs { commit: self.commits(), push: false }, ..self }
    }

    /// How what comes behind a step is written, before it is pushed: what git refused once is not tried again.
    pub fn behind(self, step: &Written) -> Self {
        if step.refused.is_some() { Self::default() } else { self.without_push() }
    }

    /// Whether what is written is committed.
    pub fn commits(self) -> bool {
        self.git.commit || self.git.push
    }
}

impl Written {
    /// Pushes what was committed, unless git refused to commit it; where nobody has said where to, that is told.
    pub fn push(&mut self, repository: &Repository, target: Target) {
        self.awaits_push = false;
        if self.refused.is_some() {
            return;
        }
        match target {
            Target::Unknown(error) => {
                let mut failure = Failure::from(error);
                if self.commit.is_some() {
                    failure.message = format!("it is written and committed, and not pushed: {}", failure.message);
                }
                self.refused = Some(failure);
            }
            Target::Known(upstream) => {
                match pushing::push(repository, &upstream) {
                    Ok(Ended::Pushed) => self.pushed = Some(upstream),
                    Ok(Ended::Contested(failure, conflicts)) => {
                        let is_own = |path: &String| conflicts.contains(&repository.path_from_top(path));
                        (self.refused, self.is_contested) = (Some(failure), self.paths.iter().any(is_own));
                    }
                    Err(failure) => self.refused = Some(failure),
                }
                self.renew(repository);
            }
        }
    }

    /// Takes in what a rebase made of the commit. Where that is not to be found out, nothing is lost but its id.
    fn renew(&mut self, repository: &Repository) {
        let Some(commit) = &self.commit else { return };
        let path = self.paths.first().map_or("", String::as_str);
        self.renewed = git::renewed(repository, commit, path).ok().flatten();
        if let Some(renewed) = &self.renewed {
            self.commit = Some(renewed.id.clone());
        }
    }

    /// Says that the push comes later, behind what else is to be committed.
    pub fn await_push(&mut self) {
        self.awaits_push = true;
    }

    /// What became of the commit, where others had pushed meanwhile.
    pub fn renewed(&self) -> Option<&Renewed> {
        self.renewed.as_ref()
    }

    /// Whether others had said something else already of what was written.
    pub fn is_contested(&self) -> bool {
        self.is_contested
    }

    /// Whether nothing was written, as `--dry-run` has it.
    pub fn is_dry(&self) -> bool {
        self.diff.is_some()
    }

    /// The files, from the log's folder.
    pub fn paths(&self) -> &[String] {
        &self.paths
    }

    /// What became of it in git, a line each.
    pub fn in_git(&self) -> impl Iterator<Item = String> {
        let along = self.along.as_ref().map(|along| format!(", with {along}")).unwrap_or_default();
        let commit = self.commit.iter().map(move |id| format!("committed as {id}{along}"));
        commit.chain(self.pushed.as_ref().map(|upstream| format!("pushed to {upstream}")))
    }

    /// A command's answer for scripts, with what was written in it.
    pub fn in_json(&self, mut answer: Value) -> Value {
        answer["paths"] = json!(self.paths);
        answer["commit"] = json!(self.commit);
        answer["pushed"] = json!(self.pushed.is_some());
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
        self.print_git(&mut out)
    }

    /// Tells a person what became of it in git, once that is known, and once.
    ///
    /// # Errors
    /// As [`Written::print`].
    pub fn print_git(&self, out: &mut impl std::io::Write) -> Result<(), Failure> {
        if self.is_dry() || self.awaits_push || self.is_git_told.replace(true) {
            return Ok(());
        }
        for line in self.in_git() {
            writeln!(out, "{}", printable(&line))?;
        }
        Ok(())
    }

    /// How the command ends, once it has said what it has to say.
    ///
    /// # Errors
    /// Where git refused the commit or the push.
    pub fn outcome(self) -> Result<Outcome, Failure> {
        self.refused.map_or(Ok(Outcome::Done), Err)
    }
}

/// The folder of the one incident whose documents are changed; `None` where there are several, or none.
fn folder_of(root: &Path, changes: &[Change]) -> Option<PathBuf> {
    let changed = changes.iter().filter(|change| change.before.is_some());
    let incidents = changed.filter_map(|change| {
        let path = Path::new(&change.path);
        path.starts_with("incidents").then(|| path.parent()).flatten()
    });
    let folders: HashSet<&Path> = incidents.collect();
    let only = folders.iter().next().filter(|_| folders.len() == 1)?;
    Some(root.join(only))
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

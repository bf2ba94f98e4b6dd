//! What is staged: what has to be read to check it, and which findings it is answerable for.

use super::failure::Failure;
use crate::disk;
use crate::git::{self, Place, Repository, Snapshot};
use crate::log::{Log, Memory, Overview, Part};
use crate::model::{Diagnostic, Moment};
use crate::rules;
use std::collections::HashSet;
use std::time::UNIX_EPOCH;

/// A rule, a path and a message, by which a finding is known again wherever it has moved to.
type What = (&'static str, String, String);

/// What a commit to come is answerable for.
pub struct Staged {
    part: Part,
    /// What it brings elsewhere.
    brought: HashSet<What>,
}

impl Staged {
    /// Reads of an index what is needed to check it, and gives it with what is found. What is known of the other documents
    /// is kept for the next time.
    ///
    /// # Errors
    /// Where the index, git's objects or the log in them cannot be read.
    pub fn check(
        repository: &Repository,
        snapshot: &Snapshot,
        now: Moment,
    ) -> Result<(Log, Vec<Diagnostic>, Self), Failure> {
        let (path, tool) = (repository.common_dir().join(MEMORY), tool());
        let mut memory = std::fs::read(&path).map(|bytes| Memory::read(&bytes, &tool)).unwrap_or_default();
        if memory.learn(snapshot) {
            // Where git's folder cannot be written, the next check reads everything again.
            let _ = disk::write_derived(&path, &memory.bytes(&tool));
        }
        let overview = Overview::remembered(snapshot, &memory);
        let changes = repository.staged()?;
        let part = Part::of(&changes, snapshot, &overview, |id| repository.content(id).ok());
        let log = part.load(snapshot)?;
        let mut findings = rules::run_over(&log, &overview, now);
        let elsewhere = |finding: &&Diagnostic| !part.touches(&finding.place.path);
        let mut brought: HashSet<_> = findings.iter().filter(elsewhere).map(what).collect();
        if !brought.is_empty() && repository.has_commit() {
            for old in before(&part, &changes, repository, snapshot, &overview, now)? {
                brought.remove(&what(&old));
            }
        }
        let staged = Self { part, brought };
        findings.retain(|finding| staged.is_due(finding));
        Ok((log, findings, staged))
    }

    /// Whether the commit to come is answerable for a finding: it touches the incident, or it brings the finding elsewhere by
    /// another plan or a file that the plan speaks of.
    pub fn is_due(&self, finding: &Diagnostic) -> bool {
        self.part.touches(&finding.place.path) || self.brought.contains(&what(finding))
    }
}

/// Work trees share it, as what a content says is the same in all.
const MEMORY: &str = "incident-known";

fn what(finding: &Diagnostic) -> What {
    (finding.rule, finding.place.path.clone(), finding.message.clone())
}

/// What was found before, beside the incidents that are touched: with another plan, all that the last commit has; else what
/// the same plan had, as it may speak of files that come only now.
fn before(
    part: &Part,
    changes: &[git::Staged],
    repository: &Repository,
    snapshot: &Snapshot,
    overview: &Overview<'_>,
    now: Moment,
) -> Result<Vec<Diagnostic>, Failure> {
    if part.is_whole {
        let log = Log::load(&repository.snapshot(&Place::Revision("HEAD".to_owned()))?)?;
        return Ok(rules::run(&log, now));
    }
    let mut log = Part::default().load(snapshot)?;
    for change in changes {
        match change.before {
            None => log.paths.remove(&change.path),
            Some(_) => log.paths.insert(change.path.clone()),
        };
    }
    Ok(rules::run_over(&log, overview, now))
}

/// Which build this is: another one may read documents otherwise.
fn tool() -> String {
    let program = std::env::current_exe().and_then(std::fs::metadata).ok();
    let changed = program.as_ref().and_then(|program| program.modified().ok()?.duration_since(UNIX_EPOCH).ok());
    let size = program.map_or(0, |program| program.len());
    format!("{} {size} {}", env!("CARGO_PKG_VERSION"), changed.unwrap_or_default().as_nanos())
}

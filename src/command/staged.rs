//! What is staged: what has to be read to check it, and which findings it is answerable for.

use super::failure::Failure;
use crate::disk;
use crate::git::{Place, Repository, Snapshot};
use crate::log::{Log, Memory, Overview, Part};
use crate::model::{Diagnostic, Moment};
use crate::rules;
use std::collections::HashSet;
use std::time::UNIX_EPOCH;

/// What a commit to come is answerable for.
pub struct Staged {
    part: Part,
    /// With another plan, what the last commit has found in it: each rule, path and message.
    old: HashSet<(&'static str, String, String)>,
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
        let part = Part::of(&repository.staged()?, snapshot, &overview, |id| repository.content(id).ok());
        let log = part.load(snapshot)?;
        let mut findings = rules::run_over(&log, &overview, now);
        let mut old = HashSet::new();
        if part.is_whole && repository.has_commit() {
            let log = Log::load(&repository.snapshot(&Place::Revision("HEAD".to_owned()))?)?;
            old.extend(rules::run(&log, now).into_iter().map(what));
        }
        let staged = Self { part, old };
        findings.retain(|finding| staged.is_due(finding));
        Ok((log, findings, staged))
    }

    /// Whether the commit to come is answerable for a finding: it touches its incident, or it follows from
    /// another plan.
    pub fn is_due(&self, finding: &Diagnostic) -> bool {
        self.part.touches(&finding.place.path) || self.part.is_whole && !self.old.contains(&what(finding.clone()))
    }
}

/// Work trees share it, as what a content says is the same in all.
const MEMORY: &str = "incident-known";

fn what(finding: Diagnostic) -> (&'static str, String, String) {
    (finding.rule, finding.place.path, finding.message)
}

/// Which build this is: another one may read documents otherwise.
fn tool() -> String {
    let program = std::env::current_exe().and_then(std::fs::metadata).ok();
    let changed = program.as_ref().and_then(|program| program.modified().ok()?.duration_since(UNIX_EPOCH).ok());
    let size = program.map_or(0, |program| program.len());
    format!("{} {size} {}", env!("CARGO_PKG_VERSION"), changed.unwrap_or_default().as_nanos())
}

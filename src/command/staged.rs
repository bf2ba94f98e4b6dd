//! What is staged: what has to be read to check it, and which findings it is answerable for.

use super::failure::Failure;
use crate::disk;
use crate::git::{Place, Repository, Snapshot};
use crate::log::{Log, Memory, Part};
use crate::model::{Diagnostic, Moment};
use crate::rules;
use std::collections::HashSet;
use std::time::UNIX_EPOCH;

/// What a commit to come touches of a log.
pub struct Staged {
    part: Part,
    /// With another plan, what the last commit has found in it: each rule, path and message.
    old: HashSet<(&'static str, String, String)>,
}

impl Staged {
    /// Reads of an index what is needed to check it, and remembers what is known of the rest for the next time.
    ///
    /// # Errors
    /// As [`Log::load`].
    pub fn read(repository: &Repository, snapshot: &Snapshot, now: Moment) -> Result<(Log, Self), Failure> {
        let (path, tool) = (repository.common_dir().join(MEMORY), tool());
        let mut memory = std::fs::read(&path).map(|bytes| Memory::read(&bytes, &tool)).unwrap_or_default();
        let content = |id| repository.content(id).ok();
        let (log, part) = Part::read(snapshot, &repository.staged()?, &mut memory, content)?;
        if memory.has_learnt() {
            // Where git's folder cannot be written, the next check reads everything again.
            let _ = disk::write_derived(&path, &memory.bytes(&tool));
        }
        let mut old = HashSet::new();
        if part.is_whole && repository.has_commit() {
            let log = Log::load(&repository.snapshot(&Place::Revision("HEAD".to_owned()))?)?;
            old.extend(rules::run(&log, now).into_iter().map(what));
        }
        Ok((log, Self { part, old }))
    }

    /// What is found in the part of the log that was read.
    pub fn findings(&self, log: &Log, now: Moment) -> Vec<Diagnostic> {
        let mut findings = rules::run_over(log, &self.part.overview, now);
        findings.retain(|finding| self.is_due(finding));
        findings
    }

    /// Whether the commit to come is answerable for a finding: it touches the incident, or the plan of which it follows.
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

//! What is staged: what has to be read to check it, and which findings it is answerable for.

use super::failure::Failure;
use super::kept::memory;
use crate::git::{self, Repository, Snapshot};
use crate::log::{Log, Overview, Part};
use crate::model::{Diagnostic, Moment};
use crate::rules;
use std::collections::{HashMap, HashSet};

/// A rule, a path and a message, by which a finding is known again wherever it has moved to.
type What = (&'static str, String, String);

/// What a commit to come is answerable for.
pub struct Staged {
    part: Part,
    /// What it brings elsewhere.
    brought: HashSet<What>,
    /// What the last commit has of this in what is touched, and how often.
    old: HashMap<What, usize>,
}

impl Staged {
    /// Reads of an index what is needed to check it, and gives it with all that is found in what the commit to come touches,
    /// and what it brings elsewhere. What is known of the other documents is kept for the next time.
    ///
    /// # Errors
    /// Where the index, git's objects or the log in them cannot be read.
    pub fn check(
        repository: &Repository,
        snapshot: &Snapshot,
        now: Moment,
    ) -> Result<(Log, Vec<Diagnostic>, Self), Failure> {
        let memory = memory(repository, snapshot);
        let overview = Overview::remembered(snapshot, &memory);
        let changes = repository.staged()?;
        let part = Part::of(&changes, snapshot, &overview, |id| repository.content(id).ok());
        let log = part.load(snapshot)?;
        let findings = rules::run_over(&log, &overview, now);
        let elsewhere = |finding: &&Diagnostic| !part.touches(&finding.place.path);
        let mut staged =
            Self { brought: findings.iter().filter(elsewhere).map(what).collect(), part, old: HashMap::new() };
        if !findings.is_empty() && repository.has_commit() {
            let (touched, elsewhere) = staged.before(&changes, repository, snapshot, &overview, now)?;
            for old in &elsewhere {
                staged.brought.remove(&what(old));
            }
            touched.iter().for_each(|old| *staged.old.entry(what(old)).or_default() += 1);
        }
        Ok((log, findings.into_iter().filter(|finding| staged.concerns(finding)).collect(), staged))
    }

    /// Whether a finding is in what the commit to come touches, or is brought elsewhere by another plan or a file that the
    /// plan speaks of.
    pub fn concerns(&self, finding: &Diagnostic) -> bool {
        self.part.touches(&finding.place.path) || self.brought.contains(&what(finding))
    }

    /// Leaves of what was found what is new with the commit to come, and gives how much the last commit has already: a
    /// mend that takes several commits is not held up by what is left to mend.
    pub fn keep_new(&self, findings: &mut Vec<Diagnostic>) -> usize {
        let (mut old, all) = (self.old.clone(), findings.len());
        findings.retain(|finding| match old.get_mut(&what(finding)).filter(|left| **left > 0) {
            Some(left) => {
                *left -= 1;
                false
            }
            None => true,
        });
        all - findings.len()
    }

    /// What the last commit has, in what is touched and elsewhere: with another plan all of it; else elsewhere what the
    /// same plan had, as it may speak of files that come only now.
    fn before(
        &self,
        changes: &[git::Staged],
        repository: &Repository,
        snapshot: &Snapshot,
        overview: &Overview<'_>,
        now: Moment,
    ) -> Result<(Vec<Diagnostic>, Vec<Diagnostic>), Failure> {
        let head = repository.before(snapshot, changes)?;
        let touched = |finding: &Diagnostic| self.part.touches(&finding.place.path);
        if self.part.is_whole {
            return Ok(rules::run(&Log::load(&head)?, now).into_iter().partition(touched));
        }
        let memory = memory(repository, &head);
        let mut before = rules::run_over(&self.part.load(&head)?, &Overview::remembered(&head, &memory), now);
        before.retain(touched);
        if self.brought.is_empty() {
            return Ok((before, Vec::new()));
        }
        let mut log = Part::default().load(snapshot)?;
        for change in changes {
            match change.before {
                None => log.paths.remove(&change.path),
                Some(_) => log.paths.insert(change.path.clone()),
            };
        }
        Ok((before, rules::run_over(&log, overview, now)))
    }
}

fn what(finding: &Diagnostic) -> What {
    (finding.rule, finding.place.path.clone(), finding.message.clone())
}

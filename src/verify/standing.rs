//! What still stands in the log, so that it is not lost.

use super::facts::{Facts, Said, read_facts};
use crate::git::{GitError, Oid, Repository, Snapshot};
use crate::log::{PLAN_PATH, is_document};
use chrono_tz::Tz;
use std::collections::{HashMap, HashSet};

/// What must not stand in the last commit for a finding to be one.
pub(super) enum Lost {
    Entry {
        said: Said,
        /// How many entries of its time were in its document.
        of_its_time: usize,
        document: String,
        /// Whether it went with its document: where that is not back, that is what is lost.
        is_with_document: bool,
    },
    Document(String),
    Nothing,
}

/// The two last names of a path, by which a document is known wherever its folder goes.
pub(super) fn tail(path: &str) -> &str {
    let mut ends = path.rmatch_indices('/').map(|(at, _)| at + 1);
    ends.nth(1).and_then(|at| path.get(at..)).unwrap_or(path)
}

/// What the last commit holds.
#[derive(Default)]
pub(super) struct Standing<'a> {
    /// Entries by all of them, and by their words.
    entries: HashSet<u64>,
    /// How many entries of a time each document has.
    times: HashMap<(&'a str, Option<i64>), usize>,
    documents: HashSet<&'a str>,
}

impl<'a> Standing<'a> {
    pub fn of(
        repository: &Repository,
        facts: &HashMap<Oid, Facts>,
        last: &'a Snapshot,
        zone: Tz,
    ) -> Result<Self, GitError> {
        let here = last.entries().iter().filter_map(|entry| Some((entry.id?, entry.path.as_str())));
        let here: Vec<(Oid, &str)> = here.filter(|(_, path)| is_document(path) && *path != PLAN_PATH).collect();
        let unread = here.iter().copied().filter(|(id, _)| !facts.contains_key(id)).collect();
        let read = read_facts(repository, &unread, zone)?;
        let mut standing = Self::default();
        for (id, path) in here {
            standing.documents.insert(tail(path));
            for said in facts.get(&id).or_else(|| read.get(&id)).iter().flat_map(|facts| &facts.said) {
                standing.entries.extend([said.whole, said.words]);
                *standing.times.entry((tail(path), said.at)).or_default() += 1;
            }
        }
        Ok(standing)
    }

    pub fn has(&self, lost: &Lost) -> bool {
        match lost {
            Lost::Entry { document, is_with_document: true, .. } if !self.documents.contains(document.as_str()) => true,
            // In other words or at another time it stands there as well.
            Lost::Entry { said, of_its_time, document, .. } => {
                let of_its_time_now = self.times.get(&(document.as_str(), said.at)).copied().unwrap_or_default();
                self.entries.contains(&said.whole)
                    || self.entries.contains(&said.words)
                    || (said.at.is_some() && of_its_time_now >= *of_its_time)
            }
            Lost::Document(tail) => self.documents.contains(tail.as_str()),
            Lost::Nothing => false,
        }
    }
}

//! What is asked of an importer.

use super::clock::Clock;
use super::mapping::Mapping;
use crate::model::{Moment, Plan, Visibility};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// Where the source is, and how it is to be read.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    pub path: &'a Path,
    pub mapping: &'a Mapping,
    /// Its zone is the one that was named, else the source's own, else the plan's.
    pub clock: &'a Clock,
    pub plan: &'a Plan,
    /// Who may read of what comes in, where the source does not say so.
    pub visibility: Visibility,
    pub now: Moment,
    /// What of the mapping the source has.
    pub met: &'a Met,
}

/// The keys of a mapping that were met in a source, in any of its incidents.
#[derive(Debug, Default)]
pub struct Met(Mutex<BTreeSet<String>>);

impl Met {
    pub fn meet(&self, key: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned());
    }

    pub fn has(&self, key: &str) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(key)
    }
}

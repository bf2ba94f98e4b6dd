//! What is known of the incidents of a log that were not read.

use std::collections::BTreeSet;

/// Nothing, where all were read.
#[derive(Debug, Default)]
pub(super) struct Rest {
    /// An id that was given twice is there twice.
    pub names: Vec<String>,
    pub war_rooms: BTreeSet<String>,
    /// The names of those that only those who work on them are to read of.
    pub restricted: Vec<String>,
}

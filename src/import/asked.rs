//! What is asked of an importer.

use super::clock::Clock;
use super::mapping::Mapping;
use crate::model::{Moment, Plan, Visibility};
use std::path::Path;

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
}

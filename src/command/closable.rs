//! What keeps an incident from being closed of which nothing is owed: what the rules find wrong in its documents.

use super::context::Opened;
use super::failure::Failure;
use super::kept::memory;
use crate::log::{IncidentFolder, Overview, Part};
use crate::model::{Diagnostic, Level, Moment};
use crate::rules;

/// What the rules find wrong in an incident, each with its place, of all that they found.
pub fn wrong_in(found: &[Diagnostic], folder: &IncidentFolder) -> Vec<String> {
    let own = format!("{}/", folder.path);
    let errors = found.iter().filter(|finding| finding.level == Level::Error && finding.place.path.starts_with(&own));
    errors.map(|finding| format!("{}: {}", finding.place, finding.message)).collect()
}

/// What the rules find in some incidents of a log, be the others read or not.
///
/// # Errors
/// Where their documents cannot be read.
pub fn found_in(opened: &Opened, folders: &[&IncidentFolder], now: Moment) -> Result<Vec<Diagnostic>, Failure> {
    if folders.is_empty() {
        return Ok(Vec::new());
    }
    if opened.log.names().len() == opened.log.incidents.len() {
        return Ok(rules::run(&opened.log, now));
    }
    let memory = memory(&opened.repository, &opened.snapshot);
    let others = Overview::remembered(&opened.snapshot, &memory);
    let paths: Vec<String> = folders.iter().map(|folder| format!("{}/incident.md", folder.path)).collect();
    let part = Part::around(paths.iter().map(String::as_str), &others).load(&opened.snapshot)?;
    Ok(rules::run_over(&part, &others, now))
}

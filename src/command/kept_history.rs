//! The history of a log's documents, without looking again at commits that are known already.

use super::failure::Failure;
use super::program::build;
use crate::disk;
use crate::git::{History, Place, Repository};
use crate::text::{sealed, unsealed};

/// What is known of commits. Work trees share it, as what a commit did never changes.
const FOLDER: &str = "incident/history";
const FILE: &str = "commits";
const SEAL: &str = "incident-history";

/// The history up to the last commit of a place.
///
/// # Errors
/// Where git's objects cannot be read.
pub fn history(repository: &Repository, place: &Place) -> Result<History, Failure> {
    let (folder, tool) = (repository.common_dir().join(FOLDER), build());
    let file = folder.join(FILE);
    let kept = std::fs::read(&file).unwrap_or_default();
    let (history, kept) = repository.history(place, unsealed(SEAL, &tool, &kept).unwrap_or_default())?;
    if let Some(kept) = kept {
        // Where git's folder cannot be written, every commit is looked at again the next time.
        let _ =
            disk::make_derived_folder(&folder).and_then(|()| disk::write_derived(&file, &sealed(SEAL, &tool, &kept)));
    }
    Ok(history)
}

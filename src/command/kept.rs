//! What is kept in git's folder of a log's files, from one command to the next.

use super::failure::Failure;
use super::program::build;
use crate::disk;
use crate::git::{Place, Repository, Snapshot, Stamps};
use crate::log::{Memory, is_document};
use crate::text::{sealed, unsealed};
use std::time::SystemTime;

/// What is known of the files of a work tree, which is that work tree's alone.
const STAMPS: &str = "incident-stamps";
/// What is known of documents by what they hold. Work trees share it, as what a content says is the same in all.
const MEMORY: &str = "incident-known";

/// The log's files in the work tree, each document with its id; in a bare repository those of its last commit.
///
/// # Errors
/// Where git or the disk cannot be read.
pub fn snapshot(repository: &Repository) -> Result<Snapshot, Failure> {
    if repository.is_bare() {
        return Ok(repository.snapshot(&Place::Revision("HEAD".to_owned()))?);
    }
    let (file, tool) = (repository.git_dir().join(STAMPS), format!("{} {}", build(), repository.path_from_top("")));
    let kept = std::fs::read(&file).unwrap_or_default();
    let stamps = unsealed(STAMPS, &tool, &kept).map(Stamps::read).unwrap_or_default();
    let (snapshot, known) = repository.documents(&stamps, SystemTime::now(), is_document)?;
    if let Some(known) = known {
        // Where git's folder cannot be written, everything is looked at again the next time.
        let _ = disk::write_derived(&file, &sealed(STAMPS, &tool, &known));
    }
    Ok(snapshot)
}

/// What is known of the documents of a snapshot.
pub fn memory(repository: &Repository, snapshot: &Snapshot) -> Memory {
    let (path, tool) = (repository.common_dir().join(MEMORY), build());
    let mut memory = std::fs::read(&path).map(|bytes| Memory::read(&bytes, &tool)).unwrap_or_default();
    if memory.learn(snapshot) {
        // Where git's folder cannot be written, the next command reads everything again.
        let _ = disk::write_derived(&path, &memory.bytes(&tool));
    }
    memory
}

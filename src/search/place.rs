//! Where the index is kept: one folder for each build of the tool, of which there is only one at a time.
//!
//! The engine maps its files and writes them itself, one file after the other and the list of them last, so that they can't
//! go through `disk`, which writes whole files from memory. Nothing here is the user's: it is made again from the
//! documents wherever it is missing, damaged or another build's.

use super::fields::Fields;
use crate::disk;
use std::path::{Path, PathBuf};
use tantivy::directory::MmapDirectory;
use tantivy::{Index, IndexWriter, TantivyDocument, TantivyError};

/// Memory for writing, in bytes: what does not fit becomes a segment of its own.
const MEMORY: usize = 60_000_000;

/// Where an index is kept, and for which build of the tool: another one may read documents otherwise.
pub struct Place {
    around: PathBuf,
    index: PathBuf,
}

/// The folder of the builds' indexes, beside the lock that all of them heed.
const INDEXES: &str = "index";

impl Place {
    /// `folder` is nobody else's.
    pub fn new(folder: &Path, tool: &str) -> Self {
        let name: String = tool.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        Self { around: folder.to_owned(), index: folder.join(INDEXES).join(name) }
    }

    /// The index, where there is one that is whole.
    pub fn open(&self) -> Option<Index> {
        let index = open(&self.index).ok()?;
        let is_whole = index.schema() == Fields::new().schema && index.validate_checksum().ok()?.is_empty();
        is_whole.then_some(index)
    }

    /// Adds documents to the index, all or none; or makes a new one of them. `None` where another process writes, or it
    /// cannot be written.
    pub fn add(&self, is_new: bool, documents: impl Iterator<Item = TantivyDocument>) -> Option<Index> {
        disk::make_derived_folder(&self.around).ok()?;
        let _lock = disk::lock_derived(&self.around.join("lock"))?;
        if is_new {
            // Those of other builds go with it.
            disk::remove_derived_folder(&self.indexes()).ok()?;
            disk::make_derived_folder(&self.index).ok()?;
        }
        let index = if is_new { create(&self.index).ok()? } else { self.open()? };
        write(&index, documents).ok()?;
        Some(index)
    }

    fn indexes(&self) -> PathBuf {
        self.around.join(INDEXES)
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the place")]
fn open(folder: &Path) -> Result<Index, TantivyError> {
    Index::open(MmapDirectory::open(folder)?).inspect(Fields::register)
}

#[expect(clippy::disallowed_methods, reason = "this is the place")]
fn create(folder: &Path) -> Result<Index, TantivyError> {
    Index::create_in_dir(folder, Fields::new().schema).inspect(Fields::register)
}

/// An index that goes with the process.
pub fn in_memory(documents: impl Iterator<Item = TantivyDocument>) -> Result<Index, TantivyError> {
    let index = Index::create_in_ram(Fields::new().schema);
    Fields::register(&index);
    write(&index, documents).map(|()| index)
}

fn write(index: &Index, documents: impl Iterator<Item = TantivyDocument>) -> Result<(), TantivyError> {
    let mut writer: IndexWriter = index.writer_with_num_threads(1, MEMORY)?;
    for document in documents {
        writer.add_document(document)?;
    }
    writer.commit()?;
    writer.wait_merging_threads()
}

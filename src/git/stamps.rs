//! What was known of the files on the disk when they were last looked at, and by what is told that they are the same.

use super::snapshot::EntryKind;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::ffi::OsString;
use std::fs::Metadata;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::{Duration, SystemTime};

/// What a file system says of a file or folder, in short: another one after every change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp([u8; 8]);

/// Two changes within it may have one time: what changed so lately is read again, as git does it.
const UNSETTLED: Duration = Duration::from_secs(2);

impl Stamp {
    /// `None` where the next change could bear the same time.
    pub(super) fn of(metadata: &Metadata, now: SystemTime) -> Option<Self> {
        let modified = metadata.modified().ok()?;
        let mut hasher = DefaultHasher::new();
        (modified, metadata.len()).hash(&mut hasher);
        #[cfg(unix)]
        let modified = {
            use std::os::unix::fs::MetadataExt as _;
            let (seconds, nanoseconds) = (metadata.ctime(), metadata.ctime_nsec());
            (seconds, nanoseconds, metadata.ino(), metadata.dev()).hash(&mut hasher);
            // A copy may be given the time of the original, but not the time at which that was done.
            let changed = Duration::new(seconds.try_into().ok()?, nanoseconds.try_into().ok()?);
            modified.max(SystemTime::UNIX_EPOCH + changed)
        };
        let is_settled = now.duration_since(modified).is_ok_and(|age| age > UNSETTLED);
        is_settled.then(|| Self(hasher.finish().to_le_bytes()))
    }
}

/// What was known of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KnownFile {
    pub stamp: Stamp,
    /// Of what it holds, where it is a document.
    pub id: Option<[u8; 20]>,
    /// Whether git's index had it.
    pub is_tracked: bool,
}

#[derive(Serialize, Deserialize)]
pub(super) struct KnownName<'a> {
    pub name: &'a str,
    pub kind: Option<EntryKind>,
    pub file: Option<KnownFile>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct KnownFolder<'a> {
    pub path: &'a str,
    pub stamp: Option<Stamp>,
    #[serde(borrow)]
    pub names: Vec<KnownName<'a>>,
}

/// What was known of a work tree.
#[derive(Default)]
pub struct Stamps<'a> {
    /// Of git's index, from which stands what is tracked.
    pub(super) index: Option<Stamp>,
    folders: HashMap<&'a str, KnownFolder<'a>>,
}

impl<'a> Stamps<'a> {
    /// What [`bytes`] wrote; nothing is known where it cannot be read.
    pub fn read(bytes: &'a [u8]) -> Self {
        let read: Result<(Option<Stamp>, Vec<KnownFolder<'a>>), _> = postcard::from_bytes(bytes);
        let (index, folders) = read.unwrap_or_default();
        Self { index, folders: folders.into_iter().map(|folder| (folder.path, folder)).collect() }
    }

    /// What stands in a folder, where that is as it was.
    pub(super) fn names_of(&self, path: &str, stamp: Stamp) -> Option<Vec<(OsString, Option<EntryKind>)>> {
        let folder = self.folders.get(path).filter(|folder| folder.stamp == Some(stamp))?;
        Some(folder.names.iter().map(|name| (name.name.into(), name.kind)).collect())
    }

    /// What was known of a file of a folder.
    pub(super) fn file(&self, folder: &str, name: &str) -> Option<KnownFile> {
        let names = &self.folders.get(folder)?.names;
        let at = names.binary_search_by(|known| known.name.cmp(name)).ok()?;
        names.get(at)?.file
    }
}

/// What is to be known the next time.
pub(super) fn bytes(index: Option<Stamp>, folders: &[KnownFolder<'_>]) -> Vec<u8> {
    // There is nothing in it that cannot be written.
    postcard::to_stdvec(&(index, folders)).unwrap_or_default()
}

//! The log's files as the work tree has them, each document with git's id of what it holds; what is as it was is not read
//! again.

use super::failure::GitError;
use super::repository::Repository;
use super::snapshot::{Content, Entry, EntryKind, MAX_DOCUMENT_BYTES, Snapshot};
use super::stamps::{KnownFile, KnownFolder, KnownName, Stamp, Stamps, bytes};
use super::walk::{Folder, incident_folders, walk};
use super::work_tree::{LOG_PARTS, is_ignored, tracked};
use git2::{ObjectType, Oid};
use rayon::prelude::*;
use std::cell::LazyCell;
use std::collections::{HashMap, HashSet};
use std::time::SystemTime;

/// As many files and folders are looked at again sooner than all is written again.
const FEW: usize = 32;

/// A file as it was just seen.
struct Seen {
    entry: Entry,
    stamp: Option<Stamp>,
    /// `None` where git's index has to be asked.
    is_tracked: Option<bool>,
    was_known: bool,
    /// What it holds, where that had to be read.
    bytes: Option<Vec<u8>>,
}

impl Repository {
    /// The files in the log's own folders, as the work tree has them, those that are documents with their ids; and what is to
    /// be known of them the next time, where that is more than a little. `now` is the present by the clock that the file
    /// system goes by.
    ///
    /// # Errors
    /// Where the disk or git cannot be read, and in a bare repository.
    pub fn documents(
        &self,
        stamps: &Stamps<'_>,
        now: SystemTime,
        is_document: impl Fn(&str) -> bool + Sync,
    ) -> Result<(Snapshot, Option<Vec<u8>>), GitError> {
        let bare = || GitError::new("a bare repository has no work tree", "run this in a clone with a work tree");
        let root = self.log_root().ok_or_else(bare)?;
        let folders = walk(&root, LOG_PARTS, stamps, now)?;
        let index = self.index_stamp(now);
        let is_same_index = index.is_some() && index == stamps.index;
        let see = |folder: &Folder| -> Vec<Option<Seen>> {
            let see = |(name, kind): &(_, Option<EntryKind>)| {
                let path = folder.path_of(name);
                let is_document = is_document(&path);
                // A folder in the place of a document is one that cannot be read.
                let is_file = kind.is_some() || is_document;
                is_file.then(|| look(folder, name, (path, is_document), *kind, (stamps, is_same_index, now)))
            };
            folder.names.iter().map(see).collect()
        };
        let seen: Vec<Vec<Option<Seen>>> = folders.par_iter().map(see).collect();
        let asked: LazyCell<Result<HashSet<String>, git2::Error>, _> =
            LazyCell::new(|| tracked(&self.git, self.prefix()));
        let (mut entries, mut read, mut known, mut news) = (Vec::new(), HashMap::new(), Vec::new(), 0);
        for (folder, seen) in folders.iter().zip(seen) {
            let mut names = Vec::new();
            for ((name, kind), seen) in folder.names.iter().zip(seen) {
                let mut file = None;
                if let Some(Seen { entry, stamp, is_tracked, was_known, bytes }) = seen {
                    let is_tracked = match is_tracked {
                        Some(is_tracked) => is_tracked,
                        None => {
                            let tracked = asked.as_ref().map_err(|error| GitError::new(error.message(), ""))?;
                            tracked.contains(&entry.path)
                        }
                    };
                    let id = entry.id.and_then(|id| id.as_bytes().try_into().ok());
                    file = stamp.map(|stamp| KnownFile { stamp, id, is_tracked });
                    news += usize::from(file.is_some() && !was_known);
                    if is_tracked || !is_ignored(&self.git, &self.path_from_top(&entry.path)) {
                        // Its id is of these bytes, and not of those that may be there by now.
                        read.extend(bytes.map(|bytes| (entry.path.clone(), bytes)));
                        entries.push(entry);
                    }
                }
                names.extend(name.to_str().map(|name| KnownName { name, kind: *kind, file }));
            }
            // A name that is no text is read again each time.
            let stamp = folder.stamp.filter(|_| names.len() == folder.names.len());
            news += usize::from(stamp.is_some() && !folder.was_known);
            known.push(KnownFolder { path: &folder.path, stamp, names });
        }
        let is_worth = news > FEW || (index.is_some() && !is_same_index);
        let kept = is_worth.then(|| bytes(index, &known));
        let snapshot = Snapshot::new(entries, incident_folders(&folders), Content::Disk { root }, None);
        Ok((snapshot.with_read(read), kept))
    }

    /// Of git's index, where it stands in its usual place.
    fn index_stamp(&self, now: SystemTime) -> Option<Stamp> {
        let is_elsewhere = std::env::var_os("GIT_INDEX_FILE").is_some();
        let index = self.git_dir().join("index");
        if is_elsewhere { None } else { Stamp::of(&index.symlink_metadata().ok()?, now) }
    }
}

fn look(
    folder: &Folder,
    name: &std::ffi::OsString,
    (path, is_document): (String, bool),
    kind: Option<EntryKind>,
    (stamps, is_same_index, now): (&Stamps<'_>, bool, SystemTime),
) -> Seen {
    let at = folder.at.join(name);
    let known = name.to_str().and_then(|name| stamps.file(&folder.path, name));
    // Before it is read: what is written meanwhile changes it.
    let metadata = at.symlink_metadata().ok();
    let stamp = metadata.as_ref().and_then(|metadata| Stamp::of(metadata, now));
    let same = known.filter(|known| Some(known.stamp) == stamp);
    let size = metadata.map(|metadata| metadata.len());
    let is_read = is_document && kind == Some(EntryKind::File) && size.is_some_and(|size| size <= MAX_DOCUMENT_BYTES);
    let bytes = if is_read && same.is_none() { std::fs::read(&at).ok() } else { None };
    let id = match &bytes {
        Some(bytes) => Oid::hash_object(ObjectType::Blob, bytes).ok(),
        None => same.and_then(|known| Oid::from_bytes(&known.id?).ok()),
    };
    Seen {
        entry: Entry { path, kind: kind.unwrap_or(EntryKind::Other), size, id },
        stamp,
        is_tracked: known.filter(|_| is_same_index).map(|known| known.is_tracked),
        was_known: same.is_some(),
        bytes,
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests write files")]
mod tests {
    use super::*;
    use std::fs;
    use std::path::Path;
    use std::time::Duration;

    /// The paths of documents with their ids.
    type Ids = Vec<(String, Option<Oid>)>;

    /// The documents, and what is kept of them.
    fn look(root: &Path, kept: &[u8], now: SystemTime) -> (Ids, Option<Vec<u8>>) {
        let repository = Repository::discover(root).unwrap();
        let is_document = |path: &str| path.ends_with("incident.md");
        let (snapshot, known) = repository.documents(&Stamps::read(kept), now, is_document).unwrap();
        (snapshot.entries().iter().map(|entry| (entry.path.clone(), entry.id)).collect(), known)
    }

    fn id(text: &str) -> Option<Oid> {
        Oid::hash_object(ObjectType::Blob, text.as_bytes()).ok()
    }

    fn log() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        git2::Repository::init(folder.path()).unwrap();
        for number in 10..50 {
            fs::create_dir_all(folder.path().join(format!("incidents/2026/{number}"))).unwrap();
            fs::write(folder.path().join(format!("incidents/2026/{number}/incident.md")), "one").unwrap();
        }
        folder
    }

    #[test]
    fn what_is_as_it_was_is_not_read_again_and_what_changed_is() {
        let folder = log();
        let later = SystemTime::now() + Duration::from_secs(60);
        let (seen, known) = look(folder.path(), b"", later);
        assert!(seen.len() == 40 && seen.iter().all(|(_, found)| *found == id("one")), "{seen:?}");
        let known = known.unwrap();
        assert_eq!(look(folder.path(), &known, later), (seen.clone(), None));
        let at = |path: &str| folder.path().join(path);
        fs::write(at("incidents/2026/11/incident.md"), "three").unwrap();
        fs::remove_file(at("incidents/2026/12/incident.md")).unwrap();
        fs::rename(at("incidents/2026/13"), at("incidents/2026/90")).unwrap();
        fs::create_dir(at("incidents/2026/91")).unwrap();
        fs::write(at("incidents/2026/91/incident.md"), "four").unwrap();
        fs::write(at(".gitignore"), "/incidents/2026/14/\n").unwrap();
        let (now, _) = look(folder.path(), &known, later);
        assert_eq!(now, look(folder.path(), b"", later).0);
        let of = |name: &str| now.iter().find(|(path, _)| path.contains(name)).map(|(_, id)| *id);
        assert_eq!(
            ["/11/", "/12/", "/13/", "/14/", "/90/", "/91/"].map(of),
            [Some(id("three")), None, None, None, Some(id("one")), Some(id("four"))]
        );
        let git = git2::Repository::open(folder.path()).unwrap();
        let mut index = git.index().unwrap();
        index.add_path(Path::new("incidents/2026/14/incident.md")).unwrap();
        index.write().unwrap();
        let (now, _) = look(folder.path(), &known, later);
        assert!(now.iter().any(|(path, _)| path.contains("/14/")), "git has it in spite of the pattern: {now:?}");
    }

    #[test]
    fn what_changed_just_now_is_read_again_whatever_its_stamp_says() {
        let folder = log();
        let (_, known) = look(folder.path(), b"", SystemTime::now());
        let file = folder.path().join("incidents/2026/11/incident.md");
        fs::write(file, "two").unwrap();
        let (seen, _) = look(folder.path(), &known.unwrap_or_default(), SystemTime::now());
        assert_eq!(seen.iter().find(|(path, _)| path.contains("/11/")).map(|(_, id)| *id), Some(id("two")));
    }
}

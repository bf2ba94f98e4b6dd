//! Trees for tests of histories.

#![allow(clippy::unwrap_used)]

use git2::{Index, IndexEntry, IndexTime, Repository, Tree};

/// A tree of files, each a path with its text.
pub fn tree<'a, 'f>(git: &'a Repository, files: impl Iterator<Item = (&'f str, &'f str)>) -> Tree<'a> {
    let (mut index, zero) = (Index::new().unwrap(), IndexTime::new(0, 0));
    for (path, text) in files {
        let entry = IndexEntry {
            ctime: zero,
            mtime: zero,
            dev: 0,
            ino: 0,
            mode: 0o100_644,
            uid: 0,
            gid: 0,
            file_size: 0,
            id: git.blob(text.as_bytes()).unwrap(),
            flags: 0,
            flags_extended: 0,
            path: path.as_bytes().to_vec(),
        };
        index.add(&entry).unwrap();
    }
    git.find_tree(index.write_tree_to(git).unwrap()).unwrap()
}

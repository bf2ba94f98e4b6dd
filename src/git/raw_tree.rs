//! Folders as git's objects have them, read by the eye: one that holds thousands of names differs from the one before in
//! a few, and all the others are passed over as bytes.

use super::failure::GitError;
use git2::{ObjectType, Oid, Repository};
use memchr::memchr;

/// A folder: for each name its mode, a space, the name, a zero and the id of what stands there.
pub(super) struct RawTree {
    bytes: Vec<u8>,
    id_length: usize,
}

/// What stands in a folder under a name.
#[derive(Clone, Copy)]
pub(super) struct RawEntry<'a> {
    mode: &'a [u8],
    pub name: &'a [u8],
    id: &'a [u8],
}

impl RawEntry<'_> {
    pub fn is_folder(&self) -> bool {
        // Old tools wrote a zero before it.
        self.mode.strip_prefix(b"0").unwrap_or(self.mode) == b"40000"
    }

    pub fn id(&self) -> Result<Oid, GitError> {
        Ok(Oid::from_bytes(self.id)?)
    }

    /// The text of a file; a link or a submodule is none.
    pub fn file(&self) -> Result<Option<Oid>, GitError> {
        if self.mode.len() == 6 && self.mode.starts_with(b"100") { self.id().map(Some) } else { Ok(None) }
    }
}

impl RawTree {
    pub fn read(git: &Repository, id: Oid) -> Result<Self, GitError> {
        let objects = git.odb()?;
        let object = objects.read(id)?;
        if object.kind() != ObjectType::Tree {
            return Err(damaged());
        }
        Ok(Self { bytes: object.data().to_vec(), id_length: id.as_bytes().len() })
    }

    /// How many bytes it takes.
    pub fn size(&self) -> usize {
        self.bytes.len()
    }

    pub fn entries(&self) -> Entries<'_> {
        Entries { rest: &self.bytes, id_length: self.id_length }
    }

    pub fn get(&self, name: &[u8]) -> Result<Option<RawEntry<'_>>, GitError> {
        let mut entries = self.entries();
        while let Some(entry) = entries.next()? {
            if entry.name == name {
                return Ok(Some(entry));
            }
        }
        Ok(None)
    }
}

/// The entries of a folder that are still to come.
#[derive(Clone, Copy, Default)]
pub(super) struct Entries<'a> {
    rest: &'a [u8],
    id_length: usize,
}

impl<'a> Entries<'a> {
    /// The entry that comes next.
    pub fn peek(&self) -> Result<Option<RawEntry<'a>>, GitError> {
        Ok(self.split()?.map(|(entry, _)| entry))
    }

    /// Takes the entry that comes next.
    pub fn next(&mut self) -> Result<Option<RawEntry<'a>>, GitError> {
        let Some((entry, rest)) = self.split()? else { return Ok(None) };
        self.rest = rest;
        Ok(Some(entry))
    }

    /// Passes over what both have next; gives how many entries that are.
    pub fn skip_same(&mut self, other: &mut Self) -> Result<usize, GitError> {
        let mut count = 0;
        while let Some((_, rest)) = self.split()? {
            let (same, _) = self.rest.split_at(self.rest.len() - rest.len());
            let Some(others) = other.rest.strip_prefix(same) else { break };
            (self.rest, other.rest) = (rest, others);
            count += 1;
        }
        Ok(count)
    }

    fn split(&self) -> Result<Option<(RawEntry<'a>, &'a [u8])>, GitError> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let split = || {
            let (head, rest) = self.rest.split_at_checked(memchr(0, self.rest)?)?;
            let (mode, name) = head.split_at_checked(memchr(b' ', head)?)?;
            let (id, rest) = rest.get(1..)?.split_at_checked(self.id_length)?;
            Some((RawEntry { mode, name: name.get(1..)?, id }, rest))
        };
        split().map(Some).ok_or_else(damaged)
    }
}

fn damaged() -> GitError {
    GitError::new("git's object of a folder is damaged", "`git fsck` tells which")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn tree(bytes: &[u8]) -> RawTree {
        RawTree { bytes: bytes.to_vec(), id_length: 20 }
    }

    fn names(mut entries: Entries<'_>) -> Result<Vec<String>, GitError> {
        let mut names = Vec::new();
        while let Some(entry) = entries.next()? {
            names.push(String::from_utf8_lossy(entry.name).into_owned());
        }
        Ok(names)
    }

    #[test]
    fn names_may_hold_spaces_and_ids_zeros() {
        let bytes = [&b"100644 a b\0"[..], &[0; 20], b"40000 c\0", &[b' '; 20], b"120000 d\0", &[1; 20]].concat();
        let tree = tree(&bytes);
        assert_eq!(names(tree.entries()).unwrap(), ["a b", "c", "d"]);
        let got = |name: &[u8]| tree.get(name).unwrap().unwrap();
        assert!(got(b"a b").file().unwrap().is_some() && !got(b"a b").is_folder());
        assert!(got(b"c").is_folder() && got(b"c").file().unwrap().is_none());
        assert!(got(b"d").file().unwrap().is_none());
        assert!(tree.get(b"e").unwrap().is_none());
    }

    #[test]
    fn one_that_is_cut_off_is_damaged_and_not_shorter() {
        let bytes = [&b"100644 a\0"[..], &[7; 20]].concat();
        assert_eq!(names(tree(&bytes).entries()).unwrap(), ["a"]);
        for length in 1..bytes.len() {
            assert!(names(tree(&bytes[..length]).entries()).is_err(), "{length}");
        }
    }

    #[test]
    fn what_two_have_alike_is_passed_over_up_to_the_first_difference() {
        let entry = |name: &str, id: u8| [b"100644 ", name.as_bytes(), b"\0", &[id; 20]].concat();
        let (one, other) =
            ([entry("a", 1), entry("b", 2), entry("c", 3)].concat(), [entry("a", 1), entry("b", 9)].concat());
        let (one, other) = (tree(&one), tree(&other));
        let (mut left, mut right) = (one.entries(), other.entries());
        assert_eq!(left.skip_same(&mut right).unwrap(), 1);
        assert_eq!((names(left).unwrap(), names(right).unwrap()), (vec!["b".into(), "c".into()], vec!["b".into()]));
    }
}

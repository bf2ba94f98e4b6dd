//! Folders as git's objects have them, read by the eye: one that holds thousands of names differs from the one before in
//! a few, and all the others are passed over as bytes.

use super::failure::GitError;
use git2::{ObjectType, Oid, Repository};
use memchr::memchr;
use std::cell::OnceCell;

/// What kind a mode is of, in the bits in which git has it.
const KIND: u32 = 0o170_000;
const FOLDER: u32 = 0o040_000;
const FILE: u32 = 0o100_000;

/// A folder: for each name its mode, a space, the name, a zero and the id of what stands there.
pub(super) struct RawTree {
    id: Oid,
    bytes: Vec<u8>,
    /// Where each entry begins, by name: made when somebody first asks for one.
    by_name: OnceCell<Vec<usize>>,
}

/// What stands in a folder under a name.
#[derive(Clone, Copy)]
pub(super) struct RawEntry<'a> {
    mode: u32,
    pub name: &'a [u8],
    id: &'a [u8],
}

impl RawEntry<'_> {
    pub fn is_folder(&self) -> bool {
        self.mode & KIND == FOLDER
    }

    pub fn id(&self) -> Result<Oid, GitError> {
        Ok(Oid::from_bytes(self.id)?)
    }

    /// The text of a file; a link or a submodule is none.
    pub fn file(&self) -> Result<Option<Oid>, GitError> {
        if self.mode & KIND == FILE { self.id().map(Some) } else { Ok(None) }
    }
}

impl RawTree {
    pub fn read(git: &Repository, id: Oid) -> Result<Self, GitError> {
        let objects = git.odb()?;
        let object = objects.read(id)?;
        if object.kind() != ObjectType::Tree {
            return Err(damaged(id));
        }
        Ok(Self { id, bytes: object.data().to_vec(), by_name: OnceCell::new() })
    }

    /// How many bytes it takes.
    pub fn size(&self) -> usize {
        self.bytes.len()
    }

    pub fn entries(&self) -> Entries<'_> {
        self.entries_from(0)
    }

    fn entries_from(&self, at: usize) -> Entries<'_> {
        Entries { rest: self.bytes.get(at..).unwrap_or_default(), of: Some(self.id) }
    }

    /// What stands under a name.
    pub fn get(&self, name: &[u8]) -> Result<Option<RawEntry<'_>>, GitError> {
        let by_name = match self.by_name.get() {
            Some(by_name) => by_name,
            None => {
                let made = self.places_by_name()?;
                self.by_name.get_or_init(|| made)
            }
        };
        let named = |at: usize| self.entries_from(at).peek().ok().flatten();
        let found = by_name.binary_search_by_key(&Some(name), |at| named(*at).map(|entry| entry.name));
        Ok(found.ok().and_then(|found| named(*by_name.get(found)?)))
    }

    fn places_by_name(&self) -> Result<Vec<usize>, GitError> {
        let (mut entries, mut places) = (self.entries(), Vec::new());
        loop {
            let at = self.bytes.len() - entries.rest.len();
            let Some(entry) = entries.next()? else { break };
            places.push((entry.name, at));
        }
        // Git sorts a folder as if its name ended with a slash.
        places.sort();
        Ok(places.into_iter().map(|(_, at)| at).collect())
    }
}

/// The entries of a folder that are still to come.
#[derive(Clone, Copy, Default)]
pub(super) struct Entries<'a> {
    rest: &'a [u8],
    /// Of no folder there are none.
    of: Option<Oid>,
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
        let Some(of) = self.of.filter(|_| !self.rest.is_empty()) else { return Ok(None) };
        let split = || {
            let (head, rest) = self.rest.split_at_checked(memchr(0, self.rest)?)?;
            let (mode, name) = head.split_at_checked(memchr(b' ', head)?)?;
            let (id, rest) = rest.get(1..)?.split_at_checked(of.as_bytes().len())?;
            Some((RawEntry { mode: octal(mode)?, name: name.get(1..)?, id }, rest))
        };
        split().map(Some).ok_or_else(|| damaged(of))
    }
}

/// A mode as a number; some tools write zeros before it.
fn octal(digits: &[u8]) -> Option<u32> {
    let digit = |mode: u32, digit: &u8| match digit {
        b'0'..=b'7' => mode.checked_mul(8)?.checked_add(u32::from(digit - b'0')),
        _ => None,
    };
    digits.iter().try_fold(0, digit)
}

fn damaged(id: Oid) -> GitError {
    GitError::new(
        format!("git's object {id} is no whole folder"),
        "`git fsck` tells what else is damaged; fetch it anew from a clone that has it",
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn tree(bytes: &[u8]) -> RawTree {
        RawTree { id: Oid::ZERO_SHA1, bytes: bytes.to_vec(), by_name: OnceCell::new() }
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
    fn modes_are_numbers_whatever_zeros_stand_before_them() {
        for (mode, is_file, is_folder) in [
            ("100644", true, false),
            ("0100644", true, false),
            ("100664", true, false),
            ("00100755", true, false),
            ("40000", false, true),
            ("0040000", false, true),
            ("40755", false, true),
            ("120000", false, false),
            ("160000", false, false),
        ] {
            let tree = tree(&[mode.as_bytes(), b" a\0", &[7; 20]].concat());
            let entry = tree.get(b"a").unwrap().unwrap();
            assert_eq!((entry.file().unwrap().is_some(), entry.is_folder()), (is_file, is_folder), "{mode}");
        }
        assert!(tree(&[b"1006a4 a\0", &[7; 20][..]].concat()).get(b"a").is_err());
    }

    #[test]
    fn a_name_is_found_though_folders_are_sorted_otherwise() {
        let entry = |mode: &str, name: &str| [mode.as_bytes(), b" ", name.as_bytes(), b"\0", &[7; 20]].concat();
        let bytes = [entry("100644", "a.md"), entry("40000", "a"), entry("100644", "a0")].concat();
        let tree = tree(&bytes);
        for name in ["a.md", "a", "a0"] {
            assert!(tree.get(name.as_bytes()).unwrap().is_some(), "{name}");
        }
        assert!(tree.get(b"a/").unwrap().is_none());
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

//! What is known of documents, kept from one run to the next beside git's ids of their contents.
//!
//! Nothing here can go out of date: what a content says does not change. What cannot be used is forgotten, and read again.

use super::assembly::{Content, Read, documents};
use super::known::Known;
use super::paths::{Kind, PLAN_PATH};
use crate::git::{Entry, Oid, Snapshot};
use crate::text::{sealed, unsealed};
use chrono_tz::Tz;
use rayon::prelude::*;
use std::collections::HashMap;
use std::ops::Range;

/// What a document is, and git's id of what it holds.
type Key = (Kind, Oid);

/// One document in a memory: what it is, git's id of what it holds, and what is known of it.
type Record<'a> = (Kind, [u8; 20], &'a [u8]);

/// What is known of documents by what they hold.
#[derive(Debug, Default)]
pub struct Memory {
    records: Vec<u8>,
    /// Where in the records stands what is known of each.
    places: HashMap<Key, Range<usize>>,
}

/// What a memory is, and its format.
const SEAL: &str = "incident-known 2";

/// As many documents are read again sooner than all is written again.
const FEW: usize = 32;

/// Of documents of which there is more to know, in bytes, nothing is kept.
const LARGEST: usize = 4096;

impl Memory {
    /// What [`Memory::bytes`] wrote; empty where that was another build of the tool, or is no longer whole.
    pub fn read(bytes: &[u8], tool: &str) -> Self {
        read(bytes, tool).unwrap_or_default()
    }

    /// The memory as a file has it. `tool` is the build of the tool: another one may read documents otherwise.
    pub fn bytes(&self, tool: &str) -> Vec<u8> {
        let mut kept = Self::default();
        let mut places: Vec<_> = self.places.iter().filter(|(_, place)| place.len() <= LARGEST).collect();
        places.sort_by_key(|(key, _)| **key);
        places.into_iter().for_each(|(key, place)| kept.add(*key, self.at(place)));
        sealed(SEAL, tool, &kept.records)
    }

    /// Reads the documents of a snapshot that are not known yet. Gives whether these are so many that the memory is worth to
    /// be kept.
    pub fn learn(&mut self, snapshot: &Snapshot) -> bool {
        let documents: Vec<_> = documents(snapshot).filter(|entry| entry.path != PLAN_PATH).collect();
        if self.places.len() > 2 * documents.len() {
            self.forget_but(&documents);
        }
        let is_unknown = |entry: &&&Entry| key(entry).is_some_and(|key| !self.places.contains_key(&key));
        let unknown: Vec<_> = documents.iter().filter(is_unknown).collect();
        let known: Vec<_> = unknown
            .into_par_iter()
            .filter_map(|entry| Some((key(entry)?, encoded(&entry.path, Content::of(snapshot, entry)))))
            .collect();
        let learnt = known.iter().filter(|(_, known)| known.len() <= LARGEST).count();
        known.into_iter().for_each(|(key, known)| self.add(key, &known));
        learnt > FEW
    }

    /// What is known of a document of a snapshot that was learnt; of one that is no file, there is nothing to know.
    pub(super) fn known(&self, entry: &Entry) -> Known<'_> {
        let place = key(entry).and_then(|key| self.places.get(&key));
        place.and_then(|place| postcard::from_bytes(self.at(place)).ok()).unwrap_or_default()
    }

    fn at(&self, place: &Range<usize>) -> &[u8] {
        self.records.get(place.clone()).unwrap_or_default()
    }

    fn add(&mut self, key: Key, known: &[u8]) {
        let Ok(id) = key.1.as_bytes().try_into() else { return };
        let record: Record<'_> = (key.0, id, known);
        // There is nothing in it that cannot be written.
        self.records.extend(postcard::to_stdvec(&record).unwrap_or_default());
        self.places.insert(key, self.records.len() - known.len()..self.records.len());
    }

    /// Forgets what none of these documents has: other branches had it.
    fn forget_but(&mut self, documents: &[&Entry]) {
        let mut kept = Self::default();
        for key in documents.iter().filter_map(|entry| key(entry)) {
            if let Some(place) = self.places.remove(&key) {
                kept.add(key, self.at(&place));
            }
        }
        *self = kept;
    }
}

/// What is known of a document, as a memory keeps it.
fn encoded(path: &str, content: Content) -> Vec<u8> {
    // It follows from the text alone: neither the day nor the zone is needed.
    let read = Read::new(path, content, Tz::UTC);
    postcard::to_stdvec(&Known::of(&read)).unwrap_or_default()
}

fn key(entry: &Entry) -> Option<Key> {
    Some((Kind::of(&entry.path), entry.id?))
}

fn read(bytes: &[u8], tool: &str) -> Option<Memory> {
    let records = unsealed(SEAL, tool, bytes)?;
    let (mut places, mut rest) = (HashMap::new(), records);
    while !rest.is_empty() {
        let ((kind, id, known), after): (Record<'_>, _) = postcard::take_from_bytes(rest).ok()?;
        let end = records.len() - after.len();
        places.insert((kind, Oid::from_bytes(&id).ok()?), end - known.len()..end);
        rest = after;
    }
    Some(Memory { records: records.to_owned(), places })
}

//! What is known of documents, kept from one run to the next beside git's ids of their contents.
//!
//! Nothing here can go out of date: what a content says does not change. What cannot be used is forgotten, and read again.

use super::known::Known;
use super::paths::Kind;
use crate::git::Oid;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What a document is, and git's id of what it holds.
pub(super) type Key = (Kind, Oid);

/// What is known of documents by what they hold.
#[derive(Debug, Default)]
pub struct Memory {
    known: HashMap<Key, Arc<Known>>,
    /// How many were not known when they were asked for.
    learnt: usize,
}

/// As many documents are read again sooner than all is written again.
const FEW: usize = 32;

/// Of documents that say more than that, in bytes, nothing is kept.
const LARGEST: usize = 4096;

impl Memory {
    /// What [`Memory::bytes`] wrote; empty where that was another build of the tool, or is no longer whole.
    pub fn read(bytes: &[u8], tool: &str) -> Self {
        Self { known: read(bytes, tool).unwrap_or_default(), learnt: 0 }
    }

    /// The memory as a file has it. `tool` is the build of the tool: another one may read documents otherwise.
    pub fn bytes(&self, tool: &str) -> Vec<u8> {
        let records: Vec<_> = self.known.iter().map(|((kind, id), known)| (kind, id.to_string(), &**known)).collect();
        // There is nothing in it that has no form in JSON.
        let body = serde_json::to_vec(&records).unwrap_or_default();
        let mut bytes = header(&body, tool);
        bytes.extend(body);
        bytes
    }

    /// Whether so much was read that was not known that it is worth to be kept.
    pub fn has_learnt(&self) -> bool {
        self.learnt > FEW
    }

    pub(super) fn get(&self, key: Key) -> Option<Arc<Known>> {
        self.known.get(&key).cloned()
    }

    pub(super) fn learn(&mut self, key: Key, known: &Arc<Known>) {
        if known.size() <= LARGEST {
            self.known.insert(key, known.clone());
            self.learnt += 1;
        }
    }

    /// Forgets what none of a log's documents has, once that is as much as they have: other branches have it, for now.
    pub(super) fn forget_but(&mut self, present: impl FnOnce() -> HashSet<Key>, documents: usize) {
        if self.known.len() > 2 * documents {
            let present = present();
            self.known.retain(|key, _| present.contains(key));
        }
    }
}

fn read(bytes: &[u8], tool: &str) -> Option<HashMap<Key, Arc<Known>>> {
    let body = bytes.get(bytes.iter().position(|byte| *byte == b'\n')? + 1..)?;
    if !bytes.starts_with(&header(body, tool)) {
        return None;
    }
    let records: Vec<(Kind, String, Known)> = serde_json::from_slice(body).ok()?;
    let known = records.into_iter().map(|(kind, id, known)| Some(((kind, Oid::from_str(&id).ok()?), Arc::new(known))));
    known.collect()
}

/// The first line: the format, the build of the tool, and the checksum of what follows.
fn header(body: &[u8], tool: &str) -> Vec<u8> {
    format!("incident-known 1 {tool} {:08x}\n", crc32fast::hash(body)).into_bytes()
}

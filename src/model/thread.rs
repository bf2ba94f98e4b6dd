//! Investigation threads: the theories of a timeline, each with what was reported on it.

use super::time::Moment;
use super::timeline::{Entry, EntryKind};
use crate::text::is_blank;
use std::collections::HashMap;

vocabulary! {
    /// How an investigation thread stands.
    pub enum ThreadState {
        Open = "open",
        RuledOut = "ruled-out",
        Confirmed = "confirmed",
    }
}

/// A theory by its name, with its entries as they stand.
#[derive(Clone, Debug)]
pub struct Thread<'a> {
    pub name: &'a str,
    pub entries: Vec<&'a Entry>,
}

/// The theories of a timeline that have a name, in the order in which they were opened.
pub fn threads(timeline: &[Entry]) -> Vec<Thread<'_>> {
    let mut threads: Vec<Thread<'_>> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for entry in timeline.iter().filter(|entry| entry.kind == EntryKind::Theory) {
        let Some(name) = entry.subject.as_deref() else { continue };
        let place = *places.entry(name.to_ascii_lowercase()).or_insert(threads.len());
        match threads.get_mut(place) {
            Some(thread) => thread.entries.push(entry),
            None => threads.push(Thread { name, entries: vec![entry] }),
        }
    }
    threads
}

impl<'a> Thread<'a> {
    /// Whether this is its name, in upper or lower case.
    pub fn is_named(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// What was said last under an attribute.
    pub fn said(&self, attribute: &str) -> Option<&'a str> {
        let last = self.entries.iter().rev().find_map(|entry| entry.attribute(attribute));
        last.map(str::trim).filter(|value| !value.is_empty())
    }

    pub fn owner(&self) -> Option<&'a str> {
        self.said("owner")
    }

    pub fn priority(&self) -> Option<&'a str> {
        self.said("priority")
    }

    /// Open, unless the last state that was said is another one.
    pub fn state(&self) -> ThreadState {
        let state = self.said("state").map(|state| state.split_whitespace().collect::<Vec<_>>().join("-"));
        state.and_then(|state| ThreadState::from_word(&state)).unwrap_or(ThreadState::Open)
    }

    /// Whether nobody brought it to an end: it is open, and no ticket carries it on.
    pub fn is_left_open(&self) -> bool {
        self.state() == ThreadState::Open && self.said("ticket").is_none_or(is_blank)
    }

    /// When anybody reported on it last.
    pub fn reported(&self) -> Option<Moment> {
        self.entries.iter().filter_map(|entry| entry.at).max()
    }
}

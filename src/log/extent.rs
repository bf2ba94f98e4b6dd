//! What of a log is read: of the incidents that a command does not go by, what is remembered is enough.

use super::assembly::{Log, documents};
use super::known::Stage;
use super::lookup::find_name;
use super::memory::Memory;
use super::overview::{Outline, Overview};
use super::part::Part;
use super::rest::Rest;
use crate::git::{GitError, Snapshot};
use std::collections::BTreeSet;

/// Of how few documents all are read, whatever is asked for, in place of remembering any.
const FEW: usize = 32;

/// What a command goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent<'a> {
    Whole,
    /// The plan, and which incidents there are.
    Names,
    /// The incident that a word names, as [`Log::find`] has it.
    Incident(&'a str),
    /// What goes on, and what is over and may owe something.
    Unsettled,
}

impl Log {
    /// Reads the part of a snapshot's log that a command goes by, and whatever cannot be read; `remember` gives what is known
    /// of the documents of a snapshot, where it is asked.
    ///
    /// # Errors
    /// As [`Log::load`].
    pub fn load_extent(
        snapshot: &Snapshot,
        extent: Extent<'_>,
        remember: impl FnOnce(&Snapshot) -> Memory,
    ) -> Result<Self, GitError> {
        if extent == Extent::Whole || documents(snapshot).take(FEW + 1).count() <= FEW {
            return Self::load(snapshot);
        }
        let memory = remember(snapshot);
        let overview = Overview::remembered(snapshot, &memory);
        let Some(part) = part_of(&overview, extent) else { return Self::load(snapshot) };
        Ok(Self { rest: rest_of(&overview, &part), ..part.load(snapshot)? })
    }

    /// Whether there is an incident of an id, be it read or not.
    pub fn has_incident(&self, id: &str) -> bool {
        self.incident(id).is_some() || self.rest.names.iter().any(|name| name == id)
    }

    /// The war rooms of all incidents but one, be they read or not.
    pub fn war_rooms_beside<'a>(&'a self, id: &str) -> BTreeSet<&'a str> {
        let others = self.incidents.iter().filter(|folder| folder.name != id);
        let read = others.filter_map(|folder| folder.readable()?.value.war_room.as_deref());
        read.chain(self.rest.war_rooms.iter().map(String::as_str)).collect()
    }

    /// The names of restricted incidents that were not read.
    pub fn unread_restricted(&self) -> &[String] {
        &self.rest.restricted
    }
}

/// The part that a command goes by; `None` where that is the whole.
fn part_of(overview: &Overview<'_>, extent: Extent<'_>) -> Option<Part> {
    let stage = |outline: &Outline<'_>| outline.known().map(|known| known.stage).unwrap_or_default();
    let is_in = |stages: &'static [Stage]| move |outline: &&Outline<'_>| stages.contains(&stage(outline));
    let incidents = |stages| overview.incidents.iter().filter(is_in(stages)).map(|outline| outline.name);
    // Of what cannot be read nobody knows who may read of it, and whether it goes on: that is told of.
    let unknown = incidents(&[Stage::Unknown]);
    let named: Vec<&str> = match extent {
        Extent::Whole => return None,
        Extent::Names => Vec::new(),
        Extent::Incident("@") => incidents(&[Stage::Ongoing]).collect(),
        Extent::Incident(word) => {
            let names: Vec<&str> = overview.incidents.iter().map(|outline| outline.name).collect();
            find_name(&names, word).ok().and_then(|at| names.get(at).copied()).into_iter().collect()
        }
        Extent::Unsettled => incidents(&[Stage::Ongoing, Stage::Resolved]).collect(),
    };
    Some(Part::of_incidents(unknown.chain(named), overview))
}

/// What is known of the incidents that are not in a part.
fn rest_of(overview: &Overview<'_>, part: &Part) -> Rest {
    let mut rest = Rest::default();
    for outline in overview.incidents.iter().filter(|outline| !part.has_incident(outline.name)) {
        rest.names.push(outline.name.to_owned());
        if let Some(known) = outline.known() {
            rest.war_rooms.extend(known.war_room.map(str::to_owned));
            rest.restricted.extend(known.is_restricted.then(|| outline.name.to_owned()));
        }
    }
    rest
}

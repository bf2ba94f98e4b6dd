//! What waits to go out, one file each in the folder of git that all work trees of a repository share: written before the
//! step that it tells of, removed once it is out, so that nothing is lost and nothing goes out twice.

use super::ticket::Ticket;
use crate::disk::{self, DiskError, SharedLock};
use crate::git::Repository;
use crate::model::Moment;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The ends of the names of an item's file, and of the mark that one of that number was there.
const WAITS: &str = ".json";
const GONE: &str = ".gone";

/// How far an item has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Its step may not be written yet.
    Prepared,
    /// Its step is written; it can go out.
    Ready,
    /// Its request is on the way. Where nobody is sending, nobody knows what became of it.
    Sending,
    /// It is out; its address may not stand in the document yet.
    Sent,
}

/// Where a message is posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// A channel of the plan's.
    Channel,
    /// A war room.
    Room,
    /// A war room that is private, or nowhere.
    PrivateRoom,
}

/// What goes out. Texts are marked as the chat takes them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outgoing {
    /// A channel is opened, and these members are asked in.
    Room { name: String, private: bool, members: Vec<String> },
    /// A message in a channel; `room` is the name of the war room, to which the text leads.
    Post { channel: String, place: Place, text: String, room: Option<String> },
    /// A message to one member of the chat.
    Direct { name: String, member: String, text: String, room: Option<String> },
    /// A ticket in a tracker.
    Ticket(Ticket),
}

impl Outgoing {
    /// Where it goes, as people call it.
    pub fn channel(&self) -> &str {
        match self {
            Self::Room { name, .. } | Self::Direct { name, .. } => name,
            Self::Post { channel, .. } => channel,
            Self::Ticket(ticket) => &ticket.project,
        }
    }

    /// The method of the chat or the tracker that it goes by.
    pub fn method(&self) -> &'static str {
        match self {
            Self::Room { .. } => "conversations.create",
            Self::Post { .. } | Self::Direct { .. } => "chat.postMessage",
            Self::Ticket(_) => "POST issues",
        }
    }
}

/// What is written down once something is out, as it is not true before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Completes {
    /// Who was told of an escalation.
    Told,
    /// That it is announced that the incident is over.
    Announced,
}

impl Completes {
    fn is_by(self, outgoing: &Outgoing) -> bool {
        match outgoing {
            Outgoing::Post { place, .. } => *place == Place::Channel,
            Outgoing::Direct { .. } => self == Self::Told,
            Outgoing::Room { .. } | Outgoing::Ticket(_) => false,
        }
    }
}

/// Something that waits, and the entry of the timeline that it belongs to.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Item {
    /// The name that people give it; no other item of this outbox ever has it.
    #[serde(skip)]
    pub number: u32,
    /// A name that no other item ever has; it goes out with the item, to be found again by.
    pub key: String,
    pub incident: String,
    pub made: Moment,
    /// Git's folder of the work tree that the document stands in, from the shared one; empty for that itself.
    pub work_tree: String,
    /// The document, from the log's folder.
    pub path: String,
    /// The entry of the step, as it stands in the document.
    pub entry: String,
    pub state: State,
    /// How often it was tried in vain, and why the last time; of what is out, what was not taken of it.
    pub tries: u32,
    pub reason: Option<String>,
    /// The address of what is out.
    pub link: Option<String>,
    pub outgoing: Outgoing,
    /// What is written down once it is out, and since when it is.
    #[serde(default)]
    pub completes: Option<Completes>,
    #[serde(default)]
    pub sent: Option<Moment>,
    /// Whether the incident was restricted when it was made, so that it tells nothing of it.
    #[serde(default)]
    pub is_restricted: bool,
}

/// The folder of what waits.
#[derive(Clone, Debug)]
pub struct Outbox {
    common: PathBuf,
    work_tree: String,
}

impl Outbox {
    /// The outbox of a repository, seen from one of its work trees.
    pub fn of(repository: &Repository) -> Self {
        let common = repository.common_dir();
        let work_tree = repository.git_dir().strip_prefix(common).unwrap_or(Path::new(""));
        Self { common: common.to_owned(), work_tree: work_tree.to_string_lossy().into_owned() }
    }

    /// A file beside what waits, for what is kept of the chat.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.common.join("incident").join(name)
    }

    fn path(&self, number: u32) -> PathBuf {
        self.beside("outbox").join(format!("{number:04}{WAITS}"))
    }

    /// Waits until nobody else sends. An item that is read from now on is nobody else's.
    ///
    /// # Errors
    /// Where git's folder cannot be written, or another command sends for too long.
    pub fn lock(&self) -> Result<SharedLock, DiskError> {
        disk::lock_outbox(&self.common)
    }

    /// Whether an item belongs to a document of this work tree.
    pub fn is_here(&self, item: &Item) -> bool {
        item.work_tree == self.work_tree
    }

    /// Prepares items for a step that is about to be written: `entry` in the document at `path`. `completes` is what is
    /// written down once those of them that it is true by are out.
    ///
    /// # Errors
    /// Where they cannot be written; none of them is there then.
    pub fn prepare(
        &self,
        incident: &str,
        (path, entry): (&str, &str),
        made: Moment,
        all: Vec<Outgoing>,
        completes: Option<Completes>,
        is_restricted: bool,
    ) -> Result<Vec<Item>, DiskError> {
        let mut prepared: Vec<Item> = Vec::new();
        let nanos = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_nanos();
        for outgoing in all {
            let mut item = Item {
                number: 0,
                key: format!("{nanos:x}-{}-{}", std::process::id(), prepared.len()),
                incident: incident.to_owned(),
                made,
                work_tree: self.work_tree.clone(),
                path: path.to_owned(),
                entry: entry.to_owned(),
                state: State::Prepared,
                tries: 0,
                reason: None,
                link: None,
                completes: completes.filter(|completes| completes.is_by(&outgoing)),
                sent: None,
                outgoing,
                is_restricted,
            };
            if let Err(error) = self.add(&mut item) {
                // What cannot be taken back is forgotten by the next command, as its step is not written.
                let _ = prepared.iter().try_for_each(|item| self.forget(item));
                return Err(error);
            }
            prepared.push(item);
        }
        Ok(prepared)
    }

    /// Gives an item the first number behind all others, those of items that are gone too.
    fn add(&self, item: &mut Item) -> Result<(), DiskError> {
        // In this order: the last one may be forgotten meanwhile.
        let there = self.numbers(WAITS).last().copied();
        let mut number = there.max(self.numbers(GONE).last().copied()).map_or(1, |last| last + 1);
        // Another work tree's command may be as fast.
        while !disk::keep_new(&self.path(number), &bytes(item))? {
            number += 1;
        }
        item.number = number;
        Ok(())
    }

    fn numbers(&self, kind: &str) -> Vec<u32> {
        let folder = std::fs::read_dir(self.beside("outbox")).into_iter().flatten().filter_map(Result::ok);
        let names = folder.map(|file| file.file_name().to_string_lossy().into_owned());
        let mut numbers: Vec<u32> = names.filter_map(|name| name.strip_suffix(kind)?.parse().ok()).collect();
        numbers.sort_unstable();
        numbers
    }

    /// Everything that waits, the oldest first.
    ///
    /// # Errors
    /// Where a file of it cannot be read.
    pub fn items(&self) -> Result<Vec<Item>, DiskError> {
        let items = self.numbers(WAITS).into_iter().filter_map(|number| self.item(number).transpose());
        items.collect()
    }

    /// One item; `None` where it is gone.
    ///
    /// # Errors
    /// Where its file cannot be read.
    pub fn item(&self, number: u32) -> Result<Option<Item>, DiskError> {
        let path = self.path(number);
        let bytes = match std::fs::read(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            read => read.map_err(|_| unreadable(&path))?,
        };
        let item: Item = serde_json::from_slice(&bytes).map_err(|_| unreadable(&path))?;
        Ok(Some(Item { number, ..item }))
    }

    /// Writes down how far an item has come.
    ///
    /// # Errors
    /// Where it cannot be written; it is as it was.
    pub fn save(&self, item: &Item) -> Result<(), DiskError> {
        disk::keep(&self.path(item.number), &bytes(item))
    }

    /// Forgets an item: it is out, or was never to be. Its number is not given again.
    ///
    /// # Errors
    /// Where the folder cannot be written.
    pub fn forget(&self, item: &Item) -> Result<(), DiskError> {
        let folder = self.beside("outbox");
        let gone = self.numbers(GONE);
        // The last one alone is kept, as all before it are taken with it.
        if gone.last().is_none_or(|last| *last < item.number) {
            disk::keep_new(&folder.join(format!("{:04}{GONE}", item.number)), b"")?;
            // An older one that stays does no harm.
            let _ = gone.iter().try_for_each(|number| disk::forget(&folder.join(format!("{number:04}{GONE}"))));
        }
        disk::forget(&self.path(item.number))
    }
}

fn bytes(item: &Item) -> Vec<u8> {
    // Text and numbers alone can always be written as JSON.
    serde_json::to_vec_pretty(item).unwrap_or_default()
}

fn unreadable(path: &Path) -> DiskError {
    DiskError::new(path, "this item of the outbox cannot be read", "move it away; nothing was sent of it")
}

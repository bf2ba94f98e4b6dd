//! What of a log an assistant may see: no phone number, no secret, and no word of a restricted incident unless that was
//! asked for when the server was started.

use crate::audience::{Redaction, is_visible};
use crate::command::context::Context;
use crate::command::failure::Failure;
use crate::git::{EntryKind, Place, Stamps};
use crate::log::{Log, Secrets, is_document};
use crate::model::{Audience, Moment};
use crate::rules;
use crate::search::{Past, Similar};
use serde_json::{Map, Value};
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

/// The way to the log. What was read is kept as long as nothing in it changes.
pub struct Gate {
    context: Context,
    has_restricted: bool,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    /// What is known of the work tree's files, so that those that are as they were are not read again.
    stamps: Vec<u8>,
    /// The log as it was, by what its files held.
    seen: Option<(u64, Visible)>,
}

/// A log without what an assistant may not see.
#[derive(Clone)]
pub struct Visible {
    pub context: Context,
    /// With its hidden incidents taken out, and what is about them.
    pub log: Arc<Log>,
    has_restricted: bool,
    redaction: Arc<Redaction>,
    /// The ids and paths of what may be seen, which may go on behind a hidden one's: `2026-03-02-pool-2`.
    own: Arc<HashSet<String>>,
}

impl Gate {
    pub fn new(context: Context, has_restricted: bool) -> Self {
        Self { context, has_restricted, kept: Mutex::default() }
    }

    /// The log as it is now.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn open(&self, now: Moment) -> Result<Visible, Failure> {
        let context = Context { now, ..self.context.clone() };
        // Whoever asks meanwhile waits, and has what was read.
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        // Before it is read: what is written meanwhile makes it another the next time.
        let mark = self.mark(&mut kept)?;
        if let Some((_, seen)) = kept.seen.as_ref().filter(|(of, _)| mark == Some(*of)) {
            return Ok(Visible { context, ..seen.clone() });
        }
        kept.seen = None;
        let visible = Visible::open(context, self.has_restricted)?;
        kept.seen = mark.map(|mark| (mark, visible.clone()));
        Ok(visible)
    }

    /// The same as long as the log's files are; `None` where one cannot be told by what it holds.
    fn mark(&self, kept: &mut Kept) -> Result<Option<u64>, Failure> {
        let repository = self.context.repository()?;
        let mut hasher = DefaultHasher::new();
        repository.head().hash(&mut hasher);
        if repository.is_bare() {
            return Ok(Some(hasher.finish()));
        }
        let stamps = Stamps::read(&kept.stamps);
        let (snapshot, known) = repository.documents(&stamps, SystemTime::now(), is_document)?;
        for entry in snapshot.entries() {
            if is_document(&entry.path) && entry.kind == EntryKind::File && entry.id.is_none() {
                return Ok(None);
            }
            (&entry.path, entry.id, entry.size, format!("{:?}", entry.kind)).hash(&mut hasher);
        }
        snapshot.folders().hash(&mut hasher);
        kept.stamps = known.unwrap_or_else(|| std::mem::take(&mut kept.stamps));
        Ok(Some(hasher.finish()))
    }
}

impl Visible {
    fn open(context: Context, has_restricted: bool) -> Result<Self, Failure> {
        let mut log = context.open(&Place::WorkTree)?.log;
        let mut secrets = Secrets::default();
        secrets.take(&log, rules::secrets(&log, context.now).iter());
        let mut hidden = HashSet::new();
        if !has_restricted {
            // One that cannot be read may be a restricted one.
            let unseen = log.incidents.iter().filter(|folder| !is_visible(folder, Audience::Internal));
            hidden = unseen.map(|folder| folder.name.clone()).collect();
            log.incidents.retain(|folder| is_visible(folder, Audience::Internal));
            log.agenda.retain(|item| !hidden.contains(item.incident()) && !hidden.contains(item.stem()));
        }
        let redaction = Arc::new(Redaction::of(&log, hidden).with_secrets(secrets));
        let ids = log.incidents.iter().flat_map(|folder| [folder.name.clone(), folder.path.clone()]);
        let own = Arc::new(ids.chain(log.sources().map(|source| source.path().to_owned())).collect());
        Ok(Self { context, log: Arc::new(log), has_restricted, redaction, own })
    }

    /// The past incidents, ready to be asked.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub fn past(&self) -> Result<Past, Failure> {
        let past = self.context.look_back()?.past;
        Ok(if self.has_restricted { past } else { past.without_restricted() })
    }

    /// Of what an index found, what may be seen.
    pub fn seen(&self, found: impl Iterator<Item = Similar>) -> Vec<Similar> {
        found.filter(|found| self.log.incident(&found.id).is_some()).collect()
    }

    /// An answer without what may not be seen: every text in it goes through here, whichever tool made it.
    pub fn redacted(&self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(&text)),
            Value::Array(items) => items.into_iter().map(|item| self.redacted(item)).collect(),
            Value::Object(entries) => {
                let redacted = |(key, value): (String, Value)| (self.text(&key), self.redacted(value));
                Value::Object(entries.into_iter().map(redacted).collect::<Map<_, _>>())
            }
            other => other,
        }
    }

    /// A text without what may not be seen.
    pub fn text(&self, text: &str) -> String {
        if self.own.contains(text) { text.to_owned() } else { self.redaction.text(text) }
    }
}

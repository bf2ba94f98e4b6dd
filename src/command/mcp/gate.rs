//! What of a log an assistant may see: no phone number, no secret, and no word of a restricted incident unless that was
//! asked for when the server was started.

use crate::audience::{Redaction, is_visible};
use crate::command::context::Context;
use crate::command::failure::Failure;
use crate::git::Place;
use crate::log::{Log, Secrets};
use crate::model::Audience;
use crate::rules;
use crate::search::{Past, Similar};
use serde_json::{Map, Value};
use std::collections::HashSet;

/// A log without what an assistant may not see.
pub struct Visible {
    pub context: Context,
    /// With its hidden incidents taken out, and what is about them.
    pub log: Log,
    has_restricted: bool,
    redaction: Redaction,
    /// The ids and paths of what may be seen, which may go on behind a hidden one's: `2026-03-02-pool-2`.
    own: HashSet<String>,
}

impl Visible {
    /// Reads the log as it is now.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn open(context: Context, has_restricted: bool) -> Result<Self, Failure> {
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
        let redaction = Redaction::of(&log, hidden).with_secrets(secrets);
        let ids = log.incidents.iter().flat_map(|folder| [folder.name.clone(), folder.path.clone()]);
        let own = ids.chain(log.sources().map(|source| source.path().to_owned())).collect();
        Ok(Self { context, log, has_restricted, redaction, own })
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

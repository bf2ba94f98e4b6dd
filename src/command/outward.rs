//! What may leave the log for a chat or a tracker, which more people read.

use crate::audience::{Redaction, is_visible};
use crate::log::Log;
use crate::model::Audience;
use crate::respond::Message;
use crate::rules::starred;

/// Takes out of texts what hidden incidents are called, the roster's phone numbers, and secrets.
pub struct Outward(Redaction);

impl Outward {
    pub fn of(log: &Log) -> Self {
        let hidden = log.incidents.iter().filter(|folder| !is_visible(folder, Audience::Internal));
        let hidden = hidden.map(|folder| &folder.name).chain(log.unread_restricted());
        Self(Redaction::new(hidden.cloned().collect(), &log.plan.value))
    }

    pub fn text(&self, text: &str) -> String {
        self.0.text(&starred(text))
    }

    pub fn message(&self, message: &Message) -> Message {
        Message { text: self.text(&message.text), ..message.clone() }
    }
}

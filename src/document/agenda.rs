//! Reads `agenda/DATE/ID.md`.

use super::fields::Fields;
use crate::model::{AgendaItem, AgendaStatus};

/// The keys of an agenda item's front matter in the order in which they are written.
pub const AGENDA_ORDER: &[&str] = &["incident", "presenter", "minutes", "status", "outcome"];

pub(super) fn read(mut fields: Fields<'_>) -> AgendaItem {
    AgendaItem {
        incident: fields.text("incident"),
        presenter: fields.text("presenter"),
        minutes: fields.number("minutes"),
        status: fields.word("status", AgendaStatus::from_word, AgendaStatus::WORDS),
        outcome: fields.text("outcome"),
        extra: fields.finish(),
    }
}

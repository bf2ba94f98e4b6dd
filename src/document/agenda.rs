//! Reads `agenda/DATE/ID.md`.

use super::field::{Field, Holds, keys};
use super::fields::Fields;
use crate::model::{AgendaItem, AgendaStatus};

use Holds::{Number, Text, Word};

/// The keys of an agenda item's front matter in the order in which they are written.
pub const AGENDA_ORDER: &[&str] = &keys(&AGENDA);

pub(super) const AGENDA: [Field; 5] = [
    Field::new("incident", Text, "The id of the incident that the meeting is briefed on")
        .such_as("2023-12-20-error-500")
        .needed(),
    Field::new("presenter", Text, "Who presents it").such_as("Tech Lead"),
    Field::new("minutes", Number, "How long it takes").such_as("10"),
    Field::new("status", Word(AgendaStatus::WORDS), "Where the item stands"),
    Field::new("outcome", Text, "What the meeting made of it").such_as("The pool gets a limit."),
];

pub(super) fn read(mut fields: Fields<'_>) -> AgendaItem {
    AgendaItem {
        incident: fields.text("incident"),
        presenter: fields.text("presenter"),
        minutes: fields.number("minutes"),
        status: fields.word("status", AgendaStatus::from_word),
        outcome: fields.text("outcome"),
        extra: fields.finish(),
    }
}

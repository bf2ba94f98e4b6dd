//! Reads the action items of an incident or a post-mortem.

use super::field::{Field, Holds, Items, keys};
use super::fields::Fields;
use crate::model::{Action, ActionKind, ActionStatus, Priority};

use Holds::{Date, Text, Word};

/// The keys of an action item in the order in which they are written.
pub const ACTION_ORDER: &[&str] = &keys(&ACTION);

const ACTION: [Field; 7] = [
    Field::new("title", Text, "What is to be done").such_as("Alert on waiting requests"),
    Field::new("owner", Text, "Who sees to it").such_as("Platform"),
    Field::new("priority", Word(Priority::WORDS), "How urgent it is"),
    Field::new("due", Date, "When it is to be done"),
    Field::new("status", Word(ActionStatus::WORDS), "How far it has come"),
    Field::new("ticket", Text, "Its ticket in the tracker").such_as("https://tracker.example/OPS-412"),
    Field::new("kind", Word(ActionKind::WORDS), "What it is good for the next time"),
];

pub(super) const ACTIONS: Items = Items { fields: &ACTION, text: Some("title"), alone: false, empty: true };

pub(super) fn read_actions(fields: &mut Fields<'_>) -> Vec<Action> {
    let mut actions = Vec::new();
    for item in fields.items("actions") {
        if let Some(title) = item.text() {
            actions.push(Action { title: title.trim().to_owned(), ..Action::default() });
            continue;
        }
        actions.push(fields.nested(item, &ACTION, |fields| Action {
            title: fields.text("title").unwrap_or_default(),
            owner: fields.text("owner"),
            priority: fields.word("priority", Priority::from_word),
            due: fields.date("due"),
            status: fields.word("status", ActionStatus::from_word),
            ticket: fields.text("ticket"),
            kind: fields.word("kind", ActionKind::from_word),
        }));
    }
    actions
}

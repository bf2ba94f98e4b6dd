//! Reads the action items of an incident or a post-mortem.

use super::fields::Fields;
use crate::model::{Action, ActionKind, ActionStatus, Priority};

/// The keys of an action item in the order in which they are written.
pub const ACTION_ORDER: &[&str] = &["title", "owner", "priority", "due", "status", "ticket", "kind"];

pub(super) fn read_actions(fields: &mut Fields<'_>) -> Vec<Action> {
    let mut actions = Vec::new();
    for item in fields.items("actions") {
        if let Some(title) = item.text() {
            actions.push(Action { title: title.trim().to_owned(), ..Action::default() });
            continue;
        }
        actions.push(fields.nested(item, |fields| Action {
            title: fields.text("title").unwrap_or_default(),
            owner: fields.text("owner"),
            priority: fields.word("priority", Priority::from_word, Priority::WORDS),
            due: fields.date("due"),
            status: fields.word("status", ActionStatus::from_word, ActionStatus::WORDS),
            ticket: fields.text("ticket"),
            kind: fields.word("kind", ActionKind::from_word, ActionKind::WORDS),
        }));
    }
    actions
}

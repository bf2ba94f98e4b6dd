//! What changed about what a team promised to do: the actions of the entry and of the post-mortem together.

use super::change::{Change, Part};
use crate::model::Matching;
use crate::model::{Action, ActionStatus, format_date};

/// Titles that differ more than this, from 0 to 1, are of two actions.
const SAME_TITLE: f64 = 0.7;
/// Longer ones, in bytes, are not held against each other letter by letter, and of many no two are.
const LONGEST_TITLE: usize = 200;
const MOST_COMPARED: usize = 1_000;

/// An action and the document that it stands in.
pub type Promise<'a> = (Part, &'a Action);

/// The changes between two lists of actions.
pub fn actions(old: &[Promise<'_>], new: &[Promise<'_>]) -> Vec<Change> {
    let matching = Matching::of(old, new)
        .by_key(|(_, action)| Some(&action.title))
        .by_key(|(_, action)| action.ticket.as_ref())
        .by_likeness(MOST_COMPARED, |(_, one), (_, other)| alike(&one.title, &other.title));
    let mut changes = Vec::new();
    for ((part, action), partner) in matching.members() {
        let Some((was, before)) = partner else {
            changes.push(of(action, "added").note(promise(action)));
            continue;
        };
        if was != part {
            changes.push(of(action, "moved").from(was.document()).to(part.document()));
        }
        changes.extend(changed(before, action));
    }
    let removed = |(_, action): &Promise<'_>| of(action, "removed").note(format!("it was {}", action.status()));
    changes.extend(matching.removed().map(removed));
    changes
}

fn alike(one: &str, other: &str) -> bool {
    one.len().max(other.len()) <= LONGEST_TITLE && strsim::normalized_damerau_levenshtein(one, other) >= SAME_TITLE
}

fn of(action: &Action, verb: &'static str) -> Change {
    Change::new(Part::Actions, "action", verb).name(action.title.clone())
}

/// What a new action promises: by whom, until when.
fn promise(action: &Action) -> String {
    let status = Some(action.status()).filter(|status| *status != ActionStatus::Open);
    let parts = [
        status.map(|status| status.to_string()),
        Some(action.owner.clone().unwrap_or_else(|| "no owner".to_owned())),
        Some(action.due.map_or_else(|| "no due date".to_owned(), |due| format!("due {}", format_date(due)))),
        action.kind.map(|kind| format!("to {kind}")),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn changed(old: &Action, new: &Action) -> Vec<Change> {
    let mut changes = Vec::new();
    if old.title != new.title {
        let change = Change::new(Part::Actions, "action", "retitled");
        changes.push(change.from(old.title.clone()).to(new.title.clone()));
    }
    let verb = match (old.status(), new.status()) {
        (from, to) if from == to => None,
        (_, ActionStatus::Done) => Some("closed"),
        (_, ActionStatus::Dropped) => Some("dropped"),
        (_, ActionStatus::Open) => Some("opened again"),
    };
    changes.extend(verb.map(|verb| of(new, verb)));
    if let Some(change) = field("due date", old.due.map(format_date), new.due.map(format_date)) {
        let verb = match (old.due, new.due) {
            (Some(from), Some(to)) if to > from => "put off",
            (Some(_), Some(_)) => "brought forward",
            _ => change.verb,
        };
        changes.push(Change { verb, ..change });
    }
    changes.extend(field("owner", old.owner.clone(), new.owner.clone()));
    let word = |priority: Option<crate::model::Priority>| priority.map(|priority| priority.to_string());
    changes.extend(field("priority", word(old.priority), word(new.priority)));
    changes.extend(field("kind", old.kind.map(|kind| kind.to_string()), new.kind.map(|kind| kind.to_string())));
    changes.extend(field("ticket", old.ticket.clone(), new.ticket.clone()));
    let retitled = |change: &Change| change.verb == "retitled";
    let named = |change: Change| if retitled(&change) { change } else { change.name(new.title.clone()) };
    changes.into_iter().map(named).collect()
}

fn field(what: &'static str, from: Option<String>, to: Option<String>) -> Option<Change> {
    let what = match what {
        "due date" => "action's due date",
        "owner" => "action's owner",
        "priority" => "action's priority",
        "kind" => "action's kind",
        _ => "action's ticket",
    };
    Change::of_value(Part::Actions, what, from, to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ActionKind, parse_date};

    fn action(title: &str, status: ActionStatus, due: &str, owner: &str) -> Action {
        Action {
            title: title.to_owned(),
            status: Some(status),
            due: parse_date(due),
            owner: (!owner.is_empty()).then(|| owner.to_owned()),
            ..Action::default()
        }
    }

    #[test]
    fn actions_are_followed_by_title_ticket_and_likeness() {
        use ActionStatus::{Done, Dropped, Open};
        let mut ticketed = action("Restart", Open, "2026-01-01", "A");
        ticketed.ticket = Some("https://tracker.example/1".to_owned());
        let mut renamed = ticketed.clone();
        renamed.title = "Restart the queue by itself when it stalls".to_owned();
        let old = [
            action("Alert on a full pool", Open, "2026-01-01", "A"),
            action("Close every connection", Open, "2026-01-01", "A"),
            action("Write the guide", Done, "", ""),
            action("Add a second search node", Open, "2026-02-01", "A"),
            ticketed,
            action("Give it up", Open, "", ""),
        ];
        let mut new = [
            renamed,
            action("Alert on a full pool", Done, "2026-01-01", "A"),
            action("Close every connection", Open, "2026-03-01", "B"),
            action("Add a second search nodes", Dropped, "2026-01-20", "A"),
            action("Give it up", Open, "", ""),
            action("Something else", Open, "2026-05-01", ""),
        ];
        new[5].kind = Some(ActionKind::Detect);
        let in_entry = |action| (Part::Entry, action);
        let old: Vec<_> = old.iter().map(in_entry).collect();
        let mut new: Vec<_> = new.iter().map(in_entry).collect();
        new[4].0 = Part::Postmortem;
        let told: Vec<_> = actions(&old, &new).iter().map(|change| change.tell(str::to_owned)).collect();
        assert_eq!(
            told,
            [
                "action retitled from Restart to Restart the queue by itself when it stalls",
                "action closed: Alert on a full pool",
                "action's due date put off: Close every connection, from 2026-01-01 to 2026-03-01",
                "action's owner changed: Close every connection, from A to B",
                "action retitled from Add a second search node to Add a second search nodes",
                "action dropped: Add a second search nodes",
                "action's due date brought forward: Add a second search nodes, from 2026-02-01 to 2026-01-20",
                "action moved: Give it up, from log entry to post-mortem",
                "action added: Something else (no owner, due 2026-05-01, to detect)",
                "action removed: Write the guide (it was done)",
            ]
        );
    }
}

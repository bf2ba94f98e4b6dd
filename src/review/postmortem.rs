//! What changed in a post-mortem.

use super::change::{Change, Part, missing_in};
use super::document::{self, Whole};
use crate::document::Document;
use crate::model::{Postmortem, format_date};

const PART: Part = Part::Postmortem;

/// The changes between two post-mortems; `before` is `None` for one that is new.
pub fn postmortem(before: Option<&Document<Postmortem>>, after: &Document<Postmortem>) -> Vec<Change> {
    let empty = Postmortem::default();
    let (old, new) = (before.map_or(&empty, |document| &document.value), &after.value);
    let mut changes = Vec::new();
    if before.is_none() {
        let owner = new.owner.clone().map_or_else(|| "no owner".to_owned(), |owner| format!("owner {owner}"));
        let due = new.due.map(|due| format!(", due {}", format_date(due))).unwrap_or_default();
        changes.push(Change::new(PART, "post-mortem", "started").note(format!("{}, {owner}{due}", new.status())));
    } else {
        let status = |document: &Postmortem| Some(document.status().to_string());
        changes.extend(Change::of_value(PART, "post-mortem's status", status(old), status(new)));
        changes.extend(Change::of_value(PART, "post-mortem's owner", old.owner.clone(), new.owner.clone()));
        changes.extend(due(old, new));
    }
    let value =
        |what, from: &Option<String>, to: &Option<String>| Change::of_value(PART, what, from.clone(), to.clone());
    changes.extend(value("facilitator", &old.facilitator, &new.facilitator));
    changes.extend(Change::of_list(PART, "reviewers", &old.reviewers, &new.reviewers));
    let date = |document: &Postmortem| document.reviewed.map(format_date);
    changes.extend(Change::of_value(PART, "date of the review", date(old), date(new)));
    changes.extend(document::pairs(PART, "impact", &old.impact, &new.impact));
    changes.extend(value("trigger", &old.trigger, &new.trigger));
    changes.extend(value("detection", &old.detection, &new.detection));
    let cause = |verb| move |name: String| Change::new(PART, "cause", verb).name(name);
    changes.extend(missing_in(&old.causes, &new.causes).into_iter().map(cause("added")));
    changes.extend(missing_in(&new.causes, &old.causes).into_iter().map(cause("removed")));
    changes.extend(document::pairs(PART, "key", &old.extra, &new.extra));
    changes.extend(document::body(PART, before.map(Whole::of), Whole::of(after)));
    changes
}

fn due(old: &Postmortem, new: &Postmortem) -> Option<Change> {
    let change = Change::of_value(PART, "post-mortem's due date", old.due.map(format_date), new.due.map(format_date))?;
    let verb = match (old.due, new.due) {
        (Some(from), Some(to)) if to > from => "put off",
        (Some(_), Some(_)) => "brought forward",
        _ => change.verb,
    };
    Some(Change { verb, ..change })
}

/// That a post-mortem is no longer there.
pub fn removed() -> Change {
    Change::new(PART, "post-mortem", "removed").loud(true)
}

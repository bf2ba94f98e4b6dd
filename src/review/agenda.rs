//! What changed on the agenda about one incident.

use super::change::{Change, Part};
use super::document::{self, Whole};
use crate::log::AgendaFile;
use crate::model::{AgendaStatus, format_date};

const PART: Part = Part::Agenda;

/// The changes between an incident's items before and after.
pub fn agenda(old: &[&AgendaFile], new: &[&AgendaFile]) -> Vec<Change> {
    let same = |one: &AgendaFile, other: &AgendaFile| one.date == other.date;
    let (mut opened, mut gone): (Vec<&AgendaFile>, Vec<&AgendaFile>) = (Vec::new(), Vec::new());
    let mut changes = Vec::new();
    for item in new {
        match old.iter().find(|other| same(other, item)) {
            Some(before) => changes.extend(changed(before, item)),
            None => opened.push(item),
        }
    }
    gone.extend(old.iter().filter(|item| !new.iter().any(|other| same(other, item))));
    // One that went and one that came are one that was moved.
    for item in opened {
        match gone.pop() {
            Some(before) => {
                let moved = Change::new(PART, "agenda item", "moved").from(meeting(before)).to(meeting(item));
                changes.push(moved);
                changes.extend(changed(before, item));
            }
            None => {
                let presenter = item.document.value.presenter.as_ref();
                let note = presenter.map(|name| format!("presenter {name}")).unwrap_or_default();
                let change = Change::new(PART, "agenda item", "opened").name(meeting(item)).note(note);
                changes.push(change);
                changes.extend(status(AgendaStatus::Open, item));
            }
        }
    }
    changes.extend(gone.into_iter().map(|item| Change::new(PART, "agenda item", "removed").name(meeting(item))));
    changes
}

/// The date of an item's meeting, or the name of the folder that has none.
fn meeting(item: &AgendaFile) -> String {
    let folder = || item.document.source.path().split('/').nth(1).unwrap_or_default().to_owned();
    item.date.map_or_else(folder, format_date)
}

fn status(before: AgendaStatus, after: &AgendaFile) -> Option<Change> {
    let now = after.document.value.status();
    let verb = match now {
        _ if now == before => return None,
        AgendaStatus::Briefed => "briefed",
        AgendaStatus::Deferred => "deferred",
        AgendaStatus::Open => "opened again",
    };
    let change = Change::new(PART, "agenda item", verb).name(meeting(after));
    Some(change.note(after.document.value.outcome.clone().unwrap_or_default()))
}

fn changed(before: &AgendaFile, after: &AgendaFile) -> Vec<Change> {
    let (old, new) = (&before.document, &after.document);
    if old.source.text() == new.source.text() {
        return Vec::new();
    }
    let mut changes: Vec<Change> = status(old.value.status(), after).into_iter().collect();
    let value =
        |what, from: &Option<String>, to: &Option<String>| Change::of_value(PART, what, from.clone(), to.clone());
    changes.extend(value("presenter", &old.value.presenter, &new.value.presenter));
    if changes.iter().all(|change| change.what != "agenda item") {
        changes.extend(value("outcome", &old.value.outcome, &new.value.outcome));
    }
    let minutes = |minutes: Option<u32>| minutes.map(|minutes| minutes.to_string());
    changes.extend(Change::of_value(PART, "minutes", minutes(old.value.minutes), minutes(new.value.minutes)));
    changes.extend(document::body(PART, Some(Whole::of(old)), Whole::of(new)));
    changes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::read_agenda;
    use crate::model::parse_date;
    use crate::text::Source;

    fn item(date: &str, front: &str) -> AgendaFile {
        let text = format!("---\nincident: 2026-03-02-a\n{front}\n---\n");
        let source = Source::new(format!("agenda/{date}/2026-03-02-a.md"), text);
        AgendaFile { date: parse_date(date), document: read_agenda(source) }
    }

    #[test]
    fn items_are_opened_briefed_deferred_moved_and_removed() {
        let told = |old: &[AgendaFile], new: &[AgendaFile]| -> Vec<String> {
            let (old, new): (Vec<_>, Vec<_>) = (old.iter().collect(), new.iter().collect());
            agenda(&old, &new).iter().map(|change| change.tell(str::to_owned)).collect()
        };
        let open = || item("2026-03-10", "status: open");
        assert_eq!(
            told(&[], &[item("2026-03-10", "status: open\npresenter: Lead")]),
            ["agenda item opened: 2026-03-10 (presenter Lead)"]
        );
        assert_eq!(
            told(&[open()], &[item("2026-03-10", "status: briefed\noutcome: Fine.")]),
            ["agenda item briefed: 2026-03-10 (Fine.)"]
        );
        assert_eq!(
            told(&[open()], &[item("2026-03-10", "status: deferred"), item("2026-03-17", "presenter: Lead")]),
            ["agenda item deferred: 2026-03-10", "agenda item opened: 2026-03-17 (presenter Lead)"]
        );
        assert_eq!(
            told(&[open()], &[item("next week", "minutes: 10")]),
            ["agenda item moved from 2026-03-10 to next week", "minutes set to 10"]
        );
        assert_eq!(told(&[open()], &[]), ["agenda item removed: 2026-03-10"]);
        assert_eq!(told(&[open()], &[open()]), [""; 0]);
    }
}

//! An incident that both sides moved on: how far it has come, who leads it, and how bad it is.

use super::values::Winner;
use super::version::Version;
use crate::document::Step;
use crate::model::{EntryKind, Milestone, Moment, Status, parse_moment};
use std::cmp::Ordering;
use std::collections::HashSet;

/// Whose value holds where both sides set one of an incident's, as far as the log itself tells.
pub fn winner(versions: &[Version; 3], path: &[Step<'_>]) -> Option<Winner> {
    let [Step::Key(key)] = path else { return None };
    if !versions.iter().all(Version::is_incident) {
        return None;
    }
    match *key {
        "status" => of_status(versions),
        "lead" => of_entries(versions, key, EntryKind::Lead),
        "severity" => of_entries(versions, key, EntryKind::Severity),
        "acknowledged" => of_first(versions, key, EntryKind::Acknowledged),
        _ => None,
    }
}

/// The further status, where both sides went forward and what it stands on is there.
fn of_status([base, ours, theirs]: &[Version; 3]) -> Option<Winner> {
    let status = |version: &Version| version.text_of("status").map_or(Some(Status::Open), Status::from_word);
    let (was, our, their) = (status(base)?, status(ours)?, status(theirs)?);
    if our < was || their < was {
        return None;
    }
    let (winner, further, version, other) =
        if our > their { (Winner::Ours, our, ours, theirs) } else { (Winner::Theirs, their, theirs, ours) };
    let milestone = match further {
        Status::Open => return Some(winner),
        Status::Mitigated => Milestone::Mitigated.word(),
        Status::Resolved | Status::Closed => Milestone::Resolved.word(),
    };
    let is_taken_back = base.text_of(milestone).is_some() && other.text_of(milestone).is_none();
    (version.text_of(milestone).is_some() && !is_taken_back).then_some(winner)
}

/// The value that was told of last on the timeline, where both sides tell of theirs.
fn of_entries([base, ours, theirs]: &[Version; 3], key: &str, kind: EntryKind) -> Option<Winner> {
    let told_before: HashSet<_> = base.timeline.iter().map(|entry| (entry.at, entry.kind, &entry.text)).collect();
    let told = |version: &Version| -> Option<Moment> {
        let value = version.text_of(key)?.to_lowercase();
        let is_new = |entry: &&crate::model::Entry| {
            entry.kind == kind && !told_before.contains(&(entry.at, entry.kind, &entry.text))
        };
        let last = version.timeline.iter().filter(is_new).max_by_key(|entry| entry.at)?;
        last.at.filter(|_| last.text.to_lowercase().contains(&value))
    };
    let (our, their) = (told(ours)?, told(theirs)?);
    match our.cmp(&their) {
        Ordering::Greater => Some(Winner::Ours),
        Ordering::Less => Some(Winner::Theirs),
        Ordering::Equal => None,
    }
}

/// The earlier time, where each side set a first one that its timeline tells of.
fn of_first([base, ours, theirs]: &[Version; 3], key: &str, kind: EntryKind) -> Option<Winner> {
    let first = |version: &Version| -> Option<Moment> {
        let at = parse_moment(version.text_of(key)?, version.zone, None).ok()?;
        version.timeline.iter().any(|entry| entry.kind == kind && entry.at == Some(at)).then_some(at)
    };
    match (base.text_of(key), first(ours)?.cmp(&first(theirs)?)) {
        (None, Ordering::Less) => Some(Winner::Ours),
        (None, Ordering::Greater) => Some(Winner::Theirs),
        _ => None,
    }
}

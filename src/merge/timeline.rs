//! The timeline, entry by entry.

use super::sides::{Sides, Stuck};
use super::version::Version;
use crate::document::{Draft, DraftError, written_alone};
use crate::git::merge_both_ways;
use crate::model::{Entry, EntryKind, Matching, Moment, format_moment};
use crate::text::Span;
use std::collections::{HashMap, HashSet};

/// An entry with its number on its timeline, and as it is written.
struct Item<'a> {
    at: usize,
    entry: &'a Entry,
    written: String,
}

/// What becomes of an entry of ours, by its number.
struct Fate {
    at: usize,
    /// What stands in its place; nothing where it goes.
    written: Option<String>,
    is_disputed: bool,
}

/// An entry of theirs that comes.
struct Coming<'a> {
    item: &'a Item<'a>,
    is_disputed: bool,
}

/// Merges the timelines of a base, ours and theirs: what either side added stands once, at its place in time; what one
/// changed or took out is changed or out.
///
/// # Errors
/// Where an entry without a time was added, or what stands around the entries changed.
pub fn merge(versions: &[Version; 3], sides: &mut Sides) -> Result<(), Stuck> {
    let [around_base, around_ours, around_theirs] = [0, 1, 2].map(|at| around(&versions[at]));
    if around_theirs != around_base && around_theirs != around_ours {
        return Err(Stuck);
    }
    let [base, ours, theirs] = [0, 1, 2].map(|at| items(&versions[at]));
    let (to_ours, to_theirs) = (partners(&base, &ours), partners(&base, &theirs));
    let (mut fates, mut coming) = (Vec::new(), Vec::new());
    for item in &base {
        let our = to_ours.get(&item.at).and_then(|at| ours.get(*at));
        let their = to_theirs.get(&item.at).and_then(|at| theirs.get(*at));
        let (fate, come) = decided(item, our, their)?;
        fates.extend(fate);
        coming.extend(come);
    }
    let [our_new, their_new] = [(&ours, &to_ours), (&theirs, &to_theirs)].map(|(items, known)| {
        let known: HashSet<_> = known.values().copied().collect();
        items.iter().filter(move |item| !known.contains(&item.at))
    });
    let mut twice: HashMap<_, usize> = HashMap::new();
    our_new.for_each(|item| *twice.entry(meaning(item.entry)).or_default() += 1);
    for item in their_new {
        match twice.get_mut(&meaning(item.entry)) {
            Some(count) if *count > 0 => *count -= 1,
            _ => coming.push(Coming { item, is_disputed: false }),
        }
    }
    // From the last on, so that the numbers of the others stay.
    fates.sort_by_key(|fate| std::cmp::Reverse(fate.at));
    for Fate { at, written, is_disputed } in fates {
        sides.take(is_disputed, |draft| match &written {
            Some(written) => draft.replace_entry(at, written),
            None => draft.remove_entry(at),
        })?;
    }
    for Coming { item, is_disputed } in coming {
        let moment = item.entry.at.ok_or(Stuck)?;
        let time = versions[2].source.slice(item.entry.time_span);
        sides.take(is_disputed, |draft| add(draft, moment, time, &item.written))?;
    }
    Ok(())
}

/// What both sides made of an entry of the base comes to.
fn decided<'a>(
    base: &Item<'_>,
    our: Option<&Item<'_>>,
    their: Option<&'a Item<'a>>,
) -> Result<(Option<Fate>, Option<Coming<'a>>), Stuck> {
    let (our, their) = match (our, their) {
        (Some(our), Some(their)) => (our, their),
        (Some(our), None) => {
            return Ok((Some(Fate { at: our.at, written: None, is_disputed: our.written != base.written }), None));
        }
        (None, their) => {
            let changed = their.filter(|their| their.written != base.written);
            return Ok((None, changed.map(|item| Coming { item, is_disputed: true })));
        }
    };
    if their.written == base.written || meaning(our.entry) == meaning(their.entry) {
        return Ok((None, None));
    }
    if our.written != base.written {
        let [ours, theirs] = merge_both_ways(&base.written, [&our.written, &their.written])?;
        return Ok((Some(Fate { at: our.at, is_disputed: ours != theirs, written: Some(theirs) }), None));
    }
    match our.entry.at == their.entry.at {
        true => Ok((Some(Fate { at: our.at, written: Some(their.written.clone()), is_disputed: false }), None)),
        // At another time it stands elsewhere.
        false => Ok((
            Some(Fate { at: our.at, written: None, is_disputed: false }),
            Some(Coming { item: their, is_disputed: false }),
        )),
    }
}

/// Adds an entry as it is written, or with its whole time where it would stand among those of another day.
fn add<'d>(draft: &'d mut Draft, at: Moment, time: &str, written: &str) -> Result<&'d mut Draft, DraftError> {
    let mut tried = draft.clone();
    match tried.add_written_entry(at, written).map(drop) {
        Ok(()) => *draft = tried,
        Err(_) => {
            draft.add_written_entry(at, &written.replacen(time, &format_moment(at), 1))?;
        }
    }
    Ok(draft)
}

fn items(version: &Version) -> Vec<Item<'_>> {
    let item = |(at, entry)| Item { at, entry, written: written_alone(version.source.text(), entry) };
    version.timeline.iter().enumerate().map(item).collect()
}

/// Which entry of a timeline is which of another, by their numbers: as it is written, at its moment and of its kind, with
/// its words, at its moment alone.
fn partners(old: &[Item<'_>], new: &[Item<'_>]) -> HashMap<usize, usize> {
    let words = |item: &Item<'_>| (item.entry.kind, item.entry.subject.clone(), item.entry.text.clone());
    let matching = Matching::of(old, new)
        .by_key(|item| Some(item.written.as_str()))
        .by_key(|item| Some((item.entry.at?, item.entry.kind, item.entry.subject.as_deref())))
        .by_key(|item| Some(words(item)))
        .by_key(|item| item.entry.at);
    matching.members().filter_map(|(new, old)| Some((old?.at, new.at))).collect()
}

type Meaning<'a> = (Option<Moment>, EntryKind, Option<&'a str>, &'a str, &'a [(String, String)], &'a str);

/// What an entry says, however it is written.
fn meaning(entry: &Entry) -> Meaning<'_> {
    (entry.at, entry.kind, entry.subject.as_deref(), &entry.text, &entry.attributes, &entry.more)
}

/// The words of the section that are no entry's, on one line.
fn around(version: &Version) -> String {
    let Some(content) = version.content("Timeline") else { return String::new() };
    let ends = version.timeline.iter().map(|entry| entry.span.end);
    let starts = version.timeline.iter().map(|entry| entry.span.start).chain([content.end]);
    let gaps = std::iter::once(content.start).chain(ends).zip(starts);
    let words: Vec<_> =
        gaps.flat_map(|(start, end)| version.source.slice(Span::new(start, end)).split_whitespace()).collect();
    words.join(" ")
}

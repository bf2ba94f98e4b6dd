//! What two sides made of the values of a front matter: what is to be taken over from theirs, and what is disputed.

use super::version::text_in;
use crate::document::{NewValue, Step};
use crate::model::{Matching, parse_moment};
use std::collections::{HashMap, HashSet};

/// One step from our values to the merged ones.
#[derive(Clone, Debug, PartialEq)]
pub struct Change<'a> {
    pub path: Vec<Step<'a>>,
    pub taken: Taken,
    /// Whether our side has it otherwise.
    pub is_disputed: bool,
}

/// What is taken over from theirs.
#[derive(Clone, Debug, PartialEq)]
pub enum Taken {
    Set(NewValue),
    Append(NewValue),
    Remove,
}

/// Whose value holds where both sides changed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Winner {
    Ours,
    Theirs,
}

/// Compares the three versions of a value; the judge decides what it can of what both changed.
///
/// The changes stand in the order in which they can be made: those that move no item of a list first.
pub fn changes<'a>(
    [base, ours, theirs]: [&'a NewValue; 3],
    judge: impl Fn(&[Step<'_>]) -> Option<Winner>,
) -> Vec<Change<'a>> {
    let mut comparison = Comparison { judge, path: Vec::new(), changes: Vec::new() };
    comparison.value([Some(base), Some(ours), Some(theirs)]);
    let mut changes = comparison.changes;
    changes.sort_by_cached_key(|change| {
        let indices = change.path.iter().map(|step| match step {
            Step::Index(index) => std::cmp::Reverse(*index),
            Step::Key(_) => std::cmp::Reverse(0),
        });
        (change.taken == Taken::Remove).then(|| indices.collect::<Vec<_>>())
    });
    changes
}

struct Comparison<'a, J> {
    judge: J,
    path: Vec<Step<'a>>,
    changes: Vec<Change<'a>>,
}

type Value<'a> = Option<&'a NewValue>;

impl<'a, J: Fn(&[Step<'_>]) -> Option<Winner>> Comparison<'a, J> {
    fn value(&mut self, [base, ours, theirs]: [Value<'a>; 3]) {
        if same(ours, theirs) || same(base, theirs) {
            return;
        }
        match (ours, theirs) {
            (Some(NewValue::Map(ours)), Some(NewValue::Map(theirs))) => self.map(base, ours, theirs),
            (Some(NewValue::List(ours)), Some(NewValue::List(theirs))) => {
                let base = if let Some(NewValue::List(base)) = base { base.as_slice() } else { &[] };
                self.list(base, ours, theirs);
            }
            _ => {
                let taken = theirs.cloned().map_or(Taken::Remove, Taken::Set);
                match same(base, ours).then_some(Winner::Theirs).or_else(|| (self.judge)(&self.path)) {
                    Some(Winner::Ours) => {}
                    winner => self.take(None, taken, winner.is_none()),
                }
            }
        }
    }

    fn take(&mut self, step: Option<Step<'a>>, taken: Taken, is_disputed: bool) {
        let path = self.path.iter().copied().chain(step).collect();
        self.changes.push(Change { path, taken, is_disputed });
    }

    fn below(&mut self, step: Step<'a>, versions: [Value<'a>; 3]) {
        self.path.push(step);
        self.value(versions);
        self.path.pop();
    }

    fn map(&mut self, base: Value<'a>, ours: &'a [(String, NewValue)], theirs: &'a [(String, NewValue)]) {
        let base = if let Some(NewValue::Map(base)) = base { base.as_slice() } else { &[] };
        let [in_base, in_ours, in_theirs] = [base, ours, theirs]
            .map(|entries| entries.iter().map(|(key, value)| (key.as_str(), value)).collect::<HashMap<_, _>>());
        let gone = base.iter().filter(|(key, _)| !in_theirs.contains_key(key.as_str()));
        for (key, _) in theirs.iter().chain(gone) {
            let key = key.as_str();
            self.below(Step::Key(key), [&in_base, &in_ours, &in_theirs].map(|entries| entries.get(key).copied()));
        }
    }

    /// A list is a set: of texts, or of maps that are known by their name, title or ticket.
    fn list(&mut self, base: &'a [NewValue], ours: &'a [NewValue], theirs: &'a [NewValue]) {
        let [all_base, all_ours, all_theirs] = [base, ours, theirs].map(numbered);
        let (to_ours, to_theirs) = (partners(&all_base, &all_ours), partners(&all_base, &all_theirs));
        let first = self.changes.len();
        for (at, item) in base.iter().enumerate() {
            let our = to_ours.get(&at).and_then(|at| Some((*at, ours.get(*at)?)));
            let their = to_theirs.get(&at).and_then(|at| theirs.get(*at));
            match (our, their) {
                (Some((at, our)), Some(_)) => self.below(Step::Index(at), [Some(item), Some(our), their]),
                (Some((at, our)), None) => {
                    self.take(Some(Step::Index(at)), Taken::Remove, !same(Some(our), Some(item)))
                }
                (None, Some(their)) if !same(Some(their), Some(item)) => {
                    self.take(None, Taken::Append(their.clone()), true)
                }
                (None, _) => {}
            }
        }
        let added = |all: Vec<(usize, &'a NewValue)>, known: &HashMap<usize, usize>| {
            let known: HashSet<_> = known.values().copied().collect();
            all.into_iter().filter(|(at, _)| !known.contains(at)).collect::<Vec<_>>()
        };
        let (our_new, their_new) = (added(all_ours, &to_ours), added(all_theirs, &to_theirs));
        let twice: HashMap<_, _> = partners(&their_new, &our_new);
        for (at, their) in their_new {
            match twice.get(&at).and_then(|at| Some((*at, ours.get(*at)?))) {
                Some((at, our)) => self.below(Step::Index(at), [None, Some(our), Some(their)]),
                None => self.take(None, Taken::Append(their.clone()), false),
            }
        }
        // Where we left the list alone, it gets their order.
        let is_text = |item: &NewValue| !matches!(item, NewValue::Map(_) | NewValue::List(_));
        if alike(base, ours) && theirs.iter().chain(ours).all(is_text) && !alike(&self.outcome(ours, first), theirs) {
            self.changes.truncate(first);
            self.take(None, Taken::Set(NewValue::List(theirs.to_vec())), false);
        }
    }

    /// A list of texts after the changes from `first` on.
    fn outcome(&self, ours: &[NewValue], first: usize) -> Vec<NewValue> {
        let changes = self.changes.get(first..).unwrap_or_default();
        let gone: HashSet<_> = changes
            .iter()
            .filter_map(|change| match change.path.last() {
                Some(Step::Index(index)) => Some(*index),
                _ => None,
            })
            .collect();
        let kept = ours.iter().enumerate().filter(|(at, _)| !gone.contains(at)).map(|(_, item)| item.clone());
        let come = changes.iter().filter_map(|change| match &change.taken {
            Taken::Append(item) => Some(item.clone()),
            _ => None,
        });
        kept.chain(come).collect()
    }
}

/// Whether two values say the same: nothing is as good as no key, and a moment is the same in any zone.
fn same(one: Value<'_>, other: Value<'_>) -> bool {
    let said = |value: Value<'_>| value.filter(|value| **value != NewValue::Null).map(NewValue::read_back);
    match (said(one), said(other)) {
        (Some(NewValue::Text(one)), Some(NewValue::Text(other))) => {
            let moment = |text: &str| parse_moment(text, chrono_tz::UTC, None).ok();
            one == other || moment(&one).is_some_and(|one| moment(&other) == Some(one))
        }
        (one, other) => one == other,
    }
}

/// Whether two lists say the same in the same order.
fn alike(one: &[NewValue], other: &[NewValue]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(Some(one), Some(other)))
}

fn numbered(items: &[NewValue]) -> Vec<(usize, &NewValue)> {
    items.iter().enumerate().collect()
}

/// Which item of one list is which of another, by their numbers.
fn partners(old: &[(usize, &NewValue)], new: &[(usize, &NewValue)]) -> HashMap<usize, usize> {
    let matching =
        Matching::of(old, new).by_key(|(_, item)| Some(name(item))).by_key(|(_, item)| text_in(item, "ticket"));
    matching.members().filter_map(|((new, _), old)| Some((old?.0, *new))).collect()
}

/// What an item of a list is known by.
fn name(item: &NewValue) -> String {
    let named = ["name", "title"].iter().find_map(|key| text_in(item, key));
    match (item, named) {
        (NewValue::Text(text) | NewValue::Bare(text), _) => text.trim().to_owned(),
        (_, Some(name)) => name.trim().to_owned(),
        _ => format!("{:?}", item.read_back()),
    }
}

//! Which member of one list is which of another.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

/// Two lists, the members of which are paired step by step.
pub struct Matching<'a, T> {
    old: Vec<Option<&'a T>>,
    new: Vec<(&'a T, Option<&'a T>)>,
}

impl<'a, T> Matching<'a, T> {
    pub fn of(old: &'a [T], new: &'a [T]) -> Self {
        Self { old: old.iter().map(Some).collect(), new: new.iter().map(|member| (member, None)).collect() }
    }

    /// Pairs those that have no partner yet and the same key, the first with the first.
    pub fn by_key<K: Eq + Hash>(mut self, key: impl Fn(&'a T) -> Option<K>) -> Self {
        let mut free: HashMap<K, VecDeque<usize>> = HashMap::new();
        for (at, member) in self.old.iter().enumerate() {
            if let Some(key) = member.and_then(&key) {
                free.entry(key).or_default().push_back(at);
            }
        }
        for (member, partner) in self.new.iter_mut().filter(|(_, partner)| partner.is_none()) {
            let at = key(member).and_then(|key| free.get_mut(&key)?.pop_front());
            *partner = at.and_then(|at| self.old.get_mut(at)?.take());
        }
        self
    }

    /// Pairs those that have no partner yet and are alike, unless that would be more than `most` comparisons.
    pub fn by_likeness(mut self, most: usize, alike: impl Fn(&T, &T) -> bool) -> Self {
        let (old, new) = (self.removed().count(), self.added().count());
        if old.saturating_mul(new) > most {
            return self;
        }
        for (member, partner) in self.new.iter_mut().filter(|(_, partner)| partner.is_none()) {
            let found = self.old.iter_mut().find(|old| old.is_some_and(|old| alike(old, member)));
            *partner = found.and_then(Option::take);
        }
        self
    }

    /// The members of the new list, each with what it was.
    pub fn members(&self) -> impl Iterator<Item = (&'a T, Option<&'a T>)> + '_ {
        self.new.iter().copied()
    }

    /// Those of the new list that have no partner.
    pub fn added(&self) -> impl Iterator<Item = &'a T> + '_ {
        self.new.iter().filter(|(_, partner)| partner.is_none()).map(|(member, _)| *member)
    }

    /// Those of the old list that have no partner.
    pub fn removed(&self) -> impl Iterator<Item = &'a T> + '_ {
        self.old.iter().copied().flatten()
    }
}

//! What documents said before, past texts that nobody can read.

use super::facts::Facts;
use super::finding::short;
use crate::git::{Deed, Lineage, Oid, Turn};
use std::collections::{HashMap, HashSet};

/// A text that a document had before a commit.
#[derive(Clone, Debug)]
pub(super) struct Before<'a> {
    /// By which of the commit's parents it came, from 0.
    pub parent: usize,
    pub text: Oid,
    /// What git has it under: the revision, and the path from the log's folder.
    pub revision: String,
    pub path: &'a str,
}

/// The commits that made texts which cannot be read, by path and text.
pub(super) struct Unread<'a>(HashMap<(&'a str, Oid), Vec<(&'a Deed, &'a Turn)>>);

impl<'a> Unread<'a> {
    pub fn of(lineage: &'a Lineage, facts: &HashMap<Oid, Facts>) -> Self {
        let mut made: HashMap<_, Vec<_>> = HashMap::new();
        for deed in &lineage.deeds {
            for turn in &deed.turns {
                if let Some(now) = turn.now.filter(|now| !facts.contains_key(now)) {
                    made.entry((turn.path.as_str(), now)).or_default().push((deed, turn));
                }
            }
        }
        Self(made)
    }

    /// Whether it is known which commit made a text that cannot be read.
    pub fn is_told(&self, path: &str, text: Oid) -> bool {
        self.0.contains_key(&(path, text))
    }

    /// The last texts before a commit that can be read: of a text that cannot, those that it took the place of.
    pub fn before(&self, deed: &'a Deed, turn: &'a Turn, facts: &HashMap<Oid, Facts>) -> Vec<Before<'a>> {
        let mut found = Vec::new();
        for parent in 0..turn.parents.len() {
            let mut open = vec![(deed, turn, Some(parent))];
            let mut seen = HashSet::new();
            while let Some((deed, turn, only)) = open.pop() {
                let path = old_path(turn);
                for (number, text) in turn.parents.iter().enumerate() {
                    let Some(text) = text.filter(|_| only.is_none_or(|only| only == number)) else { continue };
                    if facts.contains_key(&text) {
                        found.push(Before { parent, text, revision: parent_of(deed, number), path });
                    } else if seen.insert((path, text)) {
                        let makers = self.0.get(&(path, text)).into_iter().flatten();
                        open.extend(makers.map(|(deed, turn)| (*deed, *turn, None)));
                    }
                }
            }
        }
        found
    }
}

/// What a document was called before.
pub(super) fn old_path(turn: &Turn) -> &str {
    turn.renamed_from.as_deref().unwrap_or(&turn.path)
}

/// What git calls a commit's parent.
pub(super) fn parent_of(deed: &Deed, parent: usize) -> String {
    let number = if parent == 0 { String::new() } else { (parent + 1).to_string() };
    format!("{}^{number}", short(deed.commit))
}

//! What of a history cannot be judged.

use super::before::{Unread, old_path, parent_of};
use super::finding::{At, CUT, Finding, UNJUDGED, finding, short};
use super::judge::{Found, Judge, explain};
use super::standing::Lost;
use crate::git::{Deed, Lineage, MAX_DOCUMENT_BYTES, Oid, Turn};
use crate::log::PLAN_PATH;
use crate::text::{Span, counted};

impl<'a> Judge<'a> {
    /// What cannot be judged, as it is not here.
    pub fn cut(&self, lineage: &Lineage) -> Vec<Finding> {
        let Some(cut) = lineage.cut.first() else { return Vec::new() };
        let deed = Deed {
            commit: *cut,
            author: String::new(),
            when: None,
            message: String::new(),
            turns: Vec::new(),
            plans: Vec::new(),
        };
        let at = self.at(short(*cut), PLAN_PATH);
        let ends = counted(lineage.cut.len(), "commit");
        let message = format!("this clone is shallow: what came before {ends}, and what these did, is not here");
        let help = "`git fetch --unshallow` brings the rest; or --since judges what came after a commit";
        vec![finding(CUT, &deed, &at, None, message, help.to_owned())]
    }

    /// What is said once of all texts that this clone lacks.
    pub fn lacking<'l>(&self, lineage: &'l Lineage) -> Option<Finding> {
        let number = self.missing.len();
        if number == 0 {
            return None;
        }
        let lacks = |id: &Oid| self.missing.contains(id);
        let place = lineage.deeds.iter().find_map(|deed| {
            let in_turn = |turn: &'l Turn| -> Option<At<'l>> {
                if turn.now.as_ref().is_some_and(lacks) {
                    return Some(self.at(short(deed.commit), &turn.path));
                }
                let parent = turn.parents.iter().position(|id| id.as_ref().is_some_and(lacks))?;
                Some(self.at(parent_of(deed, parent), old_path(turn)))
            };
            Some((deed, deed.turns.iter().find_map(in_turn)?))
        });
        let newest = lineage.deeds.first().map(|deed| (deed, self.at(short(deed.commit), PLAN_PATH)));
        let (deed, at) = place.or(newest)?;
        let message = format!(
            "{} of the log's history {} not in this clone, and what became of {} cannot be judged",
            counted(number, "text"),
            if number == 1 { "is" } else { "are" },
            if number == 1 { "it" } else { "them" },
        );
        let help = "`git fetch --refetch --no-filter` brings what a partial clone left out; `git fsck` tells of what is \
                    lost otherwise";
        Some(finding(UNJUDGED, deed, &at, None, message, help.to_owned()))
    }

    /// What a commit made of a document that is too large to be read.
    pub fn too_large(&self, deed: &'a Deed, turn: &'a Turn, unread: &Unread<'_>, found: &mut Vec<Found<'a>>) {
        let is_too_large = |id: &Oid| !self.facts.contains_key(id) && !self.missing.contains(id);
        let before = turn.parents.iter().enumerate().find_map(|(parent, id)| {
            let is_of_another_commit = |id: &Oid| unread.is_told(old_path(turn), *id);
            id.as_ref().filter(|id| is_too_large(id) && !is_of_another_commit(id))?;
            Some((self.at(parent_of(deed, parent), old_path(turn)), "wrote this document anew, which had"))
        });
        let now = turn.now.filter(is_too_large);
        let now = now.map(|_| (self.at(short(deed.commit), &turn.path), "wrote a document of"));
        for (at, did) in now.into_iter().chain(before) {
            found.push(Found {
                rule: UNJUDGED,
                deed,
                at,
                text: None,
                span: Span::default(),
                message: format!(
                    "{} {did} more than {} MB: what it says cannot be judged",
                    self.who(deed),
                    MAX_DOCUMENT_BYTES / 1_000_000
                ),
                help: format!("keep documents small, and {}", explain(deed)),
                lost: Lost::Nothing,
            });
        }
    }
}

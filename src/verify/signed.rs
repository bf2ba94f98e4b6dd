//! Whether commits are signed, where the plan asks for it.

use super::finding::{UNSIGNED, short};
use super::judge::{Found, Judge};
use super::standing::Lost;
use crate::document::read_plan;
use crate::git::{Deed, GitError, Lineage, MAX_DOCUMENT_BYTES, Oid, Signed};
use crate::log::PLAN_PATH;
use crate::model::Signatures;
use crate::text::{Source, Span};
use std::collections::HashSet;

impl<'a> Judge<'a> {
    pub fn signatures(&self, lineage: &'a Lineage, found: &mut Vec<Found<'a>>) -> Result<(), GitError> {
        let ids: HashSet<Oid> = lineage.deeds.iter().flat_map(|deed| deed.plans.iter().copied()).collect();
        let ids: Vec<Oid> = ids.into_iter().collect();
        let asks = self.repository.read_texts(&ids, MAX_DOCUMENT_BYTES, |_, bytes| {
            let source = Source::new(PLAN_PATH, String::from_utf8_lossy(bytes).into_owned());
            read_plan(source).value.signatures == Signatures::Required
        })?;
        // A plan that cannot be read may ask for them.
        let is_asked = |deed: &&Deed| deed.plans.iter().any(|plan| asks.get(plan) != Some(&false));
        let asked: Vec<&Deed> = lineage.deeds.iter().filter(is_asked).collect();
        let commits: Vec<Oid> = asked.iter().map(|deed| deed.commit).collect();
        let signed = self.repository.signatures(&commits)?;
        for deed in asked {
            let signed = signed.get(&deed.commit).copied().unwrap_or(Signed::None);
            if signed == Signed::Good {
                continue;
            }
            let path = deed.turns.first().map_or(PLAN_PATH, |turn| turn.path.as_str());
            found.push(Found {
                rule: UNSIGNED,
                deed,
                at: self.at(short(deed.commit), path),
                text: None,
                span: Span::default(),
                message: format!("{} {}", self.who(deed), signed.what()),
                help:
                    "the plan asks for `verify: {signatures: required}`; `git config commit.gpgSign true` signs what \
                       comes, and `git verify-commit` tells more of this one"
                        .to_owned(),
                lost: Lost::Nothing,
            });
        }
        Ok(())
    }
}

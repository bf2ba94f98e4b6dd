//! What says what is found and shown, and what a branch makes of it: the review of a branch goes by the rules that hold where
//! it is to be merged, and says which templates and suppressions it changes.

use super::change::{Change, Part};
use super::pairs::Pairs;
use super::withheld::Veil;
use crate::document::read_plan;
use crate::log::{Log, PLAN_PATH};
use crate::model::{Diagnostic, Level, Moment};
use crate::rules::{self, LetOff};
use crate::text::Source;
use std::collections::BTreeMap;

/// What the rules find in a branch by its own plan, and by what the plan of the base says of rules and duties: a branch does
/// not let itself off.
pub fn findings_by_both(base: &Log, head: &Log, now: Moment) -> Vec<Diagnostic> {
    let own = rules::run(head, now);
    let mut plan = read_plan(Source::new(PLAN_PATH, head.plan.source.text()));
    let (old, new) = (&base.plan.value, &mut plan.value);
    new.rules.clone_from(&old.rules);
    new.update_every = old.update_every;
    for severity in &mut new.severities {
        if let Some(before) = old.severity(&severity.id) {
            severity.requires.clone_from(&before.requires);
        }
    }
    if plan.value == head.plan.value {
        return own;
    }
    let mut all: BTreeMap<_, Diagnostic> = BTreeMap::new();
    for finding in own.into_iter().chain(rules::run_by(&plan, head, now)) {
        let key = (finding.place.clone(), finding.rule, finding.message.clone());
        let known = all.get(&key).is_some_and(|known| known.level == Level::Error || finding.level == known.level);
        if !known {
            all.insert(key, finding);
        }
    }
    all.into_values().collect()
}

/// The templates that changed: each says what is on the site's pages or in new documents.
pub fn templates(changed: &BTreeMap<String, &'static str>) -> Vec<Change> {
    let of = |(path, verb): (&String, &&'static str)| {
        Change::new(Part::Templates, "template", verb).name(path.as_str()).loud(true)
    };
    changed.iter().map(of).collect()
}

/// The comments by which a branch lets findings off that were not let off before, each as it is written, and those that it
/// takes out.
pub fn let_off(base: &Log, head: &Log, pairs: &Pairs<'_>, veil: &Veil) -> Vec<Change> {
    let before = LetOff::all_in(base).into_iter().map(|old| LetOff { path: pairs.path_at_head(&old.path), ..old });
    let mut before: Vec<_> = before.collect();
    let mut changes = Vec::new();
    for new in LetOff::all_in(head) {
        match before.iter().position(|old| *old == new) {
            Some(at) => drop(before.remove(at)),
            None => changes.push((new, "added")),
        }
    }
    changes.extend(before.into_iter().map(|old| (old, "removed")));
    let seen = changes.into_iter().filter(|(one, _)| !veil.hides_path(&one.path));
    let told = seen.map(|(one, verb)| {
        let comment = format!("in {}: {}", one.path, one.comment);
        let change = Change::new(Part::Suppressions, "suppression", verb).name(one.rule);
        veil.change(change.note(comment).loud(verb == "added"))
    });
    told.collect()
}

//! Two states of a log, compared.

use super::actions::{Promise, actions};
use super::agenda::agenda;
use super::change::{Change, Part};
use super::checklist::checklist;
use super::entry::entry;
use super::findings::found;
use super::judges::{findings_by_both, let_off, templates};
use super::outcome::{Fate, Findings, IncidentReview, Review};
use super::pairs::{Pair, Pairs};
use super::past::{measured, similar};
use super::plan::plan;
use super::postmortem::{postmortem, removed};
use super::withheld::{Readers, Veil, is_restricted};
use crate::document::Document;
use crate::log::{AgendaFile, IncidentFolder, Log};
use crate::model::Moment;
use crate::rules;
use crate::search::Past;
use std::cell::LazyCell;
use std::collections::{BTreeMap, HashMap};

/// What is compared.
pub struct Comparison<'a> {
    pub base: &'a Log,
    pub head: &'a Log,
    /// Files that have another path in `head`, old to new.
    pub renamed: &'a HashMap<String, String>,
    /// The templates that are not what they were, each with what became of it.
    pub templates: &'a BTreeMap<String, &'static str>,
    /// The present, for deadlines on both sides.
    pub now: Moment,
    pub readers: Readers,
}

/// The items of each incident, by the id that they name.
type Items<'a> = BTreeMap<&'a str, Vec<&'a AgendaFile>>;

/// Tells what changed in meaning, and what the rules find new.
pub fn review(comparison: &Comparison<'_>) -> Review {
    let Comparison { base, head, renamed, templates: changed_templates, now, readers } = *comparison;
    let pairs = Pairs::of(base, head, renamed);
    let findings = Findings { base: rules::run(base, now), head: findings_by_both(base, head, now) };
    let veil = Veil::of(base, head, &pairs, &findings, readers);
    let past = LazyCell::new(|| Past::of(head).without_restricted());
    let mut review = Review::default();
    let [mut before, mut after] = [items(base, &veil), items(head, &veil)];
    for pair in &pairs.all {
        let on_agenda = agenda(&take(&mut before, pair), &take(&mut after, pair));
        let Some(last) = pair.last() else { continue };
        let Some(mut incident) = changed(*pair, last, on_agenda, head) else { continue };
        if pair.names().any(|name| veil.hides(name)) {
            let opened = pair.base.is_some_and(is_restricted) && pair.head.is_some_and(|head| !is_restricted(head));
            let broken = last.incident.as_ref().is_none_or(|document| document.broken().is_some());
            review.withheld.incidents += 1;
            review.withheld.opened += usize::from(opened);
            review.withheld.broken += usize::from(broken);
            continue;
        }
        if let Some(folder) = pair.head.filter(|_| has_words(&incident)) {
            incident.measured = measured(head, folder);
            incident.similar = similar(head, &past, folder, &veil);
        }
        incident.checklist = checklist(&incident.changes);
        review.incidents.push(veil.incident(incident));
    }
    review.plan = plan(base, head).into_iter().map(|change| veil.change(change)).collect();
    review.judges = templates(changed_templates);
    review.judges.extend(let_off(base, head, &pairs, &veil));
    review.found = found(findings, base, head, &pairs, &veil, &mut review.withheld);
    review
}

fn items<'a>(log: &'a Log, veil: &Veil) -> Items<'a> {
    let mut items = Items::new();
    // One that names another incident than its file may be that of a hidden one.
    for item in log.agenda.iter().filter(|item| !veil.hides_path(item.document.source.path())) {
        items.entry(item.incident()).or_default().push(item);
    }
    items
}

/// Takes the items of an incident out of all.
fn take<'a>(items: &mut Items<'a>, pair: &Pair<'_>) -> Vec<&'a AgendaFile> {
    pair.names().flat_map(|name| items.remove(name).unwrap_or_default()).collect()
}

/// Whether more changed than actions and agenda, so that the incident as a whole is worth another look.
fn has_words(incident: &IncidentReview) -> bool {
    incident.changes.iter().any(|change| matches!(change.part, Part::Entry | Part::Postmortem))
}

/// What changed about one incident; `None` where nothing did.
fn changed(pair: Pair<'_>, last: &IncidentFolder, on_agenda: Vec<Change>, head: &Log) -> Option<IncidentReview> {
    let fate = match (pair.base, pair.head) {
        (None, _) => Fate::Added,
        (_, None) => Fate::Removed,
        (Some(base), Some(head)) if base.name != head.name => Fate::Renamed(base.name.clone()),
        _ => Fate::Edited,
    };
    let mut changes = Vec::new();
    if let Some(new) = pair.head {
        if let Some(old) = pair.base.filter(|old| old.path != new.path) {
            let what = if old.name == new.name { "folder" } else { "id" };
            let [from, to] = if old.name == new.name { [&old.path, &new.path] } else { [&old.name, &new.name] };
            changes
                .push(Change::new(Part::Entry, what, "changed").from(from.as_str()).to(to.as_str()).loud(what == "id"));
        }
        let old = pair.base.and_then(|folder| folder.incident.as_ref());
        let mut in_entry =
            compared(Part::Entry, old, new.incident.as_ref(), |old, new| entry(old, new, &head.plan.value));
        if old.is_some() && new.incident.is_none() {
            in_entry.push(Change::new(Part::Entry, Part::Entry.document(), "removed").loud(true));
        }
        let old = pair.base.and_then(|folder| folder.postmortem.as_ref());
        let mut in_postmortem = compared(Part::Postmortem, old, new.postmortem.as_ref(), postmortem);
        if old.is_some() && new.postmortem.is_none() {
            in_postmortem.push(removed());
        }
        let promised = match broken(pair) {
            true => Vec::new(),
            false => actions(&pair.base.map(promises).unwrap_or_default(), &promises(new)),
        };
        for (part, some) in [(Part::Entry, &mut in_entry), (Part::Postmortem, &mut in_postmortem)] {
            // What nothing above tells is said all the same.
            if differs(pair, part) && some.is_empty() && promised.is_empty() {
                some.push(Change::new(part, part.document(), "edited").note("with the same meaning"));
            }
        }
        changes.extend(in_entry.into_iter().chain(promised).chain(in_postmortem));
    } else {
        let with = pair.base.is_some_and(|folder| folder.postmortem.is_some());
        let note = if with { "with its post-mortem" } else { "" };
        changes.push(Change::new(Part::Entry, "incident", "removed").note(note).loud(true));
    }
    changes.extend(on_agenda);
    if changes.is_empty() && fate == Fate::Edited {
        return None;
    }
    let document = last.readable();
    Some(IncidentReview {
        id: last.name.clone(),
        fate,
        title: last.title().to_owned(),
        severity: document.and_then(|document| document.value.severity.clone()),
        status: document.map(|document| document.value.status().word()),
        visibility: document.map(|d| d.value.visibility.map_or("internal", |visibility| visibility.word())),
        changes,
        ..IncidentReview::default()
    })
}

/// The changes of a document that is there now, unless it cannot be read on one side.
fn compared<T>(
    part: Part,
    old: Option<&Document<T>>,
    new: Option<&Document<T>>,
    compare: impl FnOnce(Option<&Document<T>>, &Document<T>) -> Vec<Change>,
) -> Vec<Change> {
    let Some(new) = new else { return Vec::new() };
    if old.is_some_and(|old| old.source.text() == new.source.text()) {
        return Vec::new();
    }
    match (old.and_then(Document::broken), new.broken()) {
        (_, Some(problem)) => {
            let line = new.source.position(problem.span.start).line;
            let note = format!("line {line}: {}", problem.message);
            vec![Change::new(part, part.document(), "not readable").note(note).loud(true)]
        }
        (Some(_), None) => vec![Change::new(part, part.document(), "readable again")],
        (None, None) => compare(old, new),
    }
}

fn differs(pair: Pair<'_>, part: Part) -> bool {
    fn text<T>(document: Option<&Document<T>>) -> Option<&str> {
        document.map(|document| document.source.text())
    }
    let of = |folder: Option<&IncidentFolder>| match part {
        Part::Entry => folder.and_then(|folder| text(folder.incident.as_ref())).map(str::to_owned),
        _ => folder.and_then(|folder| text(folder.postmortem.as_ref())).map(str::to_owned),
    };
    let (old, new) = (of(pair.base), of(pair.head));
    old.is_some() && new.is_some() && old != new
}

/// Whether a document of either side cannot be read, so that its actions are not known.
fn broken(pair: Pair<'_>) -> bool {
    pair.base.into_iter().chain(pair.head).any(|folder| {
        folder.incident.as_ref().is_some_and(|document| document.broken().is_some())
            || folder.postmortem.as_ref().is_some_and(|document| document.broken().is_some())
    })
}

fn promises(folder: &IncidentFolder) -> Vec<Promise<'_>> {
    let entry = folder.incident.iter().flat_map(|document| &document.value.actions);
    let postmortem = folder.postmortem.iter().flat_map(|document| &document.value.actions);
    let in_entry = entry.map(|action| (Part::Entry, action));
    in_entry.chain(postmortem.map(|action| (Part::Postmortem, action))).collect()
}

//! What changed in an incident's log entry.

use super::change::{Change, Part};
use super::document::{self, Whole};
use crate::document::Document;
use crate::model::Matching;
use crate::model::{
    Entry, EntryKind, Incident, Metric, Milestone, Moment, Plan, ServiceHit, Visibility, format_duration,
};
use chrono::Timelike;
use chrono_tz::Tz;

/// The changes between two entries; `before` is `None` for one that is new.
pub fn entry(before: Option<&Document<Incident>>, after: &Document<Incident>, plan: &Plan) -> Vec<Change> {
    let empty = Incident::default();
    let (old, new) = (before.map_or(&empty, |document| &document.value), &after.value);
    let mut changes = Vec::new();
    if let Some(before) = before {
        changes.extend(value("title", &old.title, &new.title));
        changes.extend(severity(before, after, plan));
        let status = |incident: &Incident| Some(incident.status().to_string());
        changes.extend(Change::of_value(Part::Entry, "status", status(old), status(new)));
        changes.extend(visibility(old, new));
        milestones(old, new, plan.time_zone, &mut changes);
    } else if new.visibility == Some(Visibility::Public) {
        changes.push(Change::new(Part::Entry, "visibility", "set").to(Visibility::Public.word()));
    }
    changes.extend(value("lead", &old.lead, &new.lead));
    changes.extend(value("reporter", &old.reporter, &new.reporter));
    services(&old.services, &new.services, &mut changes);
    changes.extend(Change::of_list(Part::Entry, "tags", &old.tags, &new.tags));
    if before.is_some() {
        changes.extend(value("war room", &old.war_room, &new.war_room));
    }
    root_cause(old, new, &mut changes);
    changes.extend(Change::of_list(Part::Entry, "related incidents", &old.related, &new.related));
    changes.extend(document::pairs(Part::Entry, "key", &old.extra, &new.extra));
    changes.extend(document::body(Part::Entry, before.map(Whole::of), Whole::of(after)));
    changes
}

fn value(what: &'static str, from: &Option<String>, to: &Option<String>) -> Option<Change> {
    Change::of_value(Part::Entry, what, from.clone(), to.clone())
}

fn severity(before: &Document<Incident>, after: &Document<Incident>, plan: &Plan) -> Option<Change> {
    let (from, to) = (before.value.severity.as_deref(), after.value.severity.as_deref());
    let change = Change::of_value(Part::Entry, "severity", from.map(str::to_owned), to.map(str::to_owned))?;
    let known = from.is_some_and(|id| plan.severity(id).is_some()) && to.is_some_and(|id| plan.severity(id).is_some());
    let verb = match (plan.rank(from), plan.rank(to)) {
        (from, to) if known && to < from => "raised",
        (from, to) if known && to > from => "lowered",
        _ => change.verb,
    };
    let is_why =
        |entry: &&Entry| entry.kind == EntryKind::Severity && !before.timeline.iter().any(|old| same(old, entry));
    let why = after.timeline.iter().rev().find(is_why).map(|entry| entry.text.clone());
    let change = Change { verb, ..change };
    Some(match why {
        Some(why) => change.note(why),
        None if known => change.note("the timeline does not say why"),
        None => change,
    })
}

fn same(one: &Entry, other: &Entry) -> bool {
    (one.at, one.kind, &one.text) == (other.at, other.kind, &other.text)
}

fn visibility(old: &Incident, new: &Incident) -> Option<Change> {
    let of = |incident: &Incident| incident.visibility.unwrap_or(Visibility::Internal);
    let change = Change::of_value(Part::Entry, "visibility", Some(of(old).to_string()), Some(of(new).to_string()))?;
    let widened = of(new) < of(old);
    let who = match of(new) {
        Visibility::Public => "everybody who reads the public site will read it",
        Visibility::Internal => "everybody who reads the log's site will read it",
        Visibility::Restricted => "",
    };
    let verb = if widened { "widened" } else { "narrowed" };
    Some(Change { verb, ..change }.note(if widened { who } else { "" }).loud(widened))
}

fn milestones(old: &Incident, new: &Incident, zone: Tz, changes: &mut Vec<Change>) {
    let when = |at: Option<Moment>| at.map(|at| written(at, zone));
    for milestone in Milestone::ALL.iter().copied() {
        let (from, to) = (old.milestone(milestone), new.milestone(milestone));
        if from == to {
            continue;
        }
        let Some(change) = Change::of_value(Part::Entry, milestone.word(), when(from), when(to)) else { continue };
        let verb = if change.verb == "changed" { "moved" } else { change.verb };
        let after = new.started.zip(to).filter(|_| milestone != Milestone::Started).map(|(start, at)| at - start);
        let note = match after {
            Some(after) if after >= chrono::Duration::zero() => format!("{} after the start", format_duration(after)),
            Some(_) => "before the start".to_owned(),
            None => String::new(),
        };
        changes.push(Change { verb, ..change }.note(note));
    }
    for metric in Metric::ALL.iter().copied() {
        let (Some(from), Some(to)) = (metric.of(old), metric.of(new)) else { continue };
        if from != to {
            let change = Change::new(Part::Entry, time_to(metric), "changed");
            changes.push(change.from(format_duration(from)).to(format_duration(to)));
        }
    }
}

fn time_to(metric: Metric) -> &'static str {
    match metric {
        Metric::Detect => "time to detect",
        Metric::Acknowledge => "time to acknowledge",
        Metric::Mitigate => "time to mitigate",
        Metric::Resolve => "time to resolve",
    }
}

/// A moment for people, in the plan's zone; seconds only where there are some.
fn written(at: Moment, zone: Tz) -> String {
    let at = at.with_timezone(&zone);
    at.format(if at.second() == 0 { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d %H:%M:%S" }).to_string()
}

fn services(old: &[ServiceHit], new: &[ServiceHit], changes: &mut Vec<Change>) {
    let named = |service: &ServiceHit| match &service.severity {
        Some(severity) => format!("{} ({severity})", service.name),
        None => service.name.clone(),
    };
    let matching = Matching::of(old, new).by_key(|service| Some(&service.name));
    let names = |all: &mut dyn Iterator<Item = &ServiceHit>| all.map(named).collect::<Vec<_>>().join(", ");
    let (added, removed) = (names(&mut matching.added()), names(&mut matching.removed()));
    for (verb, names) in [("added", added), ("removed", removed)].into_iter().filter(|(_, names)| !names.is_empty()) {
        changes.push(Change::new(Part::Entry, "services", verb).name(names));
    }
    for (service, before) in matching.members() {
        let Some(before) = before else { continue };
        let (from, to) = (before.severity.clone(), service.severity.clone());
        let change = Change::of_value(Part::Entry, "service's own severity", from, to);
        changes.extend(change.map(|change| change.name(service.name.clone())));
    }
}

fn root_cause(old: &Incident, new: &Incident, changes: &mut Vec<Change>) {
    let known = |incident: &Incident| incident.root_cause.as_ref().and_then(|cause| cause.known);
    let summary = |incident: &Incident| incident.root_cause.as_ref().and_then(|cause| cause.summary.clone());
    let ticket = |incident: &Incident| incident.root_cause.as_ref().and_then(|cause| cause.ticket.clone());
    let found = match (known(old), known(new)) {
        (from, to) if from == to => None,
        (_, Some(true)) => Some("known"),
        (_, Some(false)) => Some("not known"),
        (_, None) => Some("left open"),
    };
    changes.extend(found.map(|verb| Change { name: summary(new), ..Change::new(Part::Entry, "root cause", verb) }));
    if found.is_none() {
        changes.extend(Change::of_value(Part::Entry, "root cause's summary", summary(old), summary(new)));
    }
    changes.extend(Change::of_value(Part::Entry, "root cause's ticket", ticket(old), ticket(new)));
}

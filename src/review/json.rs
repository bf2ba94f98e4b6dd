//! A review for scripts: version 1 of a shape that only grows.

use super::change::Change;
use super::outcome::{Fate, IncidentReview, Measured, Review};
use super::told::Ends;
use crate::report::finding_json;
use crate::text::escaped;
use serde_json::{Value, json};

/// The whole report.
pub fn json(review: &Review, ends: Ends<'_>) -> String {
    let report = json!({
        "version": 1,
        "base": ends.base,
        "common": ends.common,
        "head": ends.head,
        "incidents": review.incidents.iter().map(incident).collect::<Vec<_>>(),
        "plan": review.plan.iter().map(change).collect::<Vec<_>>(),
        "judges": review.judges.iter().map(change).collect::<Vec<_>>(),
        "findings": {
            "new": review.found.new.iter().map(finding_json).collect::<Vec<_>>(),
            "elsewhere": review.found.elsewhere.iter().map(finding_json).collect::<Vec<_>>(),
            "inherited": review.found.inherited,
            "gone": review.found.gone,
        },
        "restricted": {
            "incidents": review.withheld.incidents,
            "opened": review.withheld.opened,
            "broken": review.withheld.broken,
            "errors": review.withheld.errors,
            "warnings": review.withheld.warnings,
        },
    });
    escaped(&format!("{report:#}\n"))
}

fn incident(incident: &IncidentReview) -> Value {
    let (fate, was) = match &incident.fate {
        Fate::Added => ("added", None),
        Fate::Removed => ("removed", None),
        Fate::Renamed(was) => ("renamed", Some(was)),
        Fate::Edited => ("edited", None),
    };
    let similar = incident
        .similar
        .iter()
        .map(|similar| json!({"id": similar.id, "title": similar.title, "solution": similar.solution}));
    json!({
        "id": incident.id,
        "fate": fate,
        "was": was,
        "title": incident.title,
        "severity": incident.severity,
        "status": incident.status,
        "visibility": incident.visibility,
        "changes": incident.changes.iter().map(change).collect::<Vec<_>>(),
        "times": incident.measured.iter().map(measured).collect::<Vec<_>>(),
        "similar": similar.collect::<Vec<_>>(),
        "checklist": incident.checklist,
    })
}

fn change(change: &Change) -> Value {
    json!({
        "part": change.part.word(),
        "what": change.what,
        "verb": change.verb,
        "name": change.name,
        "from": change.from,
        "to": change.to,
        "note": change.note,
        "loud": change.loud,
        "text": change.tell(str::to_owned),
    })
}

fn measured(measured: &Measured) -> Value {
    let usual = measured.usual.as_ref();
    json!({
        "to": measured.metric.word(),
        "seconds": measured.lasted.num_seconds(),
        "median-seconds": usual.map(|usual| usual.median.num_seconds()),
        "median-of": usual.map(|usual| usual.incidents),
        "median-severity": usual.and_then(|usual| usual.severity.clone()),
    })
}

//! A status page's feed in the shape of Statuspage's public API, so that what reads one reads this.

use super::{Format, Outward};
use crate::audience::ViewIncident;
use crate::document::body::plain_words;
use crate::model::{Entry, EntryKind, Moment, Plan, Status, format_moment};
use crate::site::{Addresses, Away, SiteError, section, title};
use crate::text::{escaped, slug};
use serde_json::{Value, json};

pub const ENTRY: Format = Format {
    word: "statuspage",
    about: "a status feed in the shape of Statuspage's incidents.json; for the public",
    is_public: true,
    make,
};

/// What the users of a status page are told of.
const TOLD: &[(EntryKind, &str)] = &[
    (EntryKind::Started, "investigating"),
    (EntryKind::Detected, "investigating"),
    (EntryKind::Acknowledged, "investigating"),
    (EntryKind::Status, "identified"),
    (EntryKind::Mitigated, "monitoring"),
    (EntryKind::Resolved, "resolved"),
    (EntryKind::Announced, "resolved"),
];
/// Statuspage's words for how bad it is, the worst first.
const IMPACTS: [&str; 4] = ["critical", "major", "minor", "none"];

fn make(outward: &Outward<'_>) -> Result<Vec<u8>, SiteError> {
    let (site, away) = (outward.site, outward.site.away());
    let (plan, addresses) = (site.view.plan(), Addresses::new(site.view));
    let page = slug(away.name());
    let readable = site.view.incidents().iter().filter(|incident| incident.broken.is_none());
    let incidents: Vec<Value> = readable.filter_map(|one| incident(one, plan, &page, &addresses, &away)).collect();
    let feed = json!({
        "page": {
            "id": page,
            "name": away.name(),
            "url": away.root(),
            "time_zone": plan.time_zone.name(),
            "updated_at": format_moment(site.as_of),
        },
        "incidents": incidents,
    });
    Ok(format!("{}\n", escaped(&format!("{feed:#}"))).into_bytes())
}

/// One incident; `None` where nothing tells when it was.
fn incident(
    incident: &ViewIncident,
    plan: &Plan,
    page: &str,
    addresses: &Addresses<'_>,
    away: &Away<'_>,
) -> Option<Value> {
    let facts = &incident.incident;
    let started = incident.order?;
    let components: Vec<Value> =
        facts.services.iter().map(|service| json!({"id": slug(&service.name), "name": service.name})).collect();
    let mut updates: Vec<Value> = incident.timeline.iter().filter_map(|entry| update(incident, entry)).collect();
    if updates.is_empty() {
        let body = plain_words(section(incident, "Summary"));
        updates.push(told(incident, 0, state(facts.status()), &body, facts.resolved.unwrap_or(started)));
    }
    updates.reverse();
    let updated = incident.timeline.iter().filter_map(|entry| entry.at).chain(facts.resolved).max().unwrap_or(started);
    let time = |at: Option<Moment>| at.map(format_moment);
    Some(json!({
        "id": incident.id,
        "name": title(incident),
        "status": state(facts.status()),
        "impact": impact(plan, facts.severity.as_deref()),
        "created_at": format_moment(started),
        "started_at": format_moment(started),
        "updated_at": format_moment(updated),
        "monitoring_at": time(facts.mitigated),
        "resolved_at": time(facts.resolved),
        "shortlink": away.whole(&format!("incidents/{}/", addresses.of(incident))),
        "page_id": page,
        "incident_updates": updates,
        "components": components,
    }))
}

fn update(incident: &ViewIncident, entry: &Entry) -> Option<Value> {
    let (_, status) = TOLD.iter().find(|(kind, _)| *kind == entry.kind)?;
    let number = incident.timeline.iter().position(|other| std::ptr::eq(other, entry))?;
    // The first message says what happened, the last what solved it.
    let written = match entry.kind {
        EntryKind::Started => plain_words(section(incident, "Summary")),
        EntryKind::Resolved => plain_words(section(incident, "Solution")),
        _ => String::new(),
    };
    let body = if written.is_empty() { plain_words(&entry.text) } else { written };
    Some(told(incident, number + 1, status, &body, entry.at?))
}

fn told(incident: &ViewIncident, number: usize, status: &str, body: &str, at: Moment) -> Value {
    let at = format_moment(at);
    json!({
        "id": format!("{}-{number}", incident.id),
        "incident_id": incident.id,
        "status": status,
        "body": body,
        "created_at": at,
        "updated_at": at,
        "display_at": at,
    })
}

fn state(status: Status) -> &'static str {
    match status {
        Status::Open => "investigating",
        Status::Mitigated => "monitoring",
        Status::Resolved | Status::Closed => "resolved",
    }
}

fn impact(plan: &Plan, severity: Option<&str>) -> &'static str {
    let last = plan.severities.len().saturating_sub(1).max(1);
    let at = plan.rank(severity).min(last) * (IMPACTS.len() - 1) / last;
    IMPACTS.get(at).copied().unwrap_or("none")
}

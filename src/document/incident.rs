//! Reads `incident.md`.

use super::action::read_actions;
use super::fields::Fields;
use super::nearest::nearest;
use super::yaml::Value;
use crate::model::{Incident, RootCause, ServiceHit, Status, Visibility};
use chrono_tz::Tz;

/// The keys of an incident's front matter in the order in which they are written.
pub const INCIDENT_ORDER: &[&str] = &[
    "title",
    "severity",
    "status",
    "visibility",
    "started",
    "detected",
    "acknowledged",
    "mitigated",
    "resolved",
    "reporter",
    "lead",
    "services",
    "tags",
    "war-room",
    "root-cause",
    "announced",
    "actions",
    "related",
];

pub(super) fn read(mut fields: Fields<'_>, zone: Tz) -> Incident {
    Incident {
        title: fields.text("title"),
        severity: fields.text("severity"),
        status: fields.word("status", Status::from_word, Status::WORDS),
        visibility: read_visibility(&mut fields),
        started: fields.moment("started", zone),
        detected: fields.moment("detected", zone),
        acknowledged: fields.moment("acknowledged", zone),
        mitigated: fields.moment("mitigated", zone),
        resolved: fields.moment("resolved", zone),
        announced: fields.moment("announced", zone),
        reporter: fields.text("reporter"),
        lead: fields.text("lead"),
        services: read_services(&mut fields),
        tags: fields.texts("tags"),
        war_room: fields.text("war-room"),
        root_cause: fields.map("root-cause", |fields| RootCause {
            known: fields.flag("known"),
            summary: fields.text("summary"),
            ticket: fields.text("ticket"),
        }),
        actions: read_actions(&mut fields),
        related: fields.texts("related"),
        extra: fields.finish(),
    }
}

/// A visibility that cannot be read, is empty or stands under a misspelt key is the narrowest: a slip of the pen
/// publishes nothing.
fn read_visibility(fields: &mut Fields<'_>) -> Option<Visibility> {
    let visibility = fields.word("visibility", Visibility::from_word, Visibility::WORDS);
    let (mut written, mut misspelt) = (false, false);
    for key in fields.keys() {
        match key {
            "visibility" => written = true,
            key => misspelt |= !key.starts_with("x-") && nearest(key.trim(), ["visibility"]).is_some(),
        }
    }
    match misspelt {
        true => Some(Visibility::Restricted),
        false => visibility.or(written.then_some(Visibility::Restricted)),
    }
}

fn read_services(fields: &mut Fields<'_>) -> Vec<ServiceHit> {
    let Some(node) = fields.value("services") else { return Vec::new() };
    if let Some(name) = node.text() {
        return vec![ServiceHit { name: name.to_owned(), severity: None }];
    }
    let mut services = Vec::new();
    for item in fields.items("services") {
        match (&item.value, item.text()) {
            (_, Some(name)) => services.push(ServiceHit { name: name.trim().to_owned(), severity: None }),
            (Value::Map { .. }, _) => {
                let read = |fields: &mut Fields<'_>| (fields.text("name"), fields.text("severity"));
                let (name, severity) = fields.nested(item, read);
                match name {
                    Some(name) => services.push(ServiceHit { name, severity }),
                    None => fields.invalid(
                        item.span,
                        "this service has no name",
                        "write `{name: payments, severity: sev-2}`",
                    ),
                }
            }
            _ => fields.wrong_type("services", item, "names, or maps of name and severity"),
        }
    }
    services
}

#[cfg(test)]
mod tests {
    use crate::document::read_incident;
    use crate::model::Visibility;
    use crate::text::Source;

    #[test]
    fn a_slip_in_who_may_read_it_restricts_an_incident() {
        for (yaml, expected) in [
            ("visibilty: restricted", Some(Visibility::Restricted)),
            ("Visibility: internal", Some(Visibility::Restricted)),
            ("visibility:", Some(Visibility::Restricted)),
            ("visibility: \"\"", Some(Visibility::Restricted)),
            ("visibility: public\nvisibilities: restricted", Some(Visibility::Restricted)),
            ("visibility: public\nx-visibility: wide", Some(Visibility::Public)),
            ("title: Visibility of the shop", None),
        ] {
            let source = Source::new("i.md", format!("---\n{yaml}\n---\n"));
            assert_eq!(read_incident(source, chrono_tz::UTC, None).value.visibility, expected, "{yaml}");
        }
    }
}

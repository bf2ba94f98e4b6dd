//! Reads `incident.md`.

use super::action::{ACTIONS, read_actions};
use super::field::{Field, Holds, Items, keys};
use super::fields::Fields;
use super::nearest::nearest;
use super::yaml::Value;
use crate::model::{Incident, RootCause, ServiceHit, Status, Visibility};
use chrono_tz::Tz;

use Holds::{Flag, List, Map, Moment, Service, Severity, Text, Texts, Word};

/// The keys of an incident's front matter in the order in which they are written.
pub const INCIDENT_ORDER: &[&str] = &keys(&INCIDENT);

pub(super) const INCIDENT: [Field; 18] = [
    Field::new("title", Text, "What is wrong, and where, in a few words").such_as("Search is slow").needed(),
    Field::new("severity", Severity, "How bad it is, by the plan").such_as("sev-2").needed(),
    Field::new("status", Word(Status::WORDS), "How far it has come").needed(),
    Field::new("visibility", Word(Visibility::WORDS), "Who may read of it"),
    Field::new("started", Moment, "When it began, as far as is known").needed(),
    Field::new("detected", Moment, "When it was noticed"),
    Field::new("acknowledged", Moment, "When somebody took it on"),
    Field::new("mitigated", Moment, "When users no longer felt it"),
    Field::new("resolved", Moment, "When it was over"),
    Field::new("reporter", Text, "Who reported it").such_as("Support desk"),
    Field::new("lead", Text, "Who leads the response").such_as("Tech Lead"),
    Field::new("services", List(SERVICES), "The services that were hit").such_as(r#"["checkout", "payments"]"#),
    Field::new("tags", Texts, "Words to find it by").such_as(r#"["deploy", "database"]"#),
    Field::new("war-room", Text, "The channel of the response").such_as("#2024-01-31-war-room-search-is-slow"),
    Field::new("root-cause", Map(ROOT_CAUSE), "What is known of the root cause"),
    Field::new("announced", Moment, "When it was announced that it is over"),
    Field::new("actions", List(ACTIONS), "What is to be done so that it does not come back"),
    Field::new("related", Texts, "The ids of incidents like this one").such_as(r#"["2023-03-02-pool-exhausted"]"#),
];

const SERVICES: Items = Items { fields: SERVICE, text: Some("name"), alone: true, empty: false };

const SERVICE: &[Field] = &[
    Field::new("name", Service, "The service, as the plan calls it").such_as("payments").needed(),
    Field::new("severity", Severity, "How bad it was there, where that differs").such_as("sev-3"),
];

const ROOT_CAUSE: &[Field] = &[
    Field::new("known", Flag, "Whether the cause is known"),
    Field::new("summary", Text, "The cause in a sentence").such_as("Release 412 leaks database connections."),
    Field::new("ticket", Text, "The follow-up, while it is not known").such_as("https://tracker.example/OPS-412"),
];

pub(super) fn read(mut fields: Fields<'_>, zone: Tz) -> Incident {
    Incident {
        title: fields.text("title"),
        severity: fields.text("severity"),
        status: fields.word("status", Status::from_word),
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
pub(super) fn read_visibility(fields: &mut Fields<'_>) -> Option<Visibility> {
    let visibility = fields.word("visibility", Visibility::from_word);
    let is_misspelt = |key: &str| !key.starts_with("x-") && nearest(key.trim(), ["visibility"]).is_some();
    match fields.unknown_keys().any(is_misspelt) {
        true => Some(Visibility::Restricted),
        false => visibility.or(fields.has("visibility").then_some(Visibility::Restricted)),
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
                let (name, severity) = fields.nested(item, SERVICE, read);
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

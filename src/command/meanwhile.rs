//! What others changed of an incident while a step was on its way to them: a message of the step tells what was before.

use crate::document::read_incident;
use crate::model::Incident;
use crate::text::Source;
use chrono_tz::Tz;

/// Of the values that messages tell, those that two texts of a document have otherwise: `lead from A to B`.
pub fn changed_values(before: &str, now: &str, zone: Tz) -> Vec<String> {
    let values = |text: &str| told(&read_incident(Source::new("incident.md", text), zone, None).value);
    let changed = values(before).into_iter().zip(values(now)).filter(|((_, before), (_, now))| before != now);
    let said = |value: Option<String>| value.filter(|value| !value.is_empty()).unwrap_or_else(|| "nothing".to_owned());
    changed.map(|((key, before), (_, now))| format!("{key} from {} to {}", said(before), said(now))).collect()
}

fn told(incident: &Incident) -> [(&'static str, Option<String>); 8] {
    let services: Vec<&str> = incident.services.iter().map(|service| service.name.as_str()).collect();
    [
        ("title", incident.title.clone()),
        ("severity", incident.severity.clone()),
        ("status", Some(incident.status().to_string())),
        ("visibility", incident.visibility.map(|visibility| visibility.word().to_owned())),
        ("lead", incident.lead.clone()),
        ("reporter", incident.reporter.clone()),
        ("services", Some(services.join(", "))),
        ("war-room", incident.war_room.clone()),
    ]
}

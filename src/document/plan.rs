//! Reads `incident.yaml`; where it is silent, the built-in default plan speaks.

use super::fields::Fields;
use super::nearest::nearest;
use super::plan_fields::{MEETING, PERSON, SERVICE, SEVERITY};
use super::yaml::{Node, Value};
use crate::model::{
    Audience, Channels, Endpoint, Escalation, Forge, Level, Meeting, OptionValue, Person, PhoneFrom, Plan, Requires,
    RuleLevel, RuleSetting, Service, Severity, Signatures, Site,
};
use chrono::NaiveTime;
use chrono_tz::Tz;

/// The default plan as `incident init` writes it.
pub const DEFAULT_PLAN: &str = include_str!("../../templates/plan.yaml");

/// What a plan is before any file was read: the default plan is read over it, a team's own over that.
pub(super) fn bare() -> Plan {
    Plan {
        name: String::new(),
        time_zone: Tz::UTC,
        site: Site { url: None, audience: Audience::Internal, source: None },
        channels: Channels { incidents: String::new(), war_room: String::new() },
        severities: Vec::new(),
        update_every: 10,
        roster: Vec::new(),
        meeting: None,
        services: Vec::new(),
        tracker: None,
        chat: None,
        postmortem_sections: Vec::new(),
        rules: Vec::new(),
        signatures: Signatures::Optional,
    }
}

pub(super) fn read(mut fields: Fields<'_>, base: &Plan) -> Plan {
    let time_zone = zone(&mut fields, "time-zone").unwrap_or(base.time_zone);
    let plan = Plan {
        name: fields.text("name").unwrap_or_else(|| base.name.clone()),
        time_zone,
        site: match fields.value("site").map(|node| matches!(node.value, Value::Map { .. })) {
            Some(is_map) => fields.map("site", |fields| read_site(fields, base, is_map)),
            None => None,
        }
        .unwrap_or_else(|| base.site.clone()),
        channels: fields.map("channels", |fields| read_channels(fields, base)).unwrap_or_else(|| base.channels.clone()),
        severities: Some(read_severities(&mut fields))
            .filter(|s| !s.is_empty())
            .unwrap_or_else(|| base.severities.clone()),
        update_every: fields.number("update-every").filter(|minutes| *minutes > 0).unwrap_or(base.update_every),
        roster: if fields.value("roster").is_some() { read_roster(&mut fields) } else { base.roster.clone() },
        meeting: read_meeting(&mut fields, base, time_zone),
        services: if fields.value("services").is_some() { read_services(&mut fields) } else { base.services.clone() },
        tracker: fields.map("tracker", read_endpoint),
        chat: fields.map("chat", read_endpoint),
        postmortem_sections: fields.map("postmortem", |fields| fields.texts("sections")).unwrap_or_default(),
        rules: read_rules(&mut fields),
        signatures: match fields.value("verify").map(|node| matches!(node.value, Value::Map { .. })) {
            Some(is_map) => fields.map("verify", |fields| read_signatures(fields, base, is_map)),
            None => None,
        }
        .unwrap_or(base.signatures),
    };
    fields.finish();
    plan
}

fn zone(fields: &mut Fields<'_>, key: &'static str) -> Option<Tz> {
    let text = fields.text(key)?;
    if let Ok(zone) = text.parse::<Tz>() {
        return Some(zone);
    }
    let span = fields.value(key).map(|node| node.span).unwrap_or_default();
    fields.invalid(span, format!("there is no time zone `{text}`"), zone_help(&text));
    None
}

/// What to do about a word that is no time zone: the nearest one, where one is near.
pub fn zone_help(word: &str) -> String {
    let names = chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name());
    let near = nearest(word, names).map(|name| format!("did you mean `{name}`?"));
    near.unwrap_or_else(|| "write a name of the IANA time zone database, such as Europe/Paris".to_owned())
}

/// An audience that is written and not known is the narrowest: a slip must not show anybody more than was meant.
fn read_site(fields: &mut Fields<'_>, base: &Plan, is_map: bool) -> Site {
    let is_silent = is_map && fields.value("audience").is_none();
    let otherwise = if is_silent { base.site.audience } else { Audience::Public };
    let audience = fields.word("audience", Audience::from_word).unwrap_or(otherwise);
    let source = fields.text("source").and_then(|address| {
        let forge = Forge::parse(&address);
        if let (None, Some(node)) = (&forge, fields.value("source")) {
            let message = format!("`{address}` is no repository on GitHub or GitLab");
            let help =
                "write it like https://github.com/OWNER/REPO, on a server of your own with /tree/BRANCH behind it";
            fields.invalid(node.span, message, help);
        }
        forge
    });
    Site { url: fields.text("url"), audience, source }
}

/// A word that is written and not known asks for signatures: a slip must not do without what was meant.
fn read_signatures(fields: &mut Fields<'_>, base: &Plan, is_map: bool) -> Signatures {
    let is_silent = is_map && fields.value("signatures").is_none();
    let otherwise = if is_silent { base.signatures } else { Signatures::Required };
    fields.word("signatures", Signatures::from_word).unwrap_or(otherwise)
}

fn read_channels(fields: &mut Fields<'_>, base: &Plan) -> Channels {
    Channels {
        incidents: fields.text("incidents").unwrap_or_else(|| base.channels.incidents.clone()),
        war_room: fields.text("war-room").unwrap_or_else(|| base.channels.war_room.clone()),
    }
}

fn read_severities(fields: &mut Fields<'_>) -> Vec<Severity> {
    let mut severities: Vec<Severity> = Vec::new();
    for item in fields.items("severities") {
        let severity = fields.nested(item, SEVERITY, |fields| {
            let mut expectation = fields.text("expectation");
            Severity {
                id: fields.text("id").unwrap_or_default(),
                name: fields.text("name").unwrap_or_default(),
                definition: fields.text("definition").unwrap_or_default(),
                examples: fields.texts("examples"),
                escalation: fields
                    .map("escalation", |fields| Escalation {
                        channel: fields.text("channel"),
                        mention: fields.text("mention"),
                        direct: fields.texts("direct"),
                        until_acknowledged: fields.flag("until-acknowledged").unwrap_or(false),
                        expectation: fields.text("expectation").or(expectation.take()),
                    })
                    .unwrap_or_else(|| Escalation { expectation: expectation.take(), ..Escalation::default() }),
                requires: read_requires(fields),
            }
        });
        if severity.id.is_empty() {
            fields.invalid(item.span, "this severity has no id", "write `id: sev-1`");
        } else if severities.iter().any(|other| other.id == severity.id) {
            fields.invalid(item.span, format!("there is a severity `{}` already", severity.id), "give it another id");
        } else {
            severities.push(severity);
        }
    }
    severities
}

/// A map of days; a list of names alone means that there is no deadline but the next day.
fn read_requires(fields: &mut Fields<'_>) -> Requires {
    let listed = |words: &[Node], word: &str| words.iter().any(|item| item.text() == Some(word)).then_some(1);
    match fields.value("requires").map(|node| &node.value) {
        Some(Value::List { items, .. }) => Requires {
            war_room: listed(items, "war-room"),
            postmortem: listed(items, "postmortem"),
            agenda: listed(items, "agenda"),
        },
        _ => fields
            .map("requires", |fields| Requires {
                war_room: fields.number("war-room"),
                postmortem: fields.number("postmortem"),
                agenda: fields.number("agenda"),
            })
            .unwrap_or_default(),
    }
}

fn read_roster(fields: &mut Fields<'_>) -> Vec<Person> {
    let mut roster = Vec::new();
    for item in fields.items("roster") {
        let person = fields.nested(item, PERSON, |fields| {
            let phone = fields.text("phone").map(PhoneFrom::Plan);
            Person {
                name: fields.text("name").unwrap_or_default(),
                function: fields.text("function"),
                escalation: fields.number("escalation"),
                phone: fields.text("phone-from").map(|text| PhoneFrom::elsewhere(&text)).or(phone),
                chat: fields.text("chat"),
                tracker: fields.text("tracker"),
            }
        });
        match person.name.is_empty() {
            true => fields.invalid(item.span, "this person has no name", "write `name: Tech Lead`"),
            false => roster.push(person),
        }
    }
    roster
}

fn read_meeting(fields: &mut Fields<'_>, base: &Plan, time_zone: Tz) -> Option<Meeting> {
    let node = fields.value("meeting").cloned();
    let Some(node) = node else { return base.meeting.clone() };
    let meeting = fields.nested(&node, MEETING, |fields| {
        let default_time = NaiveTime::from_hms_opt(14, 0, 0).unwrap_or_default();
        let mut time = default_time;
        if let Some(text) = fields.text("time") {
            match NaiveTime::parse_from_str(&text, "%H:%M").or_else(|_| NaiveTime::parse_from_str(&text, "%H:%M:%S")) {
                Ok(read) => time = read,
                Err(_) => {
                    let span = fields.value("time").map(|node| node.span).unwrap_or_default();
                    fields.invalid(span, format!("`{text}` is no time of day"), "write it like \"14:00\"");
                }
            }
        }
        Meeting {
            name: fields.text("name").unwrap_or_else(|| "Architecture meeting".to_owned()),
            recurrence: fields.text("recurrence").unwrap_or_else(|| "FREQ=WEEKLY;BYDAY=TU".to_owned()),
            time,
            zone: zone(fields, "zone").unwrap_or(time_zone),
            starts: fields.date("starts"),
        }
    });
    if let Err(error) = meeting.check() {
        let at = node.entry("recurrence").map_or(node.span, |entry| entry.value.span);
        fields.invalid(at, error.to_string(), "write an RFC 5545 rule such as FREQ=WEEKLY;BYDAY=TU");
        return None;
    }
    Some(meeting)
}

fn read_services(fields: &mut Fields<'_>) -> Vec<Service> {
    let mut services = Vec::new();
    for item in fields.items("services") {
        if let Some(name) = item.text() {
            services.push(Service { name: name.to_owned(), ..Service::default() });
            continue;
        }
        let service = fields.nested(item, SERVICE, |fields| Service {
            name: fields.text("name").unwrap_or_default(),
            owner: fields.text("owner"),
            links: fields.texts("links"),
        });
        match service.name.is_empty() {
            true => fields.invalid(item.span, "this service has no name", "write `name: checkout`"),
            false => services.push(service),
        }
    }
    services
}

fn read_endpoint(fields: &mut Fields<'_>) -> Endpoint {
    Endpoint { kind: fields.text("kind"), address: fields.text("address") }
}

/// A rule's level alone, or a map of its options and, where it is not the rule's own, its level.
fn read_rules(fields: &mut Fields<'_>) -> Vec<RuleSetting> {
    let Some(node) = fields.value("rules") else { return Vec::new() };
    if !matches!(node.value, Value::Map { .. }) {
        fields.wrong_type("rules", node, "a rule's id to error, warn or off");
    }
    let mut settings = Vec::new();
    for entry in node.entries() {
        let is_map = matches!(entry.value.value, Value::Map { .. });
        let word = entry.value.entry("level").map(|level| &level.value).or((!is_map).then_some(&entry.value));
        let level = match word.map(|word| (word, word.text())) {
            None => RuleLevel::Default,
            Some((_, Some("off"))) => RuleLevel::Off,
            Some((_, Some(text))) if Level::from_word(text).is_some() => {
                Level::from_word(text).map_or(RuleLevel::Default, RuleLevel::At)
            }
            Some((word, _)) => {
                let message = format!("`{}` takes error, warn or off", entry.key);
                fields.invalid(word.span, message, "write one of the three");
                RuleLevel::Default
            }
        };
        let options = entry.value.entries().iter().filter(|option| option.key != "level");
        let options = options.filter_map(|option| Some((option.key.clone(), option_value(&option.value)?)));
        settings.push(RuleSetting { rule: entry.key.clone(), level, options: options.collect() });
    }
    settings
}

/// A value that an option may take; others are found by the rule on options.
fn option_value(node: &Node) -> Option<OptionValue> {
    match &node.value {
        Value::Scalar { text, .. } => Some(OptionValue::Text(text.trim().to_owned())),
        Value::List { items, .. } => {
            let texts = items.iter().map(|item| item.text().map(|text| text.trim().to_owned()));
            texts.collect::<Option<_>>().map(OptionValue::Texts)
        }
        _ => None,
    }
}

//! PagerDuty: the JSON of its REST API (incidents, with their log entries), or the CSV of its incidents report.

use super::asked::Asked;
use super::failure::{ImportError, Left};
use super::field::Field;
use super::fields::{Known, fill, time_of};
use super::html::as_markdown;
use super::json::{lists, values};
use super::kind::not_this_kind;
use super::rows::rows;
use super::told::{Told, ToldEntry};
use super::words::like_status;
use super::{Found, Source, files};
use crate::model::EntryKind;
use std::collections::HashMap;

pub const ENTRY: Source = Source {
    word: "pagerduty",
    about: "the JSON of its REST API, with log entries, or the CSV of its incidents",
    zone: Some(chrono_tz::UTC),
    read,
};

const COLUMNS: Known = &[
    ("id", &["id", "incident_id"]),
    ("title", &["title", "description", "incident_title"]),
    ("severity", &["priority_name", "priority", "urgency"]),
    ("status", &["status"]),
    ("started", &["created_on", "created_at", "created"]),
    ("acknowledged", &["first_acknowledged_on", "acknowledged_on", "first_acknowledged_at"]),
    ("resolved", &["resolved_on", "resolved_at", "resolved"]),
    ("lead", &["resolved_by_user_name", "assigned_to", "first_acknowledger"]),
    ("services", &["service_name", "service"]),
    ("tags", &["team_name", "teams"]),
    ("link", &["html_url", "url"]),
    ("visibility", &["visibility"]),
];

fn read(asked: &Asked<'_>) -> Result<Found, ImportError> {
    if asked.path.is_dir() {
        return Err(not_this_kind(asked.path, ENTRY.word, "it is a folder, and a file is asked for"));
    }
    let source = files::file(asked.path)?;
    let text = source.text().trim_start_matches('\u{feff}').trim_start();
    if !text.starts_with(['{', '[']) {
        return of_table(&source, asked);
    }
    let values = values(&source)?;
    let is_incident = |field: &Field| field.get("incident_number").text().is_some();
    let incidents = match lists(&values, &["incidents"]) {
        Some(incidents) => incidents,
        None if values.iter().any(is_incident) => values.clone(),
        None => return Err(not_this_kind(asked.path, ENTRY.word, "it has no `incidents`")),
    };
    if !incidents.is_empty() && !incidents.iter().any(is_incident) {
        return Err(not_this_kind(asked.path, ENTRY.word, "its incidents have no `incident_number`"));
    }
    let mut entries: HashMap<String, Vec<Field>> = HashMap::new();
    for entry in lists(&values, &["log_entries"]).unwrap_or_default() {
        if let Some(id) = entry.get("incident").get("id").own() {
            entries.entry(id).or_default().push(entry);
        }
    }
    let mut found = Found::default();
    for field in &incidents {
        match incident(field, &entries, source.path(), asked) {
            Ok(told) => found.incidents.push(told),
            Err(why) => found.left.push(why),
        }
    }
    Ok(found)
}

fn incident(field: &Field, others: &HashMap<String, Vec<Field>>, file: &str, asked: &Asked<'_>) -> Result<Told, Left> {
    let name = field.get("id").own().or_else(|| field.get("incident_number").own()).unwrap_or_else(|| "?".to_owned());
    let place = format!("{file}: {name}");
    let said = others.get(&name).into_iter().flatten().chain([field]).map(Field::flat);
    let content = said.collect::<Vec<_>>().join("\n");
    let mut told = Told { id: name.clone(), place: place.clone(), content, ..Told::default() };
    told.title = ["title", "description", "summary"].iter().find_map(|key| field.get(key).own()).unwrap_or_default();
    let mut time = |key: &str| time_of(&mut told, field, key, asked.clock);
    let (started, resolved) = (time("created_at"), time("resolved_at"));
    let changed = time("last_status_change_at");
    told.started = started;
    if started.is_none() {
        return Err(Left::wrong(place, "nothing tells when it began: `created_at` is missing or no time"));
    }
    told.status = field.get("status").text().and_then(like_status);
    told.resolved = resolved.or_else(|| changed.filter(|_| field.get("status").text() == Some("resolved")));
    let name_of = |field: &Field| ["summary", "name"].iter().find_map(|key| field.get(key).own());
    told.severity = name_of(field.get("priority")).or_else(|| field.get("urgency").own());
    told.services = name_of(field.get("service")).into_iter().collect();
    told.tags = field.get("teams").texts();
    told.link = field.get("html_url").own();
    told.lead = field.get("assignments").items().iter().find_map(|one| name_of(one.get("assignee")));
    told.summary = as_markdown(field.get("body").get("details").text().unwrap_or_default());
    let acknowledged = field.get("acknowledgements").items().iter();
    told.acknowledged =
        acknowledged.filter_map(|one| asked.clock.read(one.get("at").text()?).ok()).map(|read| read.at).min();
    for entry in field.get("log_entries").items().iter().chain(others.get(&name).into_iter().flatten()) {
        logged(&mut told, entry, asked);
    }
    Ok(told)
}

fn logged(told: &mut Told, entry: &Field, asked: &Asked<'_>) {
    let Some(read) = entry.get("created_at").text().and_then(|text| asked.clock.read(text).ok()) else {
        told.look_at("one of its log entries has no time that can be read");
        return;
    };
    let kind =
        entry.get("type").text().unwrap_or_default().trim_end_matches("_reference").trim_end_matches("_log_entry");
    let words = entry.get("summary").own().or_else(|| entry.get("channel").get("summary").own());
    let note = entry.get("note").own().or_else(|| entry.get("channel").get("content").own());
    let who = entry.get("agent").get("summary").own().map(|who| format!(" ({who})")).unwrap_or_default();
    let text = note.or(words).unwrap_or_else(|| kind.replace('_', " "));
    let entry_kind = match kind {
        "notify" | "escalate" => EntryKind::Escalated,
        _ => EntryKind::Note,
    };
    match kind {
        "acknowledge" if told.acknowledged.is_none_or(|at| read.at < at) => told.acknowledged = Some(read.at),
        "resolve" if told.resolved.is_none() => told.resolved = Some(read.at),
        _ => {}
    }
    told.timeline.push(ToldEntry::new(read.at, entry_kind, format!("{}{who}", as_markdown(&text))));
}

fn of_table(source: &crate::text::Source, asked: &Asked<'_>) -> Result<Found, ImportError> {
    let table = rows(source)?;
    if !table.has(&["incident_number"]) && !table.has(&["incident_id"]) {
        return Err(not_this_kind(asked.path, ENTRY.word, "its table has no column `incident_number`"));
    }
    let mut found = Found { left: table.left, ..Found::default() };
    for row in table.rows {
        let mut told = Told { place: row.place.clone(), content: row.fields.flat(), ..Told::default() };
        if let Err(why) = fill(&mut told, &row.fields, COLUMNS, asked, asked.clock) {
            found.left.push(why);
            continue;
        }
        if told.id.is_empty() {
            told.id = row.fields.get("incident_number").own().unwrap_or_default();
        }
        found.incidents.push(told);
    }
    Ok(found)
}

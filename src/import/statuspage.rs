//! Atlassian Statuspage: the `incidents.json` and `scheduled-maintenances.json` of its public API.

use super::asked::Asked;
use super::failure::{ImportError, Left};
use super::field::Field;
use super::fields::time_of;
use super::html::{as_markdown, as_words};
use super::json::{lists, values};
use super::kind::not_this_kind;
use super::prose::parts;
use super::sections::place;
use super::told::{Told, ToldEntry};
use super::words::like_status;
use super::{Found, Source, files};
use crate::model::{EntryKind, Moment};

pub const ENTRY: Source = Source {
    word: "statuspage",
    about: "incidents.json or scheduled-maintenances.json of its public API",
    zone: Some(chrono_tz::UTC),
    read,
};

fn read(asked: &Asked<'_>) -> Result<Found, ImportError> {
    if asked.path.is_dir() {
        return Err(not_this_kind(asked.path, ENTRY.word, "it is a folder, and a file of JSON is asked for"));
    }
    let source = files::file(asked.path)?;
    let values = values(&source)?;
    let is_incident =
        |field: &Field| !matches!(field.get("incident_updates"), Field::Null) || field.get("impact").text().is_some();
    let incidents = match lists(&values, &["incidents", "scheduled_maintenances"]) {
        Some(incidents) => incidents,
        None if values.iter().any(is_incident) => values,
        None => {
            return Err(not_this_kind(asked.path, ENTRY.word, "it has no `incidents` and no `scheduled_maintenances`"));
        }
    };
    if !incidents.is_empty() && !incidents.iter().any(is_incident) {
        return Err(not_this_kind(asked.path, ENTRY.word, "its incidents have no updates"));
    }
    let mut found = Found::default();
    for (number, field) in incidents.iter().enumerate() {
        match incident(field, number, &source, asked) {
            Ok(told) => found.incidents.push(told),
            Err(why) => found.left.push(why),
        }
    }
    Ok(found)
}

fn incident(field: &Field, number: usize, source: &crate::text::Source, asked: &Asked<'_>) -> Result<Told, Left> {
    let id = field.get("id").own();
    let name = id.clone().unwrap_or_else(|| format!("incident {}", number + 1));
    let place_of = format!("{}: {name}", source.path());
    let id = id.ok_or_else(|| Left::wrong(place_of.clone(), "it has no id"))?;
    let mut told = Told { id, place: place_of.clone(), content: field.flat(), ..Told::default() };
    told.title = as_words(field.get("name").text().unwrap_or_default());
    let mut time = |key: &str| time_of(&mut told, field, key, asked.clock);
    let (scheduled, started, created) = (time("scheduled_for"), time("started_at"), time("created_at"));
    let (mitigated, resolved) = (time("monitoring_at"), time("resolved_at").or_else(|| time("completed_at")));
    let is_maintenance = scheduled.is_some() || field.get("impact").text() == Some("maintenance");
    told.started = scheduled.or(started).or(created);
    if told.started.is_none() {
        return Err(Left::wrong(
            place_of,
            "nothing tells when it began: started_at and created_at are missing or no times",
        ));
    }
    (told.mitigated, told.resolved) = (mitigated, resolved);
    told.severity = field.get("impact").own();
    told.status = field.get("status").text().and_then(like_status);
    told.link = field.get("shortlink").own();
    if is_maintenance {
        told.tags.push("maintenance".to_owned());
    }
    let updates = field.get("incident_updates").items();
    for component in field
        .get("components")
        .texts()
        .into_iter()
        .chain(updates.iter().flat_map(|update| update.get("affected_components").texts()))
    {
        if !told.services.contains(&component) {
            told.services.push(component);
        }
    }
    updates_of(&mut told, updates, asked);
    let body = field.get("postmortem_body").own();
    if let Some(body) = body {
        if field.get("postmortem_published_at") == &Field::Null {
            told.lost("its post-mortem, which is not published there");
        } else {
            let parts = parts(&as_markdown(&body)).under(&told.title);
            place(&mut told, parts, asked.mapping, asked.clock, None);
        }
    }
    Ok(told)
}

/// The messages, the newest first in the source.
fn updates_of(told: &mut Told, updates: &[Field], asked: &Asked<'_>) {
    let mut messages: Vec<(Moment, String, String)> = Vec::new();
    for update in updates {
        let at = ["display_at", "created_at", "updated_at"]
            .iter()
            .find_map(|key| asked.clock.read(update.get(key).text()?).ok());
        let (status, body) = (
            update.get("status").own().unwrap_or_default(),
            as_markdown(update.get("body").text().unwrap_or_default()),
        );
        match at {
            Some(read) => messages.push((read.at, status, body)),
            None => {
                told.look_at("one of its updates has no time that can be read; it stands in the summary");
                told.summary.push_str(&body);
            }
        }
    }
    messages.sort_by_key(|(at, ..)| *at);
    let mut is_first = true;
    for (at, status, body) in messages {
        if status == "postmortem" {
            let parts = parts(&body).under(&told.title);
            place(told, parts, asked.mapping, asked.clock, Some(at.date_naive()));
            continue;
        }
        if is_first && told.summary.is_empty() {
            told.summary = body.clone();
        }
        is_first = false;
        if matches!(status.as_str(), "resolved" | "completed") && !body.is_empty() {
            told.solution = body.clone();
        }
        let label = status.replace('_', " ");
        let text = if label.is_empty() { body } else { format!("**{label}** {body}") };
        told.timeline.push(ToldEntry::new(at, EntryKind::Note, text.trim()));
    }
}

//! GitHub's issues: the JSON of `gh issue list --json …`, or of its REST API.

use super::asked::Asked;
use super::failure::{ImportError, Left};
use super::field::Field;
use super::json::values;
use super::kind::not_this_kind;
use super::prose::parts;
use super::sections::place;
use super::severity_said::severity_said;
use super::told::{Told, ToldEntry};
use super::words::{find_severity, like_severity};
use super::{Found, Source, files};
use crate::model::{EntryKind, Status};

pub const ENTRY: Source = Source {
    word: "github",
    about: "the JSON of `gh issue list --state all --json number,title,createdAt,…`, or of its API",
    zone: Some(chrono_tz::UTC),
    read,
};

fn read(asked: &Asked<'_>) -> Result<Found, ImportError> {
    issues(asked, ENTRY.word)
}

/// The issues of a file, for those whose incidents are such.
///
/// # Errors
/// Where it is no JSON, or has no issues.
pub fn issues(asked: &Asked<'_>, word: &str) -> Result<Found, ImportError> {
    if asked.path.is_dir() {
        return Err(not_this_kind(asked.path, word, "it is a folder, and a file of JSON is asked for"));
    }
    let source = files::file(asked.path)?;
    let values = values(&source)?;
    let is_issue = |field: &Field| field.get("number").text().is_some() && field.get("title").text().is_some();
    if !values.is_empty() && !values.iter().any(is_issue) {
        return Err(not_this_kind(asked.path, word, "what it lists has no `number` and no `title`"));
    }
    let mut found = Found::default();
    for field in &values {
        match issue(field, source.path(), asked) {
            Ok(told) => found.incidents.push(told),
            Err(why) => found.left.push(why),
        }
    }
    Ok(found)
}

fn issue(field: &Field, file: &str, asked: &Asked<'_>) -> Result<Told, Left> {
    let number = field.get("number").own().unwrap_or_else(|| "?".to_owned());
    let name = format!("{file}: #{number}");
    if *field.get("pull_request") != Field::Null {
        return Err(Left::fine(name, "it is a pull request"));
    }
    let link = field.get("html_url").own().or_else(|| field.get("url").own());
    let mut told = Told { place: name.clone(), content: field.flat(), link, ..Told::default() };
    // Numbers are those of one repository.
    told.id = told.link.clone().unwrap_or_else(|| format!("#{number}"));
    told.title = field.get("title").own().unwrap_or_default();
    let time = |key: &str| field.get(key).text().map(|text| asked.clock.read(text).map(|read| read.at));
    match time("createdAt") {
        Some(Ok(at)) => told.started = Some(at),
        Some(Err(why)) => return Err(Left::wrong(name, format!("`createdAt`: {}", why.0))),
        None => return Err(Left::wrong(name, "it has no `createdAt`; name it behind --json")),
    }
    told.guessed("it began when its issue was opened");
    match time("closedAt") {
        Some(Ok(at)) => told.resolved = Some(at),
        Some(Err(why)) => told.look_at(format!("`closedAt`: {}", why.0)),
        None => {}
    }
    let is_closed = field.get("state").text().is_some_and(|state| state.eq_ignore_ascii_case("closed"));
    told.status = Some(if is_closed || told.resolved.is_some() { Status::Resolved } else { Status::Open });
    if field.get("stateReason").text().is_some_and(|reason| reason.eq_ignore_ascii_case("not_planned")) {
        told.look_at("its issue was closed as not planned; it may be no incident");
    }
    told.reporter = ["author", "user"].iter().find_map(|key| field.get(key).get("login").own());
    told.lead = field.get("assignees").texts().first().cloned();
    for label in field.get("labels").texts() {
        labelled(&mut told, label, asked);
    }
    let day = told.started.map(|at| at.date_naive());
    let body = field.get("body").text().unwrap_or_default();
    if told.severity.is_none() {
        told.severity = severity_said(body, asked.plan, asked.mapping);
    }
    let parts = parts(body).under(&told.title);
    place(&mut told, parts, asked.mapping, asked.clock, day);
    comments(&mut told, field, asked);
    Ok(told)
}

/// A label is a severity, a service or a tag.
fn labelled(told: &mut Told, label: String, asked: &Asked<'_>) {
    let (prefix, word) = match label.split_once([':', '/', '=']) {
        Some((prefix, word)) => (prefix.trim().to_lowercase(), word.trim()),
        None => (String::new(), label.as_str()),
    };
    let says_severity = ["severity", "sev", "priority", "prio", "impact"].contains(&prefix.as_str());
    let mapped = asked.mapping.value("severity", &label).map(str::to_owned);
    let known = mapped.or_else(|| find_severity(asked.plan, word).map(str::to_owned)).or_else(|| {
        // A bare `bug: low` is no severity, but `P1` and `sev2` can be nothing else.
        let is_numbered = word.ends_with(|c: char| c.is_ascii_digit()) && word.len() <= 10;
        (says_severity || (prefix.is_empty() && is_numbered))
            .then(|| like_severity(asked.plan, word).map(|_| word.to_owned()))?
    });
    match known {
        Some(severity) if told.severity.is_none() => told.severity = Some(severity),
        _ if ["service", "component", "area", "system"].contains(&prefix.as_str()) => {
            told.services.push(word.to_owned())
        }
        _ => told.tags.push(label),
    }
}

fn comments(told: &mut Told, field: &Field, asked: &Asked<'_>) {
    for comment in field.get("comments").items() {
        let Some(body) = comment.get("body").own() else { continue };
        let who = ["author", "user"].iter().find_map(|key| comment.get(key).get("login").own());
        let text = who.map_or(body.clone(), |who| format!("{who}: {body}"));
        let at = ["createdAt", "created_at"].iter().find_map(|key| asked.clock.read(comment.get(key).text()?).ok());
        match at {
            Some(read) => told.timeline.push(ToldEntry::new(read.at, EntryKind::Note, text)),
            None => {
                told.look_at("one of its comments has no time that can be read");
                told.timeline.push(ToldEntry { at: None, is_day: false, kind: EntryKind::Note, text });
            }
        }
    }
}

//! What stands at a place of a document that can be read, and where what it names is written.

use super::desk::Opened;
use crate::document::yaml::Node;
use crate::document::{Body, Document, Field, Holds, Link, PAGE_FIELDS, SCHEMAS, links};
use crate::log::{Kind, Log, PLAN_PATH, folder_of};
use crate::model::{Entry, EntryKind, IncidentId};
use crate::text::{Source, Span, paths_of_address};

/// Keys whose values name people, whatever document they stand in.
pub const PEOPLE: &[&str] = &["reporter", "lead", "owner", "facilitator", "reviewers", "presenter", "direct"];
/// Keys whose values are incidents' ids.
pub const IDS: &[&str] = &["related", "incident"];

/// What stands at a place.
#[derive(Clone, Debug)]
pub enum Pointed {
    /// A key, by its table.
    Key(Field),
    Severity(String),
    Service(String),
    Person(String),
    /// An incident's id, be there one or not.
    Incident(String),
    /// A file of the log, by its path.
    File(String),
    Kind(EntryKind),
}

/// The keys of a document.
pub fn fields_of(path: &str) -> &'static [Field] {
    let word = match Kind::of(path) {
        _ if path == PLAN_PATH => "plan",
        Kind::Page => return &PAGE_FIELDS,
        Kind::Incident => "incident",
        Kind::Postmortem => "postmortem",
        Kind::Agenda => "agenda",
    };
    SCHEMAS.iter().find(|schema| schema.word == word).map_or(&[], |schema| schema.fields())
}

/// The keys of what a key holds.
pub fn fields_in(field: &Field) -> &'static [Field] {
    match field.holds {
        Holds::Map(fields) | Holds::Wanted(fields) => fields,
        Holds::List(items) => items.fields,
        _ => &[],
    }
}

/// The key at the end of a row of keys.
pub fn field_at<S: AsRef<str>>(fields: &'static [Field], path: &[S]) -> Option<&'static Field> {
    let (first, rest) = path.split_first()?;
    let field = fields.iter().find(|field| field.key == first.as_ref())?;
    if rest.is_empty() { Some(field) } else { field_at(fields_in(field), rest) }
}

/// The parts of a document that can be pointed into.
struct Parts<'a> {
    source: &'a Source,
    front: &'a Node,
    body: &'a Body,
    timeline: &'a [Entry],
}

impl<'a> Parts<'a> {
    fn of<T>(document: &'a Document<T>) -> Self {
        let Document { source, front, body, timeline, .. } = document;
        Self { source, front, body, timeline }
    }

    /// The document of a path.
    fn at(part: &'a Log, path: &str) -> Option<Self> {
        if path == PLAN_PATH {
            return Some(Self::of(&part.plan));
        }
        let incidents = part.incidents.iter().flat_map(|folder| {
            let incident = folder.incident.iter().map(Self::of);
            incident.chain(folder.postmortem.iter().map(Self::of))
        });
        let others = part.agenda.iter().map(|item| Self::of(&item.document));
        let others = others.chain(part.pages.iter().map(|page| Self::of(&page.document)));
        incidents.chain(others).find(|parts| parts.source.path() == path)
    }
}

/// What stands at a place of an open document, and over which stretch.
pub fn pointed(opened: &Opened<'_>, part: &Log, at: usize) -> Option<(Pointed, Span)> {
    let parts = Parts::at(part, opened.path)?;
    let found = in_front(parts.front, fields_of(opened.path), &mut Vec::new(), at);
    found.or_else(|| in_body(&parts, opened.path, at)).or_else(|| id_at(parts.source.text(), at))
}

fn holds(span: Span, at: usize) -> bool {
    span.start <= at && at <= span.end
}

fn in_front<'a>(
    node: &'a Node,
    fields: &'static [Field],
    path: &mut Vec<&'a str>,
    at: usize,
) -> Option<(Pointed, Span)> {
    for entry in node.entries() {
        path.push(&entry.key);
        if holds(entry.key_span, at) {
            return field_at(fields, path).map(|field| (Pointed::Key(*field), entry.key_span));
        }
        if holds(entry.value.span, at) {
            return in_front(&entry.value, fields, path, at);
        }
        path.pop();
    }
    if let Some(item) = node.items().iter().find(|item| holds(item.span, at)) {
        return in_front(item, fields, path, at);
    }
    let (text, key) = (node.text()?.trim().to_owned(), *path.last()?);
    let field = field_at(fields, path)?;
    // A text in the place of a map is what one of its keys says.
    let field = match field.holds {
        Holds::List(items) => items.fields.iter().find(|inner| Some(inner.key) == items.text)?,
        _ => field,
    };
    let pointed = match field.holds {
        Holds::Severity => Pointed::Severity(text),
        Holds::Service => Pointed::Service(text),
        _ if PEOPLE.contains(&key) => Pointed::Person(text),
        _ if IDS.contains(&key) => Pointed::Incident(text),
        _ => return None,
    };
    Some((pointed, node.span))
}

fn in_body(parts: &Parts<'_>, path: &str, at: usize) -> Option<(Pointed, Span)> {
    if !holds(parts.body.span, at) {
        return None;
    }
    let kind = parts.timeline.iter().find(|entry| entry.kind_span.end > 0 && holds(entry.kind_span, at));
    if let Some(entry) = kind {
        return Some((Pointed::Kind(entry.kind), entry.kind_span));
    }
    let links = links(parts.source.text(), parts.body.span);
    let Link { address, span, .. } = links.into_iter().find(|link| holds(link.span, at))?;
    if !crate::document::html::is_relative(&address) || address.starts_with('#') {
        return None;
    }
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    Some((Pointed::File(paths_of_address(folder, &address).into_iter().next()?), span))
}

/// An id that stands anywhere in a text.
fn id_at(text: &str, at: usize) -> Option<(Pointed, Span)> {
    let is_of_id = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let before = text.get(..at)?.chars().rev().take_while(|c| is_of_id(*c)).count();
    let behind = text.get(at..)?.chars().take_while(|c| is_of_id(*c)).count();
    let span = Span::new(at - before, at + behind);
    let id = IncidentId::parse(text.get(span.range())?.trim_end_matches('-')).ok()?;
    Some((Pointed::Incident(id.as_str().to_owned()), span))
}

/// The id of the incident in whose folder a path stands.
pub fn incident_of(path: &str) -> Option<&str> {
    let folder = folder_of(path);
    let name = folder.strip_prefix("incidents/")?.split('/').nth(1)?;
    IncidentId::parse(name).is_ok().then_some(name)
}

/// Where the plan speaks of what is pointed at.
pub fn in_plan(part: &Log, pointed: &Pointed) -> Option<Span> {
    let (list, key, name) = match pointed {
        Pointed::Severity(id) => ("severities", "id", id),
        Pointed::Service(name) => ("services", "name", name),
        Pointed::Person(name) => ("roster", "name", name),
        _ => return None,
    };
    let items = part.plan.front.entry(list)?.value.items().iter();
    let mut named = items.filter_map(|item| item.entry(key).map_or(Some(item), |entry| Some(&entry.value)));
    let is_it = |node: &&Node| node.text().is_some_and(|text| text.trim().eq_ignore_ascii_case(name.trim()));
    named.find(is_it).map(|node| node.span)
}

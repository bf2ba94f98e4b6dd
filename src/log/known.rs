//! What is known of a document without reading it again.

use super::assembly::Read;
use super::folder::{AgendaFile, PageFile};
use crate::document::html::is_relative;
use crate::document::{Document, links, says};
use crate::model::{Action, AgendaStatus, Incident, Postmortem, Status, Visibility, is_imported};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Whether anything is still to be done about an incident.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// Nobody knows: it cannot be read.
    #[default]
    Unknown,
    Ongoing,
    /// It is over, and something of its checklist may be owed.
    Resolved,
    Settled,
}

impl Stage {
    fn of(incident: &Incident) -> Self {
        match incident.status() {
            Status::Open | Status::Mitigated => Self::Ongoing,
            Status::Resolved if !is_imported(&incident.extra) => Self::Resolved,
            Status::Resolved | Status::Closed => Self::Settled,
        }
    }
}

/// All that a rule or a step may know of a document of another incident than the one that it looks at. It follows from the
/// document's text alone, so that it can be kept beside git's id of that; what needs more of other incidents
/// adds it here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known<'a> {
    /// Of an incident.
    #[serde(borrow)]
    pub title: Option<&'a str>,
    /// Of an incident.
    pub stage: Stage,
    /// Of an incident: its channel of the response.
    pub war_room: Option<&'a str>,
    /// Of an incident: whether only those who work on it are to read of it, as may be of one that cannot be read.
    pub is_restricted: bool,
    /// Of an incident, as they are written.
    pub tags: Vec<&'a str>,
    /// Of an incident: the ids to which it says that it is related.
    pub related: Vec<&'a str>,
    /// Of an agenda item: the incident that it says it is about.
    pub incident: Option<&'a str>,
    /// Of an agenda item: whether its meeting is yet to come to it.
    pub is_open: bool,
    /// Whoever leads, reports, owns, reviews or presents something.
    pub people: Vec<&'a str>,
    /// The addresses within the log to which it links, as they are written.
    pub links: Vec<Cow<'a, str>>,
}

impl<'a> Known<'a> {
    pub(super) fn of(read: &'a Read) -> Self {
        match read {
            Read::Incident(_, document) => Self::of_incident(document),
            Read::Postmortem(_, document) => Self::of_postmortem(document),
            Read::Agenda(item) => Self::of_item(item),
            Read::Page(page) => Self::of_page(page),
        }
    }

    pub(super) fn of_incident(document: &'a Document<Incident>) -> Self {
        let value = &document.value;
        let people = people([&value.reporter, &value.lead], &value.actions);
        if document.broken().is_some() {
            return Self { people, is_restricted: true, ..Self::default() };
        }
        let texts = |key: &str| document.texts(key).map(|(_, text)| text).collect();
        let (title, links) = (value.title.as_deref(), links_of(document));
        let is_restricted = value.visibility == Some(Visibility::Restricted);
        let (tags, related) = (texts("tags"), texts("related"));
        let (stage, war_room) = (Stage::of(value), value.war_room.as_deref());
        Self { title, stage, war_room, is_restricted, tags, related, people, links, ..Self::default() }
    }

    pub(super) fn of_postmortem(document: &'a Document<Postmortem>) -> Self {
        let value = &document.value;
        let mut people = people([&value.owner, &value.facilitator], &value.actions);
        people.extend(value.reviewers.iter().map(String::as_str));
        Self { people, links: links_of(document), ..Self::default() }
    }

    pub(super) fn of_item(item: &'a AgendaFile) -> Self {
        let (document, value) = (&item.document, &item.document.value);
        let is_open = document.broken().is_none()
            && value.status.map_or_else(|| !says(document, "status"), |status| status == AgendaStatus::Open);
        let people = value.presenter.as_deref().into_iter().collect();
        Self { incident: value.incident.as_deref(), is_open, people, links: links_of(document), ..Self::default() }
    }

    pub(super) fn of_page(page: &'a PageFile) -> Self {
        Self { links: links_of(&page.document), ..Self::default() }
    }
}

fn people<'a>(people: [&'a Option<String>; 2], actions: &'a [Action]) -> Vec<&'a str> {
    let owners = actions.iter().filter_map(|action| action.owner.as_deref());
    people.into_iter().flatten().map(String::as_str).chain(owners).collect()
}

fn links_of<T>(document: &Document<T>) -> Vec<Cow<'_, str>> {
    if document.broken().is_some() {
        return Vec::new();
    }
    let links = links(document.source.text(), document.body.span).into_iter().map(|link| link.address);
    links.filter(|address| is_relative(address) && !address.starts_with(['#', '?'])).map(Cow::Owned).collect()
}

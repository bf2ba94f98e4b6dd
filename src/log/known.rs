//! What is known of a document without reading it again.

use super::assembly::Read;
use super::folder::AgendaFile;
use crate::document::html::is_relative;
use crate::document::{Document, links, says};
use crate::model::{Action, AgendaStatus, Incident, Postmortem};
use serde::{Deserialize, Serialize};

/// All that a rule may know of a document of another incident than the one that it looks at. It follows from the
/// document's text alone, so that it can be kept beside git's id of that; a rule that needs more of other incidents
/// adds it here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Known {
    /// Of an incident.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Of an incident, as they are written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Of an incident: the ids to which it says that it is related.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<String>,
    /// Of an agenda item: the incident that it says it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incident: Option<String>,
    /// Of an agenda item: whether its meeting is yet to come to it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_open: bool,
    /// Whoever leads, reports, owns, reviews or presents something.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<String>,
    /// The addresses within the log to which it links, as they are written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<String>,
}

impl Known {
    pub(super) fn of(read: &Read) -> Self {
        match read {
            Read::Incident(_, document) => Self::of_incident(document),
            Read::Postmortem(_, document) => Self::of_postmortem(document),
            Read::Agenda(item) => Self::of_item(item),
        }
    }

    pub(super) fn of_incident(document: &Document<Incident>) -> Self {
        let value = &document.value;
        let people = people([&value.reporter, &value.lead], &value.actions);
        if document.broken().is_some() {
            return Self { people, ..Self::default() };
        }
        let title = value.title.clone();
        let texts = |key: &str| document.texts(key).map(|(_, text)| text.to_owned()).collect();
        Self {
            title,
            tags: texts("tags"),
            related: texts("related"),
            people,
            links: links_of(document),
            ..Self::default()
        }
    }

    pub(super) fn of_postmortem(document: &Document<Postmortem>) -> Self {
        let value = &document.value;
        let mut people = people([&value.owner, &value.facilitator], &value.actions);
        people.extend(value.reviewers.iter().cloned());
        Self { people, links: links_of(document), ..Self::default() }
    }

    pub(super) fn of_item(item: &AgendaFile) -> Self {
        let (document, value) = (&item.document, &item.document.value);
        let is_open = document.broken().is_none()
            && value.status.map_or_else(|| !says(document, "status"), |status| status == AgendaStatus::Open);
        let people = value.presenter.iter().cloned().collect();
        Self { incident: value.incident.clone(), is_open, people, links: links_of(document), ..Self::default() }
    }

    /// Roughly how much memory it takes, in bytes.
    pub(super) fn size(&self) -> usize {
        let texts = [&self.tags, &self.related, &self.people, &self.links].into_iter().flatten();
        texts.chain(&self.title).chain(&self.incident).map(|text| text.len() + 3).sum()
    }
}

fn people(people: [&Option<String>; 2], actions: &[Action]) -> Vec<String> {
    let owners = actions.iter().filter_map(|action| action.owner.clone());
    people.into_iter().flatten().cloned().chain(owners).collect()
}

fn links_of<T>(document: &Document<T>) -> Vec<String> {
    if document.broken().is_some() {
        return Vec::new();
    }
    let links = links(document.source.text(), document.body.span).into_iter().map(|link| link.address);
    links.filter(|address| is_relative(address) && !address.starts_with(['#', '?'])).collect()
}

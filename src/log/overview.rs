//! A whole log at a glance: what the check of one incident may know of the others.

use super::assembly::{Log, documents};
use super::known::Known;
use super::memory::Memory;
use super::paths::{Kind, PLAN_PATH, folder_of, name_of, stem_of};
use crate::git::Snapshot;
use crate::model::parse_date;
use chrono::NaiveDate;
use std::collections::HashSet;

/// What is known of every incident and agenda item, be they read or not.
#[derive(Debug, Default, PartialEq)]
pub struct Overview<'a> {
    /// By name and path, as in a log.
    pub incidents: Vec<Outline<'a>>,
    /// By date and path, as in a log.
    pub agenda: Vec<ItemOutline<'a>>,
    /// The other documents, by their paths.
    others: Vec<(&'a str, Known<'a>)>,
}

/// An incident's folder from outside.
#[derive(Debug, PartialEq)]
pub struct Outline<'a> {
    pub path: &'a str,
    /// The folder's name, which is the incident's id where it is well formed.
    pub name: &'a str,
    /// The document with what it says; `None` where there is none.
    document: Option<(&'a str, Known<'a>)>,
}

impl<'a> Outline<'a> {
    fn new(path: &'a str, document: Option<(&'a str, Known<'a>)>) -> Self {
        Self { path, name: name_of(path), document }
    }

    /// What its document says; `None` where it has none.
    pub fn known(&self) -> Option<&Known<'a>> {
        self.document.as_ref().map(|(_, known)| known)
    }
}

/// An agenda item from outside.
#[derive(Debug, PartialEq)]
pub struct ItemOutline<'a> {
    pub path: &'a str,
    date: Option<NaiveDate>,
    pub known: Known<'a>,
}

impl<'a> ItemOutline<'a> {
    /// The id of the incident: what the front matter says, else the file's name.
    pub fn incident(&self) -> &'a str {
        self.known.incident.unwrap_or_else(|| stem_of(self.path))
    }
}

impl<'a> Overview<'a> {
    /// Of a log that was read whole.
    pub fn of(log: &'a Log) -> Self {
        let incidents = log.incidents.iter().filter_map(|folder| {
            let document = folder.incident.as_ref()?;
            Some((document.source.path(), Known::of_incident(document)))
        });
        let postmortems = log.incidents.iter().filter_map(|folder| {
            let document = folder.postmortem.as_ref()?;
            Some((document.source.path(), Known::of_postmortem(document)))
        });
        let agenda = log.agenda.iter().map(|item| (item.document.source.path(), Known::of_item(item)));
        let pages = log.pages.iter().map(|page| (page.path(), Known::of_page(page)));
        let folders = log.incidents.iter().map(|folder| folder.path.as_str());
        Self::new(folders, incidents.chain(postmortems).chain(agenda).chain(pages))
    }

    /// Of a snapshot's documents, where `memory` has learnt what is to be known of them.
    pub fn remembered(snapshot: &'a Snapshot, memory: &'a Memory) -> Self {
        let documents = documents(snapshot).filter(|entry| entry.path != PLAN_PATH);
        let known = documents.map(|entry| (entry.path.as_str(), memory.known(entry)));
        Self::new(snapshot.folders().iter().map(String::as_str), known)
    }

    /// Of what is known of each document, by its path; `folders` are those in which an incident is expected.
    pub(super) fn new(
        folders: impl Iterator<Item = &'a str>,
        known: impl Iterator<Item = (&'a str, Known<'a>)>,
    ) -> Self {
        let mut overview = Self::default();
        for (path, known) in known {
            match Kind::of(path) {
                Kind::Incident => overview.incidents.push(Outline::new(folder_of(path), Some((path, known)))),
                Kind::Postmortem | Kind::Page => overview.others.push((path, known)),
                Kind::Agenda => {
                    overview.agenda.push(ItemOutline { path, date: parse_date(name_of(folder_of(path))), known });
                }
            }
        }
        let read: HashSet<&str> = overview.incidents.iter().map(|outline| outline.path).collect();
        overview.incidents.extend(folders.filter(|path| !read.contains(path)).map(|path| Outline::new(path, None)));
        overview.incidents.sort_by_key(|outline| (outline.name, outline.path));
        overview.agenda.sort_by_key(|item| (item.date, item.path));
        overview
    }

    /// The folders of one name; more than one where an id was given twice.
    pub fn folders_of(&self, name: &str) -> &[Outline<'a>] {
        let from = self.incidents.partition_point(|outline| outline.name < name);
        let to = self.incidents.partition_point(|outline| outline.name <= name);
        self.incidents.get(from..to).unwrap_or_default()
    }

    /// Whether there is an incident of an id.
    pub fn has_incident(&self, id: &str) -> bool {
        !self.folders_of(id).is_empty()
    }

    /// The name of the incident that a path is about: it stands in its folder, or is an agenda item of it.
    pub fn owner_of<'b>(&'b self, path: &'b str) -> Option<&'b str> {
        if path.starts_with("incidents/") {
            return Some(name_of(folder_of(path)));
        }
        let key = (parse_date(name_of(folder_of(path))), path);
        let found = self.agenda.binary_search_by_key(&key, |item| (item.date, item.path)).ok()?;
        self.agenda.get(found).map(ItemOutline::incident)
    }

    /// What is known of each document, by its path.
    pub fn documents(&self) -> impl Iterator<Item = (&'a str, &Known<'a>)> {
        let documents = self.incidents.iter().filter_map(|outline| outline.document.as_ref()).chain(&self.others);
        let documents = documents.map(|(path, known)| (*path, known));
        documents.chain(self.agenda.iter().map(|item| (item.path, &item.known)))
    }
}

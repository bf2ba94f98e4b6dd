//! A whole log at a glance: what the check of one incident may know of the others.

use super::assembly::Log;
use super::known::Known;
use super::paths::{Kind, folder_of, name_of, stem_of};
use crate::model::parse_date;
use chrono::NaiveDate;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What is known of every incident and agenda item, be they read or not.
#[derive(Debug, Default, PartialEq)]
pub struct Overview {
    /// By name and path, as in a log.
    pub incidents: Vec<Outline>,
    /// By date and path, as in a log.
    pub agenda: Vec<ItemOutline>,
    /// The other documents, by their paths.
    others: Vec<(String, Arc<Known>)>,
}

/// An incident's folder from outside.
#[derive(Debug, PartialEq)]
pub struct Outline {
    pub path: String,
    /// The document with what it says; `None` where there is none.
    known: Option<(String, Arc<Known>)>,
}

impl Outline {
    /// The folder's name, which is the incident's id where it is well formed.
    pub fn name(&self) -> &str {
        name_of(&self.path)
    }

    /// What its document says; `None` where it has none.
    pub fn known(&self) -> Option<&Known> {
        self.known.as_ref().map(|(_, known)| &**known)
    }
}

/// An agenda item from outside.
#[derive(Debug, PartialEq)]
pub struct ItemOutline {
    pub path: String,
    date: Option<NaiveDate>,
    pub known: Arc<Known>,
}

impl ItemOutline {
    /// The id of the incident: what the front matter says, else the file's name.
    pub fn incident(&self) -> &str {
        self.known.incident.as_deref().unwrap_or_else(|| stem_of(&self.path))
    }
}

impl Overview {
    /// Of a log that was read whole.
    pub fn of(log: &Log) -> Self {
        let incidents = log.incidents.iter().filter_map(|folder| {
            let document = folder.incident.as_ref()?;
            Some((document.source.path(), Known::of_incident(document)))
        });
        let postmortems = log.incidents.iter().filter_map(|folder| {
            let document = folder.postmortem.as_ref()?;
            Some((document.source.path(), Known::of_postmortem(document)))
        });
        let agenda = log.agenda.iter().map(|item| (item.document.source.path(), Known::of_item(item)));
        let known = incidents.chain(postmortems).chain(agenda);
        let known = known.map(|(path, known)| (path.to_owned(), Arc::new(known)));
        Self::new(log.incidents.iter().map(|folder| folder.path.as_str()), known)
    }

    /// Of what is known of each document, by its path; `folders` are those in which an incident is expected.
    pub(super) fn new<'a>(
        folders: impl Iterator<Item = &'a str>,
        known: impl IntoIterator<Item = (String, Arc<Known>)>,
    ) -> Self {
        let mut overview = Self::default();
        for (path, known) in known {
            match Kind::of(&path) {
                Kind::Incident => {
                    overview.incidents.push(Outline { path: folder_of(&path).to_owned(), known: Some((path, known)) });
                }
                Kind::Postmortem => overview.others.push((path, known)),
                Kind::Agenda => {
                    let date = parse_date(name_of(folder_of(&path)));
                    overview.agenda.push(ItemOutline { path, date, known });
                }
            }
        }
        let read: BTreeSet<&str> = overview.incidents.iter().map(|outline| outline.path.as_str()).collect();
        let empty: Vec<_> = folders.filter(|path| !read.contains(path)).collect();
        overview.incidents.extend(empty.into_iter().map(|path| Outline { path: path.to_owned(), known: None }));
        overview.incidents.sort_by(|a, b| (a.name(), &a.path).cmp(&(b.name(), &b.path)));
        overview.agenda.sort_by(|a, b| (a.date, &a.path).cmp(&(b.date, &b.path)));
        overview
    }

    /// The folders of one name; more than one where an id was given twice.
    pub fn folders_of(&self, name: &str) -> &[Outline] {
        let from = self.incidents.partition_point(|outline| outline.name() < name);
        let to = self.incidents.partition_point(|outline| outline.name() <= name);
        self.incidents.get(from..to).unwrap_or_default()
    }

    /// Whether there is an incident of an id.
    pub fn has_incident(&self, id: &str) -> bool {
        !self.folders_of(id).is_empty()
    }

    /// The name of the incident that a path is about: it stands in its folder, or is an agenda item of it.
    pub fn owner_of<'a>(&'a self, path: &'a str) -> Option<&'a str> {
        if path.starts_with("incidents/") {
            return Some(name_of(folder_of(path)));
        }
        let key = (parse_date(name_of(folder_of(path))), path);
        let found = self.agenda.binary_search_by(|item| (item.date, item.path.as_str()).cmp(&key)).ok()?;
        self.agenda.get(found).map(ItemOutline::incident)
    }

    /// What is known of each document, by its path.
    pub fn documents(&self) -> impl Iterator<Item = (&str, &Known)> {
        let incidents = self.incidents.iter().filter_map(|outline| {
            let (path, known) = outline.known.as_ref()?;
            Some((path.as_str(), &**known))
        });
        let others = self.others.iter().map(|(path, known)| (path.as_str(), &**known));
        incidents.chain(self.agenda.iter().map(|item| (item.path.as_str(), &*item.known))).chain(others)
    }
}

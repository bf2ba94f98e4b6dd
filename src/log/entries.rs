//! Which files of a snapshot make up each incident, without reading them.

use super::assembly::documents;
use super::paths::{Kind, folder_of, name_of};
use crate::git::{Entry, Snapshot};
use std::collections::BTreeMap;

/// The files of one incident that has an entry of its own.
#[derive(Debug, PartialEq)]
pub struct IncidentEntries<'a> {
    /// Of the folder.
    pub path: &'a str,
    incident: &'a Entry,
    postmortem: Option<&'a Entry>,
}

impl IncidentEntries<'_> {
    /// Git's ids of what the documents hold; `None` where one of them is no file that could be read.
    pub fn ids(&self) -> Option<[Option<&[u8]>; 2]> {
        let incident = self.incident.id.as_ref()?.as_bytes();
        match self.postmortem {
            None => Some([Some(incident), None]),
            Some(postmortem) => Some([Some(incident), Some(postmortem.id.as_ref()?.as_bytes())]),
        }
    }
}

/// The incidents of a snapshot, by name and path, as in a log.
pub fn incident_entries(snapshot: &Snapshot) -> Vec<IncidentEntries<'_>> {
    let mut postmortems = BTreeMap::new();
    let mut incidents = Vec::new();
    for entry in documents(snapshot).filter(|entry| entry.path.starts_with("incidents/")) {
        let path = folder_of(&entry.path);
        match Kind::of(&entry.path) {
            Kind::Postmortem => {
                postmortems.insert(path, entry);
            }
            _ => incidents.push(IncidentEntries { path, incident: entry, postmortem: None }),
        }
    }
    for incident in &mut incidents {
        incident.postmortem = postmortems.remove(incident.path);
    }
    incidents.sort_by_key(|incident| (name_of(incident.path), incident.path));
    incidents
}

/// The folders in which a log has an incident, by name and path.
pub fn incident_paths(snapshot: &Snapshot) -> Vec<&str> {
    let in_folders =
        documents(snapshot).map(|entry| folder_of(&entry.path)).filter(|path| path.starts_with("incidents/"));
    let mut paths: Vec<&str> = snapshot.folders().iter().map(String::as_str).chain(in_folders).collect();
    paths.sort_by_key(|path| (name_of(path), *path));
    paths.dedup();
    paths
}

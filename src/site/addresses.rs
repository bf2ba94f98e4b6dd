//! Where the pages stand: one safe and unique name for each incident, service and tag.

use crate::audience::{View, ViewIncident};
use crate::model::IncidentId;
use crate::text::slug;
use std::collections::{BTreeMap, BTreeSet};

/// What a page is called whose name cannot be written in letters and digits.
const UNNAMED: &str = "unnamed";

/// The name of each incident's page under `incidents/`, and the incident of each id.
pub struct Addresses<'a> {
    by_folder: BTreeMap<&'a str, String>,
    by_id: BTreeMap<&'a str, &'a ViewIncident>,
}

impl<'a> Addresses<'a> {
    /// Names the pages of a view's incidents. An id is its page's name; a folder whose name is no id, or that has
    /// another's id, gets one that no id and no list of incidents has.
    pub fn new(view: &'a View) -> Self {
        let mut incidents: Vec<&ViewIncident> = view.incidents().iter().collect();
        incidents.sort_by_cached_key(|incident| (IncidentId::parse(&incident.id).is_err(), incident.folder.as_str()));
        let (mut by_folder, mut by_id, mut taken) = (BTreeMap::new(), BTreeMap::new(), BTreeSet::new());
        for incident in incidents {
            let name = match IncidentId::parse(&incident.id) {
                Ok(_) => incident.id.clone(),
                Err(_) => format!("other-{}", named(&incident.id)),
            };
            by_folder.insert(incident.folder.as_str(), free(name, &mut taken));
            by_id.entry(incident.id.as_str()).or_insert(incident);
        }
        Self { by_folder, by_id }
    }

    /// The name of an incident's page under `incidents/`.
    pub fn of(&self, incident: &ViewIncident) -> &str {
        self.in_folder(&incident.folder).unwrap_or_default()
    }

    /// The page of the incident in a folder of the log.
    pub fn in_folder(&self, folder: &str) -> Option<&str> {
        self.by_folder.get(folder).map(String::as_str)
    }

    /// The incident of an id, where its readers may see it.
    pub fn incident(&self, id: &str) -> Option<&'a ViewIncident> {
        self.by_id.get(id).copied()
    }
}

/// A name for addresses for each of a set of names.
#[derive(Debug, Default)]
pub struct Slugs(BTreeMap<String, String>);

impl Slugs {
    /// Different names get different slugs, whatever they are written with; a set of names always gets the same ones.
    pub fn new<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let names: BTreeSet<&str> = names.collect();
        let mut taken = BTreeSet::new();
        Self(names.into_iter().map(|name| (name.to_owned(), free(named(name), &mut taken))).collect())
    }

    /// The slug of a name that is among them.
    pub fn get(&self, name: &str) -> &str {
        self.find(name).unwrap_or(UNNAMED)
    }

    /// The slug of a name, if it is among them.
    pub fn find(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

fn named(name: &str) -> String {
    let slug = slug(name);
    if slug.is_empty() { UNNAMED.to_owned() } else { slug }
}

/// The name, or the first of `name-2`, `name-3` … that is not taken.
fn free(name: String, taken: &mut BTreeSet<String>) -> String {
    let mut candidate = name.clone();
    let mut number = 2;
    while !taken.insert(candidate.clone()) {
        candidate = format!("{name}-{number}");
        number += 1;
    }
    candidate
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::testing::view;

    #[test]
    fn different_names_have_different_safe_addresses() {
        let names = ["api", "API", "api-2", "../../etc", "支払い", "?!", "//"];
        let slugs = Slugs::new(names.into_iter());
        let all: BTreeSet<_> = names.iter().map(|name| slugs.get(name)).collect();
        assert_eq!(all.len(), names.len());
        assert!(all.iter().all(|slug| slug.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')), "{all:?}");
    }

    #[test]
    fn a_folder_whose_name_is_no_id_cannot_take_the_place_of_another_page() {
        let text = "---\ntitle: T\n---\n";
        let view = view(&[
            ("incidents/2026/2026-03-02-a/incident.md", text),
            ("incidents/2025/2026-03-02-a/incident.md", text),
            ("incidents/2026/severity/incident.md", text),
            ("incidents/2026/..evil/incident.md", text),
        ]);
        let addresses = Addresses::new(&view);
        let name = |folder| addresses.in_folder(folder);
        assert_eq!(name("incidents/2025/2026-03-02-a"), Some("2026-03-02-a"));
        assert_eq!(name("incidents/2026/2026-03-02-a"), Some("2026-03-02-a-2"));
        assert_eq!(name("incidents/2026/severity"), Some("other-severity"));
        assert_eq!(name("incidents/2026/..evil"), Some("other-evil"));
    }
}

//! The ways to look at the incidents: by severity, status, service, year and tag, each value with its count.

use super::addresses::Slugs;
use super::row::{Mark, status};
use super::when::day_started;
use crate::audience::{View, ViewIncident};
use crate::model::Status;
use chrono::Datelike;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What stands for a severity that is not written down.
const NOT_GIVEN: &str = "not given";

/// One way to look at the incidents.
#[derive(Clone, Debug)]
pub struct Facet {
    /// Its folder under `incidents/`.
    pub key: &'static str,
    pub name: &'static str,
    pub values: Vec<FacetValue>,
}

/// One value with its incidents.
#[derive(Clone, Debug)]
pub struct FacetValue {
    pub name: String,
    pub slug: String,
    pub mark: Option<Mark>,
    /// Positions in the view.
    pub incidents: Vec<usize>,
}

impl FacetValue {
    /// Whether the search knows it: what stands for nothing written is none that one can choose.
    pub fn is_searched(&self) -> bool {
        self.name != NOT_GIVEN
    }
}

/// A facet as a page shows it.
#[derive(Clone, Debug, Serialize)]
pub struct FacetLinks {
    pub name: &'static str,
    /// The list of all its values, from the site's root.
    pub index: Option<String>,
    pub values: Vec<FacetLink>,
    /// What does not fit; a page hides it until somebody asks.
    pub more: Vec<FacetLink>,
}

#[derive(Clone, Debug, Serialize)]
pub struct FacetLink {
    pub name: String,
    /// From the site's root.
    pub path: String,
    pub count: usize,
    pub current: bool,
    pub mark: Option<Mark>,
}

/// The facets whose values have a list of their own, with what that is called.
pub const INDEXES: [(&str, &str); 3] = [("service", "Services"), ("tag", "Tags"), ("year", "Years")];

/// How many values of a facet are shown at once.
const SHOWN: usize = 12;
/// How many more stand on each page, to be unfolded; the others stand in the list of all values.
const MOST_MORE: usize = 60;

/// The facets of a view; those without a value are left out.
pub fn facets(view: &View, services: &Slugs, tags: &Slugs) -> Vec<Facet> {
    let (plan, incidents) = (view.plan(), view.incidents());
    let mut by_severity = group(incidents, |incident| vec![severity_name(view, incident)]);
    by_severity.sort_by_key(|value| (plan.rank(Some(&value.name)), value.name.clone()));
    let slugs = severity_slugs(view);
    for value in &mut by_severity {
        value.slug = slugs.get(&value.name).to_owned();
        value.mark = (value.name != NOT_GIVEN).then(|| Mark::new(plan, &value.name));
    }

    let mut by_status = group(incidents, |incident| vec![status(incident).to_owned()]);
    by_status.sort_by_key(|value| Status::WORDS.iter().position(|word| *word == value.name).unwrap_or(usize::MAX));
    for value in by_status.iter_mut() {
        value.slug.clone_from(&value.name);
    }

    let mut by_year = group(incidents, |incident| {
        day_started(incident, plan.time_zone).map(|day| day.year().to_string()).into_iter().collect()
    });
    by_year.reverse();
    for value in by_year.iter_mut() {
        value.slug.clone_from(&value.name);
    }

    let named = |names: fn(&ViewIncident) -> Vec<String>, slugs: &Slugs| {
        let mut values = group(incidents, names);
        values.sort_by_key(|value| std::cmp::Reverse(value.incidents.len()));
        for value in &mut values {
            value.slug = slugs.get(&value.name).to_owned();
        }
        values
    };
    let service_names =
        |incident: &ViewIncident| incident.incident.services.iter().map(|hit| hit.name.clone()).collect();
    let facets = [
        Facet { key: "severity", name: "Severity", values: by_severity },
        Facet { key: "status", name: "Status", values: by_status },
        Facet { key: "service", name: "Service", values: named(service_names, services) },
        Facet { key: "year", name: "Year", values: by_year },
        Facet { key: "tag", name: "Tag", values: named(|incident| incident.incident.tags.clone(), tags) },
    ];
    facets.into_iter().filter(|facet| !facet.values.is_empty()).collect()
}

/// The addresses of the pages of severities.
pub fn severity_slugs(view: &View) -> Slugs {
    let names: BTreeSet<String> = view.incidents().iter().map(|incident| severity_name(view, incident)).collect();
    Slugs::new(names.iter().map(String::as_str))
}

/// An incident's severity as the plan spells it.
fn severity_name(view: &View, incident: &ViewIncident) -> String {
    let id = incident.incident.severity.as_deref();
    id.map_or(NOT_GIVEN.to_owned(), |id| Mark::new(view.plan(), id).id)
}

/// Groups incidents by name; the groups come in the order of their names.
fn group(incidents: &[ViewIncident], names: impl Fn(&ViewIncident) -> Vec<String>) -> Vec<FacetValue> {
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (position, incident) in incidents.iter().enumerate() {
        for name in names(incident) {
            let group = groups.entry(name).or_default();
            // A name that stands twice in a list counts once.
            if group.last() != Some(&position) {
                group.push(position);
            }
        }
    }
    let values = groups.into_iter();
    values.map(|(name, incidents)| FacetValue { name, slug: String::new(), mark: None, incidents }).collect()
}

impl Facet {
    /// The list of all its values from the site's root, where there is one.
    pub fn index(&self) -> Option<String> {
        INDEXES.iter().any(|(key, _)| *key == self.key).then(|| format!("incidents/{}/", self.key))
    }

    /// The facet's links, one of them the current page's.
    pub fn links(&self, current: Option<(&str, &str)>) -> FacetLinks {
        let link = |value: &FacetValue| FacetLink {
            name: value.name.clone(),
            path: format!("incidents/{}/{}/", self.key, value.slug),
            count: value.incidents.len(),
            current: current == Some((self.key, &value.slug)),
            mark: value.mark.clone(),
        };
        let index = self.index();
        let most = if index.is_some() { SHOWN + MOST_MORE } else { usize::MAX };
        let mut values: Vec<FacetLink> = self.values.iter().take(most).map(link).collect();
        let mut more = if values.len() > SHOWN + 1 { values.split_off(SHOWN) } else { Vec::new() };
        if let Some(position) = more.iter().position(|link| link.current) {
            values.push(more.remove(position));
        }
        values.extend(self.values.iter().skip(most).map(link).find(|link| link.current));
        FacetLinks { name: self.name, index, values, more }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::testing::view;

    #[test]
    fn a_page_links_to_so_many_values_and_to_the_list_of_all() {
        let tags: Vec<String> = (0..1_000).map(|number| format!("tag{number:04}")).collect();
        let entry = format!("---\ntitle: T\ntags: [{}]\n---\n", tags.join(", "));
        let view = view(&[("incidents/2026/2026-01-01-b/incident.md", &entry)]);
        let facets = facets(&view, &Slugs::default(), &Slugs::new(tags.iter().map(String::as_str)));
        let tag = facets.iter().find(|facet| facet.key == "tag").unwrap();
        let links = tag.links(Some(("tag", "tag0999")));
        assert_eq!((links.values.len(), links.more.len()), (SHOWN + 1, MOST_MORE));
        assert!(links.values.last().is_some_and(|link| link.current && link.name == "tag0999"));
        assert_eq!(links.index.as_deref(), Some("incidents/tag/"));
    }

    #[test]
    fn each_value_has_its_count() {
        let entry = |front: &str| format!("---\ntitle: T\n{front}\n---\n");
        let view = view(&[
            (
                "incidents/2025/2025-12-31-a/incident.md",
                &entry("severity: SEV-2\nstatus: closed\nservices: [api, api, shop]\nstarted: 2026-01-01T03:00:00Z"),
            ),
            ("incidents/2026/2026-01-01-b/incident.md", &entry("severity: sev-2\nservices: [shop]\ntags: [deploy]")),
            (
                "incidents/2026/2026-01-02-c/incident.md",
                "no front matter, visibility: internal\nvisibility: internal\n",
            ),
            ("incidents/2026/2026-01-03-d/incident.md", &entry("severity: sev-1\nstatus: open")),
        ]);
        let none = Slugs::default();
        let facets = facets(&view, &none, &none);
        let told: Vec<String> = facets
            .iter()
            .map(|facet| {
                let values = facet.values.iter().map(|value| format!("{} {}", value.name, value.incidents.len()));
                format!("{}: {}", facet.key, values.collect::<Vec<_>>().join(", "))
            })
            .collect();
        assert_eq!(
            told,
            [
                "severity: sev-1 1, sev-2 2, not given 1",
                "status: open 2, closed 1, broken 1",
                "service: shop 2, api 1",
                "year: 2026 3, 2025 1",
                "tag: deploy 1",
            ]
        );
    }
}

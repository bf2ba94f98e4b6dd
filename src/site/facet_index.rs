//! Every service, tag and year on one list: how often it was hit, for how long, and when last.

use super::error::SiteError;
use super::facets::{Facet, INDEXES, facets};
use super::leaf::Leaf;
use super::outside::Outside;
use super::page::{Page, Site};
use super::pager::{Pager, paginate};
use super::service::{ServiceFacts, service_slugs, tag_slugs};
use super::when::{When, day_started};
use crate::audience::ViewIncident;
use crate::model::{felt, felt_within, format_duration};
use serde::Serialize;
use std::collections::BTreeSet;
use std::sync::Arc;

pub const ENTRY: Page = Page::new("facets", leaves);

/// What `index.html` shows.
#[derive(Serialize)]
struct Index {
    nav: &'static str,
    title: &'static str,
    total: usize,
    rows: Vec<IndexRow>,
    /// Whether anything has an owner.
    owned: bool,
    pager: Pager,
}

#[derive(Serialize)]
struct IndexRow {
    name: String,
    /// From the site's root, where it was hit.
    path: Option<String>,
    count: usize,
    /// For how long users felt it.
    impact: Option<String>,
    last: Option<When>,
    owner: Option<String>,
    links: Vec<Outside>,
}

fn leaves(site: Site<'_>) -> Result<Vec<Leaf<'_>>, SiteError> {
    let facets = Arc::new(facets(site.view, &service_slugs(site.view), &tag_slugs(site.view)));
    let list = |(key, title): (&'static str, &'static str)| {
        let facet = facets.iter().position(|facet| facet.key == key);
        let names = names(&site, key, facet.and_then(|at| facets.get(at)));
        let total = names.len();
        let leaf = |(pager, names): (Pager, &[Name])| {
            let (facets, names) = (Arc::clone(&facets), names.to_vec());
            Leaf::new(pager.file(), move || {
                let facet = facet.and_then(|at| facets.get(at));
                let rows: Vec<IndexRow> = names.iter().map(|name| row(&site, key, facet, name)).collect();
                // Whether anything of this kind has one at all, so that all pages have the same columns.
                let owned = key == "service" && site.view.plan().services.iter().any(|service| service.owner.is_some());
                let page = Index { nav: "incidents", title, total, rows, owned, pager };
                Ok(site.page(&page.pager.file(), "index.html", &page)?.bytes)
            })
        };
        paginate(&format!("incidents/{key}/"), &names).into_iter().map(leaf).collect::<Vec<_>>()
    };
    Ok(INDEXES.into_iter().flat_map(list).collect())
}

/// A name in a list, with the place of its value among the facet's; none where nothing hit it.
type Name = (String, Option<usize>);

/// The values of a facet in the order of their names, the newest year first; with the services that the plan alone names.
fn names(site: &Site<'_>, key: &str, facet: Option<&Facet>) -> Vec<Name> {
    let values = facet.map_or(&[][..], |facet| &facet.values);
    let mut names: Vec<Name> = values.iter().zip(0..).map(|(value, at)| (value.name.clone(), Some(at))).collect();
    if key == "service" {
        let hit: BTreeSet<String> = names.iter().map(|(name, _)| name.clone()).collect();
        let others = site.view.plan().services.iter().filter(|service| !hit.contains(&service.name));
        names.extend(others.map(|service| (service.name.clone(), None)));
    }
    if key != "year" {
        names.sort_by_key(|(name, _)| name.to_lowercase());
    }
    names
}

fn row(site: &Site<'_>, key: &str, facet: Option<&Facet>, (name, value): &Name) -> IndexRow {
    let (plan, all) = (site.view.plan(), site.view.incidents());
    let value = value.and_then(|at| facet?.values.get(at));
    let positions = value.map_or(&[][..], |value| &value.incidents);
    let incidents: Vec<&ViewIncident> = positions.iter().filter_map(|position| all.get(*position)).collect();
    let felt: Vec<_> = incidents.iter().filter_map(|incident| felt(&incident.incident, site.as_of)).collect();
    let first = felt.iter().map(|felt| felt.start).min();
    let facts = ServiceFacts::of(plan, name).filter(|_| key == "service");
    IndexRow {
        count: incidents.len(),
        impact: first.map(|first| format_duration(felt_within(&felt, &(first..site.as_of)))),
        last: incidents.iter().filter_map(|incident| day_started(incident, plan.time_zone)).max().map(When::on),
        owner: facts.as_ref().and_then(|facts| facts.owner).map(str::to_owned),
        links: facts.iter().flat_map(|facts| facts.links).map(|link| Outside::new(link)).collect(),
        name: name.clone(),
        path: value.map(|value| format!("incidents/{key}/{}/", value.slug)),
    }
}

#[cfg(test)]
mod tests {
    use crate::site::testing::pages;

    #[test]
    fn services_are_listed_with_what_hit_them_and_those_that_nothing_hit() {
        let entry = |day: u32, services: &str| {
            format!(
                "---\ntitle: T\nstatus: closed\nstarted: 2026-03-{day:02}T10:00:00Z\nresolved: 2026-03-{day:02}T11:30:00Z\nservices: [{services}]\ntags: [Deploy, dns]\n---\n"
            )
        };
        let pages = pages(&[
            (
                "incident.yaml",
                "services: [{name: mail, owner: Platform team, links: [\"https://runbook.example/mail\"]}]\n",
            ),
            ("incidents/2026/2026-03-02-a/incident.md", &entry(2, "api, shop")),
            ("incidents/2026/2026-03-04-b/incident.md", &entry(4, "api")),
        ]);
        let services = &pages["incidents/service/index.html"];
        for part in [
            "<a href=\"../../incidents/service/api/\">api</a></th><td>2</td><td>3 h</td>",
            "<th scope=\"row\">mail",
            "https://runbook.example/mail",
            "Platform team",
            "4 Mar 2026",
        ] {
            assert!(services.contains(part), "{part} is not in {services}");
        }
        let tags = &pages["incidents/tag/index.html"];
        assert!(tags.contains("2 in all") && !tags.contains("Owner"), "{tags}");
        assert!(pages["incidents/year/index.html"].contains("incidents/year/2026/"));
    }
}

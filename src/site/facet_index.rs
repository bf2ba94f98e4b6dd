//! Every service, tag and year on one list: how often it was hit, for how long, and when last.

use super::error::SiteError;
use super::facets::{Facet, INDEXES, facets};
use super::outside::Outside;
use super::page::{Make, Page, Site, SiteFile};
use super::pager::{Pager, paginate};
use super::service::{ServiceFacts, service_slugs, tag_slugs};
use super::when::{When, day_started};
use crate::audience::ViewIncident;
use crate::model::{felt, felt_within, format_duration};
use serde::Serialize;
use std::collections::BTreeSet;

pub const ENTRY: Page = Page::new("facets", Make::AtOnce(make));

/// What `index.html` shows.
#[derive(Serialize)]
struct Index<'a> {
    nav: &'static str,
    title: &'static str,
    total: usize,
    rows: &'a [IndexRow],
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

fn make(site: &Site<'_>) -> Result<Vec<SiteFile>, SiteError> {
    let facets = facets(site.view, &service_slugs(site.view), &tag_slugs(site.view));
    let mut files = Vec::new();
    for (key, title) in INDEXES {
        let rows = rows(site, key, facets.iter().find(|facet| facet.key == key));
        let owned = rows.iter().any(|row| row.owner.is_some());
        for (pager, chunk) in paginate(&format!("incidents/{key}/"), &rows) {
            let page = Index { nav: "incidents", title, total: rows.len(), rows: chunk, owned, pager };
            files.push(site.page(&page.pager.file(), "index.html", &page)?);
        }
    }
    Ok(files)
}

/// The values of a facet in the order of their names, the newest year first; with the services that the plan alone names.
fn rows(site: &Site<'_>, key: &str, facet: Option<&Facet>) -> Vec<IndexRow> {
    let (plan, all) = (site.view.plan(), site.view.incidents());
    let row = |name: &str, path: Option<String>, incidents: Vec<&ViewIncident>| {
        let felt: Vec<_> = incidents.iter().filter_map(|incident| felt(&incident.incident, site.as_of)).collect();
        let first = felt.iter().map(|felt| felt.start).min();
        let facts = ServiceFacts::of(plan, name).filter(|_| key == "service");
        IndexRow {
            count: incidents.len(),
            impact: first.map(|first| format_duration(felt_within(&felt, &(first..site.as_of)))),
            last: incidents.iter().filter_map(|incident| day_started(incident, plan.time_zone)).max().map(When::on),
            owner: facts.and_then(|facts| facts.owner).map(str::to_owned),
            links: facts.iter().flat_map(|facts| facts.links).map(|link| Outside::new(link)).collect(),
            name: name.to_owned(),
            path,
        }
    };
    let values = facet.map_or(&[][..], |facet| &facet.values);
    let mut rows: Vec<IndexRow> = values
        .iter()
        .map(|value| {
            let incidents = value.incidents.iter().filter_map(|position| all.get(*position)).collect();
            row(&value.name, Some(format!("incidents/{key}/{}/", value.slug)), incidents)
        })
        .collect();
    if key == "service" {
        let hit: BTreeSet<String> = rows.iter().map(|row| row.name.clone()).collect();
        let others = plan.services.iter().filter(|service| !hit.contains(&service.name));
        rows.extend(others.map(|service| row(&service.name, None, Vec::new())));
    }
    if key != "year" {
        rows.sort_by_key(|row| row.name.to_lowercase());
    }
    rows
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

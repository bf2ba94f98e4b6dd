//! All incidents, and those of each severity, status, service, year and tag.

use super::addresses::Addresses;
use super::facets::{Facet, FacetLinks, FacetValue, facets};
use super::page::{Page, Site, SiteError, SiteFile};
use super::pager::{Pager, paginate};
use super::row::{Mark, Rows};
use super::service::{ServiceFacts, service_slugs, tag_slugs};
use crate::model::Severity;
use rayon::prelude::*;
use serde::Serialize;
use tera::Value;

pub const ENTRY: Page = Page { name: "incidents", make };

/// What `incidents.html` shows.
#[derive(Serialize)]
struct List<'a> {
    nav: &'static str,
    /// The facet, where the list is one of its values.
    facet: Option<&'static str>,
    title: String,
    mark: Option<Mark>,
    definition: Option<&'a str>,
    service: Option<ServiceFacts<'a>>,
    total: usize,
    rows: Vec<Value>,
    facets: Vec<FacetLinks>,
    pager: Pager,
}

fn make(site: &Site<'_>) -> Result<Vec<SiteFile>, SiteError> {
    let incidents = site.view.incidents();
    let addresses = Addresses::new(site.view);
    let services = service_slugs(site.view);
    let tags = tag_slugs(site.view);
    let facets = facets(site.view, &services, &tags);
    let rows = Rows { view: site.view, addresses: &addresses, services: &services, as_of: site.as_of };
    let rows: Vec<Value> = incidents
        .par_iter()
        .map(|incident| Value::try_from_serializable(&rows.row(incident)))
        .collect::<Result<_, _>>()
        .map_err(|error| SiteError::new(format!("a list cannot be made: {error}")))?;

    let everything: Vec<usize> = (0..incidents.len()).collect();
    let all = pages(site, &facets, &rows, None, &everything);
    let values = facets.iter().flat_map(|facet| facet.values.iter().map(move |value| (facet, value)));
    let lists = values.flat_map(|(facet, value)| pages(site, &facets, &rows, Some((facet, value)), &value.incidents));
    let lists: Vec<(String, List<'_>)> = all.into_iter().chain(lists).collect();
    lists.into_par_iter().map(|(path, list)| site.page(&path, "incidents.html", &list)).collect()
}

/// The pages of one list.
fn pages<'a>(
    site: &'a Site<'_>,
    facets: &[Facet],
    rows: &[Value],
    of: Option<(&Facet, &FacetValue)>,
    incidents: &[usize],
) -> Vec<(String, List<'a>)> {
    let plan = site.view.plan();
    let folder =
        of.map_or("incidents/".to_owned(), |(facet, value)| format!("incidents/{}/{}/", facet.key, value.slug));
    let named = |key: &str| of.filter(|(facet, _)| facet.key == key).map(|(_, value)| value.name.as_str());
    let severity = named("severity").and_then(|id| plan.severity(id));
    let page = |(pager, positions): (Pager, &[usize])| List {
        nav: "incidents",
        facet: of.map(|(facet, _)| facet.name),
        title: of.map_or("Incidents".to_owned(), |(_, value)| value.name.clone()),
        mark: of.and_then(|(_, value)| value.mark.clone()),
        definition: severity.map(|Severity { definition, .. }| definition.as_str()).filter(|text| !text.is_empty()),
        service: named("service").and_then(|name| ServiceFacts::of(plan, name)),
        total: incidents.len(),
        rows: positions.iter().filter_map(|position| rows.get(*position).cloned()).collect(),
        facets: facets.iter().map(|facet| facet.links(of.map(|(of, value)| (of.key, value.slug.as_str())))).collect(),
        pager,
    };
    paginate(&folder, incidents).into_iter().map(|chunk| (chunk.0.file(), page(chunk))).collect()
}

//! All incidents in each order, and those of each severity, status, service, year and tag.

use super::addresses::{Addresses, Slugs};
use super::error::SiteError;
use super::facets::{Facet, FacetLinks, FacetValue, facets};
use super::figures::Figure;
use super::leaf::Leaf;
use super::order::{NEWEST, ORDERS, Order, OrderLink, order_links};
use super::page::{Page, Site};
use super::pager::{Pager, paginate};
use super::profile::profile;
use super::row::{Mark, Rows};
use super::service::{ServiceFacts, service_slugs, tag_slugs};
use crate::model::Severity;
use serde::Serialize;
use std::sync::{Arc, OnceLock};
use tera::Value;

pub const ENTRY: Page = Page::new("incidents", leaves);

/// What `incidents.html` shows.
#[derive(Serialize)]
struct List<'a> {
    nav: &'static str,
    /// The facet, where the list is one of its values.
    facet: Option<&'static str>,
    /// The list of all values of that facet, from the site's root.
    index: Option<String>,
    title: String,
    mark: Option<Mark>,
    definition: Option<&'a str>,
    service: Option<ServiceFacts<'a>>,
    total: usize,
    rows: Vec<Value>,
    /// What it is ordered by, as a part of a sentence.
    order: &'static str,
    /// The ways to order it otherwise.
    orders: Vec<OrderLink>,
    facets: Vec<FacetLinks>,
    /// What the incidents have in common, on the first page.
    figures: Vec<Figure>,
    pager: Pager,
}

fn leaves(site: Site<'_>) -> Result<Vec<Leaf<'_>>, SiteError> {
    let addresses = Addresses::new(site.view);
    let services = service_slugs(site.view);
    let tags = tag_slugs(site.view);
    let facets = facets(site.view, &services, &tags);
    let rows = site.view.incidents().iter().map(|_| OnceLock::new()).collect();
    let lists = Arc::new(Lists { site, addresses, services, facets, rows });
    let mut all = Vec::new();
    for order in ORDERS {
        all.extend(pages(&lists, None, order, &order.of(site.view, site.as_of)));
    }
    for (at, facet) in lists.facets.iter().enumerate() {
        for (number, value) in facet.values.iter().enumerate() {
            all.extend(pages(&lists, Some((at, number)), NEWEST, &value.incidents));
        }
    }
    Ok(all)
}

/// What all lists are made from.
struct Lists<'a> {
    site: Site<'a>,
    addresses: Addresses<'a>,
    services: Slugs,
    facets: Vec<Facet>,
    /// Of all incidents, each made when the first list shows it.
    rows: Vec<OnceLock<Value>>,
}

/// The pages of one list: of all incidents, or of those of one value of a facet, by their positions.
fn pages<'a>(lists: &Arc<Lists<'a>>, of: Option<(usize, usize)>, order: Order, incidents: &[usize]) -> Vec<Leaf<'a>> {
    let folder = match lists.of(of) {
        Some((facet, value)) => format!("incidents/{}/{}/", facet.key, value.slug),
        None => order.folder(),
    };
    let (total, chunks) = (incidents.len(), paginate(&folder, incidents).into_iter());
    let leaf = |(pager, positions): (Pager, &[usize])| {
        let (lists, positions) = (Arc::clone(lists), positions.to_vec());
        Leaf::new(pager.file(), move || {
            let list = lists.page(lists.of(of), order, pager, &positions, total)?;
            Ok(lists.site.page(&list.pager.file(), "incidents.html", &list)?.bytes)
        })
    };
    chunks.map(leaf).collect()
}

impl Lists<'_> {
    fn of(&self, of: Option<(usize, usize)>) -> Option<(&Facet, &FacetValue)> {
        let facet = self.facets.get(of?.0)?;
        Some((facet, facet.values.get(of?.1)?))
    }

    fn page(
        &self,
        of: Option<(&Facet, &FacetValue)>,
        order: Order,
        pager: Pager,
        positions: &[usize],
        total: usize,
    ) -> Result<List<'_>, SiteError> {
        let (site, plan) = (&self.site, self.site.view.plan());
        let named = |key: &str| of.filter(|(facet, _)| facet.key == key).map(|(_, value)| value.name.as_str());
        let severity = named("severity").and_then(|id| plan.severity(id));
        let current = of.map(|(facet, value)| (facet.key, value.slug.as_str()));
        Ok(List {
            nav: "incidents",
            facet: of.map(|(facet, _)| facet.name),
            index: of.and_then(|(facet, _)| facet.index()),
            title: of.map_or("Incidents".to_owned(), |(_, value)| value.name.clone()),
            mark: of.and_then(|(_, value)| value.mark.clone()),
            definition: severity.map(|Severity { definition, .. }| definition.as_str()).filter(|text| !text.is_empty()),
            service: named("service").and_then(|name| ServiceFacts::of(plan, name)),
            total,
            rows: positions.iter().filter_map(|position| self.row(*position).transpose()).collect::<Result<_, _>>()?,
            order: order.words,
            orders: order_links(of.map(|(facet, value)| (facet.key, value)), order, total),
            facets: self.facets.iter().map(|facet| facet.links(current)).collect(),
            figures: match of {
                Some((facet, value)) if pager.number == 1 => profile(site, facet.key, value),
                _ => Vec::new(),
            },
            pager,
        })
    }

    fn row(&self, position: usize) -> Result<Option<Value>, SiteError> {
        let (Some(row), Some(incident)) = (self.rows.get(position), self.site.view.incidents().get(position)) else {
            return Ok(None);
        };
        if let Some(row) = row.get() {
            return Ok(Some(row.clone()));
        }
        let Self { site, addresses, services, .. } = self;
        let rows = Rows { view: site.view, addresses, services, as_of: site.as_of };
        let made = Value::try_from_serializable(&rows.row(incident))
            .map_err(|error| SiteError::new(format!("a list cannot be made: {error}")))?;
        Ok(Some(row.get_or_init(|| made).clone()))
    }
}

#[cfg(test)]
mod tests {
    use crate::site::pager::PER_PAGE;
    use crate::site::testing::pages;

    #[test]
    fn a_long_list_comes_in_pages_that_stay_light() {
        let long =
            "Checkout answers something that needs many words, to every second customer who pays by card ".repeat(3);
        let files: Vec<(String, String)> = (0..PER_PAGE * 2 + 1)
            .map(|number| {
                let id = format!("2026-{:02}-{:02}-n{number}", 1 + number / 28, 1 + number % 28);
                let text = format!(
                    "---\ntitle: {long:.92}\nseverity: sev-{}\nservices: [checkout, payments, s{number}]\n---\n\n## Solution\n{long}\n",
                    1 + number % 4
                );
                (format!("incidents/2026/{id}/incident.md"), text)
            })
            .collect();
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let pages = pages(&files);
        let list = ["incidents/index.html", "incidents/page/2/index.html", "incidents/page/3/index.html"];
        let rows: usize = list.iter().map(|path| pages[*path].matches("<tr><td>").count()).sum();
        assert_eq!(rows, files.len());
        assert!(pages["incidents/page/2/index.html"].contains("href=\"../../../incidents/page/3/\">Older</a>"));
        assert!(
            pages["incidents/service/checkout/index.html"]
                .contains("href=\"../../../incidents/service/checkout/page/2/\"")
        );
        let style = pages["style.css"].len();
        for path in list {
            let weight = pages[path].len() + style;
            assert!(weight < 50_000, "{path} has {weight} bytes with its style");
        }
    }

    #[test]
    fn a_list_of_a_service_says_who_owns_it() {
        let pages = pages(&[
            (
                "incident.yaml",
                "services: [{name: api, owner: Platform team, links: [\"https://runbook.example/api\"]}]\n",
            ),
            ("incidents/2026/2026-03-02-a/incident.md", "---\ntitle: T\nservices: [api]\n---\n"),
        ]);
        let page = &pages["incidents/service/api/index.html"];
        assert!(page.contains("Owned by Platform team.") && page.contains("href=\"https://runbook.example/api\""));
    }
}

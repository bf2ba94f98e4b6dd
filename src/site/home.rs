//! The first page: is anything open, what happened lately, and what is owed.

use super::addresses::Addresses;
use super::calendar::has_events;
use super::error::SiteError;
use super::leaf::Leaf;
use super::owed::{Coming, OwedAction, OwedPostmortem, actions, coming, postmortems};
use super::page::{Page, Site};
use super::row::{Row, Rows, is_ongoing};
use super::service::service_slugs;
use super::strip::Strip;
use super::when::day_started;
use crate::audience::ViewIncident;
use crate::model::PostmortemStatus;
use serde::Serialize;

pub const ENTRY: Page = Page::new("home", leaves);

/// How many of each the page shows; the rest is a link away.
const LATEST: usize = 5;
const MOST_OPEN: usize = 10;
const MOST_OWED: usize = 4;

/// What `home.html` shows.
#[derive(Serialize)]
struct Home {
    nav: &'static str,
    total: usize,
    open: Vec<Row>,
    open_count: usize,
    /// Since the last incident started.
    days_since: Option<i64>,
    latest: Vec<Row>,
    overdue: Vec<OwedAction>,
    overdue_count: usize,
    open_actions: usize,
    postmortems: Vec<OwedPostmortem>,
    postmortem_count: usize,
    /// Whether an incident that goes on has one that is not published.
    postmortem_waits: bool,
    coming: Option<Coming>,
    broken: Vec<Row>,
    strip: Option<Strip>,
    /// Whether the calendar has anything to tell.
    calendar: bool,
}

fn leaves(site: Site<'_>) -> Result<Vec<Leaf<'_>>, SiteError> {
    Ok(vec![Leaf::new("index.html", move || make(&site))])
}

fn make(site: &Site<'_>) -> Result<Vec<u8>, SiteError> {
    let (view, zone) = (site.view, site.view.plan().time_zone);
    let today = site.as_of.with_timezone(&zone).date_naive();
    let addresses = Addresses::new(view);
    let services = service_slugs(view);
    let rows = Rows { view, addresses: &addresses, services: &services, as_of: site.as_of };
    let incidents = view.incidents();
    let mut open: Vec<_> = incidents.iter().filter(|incident| is_ongoing(incident)).collect();
    open.sort_by_key(|incident| view.plan().owed_rank(incident.incident.severity.as_deref()));
    let readable = incidents.iter().filter(|incident| incident.broken.is_none());
    let latest = readable.clone().filter(|incident| !is_ongoing(incident)).take(LATEST);
    let last = readable.filter_map(|incident| day_started(incident, zone)).filter(|day| *day <= today).max();
    let owed = actions(view, &addresses, today);
    let overdue: Vec<&OwedAction> = owed.iter().filter(|owed| owed.action.overdue).collect();
    let postmortems = postmortems(view, &addresses, today);
    let home = Home {
        nav: "home",
        total: incidents.len(),
        open_count: open.len(),
        open: open.into_iter().take(MOST_OPEN).map(|incident| rows.row(incident)).collect(),
        days_since: last.map(|day| (today - day).num_days()),
        latest: latest.map(|incident| rows.row(incident)).collect(),
        overdue_count: overdue.len(),
        overdue: overdue.into_iter().take(MOST_OWED).cloned().collect(),
        open_actions: owed.iter().filter(|owed| owed.is_open()).count(),
        postmortem_count: postmortems.len(),
        postmortem_waits: incidents.iter().filter(|incident| is_ongoing(incident)).any(is_unpublished),
        postmortems: postmortems.into_iter().take(MOST_OWED).collect(),
        coming: coming(view, &addresses, site.as_of),
        broken: incidents
            .iter()
            .filter(|incident| incident.broken.is_some())
            .take(MOST_OPEN)
            .map(|incident| rows.row(incident))
            .collect(),
        strip: Strip::new(view, &addresses, today),
        calendar: has_events(site),
    };
    Ok(site.page("index.html", "home.html", &home)?.bytes)
}

fn is_unpublished(incident: &ViewIncident) -> bool {
    let part = incident.postmortem.as_ref();
    part.is_some_and(|part| part.broken.is_some() || part.postmortem.status() != PostmortemStatus::Published)
}

#[cfg(test)]
mod tests {
    use crate::model::Audience;
    use crate::site::testing::{pages_of, view_for};

    #[test]
    fn the_public_is_told_of_nothing_that_is_internal_or_empty() {
        let log = [
            (
                "incident.yaml",
                "severities: [{id: sev-1, name: critical, escalation: {expectation: Call by night, until-acknowledged: true}}]\n\
                 services: [{name: api, owner: Platform team, links: [\"https://runbook.example/\"]}]\n",
            ),
            (
                "incidents/2026/2026-03-02-a/incident.md",
                "---\ntitle: T\nvisibility: public\nstatus: closed\nseverity: sev-1\nservices: [api]\n---\n",
            ),
        ];
        let site = |audience| pages_of(&view_for(&log, audience), &[]);
        let (internal, public) = (site(Audience::Internal), site(Audience::Public));
        for (page, told) in [
            ("index.html", "<h2>Owed</h2>"),
            ("index.html", "href=\"calendar.ics\""),
            ("plan/index.html", "Call by night"),
            ("plan/index.html", "<th>Owner</th><th>Links</th>"),
        ] {
            assert!(internal[page].contains(told), "{told} is not in {}", internal[page]);
            assert!(!public[page].contains(told), "{told} is in {}", public[page]);
        }
        assert!(public["index.html"].contains(">All incidents</a>") && public.contains_key("calendar.ics"));
        assert!(public["plan/index.html"].contains("<th>Service</th></tr>"), "{}", public["plan/index.html"]);
    }
}

//! One of several logs of a site, as the pages over all of them tell of it: what is left once its own site is made.

use super::addresses::Addresses;
use super::error::SiteError;
use super::feed::entries;
use super::owed::actions;
use super::page::Site;
use super::row::{Row, Rows, is_ongoing};
use super::search_index::SearchDocument;
use super::search_page::{Choice, known_of};
use super::service::service_slugs;
use super::when::When;
use crate::audience::ViewIncident;
use crate::model::Moment;
use atom_syndication::Entry;
use chrono_tz::Tz;
use serde::Serialize;

/// As many of each log are kept as the first page shows of all.
pub(super) const SHOWN: usize = 10;

/// What is told of one of several logs.
pub struct LogPart {
    pub(super) line: Line,
    pub(super) open: Vec<LogRow>,
    pub(super) latest: Vec<LogRow>,
    pub(super) documents: Vec<SearchDocument>,
    pub(super) severities: Vec<Choice>,
    pub(super) entries: Vec<Entry>,
    pub(super) as_of: Moment,
}

/// A log in the list of all.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Line {
    /// As it was named: its folder.
    pub log: String,
    /// What its plan calls it.
    pub title: String,
    pub incidents: usize,
    pub open: usize,
    /// Those whose document cannot be read.
    pub broken: usize,
    pub last: Option<When>,
    pub open_actions: usize,
    pub overdue: usize,
}

/// An incident of one of several logs.
#[derive(Clone, Debug, Serialize)]
pub(super) struct LogRow {
    pub log: String,
    pub row: Row,
    #[serde(skip)]
    pub order: Option<Moment>,
}

impl LogPart {
    /// What is told of a log whose own site was made, with what that has to be found; `zone` is that of the pages over all.
    ///
    /// # Errors
    /// Where its template of the feed cannot be rendered.
    pub fn new(site: &Site<'_>, found: Vec<SearchDocument>, zone: Tz) -> Result<Self, SiteError> {
        let (view, log) = (site.view, site.log.unwrap_or_default());
        let (addresses, services) = (Addresses::new(view), service_slugs(view));
        let rows = Rows { view, addresses: &addresses, services: &services, as_of: site.as_of };
        let row = |incident: &ViewIncident| LogRow {
            log: log.to_owned(),
            row: Row { started: When::started(incident, zone), ..rows.row(incident) },
            order: incident.order,
        };
        let incidents = view.incidents();
        let readable = || incidents.iter().filter(|incident| incident.broken.is_none());
        let mut open: Vec<&ViewIncident> = readable().filter(|incident| is_ongoing(incident)).collect();
        open.sort_by_key(|incident| view.plan().owed_rank(incident.incident.severity.as_deref()));
        let latest = readable().filter(|incident| !is_ongoing(incident)).take(SHOWN);
        let owed = actions(view, &addresses, site.today());
        let known = known_of(view);
        Ok(Self {
            line: Line {
                log: log.to_owned(),
                title: site.away().name().to_owned(),
                incidents: incidents.len(),
                open: open.len(),
                broken: incidents.len() - readable().count(),
                last: readable().next().and_then(|incident| When::started(incident, zone)),
                open_actions: owed.iter().filter(|owed| owed.is_open()).count(),
                overdue: owed.iter().filter(|owed| owed.action.overdue).count(),
            },
            open: open.into_iter().take(SHOWN).map(row).collect(),
            latest: latest.map(row).collect(),
            documents: found.into_iter().map(|document| of_log(document, log)).collect(),
            severities: known.severity,
            entries: entries(site)?.into_iter().map(|entry| told_above(entry, site, log)).collect(),
            as_of: site.as_of,
        })
    }
}

/// What is found in a log, as found in all: with its log, and by `NAME/ID` too.
fn of_log(document: SearchDocument, log: &str) -> SearchDocument {
    SearchDocument {
        address: format!("{log}/{}", document.address),
        also: format!("{log} {}", document.also),
        log: log.to_owned(),
        ..document
    }
}

/// An entry of a log's feed in the feed of all, which stands a folder above.
fn told_above(mut entry: Entry, site: &Site<'_>, log: &str) -> Entry {
    entry.title.value = format!("{log}: {}", entry.title.value);
    if site.base_url.is_none() {
        for link in &mut entry.links {
            link.href = format!("{log}/{}", link.href);
        }
        if let Some(content) = &mut entry.content {
            content.base = Some(format!("{log}/"));
        }
    }
    entry
}

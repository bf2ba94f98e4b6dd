//! The agenda: the coming meetings with their briefs, and what earlier ones decided.

use super::agenda_item::AgendaRow;
use super::anchors::of_item;
use super::documents::past;
use super::error::SiteError;
use super::leaf::Leaf;
use super::links::{From, Links};
use super::owed::{Coming, coming};
use super::page::{Page, Site};
use super::pager::{Pager, paginate};
use super::row::{Mark, solution};
use super::when::When;
use crate::audience::ViewAgendaItem;
use crate::document::html::Paint;
use crate::model::{AgendaStatus, Audience};
use serde::Serialize;
use std::collections::HashSet;
use std::sync::{Arc, LazyLock};
use tera::Value;

pub const ENTRY: Page = Page::new("agenda", leaves);

/// What `agenda.html` shows.
#[derive(Serialize)]
struct Agenda {
    nav: &'static str,
    name: String,
    /// The next meeting, where it has no item of any kind.
    next: Option<Coming>,
    meetings: Vec<Meeting>,
    past: Vec<AgendaRow>,
    past_count: usize,
    pager: Pager,
    /// Whether Markdown on it needs more than the style that all pages have.
    rich: bool,
    /// Whether it has alerts, which have a style of their own.
    alerts: bool,
}

/// A meeting that is still to come, or that left items open.
#[derive(Serialize)]
struct Meeting {
    when: When,
    passed: bool,
    minutes: u32,
    items: Vec<Item>,
}

#[derive(Serialize)]
struct Item {
    row: AgendaRow,
    severity: Option<Mark>,
    solution: String,
    brief: Vec<Part>,
}

/// A section of a brief.
#[derive(Serialize)]
struct Part {
    id: String,
    title: String,
    words: Value,
}

fn leaves(site: Site<'_>) -> Result<Vec<Leaf<'_>>, SiteError> {
    if site.view.audience() == Audience::Public {
        return Ok(Vec::new());
    }
    let over = past(site.view, site.as_of);
    let book =
        Arc::new(Book { links: LazyLock::new(Box::new(move || Links::new(&site))), site, past_count: over.len() });
    let leaves = paginate("agenda/", &over).into_iter().map(|(pager, past)| {
        let (book, past) = (Arc::clone(&book), past.to_vec());
        Leaf::new(pager.file(), move || book.page(pager, &past))
    });
    Ok(leaves.collect())
}

/// What all pages of the agenda share.
struct Book<'a> {
    site: Site<'a>,
    links: LazyLock<Links<'a>, Box<dyn FnOnce() -> Links<'a> + Send + 'a>>,
    past_count: usize,
}

impl Book<'_> {
    /// A page with some of the items that are over; the first begins with the meetings that are not.
    fn page(&self, pager: Pager, past: &[&ViewAgendaItem]) -> Result<Vec<u8>, SiteError> {
        let (site, plan, paint) = (&self.site, self.site.view.plan(), Paint::page());
        let meetings = if pager.number == 1 { self.meetings(&paint) } else { Vec::new() };
        let agenda = Agenda {
            nav: "agenda",
            name: plan.meeting.as_ref().map_or("Agenda".to_owned(), |meeting| meeting.name.clone()),
            next: if pager.number == 1 { self.next() } else { None },
            meetings,
            past: past.iter().map(|item| AgendaRow::new(item, &self.links.addresses)).collect(),
            past_count: self.past_count,
            rich: paint.is_used(),
            alerts: paint.has_alerts(),
            pager,
        };
        Ok(site.page(&agenda.pager.file(), "agenda.html", &agenda)?.bytes)
    }

    /// The items of meetings that are still to come, and those that were left open.
    fn items(&self) -> impl Iterator<Item = &ViewAgendaItem> {
        let past: HashSet<&str> = past(self.site.view, self.site.as_of).iter().map(|item| item.path.as_str()).collect();
        self.site.view.agenda().iter().filter(move |item| !past.contains(item.path.as_str()))
    }

    fn meetings(&self, paint: &Paint) -> Vec<Meeting> {
        let (site, plan) = (&self.site, self.site.view.plan());
        let zone = plan.meeting.as_ref().map_or(plan.time_zone, |meeting| meeting.zone);
        let today = site.as_of.with_timezone(&zone).date_naive();
        let mut meetings: Vec<Meeting> = Vec::new();
        for item in self.items() {
            let begins = plan.meeting.as_ref().and_then(|meeting| meeting.begins(item.date));
            let when = begins.map_or_else(|| When::on(item.date), |begins| When::at(begins, zone));
            if meetings.last().is_none_or(|meeting| meeting.when != when) {
                meetings.push(Meeting { when, passed: item.date < today, minutes: 0, items: Vec::new() });
            }
            if let Some(meeting) = meetings.last_mut() {
                if item.item.status() != AgendaStatus::Deferred {
                    meeting.minutes = meeting.minutes.saturating_add(item.item.minutes.unwrap_or_default());
                }
                meeting.items.push(brief(site, item, &self.links, paint));
            }
        }
        meetings
    }

    /// The next meeting, where it has no item of any kind.
    fn next(&self) -> Option<Coming> {
        let day = |when: &When| when.iso.get(..10).map(str::to_owned);
        let coming = coming(self.site.view, &self.links.addresses, self.site.as_of)?;
        let is_below = self.items().any(|item| day(&When::on(item.date)) == day(&coming.when));
        Some(coming).filter(|coming| coming.items.is_empty() && !is_below)
    }
}

fn brief(site: &Site<'_>, item: &ViewAgendaItem, links: &Links<'_>, paint: &Paint) -> Item {
    let addresses = &links.addresses;
    let row = AgendaRow::new(item, addresses);
    let incident = addresses.incident(&item.incident);
    let from = From { document: &item.path, root: "../", paint, away: None };
    let brief = of_item(item, &row.anchor).into_iter().map(|part| Part {
        title: part.section.title.clone(),
        // Below a heading of the fourth level.
        words: links.markdown(&part.section.markdown, &part.prefix, 5, from),
        id: part.id,
    });
    let brief = brief.collect();
    let severity = incident.and_then(|incident| incident.incident.severity.as_deref());
    Item {
        severity: severity.map(|id| Mark::new(site.view.plan(), id)),
        solution: incident.map(solution).unwrap_or_default(),
        brief,
        row,
    }
}

//! The agenda: the coming meetings with their briefs, and what earlier ones decided.

use super::addresses::Addresses;
use super::agenda_item::AgendaRow;
use super::anchors::of_item;
use super::documents::past;
use super::error::SiteError;
use super::links::{From, Links};
use super::owed::{Coming, coming};
use super::page::{Make, Page, Site, SiteFile};
use super::pager::{Pager, paginate};
use super::row::{Mark, solution};
use super::when::When;
use crate::audience::ViewAgendaItem;
use crate::document::html::Paint;
use crate::model::{AgendaStatus, Audience};
use serde::Serialize;
use std::collections::HashSet;
use tera::Value;

pub const ENTRY: Page = Page::new("agenda", Make::AtOnce(make));

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

fn make(site: &Site<'_>) -> Result<Vec<SiteFile>, SiteError> {
    let view = site.view;
    if view.audience() == Audience::Public {
        return Ok(Vec::new());
    }
    let plan = view.plan();
    let links = Links::new(site);
    let addresses = &links.addresses;
    let zone = plan.meeting.as_ref().map_or(plan.time_zone, |meeting| meeting.zone);
    let today = site.as_of.with_timezone(&zone).date_naive();
    let over = past(view, site.as_of);
    let paths: HashSet<&str> = over.iter().map(|item| item.path.as_str()).collect();
    let past: Vec<AgendaRow> = over.iter().map(|item| AgendaRow::new(item, addresses)).collect();

    let paint = Paint::page();
    let make_meetings = || -> Vec<Meeting> {
        let mut meetings: Vec<Meeting> = Vec::new();
        for item in view.agenda().iter().filter(|item| !paths.contains(item.path.as_str())) {
            let begins = plan.meeting.as_ref().and_then(|meeting| meeting.begins(item.date));
            let when = begins.map_or_else(|| When::on(item.date), |begins| When::at(begins, zone));
            if meetings.last().is_none_or(|meeting| meeting.when != when) {
                meetings.push(Meeting { when, passed: item.date < today, minutes: 0, items: Vec::new() });
            }
            if let Some(meeting) = meetings.last_mut() {
                if item.item.status() != AgendaStatus::Deferred {
                    meeting.minutes = meeting.minutes.saturating_add(item.item.minutes.unwrap_or_default());
                }
                meeting.items.push(brief(site, item, addresses, &links, &paint));
            }
        }
        meetings
    };
    let past_count = past.len();
    let is_below = |coming: &Coming| {
        let day = |when: &When| when.iso.get(..10).map(str::to_owned);
        let mut items = view.agenda().iter().filter(|item| !paths.contains(item.path.as_str()));
        items.any(|item| day(&When::on(item.date)) == day(&coming.when))
    };
    let next = coming(view, addresses, site.as_of).filter(|next| next.items.is_empty() && !is_below(next));
    let pages = paginate("agenda/", &past).into_iter().map(|(pager, past)| {
        let first = pager.number == 1;
        let path = pager.file();
        let meetings = if first { make_meetings() } else { Vec::new() };
        let agenda = Agenda {
            nav: "agenda",
            name: plan.meeting.as_ref().map_or("Agenda".to_owned(), |meeting| meeting.name.clone()),
            next: next.clone().filter(|_| first),
            meetings,
            past: past.to_vec(),
            past_count,
            pager,
            rich: first && paint.is_used(),
            alerts: first && paint.has_alerts(),
        };
        site.page(&path, "agenda.html", &agenda)
    });
    pages.collect()
}

fn brief(site: &Site<'_>, item: &ViewAgendaItem, addresses: &Addresses<'_>, links: &Links<'_>, paint: &Paint) -> Item {
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

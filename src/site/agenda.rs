//! The agenda: the coming meetings with their briefs, and what earlier ones decided.

use super::addresses::Addresses;
use super::agenda_item::AgendaRow;
use super::error::SiteError;
use super::links::{From, Links};
use super::owed::{Coming, coming};
use super::page::{Page, Site, SiteFile};
use super::pager::{Pager, paginate};
use super::row::{Mark, solution};
use super::when::When;
use crate::audience::ViewAgendaItem;
use crate::model::{AgendaStatus, Audience, format_date};
use serde::Serialize;
use tera::Value;

pub const ENTRY: Page = Page { name: "agenda", make };

/// What `agenda.html` shows.
#[derive(Serialize)]
struct Agenda {
    nav: &'static str,
    name: String,
    /// The next meeting, where no item is planned for it.
    next: Option<Coming>,
    meetings: Vec<Meeting>,
    past: Vec<AgendaRow>,
    past_count: usize,
    pager: Pager,
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
    brief: Vec<(String, Value)>,
}

fn make(site: &Site<'_>) -> Result<Vec<SiteFile>, SiteError> {
    let view = site.view;
    if view.audience() == Audience::Public {
        return Ok(Vec::new());
    }
    let plan = view.plan();
    let addresses = Addresses::new(view);
    let links = Links::new(site, &addresses);
    let zone = plan.meeting.as_ref().map_or(plan.time_zone, |meeting| meeting.zone);
    let today = site.as_of.with_timezone(&zone).date_naive();
    // What is over: an earlier meeting's item that is settled. What was left open stays in sight.
    let is_over = |item: &&ViewAgendaItem| item.date < today && item.item.status() != AgendaStatus::Open;
    let mut past: Vec<AgendaRow> =
        view.agenda().iter().filter(is_over).map(|item| AgendaRow::new(item, &addresses)).collect();
    past.reverse();

    let make_meetings = || -> Vec<Meeting> {
        let mut meetings: Vec<Meeting> = Vec::new();
        for item in view.agenda().iter().filter(|item| !is_over(item)) {
            let begins = plan.meeting.as_ref().and_then(|meeting| meeting.begins(item.date));
            let when = begins.map_or_else(|| When::on(item.date), |begins| When::at(begins, zone));
            if meetings.last().is_none_or(|meeting| meeting.when != when) {
                meetings.push(Meeting { when, passed: item.date < today, minutes: 0, items: Vec::new() });
            }
            if let Some(meeting) = meetings.last_mut() {
                if item.item.status() != AgendaStatus::Deferred {
                    meeting.minutes = meeting.minutes.saturating_add(item.item.minutes.unwrap_or_default());
                }
                meeting.items.push(brief(site, item, &addresses, &links));
            }
        }
        meetings
    };
    let past_count = past.len();
    let next = coming(view, &addresses, site.as_of).filter(|coming| coming.items.is_empty());
    let pages = paginate("agenda/", &past).into_iter().map(|(pager, past)| {
        let first = pager.number == 1;
        let path = pager.file();
        let agenda = Agenda {
            nav: "agenda",
            name: plan.meeting.as_ref().map_or("Agenda".to_owned(), |meeting| meeting.name.clone()),
            next: next.clone().filter(|_| first),
            meetings: if first { make_meetings() } else { Vec::new() },
            past: past.to_vec(),
            past_count,
            pager,
        };
        site.page(&path, "agenda.html", &agenda)
    });
    pages.collect()
}

fn brief(site: &Site<'_>, item: &ViewAgendaItem, addresses: &Addresses<'_>, links: &Links<'_>) -> Item {
    let row = AgendaRow::new(item, addresses);
    let incident = addresses.incident(&item.incident);
    let folder = format!("agenda/{}", format_date(item.date));
    let from = From { folder: &folder, root: "../" };
    let sections = item.sections.iter().filter(|section| !section.markdown.is_empty());
    let brief = sections
        .enumerate()
        .map(|(number, section)| {
            let prefix = format!("{}-{}", row.anchor, number + 1);
            (section.title.clone(), links.markdown(&section.markdown, &prefix, from))
        })
        .collect();
    let severity = incident.and_then(|incident| incident.incident.severity.as_deref());
    Item {
        severity: severity.map(|id| Mark::new(site.view.plan(), id)),
        solution: incident.map(solution).unwrap_or_default(),
        brief,
        row,
    }
}

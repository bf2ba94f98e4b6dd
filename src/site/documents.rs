//! The documents that have a place on the site, by their paths in the log.

use super::addresses::Addresses;
use super::agenda_item::agenda_item;
use super::anchors::{Anchors, of_entry, of_item, of_page, of_postmortem};
use super::own_address;
use super::page::Site;
use super::pager::paginate;
use crate::audience::{View, ViewAgendaItem, ViewIncident, ViewPage, ViewPostmortem, ViewSection};
use crate::document::html::Definitions;
use crate::model::{AgendaStatus, Moment};
use std::collections::HashMap;
use std::sync::OnceLock;

/// One document.
pub struct Placed<'a> {
    /// Its page, from the site's root.
    pub page: String,
    /// The id at which it begins there; empty at the page's own beginning.
    pub top: String,
    words: Words<'a>,
    anchors: OnceLock<Anchors>,
    definitions: OnceLock<Definitions>,
}

enum Words<'a> {
    Entry(&'a ViewIncident),
    Postmortem(&'a ViewPostmortem),
    Item(&'a ViewAgendaItem),
    Page(&'a ViewPage),
}

/// Every document that the site's readers may see.
pub struct Documents<'a>(HashMap<String, Placed<'a>>);

impl<'a> Documents<'a> {
    pub fn new(site: &Site<'a>, addresses: &Addresses<'a>) -> Self {
        let mut documents = HashMap::new();
        let mut add = |path: String, page: &str, top: &str, words: Words<'a>| {
            let (page, top) = (page.to_owned(), top.to_owned());
            let placed = Placed { page, top, words, anchors: OnceLock::new(), definitions: OnceLock::new() };
            documents.insert(path, placed);
        };
        for incident in site.view.incidents() {
            let page = format!("incidents/{}/", addresses.of(incident));
            add(format!("{}/incident.md", incident.folder), &page, "", Words::Entry(incident));
            if let Some(postmortem) = &incident.postmortem {
                let path = format!("{}/postmortem.md", incident.folder);
                add(path, &page, "postmortem", Words::Postmortem(postmortem));
            }
        }
        for (item, page) in agenda_pages(site.view, site.as_of) {
            add(item.path.clone(), &page, &agenda_item(item), Words::Item(item));
        }
        for page in site.view.pages() {
            add(page.path.clone(), &own_address::folder(page), "", Words::Page(page));
        }
        Self(documents)
    }

    pub fn get(&self, path: &str) -> Option<&Placed<'a>> {
        self.0.get(path)
    }
}

impl Placed<'_> {
    /// The id that the end of an address of it means; its beginning where it has no such heading.
    pub fn id(&self, fragment: Option<&str>) -> String {
        fragment.and_then(|fragment| self.heading(fragment)).unwrap_or_else(|| self.top.clone())
    }

    /// The id of a heading or an entry.
    pub fn heading(&self, fragment: &str) -> Option<String> {
        let anchors = self.anchors.get_or_init(|| match &self.words {
            Words::Entry(incident) => Anchors::of(&of_entry(incident)),
            Words::Postmortem(postmortem) => Anchors::of(&of_postmortem(postmortem)),
            Words::Item(item) => Anchors::of(&of_item(item, &self.top)),
            Words::Page(page) => Anchors::of(&of_page(&page.section)),
        });
        let (entries, mark) = match &self.words {
            Words::Entry(incident) => (incident.timeline.len(), 't'),
            Words::Postmortem(postmortem) => (postmortem.timeline.len(), 'p'),
            Words::Item(_) | Words::Page(_) => (0, 't'),
        };
        let number = fragment.strip_prefix(mark).and_then(|number| number.parse::<usize>().ok());
        let entry = number.filter(|number| (1..=entries).contains(number)).map(|_| fragment);
        anchors.get(fragment).or(entry).map(str::to_owned)
    }

    /// What its sections define for each other.
    pub fn definitions(&self) -> &Definitions {
        self.definitions.get_or_init(|| {
            let sections: &[ViewSection] = match &self.words {
                Words::Entry(incident) => &incident.sections,
                Words::Postmortem(postmortem) => &postmortem.sections,
                Words::Item(item) => &item.sections,
                Words::Page(page) => std::slice::from_ref(&page.section),
            };
            Definitions::of(sections.iter().map(|section| section.markdown.as_str()))
        })
    }
}

/// The items that are over, the latest first: those of earlier meetings that are settled. What was left open is not.
pub fn past(view: &View, as_of: Moment) -> Vec<&ViewAgendaItem> {
    let zone = view.plan().meeting.as_ref().map_or(view.plan().time_zone, |meeting| meeting.zone);
    let today = as_of.with_timezone(&zone).date_naive();
    let is_over = |item: &&ViewAgendaItem| item.date < today && item.item.status() != AgendaStatus::Open;
    view.agenda().iter().filter(is_over).rev().collect()
}

/// Every item with the page on which it stands.
fn agenda_pages(view: &View, as_of: Moment) -> Vec<(&ViewAgendaItem, String)> {
    let first = view.agenda().iter().map(|item| (item.path.as_str(), (item, "agenda/".to_owned())));
    let mut pages: HashMap<&str, (&ViewAgendaItem, String)> = first.collect();
    for (pager, items) in paginate("agenda/", &past(view, as_of)) {
        for item in items {
            pages.insert(&item.path, (item, pager.folder().to_owned()));
        }
    }
    pages.into_values().collect()
}

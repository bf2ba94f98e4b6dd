//! What of a view can be found: a document for each incident, and one for each page of the team's own.

use crate::audience::{View, ViewIncident, ViewPage};
use crate::document::body::plain_words;
use crate::model::{Action, Entry, Moment, Plan, format_date};
use crate::site::addresses::Addresses;
use crate::site::own_address::folder;
use crate::site::row::{Mark, is_ongoing, solution, status, title};
use crate::site::when::day_started;
use rayon::prelude::*;
use std::collections::HashSet;

/// One incident as it can be found, or one page, which has no facts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchDocument {
    /// Its page, from the site's root.
    pub address: String,
    pub title: String,
    /// What its documents say, as plain words.
    pub text: String,
    /// What else finds it but is nothing to read: its id, names and addresses.
    pub also: String,
    /// The id of its severity; empty where none is written.
    pub severity: String,
    /// Empty of a page alone.
    pub status: String,
    /// The day on which it started, `YYYY-MM-DD`; empty where that is not known.
    pub date: String,
    /// When it started, for the order.
    pub started: Option<Moment>,
    /// For how many minutes users felt it, where it is over.
    pub lasted: Option<u32>,
    /// Whether work on it goes on.
    pub ongoing: bool,
    /// The first line of what solved it; empty where that is not written.
    pub solution: String,
    pub services: Vec<String>,
    pub tags: Vec<String>,
    pub year: String,
    /// The name of its log, in a site of several; else empty.
    pub log: String,
}

impl SearchDocument {
    /// Whether it is a page of the team's own.
    pub fn is_page(&self) -> bool {
        self.status.is_empty()
    }
}

/// Every incident and page of a view, as it can be found.
pub fn documents(view: &View) -> Vec<SearchDocument> {
    let addresses = &Addresses::new(view);
    let incidents = view.incidents().par_iter().map(|incident| document(incident, view.plan(), addresses));
    incidents.chain(found_pages(view).par_iter().map(|page| page_document(page))).collect()
}

/// The pages that can be found: those that can be read.
pub fn found_pages(view: &View) -> Vec<&ViewPage> {
    view.pages().iter().filter(|page| page.broken.is_none()).collect()
}

fn page_document(page: &ViewPage) -> SearchDocument {
    SearchDocument {
        address: folder(page),
        title: page.title.clone(),
        text: plain_words(&page.section.markdown),
        ..SearchDocument::default()
    }
}

fn document(found: &ViewIncident, plan: &Plan, addresses: &Addresses<'_>) -> SearchDocument {
    let incident = &found.incident;
    let date = day_started(found, plan.time_zone).map(format_date).unwrap_or_default();
    SearchDocument {
        address: format!("incidents/{}/", addresses.of(found)),
        title: title(found).to_owned(),
        text: words(found),
        also: also(found),
        severity: incident.severity.as_deref().map(|id| Mark::new(plan, id).id).unwrap_or_default(),
        status: status(found).to_owned(),
        year: date.get(..4).unwrap_or_default().to_owned(),
        date,
        started: found.order,
        lasted: incident.duration().and_then(|lasted| u32::try_from(lasted.num_minutes()).ok()),
        ongoing: is_ongoing(found),
        solution: solution(found),
        services: incident.services.iter().map(|service| service.name.clone()).collect(),
        tags: incident.tags.clone(),
        log: String::new(),
    }
}

/// What an incident's documents say, the body first: where only a title matches, the passage shown is the beginning.
fn words(found: &ViewIncident) -> String {
    let mut words = Words::default();
    words.body(found.sections.iter().map(|section| (section.title.as_str(), section.markdown.as_str())));
    words.timeline(&found.timeline);
    if let Some(postmortem) = &found.postmortem {
        words.body(postmortem.sections.iter().map(|section| (section.title.as_str(), section.markdown.as_str())));
        words.timeline(&postmortem.timeline);
        let front = &postmortem.postmortem;
        words.add(front.impact.iter().map(|(_, value)| value.as_str()));
        words.add(front.trigger.iter().chain(&front.detection).chain(&front.causes).map(String::as_str));
        words.add(front.actions.iter().map(|action| action.title.as_str()));
        words.add(front.extra.iter().map(|(_, value)| value.as_str()));
    }
    let front = &found.incident;
    words.add(front.root_cause.iter().filter_map(|cause| cause.summary.as_deref()));
    words.add(front.actions.iter().map(|action| action.title.as_str()));
    words.add(front.extra.iter().map(|(_, value)| value.as_str()));
    words.text
}

fn also(found: &ViewIncident) -> String {
    let (mut words, front) = (Words::default(), &found.incident);
    words.add([found.id.as_str()]);
    words.add(front.lead.iter().chain(&front.reporter).chain(&front.war_room).map(String::as_str));
    words.add(front.root_cause.iter().filter_map(|cause| cause.ticket.as_deref()));
    words.owners(&front.actions);
    if let Some(postmortem) = &found.postmortem {
        let front = &postmortem.postmortem;
        words.add(front.owner.iter().chain(&front.facilitator).chain(&front.reviewers).map(String::as_str));
        words.owners(&front.actions);
    }
    words.text
}

/// Collects words, each stretch of text once: a post-mortem repeats the timeline of its incident.
#[derive(Default)]
struct Words {
    text: String,
    seen: HashSet<String>,
}

impl Words {
    fn add<'a>(&mut self, texts: impl IntoIterator<Item = &'a str>) {
        for text in texts {
            if !text.is_empty() && self.seen.insert(text.to_owned()) {
                self.text.push_str(text);
                self.text.push(' ');
            }
        }
    }

    fn body<'a>(&mut self, sections: impl Iterator<Item = (&'a str, &'a str)>) {
        // The timeline comes as entries, without the times, kinds and attributes that nobody looks for.
        for (_, markdown) in sections.filter(|(title, _)| !title.eq_ignore_ascii_case("Timeline")) {
            self.add([plain_words(markdown).as_str()]);
        }
    }

    fn timeline(&mut self, entries: &[Entry]) {
        for entry in entries {
            let subject = entry.subject.as_ref().map(|subject| format!("{subject}: ")).unwrap_or_default();
            let text = format!("{subject}{}", plain_words(&entry.text));
            self.add([text.as_str(), plain_words(&entry.more).as_str()]);
        }
    }

    fn owners(&mut self, actions: &[Action]) {
        self.add(actions.iter().flat_map(|action| action.owner.iter().chain(&action.ticket)).map(String::as_str));
    }
}

//! Action items where they are written, and what they should say by now.

use super::deadline::{last_day, resolved};
use super::documents::{is_imported, readable};
use super::option::RuleOption;
use super::response::own_postmortems;
use super::subject::Subject;
use crate::document::yaml::Node;
use crate::document::{Document, Step};
use crate::log::IncidentFolder;
use crate::model::{Action, ActionStatus, PostmortemStatus, Status};
use crate::text::is_blank;
use crate::text::{Source, Span};
use regex::Regex;
use std::sync::LazyLock;

/// How long what is missing may be missing: nobody plans the follow-up on the day itself.
pub const DAYS: RuleOption =
    RuleOption::number("days", 7, "days from the resolution within which an action item need not be complete");

/// A ticket as people write it into a title: an address, `#412`, `OPS-412`.
static TICKET: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"https?://|(?:^|[\s(\[])#\d+\b|\b[A-Z][A-Z0-9]+-\d+\b").ok());

/// An action item in its document.
pub struct Item<'a> {
    pub source: &'a Source,
    pub action: &'a Action,
    /// Where its title stands, or what there is instead.
    pub title: Span,
    node: Option<&'a Node>,
}

impl Item<'_> {
    /// Where the value of a key stands; where it is missing, the title.
    pub fn place_of(&self, key: &str) -> Span {
        self.node.and_then(|node| node.entry(key)).map_or(self.title, |entry| entry.value.span)
    }

    /// Whether a key says anything that does not just keep a place, be it readable or not.
    pub fn says(&self, key: &str) -> bool {
        let value = self.node.and_then(|node| node.entry(key)).map(|entry| &entry.value);
        value.is_some_and(|value| match value.text() {
            Some(text) => !is_blank(text),
            None => !value.items().is_empty() || !value.entries().is_empty(),
        })
    }

    /// Whether it has a ticket, be it in its title.
    pub fn has_ticket(&self) -> bool {
        self.says("ticket") || TICKET.as_ref().is_some_and(|ticket| ticket.is_match(&self.action.title))
    }

    pub fn is_open(&self) -> bool {
        self.action.status() == ActionStatus::Open
    }
}

/// All action items of incidents and post-mortems that were not imported, each with its incident's folder.
pub fn action_items<'a>(subject: &Subject<'a>) -> impl Iterator<Item = (&'a IncidentFolder, Item<'a>)> {
    let incidents = subject.incidents().filter(|(_, document)| !is_imported(&document.value.extra));
    let incidents = incidents
        .flat_map(|(folder, document)| items(document, &document.value.actions).map(move |item| (folder, item)));
    let postmortems = own_postmortems(subject)
        .flat_map(|(folder, document)| items(document, &document.value.actions).map(move |item| (folder, item)));
    incidents.chain(postmortems)
}

/// The action items of one document.
pub fn items<'a, T>(document: &'a Document<T>, actions: &'a [Action]) -> impl Iterator<Item = Item<'a>> {
    let nodes = document.front.entry("actions").map(|entry| entry.value.items()).unwrap_or_default();
    actions.iter().enumerate().map(move |(number, action)| Item {
        source: &document.source,
        action,
        title: document.place(&[Step::Key("actions"), Step::Index(number), Step::Key("title")]),
        node: nodes.get(number),
    })
}

/// The open action items that say nothing under a key, where they should by now: the incident is closed, its
/// post-mortem has left the draft, or as many days have passed since the resolution.
pub fn incomplete<'a>(subject: &Subject<'a>, days: u32, key: &'static str) -> impl Iterator<Item = Item<'a>> {
    let items = action_items(subject).filter(move |(_, item)| item.is_open() && !item.says(key));
    items.filter(move |(folder, _)| is_settled(subject, folder, days)).map(|(_, item)| item)
}

fn is_settled(subject: &Subject<'_>, folder: &IncidentFolder, days: u32) -> bool {
    let postmortem = readable(folder.postmortem.as_ref());
    if postmortem.is_some_and(|document| document.value.status() != PostmortemStatus::Draft) {
        return true;
    }
    let Some(incident) = readable(folder.incident.as_ref()).map(|document| &document.value) else { return false };
    let last_day = resolved(incident).and_then(|resolved| last_day(&subject.log.plan.value, resolved, days));
    incident.status() == Status::Closed || last_day.is_some_and(|day| day < subject.today())
}

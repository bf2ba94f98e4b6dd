//! One incident on one page: its entry, its post-mortem and what belongs to both.

use super::action_row::ActionRow;
use super::addresses::Slugs;
use super::agenda_item::AgendaRow;
use super::alike::Alike;
use super::anchors::{Placed, Role, of_entry};
use super::card_link::{CardLink, card_of, with_card};
use super::error::SiteError;
use super::facets::severity_slugs;
use super::history::{DocumentLink, HistoryPart, documents};
use super::leaf::Leaf;
use super::links::{From, Links};
use super::outside::Outside;
use super::page::{Page, Site};
use super::postmortem::{Part, PostmortemPart, own_keys};
use super::relations::Relations;
use super::row::{Row, Rows, section, shortened};
use super::service::{service_slugs, tag_slugs};
use super::timeline::Timeline;
use super::timeline_bar::Bar;
use super::when::When;
use crate::audience::{ViewAgendaItem, ViewIncident};
use crate::document::first_line;
use crate::document::html::Paint;
use crate::model::{Milestone, returns};
use serde::Serialize;
use std::collections::HashSet;
use std::sync::{Arc, LazyLock};
use tera::Value;

pub const ENTRY: Page = Page::new("incident", leaves);

/// The longest description for search engines and previews, in characters.
const DESCRIPTION_LIMIT: usize = 155;
/// The most related incidents that a page shows, the newest.
const MOST_RELATED: usize = 12;
/// Ids of entries of the timeline begin with this.
const ENTRY_PREFIX: &str = "t";

/// What `incident.html` shows.
#[derive(Serialize)]
struct IncidentPage<'a> {
    nav: &'static str,
    row: Row,
    /// The page of its severity under `incidents/severity/`.
    severity_page: Option<&'a str>,
    description: String,
    visibility: Option<&'static str>,
    reporter: Option<&'a str>,
    lead: Option<&'a str>,
    war_room: Option<&'a str>,
    /// Each with its address under `incidents/tag/`.
    tags: Vec<(&'a str, &'a str)>,
    milestones: Vec<(&'static str, When)>,
    /// When it came back last; its times from the acknowledgement on are those of the last round, and its duration runs from
    /// the first start.
    came_back: Option<When>,
    bar: Option<Bar>,
    lead_in: Option<Value>,
    summary: Option<Value>,
    solution: Option<Value>,
    cause: Option<Cause<'a>>,
    timeline: Option<Timeline>,
    others: Vec<Part>,
    postmortem: Option<PostmortemPart>,
    actions: Vec<ActionRow>,
    agenda: Vec<AgendaRow>,
    related: Vec<Row>,
    /// Like it, though nobody has related them.
    alike: Vec<Row>,
    extra: Vec<(String, Outside)>,
    /// The documents' folder in the log.
    folder: &'a str,
    documents: Vec<DocumentLink>,
    history: Option<HistoryPart>,
    /// Whether Markdown on it needs more than the style that all pages have.
    rich: bool,
    /// Whether it has alerts, which have a style of their own.
    alerts: bool,
    /// The picture for a link to it.
    own_card: Option<CardLink>,
}

#[derive(Serialize)]
struct Cause<'a> {
    known: bool,
    summary: Option<&'a str>,
    ticket: Option<Outside>,
}

/// What all pages of incidents share.
struct Book<'a> {
    site: Site<'a>,
    links: Links<'a>,
    relations: Relations<'a>,
    /// Found when the first page is made.
    alike: LazyLock<Alike<'a>, Box<dyn FnOnce() -> Alike<'a> + Send + 'a>>,
    severities: Slugs,
    services: Slugs,
    tags: Slugs,
    /// The folders of those that have a card of their own.
    carded: HashSet<&'a str>,
}

fn leaves(site: Site<'_>) -> Result<Vec<Leaf<'_>>, SiteError> {
    let links = Links::new(&site);
    let book = Arc::new(Book {
        site,
        relations: Relations::new(site.view, &links.addresses),
        links,
        alike: LazyLock::new(Box::new(move || Alike::new(site.view))),
        severities: severity_slugs(site.view),
        services: service_slugs(site.view),
        tags: tag_slugs(site.view),
        carded: with_card(site.view).iter().map(|incident| incident.folder.as_str()).collect(),
    });
    let leaf = |incident| {
        let path = format!("incidents/{}/index.html", book.links.addresses.of(incident));
        let book = Arc::clone(&book);
        Leaf::new(path.clone(), move || {
            let page = site.page(&path, "incident.html", &book.page(incident));
            let document = || Some(format!("{}/incident.md", incident.folder));
            page.map(|page| page.bytes).map_err(|error| SiteError { document: document(), ..error })
        })
    };
    Ok(site.view.incidents().iter().map(leaf).collect())
}

impl Book<'_> {
    fn page<'a>(&'a self, incident: &'a ViewIncident) -> IncidentPage<'a> {
        let (plan, facts) = (self.site.view.plan(), &incident.incident);
        let (zone, today) = (plan.time_zone, self.site.as_of.with_timezone(&plan.time_zone).date_naive());
        let paint = Paint::page();
        let entry = format!("{}/incident.md", incident.folder);
        let from = From { document: &entry, root: "../../", paint: &paint, away: None };
        let report = format!("{}/postmortem.md", incident.folder);
        let placed = of_entry(incident);
        let (view, addresses) = (self.site.view, &self.links.addresses);
        let rows = Rows { view, addresses, services: &self.services, as_of: self.site.as_of };
        let words = |role: Role| {
            let found = placed.iter().find(|placed| placed.role == role)?;
            let level = if role == Role::LeadIn { 2 } else { 3 };
            let markdown = Some(&found.section.markdown).filter(|markdown| !markdown.is_empty())?;
            Some(self.links.markdown(markdown, &found.prefix, level, from))
        };
        // In the order in which they are read, as only so much code is in colours.
        let (lead_in, summary, solution) = (words(Role::LeadIn), words(Role::Summary), words(Role::Solution));
        let timeline = Timeline::new(&incident.timeline, &incident.sections, ENTRY_PREFIX, zone, &self.links, from);
        let others = self.others(&placed, from);
        let postmortem = PostmortemPart::new(incident, zone, &self.links, From { document: &report, ..from });
        let actions = incident.actions();
        let milestones = Milestone::ALL.iter().filter(|milestone| **milestone != Milestone::Started);
        let first = first_line(section(incident, "Summary"));
        let (row, related) = (rows.row(incident), self.relations.of(incident));
        IncidentPage {
            nav: "incidents",
            own_card: self.carded.contains(incident.folder.as_str()).then(|| self.card(&row)).flatten(),
            severity_page: row.severity.as_ref().and_then(|mark| self.severities.find(&mark.id)),
            row,
            description: shortened(&first, DESCRIPTION_LIMIT),
            visibility: facts.visibility.map(|visibility| visibility.word()),
            reporter: facts.reporter.as_deref(),
            lead: facts.lead.as_deref(),
            war_room: facts.war_room.as_deref(),
            tags: facts.tags.iter().map(|tag| (tag.as_str(), self.tags.get(tag))).collect(),
            milestones: milestones
                .filter_map(|milestone| Some((milestone.word(), When::at(facts.milestone(*milestone)?, zone))))
                .collect(),
            came_back: returns(&incident.timeline, facts.is_ongoing()).last().map(|at| When::at(*at, zone)),
            bar: Bar::new(incident, ENTRY_PREFIX, self.site.as_of, zone),
            lead_in,
            summary,
            solution,
            cause: facts.root_cause.as_ref().map(|cause| Cause {
                known: cause.known.unwrap_or(cause.summary.is_some()),
                summary: cause.summary.as_deref(),
                ticket: cause.ticket.as_deref().map(Outside::new),
            }),
            timeline: (!timeline.is_empty()).then_some(timeline),
            others,
            postmortem,
            actions: actions.map(|action| ActionRow::new(action, today)).collect(),
            agenda: self.relations.agenda_of(incident).map(|item| self.meeting(item)).collect(),
            related: related.iter().take(MOST_RELATED).map(|other| rows.row(other)).collect(),
            alike: self.alike.of(incident, related).map(|other| rows.row(other)).collect(),
            extra: own_keys(&facts.extra),
            folder: &incident.folder,
            documents: documents(incident, plan.site.source.as_ref()),
            history: HistoryPart::new(incident, plan),
            rich: paint.is_used(),
            alerts: paint.has_alerts(),
        }
    }

    fn card(&self, row: &Row) -> Option<CardLink> {
        CardLink::new(&self.site.away(), &card_of(&row.page), || told(row))
    }

    /// An item of a meeting, wherever on the agenda it stands by now.
    fn meeting(&self, item: &ViewAgendaItem) -> AgendaRow {
        let row = AgendaRow::new(item, &self.links.addresses);
        let on = self.links.documents.get(&item.path).map(|placed| placed.page.clone());
        AgendaRow { on: on.unwrap_or_else(|| row.on.clone()), ..row }
    }

    /// The sections that have no place of their own on the page.
    fn others(&self, placed: &[Placed<'_>], from: From<'_>) -> Vec<Part> {
        let others = placed.iter().filter(|placed| placed.role == Role::Other);
        let part = |placed: &Placed<'_>| {
            let markdown = Some(&placed.section.markdown).filter(|markdown| !markdown.is_empty());
            let words = markdown.map(|markdown| self.links.markdown(markdown, &placed.prefix, 3, from));
            Part { id: placed.id.clone(), title: placed.section.title.clone(), words, timeline: None, same: false }
        };
        others.map(part).filter(Part::says_something).collect()
    }
}

/// What the card of an incident shows.
fn told(row: &Row) -> String {
    let severity = row.severity.as_ref().map(|mark| if mark.word.is_empty() { &mark.id } else { &mark.word });
    let facts = [severity.cloned(), Some(row.status.to_owned()), row.lasted_words()];
    format!("{}: {}", row.title, facts.into_iter().flatten().collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use crate::site::testing::pages;

    const ENTRY: &str = "---\ntitle: T\nseverity: sev-2\nstarted: 2026-03-02T10:00:00Z\n---\n\n## Timeline\n\n- 2026-03-02T10:00:00Z [note] Only told once.\n";

    fn page(postmortem: &str) -> String {
        let pages = pages(&[
            ("incidents/2026/2026-03-02-a/incident.md", ENTRY),
            ("incidents/2026/2026-03-02-a/postmortem.md", &format!("---\nstatus: draft\n---\n\n{postmortem}\n")),
        ]);
        pages["incidents/2026-03-02-a/index.html"].clone()
    }

    #[test]
    fn a_timeline_that_was_copied_is_told_once() {
        let same = page("## Timeline\n\n- 2026-03-02T10:00:00Z [note] Only told once.\n");
        assert_eq!(same.matches("Only told once.").count(), 1);
        assert!(same.contains("href=\"#timeline\""));
        let other = page("## Timeline\n\n- 2026-03-02T10:00:00Z [note] Told otherwise.\n");
        assert!(other.contains("Only told once.") && other.contains("Told otherwise.") && other.contains("<details>"));
        let words = page("## Timeline\n\nNo list, but words.\n");
        assert!(words.contains("No list, but words."));
    }

    #[test]
    fn ids_on_a_page_are_each_there_once() {
        let page = page("## Summary\n\n### Part\n\n## Summary\n\n### Part\n\n## Timeline\n\n- 10:00 x\n");
        let ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let mut once = ids.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), ids.len(), "{ids:?}");
    }
}

//! The feed of the newest incidents, for readers and chats: `feed.xml` in Atom, and the same as JSON.

use super::away::Away;
use super::error::SiteError;
use super::json_feed::json_feed;
use super::leaf::Leaf;
use super::links::{From, Links};
use super::page::{Page, Site};
use super::row::{section, status, title};
use super::when::{When, day_started};
use crate::audience::ViewIncident;
use crate::document::body::plain_words;
use crate::document::first_line;
use crate::document::html::Paint;
use crate::model::{EntryKind, Milestone, Moment, format_date, format_duration};
use crate::text::slug;
use atom_syndication::{Category, Content, Entry, Feed, Generator, Link, Person, Text};
use serde::Serialize;
use tera::{Context, Value};

pub const ENTRY: Page = Page::new("feed", leaves);

/// How many incidents the feed tells of.
pub(super) const NEWEST: usize = 50;

/// What those who were told of an incident want to hear of next.
const UPDATES: &[EntryKind] = &[
    EntryKind::Detected,
    EntryKind::Acknowledged,
    EntryKind::Severity,
    EntryKind::Status,
    EntryKind::Mitigated,
    EntryKind::Resolved,
    EntryKind::Announced,
];

/// What the content of an entry is rendered from.
#[derive(Serialize)]
struct Told {
    status: &'static str,
    lasted: Option<String>,
    services: Vec<String>,
    summary: Option<Value>,
    solution: Option<Value>,
    updates: Vec<Update>,
}

#[derive(Serialize)]
struct Update {
    #[serde(skip)]
    moment: Moment,
    at: When,
    kind: &'static str,
    text: String,
}

fn leaves(site: Site<'_>) -> Result<Vec<Leaf<'_>>, SiteError> {
    let json = move || Ok(json_feed(&feed(&site)?, &site.away()));
    Ok(vec![Leaf::new("feed.xml", move || written(&feed(&site)?)), Leaf::new("feed.json", json)])
}

fn feed(site: &Site<'_>) -> Result<Feed, SiteError> {
    Ok(feed_of(&site.away(), entries(site)?, site.as_of))
}

/// The newest incidents of a site, as its feed tells of them.
pub(super) fn entries(site: &Site<'_>) -> Result<Vec<Entry>, SiteError> {
    let maker = Maker { site, links: Links::new(site), away: site.away() };
    let readable = site.view.incidents().iter().filter(|incident| incident.broken.is_none());
    readable.filter_map(|incident| maker.entry(incident).transpose()).take(NEWEST).collect()
}

/// A feed of entries; `as_of` is when it is from where it has none.
pub(super) fn feed_of(away: &Away<'_>, entries: Vec<Entry>, as_of: Moment) -> Feed {
    let name = away.name();
    let link = |path: &str, rel: &str, mime: &str| Link {
        href: away.address(path),
        rel: rel.to_owned(),
        mime_type: Some(mime.to_owned()),
        ..Link::default()
    };
    Feed {
        title: Text::plain(name),
        id: away.root().map_or_else(|| away.urn(""), str::to_owned),
        updated: entries.iter().map(|entry| entry.updated).max().unwrap_or(as_of),
        authors: vec![Person { name: name.to_owned(), ..Person::default() }],
        generator: Some(Generator { value: env!("CARGO_PKG_NAME").to_owned(), ..Generator::default() }),
        links: vec![link("feed.xml", "self", "application/atom+xml"), link("", "alternate", "text/html")],
        entries,
        ..Feed::default()
    }
}

struct Maker<'a> {
    site: &'a Site<'a>,
    links: Links<'a>,
    away: Away<'a>,
}

impl Maker<'_> {
    /// One incident; `None` where nothing tells when it was.
    fn entry(&self, incident: &ViewIncident) -> Result<Option<Entry>, SiteError> {
        let (facts, plan) = (&incident.incident, self.site.view.plan());
        let Some((started, day)) = incident.order.zip(day_started(incident, plan.time_zone)) else { return Ok(None) };
        let page = self.links.addresses.of(incident);
        let updates = self.updates(incident);
        let milestones = Milestone::ALL.iter().filter_map(|milestone| facts.milestone(*milestone));
        let updated = milestones.chain(updates.iter().map(|update| update.moment)).max().unwrap_or(started);
        let severity = facts.severity.as_deref().map(|id| plan.severity(id).map_or(id, |severity| &severity.id));
        let category = |scheme: &str, term: &str| Category {
            term: term.to_owned(),
            scheme: Some(self.away.urn(scheme)),
            label: None,
        };
        let services = facts.services.iter().map(|service| service.name.as_str());
        let mut categories = vec![category(":status", status(incident))];
        categories.extend(severity.map(|severity| category(":severity", severity)));
        categories.extend(services.clone().map(|service| category(":service", service)));
        categories.extend(facts.tags.iter().map(|tag| category(":tag", tag)));
        let told = Told {
            status: status(incident),
            lasted: facts.duration().map(format_duration),
            services: services.map(str::to_owned).collect(),
            summary: self.html(incident, page, "Summary"),
            solution: self.html(incident, page, "Solution"),
            updates,
        };
        let summary = first_line(section(incident, "Summary"));
        Ok(Some(Entry {
            title: Text::plain(match severity {
                Some(severity) => format!("[{severity}] {}", title(incident)),
                None => title(incident).to_owned(),
            }),
            id: self.away.id(page, &format_date(day)),
            updated,
            published: Some(started),
            links: vec![Link { href: self.away.address(&format!("incidents/{page}/")), ..Link::default() }],
            categories,
            summary: (!summary.is_empty()).then(|| Text::plain(summary)),
            content: Some(Content {
                base: self.away.root().map(str::to_owned),
                value: Some(self.content(&told)?),
                content_type: Some("html".to_owned()),
                ..Content::default()
            }),
            ..Entry::default()
        }))
    }

    fn content(&self, told: &Told) -> Result<String, SiteError> {
        const TEMPLATE: &str = "feed-entry.html";
        let context = Context::from_serialize(told).map_err(|error| self.site.templates.error(TEMPLATE, &error))?;
        #[cfg(test)]
        self.site.templates.note(TEMPLATE, told);
        self.site.templates.render(TEMPLATE, &context)
    }

    fn html(&self, incident: &ViewIncident, page: &str, title: &str) -> Option<Value> {
        let markdown = section(incident, title);
        let (document, page) =
            (format!("{}/incident.md", incident.folder), self.away.address(&format!("incidents/{page}/")));
        let root = self.away.root().unwrap_or_default();
        let from = From { document: &document, root, paint: &Paint::none(), away: Some(&page) };
        (!markdown.is_empty()).then(|| self.links.markdown(markdown, &format!("in-{}", slug(title)), 3, from))
    }

    fn updates(&self, incident: &ViewIncident) -> Vec<Update> {
        let zone = self.site.view.plan().time_zone;
        let told = incident.timeline.iter().filter(|entry| UPDATES.contains(&entry.kind));
        let told = told.filter_map(|entry| {
            let moment = entry.at?;
            let text = plain_words(&entry.text);
            Some(Update { moment, at: When::at(moment, zone), kind: entry.kind.word(), text })
        });
        told.collect()
    }
}

/// The feed's bytes, without the characters that XML has no way to write.
pub(super) fn written(feed: &Feed) -> Result<Vec<u8>, SiteError> {
    let failed = |error: &dyn std::fmt::Display| SiteError::new(format!("the feed could not be made: {error}"));
    let bytes = feed.write_to(Vec::new()).map_err(|error| failed(&error))?;
    let text = String::from_utf8(bytes).map_err(|error| failed(&error))?;
    let is_xml = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
    Ok(text.chars().filter(is_xml).collect::<String>().into_bytes())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::model::Audience;
    use crate::site::SiteTemplates;
    use crate::site::sample::LOG;
    use crate::site::testing::view_for;

    fn feed_of(files: &[(&str, &str)], audience: Audience, base_url: Option<&str>) -> (Feed, String) {
        let (view, templates) = (view_for(files, audience), SiteTemplates::with(|_| None).unwrap());
        let as_of = chrono::DateTime::default();
        let site = Site { view: &view, templates: &templates, as_of, base_url, attachments: &[], log: None };
        let made = leaves(site).unwrap().into_iter().map(|leaf| leaf.file().unwrap()).collect::<Vec<_>>();
        let [atom, json] = made.try_into().unwrap();
        let feed = Feed::read_from(atom.bytes.as_slice()).unwrap();
        (feed, String::from_utf8([atom.bytes, json.bytes].concat()).unwrap())
    }

    #[test]
    fn an_incident_is_told_with_its_updates_and_what_solved_it() {
        let (feed, _) = feed_of(LOG, Audience::Internal, Some("https://log.example/team"));
        assert_eq!((feed.id.as_str(), feed.title.as_str()), ("https://log.example/team/", "Test log"));
        assert_eq!(feed.authors.first().unwrap().name, "Test log");
        let [entry] = feed.entries.as_slice() else { panic!("{feed:?}") };
        assert_eq!(entry.title.as_str(), "[sev-2] Pool <exhausted> & slow");
        assert_eq!(entry.id, "tag:log.example,2026-03-02:/team/2026-03-02-pool-exhausted");
        assert_eq!(entry.links.first().unwrap().href, "https://log.example/team/incidents/2026-03-02-pool-exhausted/");
        assert_eq!(entry.updated.to_rfc3339(), "2026-03-02T23:00:00-05:00");
        assert_eq!(feed.updated, entry.updated);
        assert_eq!(entry.categories.first().unwrap().term, "resolved");
        insta::assert_snapshot!(entry.content().unwrap().value().unwrap(), @r"
        <p>resolved, lasted 30 min; hit search, checkout</p>
        <h2>Summary</h2>
        <p>Every search waited for a <strong>connection</strong>. Ask withheld.</p>

        <h2>Solution</h2>
        <p>Restart the <em>index</em>.</p>
        <p>More words.</p>

        <h2>Updates</h2>
        <ul>
        <li>2 Mar 2026 22:00 EST <b>mitigated</b> The old index serves.</li>
        <li>2 Mar 2026 23:00 EST <b>resolved</b> The new index serves, see withheld.</li>
        </ul>
        ");
    }

    #[test]
    fn nothing_hidden_is_in_the_feed() {
        for audience in [Audience::Internal, Audience::Public] {
            let (feed, text) = feed_of(LOG, audience, None);
            assert_eq!(feed.entries.len(), 1);
            assert!(!text.to_lowercase().contains("quokka") && !text.contains("555-0142"), "{text}");
        }
    }

    #[test]
    fn without_an_address_ids_are_stable_and_links_lead_from_the_feed() {
        let (feed, _) = feed_of(LOG, Audience::Internal, None);
        let entry = feed.entries.first().unwrap();
        assert_eq!(feed.id, "urn:incident-log:test-log");
        assert_eq!(entry.id, "urn:incident-log:test-log:2026-03-02-pool-exhausted");
        assert_eq!(entry.links.first().unwrap().href, "incidents/2026-03-02-pool-exhausted/");
    }

    #[test]
    fn an_empty_log_and_one_with_broken_and_odd_documents_have_valid_feeds() {
        let (feed, _) = feed_of(&[], Audience::Internal, None);
        assert_eq!((feed.entries.len(), feed.updated.to_rfc3339()), (0, "1970-01-01T00:00:00+00:00".to_owned()));
        let (feed, _) = feed_of(
            &[
                ("incidents/2026/2026-05-01-odd/incident.md", "---\ntitle: \"bell \\a and ]]> &amp; 🦘\"\n---\n"),
                ("incidents/2026/2026-05-02-broken/incident.md", "---\ntitle: [\nvisibility: internal\n---\n"),
                ("incidents/2026/no-date/incident.md", "---\ntitle: T\n---\n"),
            ],
            Audience::Internal,
            None,
        );
        let titles: Vec<_> = feed.entries.iter().map(|entry| entry.title.as_str()).collect();
        assert_eq!(titles, ["bell  and ]]> &amp; 🦘"]);
    }

    #[test]
    fn the_feed_ends_with_the_fiftieth_incident() {
        let files: Vec<_> = (1..=28)
            .flat_map(|day| {
                ["a", "b"]
                    .map(|name| (format!("incidents/2026/2026-02-{day:02}-{name}/incident.md"), "---\ntitle: T\n---\n"))
            })
            .collect();
        let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), *text)).collect();
        let (feed, _) = feed_of(&files, Audience::Internal, None);
        assert_eq!((feed.entries.len(), feed.updated.to_rfc3339().get(..10)), (50, Some("2026-02-28")));
        assert_eq!(feed.entries.last().unwrap().published.unwrap().to_rfc3339().get(..10), Some("2026-02-04"));
    }
}

//! Where the relative addresses in documents lead on the site, and Markdown with such addresses as HTML.

use super::addresses::Addresses;
use super::attachments::site_path;
use super::documents::Documents;
use super::image_size::image_size;
use super::page::{Site, SiteFile};
use crate::document::html::{Definitions, Paint, Place, Setting, Target, render};
use crate::model::parse_date;
use crate::text::{decoded, encoded_path, paths_of_address};
use std::collections::BTreeMap;
use tera::Value;

/// The log's paths that have a place on the site.
pub struct Links<'a> {
    pub addresses: Addresses<'a>,
    pub documents: Documents<'a>,
    attachments: BTreeMap<&'a str, &'a SiteFile>,
    has_agenda: bool,
}

/// Where a stretch of Markdown stands.
#[derive(Clone, Copy)]
pub struct From<'a> {
    /// Its document's path in the log.
    pub document: &'a str,
    /// The way from its page to the site's root.
    pub root: &'a str,
    /// How much of its page's code may be in colours.
    pub paint: &'a Paint,
    /// Its page's address, where it is read elsewhere.
    pub away: Option<&'a str>,
}

/// What surrounds a stretch.
struct Around<'a> {
    links: &'a Links<'a>,
    from: From<'a>,
}

impl<'a> Links<'a> {
    pub fn new(site: &Site<'a>) -> Self {
        let addresses = Addresses::new(site.view);
        Self {
            documents: Documents::new(site, &addresses),
            addresses,
            attachments: site.attachments.iter().map(|file| (file.path.as_str(), file)).collect(),
            has_agenda: !site.view.agenda().is_empty(),
        }
    }

    /// Markdown as HTML for a page; ids in it begin with `prefix`, and its highest heading is of this level.
    pub fn markdown(&self, markdown: &str, prefix: &str, level: u8, from: From<'_>) -> Value {
        let none = Definitions::default();
        let document = self.documents.get(from.document);
        // A document without a bracket defines and asks for nothing.
        let definitions = document.filter(|_| markdown.contains('[')).map_or(&none, |document| document.definitions());
        let setting = Setting { prefix, level, paint: from.paint, definitions, away: from.away };
        Value::safe_string(render(markdown, &setting, &Around { links: self, from }).as_str())
    }

    /// Where a relative address leads.
    fn resolve(&self, address: &str, from: From<'_>) -> Target {
        let (path, fragment) = match address.split_once('#') {
            Some((path, fragment)) => (path, Some(decoded(fragment))),
            None => (address, None),
        };
        let fragment = fragment.as_deref().filter(|fragment| !fragment.is_empty());
        if path.is_empty() {
            let document = self.documents.get(from.document);
            let id = document.and_then(|document| document.heading(fragment?));
            return id.map_or(Target::Nowhere, |id| Target::To(format!("#{id}")));
        }
        let folder = from.document.rsplit_once('/').map_or("", |(folder, _)| folder);
        let paths = paths_of_address(folder, address);
        let target = paths.iter().find_map(|path| self.target(path, fragment));
        target.map_or(Target::Nowhere, |path| Target::To(format!("{}{path}", from.root)))
    }

    /// Where a path of the log is, from the site's root.
    fn target(&self, path: &str, fragment: Option<&str>) -> Option<String> {
        if let Some(document) = self.documents.get(path) {
            let id = document.id(fragment);
            return Some(if id.is_empty() { document.page.clone() } else { format!("{}#{id}", document.page) });
        }
        match path.split('/').collect::<Vec<_>>().as_slice() {
            ["agenda"] => return self.has_agenda.then(|| "agenda/".to_owned()),
            ["agenda", date] if parse_date(date).is_some() => return self.has_agenda.then(|| "agenda/".to_owned()),
            ["incidents"] => return Some("incidents/".to_owned()),
            ["incident.yaml"] => return Some("plan/".to_owned()),
            _ => {}
        }
        // Of a post-mortem that readers do not see, its incident.
        let folder = path.strip_suffix("/postmortem.md").unwrap_or(path);
        let page = self.addresses.in_folder(folder).map(|page| format!("incidents/{page}/"));
        page.or_else(|| self.attachment(path).map(|file| encoded_path(&file.path)))
    }

    /// A file of an incident's folder, which stands under the id on the site.
    fn attachment(&self, path: &str) -> Option<&SiteFile> {
        self.attachments.get(site_path(path)?.as_str()).copied()
    }
}

impl Place for Around<'_> {
    fn address(&self, address: &str) -> Target {
        self.links.resolve(address, self.from)
    }

    fn incident(&self, id: &str) -> Option<String> {
        let page = format!("incidents/{}/", self.links.addresses.of(self.links.addresses.incident(id)?));
        let here = self.links.documents.get(self.from.document).is_some_and(|document| document.page == page);
        (!here).then(|| format!("{}{page}", self.from.root))
    }

    fn image_size(&self, address: &str) -> Option<(usize, usize)> {
        let folder = self.from.document.rsplit_once('/').map_or("", |(folder, _)| folder);
        let file = paths_of_address(folder, address).iter().find_map(|path| self.links.attachment(path))?;
        image_size(&file.bytes)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::site::testing::view;
    use crate::site::{SiteFile, SiteTemplates};

    const ENTRY: &str = "incidents/2026/2026-03-02-a/incident.md";

    #[test]
    fn addresses_in_documents_lead_to_pages_sections_files_or_nowhere() {
        let text = "---\ntitle: T\n---\n\n## Summary\n\n### Why now?\n\n## Timeline\n\n- 10:00 x\n\n## Next steps\n";
        let item = "---\nincident: 2026-03-02-a\nstatus: briefed\n---\n\n## Brief\nx\n";
        let old: Vec<_> = (1..=31).map(|day| format!("agenda/2025-01-{day:02}/2026-03-02-a.md")).collect();
        let mut files = vec![
            (ENTRY, text),
            ("incidents/2025/2025-01-01-b/incident.md", text),
            ("incidents/2025/2025-01-01-b/postmortem.md", "---\nstatus: draft\n---\n\n## Impact\nx\n\n### Much\n"),
            ("agenda/2026-12-08/2026-03-02-a.md", item),
        ];
        files.extend(old.iter().map(|path| (path.as_str(), item)));
        let view = view(&files);
        let templates = SiteTemplates::with(|_| None).unwrap();
        let attachments = ["graph 1.png", "logs/a.txt", "5%.png"]
            .map(|name| SiteFile { path: format!("incidents/2026-03-02-a/{name}"), bytes: Vec::new() });
        let as_of = crate::model::parse_moment("2026-11-24T12:00:00Z", chrono_tz::UTC, None).unwrap();
        let site =
            Site { view: &view, templates: &templates, as_of, base_url: None, attachments: &attachments, log: None };
        let links = Links::new(&site);
        let from = From { document: ENTRY, root: "../../", paint: &Paint::none(), away: None };
        for (address, target) in [
            ("../../2025/2025-01-01-b/incident.md", Some("../../incidents/2025-01-01-b/")),
            ("../../2025/2025-01-01-b/", Some("../../incidents/2025-01-01-b/")),
            ("../../2025/2025-01-01-b/incident.md#summary", Some("../../incidents/2025-01-01-b/#summary")),
            ("../../2025/2025-01-01-b/incident.md#why-now", Some("../../incidents/2025-01-01-b/#in-summary--why-now")),
            ("../../2025/2025-01-01-b/incident.md#next-steps", Some("../../incidents/2025-01-01-b/#s1-next-steps")),
            ("../../2025/2025-01-01-b/incident.md#nothing", Some("../../incidents/2025-01-01-b/")),
            ("../../2025/2025-01-01-b/postmortem.md", Some("../../incidents/2025-01-01-b/#postmortem")),
            ("/incidents/2025/2025-01-01-b/postmortem.md#much", Some("../../incidents/2025-01-01-b/#pm-impact--much")),
            ("postmortem.md#gone", Some("../../incidents/2026-03-02-a/")),
            ("#timeline", Some("#timeline")),
            ("#t1", Some("#t1")),
            ("#t2", None),
            ("#next-steps", Some("#s1-next-steps")),
            ("#nothing", None),
            ("graph%201.png", Some("../../incidents/2026-03-02-a/graph%201.png")),
            ("./logs/a.txt?raw", Some("../../incidents/2026-03-02-a/logs/a.txt")),
            ("../../../agenda/2026-12-08/2026-03-02-a.md", Some("../../agenda/#item-2026-12-08-2026-03-02-a")),
            ("/agenda/2026-12-08/2026-03-02-a.md#brief", Some("../../agenda/#item-2026-12-08-2026-03-02-a-1")),
            ("/agenda/2025-01-31/2026-03-02-a.md", Some("../../agenda/#item-2025-01-31-2026-03-02-a")),
            ("/agenda/2025-01-01/2026-03-02-a.md", Some("../../agenda/page/2/#item-2025-01-01-2026-03-02-a")),
            ("/agenda/2025-01-01/withheld.md", None),
            ("/agenda/2025-01-01/", Some("../../agenda/")),
            ("../../../incident.yaml", Some("../../plan/")),
            ("5%.png", Some("../../incidents/2026-03-02-a/5%25.png")),
            ("missing.png", None),
            ("../withheld/incident.md", None),
            ("../../../../etc/passwd", None),
            ("%ff", None),
            ("a%", None),
        ] {
            let expected = target.map_or(Target::Nowhere, |to| Target::To(to.to_owned()));
            assert_eq!(links.resolve(address, from), expected, "{address}");
        }
    }
}

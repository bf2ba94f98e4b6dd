//! Where the relative addresses in documents lead on the site, and Markdown with such addresses as HTML.

use super::addresses::Addresses;
use super::own_address;
use super::page::Site;
use crate::audience::View;
use crate::document::html::{Target, render};
use crate::model::parse_date;
use crate::text::{encoded_path, paths_of_address};
use std::collections::BTreeSet;
use tera::Value;

/// The log's paths that have a place on the site.
pub struct Links<'a> {
    view: &'a View,
    addresses: &'a Addresses<'a>,
    attachments: BTreeSet<&'a str>,
    has_agenda: bool,
}

/// Where a stretch of Markdown stands: its document's folder in the log, and the way from its page to the site's root.
#[derive(Clone, Copy)]
pub struct From<'a> {
    pub folder: &'a str,
    pub root: &'a str,
}

impl<'a> Links<'a> {
    pub fn new(site: &Site<'a>, addresses: &'a Addresses<'a>) -> Self {
        Self {
            view: site.view,
            addresses,
            attachments: site.attachments.iter().map(|file| file.path.as_str()).collect(),
            has_agenda: !site.view.agenda().is_empty(),
        }
    }

    /// Markdown as HTML for a page; ids in it begin with `prefix`.
    pub fn markdown(&self, markdown: &str, prefix: &str, from: From<'_>) -> Value {
        let html = render(markdown, prefix, &|address| self.resolve(address, from));
        Value::safe_string(html.as_str())
    }

    /// Where a relative address leads.
    pub fn resolve(&self, address: &str, from: From<'_>) -> Target {
        let paths = paths_of_address(from.folder, address);
        let target = paths.iter().find_map(|path| self.target(path));
        target.map_or(Target::Nowhere, |path| Target::To(format!("{}{path}", from.root)))
    }

    /// Where a path of the log is, from the site's root.
    fn target(&self, path: &str) -> Option<String> {
        if path == "agenda" || path.starts_with("agenda/") {
            let mut names = path.split('/').skip(1);
            let date = names.next().and_then(parse_date);
            let id = names.next().and_then(|name| name.strip_suffix(".md"));
            let item = date.zip(id).map(|(date, id)| format!("#{}", agenda_item(&date.to_string(), id)));
            return self.has_agenda.then(|| format!("agenda/{}", item.unwrap_or_default()));
        }
        if path == "incidents" {
            return Some("incidents/".to_owned());
        }
        if path == "incident.yaml" {
            return Some("plan/".to_owned());
        }
        if path.starts_with("pages/") {
            let is_attached = || self.attachments.contains(path).then(|| encoded_path(path));
            return own_address::of_path(self.view, path).or_else(is_attached);
        }
        self.page(path).or_else(|| self.attachment(path))
    }

    fn page(&self, path: &str) -> Option<String> {
        let (folder, part) = match path.rsplit_once('/') {
            Some((folder, "incident.md")) => (folder, ""),
            Some((folder, "postmortem.md")) => (folder, "#postmortem"),
            _ => (path, ""),
        };
        self.addresses.in_folder(folder).map(|page| format!("incidents/{page}/{part}"))
    }

    /// A file of an incident's folder, which stands under the id on the site.
    fn attachment(&self, path: &str) -> Option<String> {
        let (_year, below) = path.strip_prefix("incidents/")?.split_once('/')?;
        let path = format!("incidents/{below}");
        self.attachments.contains(path.as_str()).then(|| encoded_path(&path))
    }
}

/// The id of an agenda item on the agenda's page.
pub fn agenda_item(date: &str, incident: &str) -> String {
    format!("item-{date}-{}", crate::text::slug(incident))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::site::testing::view;
    use crate::site::{SiteFile, SiteTemplates};

    #[test]
    fn addresses_in_documents_lead_to_pages_files_or_nowhere() {
        let text = "---\ntitle: T\n---\n";
        let view = view(&[
            ("incidents/2026/2026-03-02-a/incident.md", text),
            ("incidents/2025/2025-01-01-b/incident.md", text),
            ("agenda/2026-03-10/2026-03-02-a.md", "---\nincident: 2026-03-02-a\n---\n"),
        ]);
        let templates = SiteTemplates::with(|_| None).unwrap();
        let attachments = ["graph 1.png", "logs/a.txt", "5%.png"]
            .map(|name| SiteFile { path: format!("incidents/2026-03-02-a/{name}"), bytes: Vec::new() });
        let as_of = chrono::DateTime::default();
        let site = Site { view: &view, templates: &templates, as_of, base_url: None, attachments: &attachments };
        let addresses = Addresses::new(&view);
        let links = Links::new(&site, &addresses);
        let from = From { folder: "incidents/2026/2026-03-02-a", root: "../../" };
        for (address, target) in [
            ("../../2025/2025-01-01-b/incident.md", Some("../../incidents/2025-01-01-b/")),
            ("../../2025/2025-01-01-b/", Some("../../incidents/2025-01-01-b/")),
            ("/incidents/2025/2025-01-01-b/postmortem.md#x", Some("../../incidents/2025-01-01-b/#postmortem")),
            ("graph%201.png", Some("../../incidents/2026-03-02-a/graph%201.png")),
            ("./logs/a.txt?raw", Some("../../incidents/2026-03-02-a/logs/a.txt")),
            ("../../../agenda/2026-03-10/2026-03-02-a.md", Some("../../agenda/#item-2026-03-10-2026-03-02-a")),
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

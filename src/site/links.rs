//! Where the relative addresses in documents lead on the site, and Markdown with such addresses as HTML.

use super::addresses::Addresses;
use super::page::Site;
use crate::document::html::{Target, render};
use crate::model::parse_date;
use std::collections::BTreeSet;
use tera::Value;

/// The log's paths that have a place on the site.
pub struct Links<'a> {
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
        self.target(address, from).map_or(Target::Nowhere, |path| Target::To(format!("{}{path}", from.root)))
    }

    /// The same from the site's root.
    fn target(&self, address: &str, from: From<'_>) -> Option<String> {
        let path = address.split(['#', '?']).next().unwrap_or_default();
        let path = joined(from.folder, &decoded(path)?)?;
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
        self.page(&path).or_else(|| self.attachment(&path))
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
        self.attachments.contains(path.as_str()).then(|| encoded(&path))
    }
}

/// The id of an agenda item on the agenda's page.
pub fn agenda_item(date: &str, incident: &str) -> String {
    format!("item-{date}-{}", crate::text::slug(incident))
}

/// A path seen from a folder; `None` where it leaves the log.
fn joined(folder: &str, path: &str) -> Option<String> {
    let (start, path) = match path.strip_prefix('/') {
        Some(path) => ("", path),
        None => (folder, path),
    };
    let mut names: Vec<&str> = start.split('/').filter(|name| !name.is_empty()).collect();
    for name in path.split('/') {
        match name {
            "" | "." => {}
            ".." => {
                names.pop()?;
            }
            name => names.push(name),
        }
    }
    Some(names.join("/"))
}

/// A path without its percent signs; `None` where that is no text.
fn decoded(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = tail.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match (*first == b'%').then(|| u8::from_str_radix(hex?, 16).ok()).flatten() {
            Some(byte) => {
                bytes.push(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

/// A path as an address: what has a meaning of its own in one is written with percent signs.
fn encoded(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~' | b'/');
    path.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
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
        let attachments = ["incidents/2026-03-02-a/graph 1.png", "incidents/2026-03-02-a/logs/a.txt"]
            .map(|path| SiteFile { path: path.to_owned(), bytes: Vec::new() });
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

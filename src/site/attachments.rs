//! Files beside the documents of incidents, as far as a site may show them: images, texts and PDF.

use super::page::SiteFile;
use crate::audience::{View, ViewPage};
use crate::document::links;
use crate::git::{Entry, EntryKind};
use crate::text::{Span, paths_of_address};
use rayon::prelude::*;
use std::collections::HashSet;

/// The largest file that the site shows, in bytes.
pub const MAX_ATTACHMENT_BYTES: u64 = 10_000_000;

/// A file that is not on the site, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// From the log's folder.
    pub path: String,
    pub why: String,
}

/// What a browser does with a file of a type.
enum Kind {
    /// It shows it, and runs nothing in it.
    Shown,
    /// It shows it as text, which is looked through for what the audience may not see.
    Text,
    /// It might run something in it, or does not know it.
    Unsafe(&'static str),
}

fn kind(path: &str) -> Kind {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).as_deref() {
        Some("png" | "jpg" | "jpeg" | "gif" | "webp" | "avif" | "pdf") => Kind::Shown,
        Some("txt" | "csv" | "json" | "log") => Kind::Text,
        Some("svg") => Kind::Unsafe("an SVG can hold scripts; save it as PNG or WebP"),
        _ => Kind::Unsafe("the site shows png, jpg, gif, webp, avif, pdf, txt, csv, json and log"),
    }
}

/// The files of the view's incidents, as `incidents/ID/NAME`, those that its own pages link to, and those that had to be left out; `read` gives the bytes of
/// a path of the log.
pub fn attached<E: std::fmt::Display>(
    view: &View,
    entries: &[Entry],
    read: impl Fn(&str) -> Result<Vec<u8>, E> + Sync,
) -> (Vec<SiteFile>, Vec<LeftOut>) {
    let folders: HashSet<&str> = view.incidents().iter().map(|incident| incident.folder.as_str()).collect();
    let documents: HashSet<&str> = entries.iter().filter_map(|entry| folder_of_document(&entry.path)).collect();
    let linked = linked_from_pages(view);
    let beside = entries.par_iter().filter(|entry| {
        if entry.path.starts_with("pages/") {
            return !is_markdown(&entry.path) && linked.contains(&entry.path);
        }
        // A folder in a visible incident's folder can be that of a hidden one.
        let owner = folders_above(&entry.path).find(|folder| documents.contains(folder));
        !is_markdown(&entry.path) && owner.is_some_and(|owner| folders.contains(owner))
    });
    let taken: Vec<_> = beside
        .filter_map(|entry| match taken(view, entry, &read) {
            Ok(bytes) => Some(Ok(SiteFile { path: site_path(&entry.path)?, bytes })),
            Err(why) => Some(Err(LeftOut { path: entry.path.clone(), why })),
        })
        .collect();
    let (mut files, mut left_out) = (Vec::new(), Vec::new());
    for file in taken {
        match file {
            Ok(file) => files.push(file),
            Err(file) => left_out.push(file),
        }
    }
    (files, left_out)
}

fn taken<E: std::fmt::Display>(
    view: &View,
    entry: &Entry,
    read: impl Fn(&str) -> Result<Vec<u8>, E>,
) -> Result<Vec<u8>, String> {
    let kind = kind(&entry.path);
    if let Kind::Unsafe(why) = kind {
        return Err(why.to_owned());
    }
    if entry.kind != EntryKind::File {
        return Err("it is a link and no file of the log".to_owned());
    }
    if view.redact(&entry.path) != entry.path {
        return Err("its name tells what this site's readers may not see; rename it".to_owned());
    }
    let check_size = |size: u64| match size > MAX_ATTACHMENT_BYTES {
        true => Err(format!(
            "it has {} MB, the limit is {} MB; keep it elsewhere and link to it",
            size.div_ceil(1_000_000),
            MAX_ATTACHMENT_BYTES / 1_000_000
        )),
        false => Ok(()),
    };
    check_size(entry.size.unwrap_or_default())?;
    let bytes = read(&entry.path).map_err(|error| error.to_string())?;
    check_size(bytes.len() as u64)?;
    match kind {
        Kind::Text => match String::from_utf8(bytes) {
            Ok(text) => Ok(view.redact(&text).into_bytes()),
            Err(_) => Err("it is not UTF-8, so it cannot be looked through for what is not to be shown".to_owned()),
        },
        _ => Ok(bytes),
    }
}

/// The files beside the team's own pages to which those link that the view has: what a hidden one shows is hidden too.
pub fn linked_from_pages(view: &View) -> HashSet<String> {
    let addresses = |page: &ViewPage| links(&page.section.markdown, Span::new(0, page.section.markdown.len()));
    let linked = view.pages().iter().flat_map(addresses).flat_map(|link| paths_of_address("pages", &link.address));
    linked.filter(|path| path.starts_with("pages/")).collect()
}

fn is_markdown(path: &str) -> bool {
    path.to_ascii_lowercase().ends_with(".md")
}

/// The folder of an incident, by the path of one of its documents.
fn folder_of_document(path: &str) -> Option<&str> {
    let (folder, name) = path.rsplit_once('/')?;
    matches!(name, "incident.md" | "postmortem.md").then_some(folder)
}

/// The folders that a path lies in, the innermost first.
fn folders_above(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(path.rsplit_once('/'), |(folder, _)| folder.rsplit_once('/')).map(|(folder, _)| folder)
}

/// Where a file stands on the site: as in the log, without the year's folder.
pub fn site_path(path: &str) -> Option<String> {
    if path.starts_with("pages/") {
        return Some(path.to_owned());
    }
    let (_year, below) = path.strip_prefix("incidents/")?.split_once('/')?;
    Some(format!("incidents/{below}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Audience;
    use crate::site::testing::view_for;

    const OPEN: &str = "---\ntitle: T\nvisibility: internal\n---\n";
    const HIDDEN: &str = "---\ntitle: T\nvisibility: restricted\n---\n";

    /// What the site shows of a log with these files beside its documents, and what it leaves out.
    fn shown(files: &[(&str, &[u8])]) -> (Vec<(String, String)>, Vec<String>) {
        let documents = [
            ("incident.yaml", "roster: [{name: Lead, phone: 555-0142}]\n"),
            ("incidents/2026/2026-03-02-a/incident.md", OPEN),
            ("incidents/2026/2026-04-01-quokka/incident.md", HIDDEN),
            ("incidents/2026/2026-03-02-a/2026-05-01-inner/incident.md", HIDDEN),
        ];
        let view = view_for(&documents, Audience::Internal);
        let paths = documents.iter().map(|(path, _)| *path).chain(files.iter().map(|(path, _)| *path));
        let entries: Vec<_> =
            paths.map(|path| Entry { path: path.to_owned(), kind: EntryKind::File, size: None, id: None }).collect();
        let read =
            |path: &str| files.iter().find(|(name, _)| *name == path).map(|(_, bytes)| bytes.to_vec()).ok_or("gone");
        let (taken, left_out) = attached(&view, &entries, read);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (
            taken.iter().map(|file| (file.path.clone(), text(&file.bytes))).collect(),
            left_out.into_iter().map(|file| format!("{}: {}", file.path, file.why)).collect(),
        )
    }

    #[test]
    fn files_of_visible_incidents_are_shown_under_their_page() {
        let (taken, left_out) = shown(&[
            ("incidents/2026/2026-03-02-a/graph.PNG", b"\x89PNG"),
            ("incidents/2026/2026-03-02-a/logs/web.log", b"GET / 500"),
            ("incidents/2026/2026-03-02-a/notes.md", b"no document"),
            ("incidents/readme.txt", b"of no incident"),
            ("graph.png", b"of no incident"),
        ]);
        let paths: Vec<_> = taken.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(paths, ["incidents/2026-03-02-a/graph.PNG", "incidents/2026-03-02-a/logs/web.log"]);
        assert_eq!(left_out, [""; 0]);
    }

    #[test]
    fn nothing_of_a_hidden_incident_is_shown_wherever_it_lies() {
        let (taken, left_out) = shown(&[
            ("incidents/2026/2026-04-01-quokka/leak.png", b"QUOKKA"),
            ("incidents/2026/2026-03-02-a/2026-05-01-inner/leak.png", b"QUOKKA"),
            ("incidents/2026/2026-03-02-a/2026-05-01-inner/deep/leak.txt", b"QUOKKA"),
            ("incidents/2026/2026-03-02-a/like-2026-04-01-quokka.png", b"QUOKKA"),
            ("incidents/2026/2026-03-02-a/call.txt", b"555 0142, see 2026-04-01-quokka"),
            ("incidents/2026/2026-03-02-a/latin.csv", b"555-0142 \xff"),
        ]);
        let call = "withheld, see withheld".to_owned();
        assert_eq!(taken, [("incidents/2026-03-02-a/call.txt".to_owned(), call)]);
        assert_eq!(left_out.len(), 2, "{left_out:?}");
    }

    #[test]
    fn what_could_run_in_a_browser_or_is_too_large_is_left_out_with_the_reason() {
        let large = vec![b' '; MAX_ATTACHMENT_BYTES as usize + 1];
        let (taken, left_out) = shown(&[
            ("incidents/2026/2026-03-02-a/page.html", b"<script>"),
            ("incidents/2026/2026-03-02-a/plan.svg", b"<svg onload=x>"),
            ("incidents/2026/2026-03-02-a/png", b"no ending"),
            ("incidents/2026/2026-03-02-a/dump.log", &large),
        ]);
        assert_eq!(taken, []);
        let told = left_out.join("\n");
        for why in [
            "page.html: the site shows png",
            "plan.svg: an SVG",
            "png: the site",
            "dump.log: it has 11 MB, the limit is 10 MB",
        ] {
            assert!(told.contains(why), "{why} is not in {told}");
        }
    }
}

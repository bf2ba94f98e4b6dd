//! Small logs for tests of pages.

#![allow(clippy::unwrap_used)]

use super::{Site, SiteError, SiteFile, SiteTemplates, build};
use crate::audience::View;
use crate::log::{Content, Log};
use crate::model::{Audience, parse_moment};
use std::collections::BTreeMap;
use std::sync::Mutex;

/// The view of a log for everybody inside.
pub fn view(files: &[(&str, &str)]) -> View {
    view_for(files, Audience::Internal)
}

/// The view of a log for an audience.
pub fn view_for(files: &[(&str, &str)], audience: Audience) -> View {
    let contents =
        files.iter().map(|(path, text)| ((*path).to_owned(), Content::Bytes(text.as_bytes().to_vec()))).collect();
    let paths = files.iter().map(|(path, _)| (*path).to_owned()).collect();
    let log = Log::assemble(contents, paths, &[]);
    View::new(&log, audience, &[])
}

/// The site of a view as of noon on 2026-11-24 in UTC.
pub fn pages_of(view: &View, attachments: &[SiteFile]) -> BTreeMap<String, String> {
    site_at(view, attachments, None)
}

/// The same for where it will stand.
pub fn site_at(view: &View, attachments: &[SiteFile], base_url: Option<&str>) -> BTreeMap<String, String> {
    let templates = SiteTemplates::with(|_| None).unwrap();
    let as_of = parse_moment("2026-11-24T12:00:00Z", chrono_tz::UTC, None).unwrap();
    let site = Site { view, templates: &templates, as_of, base_url, attachments, log: None };
    let files = files(&site).unwrap().into_iter();
    files.map(|file| (file.path, String::from_utf8_lossy(&file.bytes).into_owned())).collect()
}

/// Every file of a site, by path.
pub fn files(site: &Site<'_>) -> Result<Vec<SiteFile>, SiteError> {
    let files = Mutex::new(Vec::new());
    build(site, &|path, bytes| {
        files.lock().unwrap().push(SiteFile { path: path.to_owned(), bytes: bytes.to_owned() });
        Ok::<_, SiteError>(())
    })?;
    let mut files = files.into_inner().unwrap();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

/// The site of a log for everybody inside.
pub fn pages(files: &[(&str, &str)]) -> BTreeMap<String, String> {
    pages_of(&view(files), &[])
}

/// The view of the project's own log, with a page of its own and what is broken beside it.
pub fn project() -> View {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let parts = ["incident.yaml", "incidents", "agenda"].into_iter().map(|part| root.join(part));
    let entries = parts.flat_map(|part| walkdir::WalkDir::new(part).sort_by_file_name().into_iter().flatten());
    let documents =
        entries.filter(|entry| entry.path().extension().is_some_and(|ending| ending == "md" || ending == "yaml"));
    let mut files: Vec<(String, String)> = documents
        .map(|entry| {
            let path = entry.path().strip_prefix(root).unwrap().to_string_lossy().into_owned();
            (path, std::fs::read_to_string(entry.path()).unwrap())
        })
        .collect();
    let own = [
        ("pages/on-call.md", "---\ntitle: On call\nnav: true\n---\nSwap on Monday.\n"),
        ("pages/broken.md", "---\nvisibility: internal\ntitle: a: b\n---\n"),
        (
            "incidents/2026/2026-01-03-owed/incident.md",
            "---\ntitle: Owed\nseverity: sev-2\nstatus: resolved\nstarted: 2026-01-03T10:00:00Z\nresolved: 2026-01-03T11:00:00Z\nactions: [{title: Owed, due: 2026-02-01}]\n---\n",
        ),
        (
            "incidents/2026/2026-01-03-owed/postmortem.md",
            "---\nstatus: draft\ndue: 2026-01-10\n---\n\n## Summary\nOwed.\n",
        ),
        ("incidents/2026/2026-01-02-broken/incident.md", "---\nvisibility: internal\ntitle: a: b\n---\n"),
    ];
    files.extend(own.map(|(path, text)| (path.to_owned(), text.to_owned())));
    view(&files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect::<Vec<_>>())
}

//! Small logs for tests of pages.

#![allow(clippy::unwrap_used)]

use super::{Site, SiteFile, SiteTemplates, build};
use crate::audience::View;
use crate::log::{Content, Log};
use crate::model::{Audience, parse_moment};
use std::collections::BTreeMap;

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
    let site = Site { view, templates: &templates, as_of, base_url, attachments };
    build(&site)
        .unwrap()
        .into_iter()
        .map(|file| (file.path, String::from_utf8_lossy(&file.bytes).into_owned()))
        .collect()
}

/// The site of a log for everybody inside.
pub fn pages(files: &[(&str, &str)]) -> BTreeMap<String, String> {
    pages_of(&view(files), &[])
}

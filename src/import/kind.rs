//! Which kind of source something looks like, for whoever named another.

use super::failure::ImportError;
use super::field::Field;
use super::page::Page;
use crate::text::Source;
use std::io::Read;
use std::path::Path;
use walkdir::WalkDir;

/// How much of a file is looked at, in bytes.
const LOOKED_AT: u64 = 64_000;
/// How many files of a folder are.
const FILES: usize = 20;

/// The refusal of a source of another kind than was said; names the kind that it looks like.
pub fn not_this_kind(path: &Path, said: &str, why: &str) -> ImportError {
    let looks = looks_like(path).filter(|kind| *kind != said);
    let (message, help) = match looks {
        Some(kind) => (
            format!("this is no source of the kind {said}: {why}"),
            format!("this looks like {kind}: `incident import {kind} {}`", path.display()),
        ),
        None => (
            format!("this is no source of the kind {said}: {why}"),
            "`incident import --help` tells the kinds".to_owned(),
        ),
    };
    ImportError::new(message, help).at(path.display().to_string())
}

/// The kind that a file or folder looks like.
pub fn looks_like(path: &Path) -> Option<&'static str> {
    if path.is_dir() {
        return of_folder(path);
    }
    let text = beginning(path)?;
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if text.starts_with(['{', '[']) {
        return of_json(text);
    }
    let first = text.lines().next().unwrap_or_default().to_lowercase();
    let has = |words: &[&str]| words.iter().all(|word| first.contains(word));
    match () {
        () if has(&["issue key"]) => Some("jira"),
        () if has(&["incident_number"]) || has(&["incident number", "urgency"]) => Some("pagerduty"),
        () if path.extension().is_some_and(|end| end == "md") => Some("markdown"),
        () if first.matches([',', ';', '\t']).count() >= 2 => Some("csv"),
        () => None,
    }
}

fn of_folder(path: &Path) -> Option<&'static str> {
    let walk = WalkDir::new(path).max_depth(4).into_iter().filter_map(Result::ok);
    let files: Vec<_> = walk.filter(|entry| entry.file_type().is_file()).take(2000).collect();
    let is = |ending: &'static str| {
        files.iter().filter(move |entry| entry.path().extension().is_some_and(|end| end == ending))
    };
    let is_history = |entry: &&walkdir::DirEntry| {
        beginning(entry.path()).is_some_and(|text| text.contains("responseTime:") && text.contains("status:"))
    };
    if is("yml").take(FILES).any(|entry| is_history(&entry)) {
        return Some("upptime");
    }
    let is_issue = |entry: &walkdir::DirEntry| {
        let page = beginning(entry.path()).and_then(|text| Page::read(&Source::new("", text)).ok());
        page.is_some_and(|page| ["resolvedWhen", "affected"].iter().any(|key| *page.front.get(key) != Field::Null))
    };
    if is("md").take(FILES).any(is_issue) {
        return Some("cstate");
    }
    is("md").next().map(|_| "markdown")
}

/// By its keys: half an export cannot be read as JSON, and has them all the same.
fn of_json(text: &str) -> Option<&'static str> {
    let has = |key: &str| text.contains(&format!("\"{key}\""));
    match () {
        () if has("incident_updates") || has("scheduled_maintenances") => Some("statuspage"),
        () if has("incident_number") || has("log_entries") => Some("pagerduty"),
        () if has("createdAt") || has("closedAt") || (has("number") && has("labels")) => Some("github"),
        () => None,
    }
}

fn beginning(path: &Path) -> Option<String> {
    let mut bytes = Vec::new();
    std::fs::File::open(path).ok()?.take(LOOKED_AT).read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

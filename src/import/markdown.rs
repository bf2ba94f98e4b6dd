//! A folder of any Markdown: each file is one incident, with front matter or without.

use super::asked::Asked;
use super::clock::{Clock, date_in, vague_date};
use super::failure::{ImportError, Left};
use super::fields::{USUAL, fill};
use super::files::{self, folder_of};
use super::kind::not_this_kind;
use super::page::Page;
use super::prose::parts;
use super::sections::place;
use super::severity_said::severity_said;
use super::told::Told;
use super::{Found, Source};
use crate::document::body::plain_words;
use crate::document::first_line;
use crate::git::{Place, Repository};
use crate::model::{Moment, Status, first_moment, format_moment};
use crate::text::Source as File;
use chrono::Duration;
use regex::Regex;
use std::collections::HashMap;
use std::path::Path;
use std::sync::LazyLock;

pub const ENTRY: Source =
    Source { word: "markdown", about: "a folder of Markdown, each file one incident", zone: None, read };

/// Files that stand beside incidents and are none.
const OTHERS: &[&str] =
    &["readme.md", "index.md", "_index.md", "template.md", "contributing.md", "license.md", "changelog.md"];
/// What began longer ago is over, where nothing says otherwise.
const LONG: Duration = Duration::days(7);
/// What is to begin later than that is a slip of the pen.
const FAR: Duration = Duration::days(2 * 366);
/// The longest title that is made from a sentence, in characters.
const LONGEST: usize = 100;

static OVER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:resolved|recovered|fully (?:restored|operational|fixed)|permanently fixed|back to normal|all (?:systems )?(?:verified )?(?:operational|healthy)|all clear|incident (?:is )?over)\b").ok()
});

fn read(asked: &Asked<'_>) -> Result<Found, ImportError> {
    if asked.path.is_file() {
        return Err(not_this_kind(asked.path, "markdown", "it is a file, and a folder of Markdown files is asked for"));
    }
    let (sources, mut left) = files::folder(asked.path, &[".md", ".markdown"])?;
    if sources.is_empty() && left.is_empty() {
        return Err(not_this_kind(asked.path, "markdown", "no file here ends with .md"));
    }
    let first_written = first_written(asked.path, &sources);
    let mut incidents = Vec::new();
    for source in &sources {
        let name = source.path().rsplit('/').next().unwrap_or_default().to_lowercase();
        if OTHERS.contains(&name.as_str()) {
            left.push(Left::fine(source.path(), "by its name it is no incident; rename it where it is one"));
            continue;
        }
        match Page::read(source).and_then(|page| incident(source, page, asked, first_written.get(source.path()))) {
            Ok(told) => incidents.push(told),
            Err(why) => left.push(why),
        }
    }
    Ok(Found { incidents, left })
}

fn incident(source: &File, page: Page, asked: &Asked<'_>, first_written: Option<&Moment>) -> Result<Told, Left> {
    let clock = asked.clock;
    if page.body.trim().is_empty() && page.front.entries().is_empty() {
        return Err(Left::wrong(source.path(), "there is nothing in it"));
    }
    let mut told = Told { place: source.path().to_owned(), content: source.text().to_owned(), ..Told::default() };
    told.folder = folder_of(source.path());
    // A start that is no time is looked for elsewhere.
    let filled = fill(&mut told, &page.front, USUAL, asked, clock);
    if told.severity.is_none() {
        told.severity = severity_said(&page.body, asked.plan, asked.mapping);
    }
    if told.id.is_empty() {
        told.id = source.path().to_owned();
    }
    if filled.is_err() {
        told.started = None;
    }
    if let Some(at) = told.started.filter(|at| *at > asked.now + FAR) {
        told.look_at(format!("it cannot have begun on {}; that is looked for elsewhere", format_moment(at)));
        told.started = None;
    }
    let prose = parts(&page.body);
    if told.title.is_empty() {
        told.title = prose.title.clone().unwrap_or_default();
    } else if let Some(title) = prose.title.filter(|title| *title != told.title) {
        told.summary = format!("**{title}**\n\n{}", told.summary).trim_end().to_owned();
    }
    let summary = std::mem::take(&mut told.summary);
    let day = told
        .started
        .map(|at| at.with_timezone(&clock.zone).date_naive())
        .or_else(|| date_of(source, &[&summary, &page.body]));
    let is_draft = page.front.get("status").text().is_some_and(|status| status.eq_ignore_ascii_case("draft"));
    place(&mut told, prose.parts, asked.mapping, clock, day);
    if !summary.is_empty() && summary.trim() != told.summary.trim() {
        // What the front matter says in short stands first, the text behind it.
        told.summary = format!("{summary}\n\n{}", told.summary).trim_end().to_owned();
    }
    if let Some(postmortem) = &mut told.postmortem {
        postmortem.is_draft = is_draft;
    }
    if told.title.is_empty() {
        told.title = titled(source, &told);
    }
    let words = format!("{summary}\n\n{}", page.body);
    begin(&mut told, source, &words, clock, first_written, asked);
    end(&mut told, asked);
    Ok(told)
}

/// A title from the first sentence, else from the file's name.
fn titled(source: &File, told: &Told) -> String {
    let line = first_line(&told.summary);
    let sentence = line.split_inclusive(['.', '!', '?']).next().unwrap_or_default().trim().trim_end_matches('.');
    if !sentence.is_empty() && sentence.chars().count() <= LONGEST {
        told_title(sentence)
    } else if !sentence.is_empty() {
        let end = sentence.char_indices().nth(LONGEST).map_or(sentence.len(), |(at, _)| at);
        let end = sentence[..end].rfind(' ').unwrap_or(end);
        format!("{} …", told_title(&sentence[..end]))
    } else {
        let name = source.path().rsplit('/').next().unwrap_or_default();
        let name = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        plain_words(&name.replace(['-', '_'], " "))
    }
}

fn told_title(words: &str) -> String {
    words.trim_end_matches([',', ';', ':', ' ']).to_owned()
}

/// The day that a file's name or its words tell of.
fn date_of(source: &File, words: &[&str]) -> Option<chrono::NaiveDate> {
    let name = source.path().rsplit('/').next().unwrap_or_default();
    date_in(name).or_else(|| words.iter().find_map(|words| date_in(words)))
}

/// When it began, where the front matter does not say so: from the file's name, the timeline, the words, git, or not at all.
fn begin(told: &mut Told, source: &File, body: &str, clock: &Clock, first_written: Option<&Moment>, asked: &Asked<'_>) {
    if told.started.is_some() {
        return;
    }
    let name = source.path().rsplit('/').next().unwrap_or_default();
    let named = date_in(name);
    let timed = told.timeline.iter().filter(|entry| !entry.is_day).filter_map(|entry| entry.at).min();
    let timed = timed.or_else(|| told.timeline.iter().filter_map(|entry| entry.at).min());
    let timed = timed.filter(|at| named.is_none_or(|day| at.with_timezone(&clock.zone).date_naive() == day));
    if let Some(at) = timed {
        told.guessed("it began with the first entry of its timeline");
        told.started = Some(at);
        return;
    }
    let day = named.map(|day| (day, "it began on the day in the file's name"));
    let day = day.or_else(|| date_in(body).map(|day| (day, "it began on the first day that the text names")));
    if let Some((day, guess)) = day {
        let at = first_moment(day, clock.zone);
        told.guessed(guess);
        told.days.push(at);
        told.started = Some(at);
        return;
    }
    if let Some((day, near)) = vague_date(&[&told.title, body], told.link.as_deref()) {
        let at = first_moment(day, clock.zone);
        told.look_at(format!("nothing tells the day on which it began; {near} stands there"));
        told.days.push(at);
        told.started = Some(at);
        return;
    }
    match first_written {
        Some(at) => {
            told.look_at("nothing in it tells when it began; the day of its first commit stands there");
            told.started = Some(first_moment(at.with_timezone(&clock.zone).date_naive(), clock.zone));
        }
        None => {
            told.look_at("nothing tells when it began; the day on which it came in stands there");
            told.started = Some(first_moment(asked.now.with_timezone(&clock.zone).date_naive(), clock.zone));
        }
    }
    told.days.extend(told.started);
}

/// When and whether it is over, where the front matter does not say so.
fn end(told: &mut Told, asked: &Asked<'_>) {
    if told.resolved.is_none() && told.status != Some(Status::Open) {
        let over = told
            .timeline
            .iter()
            .filter(|entry| !entry.is_day && OVER.as_ref().is_some_and(|over| over.is_match(&entry.text)));
        let over = over.filter_map(|entry| entry.at).max();
        if let Some(at) = over.filter(|at| told.started.is_some_and(|started| started <= *at)) {
            told.guessed("it was over with the last entry that says so");
            told.resolved = Some(at);
        }
    }
    let default = asked.mapping.default_of("status");
    if told.status.is_none() && told.resolved.is_none() && default.is_none() {
        let is_old = told.started.is_some_and(|started| started + LONG < asked.now);
        if is_old || told.postmortem.is_some() {
            told.guessed("it is over, though nothing says since when");
            told.status = Some(Status::Resolved);
        }
    }
}

/// When each file was first committed, where the folder is in a repository.
fn first_written(folder: &Path, sources: &[File]) -> HashMap<String, Moment> {
    let Ok(repository) = Repository::discover(folder) else { return HashMap::new() };
    // The log that git's paths count from may be further up.
    let root = repository.log_root().and_then(|root| root.canonicalize().ok());
    let below = folder.canonicalize().ok().zip(root);
    let below = below.and_then(|(folder, root)| Some(folder.strip_prefix(root).ok()?.to_string_lossy().into_owned()));
    let prefix = match below.as_deref() {
        None => return HashMap::new(),
        Some("") => String::new(),
        Some(below) => format!("{below}/"),
    };
    let history = repository.history(&Place::WorkTree, &[]);
    let Ok((history, _)) = history else { return HashMap::new() };
    let first = |source: &File| {
        let path = format!("{prefix}{}", source.path());
        Some((source.path().to_owned(), history.of(&[path]).last()?.when))
    };
    sources.iter().filter_map(first).collect()
}

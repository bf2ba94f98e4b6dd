//! cState: a status page of Hugo, one Markdown file an issue.

use super::asked::Asked;
use super::clock::Clock;
use super::failure::{ImportError, Left};
use super::fields::{Known, fill};
use super::files::{self, folder_of};
use super::kind::not_this_kind;
use super::page::Page;
use super::prose::{blocks, parts};
use super::sections::{place, take_timeline};
use super::timeline::messages;
use super::told::Told;
use super::{Found, Source};
use crate::model::{Status, Visibility};
use crate::text::Source as File;
use regex::Regex;
use std::sync::LazyLock;

pub const ENTRY: Source = Source {
    word: "cstate",
    about: "a folder of cState's issues, or the site that it is in",
    // Hugo takes a time without a zone as UTC.
    zone: Some(chrono_tz::UTC),
    read,
};

const KEYS: Known = &[
    ("title", &["title"]),
    ("severity", &["severity"]),
    ("started", &["date", "publishDate"]),
    ("resolved", &["resolvedWhen", "resolved"]),
    ("services", &["affected"]),
    ("visibility", &["visibility"]),
    ("tags", &["tags", "categories"]),
    ("link", &["link", "url"]),
    ("-", &["section", "type", "layout", "informational", "pin", "draft", "lastmod", "weight", "aliases"]),
];
/// What names a message of an issue, in brackets or set off.
static LABEL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?i:\[(?P<in>[a-z -]{3,30})\]|[*_]{1,3}(?P<set>[a-z -]{3,30}?):?[*_]{1,3}|(?P<bare>(?:initial|final|closing) message|update)\b)(?:\s*[-–:]\s*|\s+|$)").ok()
});
/// What the first message of all is called, which need not be said above a summary.
const FIRST: &[&str] = &["initial message", "initial", "first message"];
const LAST: &[&str] = &["final message", "closing message", "final", "resolved", "close", "close issue", "closed"];

fn read(asked: &Asked<'_>) -> Result<Found, ImportError> {
    let issues = asked.path.join("content").join("issues");
    let is_own = issues.is_dir() && !issues.is_symlink() && !asked.path.join("content").is_symlink();
    let folder = if is_own { issues.as_path() } else { asked.path };
    let (sources, mut left) = files::folder(folder, &[".md", ".markdown", ".html"])?;
    let (mut incidents, mut is_cstate) = (Vec::new(), false);
    for source in sources {
        let name = source.path().rsplit('/').next().unwrap_or_default();
        if name.starts_with("_index.") {
            left.push(Left::fine(source.path(), "it is the list's own page, and no issue"));
            continue;
        }
        match Page::read(&source).and_then(|page| issue(&source, &page, asked)) {
            Ok((told, is_issue)) => {
                is_cstate |= is_issue;
                incidents.push(told);
            }
            Err(why) => left.push(why),
        }
    }
    if !is_cstate
        && (!incidents.is_empty() || left.is_empty() || left.iter().all(|left| left.why.contains("front matter")))
    {
        return Err(not_this_kind(
            asked.path,
            "cstate",
            "no file here has what an issue of cState's says: severity, affected, resolved",
        ));
    }
    Ok(Found { incidents, left })
}

/// One issue, and whether it has what only cState's issues have.
fn issue(source: &File, page: &Page, asked: &Asked<'_>) -> Result<(Told, bool), Left> {
    if !page.has_front {
        return Err(Left::wrong(source.path(), "it has no front matter, so nothing tells when it began"));
    }
    let front = &page.front;
    let is_issue = ["resolvedWhen", "affected", "resolved", "informational"]
        .iter()
        .any(|key| front.get(key).flag().is_some() || !front.get(key).texts().is_empty())
        || front.get("section").text() == Some("issue");
    let mut told = Told { place: source.path().to_owned(), content: source.text().to_owned(), ..Told::default() };
    told.id = source.path().to_owned();
    told.folder = folder_of(source.path());
    fill(&mut told, front, KEYS, asked, asked.clock)?;
    if told.started.is_none() {
        return Err(Left::wrong(source.path(), "it has no `date`, so nothing tells when it began"));
    }
    if front.get("resolved").flag() == Some(false) && told.resolved.take().is_some() {
        told.look_at("`resolved` is false, and `resolvedWhen` names a time; it stays open");
    }
    if front.get("draft").flag() == Some(true) {
        told.visibility = Some(Visibility::Restricted);
        told.look_at("it is a draft in the source, so it is restricted here");
    }
    let kind = front.get("section").text().filter(|section| *section != "issue");
    let informational = front.get("informational").flag() == Some(true);
    told.tags.extend(kind.map(str::to_owned));
    told.tags.extend(informational.then(|| "informational".to_owned()));
    let names = format!("{} {}", source.path(), told.title).to_lowercase();
    if names.contains("maintenance") && !told.tags.iter().any(|tag| tag == "maintenance") {
        told.tags.push("maintenance".to_owned());
        told.guessed("the tag `maintenance`, as its title or file says so");
    }
    if informational && told.severity.is_none() {
        told.severity = Some("informational".to_owned());
    }
    if informational && told.resolved.is_none() && told.status.is_none() {
        // Nothing was ever broken, so nothing goes on.
        told.status = Some(Status::Closed);
        told.guessed("closed, as it only informs");
    }
    body(&mut told, &page.body, asked, asked.clock);
    Ok((told, is_issue))
}

fn body(told: &mut Told, body: &str, asked: &Asked<'_>, clock: &Clock) {
    let prose = parts(body);
    let mut parts = prose.parts;
    if let Some(title) = prose.title.filter(|title| *title != told.title) {
        told.summary = format!("**{title}**");
    }
    for part in parts.iter_mut().filter(|part| part.title.is_empty()) {
        let read = messages(&part.text, clock);
        let words = std::mem::take(&mut part.text);
        part.text = if read.entries.is_empty() { words } else { read.words.clone() };
        take_timeline(told, super::timeline::ReadTimeline { words: String::new(), ..read }, clock);
        let (rest, last) = without_last(&part.text);
        part.text = rest;
        told.solution = last;
        if let Some((_, end)) = label(&part.text).filter(|(name, _)| FIRST.contains(&name.as_str())) {
            part.text = part.text[end..].trim_start().to_owned();
        }
    }
    let day = told.started.map(|at| at.with_timezone(&clock.zone).date_naive());
    place(told, parts, asked.mapping, clock, day);
    if told.solution.is_empty()
        && let Some(last) = told
            .timeline
            .iter()
            .filter(|entry| label(&entry.text).is_some_and(|(name, _)| LAST.contains(&name.as_str())))
            .max_by_key(|entry| entry.at)
    {
        told.solution = label(&last.text).map(|(_, end)| last.text[end..].trim().to_owned()).unwrap_or_default();
    }
}

/// The name of a message that a block begins with, and where it ends.
fn label(block: &str) -> Option<(String, usize)> {
    let found = LABEL.as_ref()?.captures(block)?;
    let name = found.name("in").or_else(|| found.name("set")).or_else(|| found.name("bare"))?;
    let name = name.as_str().trim().to_lowercase();
    Some((name, found.get(0)?.end()))
}

/// The messages without the last one, and that one without its name.
fn without_last(words: &str) -> (String, String) {
    let (mut others, mut last, mut is_last) = (Vec::new(), Vec::new(), false);
    for (_, block) in blocks(words) {
        match label(block) {
            Some((name, end)) if last.is_empty() && LAST.contains(&name.as_str()) => {
                is_last = true;
                last.push(block[end..].trim().to_owned());
            }
            Some(_) => {
                is_last = false;
                others.push(block.to_owned());
            }
            None if is_last => last.push(block.to_owned()),
            None => others.push(block.to_owned()),
        }
    }
    last.retain(|block| !block.is_empty());
    match last.is_empty() {
        true => (words.to_owned(), String::new()),
        false => (others.join("\n\n"), last.join("\n\n")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_message_is_the_solution() {
        for (words, others, last) in [
            (
                "[Final Message]\nAll well.\n\n- a\n\n[Initial message]\nIt fell.",
                "[Initial message]\nIt fell.",
                "All well.\n\n- a",
            ),
            (
                "*Resolved* - We rolled back.\n\n*Investigating* - It fell.",
                "*Investigating* - It fell.",
                "We rolled back.",
            ),
            ("It fell.", "It fell.", ""),
            ("[final report](https://a.example/) is out.", "[final report](https://a.example/) is out.", ""),
        ] {
            assert_eq!(without_last(words), (others.to_owned(), last.to_owned()), "{words}");
        }
    }
}

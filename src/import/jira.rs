//! Jira: the CSV that a search is exported as.

use super::asked::Asked;
use super::failure::{ImportError, Left};
use super::field::Field;
use super::fields::{Known, fill};
use super::kind::not_this_kind;
use super::prose::parts;
use super::rows::{Row, rows};
use super::sections::place;
use super::told::{Told, ToldEntry};
use super::{Found, Source, files};
use crate::model::{EntryKind, Visibility};
use regex::Regex;
use std::sync::LazyLock;

pub const ENTRY: Source =
    Source { word: "jira", about: "the CSV, with all fields, that a search is exported as", zone: None, read };

const COLUMNS: Known = &[
    ("id", &["Issue key"]),
    ("title", &["Summary"]),
    ("visibility", &["Visibility"]),
    ("severity", &["Custom field (Severity)", "Severity", "Priority"]),
    ("status", &["Status", "Status Category"]),
    ("started", &["Custom field (Start time)", "Custom field (Incident start)", "Created"]),
    ("resolved", &["Custom field (End time)", "Custom field (Incident end)", "Resolved", "Resolution Date"]),
    ("reporter", &["Reporter"]),
    ("lead", &["Assignee"]),
    ("services", &["Component/s", "Components", "Affected services"]),
    ("tags", &["Labels"]),
    ("root-cause", &["Custom field (Root cause)"]),
    (
        "-",
        &[
            "Description",
            "Comment",
            "Issue id",
            "Parent id",
            "Status Category Changed",
            "Last Viewed",
            "Votes",
            "Watchers",
            "Watchers Id",
            "Reporter Id",
            "Assignee Id",
            "Creator Id",
            "Updated",
            "Project key",
            "Project name",
            "Project type",
            "Project lead",
            "Project lead id",
            "Project description",
            "Project url",
        ],
    ),
];

static HEADING: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?m)^h([1-6])\.\s+").ok());
static LINK: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\[([^\]|\n]+)\|([^\]|\s]+)(?:\|[^\]]*)?\]").ok());
static NUMBERED: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?m)^# ").ok());
static CODE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\{(?:code(?::[^}]*)?|noformat)\}").ok());
static BOLD: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?m)(^|[\s(])\*([^\s*][^*\n]*?)\*([\s).,:;!?]|$)").ok());

fn read(asked: &Asked<'_>) -> Result<Found, ImportError> {
    if asked.path.is_dir() {
        return Err(not_this_kind(asked.path, ENTRY.word, "it is a folder, and a file is asked for"));
    }
    let source = files::file(asked.path)?;
    let table = rows(&source)?;
    if !table.has(&["Issue key"]) {
        return Err(not_this_kind(asked.path, ENTRY.word, "its table has no column `Issue key`"));
    }
    let mut found = Found { left: table.left, ..Found::default() };
    for row in table.rows {
        match issue(&row, asked) {
            Ok(told) => found.incidents.push(told),
            Err(why) => found.left.push(why),
        }
    }
    Ok(found)
}

fn issue(row: &Row, asked: &Asked<'_>) -> Result<Told, Left> {
    let mut told = Told { place: row.place.clone(), content: row.fields.flat(), ..Told::default() };
    fill(&mut told, &row.fields, COLUMNS, asked, asked.clock)?;
    if row.fields.get("Security Level") != &Field::Null {
        told.visibility = Some(Visibility::Restricted);
        told.look_at("it has a security level in Jira, so it is restricted here");
    }
    if told.id.is_empty() {
        return Err(Left::wrong(row.place.clone(), "it has no issue key"));
    }
    if told.started.is_none() {
        return Err(Left::wrong(row.place.clone(), "nothing tells when it began: `Created` is missing"));
    }
    if row.fields.get("Custom field (Start time)") == &Field::Null
        && row.fields.get("Custom field (Incident start)") == &Field::Null
    {
        told.guessed("it began when its issue was created");
    }
    let day = told.started.map(|at| at.with_timezone(&asked.clock.zone).date_naive());
    let description = as_markdown(row.fields.get("Description").text().unwrap_or_default());
    let parts = parts(&description).under(&told.title);
    place(&mut told, parts, asked.mapping, asked.clock, day);
    for comment in row.fields.get("Comment").items().iter().filter_map(Field::text) {
        // Time; author; words, which may have semicolons.
        let mut pieces = comment.splitn(3, ';');
        let (time, who, words) = (pieces.next().unwrap_or_default(), pieces.next(), pieces.next());
        let entry = match (asked.clock.read(time), who, words) {
            (Ok(read), Some(who), Some(words)) => ToldEntry {
                at: Some(read.at),
                is_day: read.is_day,
                kind: EntryKind::Note,
                text: format!("{}: {}", who.trim(), as_markdown(words.trim())),
            },
            _ => {
                told.look_at("one of its comments has no time that can be read");
                ToldEntry { at: None, is_day: false, kind: EntryKind::Note, text: as_markdown(comment) }
            }
        };
        told.timeline.push(entry);
    }
    Ok(told)
}

/// Jira's markup as Markdown: headings, lists, links, bold and code; the rest stays as it is.
fn as_markdown(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let replaced = |pattern: &Option<Regex>, text: String, with: &str| match pattern {
        Some(pattern) => pattern.replace_all(&text, with).into_owned(),
        None => text,
    };
    let Some(code) = CODE.as_ref() else { return text };
    // What stands in code is left alone.
    let pieces: Vec<String> = code
        .split(&text)
        .enumerate()
        .map(|(at, piece)| {
            if at % 2 == 1 {
                return format!("```\n{}\n```", piece.trim_matches('\n'));
            }
            let piece = replaced(&NUMBERED, piece.to_owned(), "1. ");
            let piece = match HEADING.as_ref() {
                Some(heading) => heading
                    .replace_all(&piece, |found: &regex::Captures<'_>| {
                        format!("{} ", "#".repeat(found[1].parse::<usize>().unwrap_or(1)))
                    })
                    .into_owned(),
                None => piece,
            };
            replaced(&BOLD, replaced(&LINK, piece, "[$1]($2)"), "$1**$2**$3")
        })
        .collect();
    pieces.join("\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jiras_markup_becomes_markdown() {
        assert_eq!(
            as_markdown(
                "h2. Summary\r\nIt *fell* on [the graph|https://a.example/g].\n# one\n# two\n{code:bash}\n# rm *x*\n{code}\nDone * 2 * 3."
            ),
            "## Summary\nIt **fell** on [the graph](https://a.example/g).\n1. one\n1. two\n\n```\n# rm *x*\n```\n\nDone * 2 * 3."
        );
    }
}

//! Edits of bodies of any shape: front matter and other sections keep their bytes, and what was added reads back.

#![allow(clippy::unwrap_used)]

use super::body::{Body, without_comments};
use super::edit_body::write_section;
use super::edit_entry::{NewEntry, add_entry};
use super::timeline::{parse_timeline, write_entry};
use crate::model::{EntryKind, format_moment, parse_date, parse_moment};
use crate::text::Span;
use chrono::Duration;
use chrono_tz::Tz;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use similar::{ChangeTag, TextDiff};

const ORDER: &[&str] = &["Summary", "Solution", "Timeline"];
const TITLES: &[&str] = &["Notes", "Summary", "solution", "Links", "Timeline"];

/// Markdown that is whole in itself.
fn chunk() -> impl Strategy<Value = &'static str> {
    select(vec![
        "Words  with `code` and ünï.  ",
        "<!-- a prompt -->",
        "<!-- a prompt\n\n## of many lines\n-->",
        "Words <!-- why --> on\nlines",
        "```\n## no heading\n<!-- no comment\n```",
        "    code",
        "- a\n  - b\n\n    c\n- d",
        "1. one\n2. two",
        "> quoted\nlazily",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "### Deeper\nx",
        "<div>\n<b>html</b>\n</div>",
        "[ref]: https://a.example",
        "* * *",
        "`<!--` is one",
    ])
}

fn section(chunk: impl Strategy<Value = &'static str>) -> impl Strategy<Value = String> {
    let gaps = select(vec!["\n\n", "\n\n\n"]);
    (proptest::collection::vec((chunk, gaps), 0..4), select(vec!["", "\n"]), select(vec!["\n", "\n\n", "\n  \n"]))
        .prop_map(|(chunks, above, below)| {
            // HTML goes on to the next blank line, headings or not.
            let below = if chunks.last().is_some_and(|(chunk, _)| chunk.starts_with("<div>")) { "\n\n" } else { below };
            let body: String = chunks.iter().map(|(chunk, gap)| format!("{chunk}{gap}")).collect();
            if chunks.is_empty() { below.to_owned() } else { format!("{above}{}{below}", body.trim_end_matches('\n')) }
        })
}

/// A document with the byte at which its body begins.
fn document(timeline: impl Strategy<Value = String> + 'static) -> impl Strategy<Value = (String, usize)> {
    let titles = subsequence(&TITLES[..4], 0..4).prop_shuffle();
    let sections = proptest::collection::vec((section(chunk()), any::<bool>()), 4);
    let timeline = (proptest::option::of(timeline), 0usize..5);
    (titles, sections, timeline, any::<(bool, bool, bool)>()).prop_map(
        |(titles, sections, (timeline, at), (crlf, bom, open))| {
            let mut parts: Vec<_> = titles
                .into_iter()
                .zip(sections)
                .map(|(title, (content, underlined))| match underlined {
                    true => format!("{title}\n----\n{content}\n"),
                    false => format!("## {title}\n{content}"),
                })
                .collect();
            if let Some(timeline) = timeline {
                parts.insert(at.min(parts.len()), format!("## Timeline\n{timeline}\n"));
            }
            let front = format!("{}---\ntitle: a\n---\n", if bom { "\u{feff}" } else { "" });
            let mut text = format!("{front}\n{}", parts.concat());
            if open {
                text.truncate(text.trim_end().len().max(front.len()));
            }
            let start = front.len();
            match crlf {
                true => (text.replace('\n', "\r\n"), start + 3),
                false => (text, start),
            }
        },
    )
}

/// The lines that an edit took away and put in.
fn changes(before: &str, after: &str) -> (Vec<String>, Vec<String>) {
    let (mut gone, mut come) = (Vec::new(), Vec::new());
    for change in TextDiff::from_lines(before, after).iter_all_changes() {
        match change.tag() {
            ChangeTag::Delete => gone.push(change.value().to_owned()),
            ChangeTag::Insert => come.push(change.value().to_owned()),
            ChangeTag::Equal => {}
        }
    }
    (gone, come)
}

fn span(text: &str, start: usize) -> Span {
    Span::new(start, text.len())
}

proptest! {
    #[test]
    fn a_section_takes_text_and_the_rest_keeps_its_bytes(
        (text, start) in document(section(chunk())),
        title in select(ORDER),
        known in chunk(),
        any_text in proptest::option::of(any::<String>()),
    ) {
        let markdown = any_text.as_deref().unwrap_or(known);
        let edited = match write_section(&text, span(&text, start), title, markdown, ORDER) {
            Ok(edited) => edited,
            Err(error) => {
                prop_assert!(any_text.is_some(), "{error:?}\n{text}");
                return Ok(());
            }
        };
        let (before, after) = (Body::parse(&text, span(&text, start)), Body::parse(&edited, span(&edited, start)));
        let (head, tail) = match before.section(title) {
            Some(section) => (&text[..section.content.start], &text[section.content.end..]),
            None => {
                let shared = text.bytes().zip(edited.bytes()).take_while(|(one, other)| one == other).count();
                let shared = (0..=shared).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
                (&text[..shared], &text[shared..])
            }
        };
        prop_assert!(edited.starts_with(head) && edited.ends_with(tail), "{text}\n=>\n{edited}");
        prop_assert!(edited.starts_with(&text[..start]));
        let Some(own) = before.section(title) else {
            let written = after.section(title).map(|section| without_comments(&edited[section.content.range()]));
            prop_assert!(markdown.trim().is_empty() || written.is_some());
            return Ok(());
        };
        let content = &text[own.content.range()];
        let (gone, come) = changes(&text, &edited);
        if !without_comments(content).is_empty() {
            // Only a last line may change, by the ending that it lacked.
            let is_open = |line: &String| !line.ends_with('\n') && come.iter().any(|new| new.trim_end_matches(['\r', '\n']) == *line);
            prop_assert!(gone.iter().all(is_open), "lost {gone:?}\n{text}\n=>\n{edited}");
        }
        if any_text.is_none() && !without_comments(known).is_empty() {
            let new = after.section(title).map(|section| without_comments(&edited[section.content.range()])).unwrap_or_default();
            prop_assert!(new.replace("\r\n", "\n").ends_with(without_comments(known).as_str()), "{text}\n=>\n{edited}");
        }
        if text.contains("\r\n") && any_text.is_none() {
            prop_assert!(edited.split('\n').rev().skip(1).all(|line| line.ends_with('\r')), "{edited:?}");
        }
    }

    #[test]
    fn an_entry_finds_its_place_and_the_rest_keeps_its_bytes(
        minutes in proptest::collection::btree_set(0i64..60, 0..5),
        (newest_first, loose) in any::<(bool, bool)>(),
        (mark, indent) in select(vec![("- ", ""), ("* ", "  "), ("+ ", ""), ("- ", "   ")]),
        more in proptest::collection::vec(select(vec!["", "\n\n  more", "\n  - nested\n    - deep", "\n  ```\n  - code", "\nlazy", "  "]), 5),
        others in document(section(chunk())),
        minute in 0i64..60,
        words in "[a-zü<>!`#*\\[\\]() -]{0,12}(\n[a-z<>!`#* -]{0,12}){0,3}",
        close in select(vec!["", "\n\nClosing words.", "\n\n<!-- prompt -->"]),
    ) {
        let day = parse_date("2026-01-05");
        let time = |minute: i64| parse_moment("2026-01-05T10:00:00Z", Tz::UTC, None).unwrap() + Duration::minutes(minute);
        let mut lines: Vec<_> = minutes
            .iter()
            .zip(&more)
            .map(|(minute, more)| format!("{mark}{} [note] old{more}", format_moment(time(*minute))).replace('\n', &format!("\n{indent}")))
            .map(|item| format!("{indent}{item}"))
            .collect();
        if newest_first {
            lines.reverse();
        }
        let (others, start) = others;
        let ending = if others.contains("\r\n") { "\r\n" } else { "\n" };
        let timeline = format!("{}{close}\n", lines.join(if loose { "\n\n" } else { "\n" }));
        let timeline = format!("## Timeline\n{timeline}\n").replace('\n', ending);
        let before = Body::parse(&others, span(&others, start));
        let at = before.sections.first().map_or(others.len(), |first| first.heading.start);
        let gap = if others[..at].ends_with('\n') { "" } else { ending };
        let text = format!("{}{gap}{timeline}{}", &others[..at], &others[at..]);
        let own = Body::parse(&text, span(&text, start)).sections.first().unwrap().content;
        let old = parse_timeline(&text, own, Tz::UTC, day);

        let written = write_entry(time(minute), Tz::UTC, EntryKind::Status, None, &words);
        let entry = NewEntry { at: time(minute), written: &written, zone: Tz::UTC, day };
        let Ok(edited) = add_entry(&text, span(&text, start), &entry, ORDER) else {
            prop_assert!(words.contains("<!"), "{written}\n{text}");
            return Ok(());
        };
        prop_assert!(edited.starts_with(&text[..own.start]) && edited.ends_with(&text[own.end..]), "{text}\n=>\n{edited}");
        let (gone, come) = changes(&text, &edited);
        let is_open = |line: &String| !line.ends_with('\n') && come.iter().any(|new| new.trim_end_matches(['\r', '\n']) == *line);
        prop_assert!(gone.iter().all(is_open), "lost {gone:?}\n{text}\n=>\n{edited}");
        let content = Body::parse(&edited, span(&edited, start)).section("Timeline").unwrap().content;
        let new = parse_timeline(&edited, content, Tz::UTC, day);
        prop_assert_eq!(new.len(), old.len() + 1);
        let at = new.iter().position(|entry| entry.kind == EntryKind::Status).unwrap();
        prop_assert_eq!(new[at].at, Some(time(minute)));
        let descends = newest_first && minutes.len() > 1;
        let in_order = |pair: &[crate::model::Entry]| if descends { pair[0].at >= pair[1].at } else { pair[0].at <= pair[1].at };
        prop_assert!(new.windows(2).all(in_order), "{edited}");
        if text.contains("\r\n") {
            prop_assert!(edited.split('\n').rev().skip(1).all(|line| line.ends_with('\r')), "{edited:?}");
        }
    }
}

//! The timeline: list items that people write leniently and the tool writes strictly.

use super::body::markdown_options;
use crate::model::{Entry, EntryKind, Moment, format_moment, in_zone, parse_moment};
use crate::text::Span;
use chrono::{DateTime, NaiveDate};
use chrono_tz::Tz;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use regex::Regex;
use std::sync::LazyLock;

/// Reads the entries that stand at `span` of a file's text, which is a section's content.
///
/// A time without a date is on the day of the entry before it, the first one's on `day`; one without a zone
/// is in `zone`.
pub fn parse_timeline(text: &str, span: Span, zone: Tz, mut day: Option<NaiveDate>) -> Vec<Entry> {
    let markdown = text.get(span.range()).unwrap_or_default();
    let (mut entries, mut lists) = (Vec::new(), 0usize);
    for (event, range) in Parser::new_ext(markdown, markdown_options()).into_offset_iter() {
        match event {
            Event::Start(Tag::List(_)) => lists += 1,
            Event::End(TagEnd::List(_)) => lists = lists.saturating_sub(1),
            Event::Start(Tag::Item) if lists == 1 => {
                // The parser counts in what indents an item.
                let item = markdown[range.clone()].trim_start();
                let start = span.start + range.end - item.len();
                let entry = parse_item(text, Span::new(start, start + item.trim_end().len()), zone, day);
                day = entry.at.map(|at| at.with_timezone(&zone).date_naive()).or(day);
                entries.push(entry);
            }
            _ => {}
        }
    }
    entries
}

/// Splits at the words `key: ` behind a comma, so that values can hold commas.
static ATTRIBUTE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?:^|,\s*)([A-Za-z][A-Za-z-]*):\s*").ok());
static NEW_BLOCK: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(?:[-*+] |\d+[.)] |```|~~~|> |!\[|\||#{1,6} )").ok());

/// The bytes of an item's dash or number, with the blanks behind it.
pub(super) fn marker_width(item: &str) -> usize {
    let words = item.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches(['-', '*', '+', '.', ')']);
    item.len() - words.trim_start().len()
}

/// How far a list item is indented.
pub(super) fn indent_of(text: &str, item: Span) -> usize {
    text[..item.start].bytes().rev().take_while(|byte| *byte == b' ').count()
}

fn parse_item(text: &str, span: Span, zone: Tz, day: Option<NaiveDate>) -> Entry {
    let item = &text[span.range()];
    let marker = marker_width(item);
    let mut rest = Cursor { text, at: span.start + marker, end: span.end };
    let (at, time_span) = rest.time(zone, day);
    let (kind, subject, kind_span) = rest.kind();
    let indent = indent_of(text, span) + marker;
    let (first, more) = split_first_paragraph(&text[rest.at..rest.end], indent);
    let (text, attributes) = split_attributes(&first);
    Entry { at, kind: kind.unwrap_or(EntryKind::Note), subject, text, attributes, more, span, time_span, kind_span }
}

struct Cursor<'a> {
    text: &'a str,
    at: usize,
    end: usize,
}

impl Cursor<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..self.end]
    }

    fn skip_spaces(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start_matches([' ', '\t']).len();
    }

    /// Takes up to three words off the front that together are a time; bold, code and a colon around it are let pass.
    fn time(&mut self, zone: Tz, day: Option<NaiveDate>) -> (Option<Moment>, Span) {
        let line = self.rest().lines().next().unwrap_or_default();
        let ends: Vec<usize> =
            line.match_indices(' ').map(|(at, _)| at).chain(std::iter::once(line.len())).take(3).collect();
        // What is strictly written needs no tries, which are most of the cost of reading a log.
        let strict = ends.first().copied().filter(|end| {
            let kind_or_words = line[*end..].trim_start().trim_start_matches('[');
            kind_or_words.starts_with(char::is_alphanumeric) && DateTime::parse_from_rfc3339(&line[..*end]).is_ok()
        });
        for end in strict.into_iter().chain(ends.into_iter().rev()) {
            let written = &line[..end];
            let bare = written.trim_matches(['*', '`', '_', '[', ']']).trim_end_matches([':', '-', '–', '—', ' ']);
            let bare = bare.trim_matches(['*', '`', '_', '[', ']']);
            if let Ok(moment) = parse_moment(bare, zone, day) {
                let start = self.at + written.find(bare).unwrap_or(0);
                let span = Span::new(start, start + bare.len());
                self.at += end;
                self.skip_spaces();
                return (Some(moment), span);
            }
        }
        (None, Span::empty(self.at))
    }

    /// Takes `[kind]` or `[theory name]` off the front; a link is no kind.
    fn kind(&mut self) -> (Option<EntryKind>, Option<String>, Span) {
        let none = (None, None, Span::empty(self.at));
        let Some(inside) = self.rest().strip_prefix('[') else { return none };
        let Some(close) = inside.find([']', '\n']).filter(|at| inside[*at..].starts_with(']')) else { return none };
        let (words, behind) = (&inside[..close], &inside[close + 1..]);
        if behind.starts_with(['(', '[', ':']) || words.trim().is_empty() || matches!(words, " " | "x" | "X") {
            return none;
        }
        let (kind, subject) = words.trim().split_once(' ').unwrap_or((words.trim(), ""));
        let (kind, subject) = (EntryKind::from_word(kind), subject.trim());
        let span = Span::new(self.at + 1, self.at + 1 + words.len());
        let subject = (!subject.is_empty()).then(|| subject.to_owned());
        self.at += words.len() + 2;
        self.skip_spaces();
        (kind, subject, span)
    }
}

/// A line without as much of its indentation as its item has.
pub(super) fn dedented(line: &str, indent: usize) -> &str {
    let spaces = line.len() - line.trim_start_matches(' ').len();
    &line[spaces.min(indent)..]
}

/// The first paragraph's words on one line, and the Markdown below it without the item's indentation.
fn split_first_paragraph(rest: &str, indent: usize) -> (String, String) {
    let mut lines = rest.lines();
    let mut first = lines.next().unwrap_or_default().trim().to_owned();
    let mut more = Vec::new();
    for line in lines {
        let line = dedented(line, indent).to_owned();
        let new_block = line.trim().is_empty() || NEW_BLOCK.as_ref().is_some_and(|pattern| pattern.is_match(&line));
        if more.is_empty() && !new_block {
            first.push(' ');
            first.push_str(line.trim());
        } else {
            more.push(line);
        }
    }
    (first, more.join("\n").trim().to_owned())
}

fn split_attributes(line: &str) -> (String, Vec<(String, String)>) {
    let whole = || (line.to_owned(), Vec::new());
    let Some(inside) = line.trim_end().strip_suffix(')') else { return whole() };
    let mut depth = 1usize;
    let open = inside.char_indices().rev().find(|(_, c)| {
        match c {
            ')' => depth += 1,
            '(' => depth -= 1,
            _ => {}
        }
        depth == 0
    });
    let (Some((open, _)), Some(pattern)) = (open, ATTRIBUTE.as_ref()) else { return whole() };
    let inside = &inside[open + 1..];
    let keys: Vec<_> = pattern.captures_iter(inside).filter_map(|c| Some((c.get(0)?, c.get(1)?))).collect();
    if keys.first().is_none_or(|(all, _)| all.start() != 0) || line[..open].ends_with(']') {
        return whole();
    }
    let ends = keys.iter().skip(1).map(|(all, _)| all.start()).chain(std::iter::once(inside.len()));
    let attributes = keys
        .iter()
        .zip(ends)
        .map(|((all, key), end)| (key.as_str().to_ascii_lowercase(), inside[all.end()..end].trim().to_owned()));
    (line[..open].trim_end().to_owned(), attributes.collect())
}

/// One entry as the tool writes it: a list item without its line ending, further lines indented below it.
pub fn write_entry(at: Moment, zone: Tz, kind: EntryKind, subject: Option<&str>, text: &str) -> String {
    let subject = subject.map(|subject| format!(" {}", one_line(subject))).unwrap_or_default();
    let mut lines = text.trim().lines();
    let first = lines.next().unwrap_or_default();
    let mut entry = format!("- {} [{kind}{subject}] {}", format_moment(in_zone(at, zone)), first.trim());
    for line in lines {
        let line = line.trim_end();
        entry.push_str(if line.is_empty() { "\n" } else { "\n  " });
        entry.push_str(line);
    }
    entry.trim_end().to_owned()
}

/// A text with attributes in brackets at the end of its first line; those without a value are left out.
pub fn with_attributes(text: &str, attributes: &[(&str, Option<String>)]) -> String {
    let told =
        attributes.iter().filter_map(|(key, value)| Some(format!("{key}: {}", attribute_value(value.as_deref()?))));
    let told: Vec<_> = told.collect();
    let (first, more) = text.trim().split_once('\n').unwrap_or((text.trim(), ""));
    let brackets = if told.is_empty() { String::new() } else { format!(" ({})", told.join(", ")) };
    // Without a blank line the rest would be of the same paragraph, at whose end the brackets are looked for.
    let gap = if brackets.is_empty() || more.starts_with('\n') { "\n" } else { "\n\n" };
    format!("{}{brackets}{gap}{more}", first.trim_end()).trim_end().to_owned()
}

/// A written entry with one more attribute, behind those that it has at the end of its first line.
pub(super) fn with_attribute(written: &str, has_others: bool, name: &str, value: &str) -> String {
    let (first, more) = written.split_once('\n').unwrap_or((written, ""));
    let told = format!("{name}: {}", attribute_value(value));
    let first = match first.strip_suffix(')').filter(|_| has_others) {
        Some(open) => format!("{open}, {told})"),
        None => format!("{first} ({told})"),
    };
    // As in `with_attributes`, what follows without a blank line would be of the same paragraph.
    let gap = if more.is_empty() || more.starts_with('\n') { "\n" } else { "\n\n" };
    format!("{first}{gap}{more}").trim_end().to_owned()
}

/// A value as it can stand in the brackets: on one line, without brackets that nothing closes, and without what would
/// begin another attribute.
fn attribute_value(value: &str) -> String {
    let value = one_line(value);
    let mut depth = 0i32;
    let is_paired = value.chars().all(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth >= 0
    }) && depth == 0;
    let value = if is_paired { value } else { value.replace('(', "[").replace(')', "]") };
    match &*ATTRIBUTE {
        Some(pattern) => {
            pattern.replace_all(&value, |found: &regex::Captures<'_>| found[0].replacen(',', ";", 1)).into_owned()
        }
        None => value,
    }
}

/// A text without line breaks, for where a file has only one line for it.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Words as Markdown that shows them as they are: what would begin a link, HTML or a comment is escaped.
pub fn plain_words(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied().unwrap_or(' ');
        if c == '<' && (next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?')) {
            plain.push('\\');
        }
        plain.push(c);
        if c == ']' && matches!(next, '(' | '[') {
            plain.push('\\');
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::model::parse_date;

    fn read(markdown: &str) -> Vec<Entry> {
        parse_timeline(markdown, Span::new(0, markdown.len()), chrono_tz::America::New_York, parse_date("2023-12-20"))
    }

    fn brief(entry: &Entry) -> (String, &str, &str, &str) {
        let at = entry.at.map(format_moment).unwrap_or_default();
        (at, entry.kind.word(), entry.subject.as_deref().unwrap_or(""), &entry.text)
    }

    #[test]
    fn entries_are_read_as_the_tool_writes_them() {
        let entries = read(
            "- 2023-12-20T09:26:00-05:00 [theory pool] Tech Lead: release 412 leaks. (owner: Platform, priority: 1)\n\n  ![graph](graph.png)\n- 2023-12-20T09:38:00-05:00 [change] Platform: roll back. (approved: Tech Lead, staging: none: no time, at night)\n",
        );
        assert_eq!(
            brief(&entries[0]),
            ("2023-12-20T09:26:00-05:00".into(), "theory", "pool", "Tech Lead: release 412 leaks.")
        );
        assert_eq!(entries[0].more, "![graph](graph.png)");
        assert_eq!(entries[0].attribute("Priority"), Some("1"));
        assert_eq!(entries[1].attribute("staging"), Some("none: no time, at night"));
        assert_eq!(entries[1].attribute("approved"), Some("Tech Lead"));
    }

    #[test]
    fn entries_are_read_as_people_write_them() {
        let markdown = "* 23:50 first words\n  that go on\n* 2023-12-21 00:10: [Status] second\n* **00:20** third (see above)\n* no time [link](x)\n";
        let entries = read(markdown);
        assert_eq!(brief(&entries[0]), ("2023-12-20T23:50:00-05:00".into(), "note", "", "first words that go on"));
        assert_eq!(brief(&entries[1]), ("2023-12-21T00:10:00-05:00".into(), "status", "", "second"));
        assert_eq!(brief(&entries[2]), ("2023-12-21T00:20:00-05:00".into(), "note", "", "third (see above)"));
        assert_eq!(brief(&entries[3]), (String::new(), "note", "", "no time [link](x)"));
        for words in ["first - words", "[] words", "- words", "– words", ": words", "words", "12 words"] {
            let strict = read(&format!("- 2023-12-21T00:10:00-05:00 {words}\n"));
            let lenient = read(&format!("- 2023-12-21 00:10:00-05:00 {words}\n"));
            assert_eq!(brief(&strict[0]), brief(&lenient[0]));
        }
        assert_eq!(&markdown[entries[1].time_span.range()], "2023-12-21 00:10");
        assert_eq!(&markdown[entries[1].kind_span.range()], "Status");
    }

    #[test]
    fn entries_may_be_indented() {
        let markdown = "  - 09:00 a\n\n    more\n      code\n  - 10:00 b\n";
        let entries = read(markdown);
        assert_eq!(brief(&entries[0]).0, "2023-12-20T09:00:00-05:00");
        assert_eq!(entries[0].more, "more\n  code");
        assert_eq!(&markdown[entries[1].span.range()], "- 10:00 b");
    }

    #[test]
    fn plain_words_hold_neither_links_nor_html() {
        assert_eq!(
            plain_words("a < b [x](y) [z][w] <!-- <b>c</b> [prod] R&D"),
            "a < b [x]\\(y) [z]\\[w] \\<!-- \\<b>c\\</b> [prod] R&D"
        );
    }

    #[test]
    fn an_entry_is_written_strictly_and_reads_back() {
        let at = parse_moment("2023-12-20T14:00:00Z", chrono_tz::UTC, None).unwrap();
        let written = write_entry(
            at,
            chrono_tz::America::New_York,
            EntryKind::Note,
            None,
            "First line.\n\nSecond:\n```\ncode\n```\n",
        );
        assert_eq!(written, "- 2023-12-20T09:00:00-05:00 [note] First line.\n\n  Second:\n  ```\n  code\n  ```");
        assert_eq!(read(&written)[0].more, "Second:\n```\ncode\n```");
    }

    proptest::proptest! {
        #[test]
        fn attributes_are_read_as_they_were_written(
            text in "[a-z(): ,]{0,20}[a-z]",
            more in "(\n[a-z]{1,9}){0,2}",
            values in proptest::collection::vec("[A-Za-z][A-Za-z0-9 :;,.()-]{0,24}", 1..4),
        ) {
            let keys = ["owner", "priority", "state"];
            let attributes: Vec<_> = keys.into_iter().zip(values.iter().cloned().map(Some)).collect();
            let entries = read(&format!("- 09:00 [theory pool] {}\n", with_attributes(&format!("{text}{more}"), &attributes).replace('\n', "\n  ")));
            proptest::prop_assert_eq!(&entries[0].more, more.trim());
            let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
            proptest::prop_assert_eq!(one_line(&entries[0].text), one_line(&text));
            proptest::prop_assert_eq!(entries[0].attributes.len(), attributes.len());
            for (key, value) in &attributes {
                let there = entries[0].attribute(key).unwrap_or_default();
                proptest::prop_assert_eq!(letters(there), letters(value.as_deref().unwrap_or_default()));
            }
        }
    }
}

//! Entries put on a timeline, at their place in time.

use super::body::{Body, comments, without_comments};
use super::edit_body::{
    BodyEditError, behind_words, closes_before, last_line_end, line_end, line_ending, line_start, untouched,
    with_ending, write_section,
};
use super::timeline::parse_timeline;
use crate::model::{Entry, Moment, in_zone};
use crate::text::Span;
use chrono::NaiveDate;
use chrono_tz::Tz;

/// An entry on its way to a timeline.
#[derive(Clone, Copy, Debug)]
pub struct NewEntry<'a> {
    pub at: Moment,
    /// The list item as the tool writes it, without its line ending.
    pub written: &'a str,
    /// The zone of times without one, and the day of a first time without a date.
    pub zone: Tz,
    pub day: Option<NaiveDate>,
}

/// Where an entry goes among those that are there.
#[derive(Clone, Copy)]
enum Place {
    Behind(usize),
    Before(usize),
}

/// Puts an entry on the timeline: behind all that are not later than it, or where the newest stands first, before
/// them. It takes the list's own mark, indentation and blank lines. A timeline that is missing is made.
///
/// # Errors
/// Where the entry, or what stands before it, would swallow what follows.
pub fn add_entry(text: &str, body: Span, entry: &NewEntry<'_>, order: &[&str]) -> Result<String, BodyEditError> {
    let title = "Timeline";
    if comments(entry.written).unclosed.is_some() {
        return Err(refused("the entry holds a comment that never ends", "close it with -->"));
    }
    let parsed = Body::parse(text, body);
    let Some(section) = parsed.section(title) else { return write_section(text, body, title, entry.written, order) };
    let ending = line_ending(text);
    let day = entry.day.or(Some(in_zone(entry.at, entry.zone).date_naive()));
    let read = |text: &str, content: Span| parse_timeline(text, content, entry.zone, day);
    let entries = read(text, section.content);
    let place = place(text, &entries, entry.at);
    let near = place.and_then(|place| match place {
        Place::Behind(index) | Place::Before(index) => entries.get(index).map(|near| (place, index, near)),
    });
    let edited = match near {
        Some((Place::Behind(_), index, near)) => {
            let at = line_end(text, near.span.end);
            closes_before(text, body, at)?;
            let gap = ending.repeat(if is_loose(text, &entries, index) { 2 } else { 1 });
            let written = with_ending(&shaped(entry.written, text, near, 1), ending);
            format!("{}{gap}{written}{}", &text[..at], &text[at..])
        }
        Some((Place::Before(_), index, near)) => {
            let at = line_start(text, near.span.start);
            closes_before(text, body, at)?;
            let gap = ending.repeat(if is_loose(text, &entries, index) { 2 } else { 1 });
            let written = with_ending(&shaped(entry.written, text, near, 0), ending);
            format!("{}{written}{gap}{}", &text[..at], &text[at..])
        }
        None => first_entry(text, body, section.content, &with_ending(entry.written, ending), ending)?,
    };
    let reread = Body::parse(&edited, Span::new(body.start, edited.len()));
    let mut found = reread.section(title).map(|section| read(&edited, section.content)).unwrap_or_default();
    let own = match place {
        Some(Place::Behind(index)) => index + 1,
        Some(Place::Before(index)) => index,
        None => 0,
    };
    let is_there = found.len() == entries.len() + 1 && found.remove(own).at == Some(in_zone(entry.at, entry.zone));
    if !is_there || !untouched(text, &edited, body, title) {
        let help = "close each code fence (```) and comment (<!-- -->) in it";
        return Err(refused("the entry would swallow or split what follows it on the timeline", help));
    }
    match entries.iter().zip(&found).all(|(old, new)| says_the_same(old, new)) {
        true => Ok(edited),
        false => Err(refused(
            "the entry would change the day of times without a date that follow it on the timeline",
            "write the dates to the times there first",
        )),
    }
}

pub(super) fn refused(message: &str, help: &str) -> BodyEditError {
    BodyEditError { message: message.to_owned(), help: help.to_owned(), at: None }
}

/// Below the words of a section that has no entry: a prompt, a paragraph, a table.
fn first_entry(text: &str, body: Span, content: Span, written: &str, ending: &str) -> Result<String, BodyEditError> {
    let end = last_line_end(text, content);
    closes_before(text, body, end)?;
    let before = &text[..end];
    let gap = match without_comments(&text[content.range()]).is_empty() {
        true if before.ends_with('\n') || before.is_empty() => String::new(),
        true => ending.to_owned(),
        false => ending.repeat(2),
    };
    let (tail, missing) = behind_words(text, content, end, ending);
    Ok(format!("{before}{gap}{written}{tail}{}{}", ending.repeat(missing), &text[content.end..]))
}

fn place(text: &str, entries: &[Entry], at: Moment) -> Option<Place> {
    let is_past = |entry: &Entry| entry.at.is_some_and(|other| other <= at);
    if descends(entries) {
        let older = entries.iter().position(is_past);
        return older.map(Place::Before).or(entries.len().checked_sub(1).map(Place::Behind));
    }
    match entries.iter().rposition(is_past) {
        Some(mut index) => {
            // What has no time goes with what stands above it in its list.
            while let [one, other, ..] = entries.get(index..).unwrap_or_default()
                && other.at.is_none()
                && gap(text, one, other).trim().is_empty()
            {
                index += 1;
            }
            Some(Place::Behind(index))
        }
        None => match entries.iter().position(|entry| entry.at.is_some()) {
            Some(first) => Some(Place::Before(first)),
            None => entries.len().checked_sub(1).map(Place::Behind),
        },
    }
}

/// Whether more entries are older than the one above them than are younger.
fn descends(entries: &[Entry]) -> bool {
    let times: Vec<_> = entries.iter().filter_map(|entry| entry.at).collect();
    let count = |is: fn(&Moment, &Moment) -> bool| times.windows(2).filter(|pair| is(&pair[0], &pair[1])).count();
    count(|one, other| one > other) > count(|one, other| one < other)
}

pub(super) fn gap<'a>(text: &'a str, one: &Entry, other: &Entry) -> &'a str {
    text.get(one.span.end..other.span.start).unwrap_or_default()
}

/// Whether a blank line stands between an entry and the ones beside it.
pub(super) fn is_loose(text: &str, entries: &[Entry], index: usize) -> bool {
    let pairs = entries.get(index.saturating_sub(1)..).unwrap_or_default().windows(2).take(2);
    let mut gaps = pairs.map(|pair| gap(text, &pair[0], &pair[1]));
    gaps.any(|gap| gap.trim().is_empty() && gap.matches('\n').count() > 1)
}

/// An entry under the mark and the indentation of another; a number is `more` than the other's.
pub(super) fn shaped(written: &str, text: &str, near: &Entry, more: usize) -> String {
    let indent = &text[line_start(text, near.span.start)..near.span.start];
    let item = &text[near.span.range()];
    let digits = item.len() - item.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let sign = item[digits..].chars().next().unwrap_or('-');
    let mark = match item[..digits].parse::<usize>() {
        Ok(number) => format!("{}{sign}", (number + more).min(999_999_999)),
        Err(_) => sign.to_string(),
    };
    let width = mark.len() + 1;
    let lines = written.lines().enumerate().map(|(at, line)| match at {
        0 => format!("{indent}{mark} {}", line.strip_prefix("- ").unwrap_or(line)),
        _ if line.is_empty() => indent.trim_end().to_owned(),
        _ => format!("{indent}{:width$}{}", "", line.strip_prefix("  ").unwrap_or(line)),
    });
    lines.collect::<Vec<_>>().join("\n")
}

pub(super) fn says_the_same(old: &Entry, new: &Entry) -> bool {
    old.at == new.at
        && (old.kind, &old.subject, &old.text) == (new.kind, &new.subject, &new.text)
        && (&old.attributes, &old.more) == (&new.attributes, &new.more)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::model::{parse_date, parse_moment};

    const ORDER: &[&str] = &["Summary", "Solution", "Timeline"];

    fn try_entry(text: &str, time: &str, words: &str) -> Result<String, BodyEditError> {
        let at = parse_moment(time, Tz::UTC, parse_date("2026-01-01")).unwrap();
        let written = format!("- {time} [note] {words}");
        let entry = NewEntry { at, written: &written, zone: Tz::UTC, day: parse_date("2026-01-01") };
        add_entry(text, Span::new(0, text.len()), &entry, ORDER)
    }

    fn entry(text: &str, time: &str) -> String {
        try_entry(text, time, "new").unwrap()
    }

    /// A timeline takes an entry of half past nine as the line that says `NEW`.
    #[track_caller]
    fn takes(timeline: &str) {
        let around = |timeline: &str| format!("## Timeline\n{timeline}\n\n## Notes\n- x\n");
        let without: Vec<_> = timeline.split('\n').filter(|line| !line.ends_with("NEW")).collect();
        let (before, after) = (around(&without.join("\n")), around(&timeline.replace("NEW", "09:30 [note] new")));
        assert_eq!(entry(&before, "09:30"), after);
        assert_eq!(entry(&before.replace('\n', "\r\n"), "09:30"), after.replace('\n', "\r\n"));
    }

    #[test]
    fn entries_stand_in_the_order_of_time() {
        let text = "## Timeline\n<!-- prompt -->\n\n## Notes\n";
        let one = entry(text, "2026-01-01T10:00:00Z");
        assert_eq!(one, "## Timeline\n<!-- prompt -->\n- 2026-01-01T10:00:00Z [note] new\n\n## Notes\n");
        let two = entry(&one, "2026-01-01T09:00:00Z");
        let three = entry(&two, "2026-01-01T09:30:00Z");
        let times: Vec<_> =
            three.lines().filter_map(|line| line.get(13..18)).filter(|time| time.contains(':')).collect();
        assert_eq!(times, ["09:00", "09:30", "10:00"]);
        assert_eq!(entry("## Summary\n", "09:30"), "## Summary\n\n## Timeline\n- 09:30 [note] new\n");
    }

    #[test]
    fn an_entry_goes_behind_all_of_the_one_before_it() {
        takes("- 09:00 a\n\n  more\n- NEW\n- 10:00 b");
        takes("- 09:00 a\n  - one\n    - two\n  1. three\nlazy\n- NEW");
        takes("- 09:00 a\n  ```\n  - 09:10 code\n  ```  \n- NEW\n- 10:00 b");
        takes("- 09:00 a\n- no time\n- NEW\n- 10:00 b");
        takes("- 09:00 a\n- NEW\n\nClosing words.\n\n- [link](x)");
        takes("- NEW\n- 10:00 a\n- 11:00 b");
        takes("- no time\n- NEW\n- 10:00 b");
        takes("- no time\n- none either\n- NEW");
    }

    #[test]
    fn an_entry_takes_the_ways_of_its_list() {
        takes("* 09:00 a\n* NEW\n* 10:00 b");
        takes("  + 09:00 a\n  + NEW\n  + 10:00 b");
        takes("1) 09:00 a\n2) NEW\n2) 10:00 b");
        takes("> - 09:00 a\n> - NEW\n> - 10:00 b");
        takes("### Day one\n- 09:00 a\n- NEW\n\n### Day two\n- 10:00 b");
    }

    #[test]
    fn blank_lines_between_entries_stay_the_way() {
        let text = "## Timeline\n\n- 09:00 a\n\n- 10:00 b\n";
        assert_eq!(entry(text, "09:30"), text.replace("- 10", "- 09:30 [note] new\n\n- 10"));
        assert_eq!(entry(text, "10:30"), format!("{text}\n- 10:30 [note] new\n"));
        assert_eq!(entry(text, "08:30"), text.replace("- 09:00", "- 08:30 [note] new\n\n- 09:00"));
    }

    #[test]
    fn the_newest_stays_first_where_it_was() {
        takes("- 10:00 b\n- NEW\n- 09:00 a\n- no time");
        takes("- NEW\n- 09:20 c\n- 09:00 b\n- 08:00 a");
        takes("- 11:00 b\n- 10:00 a\n- NEW");
        takes("- NEW\n- 09:30 b\n- 09:00 a");
    }

    #[test]
    fn what_is_no_list_stays_above_the_first_entry() {
        let words = "## Timeline\nNothing yet.\n\n\n## Notes\n";
        assert_eq!(entry(words, "09:30"), words.replace("yet.", "yet.\n\n- 09:30 [note] new"));
        let table = "## Timeline\n| time | what |\n|---|---|\n| 09:00 | a |";
        assert_eq!(entry(table, "09:30"), format!("{table}\n\n- 09:30 [note] new\n"));
        let prompt = "## Timeline\r\n<!-- one\r\n- two -->";
        assert_eq!(entry(prompt, "09:30"), format!("{prompt}\r\n- 09:30 [note] new\r\n"));
        assert_eq!(entry("## Timeline\n## Notes\n", "09:30"), "## Timeline\n- 09:30 [note] new\n\n## Notes\n");
        assert_eq!(entry("## Timeline", "09:30"), "## Timeline\n- 09:30 [note] new\n");
        assert_eq!(entry("## Timeline\n- 09:00 a", "09:30"), "## Timeline\n- 09:00 a\n- 09:30 [note] new");
    }

    #[test]
    fn times_without_a_date_keep_their_day() {
        let text = "## Timeline\n- 23:50 a\n- 2026-01-02 00:10 b\n- 00:20 c\n";
        let after = text.replace("b\n", "b\n- 2026-01-02T00:15:00Z [note] new\n");
        assert_eq!(entry(text, "2026-01-02T00:15:00Z"), after);
        let error = try_entry(text, "2025-12-31T23:00:00Z", "new").unwrap_err();
        assert!(error.message.contains("the day of times without a date"), "{error:?}");
    }

    #[test]
    fn an_entry_that_would_swallow_or_be_swallowed_is_refused() {
        let text = "## Timeline\n- 09:00 a\n- 10:00 b\n";
        assert!(try_entry(text, "09:30", "x\n  <!-- open").is_err());
        assert!(try_entry("## Timeline\n", "09:30", "x\n## Heading").is_err());
        assert!(try_entry("## Timeline\n", "09:30", "x\n- 09:40 two").is_err());
        assert!(try_entry(text, "09:30", "x\n  ```\n  open").is_ok());
        let open = "## Timeline\n<!-- open\n- 09:00 a\n";
        let error = try_entry(open, "09:30", "x").unwrap_err();
        assert_eq!((error.at, error.message.as_str()), (Some(12), "the comment that begins here never ends"));
    }
}

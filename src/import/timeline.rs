//! The timelines of other logs: tables, lists and dated lines.

use super::clock::{Clock, ReadTime};
use super::prose::{BlockKind, Table, blocks, items, table};
use super::told::ToldEntry;
use super::zone::said;
use crate::model::{EntryKind, format_moment};
use chrono::{Days, NaiveDate, NaiveTime, Timelike};
use chrono_tz::Tz;
use regex::Regex;
use std::sync::LazyLock;

/// What a text tells of a timeline.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReadTimeline {
    pub entries: Vec<ToldEntry>,
    /// What is no entry, as it stands.
    pub words: String,
    pub guesses: Vec<String>,
    /// The zone in which the times without one are, where there are some.
    pub naive: Option<Tz>,
}

/// A time within a text of Hugo's, as cState has it.
static TRACK: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"\{\{[<%]\s*track\s+"(?P<time>[^"]+)"\s*/?[>%]\}\}"#).ok());
/// What stands before the time of a message.
static LABEL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?i:(?P<label>update|edit|initial message|final message|closing message|status)\s*(?:at|on|of|from|[:–-])?\s+)").ok()
});
/// A message that has no time: what is above it ends there.
static MESSAGE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)^[*_\[]*(?:initial|first|final|closing|last) message\b|^\[?(?:update|final|initial)\]").ok()
});
/// A sentence that says which zone times are in, and no more, is not longer, in bytes.
const SAYS_ZONE: usize = 60;
const MARKS: &[char] = &['*', '_', '[', '(', '`', ' '];
const SEPARATORS: &[char] = &['-', '–', '—', ':', '|', '=', '>', ' ', '\t', ','];

struct Reader<'a> {
    clock: &'a Clock,
    day: Option<NaiveDate>,
    last: Option<NaiveTime>,
    read: ReadTimeline,
    words: Vec<String>,
}

/// Reads a section that is a timeline; `day` is that of a first time without a date.
pub fn timeline(markdown: &str, clock: &Clock, day: Option<NaiveDate>) -> ReadTimeline {
    let clock = clock.as_said(markdown);
    let mut reader = Reader { clock: &clock, day, last: None, read: ReadTimeline::default(), words: Vec::new() };
    let mut open = false;
    for (kind, block) in blocks(markdown) {
        open = match kind {
            BlockKind::Table if reader.table(block) => false,
            BlockKind::List => {
                reader.list(block);
                false
            }
            BlockKind::Paragraph if reader.lines(block) => true,
            _ if open => reader.goes_on(block),
            // In the log, all times are in its own zone.
            _ if block.len() <= SAYS_ZONE && said(block).is_some() => false,
            _ => {
                reader.words.push(block.to_owned());
                false
            }
        };
    }
    reader.finished()
}

/// Reads the dated messages of a text; what has no clear time stays words.
pub fn messages(markdown: &str, clock: &Clock) -> ReadTimeline {
    let mut reader = Reader { clock, day: None, last: None, read: ReadTimeline::default(), words: Vec::new() };
    let mut open = false;
    for (kind, block) in blocks(markdown) {
        let is_message = MESSAGE.as_ref().is_some_and(|message| message.is_match(block));
        open = match kind {
            BlockKind::Paragraph if reader.tracked(block) => false,
            BlockKind::Paragraph if reader.message(block) => true,
            BlockKind::List if is_dated(block, clock) => {
                reader.list(block);
                false
            }
            _ if open && !is_message && !block.starts_with('#') => reader.goes_on(block),
            _ => {
                reader.words.push(block.to_owned());
                false
            }
        };
    }
    reader.finished()
}

/// Whether most items of a list begin with a date.
fn is_dated(list: &str, clock: &Clock) -> bool {
    let items = items(list);
    let dated = items.iter().filter(|item| clock.leading(item.text.trim_start_matches(MARKS), None).is_some());
    dated.count() * 2 > items.len()
}

impl Reader<'_> {
    fn finished(mut self) -> ReadTimeline {
        self.read.words = self.words.join("\n\n");
        self.read
    }

    /// The time that a text begins with, and what follows it.
    fn time(&mut self, text: &str) -> Option<(ReadTime, String)> {
        let bare = text.trim_start_matches(MARKS);
        let marks = text[..text.len() - bare.len()].trim();
        let (read, rest) = self.clock.leading(bare, self.day)?;
        let mut rest = rest.to_owned();
        if !marks.is_empty() {
            let closing: String = marks
                .chars()
                .rev()
                .map(|c| match c {
                    '[' => ']',
                    '(' => ')',
                    c => c,
                })
                .collect();
            let trimmed = rest.trim_start_matches([':', ' ']);
            rest = match trimmed.strip_prefix(&closing) {
                Some(behind) => behind.to_owned(),
                // Nothing closes it where the first line ends: the mark goes on to the end of the text.
                None => rest.trim_end().strip_suffix(&closing).map(str::to_owned).unwrap_or(rest),
            };
        }
        let dash = rest.trim_start().starts_with(['-', '–', '—']) || rest.trim_start().starts_with("to ");
        let behind = rest.trim_start_matches(SEPARATORS);
        let behind = behind.strip_prefix("to ").unwrap_or(behind);
        let day = read.at.date_naive();
        let mut told = behind.to_owned();
        if dash
            && !read.is_day
            && let Some((until, after)) = self.clock.leading(behind, Some(day)).filter(|(until, _)| !until.is_day)
        {
            told = format!("(until {}) {}", format_moment(until.at), after.trim_start_matches(SEPARATORS));
        } else if !rest.starts_with(SEPARATORS) && marks.is_empty() {
            told = rest;
        }
        Some((self.settled(read, bare), told.trim().to_owned()))
    }

    /// The time with its day: one without a date that lies far before the one above is of the next day.
    fn settled(&mut self, mut read: ReadTime, written: &str) -> ReadTime {
        let has_date = self.clock.leading(written, None).is_some();
        let time = read.at.time();
        let fell = self.last.is_some_and(|last| last.hour() >= 12 + time.hour());
        if !has_date
            && !read.is_day
            && fell
            && let Some(next) = read.at.checked_add_days(Days::new(1))
        {
            read.at = next;
            self.guess("a time that is far before the one above it is of the next day");
        }
        let zone = self.clock.zone;
        self.day = Some(if read.has_zone { read.at.date_naive() } else { read.at.with_timezone(&zone).date_naive() });
        self.last = (!read.is_day).then_some(time);
        self.read.naive = if read.has_zone { self.read.naive } else { Some(zone) };
        if let Some(guess) = read.guess.take() {
            self.guess(&guess);
        }
        read
    }

    fn guess(&mut self, what: &str) {
        if !self.read.guesses.iter().any(|other| other == what) {
            self.read.guesses.push(what.to_owned());
        }
    }

    fn push(&mut self, time: Option<ReadTime>, text: String) {
        let (at, is_day) = time.map_or((None, false), |read| (Some(read.at), read.is_day));
        self.read.entries.push(ToldEntry { at, is_day, kind: EntryKind::Note, text });
    }

    /// More of the last entry.
    fn goes_on(&mut self, block: &str) -> bool {
        if let Some(entry) = self.read.entries.last_mut() {
            let gap = if entry.text.is_empty() { "" } else { "\n\n" };
            entry.text.push_str(&format!("{gap}{block}"));
        }
        true
    }

    fn list(&mut self, block: &str) {
        for item in items(block) {
            match self.time(&item.text) {
                Some((read, text)) => self.push(Some(read), text),
                None => self.push(None, item.text),
            }
        }
    }

    /// The lines of a paragraph, where the first begins with a time.
    fn lines(&mut self, block: &str) -> bool {
        let mut is_first = true;
        for line in block.lines() {
            match self.time(line) {
                Some((read, text)) => self.push(Some(read), text),
                None if is_first => return false,
                None => {
                    if let Some(entry) = self.read.entries.last_mut() {
                        entry.text = format!("{}\n{}", entry.text, line.trim()).trim_start().to_owned();
                    }
                }
            }
            is_first = false;
        }
        true
    }

    /// A paragraph with cState's own mark of its time.
    fn tracked(&mut self, block: &str) -> bool {
        let Some(found) = TRACK.as_ref().and_then(|track| track.captures(block)) else { return false };
        let Ok(read) = self.clock.read(&found["time"]) else { return false };
        let read = self.settled(read, &found["time"]);
        self.push(Some(read), block.replace(&found[0], "").trim().to_owned());
        true
    }

    /// A paragraph that begins with the date and the time of a message.
    fn message(&mut self, block: &str) -> bool {
        let (first, rest) = block.split_once('\n').unwrap_or((block, ""));
        let bare = first.trim_start_matches(MARKS);
        let label = LABEL.as_ref().and_then(|label| label.captures(bare));
        let end = label.as_ref().and_then(|found| found.get(0)).map_or(0, |found| found.end());
        let marks = &first[..first.len() - bare.len()];
        let Some((read, behind)) = self.clock.leading(&bare[end..], None) else { return false };
        // What goes on as a sentence tells of a time, and not of itself at that time.
        let is_set_off =
            !marks.is_empty() || label.is_some() || behind.is_empty() || behind.starts_with(['-', '–', '—', ':']);
        if read.is_day || !is_set_off {
            return false;
        }
        let Some((read, text)) = self.time(&format!("{marks}{}", &bare[end..])) else { return false };
        let text = [text.as_str(), rest].join("\n").trim().to_owned();
        self.push(Some(read), text);
        true
    }

    /// A table with a column of times; whether it is one.
    fn table(&mut self, block: &str) -> bool {
        let Some(table) = table(block) else { return false };
        let Some(columns) = time_columns(&table, self.clock) else { return false };
        for row in &table.rows {
            let cell = |column: &usize| row.get(*column).map_or("", String::as_str);
            let written = columns.iter().map(cell).collect::<Vec<_>>().join(" ");
            let others = row.iter().enumerate().filter(|(column, cell)| !columns.contains(column) && !cell.is_empty());
            let text = others.map(|(_, cell)| cell.as_str()).collect::<Vec<_>>().join(" — ");
            match self.time(&written) {
                Some((read, rest)) if rest.chars().any(char::is_alphanumeric) => {
                    self.push(Some(read), format!("{rest} {text}"))
                }
                Some((read, _)) => self.push(Some(read), text),
                None if written.trim().is_empty() && text.is_empty() => {}
                None => self.push(None, format!("{written} {text}").trim().to_owned()),
            }
        }
        true
    }
}

/// The columns that together are the time: those whose heads say so, else the first where most cells are times.
fn time_columns(table: &Table, clock: &Clock) -> Option<Vec<usize>> {
    let says = |head: &String| {
        let words = head.to_lowercase();
        let words: Vec<_> = words.split(|c: char| !c.is_alphanumeric()).collect();
        ["time", "date", "when", "timestamp", "day"].iter().any(|word| words.contains(word))
    };
    let said: Vec<_> = table.head.iter().enumerate().filter(|(_, head)| says(head)).map(|(at, _)| at).take(2).collect();
    if !said.is_empty() {
        return Some(said);
    }
    let any = NaiveDate::from_ymd_opt(2000, 1, 1);
    let is_time = |column: usize| {
        let times =
            table.rows.iter().filter(|row| row.get(column).is_some_and(|cell| clock.leading(cell, any).is_some()));
        times.count() * 2 > table.rows.len()
    };
    (0..table.head.len()).find(|column| is_time(*column)).map(|column| vec![column])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(read: &ReadTimeline) -> Vec<String> {
        let time = |entry: &ToldEntry| match entry.at {
            Some(at) if entry.is_day => at.date_naive().to_string(),
            Some(at) => format_moment(at),
            None => "?".to_owned(),
        };
        read.entries.iter().map(|entry| format!("{} {}", time(entry), entry.text.replace('\n', "/"))).collect()
    }

    fn clock() -> Clock {
        Clock { zone: Tz::UTC, form: None }
    }

    #[test]
    fn a_table_is_read_by_its_column_of_times() {
        let read = timeline(
            "All times in CET.\n\n| Time | Event |\n| --- | --- |\n| 2020-06-09 11:00 | Began |\n| 2020-06-09 12:20 - 13:00 | Fell |\n| 2020-06-10 --:-- | Slept |\n| later | Rose |\n",
            &clock(),
            None,
        );
        assert_eq!(
            told(&read),
            [
                "2020-06-09T11:00:00+02:00 Began",
                "2020-06-09T12:20:00+02:00 (until 2020-06-09T13:00:00+02:00) Fell",
                "2020-06-10 Slept",
                "? later Rose"
            ]
        );
        assert_eq!((read.words.as_str(), read.naive), ("", Some(Tz::CET)));
        let read = timeline(
            "| Date | Time (UTC) | Who | What |\n|-|-|-|-|\n| 2020-06-09 | 11:00 | Ops | Began |\n",
            &clock(),
            None,
        );
        assert_eq!(told(&read), ["2020-06-09T11:00:00Z Ops — Began"]);
    }

    #[test]
    fn a_list_is_read_item_by_item() {
        let day = NaiveDate::from_ymd_opt(2021, 5, 29);
        let read = timeline(
            "* 22:37 Denver - Updated *plugins*\n    * azure\n* Reviewed them\n* **23:50**: fell\n* 00:10 rose\n",
            &clock(),
            day,
        );
        assert_eq!(
            told(&read),
            [
                "2021-05-29T22:37:00-06:00 Updated *plugins*/  * azure",
                "? Reviewed them",
                "2021-05-29T23:50:00Z fell",
                "2021-05-30T00:10:00Z rose"
            ]
        );
        assert_eq!(
            read.guesses,
            ["`Denver` is the zone America/Denver", "a time that is far before the one above it is of the next day"]
        );
    }

    #[test]
    fn dated_lines_are_entries() {
        let read =
            timeline("2021-05-29 10:00 UTC fell\nand hard\n2021-05-29 11:00 UTC: rose\n\nmore of it\n", &clock(), None);
        assert_eq!(told(&read), ["2021-05-29T10:00:00Z fell/and hard", "2021-05-29T11:00:00Z rose//more of it"]);
    }

    #[test]
    fn messages_are_those_with_a_date_and_a_time() {
        let read = messages(
            "**Update at 2021-06-08 11:20 UTC**\n\nBack to normal.\n\n- a\n\n**Initial Message at 2021-06-08 09:35 UTC**\n\nFell.\n\n[Final message]\nAll well.\n\n\
             On 2021-06-08 it was warm.\n\nTuesday 8 June 2021 at 10:00 UTC, we'll rise.\n\n*Resolved* - We rolled back. {{< track \"2021-06-08 12:00:00\" >}}\n",
            &clock(),
        );
        assert_eq!(
            told(&read),
            [
                "2021-06-08T11:20:00Z Back to normal.//- a",
                "2021-06-08T09:35:00Z Fell.",
                "2021-06-08T12:00:00Z *Resolved* - We rolled back."
            ]
        );
        assert_eq!(
            read.words,
            "[Final message]\nAll well.\n\nOn 2021-06-08 it was warm.\n\nTuesday 8 June 2021 at 10:00 UTC, we'll rise."
        );
        let read = messages(
            "* *2020-11-23: Azure looks into it*\n* *2020-11-19: It is back*\n\nThe volume is down.\n",
            &clock(),
        );
        assert_eq!(told(&read), ["2020-11-23 Azure looks into it", "2020-11-19 It is back"]);
        assert_eq!(read.words, "The volume is down.");
    }
}

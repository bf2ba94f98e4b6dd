//! Entries of a timeline that give way to others, or go.

use super::body::Body;
use super::edit_body::{BodyEditError, line_end, line_ending, line_start, untouched, with_ending};
use super::edit_entry::{gap, refused, says_the_same, shaped};
use super::timeline::{dedented, indent_of, marker_width, parse_timeline};
use crate::model::Entry;
use crate::text::Span;
use chrono::NaiveDate;
use chrono_tz::Tz;

/// An entry as the tool writes one: under a dash, its further lines indented by two, whatever its own list has.
pub fn written_alone(text: &str, entry: &Entry) -> String {
    let item = text.get(entry.span.range()).unwrap_or_default();
    let marker = marker_width(item);
    let indent = indent_of(text, entry.span) + marker;
    let mut lines = item[marker..].lines();
    let mut written = format!("- {}", lines.next().unwrap_or_default().trim_end());
    for line in lines.map(|line| dedented(line, indent)) {
        written.push_str(if line.trim().is_empty() { "\n" } else { "\n  " });
        written.push_str(if line.trim().is_empty() { "" } else { line });
    }
    written
}

/// The timeline of a body, and how its times are read.
#[derive(Clone, Copy, Debug)]
pub struct Timeline<'a> {
    pub text: &'a str,
    pub body: Span,
    pub zone: Tz,
    pub day: Option<NaiveDate>,
}

impl Timeline<'_> {
    pub(super) fn entries(&self) -> Vec<Entry> {
        let section = Body::parse(self.text, self.body).section("Timeline").map(|section| section.content);
        section.map(|content| parse_timeline(self.text, content, self.zone, self.day)).unwrap_or_default()
    }

    /// Puts another text in an entry's place, under the mark that the entry has.
    ///
    /// # Errors
    /// Where there is no such entry, or the text would change another one.
    pub fn replace(&self, index: usize, written: &str) -> Result<String, BodyEditError> {
        let entries = self.entries();
        let old = entries.get(index).ok_or_else(missing)?;
        let written = with_ending(&shaped(written, self.text, old, 0), line_ending(self.text));
        let before = &self.text[..line_start(self.text, old.span.start)];
        let edited = format!("{before}{written}{}", &self.text[old.span.end..]);
        self.checked(edited, &entries, index, 1)
    }

    /// Takes an entry out, with the blank lines between it and the next.
    ///
    /// # Errors
    /// Where there is no such entry, or others would change without it.
    pub fn remove(&self, index: usize) -> Result<String, BodyEditError> {
        let (text, entries) = (self.text, self.entries());
        let old = entries.get(index).ok_or_else(missing)?;
        let beside = |one: &Entry, other: &Entry| gap(text, one, other).trim().is_empty();
        let next = entries.get(index + 1).filter(|next| beside(old, next));
        let before = index.checked_sub(1).and_then(|before| entries.get(before)).filter(|before| beside(before, old));
        let end = line_end(text, old.span.end);
        let (from, to) = match (next, before) {
            (Some(next), _) => (line_start(text, old.span.start), line_start(text, next.span.start)),
            (None, Some(before)) => (line_end(text, before.span.end), end),
            (None, None) => {
                (line_start(text, old.span.start), text[end..].find('\n').map_or(end, |newline| end + newline + 1))
            }
        };
        self.checked(format!("{}{}", &text[..from], &text[to..]), &entries, index, 0)
    }

    /// An edited text, where all entries but the one in the place of `index` say what they said.
    fn checked(&self, edited: String, old: &[Entry], index: usize, come: usize) -> Result<String, BodyEditError> {
        let new = Timeline { text: &edited, body: Span::new(self.body.start, edited.len()), ..*self }.entries();
        let [before, behind] = [(0, 0), (index + 1, index + come)]
            .map(|(old_at, new_at)| (old.get(old_at..).unwrap_or_default(), new.get(new_at..).unwrap_or_default()));
        let same = |(old, new): (&Entry, &Entry)| says_the_same(old, new);
        let is_sound = new.len() + 1 == old.len() + come
            && before.0.iter().zip(before.1).take(index).all(same)
            && behind.0.iter().zip(behind.1).all(same)
            && untouched(self.text, &edited, self.body, "Timeline");
        match is_sound {
            true => Ok(edited),
            false => Err(refused("the change of an entry would change others on the timeline", "change it by hand")),
        }
    }
}

fn missing() -> BodyEditError {
    refused("there is no such entry on the timeline", "name one that is there")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn timeline(text: &str) -> Timeline<'_> {
        let day = crate::model::parse_date("2026-01-01");
        Timeline { text, body: Span::new(0, text.len()), zone: Tz::UTC, day }
    }

    #[test]
    fn an_entry_is_written_alone_whatever_its_list() {
        let text = "## Timeline\n  1) 09:00 a  \n     b\n\n         code\n\n     - c\n";
        let entries = timeline(text).entries();
        assert_eq!(written_alone(text, &entries[0]), "- 09:00 a\n  b\n\n      code\n\n  - c");
    }

    #[test]
    fn an_entry_gives_way_under_its_own_mark() {
        let text = "## Timeline\r\n* 09:00 a\r\n\r\n  more\r\n* 10:00 b\r\n\r\n## Notes\r\n";
        let edited = timeline(text).replace(0, "- 09:00 [note] new\n  - one").unwrap();
        assert_eq!(edited, "## Timeline\r\n* 09:00 [note] new\r\n  - one\r\n* 10:00 b\r\n\r\n## Notes\r\n");
        assert!(timeline(text).replace(0, "- 2026-01-02 09:00 the next day").is_err());
        assert!(timeline(text).replace(2, "- 10:00 x").is_err());
    }

    #[test]
    fn an_entry_goes_with_the_gap_behind_it() {
        let text = "## Timeline\n<!-- p -->\n\n- 09:00 a\n\n  more\n\n- 10:00 b\n\n- 11:00 c\n\n## Notes\n";
        assert_eq!(timeline(text).remove(0).unwrap(), text.replace("- 09:00 a\n\n  more\n\n", ""));
        assert_eq!(timeline(text).remove(1).unwrap(), text.replace("- 10:00 b\n\n", ""));
        assert_eq!(timeline(text).remove(2).unwrap(), text.replace("\n\n- 11:00 c", ""));
        assert_eq!(timeline("## Timeline\n- 09:00 a").remove(0).unwrap(), "## Timeline\n");
    }

    #[test]
    fn what_would_change_another_days_times_stays() {
        let text = "## Timeline\n- 2026-01-02 00:10 b\n- 00:20 c\n";
        assert!(timeline(text).remove(0).is_err());
        assert_eq!(timeline(text).remove(1).unwrap(), "## Timeline\n- 2026-01-02 00:10 b\n");
    }
}

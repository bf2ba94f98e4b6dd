//! The timeline as it is told: each entry with its kind, and what its kind owes.

use super::anchors::is_timeline;
use super::links::{From, Links};
use super::outside::Outside;
use super::when::When;
use crate::audience::ViewSection;
use crate::model::{Entry, EntryKind, Milestone};
use chrono::{NaiveDate, Timelike};
use chrono_tz::Tz;
use serde::Serialize;
use tera::Value;

/// A timeline on a page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Timeline {
    /// What stands in the section before its first entry.
    pub intro: Option<Value>,
    pub entries: Vec<Told>,
}

/// One entry.
#[derive(Clone, Debug, Serialize)]
pub struct Told {
    pub id: String,
    /// The day, on the first entry of each.
    pub day: Option<When>,
    /// How the clocks stood against UTC, beside the day: `-05:00`.
    pub offset: Option<String>,
    pub at: Option<When>,
    /// Whether its day and time of day say all, so that none need be repeated.
    pub by_day: bool,
    pub kind: &'static str,
    /// Whether it is one of the points that are measured.
    pub milestone: bool,
    pub subject: Option<String>,
    /// `open`, `ruled-out` or `confirmed`, where the entry settles its theory.
    pub state: Option<String>,
    pub words: Value,
    pub facts: Vec<Fact>,
}

/// Something that an entry says beside its words, or should.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fact {
    pub name: String,
    pub value: Outside,
    /// Whether it is missing where it must not be.
    pub missing: bool,
}

impl Timeline {
    /// The entries of a document's timeline; their ids begin with `prefix`.
    pub fn new(
        entries: &[Entry],
        sections: &[ViewSection],
        prefix: &str,
        zone: Tz,
        links: &Links<'_>,
        from: From<'_>,
    ) -> Self {
        let section = sections.iter().find(|section| is_timeline(section)).map(|section| section.markdown.as_str());
        let intro = section.map(|markdown| if entries.is_empty() { markdown } else { before_first_item(markdown) });
        let intro = intro.filter(|markdown| !markdown.trim().is_empty());
        let mut day: Option<NaiveDate> = None;
        let mut day_offset: Option<String> = None;
        let told = |(number, entry): (usize, &Entry)| {
            let id = format!("{prefix}{}", number + 1);
            let date = entry.at.map(|at| at.with_timezone(&zone).date_naive());
            let is_new_day = date.is_some() && date != day;
            day = date.or(day);
            let at = entry.at.map(|at| When::at(at, zone));
            // `2026-03-02T09:52:00-05:00`
            let offset = at.as_ref().and_then(|at| at.iso.get(19..)).map(str::to_owned);
            let is_whole_minute = entry.at.is_some_and(|at| at.second() == 0 && at.nanosecond() == 0);
            if is_new_day {
                day_offset.clone_from(&offset);
            }
            Told {
                day: date.filter(|_| is_new_day).map(When::on),
                by_day: is_whole_minute && offset == day_offset,
                offset: offset.filter(|_| is_new_day),
                at,
                kind: entry.kind.word(),
                milestone: Milestone::from_word(entry.kind.word()).is_some(),
                subject: entry.subject.clone(),
                state: entry.attribute("state").map(str::to_ascii_lowercase),
                words: links.markdown(&format!("{}\n\n{}", entry.text, entry.more), &id, 3, from),
                facts: facts(entry),
                id,
            }
        };
        let entries = entries.iter().enumerate().map(told).collect();
        Self { intro: intro.map(|markdown| links.markdown(markdown, &format!("{prefix}0"), 3, from)), entries }
    }

    pub fn is_empty(&self) -> bool {
        self.intro.is_none() && self.entries.is_empty()
    }
}

/// Whether a timeline tells all of one that was copied from it at some time: what came later does not matter, whether it
/// is an entry or completes one.
pub fn tells_all_of(timeline: &[Entry], copy: &[Entry]) -> bool {
    let says = |entry: &Entry, copied: &Entry| {
        let mut facts = copied.attributes.iter().filter(|(name, value)| !value.is_empty() && name != "state");
        (entry.at, entry.kind, &entry.subject, &entry.text) == (copied.at, copied.kind, &copied.subject, &copied.text)
            && facts.all(|(name, value)| entry.attribute(name) == Some(value))
            && entry.more.starts_with(&copied.more)
    };
    let is_told = |copied: &Entry| timeline.iter().any(|entry| says(entry, copied));
    copy.iter().all(is_told) && (!copy.is_empty() || timeline.is_empty())
}

fn before_first_item(markdown: &str) -> &str {
    let is_item = |line: &str| {
        let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
        line.starts_with(['-', '*', '+']) || (rest.len() < line.len() && rest.starts_with(['.', ')']))
    };
    let mut end = 0;
    for line in markdown.split_inclusive('\n') {
        if is_item(line) {
            break;
        }
        end += line.len();
    }
    markdown.get(..end).unwrap_or_default()
}

fn facts(entry: &Entry) -> Vec<Fact> {
    let owed: &[(&str, &str)] = match entry.kind {
        EntryKind::Change => &[("approved", "not written down"), ("staging", "not written down")],
        _ => &[],
    };
    let owed = owed.iter().map(|(name, missing)| match entry.attribute(name) {
        Some(value) => Fact { name: (*name).to_owned(), value: Outside::new(value), missing: value.is_empty() },
        None => Fact { name: (*name).to_owned(), value: Outside::new(missing), missing: true },
    });
    let is_owed = |name: &str| entry.kind == EntryKind::Change && matches!(name, "approved" | "staging");
    let others = entry.attributes.iter().filter(|(name, _)| !is_owed(name) && name != "state");
    let others = others.map(|(name, value)| Fact { name: name.clone(), value: Outside::new(value), missing: false });
    owed.chain(others).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_change_owes_is_shown_as_missing() {
        let entry = Entry {
            at: None,
            kind: EntryKind::Change,
            subject: None,
            text: "Restart.".to_owned(),
            attributes: vec![("staging".to_owned(), "verified".to_owned()), ("ticket".to_owned(), "OPS-1".to_owned())],
            more: String::new(),
            span: Default::default(),
            time_span: Default::default(),
            kind_span: Default::default(),
        };
        let told: Vec<_> = facts(&entry).into_iter().map(|fact| (fact.name, fact.missing)).collect();
        assert_eq!(told, [("approved".to_owned(), true), ("staging".to_owned(), false), ("ticket".to_owned(), false)]);
    }

    #[test]
    fn what_stands_before_the_entries_is_kept() {
        assert_eq!(before_first_item("All times UTC.\n\n- 09:00 x\n"), "All times UTC.\n\n");
        assert_eq!(before_first_item("1. 09:00 x\n"), "");
        assert_eq!(before_first_item("| a |\n"), "| a |\n");
    }
}

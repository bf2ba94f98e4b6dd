//! What changed in a document's words: sections from prompt to words, edited or emptied, and the timeline.

use super::change::{Change, Part, count, listed};
use crate::document::Document;
use crate::document::body::{Body, without_comments};
use crate::model::Entry;
use crate::text::Source;
use std::collections::HashMap;

/// A document of any kind, as far as its words go.
#[derive(Clone, Copy)]
pub struct Whole<'a> {
    source: &'a Source,
    body: &'a Body,
    timeline: &'a [Entry],
}

impl<'a> Whole<'a> {
    pub fn of<T>(document: &'a Document<T>) -> Self {
        Self { source: &document.source, body: &document.body, timeline: &document.timeline }
    }

    /// The sections' titles and words, in order; those of one title together, the timeline left out where it has
    /// entries on either side.
    fn sections(&self, without_timeline: bool) -> Vec<(&'a str, String)> {
        let mut sections: Vec<(&str, String)> = Vec::new();
        for section in &self.body.sections {
            if without_timeline && is_timeline(&section.title) {
                continue;
            }
            let words = without_comments(self.source.slice(section.content));
            match sections.iter_mut().find(|(title, _)| title.eq_ignore_ascii_case(&section.title)) {
                Some((_, text)) => text.push_str(&format!("\n\n{words}")),
                None => sections.push((&section.title, words)),
            }
        }
        sections
    }

    fn preamble(&self) -> String {
        without_comments(self.source.slice(self.body.preamble))
    }
}

fn is_timeline(title: &str) -> bool {
    title.eq_ignore_ascii_case("Timeline")
}

/// The changes between two bodies; `before` is `None` for a document that is new.
pub fn body(part: Part, before: Option<Whole<'_>>, after: Whole<'_>) -> Vec<Change> {
    let entries = !after.timeline.is_empty() || before.is_some_and(|before| !before.timeline.is_empty());
    let new = after.sections(entries);
    let mut changes = Vec::new();
    match before {
        None => changes.extend(first_words(part, &new)),
        Some(before) => {
            changes.extend(edited(part, "text before the first section", &before.preamble(), &after.preamble()));
            sections(part, &before.sections(entries), &new, &mut changes);
        }
    }
    changes.extend(timeline(part, before.map_or(&[], |before| before.timeline), after.timeline));
    changes
}

/// A new document's sections in one line: those with words, and those that have their prompt still.
fn first_words(part: Part, sections: &[(&str, String)]) -> Option<Change> {
    let titles = |written: bool| -> Vec<&str> {
        sections.iter().filter(|(_, words)| words.is_empty() != written).map(|(title, _)| *title).collect()
    };
    let (written, unwritten) = (titles(true), titles(false));
    if written.is_empty() && unwritten.is_empty() {
        return None;
    }
    let note = if unwritten.is_empty() { String::new() } else { format!("not yet: {}", unwritten.join(", ")) };
    let name = if written.is_empty() { "none".to_owned() } else { written.join(", ") };
    Some(Change::new(part, "sections", "written").name(name).note(note))
}

fn sections(part: Part, old: &[(&str, String)], new: &[(&str, String)], changes: &mut Vec<Change>) {
    let find = |all: &[(&str, String)], title: &str| -> Option<String> {
        all.iter().find(|(other, _)| other.eq_ignore_ascii_case(title)).map(|(_, words)| words.clone())
    };
    for (title, words) in new {
        let before = find(old, title);
        let change = |verb| Change::new(part, "section", verb).name(*title);
        let length = || count(words.split_whitespace().count(), "word", "words");
        match before.as_deref() {
            None if words.is_empty() => {}
            None => changes.push(change("added").note(length())),
            Some(before) if before == words => {}
            Some("") => changes.push(change("written").note(length())),
            Some(_) if words.is_empty() => changes.push(change("emptied")),
            Some(before) => changes.push(change("edited").note(difference(before, words))),
        }
    }
    let removed = old.iter().filter(|(title, words)| !words.is_empty() && find(new, title).is_none());
    changes.extend(removed.map(|(title, _)| Change::new(part, "section", "removed").name(*title)));
}

fn edited(part: Part, what: &'static str, before: &str, after: &str) -> Option<Change> {
    (before != after).then(|| Change::new(part, what, "edited").note(difference(before, after)))
}

/// How many words a text has that the other has not, and the other way round; the order apart.
pub fn difference(before: &str, after: &str) -> String {
    let mut counts: HashMap<&str, i64> = HashMap::new();
    after.split_whitespace().for_each(|word| *counts.entry(word).or_default() += 1);
    before.split_whitespace().for_each(|word| *counts.entry(word).or_default() -= 1);
    let sum = |sign: i64| -> usize { counts.values().filter_map(|number| usize::try_from(number * sign).ok()).sum() };
    let (added, removed) = (sum(1), sum(-1));
    let told = listed([
        (added, format!("{} added", count(added, "word", "words"))),
        (removed, format!("{} removed", count(removed, "word", "words"))),
    ]);
    if told.is_empty() { "the same words in another order or form".to_owned() } else { told }
}

/// How many entries came, went and were edited.
fn timeline(part: Part, old: &[Entry], new: &[Entry]) -> Option<Change> {
    let same = |one: &Entry, other: &Entry| {
        let facts = |entry: &Entry| (entry.at, entry.kind, entry.subject.clone(), entry.attributes.clone());
        facts(one) == facts(other) && one.text == other.text && one.more == other.more
    };
    // An entry is the same one still where its time or its words are.
    let kin = |one: &Entry, other: &Entry| (one.at.is_some() && one.at == other.at) || one.text == other.text;
    let (old, new) = without_partners(old.iter().collect(), new.iter().collect(), same);
    let found = new.len();
    let (removed, added) = without_partners(old, new, kin);
    let edited = found - added.len();
    let told = listed([
        (added.len(), format!("{} added", count(added.len(), "entry", "entries"))),
        (edited, format!("{} edited", count(edited, "entry", "entries"))),
        (removed.len(), format!("{} removed", count(removed.len(), "entry", "entries"))),
    ]);
    (!told.is_empty()).then(|| Change::new(part, "timeline", "changed").note(told))
}

/// What is left of two lists when each member has left with the first one of the other that goes with it.
fn without_partners<'a>(
    old: Vec<&'a Entry>,
    mut new: Vec<&'a Entry>,
    fits: impl Fn(&Entry, &Entry) -> bool,
) -> (Vec<&'a Entry>, Vec<&'a Entry>) {
    let mut alone = Vec::new();
    for entry in old {
        match new.iter().position(|other| fits(entry, other)) {
            Some(at) => drop(new.remove(at)),
            None => alone.push(entry),
        }
    }
    (alone, new)
}

/// What changed among named values.
pub fn pairs(part: Part, what: &'static str, old: &[(String, String)], new: &[(String, String)]) -> Vec<Change> {
    let find = |all: &[(String, String)], name: &str| {
        all.iter().find(|(other, _)| other == name).map(|(_, value)| value.clone())
    };
    let gone = old.iter().filter(|(name, _)| find(new, name).is_none());
    let names = new.iter().chain(gone).map(|(name, _)| name);
    let changes = names
        .filter_map(|name| Some(Change::of_value(part, what, find(old, name), find(new, name))?.name(name.clone())));
    changes.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{read_incident, read_postmortem};

    fn told(before: &str, after: &str) -> Vec<String> {
        let read = |body: &str| {
            read_incident(Source::new("a.md", format!("---\ntitle: a\n---\n\n{body}")), chrono_tz::UTC, None)
        };
        let (before, after) = (read(before), read(after));
        let changes = body(Part::Entry, Some(Whole::of(&before)), Whole::of(&after));
        changes.iter().map(|change| change.tell(str::to_owned)).collect()
    }

    #[test]
    fn sections_are_written_edited_emptied_added_and_removed() {
        let before =
            "x\n\n## A\n<!-- prompt -->\n\n## B\none two\n\n## C\nwords\n\n## D\nd\n\n## E\n<!-- e -->\n\n## F\na b\n";
        let after = "y z\n\n## A\nfour words are here\n\n## B\none three four\n\n## c\n<!-- prompt -->\n\n## G\nnew\n\n## F\nb *a*\n";
        assert_eq!(
            told(before, after),
            [
                "text before the first section edited (2 words added, 1 word removed)",
                "section written: A (4 words)",
                "section edited: B (2 words added, 1 word removed)",
                "section emptied: c",
                "section added: G (1 word)",
                "section edited: F (1 word added, 1 word removed)",
                "section removed: D",
            ]
        );
        assert_eq!(
            told("## A\na b\n", "## A\n\nb a\n"),
            ["section edited: A (the same words in another order or form)"]
        );
        assert_eq!(told(before, &before.replace("<!-- prompt -->", "<!-- other -->")), [""; 0]);
    }

    #[test]
    fn entries_of_the_timeline_are_counted() {
        let before = "## Timeline\n- 2026-01-01T09:00Z [started] a\n- 2026-01-01T09:10Z [note] b\n- 2026-01-01T09:20Z [note] c\n- 2026-01-01T09:30Z [note] d\n";
        let after = "## Timeline\n- 2026-01-01T09:00Z [started] a\n- 2026-01-01T09:10Z [detected] b, said better\n- 2026-01-01T09:25Z [note] c\n- 2026-01-01T10:00Z [note] e\n- 2026-01-01T10:01Z f\n";
        assert_eq!(told(before, after), ["timeline changed (2 entries added, 2 entries edited, 1 entry removed)"]);
        // Written otherwise, it says the same.
        assert_eq!(told(before, &before.replace("- 2026-01-01T09:10Z", "* 2026-01-01 10:10 +01:00")), [""; 0]);
    }

    #[test]
    fn a_new_document_tells_in_one_line_what_is_written() {
        let text =
            "---\nstatus: draft\n---\n\n## Summary\na\n\n## Impact\n<!-- how much -->\n\n## Timeline\n- 09:00 a\n";
        let document = read_postmortem(Source::new("postmortem.md", text), chrono_tz::UTC, None);
        let changes = body(Part::Postmortem, None, Whole::of(&document));
        let told: Vec<_> = changes.iter().map(|change| change.tell(str::to_owned)).collect();
        assert_eq!(told, ["sections written: Summary (not yet: Impact)", "timeline changed (1 entry added)"]);
    }
}

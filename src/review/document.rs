//! What changed in a document's words: sections from prompt to words, edited or emptied, and the timeline.

use super::change::{Change, Part, count, listed};
use crate::document::Document;
use crate::document::body::{Body, without_comments};
use crate::model::Entry;
use crate::model::Matching;
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
        let mut places = HashMap::new();
        for section in &self.body.sections {
            if without_timeline && is_timeline(&section.title) {
                continue;
            }
            let words = without_comments(self.source.slice(section.content));
            let place = *places.entry(section.title.to_ascii_lowercase()).or_insert(sections.len());
            match sections.get_mut(place) {
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
    let matching = Matching::of(old, new).by_key(|(title, _)| Some(title.to_ascii_lowercase()));
    for ((title, words), before) in matching.members() {
        let change = |verb| Change::new(part, "section", verb).name(*title);
        let length = || count(words.split_whitespace().count(), "word", "words");
        match before.map(|(_, words)| words.as_str()) {
            None if words.is_empty() => {}
            None => changes.push(change("added").note(length())),
            Some(before) if before == words => {}
            Some("") => changes.push(change("written").note(length())),
            Some(_) if words.is_empty() => changes.push(change("emptied")),
            Some(before) => changes.push(change("edited").note(difference(before, words))),
        }
    }
    let removed = matching.removed().filter(|(_, words)| !words.is_empty());
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
    let facts = |entry: &'_ Entry| {
        let words = [&entry.text, &entry.more].map(String::clone);
        Some((entry.at, entry.kind.word(), entry.subject.clone(), entry.attributes.clone(), words))
    };
    let same = Matching::of(old, new).by_key(facts);
    let unlike = same.added().count();
    // An entry is the same one still where its time or its words are.
    let kin = same.by_key(|entry| entry.at).by_key(|entry| Some(&entry.text));
    let (added, removed) = (kin.added().count(), kin.removed().count());
    let edited = unlike - added;
    let told = listed([
        (added, format!("{} added", count(added, "entry", "entries"))),
        (edited, format!("{} edited", count(edited, "entry", "entries"))),
        (removed, format!("{} removed", count(removed, "entry", "entries"))),
    ]);
    (!told.is_empty()).then(|| Change::new(part, "timeline", "changed").note(told))
}

/// What changed among named values.
pub fn pairs(part: Part, what: &'static str, old: &[(String, String)], new: &[(String, String)]) -> Vec<Change> {
    let matching = Matching::of(old, new).by_key(|(name, _)| Some(name));
    let change = |name: &String, from: Option<&String>, to: Option<&String>| {
        Some(Change::of_value(part, what, from.cloned(), to.cloned())?.name(name.clone()))
    };
    let there = matching.members().filter_map(|((name, to), was)| change(name, was.map(|(_, from)| from), Some(to)));
    let gone = matching.removed().filter_map(|(name, from)| change(name, Some(from), None));
    there.chain(gone).collect()
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

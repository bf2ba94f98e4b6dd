//! Changes of a draft that others made elsewhere: its YAML, its sections as a whole, entries that give way or go.

use super::draft::{Draft, DraftError};
use super::edit_body::{BodyEditError, line_ending, with_ending};
use super::edit_entry_change::{Timeline, written_alone};
use super::edit_section::{insert_section, remove_section, set_words};
use super::timeline::with_attribute;
use crate::model::Entry;
use crate::text::Span;

impl Draft {
    /// Puts other YAML, without its last line ending, in the place of the front matter's.
    ///
    /// # Errors
    /// Where the document cannot be read, before or after it.
    pub fn set_front(&mut self, yaml: &str) -> Result<&mut Self, DraftError> {
        let (old, _) = self.spans()?;
        let ending = line_ending(&self.text);
        self.text.replace_range(old.range(), &format!("{}{ending}", with_ending(yaml, ending)));
        self.spans()?;
        Ok(self)
    }

    fn edit_body(
        &mut self,
        edit: impl FnOnce(&Self, Span) -> Result<String, BodyEditError>,
    ) -> Result<&mut Self, DraftError> {
        let (_, body) = self.spans()?;
        self.text = edit(self, body).map_err(|error| self.body_error(error))?;
        Ok(self)
    }

    fn timeline(&self, body: Span) -> Timeline<'_> {
        Timeline { text: &self.text, body, zone: self.zone, day: self.day() }
    }

    /// Puts another text in the place of an entry of the timeline.
    ///
    /// # Errors
    /// Where there is no such entry, or the text would change another one.
    pub fn replace_entry(&mut self, index: usize, written: &str) -> Result<&mut Self, DraftError> {
        self.edit_body(|draft, body| draft.timeline(body).replace(index, written))
    }

    /// Writes an attribute into an entry of the timeline, which is known by its first line as it is written there; gives
    /// whether there is such an entry without that attribute.
    ///
    /// # Errors
    /// As [`Draft::replace_entry`].
    pub fn add_attribute(&mut self, line: &str, name: &str, value: &str) -> Result<bool, DraftError> {
        let (_, body) = self.spans()?;
        let entries = self.timeline(body).entries();
        let written = entries.iter().map(|entry| (entry, written_alone(&self.text, entry)));
        let found = written.enumerate().find(|(_, (entry, written))| {
            written.lines().next().and_then(|first| first.strip_prefix("- ")) == Some(line)
                && entry.attribute(name).is_none()
                // Where the attributes stand further down, the entry was changed by hand.
                && (entry.attributes.is_empty() || line.ends_with(')'))
        });
        let Some((index, (entry, written))) = found else { return Ok(false) };
        let written = with_attribute(&written, !entry.attributes.is_empty(), name, value);
        self.replace_entry(index, &written)?;
        Ok(true)
    }

    /// Takes an entry off the timeline that is known by its first line as it is written there; gives whether there was one.
    ///
    /// # Errors
    /// As [`Draft::remove_entry`].
    pub fn take_entry(&mut self, line: &str) -> Result<bool, DraftError> {
        let (_, body) = self.spans()?;
        let first = |entry: &Entry| written_alone(&self.text, entry).lines().next().unwrap_or_default().to_owned();
        let found =
            self.timeline(body).entries().iter().position(|entry| first(entry).strip_prefix("- ") == Some(line));
        let Some(index) = found else { return Ok(false) };
        self.remove_entry(index)?;
        Ok(true)
    }

    /// Takes an entry off the timeline.
    ///
    /// # Errors
    /// Where there is no such entry, or others would change without it.
    pub fn remove_entry(&mut self, index: usize) -> Result<&mut Self, DraftError> {
        self.edit_body(|draft, body| draft.timeline(body).remove(index))
    }

    /// Sets what stands under a heading, or above the first one where none is named.
    ///
    /// # Errors
    /// Where there is no such section, or the words would swallow or split others.
    pub fn set_words(&mut self, title: Option<&str>, words: &str) -> Result<&mut Self, DraftError> {
        self.edit_body(|draft, body| set_words(&draft.text, body, title, words))
    }

    /// Puts a section behind another, or before all where none is named: its title, heading and words.
    ///
    /// # Errors
    /// As [`Draft::set_words`].
    pub fn insert_section(
        &mut self,
        behind: Option<&str>,
        section: (&str, &str, &str),
    ) -> Result<&mut Self, DraftError> {
        self.edit_body(|draft, body| insert_section(&draft.text, body, behind, section))
    }

    /// Takes a section out.
    ///
    /// # Errors
    /// As [`Draft::set_words`].
    pub fn remove_section(&mut self, title: &str) -> Result<&mut Self, DraftError> {
        self.edit_body(|draft, body| remove_section(&draft.text, body, title))
    }
}

#[cfg(test)]
mod tests {
    use crate::document::{DocumentKind, Draft};
    use crate::text::Source;

    #[test]
    fn an_attribute_comes_behind_the_words_and_the_attributes_of_its_entry() {
        let text = "---\r\ntitle: a\r\n---\r\n\r\n## Timeline\r\n* 09:00 [note] one (of two)\r\n* 09:10 [theory x] b (owner: A)\r\n\r\n  more\r\n* 09:20 [note] c\r\n  goes on\r\n";
        let source = Source::new("incidents/2026/2026-01-05-pool/incident.md", text);
        let mut draft = Draft::of(&source, DocumentKind::Incident, chrono_tz::Tz::UTC);
        for line in ["09:00 [note] one (of two)", "09:10 [theory x] b (owner: A)", "09:20 [note] c"] {
            assert_eq!(draft.add_attribute(line, "message", "https://a.example/p1"), Ok(true), "{line}");
            // It has one now, or is no such entry any more.
            assert_eq!(draft.add_attribute(line, "message", "https://a.example/p2"), Ok(false), "{line}");
        }
        let told = "message: https://a.example/p1)";
        let expected = text
            .replace("(of two)", &format!("(of two) ({told}"))
            .replace("A)", &format!("A, {told}"))
            .replace("c\r\n", &format!("c ({told}\r\n\r\n"));
        assert_eq!(draft.text(), expected);
    }
}

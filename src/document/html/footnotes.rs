//! Footnotes: numbered as they are first referred to, and told at the end of their stretch, each with the ways back.

use super::sanitise::own;
use pulldown_cmark::{Event, Tag, TagEnd};
use std::collections::HashMap;

/// The footnotes of a stretch.
pub struct Footnotes<'a> {
    /// Ids begin with this.
    prefix: &'a str,
    /// The page that has the ids, where the stretch is not read there.
    page: Option<&'a str>,
    /// What is defined, by label; each label's first.
    defined: HashMap<String, Vec<Event<'a>>>,
    /// The number of each label that was referred to, from 1 on.
    numbers: HashMap<String, usize>,
    /// By number, what was defined and how often it was referred to.
    notes: Vec<(Vec<Event<'a>>, usize)>,
}

impl<'a> Footnotes<'a> {
    /// Takes the definitions out of the events of a stretch.
    pub fn taken_from(
        events: impl Iterator<Item = Event<'a>>,
        prefix: &'a str,
        page: Option<&'a str>,
    ) -> (Vec<Event<'a>>, Self) {
        let (mut kept, mut defined) = (Vec::new(), HashMap::new());
        let mut open: Vec<(String, Vec<Event<'a>>)> = Vec::new();
        for event in events {
            match event {
                Event::Start(Tag::FootnoteDefinition(label)) => open.push((label.to_lowercase(), Vec::new())),
                Event::End(TagEnd::FootnoteDefinition) => {
                    if let Some((label, events)) = open.pop() {
                        defined.entry(label).or_insert(events);
                    }
                }
                event => open.last_mut().map_or(&mut kept, |(_, events)| events).push(event),
            }
        }
        (kept, Self { prefix, page, defined, numbers: HashMap::new(), notes: Vec::new() })
    }

    /// The mark of one more reference to a footnote.
    pub fn reference(&mut self, label: &str) -> String {
        let label = label.to_lowercase();
        let defined = self.defined.remove(&label);
        if let Some(defined) = defined {
            self.notes.push((defined, 0));
            self.numbers.insert(label.clone(), self.notes.len());
        }
        let Some(&number) = self.numbers.get(&label) else { return String::new() };
        let times = self.notes.get_mut(number - 1).map_or(0, |(_, times)| {
            *times += 1;
            *times
        });
        let (id, to) = (self.id(&self.place(number, times)), self.to(&self.note(number)));
        let name = own(&format!("Note {number}"));
        format!("<sup><a{id} href=\"{to}\" aria-label=\"{name}\">{number}</a></sup>")
    }

    /// What a footnote says, once; `None` behind the last that was referred to.
    pub fn take(&mut self, number: usize) -> Option<Vec<Event<'a>>> {
        self.notes.get_mut(number - 1).map(|(events, _)| std::mem::take(events))
    }

    /// The beginning of a footnote in the list of them.
    pub fn begun(&self, number: usize) -> String {
        format!("<li{}>", self.id(&self.note(number)))
    }

    /// The ways back from a footnote, to each reference.
    pub fn ways_back(&self, number: usize) -> String {
        let times = self.notes.get(number - 1).map_or(0, |(_, times)| *times);
        let way = |time: usize| {
            let to = self.to(&self.place(number, time));
            let (name, mark) = match times {
                1 => (format!("Back to where note {number} stands"), String::new()),
                _ => (format!("Back to place {time} where note {number} stands"), format!("<sup>{time}</sup>")),
            };
            // An arrow as text, where a phone has a picture of one.
            format!(" <a href=\"{to}\" aria-label=\"{}\">\u{21a9}\u{fe0e}{mark}</a>", own(&name))
        };
        (1..=times).map(way).collect()
    }

    fn id(&self, id: &str) -> String {
        if self.page.is_some() { String::new() } else { format!(" id=\"{}\"", own(id)) }
    }

    fn to(&self, id: &str) -> String {
        own(&format!("{}#{id}", self.page.unwrap_or_default()))
    }

    // No heading's id has such a line in it.
    fn note(&self, number: usize) -> String {
        format!("{}_{number}", self.prefix)
    }

    fn place(&self, number: usize, times: usize) -> String {
        format!("{}_{number}_{times}", self.prefix)
    }
}

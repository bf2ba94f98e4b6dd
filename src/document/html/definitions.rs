//! What one section of a document defines for all of them: where `[words][label]` leads, and what footnotes say.

use crate::document::body::markdown_options;
use pulldown_cmark::{BrokenLink, CowStr, Event, Parser, Tag};
use regex::Regex;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The longest footnotes that a section takes from others, together, in bytes.
const MOST_BYTES: usize = 4_000;
/// The longest address that a section takes from others, in bytes.
const LONGEST_ADDRESS: usize = 2_000;

/// The definitions in a document.
#[derive(Clone, Debug, Default)]
pub struct Definitions {
    /// Addresses and titles, by label.
    links: HashMap<String, (String, String)>,
    /// Footnotes as they are written, by label.
    footnotes: HashMap<String, String>,
}

impl Definitions {
    /// Those of a document's sections; of a label the first holds.
    pub fn of<'a>(sections: impl Iterator<Item = &'a str>) -> Self {
        let mut all = Self::default();
        for markdown in sections.filter(|markdown| markdown.contains("]:")) {
            let parser = Parser::new_ext(markdown, markdown_options());
            let links = parser.reference_definitions().iter();
            for (label, definition) in links.filter(|(_, definition)| definition.dest.len() <= LONGEST_ADDRESS) {
                let title = definition.title.as_ref().map_or(String::new(), ToString::to_string);
                all.links.entry(plain(label)).or_insert((definition.dest.to_string(), title));
            }
            for (event, range) in parser.into_offset_iter() {
                if let Event::Start(Tag::FootnoteDefinition(label)) = event {
                    let written = markdown.get(range).unwrap_or_default().trim_end().to_owned();
                    all.footnotes.entry(plain(&label)).or_insert(written);
                }
            }
        }
        all
    }

    /// Where a label leads that its own section does not define.
    pub(super) fn link<'a>(&self, link: &BrokenLink<'_>) -> Option<(CowStr<'a>, CowStr<'a>)> {
        let (address, title) = self.links.get(&plain(&link.reference))?;
        Some((address.clone().into(), title.clone().into()))
    }

    /// A section with the footnotes before it to which it refers, and which others define.
    pub(super) fn before<'a>(&self, markdown: &'a str) -> Cow<'a, str> {
        static REFERENCE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\[\^([^\[\]\s]+)\]").ok());
        if self.footnotes.is_empty() || !markdown.contains("[^") {
            return Cow::Borrowed(markdown);
        }
        let own = Self::of(std::iter::once(markdown));
        let (mut before, mut taken) = (String::new(), Vec::new());
        let mut looked_through = vec![Cow::Borrowed(markdown)];
        while let (Some(text), Some(reference)) = (looked_through.pop(), &*REFERENCE) {
            for found in reference.captures_iter(&text) {
                let label = plain(&found[1]);
                let Some(footnote) = self.footnotes.get(&label).filter(|_| !own.footnotes.contains_key(&label)) else {
                    continue;
                };
                if !taken.contains(&label) && before.len() + footnote.len() <= MOST_BYTES {
                    before.push_str(&format!("{footnote}\n\n"));
                    looked_through.push(Cow::Owned(footnote.clone()));
                    taken.push(label);
                }
            }
        }
        match before.is_empty() {
            true => Cow::Borrowed(markdown),
            // The comment ends the last footnote, should the section begin with code that is indented.
            false => Cow::Owned(format!("{before}<!-- -->\n\n{markdown}")),
        }
    }
}

/// A label as it is compared.
fn plain(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

//! One document that is open in an editor, as it is typed.

use super::position::{Encoding, Lines};
use gen_lsp_types::{TextDocumentContentChangeEvent, TextDocumentItem, Uri};
use std::path::PathBuf;

/// An open document.
pub struct Buffer {
    pub uri: Uri,
    pub version: i32,
    pub text: String,
    /// Where in which log it stands; `None` where it is no log's.
    pub home: Option<Home>,
}

/// A document's place in its log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    /// The log's folder.
    pub root: PathBuf,
    /// From there, `/` between names.
    pub path: String,
}

impl Buffer {
    pub fn new(item: TextDocumentItem) -> Self {
        Self { uri: item.uri, version: item.version, text: item.text, home: None }
    }

    /// Takes changes in, each of the text that the one before it left.
    pub fn change(&mut self, version: i32, changes: Vec<TextDocumentContentChangeEvent>, encoding: Encoding) {
        self.version = version;
        for change in changes {
            match change {
                TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(whole) => self.text = whole.text,
                TextDocumentContentChangeEvent::TextDocumentContentChangePartial(part) => {
                    let span = Lines::of(&self.text, encoding).span(part.range);
                    self.text.replace_range(span.range(), &part.text);
                }
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use gen_lsp_types::{Position, TextDocumentContentChangePartial};
    use proptest::prelude::*;

    /// The position of a byte, counted otherwise than the code under test does.
    fn position(text: &str, offset: usize, encoding: Encoding) -> Position {
        let before = &text[..offset];
        let line = before.rsplit('\n').next().unwrap();
        let character = match encoding {
            Encoding::Utf8 => line.len(),
            Encoding::Utf16 => line.encode_utf16().count(),
        };
        Position { line: before.matches('\n').count() as u32, character: character as u32 }
    }

    proptest! {
        #[test]
        fn changes_one_after_another_make_the_text_that_the_editor_has(
            first in "[aé😀\n ]{0,30}",
            changes in prop::collection::vec((0usize..60, 0usize..60, "[bü🦀\n]{0,4}"), 1..8),
        ) {
            for encoding in [Encoding::Utf8, Encoding::Utf16] {
                let uri = Uri::parse("file:///a.md").unwrap();
                let mut buffer = Buffer { uri, version: 1, text: first.clone(), home: None };
                let (mut text, mut said) = (first.clone(), Vec::new());
                for (one, other, put) in &changes {
                    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
                    let (one, other) = (ends[one % ends.len()], ends[other % ends.len()]);
                    let (start, end) = (one.min(other), one.max(other));
                    let range = gen_lsp_types::Range {
                        start: position(&text, start, encoding),
                        end: position(&text, end, encoding),
                    };
                    let part = TextDocumentContentChangePartial { range, text: put.clone(), ..Default::default() };
                    said.push(TextDocumentContentChangeEvent::TextDocumentContentChangePartial(part));
                    text.replace_range(start..end, put);
                }
                buffer.change(2, said, encoding);
                prop_assert_eq!(&buffer.text, &text);
            }
        }
    }
}

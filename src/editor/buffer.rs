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

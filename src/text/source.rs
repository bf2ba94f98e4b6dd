//! One file's text, and how a byte of it is found again as line and column.

use std::ops::Range;
use std::sync::OnceLock;

/// A stretch of bytes in the text of a [`Source`]; both ends lie on character boundaries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

impl Span {
    /// From `start` up to, not including, `end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The place just before `at`.
    pub fn empty(at: usize) -> Self {
        Self { start: at, end: at }
    }

    /// The same stretch as a range of bytes.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

/// A line and a column, both counted from 1; columns count Unicode scalar values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    pub line: usize,
    pub column: usize,
}

/// Why bytes are no text: they are not UTF-8.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotText {
    /// Offset of the first byte that is not UTF-8.
    pub offset: usize,
    /// What the bytes look like, where that can be told ("UTF-16").
    pub looks_like: Option<&'static str>,
}

/// A file's whole text under its path in the log.
#[derive(Debug)]
pub struct Source {
    path: String,
    text: String,
    line_starts: OnceLock<Vec<usize>>,
}

const BYTE_ORDER_MARK: &str = "\u{feff}";

impl Source {
    /// A source from text that is at hand.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into(), line_starts: OnceLock::new() }
    }

    /// A source from a file's bytes.
    ///
    /// # Errors
    /// Where the bytes are not UTF-8; the text is then kept with replacement characters, so that the place can be shown.
    pub fn from_bytes(path: impl Into<String>, bytes: Vec<u8>) -> Result<Self, (Self, NotText)> {
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Self::new(path, text)),
            Err(error) => {
                let offset = error.utf8_error().valid_up_to();
                let bytes = error.as_bytes();
                let looks_like = match bytes {
                    [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some("UTF-16"),
                    _ => None,
                };
                Err((Self::new(path, String::from_utf8_lossy(bytes).into_owned()), NotText { offset, looks_like }))
            }
        }
    }

    /// Where the file stands, from the log's folder, with `/` between names.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Everything in the file, a byte order mark included.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Offset of the first byte after a byte order mark.
    pub fn content_start(&self) -> usize {
        if self.text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 }
    }

    /// The text at a span; empty where the span does not lie in the text.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// The line and column of a byte; a byte past the end is at the end.
    pub fn position(&self, offset: usize) -> Position {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let starts = self.line_starts.get_or_init(|| {
            let after_newlines = self.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
            std::iter::once(0).chain(after_newlines).collect()
        });
        let line = starts.partition_point(|start| *start <= offset).max(1);
        let start = starts.get(line - 1).copied().unwrap_or(0);
        let start = if start == 0 { self.content_start().min(offset) } else { start };
        Position { line, column: self.text[start..offset].chars().count() + 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_not_the_byte_order_mark() {
        let source = Source::new("a.md", "\u{feff}tïtle: x\r\nb: y");
        assert_eq!(source.position(source.text().find('x').unwrap_or(0)), Position { line: 1, column: 8 });
        assert_eq!(source.position(source.text().find('y').unwrap_or(0)), Position { line: 2, column: 4 });
        assert_eq!(source.position(999), Position { line: 2, column: 5 });
    }

    #[test]
    fn bytes_that_are_no_text_say_where() {
        let (source, error) = match Source::from_bytes("a.md", b"ab\xffc".to_vec()) {
            Err(refused) => refused,
            Ok(source) => (source, NotText { offset: 0, looks_like: Some("accepted") }),
        };
        assert_eq!(error, NotText { offset: 2, looks_like: None });
        assert_eq!(source.position(2), Position { line: 1, column: 3 });
    }
}

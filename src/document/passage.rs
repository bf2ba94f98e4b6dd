//! A passage of prose: its words on one line, and the place of each in the source.

use crate::text::Span;
use std::ops::Range;

/// Stands in a passage for what is no prose: code, quotations, links, addresses.
pub const HOLE: char = '\u{1}';

/// Where in its document a passage stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// Before the first heading.
    Preamble,
    /// Under a heading, by its words.
    Section(&'a str),
    /// In the front matter, under a key at its left margin.
    Key(&'static str),
}

/// One paragraph, list item, table cell, or text of the front matter.
#[derive(Clone, Debug)]
pub struct Passage<'a> {
    pub part: Part<'a>,
    /// The words on one line, without Markdown; what is no prose stands there as [`HOLE`]s.
    pub words: String,
    pieces: Vec<Piece>,
}

/// Words that stand together in the source, from a byte of the passage on.
#[derive(Clone, Copy, Debug)]
struct Piece {
    at: usize,
    source: Span,
    /// Whether the source has these words byte for byte.
    plain: bool,
}

impl<'a> Passage<'a> {
    pub(super) fn new(part: Part<'a>) -> Self {
        Self { part, words: String::new(), pieces: Vec::new() }
    }

    /// Adds words that stand in the source at a span.
    pub(super) fn push(&mut self, words: &str, source: Span) {
        self.pieces.push(Piece { at: self.words.len(), source, plain: words.len() == source.end - source.start });
        self.words.push_str(words);
    }

    fn piece(&self, at: usize) -> Option<&Piece> {
        self.pieces.get(self.pieces.partition_point(|piece| piece.at <= at).checked_sub(1)?)
    }

    /// Where bytes of the passage stand in the source.
    pub fn span(&self, range: Range<usize>) -> Span {
        let start = self
            .piece(range.start)
            .map_or(0, |piece| piece.source.start + if piece.plain { range.start - piece.at } else { 0 });
        let last = self.piece(range.end.saturating_sub(1));
        let end = last.map_or(start, |piece| {
            if piece.plain { piece.source.start + (range.end - piece.at) } else { piece.source.end }
        });
        Span::new(start, end.max(start))
    }

    /// The first byte of the passage that stands at or behind a byte of the source.
    pub(super) fn at(&self, offset: usize) -> usize {
        let found = self.pieces.iter().find(|piece| piece.source.end > offset);
        found.map_or(self.words.len(), |piece| {
            piece.at + if piece.plain { offset.saturating_sub(piece.source.start) } else { 0 }
        })
    }

    /// Makes a hole of a stretch.
    pub(super) fn cut(&mut self, range: Range<usize>) {
        let hole = String::from(HOLE).repeat(range.len());
        if self.words.get(range.clone()).is_some() {
            self.words.replace_range(range, &hole);
        }
    }

    pub(super) fn says_anything(&self) -> bool {
        self.words.chars().any(char::is_alphabetic)
    }
}

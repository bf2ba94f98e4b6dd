//! Places in a text as editors count them: lines from 0, and columns in units of an encoding.

use crate::text::Span;
use gen_lsp_types::{Position, Range};

/// In which units columns are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    /// What every client can.
    #[default]
    Utf16,
}

impl Encoding {
    fn width(self, text: &str) -> usize {
        match self {
            Self::Utf8 => text.len(),
            Self::Utf16 => text.chars().map(char::len_utf16).sum(),
        }
    }
}

/// A text with its lines.
pub struct Lines<'a> {
    text: &'a str,
    encoding: Encoding,
    /// Of each line, where it begins and where its last character ends.
    lines: Vec<Span>,
}

impl<'a> Lines<'a> {
    pub fn of(text: &'a str, encoding: Encoding) -> Self {
        let (mut lines, mut start) = (Vec::new(), 0);
        let bytes = text.as_bytes();
        for (at, byte) in bytes.iter().enumerate() {
            // A carriage return ends a line too, alone or before a newline.
            let ends = match byte {
                b'\n' => true,
                b'\r' => bytes.get(at + 1) != Some(&b'\n'),
                _ => false,
            };
            if ends {
                let is_pair = *byte == b'\n' && at > start && bytes.get(at - 1) == Some(&b'\r');
                lines.push(Span::new(start, at - usize::from(is_pair)));
                start = at + 1;
            }
        }
        lines.push(Span::new(start, text.len()));
        Self { text, encoding, lines }
    }

    /// The byte at a position; of one behind a line its end, of one behind the text the text's.
    pub fn offset(&self, position: Position) -> usize {
        let Some(line) = self.lines.get(position.line as usize) else { return self.text.len() };
        let (mut left, mut at) = (position.character as usize, line.start);
        for character in self.text.get(line.range()).unwrap_or_default().chars() {
            let width = self.encoding.width(character.encode_utf8(&mut [0; 4]));
            if width > left {
                break;
            }
            left -= width;
            at += character.len_utf8();
        }
        at
    }

    /// The stretch of a range, whichever of its ends comes first.
    pub fn span(&self, range: Range) -> Span {
        let (one, other) = (self.offset(range.start), self.offset(range.end));
        Span::new(one.min(other), one.max(other))
    }

    /// The position of a byte.
    pub fn position(&self, offset: usize) -> Position {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.lines.partition_point(|line| line.start <= offset).saturating_sub(1);
        let start = self.lines.get(line).map_or(0, |line| line.start);
        let character = self.encoding.width(self.text.get(start..offset).unwrap_or_default());
        // No text that is read has so many lines.
        let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Position { line: small(line), character: small(character) }
    }

    /// The range of a stretch.
    pub fn range(&self, span: Span) -> Range {
        Range { start: self.position(span.start), end: self.position(span.end.max(span.start)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(line: u32, character: u32) -> Position {
        Position { line, character }
    }

    #[test]
    fn columns_count_units_of_the_encoding_and_places_outside_are_at_an_end() {
        let text = "a😀é\r\nb\rc\n";
        let (wide, bytes) = (Lines::of(text, Encoding::Utf16), Lines::of(text, Encoding::Utf8));
        assert_eq!([wide.position(5), bytes.position(5)], [at(0, 3), at(0, 5)]);
        assert_eq!([wide.offset(at(0, 3)), bytes.offset(at(0, 5))], [5, 5]);
        // In the middle of a character is before it.
        assert_eq!([wide.offset(at(0, 2)), bytes.offset(at(0, 3))], [1, 1]);
        assert_eq!([wide.offset(at(0, 99)), wide.offset(at(1, 9)), wide.offset(at(9, 9))], [7, 10, text.len()]);
        assert_eq!([wide.position(9), wide.position(11), wide.position(99)], [at(1, 0), at(2, 0), at(3, 0)]);
        assert_eq!(wide.span(Range { start: at(9, 0), end: at(0, 1) }), Span::new(1, text.len()));
    }

    proptest! {
        #[test]
        fn a_place_is_found_again(text in "[aé😀\r\n]{0,20}", at in 0usize..60) {
            for encoding in [Encoding::Utf8, Encoding::Utf16] {
                let lines = Lines::of(&text, encoding);
                let offset = lines.offset(lines.position(at));
                prop_assert!(text.is_char_boundary(offset));
                prop_assert_eq!(lines.position(offset), lines.position(lines.offset(lines.position(at))));
            }
        }
    }
}

//! The digits of a text in a row, whatever is written between them.

use std::ops::Range;

/// The noughts of other scripts' digits, and of those in other widths and faces; nine more follow each.
const NOUGHTS: [char; 11] = [
    '\u{660}',
    '\u{6f0}',
    '\u{966}',
    '\u{9e6}',
    '\u{e50}',
    '\u{ff10}',
    '\u{1d7ce}',
    '\u{1d7d8}',
    '\u{1d7e2}',
    '\u{1d7ec}',
    '\u{1d7f6}',
];

/// More marks than these part two numbers.
const MOST_MARKS: usize = 8;

/// A longer tag or comment is none that stands within a number.
const LONGEST_TAG: usize = 300;

/// What a digit of any script or width says.
pub fn digit(c: char) -> Option<u8> {
    let value = |nought: u32| u8::try_from(u32::from(c).checked_sub(nought)?).ok().filter(|value| *value < 10);
    match c.is_ascii() {
        true => value('0'.into()),
        false => NOUGHTS.iter().find_map(|nought| value((*nought).into())),
    }
}

/// What may stand between two digits of one number: spaces, dashes, dots, brackets, slashes, the marks of Markdown, what
/// nobody sees, and the plus that is a space in addresses.
fn is_mark(c: char) -> bool {
    c.is_whitespace()
        || ".()[]/*_~`\\-+".contains(c)
        || matches!(
            c,
            '\u{ad}' | '\u{b7}' | '\u{58a}' | '\u{5be}' | '\u{200b}'..='\u{200f}' | '\u{2010}'..='\u{2015}' | '\u{2022}'
                | '\u{202a}'..='\u{202e}' | '\u{2044}' | '\u{2060}'..='\u{2069}' | '\u{20e3}' | '\u{2212}' | '\u{2219}'
                | '\u{22c5}' | '\u{2e3a}' | '\u{2e3b}' | '\u{301c}' | '\u{3030}' | '\u{30a0}' | '\u{30fb}'
                | '\u{fe0f}' | '\u{fe31}' | '\u{fe32}' | '\u{fe58}' | '\u{fe63}' | '\u{feff}' | '\u{ff08}'
                | '\u{ff09}' | '\u{ff0d}' | '\u{ff0e}' | '\u{ff0f}'
        )
}

/// A digit, where it stands, and whether nothing but marks is between it and the one before.
#[derive(Clone, Copy, Debug)]
struct Place {
    start: usize,
    end: usize,
    is_joined: bool,
}

/// The digits of a text as one way to read it has them.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// In ASCII, each of one byte.
    digits: String,
    places: Vec<Place>,
}

/// The digits of a text in each way to read it: as it stands, with its percent signs decoded, and without its tags.
#[derive(Clone, Debug)]
pub struct Digits(Vec<Row>);

impl Digits {
    pub fn of(text: &str) -> Self {
        let mut rows = vec![Row::of(text, Reading::AsItStands)];
        if text.contains('%') {
            rows.push(Row::of(text, Reading::Decoded));
        }
        if text.contains('<') {
            rows.push(Row::of(text, Reading::WithoutTags));
        }
        Self(rows)
    }

    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.0.iter()
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    AsItStands,
    Decoded,
    WithoutTags,
}

/// What a piece of a text is to a number.
enum Piece {
    Digit(u8),
    Mark,
    Other,
}

fn piece_of(c: char) -> Piece {
    match digit(c) {
        Some(digit) => Piece::Digit(digit),
        None if is_mark(c) => Piece::Mark,
        None => Piece::Other,
    }
}

/// What a text begins with, and its length in bytes; `None` at the end.
fn next_piece(text: &str, reading: Reading) -> Option<(Piece, usize)> {
    let c = text.chars().next()?;
    let special = match c {
        '&' => entity(text),
        '%' if reading == Reading::Decoded => decoded(text),
        '<' if reading == Reading::WithoutTags => tag(text),
        _ => None,
    };
    Some(special.unwrap_or_else(|| (piece_of(c), c.len_utf8())))
}

fn entity(text: &str) -> Option<(Piece, usize)> {
    let end = text.bytes().take(14).position(|byte| byte == b';')?;
    let name = text.get(1..end)?;
    let Some(number) = name.strip_prefix('#') else {
        let is_name = name.len() >= 2 && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
        return is_name.then_some((Piece::Mark, end + 1));
    };
    let value = match number.strip_prefix(['x', 'X']) {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
        None => number.parse(),
    };
    Some((piece_of(char::from_u32(value.ok()?)?), end + 1))
}

/// A character as an address has it, `%2D`.
fn decoded(text: &str) -> Option<(Piece, usize)> {
    let byte = |at: usize| -> Option<u8> {
        let three = text.get(at * 3..at * 3 + 3)?;
        u8::from_str_radix(three.strip_prefix('%')?, 16).ok()
    };
    let first = byte(0)?;
    let length = match first {
        0x00..0x80 => 1,
        0xc2..0xe0 => 2,
        0xe0..0xf0 => 3,
        _ => 4,
    };
    let bytes: Vec<u8> = (0..length).map_while(byte).collect();
    let c = std::str::from_utf8(&bytes).ok()?.chars().next()?;
    Some((piece_of(c), length * 3))
}

fn tag(text: &str) -> Option<(Piece, usize)> {
    let is_tag = text[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
    let end = text.bytes().take(LONGEST_TAG).position(|byte| byte == b'>').filter(|_| is_tag)?;
    Some((Piece::Mark, end + 1))
}

impl Row {
    fn of(text: &str, reading: Reading) -> Self {
        let mut row = Self::default();
        let (mut at, mut marks) = (0, None);
        while let Some(rest) = text.get(at..) {
            // Most of a text is words, and a word is nothing to a number.
            let word = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
            if word > 0 {
                (at, marks) = (at + word, None);
                continue;
            }
            let Some((piece, length)) = next_piece(rest, reading) else { break };
            match piece {
                Piece::Digit(digit) => {
                    row.digits.push(char::from(b'0' + digit));
                    let is_joined = marks.is_some_and(|marks| marks <= MOST_MARKS);
                    row.places.push(Place { start: at, end: at + length, is_joined });
                    marks = Some(0);
                }
                Piece::Mark => marks = marks.map(|marks| marks + 1),
                Piece::Other => marks = None,
            }
            at += length;
        }
        row
    }

    /// Where digits stand in a row that nothing but marks parts, as a range of digits. They may overlap.
    pub fn find<'a>(&'a self, digits: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
        let from = move |at: &usize| self.digits.get(*at..).is_some_and(|rest| rest.starts_with(digits));
        let first = digits.as_bytes().first().copied();
        let starts = self.digits.bytes().enumerate().filter(move |(_, byte)| Some(*byte) == first).map(|(at, _)| at);
        starts.filter(from).map(|at| at..at + digits.len()).filter(move |range| self.is_one(range))
    }

    fn is_one(&self, range: &Range<usize>) -> bool {
        let places = self.places.get(range.start + 1..range.end).unwrap_or_default();
        places.iter().all(|place| place.is_joined)
    }

    /// Whether nothing at all stands between a digit and the one before.
    pub fn touches(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.places.get(before));
        before.zip(self.places.get(at)).is_some_and(|(before, place)| before.end == place.start)
    }

    /// Whether nothing but marks stands between a digit and the one before.
    pub fn is_joined(&self, at: usize) -> bool {
        self.places.get(at).is_some_and(|place| place.is_joined)
    }

    /// Whether digits end at a place, as one with what follows.
    pub fn ends_with(&self, digits: &str, end: usize) -> Option<usize> {
        let start = end.checked_sub(digits.len())?;
        let is_so = self.digits.get(start..end) == Some(digits) && self.is_one(&(start..end + 1));
        is_so.then_some(start)
    }

    /// The bytes of a range of digits.
    pub fn bytes(&self, range: Range<usize>) -> Option<Range<usize>> {
        let (first, last) = (self.places.get(range.start)?, self.places.get(range.end.checked_sub(1)?)?);
        Some(first.start..last.end)
    }
}

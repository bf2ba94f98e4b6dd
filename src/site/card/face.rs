//! The letters of cards: what they can write, how wide it is, and where its lines break.

use crate::site::error::SiteError;
use ab_glyph::{Font, FontRef, PxScale, ScaleFont};
use unicode_normalization::UnicodeNormalization as _;

/// The two faces that cards are written in.
pub struct Faces {
    pub regular: FontRef<'static>,
    pub bold: FontRef<'static>,
}

impl Faces {
    /// # Errors
    /// Where what is built in cannot be read.
    pub fn new() -> Result<Self, SiteError> {
        let read = |bytes| FontRef::try_from_slice(bytes).map_err(|error| SiteError::new(error.to_string()));
        Ok(Self { regular: read(ttf_noto_sans::REGULAR)?, bold: read(ttf_noto_sans::BOLD)? })
    }

    /// A text as it can be written, in one line; `None` where a letter of it cannot, as a script without its letters is
    /// none. What is no letter and cannot be written, such as a pictograph, is left out.
    pub fn writable(&self, text: &str) -> Option<String> {
        let has = |c: char| [&self.regular, &self.bold].iter().all(|face| face.glyph_id(c).0 != 0);
        let mut line = String::new();
        for c in text.nfc() {
            match c {
                c if c.is_whitespace() || c.is_control() => line.push(' '),
                c if has(c) => line.push(c),
                c if c.is_alphanumeric() => return None,
                _ => {}
            }
        }
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        (!line.is_empty()).then_some(line)
    }
}

/// The scale at which an em of a face has so many pixels.
pub fn scale(face: &FontRef<'_>, size: f32) -> PxScale {
    let em = face.units_per_em().unwrap_or(1000.0);
    PxScale::from(size * face.height_unscaled() / em)
}

/// How wide a line is, in pixels.
pub fn width(face: &FontRef<'_>, size: f32, line: &str) -> f32 {
    let scaled = face.as_scaled(scale(face, size));
    line.chars().map(|c| scaled.h_advance(scaled.glyph_id(c))).sum()
}

/// A text in lines that are no wider than `room` pixels; words that are wider alone are broken.
pub fn wrapped(face: &FontRef<'_>, size: f32, text: &str, room: f32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if width(face, size, line) + width(face, size, " ") + width(face, size, word) <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => {
                let mut line = String::new();
                for c in word.chars() {
                    if !line.is_empty()
                        && width(face, size, &line) + width(face, size, c.encode_utf8(&mut [0; 4])) > room
                    {
                        lines.push(std::mem::take(&mut line));
                    }
                    line.push(c);
                }
                lines.push(line);
            }
        }
    }
    lines
}

/// A line cut to a width, with an ellipsis where it was longer.
pub fn cut(face: &FontRef<'_>, size: f32, line: &str, room: f32) -> String {
    if width(face, size, line) <= room {
        return line.to_owned();
    }
    let room = room - width(face, size, "…");
    let mut wide = 0.0;
    let kept = line.chars().take_while(|c| {
        wide += width(face, size, c.encode_utf8(&mut [0; 4]));
        wide <= room
    });
    format!("{}…", kept.collect::<String>().trim_end_matches([' ', ',']))
}

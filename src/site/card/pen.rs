//! Writes a line of a card, words and marks one behind the other.

use super::canvas::{Canvas, Ink};
use super::face::{scale, width};
use ab_glyph::{Font, FontRef, point};

/// Where the line goes on.
pub struct Pen<'a> {
    pub canvas: &'a mut Canvas,
    pub x: f32,
    /// What the letters stand on.
    pub baseline: f32,
    /// The height of an em, in pixels.
    pub size: f32,
}

impl Pen<'_> {
    /// Writes words.
    pub fn words(&mut self, face: &FontRef<'_>, text: &str, ink: Ink) {
        let scale = scale(face, self.size);
        for c in text.chars() {
            let glyph = face.glyph_id(c).with_scale_and_position(scale, point(self.x, self.baseline));
            if let Some(outline) = face.outline_glyph(glyph) {
                self.canvas.glyph(&outline, ink);
            }
            self.x += width(face, self.size, c.encode_utf8(&mut [0; 4]));
        }
    }

    /// Leaves room, in ems.
    pub fn space(&mut self, ems: f32) {
        self.x += self.size * ems;
    }

    /// Draws the mark of a severity by its place in the ramp, and leaves room behind it.
    pub fn severity(&mut self, level: usize) {
        let radius = self.size * 0.4;
        let middle = (self.x + radius, self.baseline - self.size * 0.36);
        severity(self.canvas, middle, radius, level);
        self.x += radius * 2.0;
        self.space(0.35);
    }

    /// Draws the mark of a status that is not over: a ring, half full where users no longer feel it.
    pub fn status(&mut self, word: &str) {
        let radius = self.size * 0.36;
        let half = word == "mitigated";
        let (ink, hole) = if half { (Ink::Medium, radius * 0.76) } else { (Ink::Worst, radius * 0.52) };
        let middle = (self.x + radius, self.baseline - self.size * 0.36);
        self.canvas.shape(middle, radius, ink, |x, y| {
            let far = x.hypot(y);
            far <= radius && (far >= hole || (half && x < 0.0))
        });
        self.x += radius * 2.0;
        self.space(0.35);
    }
}

/// Draws the mark of a severity around a point: as on the pages, each has a shape of its own.
pub fn severity(canvas: &mut Canvas, middle: (f32, f32), radius: f32, level: usize) {
    let ink = Ink::of_level(level);
    canvas.shape(middle, radius * 1.2, ink, |x, y| match level {
        1 => x.abs() + y.abs() <= radius * 1.15,
        2 => (-radius..=radius * 0.85).contains(&y) && x.abs() <= (y + radius) * 0.55,
        3 => x.abs().max(y.abs()) <= radius * 0.82,
        4 => x.hypot(y) <= radius * 0.9,
        _ => x.abs() <= radius && y.abs() <= radius * 0.2,
    });
}

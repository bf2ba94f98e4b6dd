//! A picture in few colours: each pixel is a colour and how much of it covers the paper, which is its place in the palette.

use crate::site::card_link::CARD_SIZE;
use ab_glyph::OutlinedGlyph;

/// How many shades each colour has, from the bare paper on.
const SHADES: u8 = 16;
/// Samples to a side of a pixel at a shape's edge, so that there are as many of them as shades.
const SAMPLES: usize = 4;
const PAPER: [u8; 3] = [252, 251, 248];

/// The colours of a card: those of the style by day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Ink {
    Text,
    Soft,
    Line,
    Unranked,
    Worst,
    High,
    Medium,
    Low,
    Unnoticed,
    Noticed,
    WorkedOn,
    Mitigated,
}

/// In the order of the inks.
const COLOURS: [[u8; 3]; 12] = [
    [35, 30, 25],
    [79, 73, 66],
    [223, 220, 214],
    [125, 122, 116],
    [172, 3, 17],
    [200, 86, 0],
    [169, 132, 16],
    [89, 123, 153],
    [60, 55, 49],
    [124, 118, 112],
    [27, 82, 150],
    [112, 151, 204],
];

impl Ink {
    /// That of a severity, by its place in the ramp.
    pub fn of_level(level: usize) -> Self {
        [Self::Unranked, Self::Worst, Self::High, Self::Medium, Self::Low].get(level).copied().unwrap_or(Self::Unranked)
    }

    /// Its place in the palette where it covers the paper by a share.
    fn shade(self, share: f32) -> u8 {
        self as u8 * SHADES + (share.clamp(0.0, 1.0) * f32::from(SHADES - 1)).round() as u8
    }

    /// Its place in the palette where it covers the paper.
    #[cfg(test)]
    pub fn full(self) -> u8 {
        self.shade(1.0)
    }
}

/// The picture.
pub struct Canvas {
    pixels: Vec<u8>,
}

impl Canvas {
    pub fn new() -> Self {
        Self { pixels: vec![0; CARD_SIZE.0 * CARD_SIZE.1] }
    }

    /// Covers a pixel by a share, unless it is covered more already; what lies outside is not drawn.
    fn cover(&mut self, x: usize, y: usize, ink: Ink, share: f32) {
        let inside = x < CARD_SIZE.0 && y < CARD_SIZE.1;
        let Some(pixel) = self.pixels.get_mut(y * CARD_SIZE.0 + x).filter(|_| inside) else { return };
        let shade = ink.shade(share);
        if shade % SHADES > *pixel % SHADES {
            *pixel = shade;
        }
    }

    /// Fills what lies `inside`, told in pixels from the middle, of a square around a point.
    pub fn shape(&mut self, (x, y): (f32, f32), radius: f32, ink: Ink, inside: impl Fn(f32, f32) -> bool) {
        let first = |middle: f32| (middle - radius).floor().max(0.0) as usize;
        let last = |middle: f32| (middle + radius).ceil().max(0.0) as usize;
        let at = |pixel: usize, sample: usize| pixel as f32 + (sample as f32 + 0.5) / SAMPLES as f32;
        for row in first(y)..last(y) {
            for column in first(x)..last(x) {
                let samples = (0..SAMPLES * SAMPLES).map(|n| (at(column, n % SAMPLES) - x, at(row, n / SAMPLES) - y));
                let hits = samples.filter(|(x, y)| inside(*x, *y)).count();
                self.cover(column, row, ink, hits as f32 / (SAMPLES * SAMPLES) as f32);
            }
        }
    }

    /// Fills a rectangle: its left upper corner, its width and height.
    pub fn rectangle(&mut self, (x, y): (usize, usize), (width, height): (usize, usize), ink: Ink) {
        for row in y..y + height {
            (x..x + width).for_each(|column| self.cover(column, row, ink, 1.0));
        }
    }

    /// Draws a letter.
    pub fn glyph(&mut self, glyph: &OutlinedGlyph, ink: Ink) {
        let corner = glyph.px_bounds().min;
        let at = |corner: f32, offset: u32| usize::try_from(corner as i64 + i64::from(offset)).ok();
        glyph.draw(|x, y, share| {
            if let (Some(x), Some(y)) = (at(corner.x, x), at(corner.y, y)) {
                self.cover(x, y, ink, share);
            }
        });
    }

    /// The picture as a file.
    ///
    /// # Errors
    /// Where it cannot be written, which memory never refuses.
    pub fn png(&self) -> Result<Vec<u8>, png::EncodingError> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, CARD_SIZE.0 as u32, CARD_SIZE.1 as u32);
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_palette(palette());
        encoder.set_filter(png::Filter::NoFilter);
        encoder.set_deflate_compression(png::DeflateCompression::Level(3));
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&self.pixels)?;
        writer.finish()?;
        Ok(bytes)
    }
}

/// Each colour in its shades, red, green and blue.
fn palette() -> Vec<u8> {
    let mixed = |paper: u8, ink: u8, shade: u8| {
        let (paper, ink, most) = (u32::from(paper), u32::from(ink), u32::from(SHADES - 1));
        ((paper * (most - u32::from(shade)) + ink * u32::from(shade)) / most) as u8
    };
    let shades = COLOURS.iter().flat_map(|colour| (0..SHADES).map(move |shade| (colour, shade)));
    shades.flat_map(|(colour, shade)| [0, 1, 2].map(|part| mixed(PAPER[part], colour[part], shade))).collect()
}

//! Drawings made while the site is built. Their shapes are in units of an axis across, which stretch with the page, and
//! in pixels down; classes give them their colours, so that they follow the theme.

mod axis;
mod bars;
mod columns;
mod heat;
mod spreads;

pub use axis::Axis;
pub use bars::Bars;
pub use columns::columns;
pub use heat::{DAYS, Heat};
pub use spreads::spreads;

use super::scale::Tick;
use serde::Serialize;

/// A drawing with its axes.
#[derive(Clone, Debug, Serialize)]
pub struct Drawing {
    /// What it is called where it cannot be seen.
    pub label: String,
    /// How many units it is wide.
    pub across: usize,
    /// Without the axis below it, in pixels.
    pub height: usize,
    pub shapes: Vec<Shape>,
    /// Along the axis below.
    pub ticks: Vec<Tick>,
    /// Up the side.
    pub levels: Vec<Level>,
}

/// All of a drawing that has one colour.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shape {
    pub class: String,
    /// What SVG calls path data.
    pub path: String,
}

/// A line across, or the name of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Level {
    /// In pixels from the top.
    pub y: String,
    pub text: String,
}

/// A number of a path, no longer than a screen can show.
fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

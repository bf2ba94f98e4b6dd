//! A column a month.

use super::{Axis, Drawing, Level, Shape, number};
use std::fmt::Write as _;

/// How high the drawing is, in pixels.
const HEIGHT: f64 = 64.0;
/// How much of a month its column takes.
const WIDTH: f64 = 0.76;

/// A column for each month of an axis, of the colour of a class; `top` is what the whole height stands for, as an amount
/// and in words.
pub fn columns(label: String, axis: &Axis, class: String, amounts: &[f64], top: (f64, String)) -> Drawing {
    let mut path = String::new();
    for (position, amount) in amounts.iter().enumerate().filter(|(_, amount)| **amount > 0.0) {
        let x = number(position as f64 + (1.0 - WIDTH) / 2.0);
        let height = number(HEIGHT * amount / top.0);
        // Writing to a string cannot fail.
        let _ = write!(path, "M{x} {HEIGHT}v-{height}h{WIDTH}v{height}z");
    }
    let level = |y: f64, text: String| Level { y: number(y), text };
    let zero = level(HEIGHT, "0".to_owned());
    Drawing {
        label,
        across: axis.months,
        height: HEIGHT as usize,
        shapes: vec![Shape { class, path }],
        ticks: axis.ticks(),
        // Without anything there is nothing to measure by.
        levels: if top.0 > 0.0 { vec![level(0.0, top.1), zero] } else { vec![zero] },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_without_anything_has_no_column() {
        let axis = Axis::of_year(2026);
        let drawn =
            |amounts: &[f64], top: f64| columns(String::new(), &axis, "a".to_owned(), amounts, (top, "x".to_owned()));
        let some = drawn(&[0.0, 1.0, 4.0], 4.0);
        assert_eq!(some.shapes[0].path, "M1.12 64v-16h0.76v16zM2.12 64v-64h0.76v64z");
        assert_eq!(some.levels.len(), 2);
        let none = drawn(&[0.0; 12], 0.0);
        assert_eq!((none.shapes[0].path.as_str(), none.levels.len()), ("", 1));
    }
}

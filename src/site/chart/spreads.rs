//! How some durations are spread, quarter by quarter: a line at the median, a band up to what nine of ten did not exceed.
//! Minutes and days stand on one drawing, so each step up is some times as long as the one before.

use super::{Axis, Drawing, Level, Shape, number};
use crate::model::{Spread, format_duration};
use chrono::Duration;
use std::fmt::Write as _;

/// How high the drawing is, in pixels.
const HEIGHT: f64 = 104.0;
/// What lines can stand for, in seconds.
const STEPS: &[i64] = &[60, 600, 3_600, 6 * 3_600, 86_400, 7 * 86_400, 30 * 86_400, 365 * 86_400];

/// The steps that some durations lie between; they are the same for drawings that are compared.
fn steps(all: &[Vec<Option<Spread>>]) -> &'static [i64] {
    let known = || all.iter().flatten().flatten();
    let (low, high) = (known().map(|spread| spread.median).min(), known().map(|spread| spread.ninetieth).max());
    let seconds = |duration: Option<Duration>| duration.map_or(0, |duration| duration.num_seconds());
    let first = STEPS.iter().rposition(|step| *step <= seconds(low)).unwrap_or(0).min(STEPS.len() - 2);
    let last = STEPS.iter().position(|step| *step >= seconds(high)).unwrap_or(STEPS.len() - 1).max(first + 1);
    STEPS.get(first..=last).unwrap_or(STEPS)
}

/// A drawing for each of some measures, which have a spread for each quarter of the axis.
pub fn spreads(labels: &[String], axis: &Axis, all: &[Vec<Option<Spread>>]) -> Vec<Drawing> {
    let steps = steps(all);
    let height = |seconds: i64| (seconds.max(1) as f64).ln();
    let ends = steps.first().zip(steps.last()).map_or((0.0, 1.0), |(low, high)| (height(*low), height(*high)));
    let y = |seconds: i64| HEIGHT * (1.0 - ((height(seconds) - ends.0) / (ends.1 - ends.0)).clamp(0.0, 1.0));
    let levels: Vec<Level> = steps
        .iter()
        .map(|step| Level { y: number(y(*step)), text: format_duration(Duration::seconds(*step)) })
        .collect();
    let drawing = |(label, quarters): (&String, &Vec<Option<Spread>>)| {
        let (mut band, mut median) = (String::new(), String::new());
        for (quarter, spread) in quarters.iter().enumerate() {
            let Some(spread) = spread else { continue };
            let (from, to) = (y(spread.median.num_seconds()), y(spread.ninetieth.num_seconds()));
            // Writing to a string cannot fail.
            let _ = write!(band, "M{}.2 {}h.6V{}h-.6z", quarter, number(to), number(from));
            let _ = write!(median, "M{}.1 {}h.8", quarter, number(from));
        }
        let shape = |class: &str, path| Shape { class: class.to_owned(), path };
        Drawing {
            label: label.clone(),
            across: axis.months / 3,
            height: HEIGHT as usize,
            shapes: vec![shape("band", band), shape("median", median)],
            ticks: axis.ticks(),
            levels: levels.clone(),
        }
    };
    labels.iter().zip(all).map(drawing).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    #[test]
    fn drawings_that_are_compared_have_one_scale_and_a_quarter_without_a_time_has_none() {
        let minutes = |median, ninetieth| {
            let of = Duration::minutes;
            Some(Spread { median: of(median), ninetieth: of(ninetieth), incidents: 3 })
        };
        let axis = Axis::until(NaiveDate::default(), None);
        let all = [vec![minutes(10, 60), None], vec![None, minutes(0, 360)]];
        let drawn = spreads(&["a".to_owned(), "b".to_owned()], &axis, &all);
        let levels: Vec<_> = drawn[0].levels.iter().map(|level| level.text.as_str()).collect();
        assert_eq!(levels, ["1 min", "10 min", "1 h", "6 h"]);
        assert_eq!(drawn[0].levels, drawn[1].levels);
        assert_eq!(drawn[1].shapes[0].path, "M1.2 0h.6V104h-.6z");
        assert_eq!(drawn[0].shapes[1].path, format!("M0.1 {}h.8", drawn[0].levels[1].y));
    }

    #[test]
    fn whatever_durations_there_are_a_scale_fits_them() {
        let of = |seconds| Some(Spread { median: seconds, ninetieth: seconds, incidents: 1 });
        for seconds in [0, 60, 40_000, i64::from(u32::MAX) * 1_000] {
            let steps = steps(&[vec![of(Duration::seconds(seconds))]]);
            assert!(steps.len() >= 2, "{seconds}");
        }
        assert_eq!(steps(&[]), [60, 600]);
    }
}

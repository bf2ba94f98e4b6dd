//! A week by its hours, the darker the more.

use super::{Drawing, Level, Shape, number};
use crate::site::scale::{Tick, percent};
use chrono::{Datelike, NaiveDateTime, Timelike};
use std::fmt::Write as _;

/// The days of a week, as the drawing has them from the top.
pub const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const HOURS: usize = 24;
/// How high a day is, in pixels.
const ROW: usize = 20;
/// How many shades there are.
const SHADES: usize = 5;

/// How often something happened in each hour of a week.
#[derive(Clone, Debug, Default)]
pub struct Heat(pub [[usize; HOURS]; 7]);

impl Heat {
    /// Counts points in time by a clock on the wall.
    pub fn of(times: impl Iterator<Item = NaiveDateTime>) -> Self {
        let mut heat = Self::default();
        for time in times {
            let day = heat.0.get_mut(time.weekday().num_days_from_monday() as usize);
            if let Some(count) = day.and_then(|day| day.get_mut(time.hour() as usize)) {
                *count += 1;
            }
        }
        heat
    }

    /// How often on each day.
    pub fn days(&self) -> [usize; 7] {
        self.0.map(|hours| hours.iter().sum())
    }

    pub fn drawing(&self, label: String) -> Drawing {
        let most = self.0.iter().flatten().copied().max().unwrap_or_default().max(1);
        let mut shades = vec![String::new(); SHADES + 1];
        for (day, hours) in self.0.iter().enumerate() {
            for (hour, count) in hours.iter().enumerate() {
                if let Some(shade) = shades.get_mut((count * SHADES).div_ceil(most)) {
                    // Writing to a string cannot fail.
                    let _ = write!(shade, "M{hour} {}h1v{ROW}h-1z", day * ROW);
                }
            }
        }
        let shape = |(shade, path)| Shape { class: format!("h{shade}"), path };
        let tick = |hour: usize| Tick { x: percent(hour as f64 * 100.0 / HOURS as f64), text: format!("{hour:02}:00") };
        let name = |(day, name): (usize, &&str)| Level {
            y: number(day as f64 * ROW as f64 + ROW as f64 / 2.0),
            text: name.get(..3).unwrap_or(name).to_owned(),
        };
        Drawing {
            label,
            across: HOURS,
            height: DAYS.len() * ROW,
            shapes: shades.into_iter().enumerate().map(shape).filter(|shape| !shape.path.is_empty()).collect(),
            ticks: (0..HOURS).step_by(6).map(tick).collect(),
            levels: DAYS.iter().enumerate().map(name).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::model::parse_date;

    #[test]
    fn the_most_is_the_darkest_and_one_is_never_nothing() {
        let at = |day: &str, hour| parse_date(day).unwrap().and_hms_opt(hour, 59, 0).unwrap();
        let times = [("2026-11-23", 0); 20].into_iter().chain([("2026-11-29", 23)]);
        let heat = Heat::of(times.map(|(day, hour)| at(day, hour)));
        let drawing = heat.drawing(String::new());
        let shades: Vec<_> = drawing.shapes.iter().map(|shape| (shape.class.as_str(), shape.path.len())).collect();
        assert_eq!(shades.iter().map(|shade| shade.0).collect::<Vec<_>>(), ["h0", "h1", "h5"]);
        assert_eq!(drawing.shapes[1].path, "M23 120h1v20h-1z");
        assert_eq!(drawing.shapes[2].path, "M0 0h1v20h-1z");
        assert_eq!(heat.days(), [20, 0, 0, 0, 0, 0, 1]);
    }
}

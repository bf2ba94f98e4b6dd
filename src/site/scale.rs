//! A stretch of time drawn to scale.

use super::when::When;
use crate::model::Moment;
use chrono::{Duration, TimeZone, Timelike};
use chrono_tz::Tz;
use serde::Serialize;

/// Steps between the marks of an axis, in minutes.
const STEPS: &[i64] = &[1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440, 2_880, 10_080, 20_160, 43_200, 129_600];
/// The most marks that a narrow screen has room for.
const MOST_MARKS: i64 = 6;

/// How far along the last text of an axis can stand, as a percentage.
const LAST_TEXT: f64 = 95.0;

/// From one moment to a later one.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    pub start: Moment,
    end: Moment,
}

/// A mark of the axis.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tick {
    pub x: String,
    pub text: String,
}

impl Scale {
    /// `None` where no time passes.
    pub fn new(start: Moment, end: Moment) -> Option<Self> {
        (end > start).then_some(Self { start, end })
    }

    /// A length as a percentage of the whole.
    pub fn share(&self, length: Duration) -> f64 {
        length.num_seconds() as f64 * 100.0 / (self.end - self.start).num_seconds().max(1) as f64
    }

    /// How far along a moment is, as a percentage; one outside is at the nearer end.
    pub fn x(&self, at: Moment) -> String {
        percent(self.share(at.clamp(self.start, self.end) - self.start))
    }

    /// How long a stretch is, as a percentage.
    pub fn width(&self, from: Moment, until: Moment) -> String {
        percent(self.share(until.clamp(self.start, self.end) - from.clamp(self.start, self.end)))
    }

    pub fn contains(&self, at: Moment) -> bool {
        self.start <= at && at <= self.end
    }

    /// Marks at round times of the zone: clock times, or dates where the stretch is long.
    pub fn ticks(&self, zone: Tz) -> Vec<Tick> {
        let minutes = (self.end - self.start).num_minutes();
        let step = STEPS.iter().copied().find(|step| minutes / step < MOST_MARKS);
        let step = Duration::minutes(step.unwrap_or(minutes / MOST_MARKS + 1));
        let local = self.start.with_timezone(&zone);
        let midnight = local.date_naive().and_hms_opt(0, 0, 0).and_then(|at| zone.from_local_datetime(&at).earliest());
        let Some(midnight) = midnight else { return Vec::new() };
        let passed = (local - midnight).num_minutes() + i64::from(local.second() > 0);
        let first = (passed + step.num_minutes() - 1) / step.num_minutes();
        let mut at = midnight + step * i32::try_from(first).unwrap_or(i32::MAX);
        let mut ticks = Vec::new();
        while at <= self.end.with_timezone(&zone) && ticks.len() <= MOST_MARKS as usize {
            let when = When::at(at.fixed_offset(), zone);
            let days = step >= Duration::days(1);
            let text = if days { at.format("%-d %b").to_string() } else { when.time.unwrap_or_default() };
            // A text at the very end would stand outside of the page.
            let at_end = self.share(at.fixed_offset() - self.start) > LAST_TEXT;
            ticks.push(Tick { x: self.x(at.fixed_offset()), text: if at_end { String::new() } else { text } });
            at += step;
        }
        ticks
    }
}

/// A share of a hundred as SVG takes it.
pub fn percent(share: f64) -> String {
    let text = format!("{share:.2}");
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::model::parse_moment;

    fn scale(start: &str, end: &str) -> Option<Scale> {
        let at = |text| parse_moment(text, chrono_tz::UTC, None).unwrap();
        Scale::new(at(start), at(end))
    }

    fn ticks(scale: Scale) -> String {
        let ticks = scale.ticks(chrono_tz::America::New_York);
        ticks.iter().map(|tick| format!("{} {}", tick.text, tick.x)).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn marks_stand_at_round_times_of_the_zone() {
        let two_hours = scale("2024-12-02T14:52:00Z", "2024-12-02T16:52:00Z").unwrap();
        assert_eq!(ticks(two_hours), "10:00 6.67%, 10:30 31.67%, 11:00 56.67%, 11:30 81.67%");
        let days = scale("2024-12-02T14:52:00Z", "2024-12-06T14:52:00Z").unwrap();
        assert_eq!(ticks(days), "3 Dec 14.72%, 4 Dec 39.72%, 5 Dec 64.72%, 6 Dec 89.72%");
        assert!(ticks(scale("1990-01-01", "2024-01-01").unwrap()).len() < 200);
        assert!(ticks(scale("2024-01-01T00:00:01Z", "2024-01-01T00:00:09Z").unwrap()).is_empty());
    }

    #[test]
    fn no_time_has_no_scale() {
        assert!(scale("2024-12-02", "2024-12-02").is_none());
        assert!(scale("2024-12-03", "2024-12-02").is_none());
    }
}

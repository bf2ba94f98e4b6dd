//! The months that drawings have in common.

use crate::site::scale::{Tick, percent};
use chrono::{Datelike, NaiveDate};

/// How many quarters are looked back on, and how many are shown of a young log.
const QUARTERS: (i32, i32) = (4, 12);

/// Whole months, one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Axis {
    /// Counted from the beginning of our years.
    first: i32,
    pub months: usize,
}

impl Axis {
    /// Whole quarters until today's, from the one of a first day on; no fewer than four and no more than twelve.
    pub fn until(today: NaiveDate, first: Option<NaiveDate>) -> Self {
        let quarter = |day: NaiveDate| month_of(day) / 3;
        let (fewest, most) = QUARTERS;
        let last = quarter(today);
        let first = first.map_or(last, quarter).clamp(last - most + 1, last - fewest + 1);
        Self { first: first * 3, months: usize::try_from((last - first + 1) * 3).unwrap_or_default() }
    }

    /// The twelve months of a year.
    pub fn of_year(year: i32) -> Self {
        Self { first: year * 12, months: 12 }
    }

    /// The twelve months that end with a day's.
    pub fn last_twelve(today: NaiveDate) -> Self {
        Self { first: month_of(today) - 11, months: 12 }
    }

    /// The position of a day's month.
    pub fn position(&self, day: NaiveDate) -> Option<usize> {
        usize::try_from(month_of(day) - self.first).ok().filter(|position| *position < self.months)
    }

    /// The first day of each month, and of the one after the last.
    pub fn firsts(&self) -> impl Iterator<Item = NaiveDate> + '_ {
        (0..=self.months).filter_map(|position| {
            let month = self.first + i32::try_from(position).ok()?;
            NaiveDate::from_ymd_opt(month.div_euclid(12), month.rem_euclid(12).unsigned_abs() + 1, 1)
        })
    }

    /// `Mar 2026`, for each month.
    pub fn names(&self) -> Vec<String> {
        self.firsts().take(self.months).map(|first| first.format("%b %Y").to_string()).collect()
    }

    /// `Q1 2026`, for each three months.
    pub fn quarters(&self) -> Vec<String> {
        let firsts = self.firsts().take(self.months).step_by(3);
        firsts.map(|first| format!("Q{} {}", first.month0() / 3 + 1, first.year())).collect()
    }

    /// Where years begin; where there is only one, where its quarters do, every second with its name: a narrow drawing has
    /// no room for four.
    pub fn ticks(&self) -> Vec<Tick> {
        let is_short = self.months <= 12;
        let months = self.firsts().take(self.months).enumerate();
        let begins = months.filter(|(position, first)| match is_short {
            true => position % 3 == 0,
            false => first.month() == 1 || (*position == 0 && first.month() < 10),
        });
        let tick = |(position, first): (usize, NaiveDate)| Tick {
            x: percent(position as f64 * 100.0 / self.months as f64),
            text: match (is_short, position % 6) {
                (false, _) => first.format("%Y").to_string(),
                (true, 0) => first.format("%b %Y").to_string(),
                (true, _) => String::new(),
            },
        };
        begins.map(tick).collect()
    }
}

fn month_of(day: NaiveDate) -> i32 {
    day.year() * 12 + i32::try_from(day.month0()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::model::parse_date;

    fn ticks(axis: Axis) -> String {
        axis.ticks().iter().map(|tick| format!("{} {}", tick.text, tick.x)).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn whole_quarters_until_today_are_shown_four_at_least_and_twelve_at_most() {
        let today = parse_date("2026-11-24").unwrap();
        let until = |first: Option<&str>| Axis::until(today, first.and_then(parse_date));
        for (first, shown, quarters) in [
            (None, "Q1 2026", 4),
            (Some("2026-11-01"), "Q1 2026", 4),
            (Some("2024-12-02"), "Q4 2024", 9),
            (Some("1999-12-02"), "Q1 2024", 12),
            (Some("2031-12-02"), "Q1 2026", 4),
        ] {
            let names = until(first).quarters();
            assert_eq!((names.len(), names[0].as_str()), (quarters, shown), "{first:?}");
            assert_eq!(names.last().map(String::as_str), Some("Q4 2026"));
        }
        let axis = until(Some("2024-12-02"));
        assert_eq!(ticks(axis), "2025 11.11%, 2026 55.56%");
        assert_eq!(ticks(until(None)), "Jan 2026 0%,  25%, Jul 2026 50%,  75%");
        assert_eq!(axis.position(parse_date("2024-10-01").unwrap()), Some(0));
        assert_eq!(axis.position(parse_date("2026-12-31").unwrap()), Some(26));
        assert_eq!(axis.position(parse_date("2024-09-30").unwrap()), None);
        assert_eq!(axis.position(parse_date("2027-01-01").unwrap()), None);
        assert_eq!(Axis::last_twelve(today).names().first().map(String::as_str), Some("Dec 2025"));
    }
}

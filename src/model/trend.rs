//! How incidents changed: a period against the one before it, and month by month.

use super::incident::Incident;
use super::statistics::{Statistics, statistics};
use chrono::{Datelike, Days, Months, NaiveDate};
use chrono_tz::Tz;

/// A period that nobody named, in days: a quarter of a year.
const DAYS: u64 = 90;
/// As many months are looked back on.
const MONTHS: u32 = 12;

/// As many have to be measured on each side for a change between them to say anything.
pub const FEWEST: usize = 2;

/// A period that ends today, against as many days before it; and the last twelve months, which end with this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trend {
    pub days: u64,
    /// Both days are in it.
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub period: Statistics,
    pub before: Statistics,
    /// The oldest first, those without an incident among them; the group is the month, as in `2026-03`.
    pub months: Vec<Statistics>,
}

/// The trend of the days `from` until today, or of the last ninety. An incident counts where it began, by the days of a
/// zone; one without a start is nowhere.
pub fn trend(incidents: &[&Incident], zone: Tz, today: NaiveDate, from: Option<NaiveDate>) -> Trend {
    let ago = |days: u64| today.checked_sub_days(Days::new(days)).unwrap_or(today);
    let from = from.unwrap_or_else(|| ago(DAYS - 1)).min(today);
    let days = u64::try_from((today - from).num_days()).unwrap_or_default() + 1;
    let began = |incident: &Incident| incident.started.map(|at| at.with_timezone(&zone).date_naive());
    let between = |group: String, from: NaiveDate, to: NaiveDate| {
        let is_in = |incident: &&&Incident| began(incident).is_some_and(|day| (from..=to).contains(&day));
        statistics(group, &incidents.iter().filter(is_in).copied().collect::<Vec<_>>())
    };
    let yesterday = from.pred_opt().unwrap_or(from);
    let first = today.with_day(1).unwrap_or(today);
    let months = (0..MONTHS).rev().filter_map(|back| {
        let month = first.checked_sub_months(Months::new(back))?;
        let last = month.checked_add_months(Months::new(1))?.pred_opt()?;
        Some(between(month.format("%Y-%m").to_string(), month, last))
    });
    Trend {
        days,
        from,
        to: today,
        period: between("period".to_owned(), from, today),
        before: between("before".to_owned(), ago(2 * days - 1), yesterday),
        months: months.collect(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::model::{parse_date, parse_moment};

    #[test]
    fn an_incident_counts_in_one_period_on_both_of_its_edges() {
        let began = |text: &str| Incident { started: parse_moment(text, Tz::UTC, None).ok(), ..Incident::default() };
        let all = [
            "2026-11-24T23:00:00Z",
            "2026-11-20T00:00:00Z",
            "2026-11-19T23:59:59Z",
            "2026-11-15T00:00:00Z",
            "2026-11-14T23:59:59Z",
            "2025-12-01T00:00:00Z",
            "2025-11-30T23:59:59Z",
        ]
        .map(began);
        let unknown = Incident::default();
        let incidents: Vec<&Incident> = all.iter().chain([&unknown]).collect();
        let today = parse_date("2026-11-24").unwrap();
        let trend = |from: Option<&str>| trend(&incidents, Tz::UTC, today, from.map(|text| parse_date(text).unwrap()));
        let short = trend(Some("2026-11-20"));
        assert_eq!((short.days, short.period.incidents, short.before.incidents), (5, 2, 2));
        let quarter = trend(None);
        assert_eq!((quarter.days, quarter.period.incidents, quarter.before.incidents), (90, 5, 0));
        let months: Vec<_> = quarter.months.iter().map(|month| (month.group.as_str(), month.incidents)).collect();
        assert_eq!((months.len(), months[0], months[11]), (12, ("2025-12", 1), ("2026-11", 5)));
        assert_eq!(trend(Some("2026-12-31")).days, 1, "a period that is still to come is today");
    }
}

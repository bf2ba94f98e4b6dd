//! The last twelve months at a glance: a mark for each incident, in a row for each severity.

use super::addresses::Addresses;
use super::row::{Mark, title};
use super::when::{When, day_started};
use crate::audience::{View, ViewIncident};
use crate::model::format_date;
use chrono::{Datelike, Months, NaiveDate};
use serde::Serialize;

/// How high a row is, in pixels.
const ROW: usize = 24;
/// With more incidents than this, a mark stands for a week.
const MOST_MARKS: usize = 200;
/// The radius of the smallest and of the largest mark of a week, in pixels.
const WEEK_MARKS: (f64, f64) = (2.5, 10.5);

/// The strip.
#[derive(Clone, Debug, Serialize)]
pub struct Strip {
    pub total: usize,
    pub months: Vec<Month>,
    pub rows: Vec<StripRow>,
    /// Where the rows end, in pixels.
    pub rows_end: usize,
    pub height: usize,
}

/// A month's beginning on the axis.
#[derive(Clone, Debug, Serialize)]
pub struct Month {
    pub x: String,
    /// The middle of the month, where its name stands.
    pub middle: String,
    pub name: String,
}

/// The incidents of one severity.
#[derive(Clone, Debug, Serialize)]
pub struct StripRow {
    pub mark: Option<Mark>,
    pub count: usize,
    /// The middle of the row, in pixels.
    pub y: usize,
    pub marks: Vec<StripMark>,
}

/// A mark: an incident, or a week of them.
#[derive(Clone, Debug, Serialize)]
pub struct StripMark {
    pub x: String,
    /// From the site's root.
    pub path: String,
    pub title: String,
    /// The mark's radius in pixels, where it stands for a week.
    pub week: Option<String>,
}

impl Strip {
    /// The twelve months that end with today's; `None` where nothing happened in them.
    pub fn new(view: &View, addresses: &Addresses<'_>, today: NaiveDate) -> Option<Self> {
        let (plan, zone) = (view.plan(), view.plan().time_zone);
        let end = today.with_day(1)?.checked_add_months(Months::new(1))?;
        let start = end.checked_sub_months(Months::new(12))?;
        let days = (end - start).num_days() as f64;
        let x = |date: NaiveDate| {
            let share = ((date - start).num_days() as f64 + 0.5) / days;
            format!("{:.2}%", share.min(1.0) * 100.0)
        };
        let recent: Vec<(NaiveDate, &ViewIncident)> = view
            .incidents()
            .iter()
            .filter_map(|incident| Some((day_started(incident, zone)?, incident)))
            .filter(|(day, _)| start <= *day && *day < end)
            .collect();
        if recent.is_empty() {
            return None;
        }
        let known = plan.severities.iter().map(|severity| Some(severity.id.as_str()));
        let rows = known.chain(std::iter::once(None)).filter_map(|id| {
            let is_of = |incident: &ViewIncident| {
                let written = incident.incident.severity.as_deref().and_then(|id| plan.severity(id));
                written.map(|severity| severity.id.as_str()) == id
            };
            let own: Vec<_> = recent.iter().filter(|(_, incident)| is_of(incident)).copied().collect();
            // Every severity has its row, so that the strip looks the same each day; others only where they occur.
            (id.is_some() || !own.is_empty()).then_some((id, own))
        });
        let rows: Vec<StripRow> = rows
            .enumerate()
            .map(|(number, (id, own))| StripRow {
                mark: id.map(|id| Mark::new(plan, id)),
                count: own.len(),
                y: ROW * number + ROW / 2,
                marks: match recent.len() {
                    0..=MOST_MARKS => own.iter().map(|(day, incident)| one(*day, incident, addresses, &x)).collect(),
                    _ => weeks(&own, start, &x),
                },
            })
            .collect();
        let firsts = (0..12).filter_map(|number| start.checked_add_months(Months::new(number)));
        let months = firsts.map(|first| Month {
            x: format!("{:.2}%", (first - start).num_days() as f64 * 100.0 / days),
            middle: x(first + chrono::Duration::days(15)),
            name: first.format(if first.month() == 1 { "%b %Y" } else { "%b" }).to_string(),
        });
        let rows_end = ROW * rows.len();
        Some(Self { total: recent.len(), months: months.collect(), rows, rows_end, height: rows_end + 22 })
    }
}

fn one(
    day: NaiveDate,
    incident: &ViewIncident,
    addresses: &Addresses<'_>,
    x: &dyn Fn(NaiveDate) -> String,
) -> StripMark {
    StripMark {
        x: x(day),
        path: format!("incidents/{}/", addresses.of(incident)),
        title: format!("{}, {}", When::on(day).date, title(incident)),
        week: None,
    }
}

/// A mark for each week, the larger the more happened in it.
fn weeks(own: &[(NaiveDate, &ViewIncident)], start: NaiveDate, x: &dyn Fn(NaiveDate) -> String) -> Vec<StripMark> {
    let mut counts = std::collections::BTreeMap::<NaiveDate, usize>::new();
    for (day, _) in own {
        let week = (*day - start).num_days() / 7;
        *counts.entry(start + chrono::Duration::days(week * 7)).or_default() += 1;
    }
    let most = counts.values().copied().max().unwrap_or(1) as f64;
    let mark = |(first, count): (&NaiveDate, &usize)| {
        let (smallest, largest) = WEEK_MARKS;
        // The area tells the number.
        let radius = smallest + (largest - smallest) * (*count as f64 / most).sqrt();
        StripMark {
            x: x(*first + chrono::Duration::days(3)),
            path: format!("incidents/year/{}/", first.year()),
            title: format!("week of {}: {count}", format_date(*first)),
            week: Some(format!("{radius:.1}")),
        }
    };
    counts.iter().map(mark).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::model::parse_date;
    use crate::site::testing::view;

    #[test]
    fn the_strip_ends_with_this_month_and_begins_a_year_before() {
        let entry = |severity: &str| format!("---\ntitle: T\nseverity: {severity}\n---\n");
        let view = view(&[
            ("incidents/2025/2025-11-30-too-old/incident.md", &entry("sev-1")),
            ("incidents/2025/2025-12-01-first/incident.md", &entry("SEV-1")),
            ("incidents/2026/2026-11-30-last/incident.md", &entry("sev-4")),
            ("incidents/2026/2026-06-01-unknown/incident.md", &entry("sev-9")),
        ]);
        let addresses = Addresses::new(&view);
        let strip = Strip::new(&view, &addresses, parse_date("2026-11-24").unwrap()).unwrap();
        let rows: Vec<_> =
            strip.rows.iter().map(|row| (row.mark.as_ref().map_or("others", |mark| &mark.id), row.count)).collect();
        assert_eq!(rows, [("sev-1", 1), ("sev-2", 0), ("sev-3", 0), ("sev-4", 1), ("others", 1)]);
        assert_eq!(
            strip.months.iter().map(|month| month.name.as_str()).collect::<Vec<_>>().join(" "),
            "Dec Jan 2026 Feb Mar Apr May Jun Jul Aug Sep Oct Nov"
        );
        assert_eq!(strip.rows[0].marks[0].x, "0.14%");
        assert_eq!(strip.rows[3].marks[0].x, "99.86%");
    }

    #[test]
    fn of_very_many_incidents_a_mark_is_a_week() {
        let entries: Vec<(String, String)> = (0..=MOST_MARKS)
            .map(|number| {
                let day = 1 + number % 28;
                (
                    format!("incidents/2026/2026-10-{day:02}-n{number}/incident.md"),
                    "---\nseverity: sev-1\n---\n".to_owned(),
                )
            })
            .collect();
        let files: Vec<(&str, &str)> = entries.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let view = view(&files);
        let addresses = Addresses::new(&view);
        let strip = Strip::new(&view, &addresses, parse_date("2026-11-24").unwrap()).unwrap();
        assert_eq!((strip.total, strip.rows[0].count), (MOST_MARKS + 1, MOST_MARKS + 1));
        assert!(strip.rows[0].marks.len() <= 5, "{}", strip.rows[0].marks.len());
    }
}

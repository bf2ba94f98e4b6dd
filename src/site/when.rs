//! Points in time as pages show them: absolute, in the plan's zone.

use crate::audience::ViewIncident;
use crate::model::{IncidentId, Moment, format_date, format_moment, in_zone};
use chrono::NaiveDate;
use chrono::format::{Item, StrftimeItems};
use chrono_tz::Tz;
use serde::Serialize;
use std::sync::LazyLock;

/// Taken apart once: a page of a timeline has many times.
static TIME: LazyLock<Vec<Item<'_>>> = LazyLock::new(|| StrftimeItems::new("%H:%M").collect());
static DATE: LazyLock<Vec<Item<'_>>> = LazyLock::new(|| StrftimeItems::new("%-d %b %Y").collect());
static LONG: LazyLock<Vec<Item<'_>>> = LazyLock::new(|| StrftimeItems::new("%A %-d %B %Y").collect());

/// A point in time, or a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct When {
    /// RFC 3339, or a date alone.
    pub iso: String,
    /// `2 Dec 2024`
    pub date: String,
    /// `Monday 2 December 2024`
    pub long: String,
    /// `09:52`, where it is known.
    pub time: Option<String>,
    /// `EST`, beside a time.
    pub zone: Option<String>,
}

impl When {
    /// A moment under a zone's offset.
    pub fn at(moment: Moment, zone: Tz) -> Self {
        let local = moment.with_timezone(&zone);
        Self {
            iso: format_moment(in_zone(moment, zone)),
            time: Some(local.format_with_items(TIME.iter()).to_string()),
            zone: Some(local.offset().to_string()),
            ..Self::on(local.date_naive())
        }
    }

    /// A day.
    pub fn on(date: NaiveDate) -> Self {
        Self {
            iso: format_date(date),
            date: date.format_with_items(DATE.iter()).to_string(),
            long: date.format_with_items(LONG.iter()).to_string(),
            time: None,
            zone: None,
        }
    }

    /// When an incident started; the day alone where only its id tells.
    pub fn started(incident: &ViewIncident, zone: Tz) -> Option<Self> {
        match incident.incident.started {
            Some(moment) => Some(Self::at(moment, zone)),
            None => day_of_id(incident).map(Self::on),
        }
    }
}

/// The day on which an incident started, in the plan's zone.
pub fn day_started(incident: &ViewIncident, zone: Tz) -> Option<NaiveDate> {
    day_of_id(incident).or_else(|| Some(incident.incident.started?.with_timezone(&zone).date_naive()))
}

fn day_of_id(incident: &ViewIncident) -> Option<NaiveDate> {
    IncidentId::parse(&incident.id).ok().map(|id| id.date())
}

/// How a day lies to another: `today`, `tomorrow`, `in 3 days`, `yesterday`, `3 days ago`.
pub fn relative(date: NaiveDate, today: NaiveDate) -> String {
    match (date - today).num_days() {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        -1 => "yesterday".to_owned(),
        days @ 2.. => format!("in {days} days"),
        days => format!("{} days ago", days.unsigned_abs()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::model::{parse_date, parse_moment};
    use crate::site::testing::view;

    #[test]
    fn a_moment_is_shown_in_the_plans_zone() {
        let zone = chrono_tz::America::New_York;
        let when = When::at(parse_moment("2024-12-02T14:52:07Z", zone, None).unwrap(), zone);
        assert_eq!(when.iso, "2024-12-02T09:52:07-05:00");
        assert_eq!((when.date.as_str(), when.time.as_deref()), ("2 Dec 2024", Some("09:52")));
        assert_eq!((when.long.as_str(), when.zone.as_deref()), ("Monday 2 December 2024", Some("EST")));
    }

    #[test]
    fn where_only_the_id_tells_the_day_no_hour_is_made_up() {
        let view = view(&[("incidents/2026/2026-03-02-a/incident.md", "---\ntitle: T\n---\n")]);
        let when = When::started(view.incidents().first().unwrap(), chrono_tz::America::New_York).unwrap();
        assert_eq!((when.iso.as_str(), when.time), ("2026-03-02", None));
    }

    #[test]
    fn an_incident_can_start_at_midnight() {
        let view =
            view(&[("incidents/2026/2026-03-02-a/incident.md", "---\ntitle: T\nstarted: 2026-03-02T00:00:00Z\n---\n")]);
        let when = When::started(view.incidents().first().unwrap(), chrono_tz::UTC).unwrap();
        assert_eq!((when.iso.as_str(), when.time.as_deref()), ("2026-03-02T00:00:00Z", Some("00:00")));
    }

    #[test]
    fn days_are_told_as_people_say_them() {
        let today = parse_date("2026-03-01").unwrap();
        let told = |date| relative(parse_date(date).unwrap(), today);
        assert_eq!(
            [told("2026-03-01"), told("2026-03-02"), told("2026-03-11"), told("2026-02-28"), told("2025-03-01")],
            ["today", "tomorrow", "in 10 days", "yesterday", "365 days ago"]
        );
    }
}

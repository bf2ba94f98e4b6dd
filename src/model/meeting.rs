//! The meeting to which incidents are briefed, and when it meets next.

use super::time::Moment;
use chrono::{Datelike, Duration, NaiveDate, NaiveTime, TimeZone};
use chrono_tz::Tz;
use rrule::{Frequency, RRule, RRuleSet, Unvalidated};

/// A recurring meeting. Its rule gives the dates; its time of day is kept on the wall clock of its zone.
#[derive(Clone, Debug, PartialEq)]
pub struct Meeting {
    pub name: String,
    /// An RFC 5545 RRULE without its name: `FREQ=WEEKLY;BYDAY=TU`.
    pub recurrence: String,
    pub time: NaiveTime,
    pub zone: Tz,
    /// The first date: what an interval of more than one week or month counts from.
    pub starts: Option<NaiveDate>,
}

/// Why a recurrence gives no meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MeetingError {
    /// It is no RRULE; the text says why.
    NotARule(String),
    /// It recurs more often than daily.
    TooOften,
    /// It has no date after the one asked about: its end is past, or its dates do not exist.
    NoneLeft,
}

impl std::fmt::Display for MeetingError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotARule(why) => write!(f, "the recurrence is no RFC 5545 rule: {why}"),
            Self::TooOften => f.write_str("the recurrence is more frequent than daily"),
            Self::NoneLeft => f.write_str("the recurrence has no date left"),
        }
    }
}

/// More occurrences than a daily meeting has in a century.
const MOST_OCCURRENCES: usize = 40_000;

impl Meeting {
    fn dates(&self) -> Result<RRuleSet, MeetingError> {
        // A Monday, so that a weekly rule that names no day falls on one.
        let monday = NaiveDate::from_ymd_opt(2001, 1, 1).unwrap_or_default();
        let rule = self.recurrence.trim().trim_start_matches("RRULE:");
        // The parser cuts days by bytes, and would stop in the middle of a letter.
        if let Some(other) = rule.chars().find(|letter| !letter.is_ascii()) {
            return Err(MeetingError::NotARule(format!("it has {other:?}, and a rule is of ASCII letters alone")));
        }
        let mut rule: RRule<Unvalidated> = rule.parse().map_err(|error| MeetingError::NotARule(format!("{error}")))?;
        if !matches!(rule.get_freq(), Frequency::Yearly | Frequency::Monthly | Frequency::Weekly | Frequency::Daily) {
            return Err(MeetingError::TooOften);
        }
        // `UNTIL=20270101` is a date in no zone; the dates here are midnights in UTC.
        if let Some(until) = rule.get_until().map(|until| until.naive_local()) {
            rule = rule.until(rrule::Tz::UTC.from_utc_datetime(&until));
        }
        let start = self.starts.unwrap_or(monday);
        let start = rrule::Tz::UTC.with_ymd_and_hms(start.year(), start.month(), start.day(), 0, 0, 0).earliest();
        let start = start.ok_or(MeetingError::NoneLeft)?;
        rule.build(start).map_err(|error| MeetingError::NotARule(format!("{error}")))
    }

    /// Whether the rule can be read.
    ///
    /// # Errors
    /// Why it cannot.
    pub fn check(&self) -> Result<(), MeetingError> {
        self.dates().map(|_| ())
    }

    /// The first meeting that begins after a moment.
    ///
    /// # Errors
    /// Where the rule cannot be read or has no date left.
    pub fn next_after(&self, moment: Moment) -> Result<Moment, MeetingError> {
        let today = moment.with_timezone(&self.zone).date_naive();
        let set = self.dates()?;
        let mut dates =
            set.into_iter().take(MOST_OCCURRENCES).map(|date| date.date_naive()).filter(|date| *date >= today);
        dates.find_map(|date| self.begins(date).filter(|begins| *begins > moment)).ok_or(MeetingError::NoneLeft)
    }

    /// Whether it meets on a date.
    pub fn is_on(&self, date: NaiveDate) -> bool {
        let begins = self.begins(date);
        begins.is_some_and(|begins| self.next_after(begins - Duration::seconds(1)) == Ok(begins))
    }

    /// When the meeting of a date begins; a time of day that clocks skip on that date is the hour after.
    pub fn begins(&self, date: NaiveDate) -> Option<Moment> {
        let local = date.and_time(self.time);
        let begins = self.zone.from_local_datetime(&local).earliest();
        begins
            .or_else(|| self.zone.from_local_datetime(&(local + Duration::hours(1))).earliest())
            .map(|at| at.fixed_offset())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::model::time::{format_moment, parse_moment};

    fn meeting(recurrence: &str, time: (u32, u32)) -> Meeting {
        Meeting {
            name: "Architecture meeting".into(),
            recurrence: recurrence.into(),
            time: NaiveTime::from_hms_opt(time.0, time.1, 0).unwrap(),
            zone: chrono_tz::America::New_York,
            starts: None,
        }
    }

    fn next(meeting: &Meeting, after: &str) -> Result<String, MeetingError> {
        meeting.next_after(parse_moment(after, meeting.zone, None).unwrap()).map(format_moment)
    }

    #[test]
    fn the_coming_meeting_keeps_its_wall_clock_over_daylight_saving() {
        let weekly = meeting("FREQ=WEEKLY;BYDAY=TU", (14, 0));
        assert_eq!(next(&weekly, "2026-03-04 09:00").unwrap(), "2026-03-10T14:00:00-04:00");
        assert_eq!(next(&weekly, "2026-10-28 09:00").unwrap(), "2026-11-03T14:00:00-05:00");
        assert_eq!(next(&weekly, "2026-11-24 13:59").unwrap(), "2026-11-24T14:00:00-05:00");
        assert_eq!(next(&weekly, "2026-11-24 14:00").unwrap(), "2026-12-01T14:00:00-05:00");
        // Late in the evening in New York it is Tuesday already in UTC.
        assert_eq!(next(&weekly, "2026-11-30T23:30:00-05:00").unwrap(), "2026-12-01T14:00:00-05:00");
    }

    #[test]
    fn a_letter_of_several_bytes_is_refused_and_not_cut() {
        for days in ["TU€", "€", "€€€€€€€€", "1T€"] {
            let refused = meeting(&format!("FREQ=WEEKLY;BYDAY={days}"), (14, 0)).check();
            assert!(matches!(refused, Err(MeetingError::NotARule(why)) if why.contains("'€'")), "{days}");
        }
    }

    #[test]
    fn the_coming_meeting_is_found_over_a_year_end() {
        assert_eq!(
            next(&meeting("FREQ=MONTHLY;BYDAY=1TU", (14, 0)), "2026-12-02 09:00").unwrap(),
            "2027-01-05T14:00:00-05:00"
        );
        assert_eq!(
            next(&meeting("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", (14, 0)), "2026-01-01").unwrap(),
            "2028-02-29T14:00:00-05:00"
        );
        let fortnightly = Meeting {
            starts: NaiveDate::from_ymd_opt(2026, 12, 22),
            ..meeting("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", (14, 0))
        };
        assert_eq!(next(&fortnightly, "2026-12-23").unwrap(), "2027-01-05T14:00:00-05:00");
        let is_on = |day| fortnightly.is_on(NaiveDate::from_ymd_opt(2027, 1, day).unwrap());
        assert_eq!([4, 5, 12, 19].map(is_on), [false, true, false, true]);
    }

    #[test]
    fn a_time_that_clocks_skip_is_the_hour_after() {
        assert_eq!(next(&meeting("FREQ=WEEKLY;BYDAY=SU", (2, 30)), "2026-03-07").unwrap(), "2026-03-08T03:30:00-04:00");
    }

    #[test]
    fn the_last_meeting_may_be_told_by_its_date_alone() {
        let last = meeting("FREQ=WEEKLY;BYDAY=TU;UNTIL=20261201", (14, 0));
        assert_eq!(next(&last, "2026-11-25").unwrap(), "2026-12-01T14:00:00-05:00");
        assert_eq!(next(&last, "2026-12-02"), Err(MeetingError::NoneLeft));
    }

    #[test]
    fn a_rule_that_gives_no_meeting_says_why() {
        assert!(matches!(next(&meeting("every Tuesday", (14, 0)), "2026-01-01"), Err(MeetingError::NotARule(_))));
        assert_eq!(next(&meeting("FREQ=SECONDLY", (14, 0)), "2026-01-01"), Err(MeetingError::TooOften));
        assert_eq!(
            next(&meeting("FREQ=WEEKLY;BYDAY=TU;UNTIL=20250101T000000Z", (14, 0)), "2026-01-01"),
            Err(MeetingError::NoneLeft)
        );
    }
}

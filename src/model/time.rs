//! Points in time, as people write them and as the files keep them: RFC 3339 with an offset.

use chrono::format::{self, Item, Numeric, Pad, Parsed};
use chrono::{
    DateTime, Datelike, Duration, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, TimeZone, Utc,
};
use chrono_tz::Tz;
use std::ops::RangeInclusive;

/// A point in time with the offset under which it was written.
pub type Moment = DateTime<FixedOffset>;

/// What a command takes as the present: read once, passed down.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    pub now: Moment,
}

impl Clock {
    /// Today's date in a zone.
    pub fn today(self, zone: Tz) -> NaiveDate {
        self.now.with_timezone(&zone).date_naive()
    }
}

/// A clock that is a little ahead is no mistake.
pub const CLOCK_SLACK: Duration = Duration::minutes(5);

/// The years that a log can tell of; what lies far outside is a slip, and past what can be counted with.
const YEARS: RangeInclusive<i32> = 1970..=9999;

/// A text that is no time, with what would be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotATime {
    pub text: String,
    pub help: String,
}

const DATE_TIME_FORMATS: &[&str] =
    &["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M"];
const ZONED_FORMATS: &[&str] = &[
    "%Y-%m-%dT%H:%M:%S%.f%#z",
    "%Y-%m-%dT%H:%M%#z",
    "%Y-%m-%d %H:%M:%S%.f %#z",
    "%Y-%m-%d %H:%M:%S%.f%#z",
    "%Y-%m-%d %H:%M %#z",
    "%Y-%m-%d %H:%M%#z",
];
const TIME_FORMATS: &[&str] = &["%H:%M:%S", "%H:%M"];

/// Reads a time leniently: RFC 3339; the same without a zone, taken in `zone`; a time of day alone, taken
/// on `day`; a date alone, taken at its midnight.
///
/// # Errors
/// Where the text is none of these, lies outside the years 1970 to 9999, or names a time that clocks skipped.
pub fn parse_moment(text: &str, zone: Tz, day: Option<NaiveDate>) -> Result<Moment, NotATime> {
    let text = text.trim();
    let outside =
        || NotATime { text: text.to_owned(), help: "write its year with four digits, from 1970 to 9999".to_owned() };
    if written_year(text).is_some_and(|year| !is_year(year)) {
        return Err(outside());
    }
    let moment = read_moment(text, zone, day)?;
    if YEARS.contains(&moment.year()) { Ok(moment) } else { Err(outside()) }
}

/// What stands before the first dash, where that can only be a year.
fn written_year(text: &str) -> Option<&str> {
    let sign = text.len() - text.trim_start_matches(['+', '-']).len();
    let end = sign + text.get(sign..)?.find('-')?;
    text.get(sign..end)?.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.get(..end)).flatten()
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.parse().is_ok_and(|year| YEARS.contains(&year))
}

fn read_moment(text: &str, zone: Tz, day: Option<NaiveDate>) -> Result<Moment, NotATime> {
    if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
        return Ok(moment);
    }
    let zoned =
        text.strip_suffix(['Z', 'z']).map_or_else(|| text.to_owned(), |local| format!("{}+00:00", local.trim_end()));
    if let Some(moment) = ZONED_FORMATS.iter().find_map(|format| DateTime::parse_from_str(&zoned, format).ok()) {
        return Ok(moment);
    }
    let local = DATE_TIME_FORMATS
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
        .or_else(|| Some(parse_date(text)?.and_time(NaiveTime::MIN)))
        .or_else(|| {
            let time = TIME_FORMATS.iter().find_map(|format| NaiveTime::parse_from_str(text, format).ok())?;
            Some(day?.and_time(time))
        });
    let Some(local) = local else {
        let help = format!(
            "write it like {}",
            format_moment(
                zone.with_ymd_and_hms(2024, 1, 31, 14, 5, 0)
                    .earliest()
                    .map_or_else(Moment::default, |at| at.fixed_offset())
            )
        );
        return Err(NotATime { text: text.to_owned(), help });
    };
    match zone.from_local_datetime(&local).earliest() {
        Some(moment) => Ok(moment.fixed_offset()),
        None => Err(NotATime {
            text: text.to_owned(),
            help: format!("clocks in {zone} skipped that time; write it with its offset"),
        }),
    }
}

/// `%Y-%m-%d`, taken apart once: every folder's name begins with a date.
const DATE: &[Item<'_>] = &[
    Item::Numeric(Numeric::Year, Pad::Zero),
    Item::Literal("-"),
    Item::Numeric(Numeric::Month, Pad::Zero),
    Item::Literal("-"),
    Item::Numeric(Numeric::Day, Pad::Zero),
];

/// Reads a date, `YYYY-MM-DD`, of the years 1970 to 9999.
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    written_year(text).filter(|year| is_year(year))?;
    let mut parsed = Parsed::new();
    format::parse(&mut parsed, text, DATE.iter()).ok()?;
    parsed.to_naive_date().ok()
}

/// The first moment of a day in a zone.
pub fn first_moment(day: NaiveDate, zone: Tz) -> Moment {
    let midnight = day.and_time(NaiveTime::MIN);
    let hours = (0..24).filter_map(|hour| midnight.checked_add_signed(Duration::hours(hour)));
    let first = hours.filter_map(|local| zone.from_local_datetime(&local).earliest()).next();
    first.map_or_else(|| midnight.and_utc().fixed_offset(), |at| at.fixed_offset())
}

/// A moment under the offset that a zone has then, to the second.
pub fn in_zone(moment: Moment, zone: Tz) -> Moment {
    let whole_seconds = moment.timestamp();
    Utc.timestamp_opt(whole_seconds, 0).single().map_or(moment, |at| at.with_timezone(&zone).fixed_offset())
}

/// A moment as the files keep it: RFC 3339, to the second, `Z` for UTC.
pub fn format_moment(moment: Moment) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// A date as the files keep it, `YYYY-MM-DD`.
pub fn format_date(date: NaiveDate) -> String {
    date.format_with_items(DATE.iter()).to_string()
}

/// A length of time for people, in its two largest units: `3 d 4 h`, `1 h 12 min`, `26 min`, `40 s`.
pub fn format_duration(duration: Duration) -> String {
    let seconds = duration.num_seconds().max(0);
    let (days, hours, minutes) = (seconds / 86_400, seconds % 86_400 / 3_600, seconds % 3_600 / 60);
    let two = |large: i64, unit: &str, small: i64, small_unit: &str| match small {
        0 => format!("{large} {unit}"),
        _ => format!("{large} {unit} {small} {small_unit}"),
    };
    match (days, hours, minutes) {
        (1.., _, _) => two(days, "d", hours, "h"),
        (_, 1.., _) => two(hours, "h", minutes, "min"),
        (_, _, 1..) => format!("{minutes} min"),
        _ => format!("{seconds} s"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(text: &str) -> Result<String, NotATime> {
        parse_moment(text, chrono_tz::America::New_York, parse_date("2023-12-20")).map(format_moment)
    }

    #[test]
    fn times_are_read_as_people_write_them() {
        for (written, kept) in [
            ("2023-12-20T09:12:00-05:00", "2023-12-20T09:12:00-05:00"),
            ("2023-12-20T14:12:00Z", "2023-12-20T14:12:00Z"),
            ("2023-12-20 09:12", "2023-12-20T09:12:00-05:00"),
            ("2023-07-20 09:12", "2023-07-20T09:12:00-04:00"),
            ("2023-12-20 09:12:30 +0100", "2023-12-20T09:12:30+01:00"),
            ("2023-12-20T09:12+01:00", "2023-12-20T09:12:00+01:00"),
            ("2023-12-20 09:12:00 Z", "2023-12-20T09:12:00Z"),
            ("09:12", "2023-12-20T09:12:00-05:00"),
            ("2023-12-20", "2023-12-20T00:00:00-05:00"),
        ] {
            assert_eq!(read(written).unwrap(), kept, "{written}");
        }
    }

    #[test]
    fn what_is_no_time_is_refused_with_an_example() {
        assert_eq!(read("yesterday").unwrap_err().help, "write it like 2024-01-31T14:05:00-05:00");
        assert!(read("2023-02-30 10:00").is_err());
        assert_eq!(
            read("2023-03-12 02:30").unwrap_err().help,
            "clocks in America/New_York skipped that time; write it with its offset"
        );
    }

    #[test]
    fn years_that_nothing_can_be_counted_from_are_no_times() {
        for text in [
            "+262142-12-31T23:59:59Z",
            "-0001-01-01",
            "+2023-12-20",
            "12023-12-20 09:12",
            "1969-12-31T23:59:59Z",
            "0000-01-01T00:00:00Z",
            "9999-12-31T23:59:60Z junk",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
        let help = "write its year with four digits, from 1970 to 9999";
        assert_eq!(read("+262142-12-31T23:59:59Z").unwrap_err().help, help);
        assert_eq!(read("9999-12-31T23:59:59Z").unwrap(), "9999-12-31T23:59:59Z");
        assert_eq!(["+262142-12-31", "1969-12-31", "12026-01-01"].map(parse_date), [None; 3]);
        assert!(parse_date("1970-01-01").is_some() && parse_date("9999-12-31").is_some());
    }

    #[test]
    fn a_day_begins_when_its_clocks_do() {
        let first = |day, zone| format_moment(first_moment(parse_date(day).unwrap(), zone));
        assert_eq!(first("2026-03-02", chrono_tz::Asia::Tokyo), "2026-03-02T00:00:00+09:00");
        assert_eq!(first("2018-11-04", chrono_tz::America::Sao_Paulo), "2018-11-04T01:00:00-02:00");
    }

    #[test]
    fn durations_have_two_units() {
        let text = |seconds| format_duration(Duration::seconds(seconds));
        assert_eq!(
            [text(40), text(1_560), text(3_600), text(4_320), text(273_600)],
            ["40 s", "26 min", "1 h", "1 h 12 min", "3 d 4 h"]
        );
    }
}

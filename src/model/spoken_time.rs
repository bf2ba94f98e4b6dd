//! Times as people say them: `20 minutes ago`, `yesterday 14:00`.

use super::time::Moment;
use chrono::{Duration, NaiveTime, Timelike as _};
use chrono_tz::Tz;
use interim::{Dialect, parse_date_string};

/// Reads a time that is said from now; `None` where the text says none. Only what points back is taken: a word such as
/// `friday` alone may be either.
pub fn spoken_moment(text: &str, zone: Tz, now: Moment) -> Option<Moment> {
    let said = text.trim().to_ascii_lowercase();
    let now = now.with_timezone(&zone);
    if said == "now" || said == "just now" {
        return Some(now.fixed_offset());
    }
    let points_back =
        said.ends_with(" ago") || ["yesterday", "today", "last "].iter().any(|word| said.starts_with(word));
    if !points_back {
        return None;
    }
    // A clock that shows 25:00 is not one that is an hour behind midnight.
    let is_clock = |word: &str| ["%H:%M", "%H:%M:%S"].iter().any(|form| NaiveTime::parse_from_str(word, form).is_ok());
    if said.split_whitespace().any(|word| word.contains(':') && !is_clock(word.trim_end_matches(['a', 'p', 'm']))) {
        return None;
    }
    if said.split_whitespace().any(is_doubtful_half) {
        return None;
    }
    let said = match said.strip_prefix("half an hour") {
        Some(rest) => format!("30 minutes{rest}"),
        None => ["an ", "a "].iter().find_map(|one| Some(format!("1 {}", said.strip_prefix(one)?))).unwrap_or(said),
    };
    // "today at 14:00" and "today 14:00" are the same.
    let said = said.replacen(" at ", " ", 1);
    let moment = parse_date_string(&said, now, Dialect::Uk).ok()?;
    // Nobody who counts in minutes means the second.
    let whole = moment.with_nanosecond(0).unwrap_or(moment);
    (whole <= now + Duration::days(1)).then(|| whole.fixed_offset())
}

/// Whether a time with `am` or `pm` has an hour that no such clock shows, or 12, which may be noon or midnight.
fn is_doubtful_half(word: &str) -> bool {
    let Some(clock) = word.strip_suffix("am").or_else(|| word.strip_suffix("pm")) else { return false };
    let hour = clock.split(':').next().and_then(|hour| hour.parse::<u32>().ok());
    hour.is_some_and(|hour| !(1..=11).contains(&hour))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::model::{format_moment, parse_moment};

    fn said(text: &str) -> Option<String> {
        let now = parse_moment("2026-11-24T12:00:30.5Z", Tz::UTC, None).unwrap();
        spoken_moment(text, chrono_tz::Europe::Paris, now).map(format_moment)
    }

    #[test]
    fn times_are_read_as_people_say_them() {
        let of = |text: &str| said(text).unwrap_or_else(|| panic!("{text} is no time"));
        assert_eq!(of("now"), "2026-11-24T13:00:30+01:00");
        assert_eq!(of("20 minutes ago"), "2026-11-24T12:40:30+01:00");
        assert_eq!(of("1 min ago"), "2026-11-24T12:59:30+01:00");
        assert_eq!(of("2 hours ago"), "2026-11-24T11:00:30+01:00");
        assert_eq!(of("just now"), of("now"));
        assert_eq!(of("half an hour ago"), "2026-11-24T12:30:30+01:00");
        assert_eq!(of("an hour ago"), "2026-11-24T12:00:30+01:00");
        assert_eq!(of("a minute ago"), "2026-11-24T12:59:30+01:00");
        assert_eq!(of("2h ago"), "2026-11-24T11:00:30+01:00");
        assert_eq!(of("3 days ago"), "2026-11-21T13:00:30+01:00");
        assert_eq!(of("Yesterday 14:00"), "2026-11-23T14:00:00+01:00");
        assert_eq!(of("yesterday at 14:05"), "2026-11-23T14:05:00+01:00");
        assert_eq!(of("yesterday 9pm"), "2026-11-23T21:00:00+01:00");
        assert_eq!(of("today 08:15"), "2026-11-24T08:15:00+01:00");
        assert_eq!(of("last friday 17:30"), "2026-11-20T17:30:00+01:00");
    }

    #[test]
    fn what_may_point_either_way_or_nowhere_is_none() {
        for text in [
            "",
            "friday",
            "5",
            "soon",
            "in 2 hours",
            "ago",
            "a while ago",
            "yesterday 25:00",
            "yesterday 12am",
            "today 12pm",
            "yesterday 14:00pm",
            "99999999999 days ago",
        ] {
            assert_eq!(said(text), None, "{text}");
        }
    }
}

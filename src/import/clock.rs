//! Times as other logs write them.

use super::zone::{named, said};
use crate::model::{Moment, in_zone};
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone};
use chrono_tz::Tz;
use regex::{Captures, Regex};
use std::sync::LazyLock;

/// How a source's times are read.
#[derive(Clone, Debug)]
pub struct Clock {
    /// The zone of those without one.
    pub zone: Tz,
    /// How dates are written, where they are not written in an order that can be told; as `strftime` has it.
    pub form: Option<String>,
}

/// A time that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadTime {
    pub at: Moment,
    /// Whether only a day is written.
    pub is_day: bool,
    /// Whether a zone is written.
    pub has_zone: bool,
    /// What had to be guessed.
    pub guess: Option<String>,
}

/// Why something is no time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoTime(pub String);

static DATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?:(?i:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?(?:",
        r"(?P<y1>\d{4,5})[-/.](?P<m1>\d{1,2})[-/.](?P<d1>\d{1,2})|",
        r"(?P<d2>\d{1,2})(?:st|nd|rd|th)?[./-]?\s*(?:of\s+)?(?P<m2>[A-Za-z]{3,9})[.,/-]?\s*(?P<y2>\d{4}|\d{2}\b)|",
        r"(?P<m3>[A-Za-z]{3,9})\.?\s+(?P<d3>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y3>\d{4})",
        r")(?P<end>T|\b|$)"
    ))
    .ok()
});
static TIME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?:,?\s*(?:at|@|-|–)?\s*)(?P<h>\d{1,2}):(?P<m>\d{2})(?::(?P<s>\d{2})(?:[.,]\d+)?)?(?P<half>\s*[aApP]\.?[mM]\b\.?)?").ok()
});
static ZONE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^\s*\(?(?P<zone>Z\b|(?:UTC|GMT)?[+-]\d{2}:?\d{2}\b|[A-Z][A-Za-z_]+(?:/[A-Za-z_]+)*)\)?").ok()
});
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// A timeline says in as many of its first lines in which zone its times are.
const HEAD: usize = 6;

impl Clock {
    /// Reads a text that is a time and nothing else.
    ///
    /// # Errors
    /// Where it is none, names a day or a time that there is not, or lies outside the years that a log can tell of.
    pub fn read(&self, text: &str) -> Result<ReadTime, NoTime> {
        let text = text.trim();
        let no_time = || NoTime(format!("`{text}` is no time{}", self.how_to_read(text)));
        let read = match &self.form {
            Some(form) => self.by_form(text, form),
            None => {
                let strict = DateTime::parse_from_rfc3339(text).or_else(|_| DateTime::parse_from_rfc2822(text));
                let strict = strict.map(|at| ReadTime { at, is_day: false, has_zone: true, guess: None }).ok();
                strict.or_else(|| self.leading(text, None).filter(|(_, rest)| rest.is_empty()).map(|(read, _)| read))
            }
        };
        read.filter(|read| (1970..=9999).contains(&read.at.year())).ok_or_else(no_time)
    }

    /// What to do about a text that is no time: where the order of day and month cannot be told, the mapping tells it.
    pub fn how_to_read(&self, text: &str) -> &'static str {
        let mut parts = text.trim().split(['/', '.', '-', ' ']);
        let mut next = |most: usize| {
            let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            parts.next().is_some_and(|part| is_number(part) && part.len() <= most)
        };
        let is_unclear = self.form.is_none() && next(2) && next(2) && next(4);
        if is_unclear { "; `date-format:` in a mapping says which is the day" } else { "" }
    }

    /// Reads the time that a text begins with, and gives what stands behind it. A time alone is on `day`.
    pub fn leading<'a>(&self, text: &'a str, day: Option<NaiveDate>) -> Option<(ReadTime, &'a str)> {
        let mut rest = text.trim_start();
        let (mut date, mut guess) = (None, None);
        if let Some(found) = DATE.as_ref()?.captures(rest) {
            let (written, doubt) = date_of(&found)?;
            (date, guess) = (Some(written), doubt);
            rest = rest.get(found.get(0)?.end()..)?;
        }
        let time = TIME.as_ref()?.captures(rest).and_then(|found| Some((time_of(&found)?, found.get(0)?.end())));
        let Some((time, end)) = time else {
            let at = self.local(date?.and_time(NaiveTime::MIN), self.zone)?;
            return Some((ReadTime { at, is_day: true, has_zone: false, guess }, rest.trim_start()));
        };
        rest = rest.get(end..)?;
        let local = date.or(day)?.and_time(time);
        // In the clock's own zone there may be no such time, as clocks were put forward; in the one that is named there is.
        let (mut at, mut has_zone) = (self.local(local, self.zone), false);
        let zone = ZONE.as_ref()?.captures(rest);
        if let Some((word, whole)) = zone.as_ref().and_then(|found| Some((found.name("zone")?.as_str(), found.get(0)?)))
        {
            let behind = rest.get(whole.end()..)?;
            let offset = word.trim_start_matches("UTC").trim_start_matches("GMT");
            let named = match offset_of(offset) {
                Some(offset) => offset.from_local_datetime(&local).single(),
                None => named(word, behind).and_then(|zone| {
                    if !matches!(word, "Z" | "UTC" | "GMT") {
                        guess.get_or_insert_with(|| format!("`{word}` is the zone {}", zone.name()));
                    }
                    self.local(local, zone)
                }),
            };
            if named.is_some() {
                (at, has_zone, rest) = (named, true, behind);
            }
        }
        Some((ReadTime { at: at?, is_day: false, has_zone, guess }, rest.trim_start()))
    }

    /// The same in the zone that a text says its times are in, where it says one.
    pub fn as_said(&self, text: &str) -> Self {
        // What an entry says of people's times is not said of the timeline's.
        let is_entry = |line: &&str| line.trim_start().starts_with(|c: char| c.is_ascii_digit() || "-*+".contains(c));
        let zone = text.lines().filter(|line| !is_entry(line)).take(HEAD).find_map(said);
        Self { zone: zone.unwrap_or(self.zone), form: self.form.clone() }
    }

    fn by_form(&self, text: &str, form: &str) -> Option<ReadTime> {
        let read = |at, is_day, has_zone| Some(ReadTime { at, is_day, has_zone, guess: None });
        if let Ok(at) = DateTime::parse_from_str(text, form) {
            return read(at, false, true);
        }
        if let Ok(local) = NaiveDateTime::parse_from_str(text, form) {
            return read(self.local(local, self.zone)?, false, false);
        }
        let day = NaiveDate::parse_from_str(text, form).ok()?;
        read(self.local(day.and_time(NaiveTime::MIN), self.zone)?, true, false)
    }

    fn local(&self, local: NaiveDateTime, zone: Tz) -> Option<Moment> {
        zone.from_local_datetime(&local).earliest().map(|at| in_zone(at.fixed_offset(), zone))
    }
}

/// The date that a pattern found, and what was guessed of it.
fn date_of(found: &Captures<'_>) -> Option<(NaiveDate, Option<String>)> {
    let number = |name: &str| found.name(name)?.as_str().parse::<u32>().ok();
    let month = |name: &str| {
        let word = found.name(name)?.as_str().to_ascii_lowercase();
        let at = MONTHS.iter().position(|month| word.starts_with(month))?;
        u32::try_from(at + 1).ok()
    };
    if let Some(written) = found.name("y1").map(|year| year.as_str()) {
        let year = written.get(..4)?.parse().ok()?;
        let guess = (written.len() > 4).then(|| format!("the year `{written}` is {year}"));
        return Some((NaiveDate::from_ymd_opt(year, number("m1")?, number("d1")?)?, guess));
    }
    let (day, month, year) = match number("d2") {
        Some(day) => (day, month("m2")?, number("y2")?),
        None => (number("d3")?, month("m3")?, number("y3")?),
    };
    let year = if year < 100 { year + 2000 } else { year };
    Some((NaiveDate::from_ymd_opt(year.try_into().ok()?, month, day)?, None))
}

fn time_of(found: &Captures<'_>) -> Option<NaiveTime> {
    let number = |name: &str| found.name(name)?.as_str().parse::<u32>().ok();
    let (mut hour, second) = (number("h")?, number("s").unwrap_or_default());
    if let Some(half) = found.name("half").map(|half| half.as_str().trim().to_ascii_lowercase()) {
        // 12:10 am is ten past midnight; 15:30 pm is what it says.
        match (half.starts_with('p'), hour) {
            (true, 1..=11) => hour += 12,
            (false, 12) => hour = 0,
            _ => {}
        }
    }
    NaiveTime::from_hms_opt(hour, number("m")?, second)
}

fn offset_of(word: &str) -> Option<FixedOffset> {
    let digits: String = word.get(1..)?.chars().filter(char::is_ascii_digit).collect();
    let (hours, minutes) = (digits.get(..2)?.parse::<i32>().ok()?, digits.get(2..4)?.parse::<i32>().ok()?);
    let seconds = (hours * 60 + minutes) * 60;
    match word.chars().next()? {
        '-' => FixedOffset::west_opt(seconds),
        '+' => FixedOffset::east_opt(seconds),
        _ => None,
    }
}

/// The first date that stands anywhere in a text: `2021-05-29`, or `May 29, 2021`.
pub fn date_in(text: &str) -> Option<NaiveDate> {
    let starts = text.char_indices().filter(|(at, c)| {
        c.is_ascii_alphanumeric() && !text[..*at].ends_with(|before: char| before.is_ascii_alphanumeric())
    });
    let found = starts.filter_map(|(at, _)| DATE.as_ref()?.captures(&text[at..]).and_then(|found| date_of(&found)));
    let mut found = found.map(|(date, _)| date).filter(|date| (1970..2100).contains(&date.year()));
    found.next()
}

static MONTH: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\b(?P<m>(?:January|February|March|April|May|June|July|August|September|October|November|December))\s+(?P<y>(?:19[7-9]|20[0-9])[0-9])\b").ok()
});
static ADDRESS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"/(?P<y>(?:19[7-9]|20[0-9])[0-9])/(?P<m>[01]?[0-9])/(?:(?P<d>[0-3]?[0-9])/)?").ok());
static YEAR: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\b(?P<y>(?:19[7-9]|20[0-4])[0-9])\b").ok());

/// The day that a text or an address comes near to, and how near: a blog's address, a month, a year.
pub fn vague_date(texts: &[&str], address: Option<&str>) -> Option<(NaiveDate, &'static str)> {
    let number = |found: &Captures<'_>, name: &str| found.name(name)?.as_str().parse::<u32>().ok();
    let date = |found: &Captures<'_>, month: u32| {
        NaiveDate::from_ymd_opt(number(found, "y")?.try_into().ok()?, month, number(found, "d").unwrap_or(1))
    };
    let of_address = || {
        let found = ADDRESS.as_ref()?.captures(address?)?;
        let date = date(&found, number(&found, "m")?)?;
        Some((date, if found.name("d").is_some() { "the day in its link" } else { "the month in its link" }))
    };
    let of_month = || {
        let found = texts.iter().find_map(|text| MONTH.as_ref()?.captures(text))?;
        let word = found["m"].to_ascii_lowercase();
        let month = MONTHS.iter().position(|month| word.starts_with(month))? + 1;
        Some((date(&found, month.try_into().ok()?)?, "the month that its words name"))
    };
    let of_year = || {
        let found = texts.iter().find_map(|text| YEAR.as_ref()?.captures(text))?;
        Some((date(&found, 1)?, "the year that its words name"))
    };
    of_address().or_else(of_month).or_else(of_year)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::model::format_moment;
    use proptest::prelude::*;

    fn clock() -> Clock {
        Clock { zone: chrono_tz::Europe::Paris, form: None }
    }

    #[test]
    fn times_are_read_in_the_spellings_of_other_logs() {
        for (written, read) in [
            ("2021-05-29T22:41:00-00:00", "2021-05-29T22:41:00Z"),
            ("2021-05-29T7:30:00-00:00", "2021-05-29T07:30:00Z"),
            ("2020-06-13 15:54:00", "2020-06-13T15:54:00+02:00"),
            ("2021-06-08 11:20 UTC", "2021-06-08T11:20:00Z"),
            ("2021-06-08", "2021-06-08T00:00:00+02:00"),
            ("2021-06-08T11:20:05.123+0000", "2021-06-08T11:20:05Z"),
            ("Thursday 25 September 2025, 03:30 PM UTC", "2025-09-25T15:30:00Z"),
            ("Sep 3, 2021 - 20:30 UTC", "2021-09-03T20:30:00Z"),
            ("May 29th, 2021 12:10am (America/Denver)", "2021-05-29T00:10:00-06:00"),
            ("03/Oct/22 2:15 PM", "2022-10-03T14:15:00+02:00"),
            ("2021-05-29 16:37 Denver", "2021-05-29T16:37:00-06:00"),
            ("2021-12-29 16:37 PST", "2021-12-29T16:37:00-08:00"),
            ("Wed, 02 Oct 2002 15:00:00 +0200", "2002-10-02T15:00:00+02:00"),
            ("2021-06-08 11:20 UTC+0200", "2021-06-08T11:20:00+02:00"),
        ] {
            assert_eq!(clock().read(written).map(|read| format_moment(read.at)), Ok(read.to_owned()), "{written}");
        }
    }

    #[test]
    fn what_is_no_time_or_may_be_two_is_none() {
        for text in [
            "",
            "soon",
            "2023-02-30 10:00",
            "2023-13-01",
            "03/04/2021",
            "1628-08-10T12:20:00Z",
            "25:00",
            "2021-05-29 25:10",
        ] {
            assert!(clock().read(text).is_err(), "{text}");
        }
        let clock = Clock { form: Some("%d/%m/%Y %H:%M".to_owned()), ..clock() };
        assert_eq!(format_moment(clock.read("03/04/2021 10:00").unwrap().at), "2021-04-03T10:00:00+02:00");
        assert!(clock.read("2021-04-03 10:00").is_err());
    }

    #[test]
    fn a_date_whose_order_cannot_be_told_is_said_to_need_a_form() {
        let said = |text: &str| clock().read(text).unwrap_err().0;
        let hint = "`date-format:` in a mapping says which is the day";
        for text in ["03/04/2021", "03.04.2021 10:00", "3-4-21"] {
            assert_eq!(said(text), format!("`{text}` is no time; {hint}"));
        }
        for text in ["soon", "2023-02-30 10:00:00", "10:00"] {
            assert_eq!(said(text), format!("`{text}` is no time"));
        }
    }

    #[test]
    fn what_was_guessed_is_told() {
        let guess = |text: &str| clock().read(text).unwrap().guess;
        assert_eq!(guess("20202-01-16 12:00").as_deref(), Some("the year `20202` is 2020"));
        assert_eq!(guess("2021-05-29 16:37 CEST").as_deref(), Some("`CEST` is the zone CET"));
        assert_eq!(guess("2021-05-29 16:37 UTC"), None);
    }

    #[test]
    fn what_stands_behind_a_time_is_left() {
        let day = NaiveDate::from_ymd_opt(2021, 5, 29);
        let leading =
            |text: &str| clock().leading(text, day).map(|(read, rest)| (format_moment(read.at), rest.to_owned()));
        assert_eq!(leading("16:37 Denver - it fell"), Some(("2021-05-29T16:37:00-06:00".into(), "- it fell".into())));
        assert_eq!(leading("16:37 Restarted it"), Some(("2021-05-29T16:37:00+02:00".into(), "Restarted it".into())));
        assert_eq!(leading("2021-05-30: it rose"), Some(("2021-05-30T00:00:00+02:00".into(), ": it rose".into())));
        assert_eq!(leading("16 hosts fell"), None);
    }

    #[test]
    fn a_date_is_found_within_words() {
        for (text, date) in [
            ("Timeline - May 29, 2021", Some("2021-05-29")),
            ("On Friday 29 November 2019, we scaled", Some("2019-11-29")),
            ("On Tuesday 9th of June 2020 it fell", Some("2020-06-09")),
            ("On Monday 3. February 2020, a planned", Some("2020-02-03")),
            ("2021-11-18-outage.md", Some("2021-11-18")),
            ("version 12021-11-18", None),
            ("Therac-25 fell", None),
        ] {
            assert_eq!(date_in(text).map(|date| date.to_string()).as_deref(), date, "{text}");
        }
    }

    #[test]
    fn what_comes_near_to_a_date_says_how_near() {
        let vague = |text: &str, address| vague_date(&[text], address).map(|(date, near)| (date.to_string(), near));
        let told = |date: &str, near| Some((date.to_owned(), near));
        assert_eq!(vague("x", Some("https://a.example/2018/08/05/x/")), told("2018-08-05", "the day in its link"));
        assert_eq!(vague("x", Some("https://a.example/2018/08/x")), told("2018-08-01", "the month in its link"));
        assert_eq!(vague("In November 2018 it fell", None), told("2018-11-01", "the month that its words name"));
        assert_eq!(vague("The 2014 mails", None), told("2014-01-01", "the year that its words name"));
        assert_eq!(vague("On June 13 port 20149 fell", Some("https://a.example/2099")), None);
    }

    proptest! {
        #[test]
        fn any_moment_reads_back_as_it_was_written(seconds in 0i64..4_000_000_000, form in 0usize..4) {
            let at = DateTime::from_timestamp(seconds, 0).unwrap();
            let form = ["%Y-%m-%d %H:%M:%S UTC", "%b %-d, %Y - %H:%M:%S Z", "%A %-d %B %Y %I:%M:%S %p GMT", "%Y-%m-%dT%H:%M:%S+0000"][form];
            let read = clock().read(&at.format(form).to_string()).map(|read| read.at.to_utc());
            prop_assert_eq!(read, Ok(at));
        }

        #[test]
        fn no_text_stops_it(text in "\\PC{0,30}") {
            let _ = (clock().read(&text), clock().leading(&text, None), date_in(&text));
        }
    }
}

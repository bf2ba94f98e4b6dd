//! Values that arguments take.

use super::failure::Failure;
use crate::document::{nearest, zone_help};
use crate::model::{
    CLOCK_SLACK, Clock, Moment, Priority, format_moment, names_ticket, parse_date, parse_moment, spoken_moment,
};
use chrono::NaiveDate;
use chrono_tz::Tz;

/// A time as it was typed; it is read once the plan's zone is known.
///
/// # Errors
/// Where it is no time, or one of today that is yet to come: behind midnight that was yesterday's.
pub fn moment(text: &str, zone: Tz, now: Moment, flag: &str) -> Result<Moment, Failure> {
    let (moment, clock) = match spoken_moment(text, zone, now) {
        Some(moment) => {
            let day = text.trim().split_at_checked("today".len());
            (moment, day.filter(|(day, _)| day.eq_ignore_ascii_case("today")).map(|(_, clock)| clock.trim()))
        }
        None => {
            let today = Clock { now }.today(zone);
            let moment = parse_moment(text, zone, Some(today)).map_err(|error| {
                let ago = format!("{} ago", text.trim());
                let help = match spoken_moment(&ago, zone, now) {
                    Some(_) => format!("did you mean `{flag} \"{ago}\"`?"),
                    None => format!("{}, 14:05 for today, or `20 minutes ago`", error.help),
                };
                Failure::new(format!("{flag} is `{}`, which is no time", error.text), help)
            })?;
            // Without a day it is none.
            (moment, parse_moment(text, zone, None).is_err().then(|| text.trim()))
        }
    };
    let Some(clock) = clock.filter(|_| moment > now + CLOCK_SLACK) else { return Ok(moment) };
    let [at, now] = [moment, now.with_timezone(moment.offset())].map(format_moment);
    Err(Failure::new(
        format!("{flag} {clock} lies in the future: {at}, and it is {now}"),
        format!("`{flag} \"yesterday {clock}\"` where it was yesterday; or name a past time, or leave it out for now"),
    ))
}

/// Words that may begin with a dash, as an item of a list does. A single word that does is an option that there is not,
/// unless it stands behind `--`.
///
/// # Errors
/// Where it is one.
pub fn words(text: &str) -> Result<String, String> {
    match text.starts_with('-') && !text.trim().contains(char::is_whitespace) && !is_behind_dashes(text) {
        true => Err("there is no such option; a text that begins with a dash stands behind `--`".to_owned()),
        false => Ok(text.to_owned()),
    }
}

/// Whether an argument stands where nothing is an option; the parser tells nobody.
fn is_behind_dashes(text: &str) -> bool {
    std::env::args_os().skip_while(|argument| argument != "--").skip(1).any(|argument| argument == text)
}

/// A ticket by its address or its key. An empty one is none.
///
/// # Errors
/// Where it is neither.
pub fn ticket(text: &str) -> Result<String, String> {
    match text.trim().is_empty() || names_ticket(text) {
        true => Ok(text.to_owned()),
        false => Err("name it by its address (https://…) or its key, such as OPS-412 or #412".to_owned()),
    }
}

/// The priority of a thread as clap reads it: which is looked into first, 1, 2, 3 …, or a word of the actions'.
///
/// # Errors
/// Where it is neither; what may be meant, where that is near.
pub fn thread_priority(text: &str) -> Result<String, String> {
    const MOST: u32 = 99;
    let word = text.trim().to_lowercase();
    let number = |text: &str| text.parse::<u32>().ok().filter(|number| (1..=MOST).contains(number));
    if let Some(number) = number(&word) {
        return Ok(number.to_string());
    }
    if let Some(word) = Priority::from_word(&word) {
        return Ok(word.word().to_owned());
    }
    let meant = number(word.trim_start_matches(['p', '#', '-'])).map(|number| number.to_string());
    let meant = meant.or_else(|| nearest(&word, Priority::WORDS.iter().copied()).map(str::to_owned));
    Err(match meant {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "write a number, 1 for what is looked into first, or high, medium or low".to_owned(),
    })
}

/// A date as clap reads it.
///
/// # Errors
/// Where it is no date.
pub fn date(text: &str) -> Result<NaiveDate, String> {
    parse_date(text).ok_or_else(|| "write a date like 2024-01-31".to_owned())
}

/// How many as clap reads it.
///
/// # Errors
/// Where it is no number from 1.
pub fn count(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|count| *count > 0).ok_or_else(|| "write a number from 1".to_owned())
}

/// A time zone as clap reads it.
///
/// # Errors
/// Where there is none of this name; the nearest name, where one is near.
pub fn zone(text: &str) -> Result<Tz, String> {
    text.parse().map_err(|_| format!("there is no such time zone; {}", zone_help(text)))
}

//! Time zones as people name them beside a time.

use chrono_tz::{TZ_VARIANTS, Tz};
use regex::Regex;
use std::sync::LazyLock;

/// What people call zones for short, where it means one alone.
const SHORT: &[(&[&str], Tz)] = &[
    (&["Z", "UTC", "GMT"], Tz::UTC),
    (&["CET", "CEST"], Tz::CET),
    (&["EET", "EEST"], Tz::EET),
    (&["WET", "WEST"], Tz::WET),
    (&["EST", "EDT", "ET"], Tz::America__New_York),
    (&["CDT", "CT"], Tz::America__Chicago),
    (&["MDT", "MT"], Tz::America__Denver),
    (&["PST", "PDT", "PT"], Tz::America__Los_Angeles),
    (&["BST"], Tz::Europe__London),
    (&["JST"], Tz::Asia__Tokyo),
    (&["AEST", "AEDT"], Tz::Australia__Sydney),
    (&["NZST", "NZDT"], Tz::Pacific__Auckland),
];

/// The zone that a word names: for short, in full, or by its city, which must be the only one of its name and stand apart
/// from the words `behind` it.
pub fn named(word: &str, behind: &str) -> Option<Tz> {
    if let Some((_, zone)) = SHORT.iter().find(|(words, _)| words.contains(&word)) {
        return Some(*zone);
    }
    if word.contains('/') {
        return word.parse().ok();
    }
    let apart = behind.trim_start().chars().next().is_none_or(|c| "-–—:|,)".contains(c));
    let is_of = |zone: &&Tz| zone.name().rsplit_once('/').is_some_and(|(_, city)| city.eq_ignore_ascii_case(word));
    let mut cities = TZ_VARIANTS.iter().filter(is_of);
    cities.next().filter(|_| apart && cities.next().is_none()).copied()
}

static SAID: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i:\btimes?\b[^.\n|]{0,40}?\b(?:in|are)\b|\btime\s*\(|\btime,?\s)\s*\(?(?P<zone>(?:UTC|GMT|[A-Z]{2,4}T|[A-Z][a-z]+/[A-Z][A-Za-z_]+))\b").ok()
});

/// The zone that a text says its times are in: `All times in CET`.
pub fn said(text: &str) -> Option<Tz> {
    named(SAID.as_ref()?.captures(text)?.name("zone")?.as_str(), "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_says_its_zone() {
        for (text, zone) in [
            ("All times in CET.", Some(Tz::CET)),
            ("| Date and Time in CET | Event |", Some(Tz::CET)),
            ("| Time (UTC) | Event |", Some(Tz::UTC)),
            ("All times are in America/Denver", Some(Tz::America__Denver)),
            ("in time for the BEST", None),
            ("Time in XYZT", None),
            ("| Time | Event |", None),
        ] {
            assert_eq!(said(text), zone, "{text}");
        }
        assert_eq!(named("Denver", " - x"), Some(Tz::America__Denver));
        assert_eq!((named("Denver", " x"), named("Restarted", "")), (None, None));
    }
}

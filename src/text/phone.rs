//! Phone numbers as people write them.

use super::digits::{Digits, Row, digit};
use std::net::Ipv4Addr;
use std::ops::Range;

/// A number of fewer digits is no phone number that could be told from others.
const FEWEST_DIGITS: usize = 5;

/// So many digits are a whole number without its area's nought.
const NATIONAL_DIGITS: usize = 7;

/// So many digits and letters from a to f in a row are a hash.
const HASH: usize = 12;

/// The country codes of two digits; 1 and 7 have one, and all others three.
const CODES_OF_TWO: [&str; 44] = [
    "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48", "49", "51",
    "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81", "82", "84", "86", "90",
    "91", "92", "93", "94", "95", "98",
];

const PLUSES: [char; 2] = ['+', '\u{ff0b}'];

/// What is dialled before a country's code where there is no plus.
const ABROAD: [&str; 2] = ["00", "011"];

/// The digits of a phone number, in ASCII; `None` where they are too few to be told from other numbers.
pub fn phone_digits(number: &str) -> Option<String> {
    let digits: String = number.chars().filter_map(digit).map(|digit| char::from(b'0' + digit)).collect();
    (digits.len() >= FEWEST_DIGITS).then_some(digits)
}

/// A phone number in any spelling, with its country's code or without.
#[derive(Clone, Debug)]
pub struct PhonePattern {
    /// Its country's code, where the number is written with one.
    code: Option<String>,
    /// Its digits without the code and without the nought before the area's.
    national: String,
}

/// The number in any spelling; `None` where its digits are too few.
pub fn phone_pattern(number: &str) -> Option<PhonePattern> {
    let all = phone_digits(number)?;
    let is_abroad = number.trim_start().starts_with(PLUSES);
    let abroad = match is_abroad {
        true => Some(all.as_str()),
        false => all.strip_prefix("00").filter(|rest| rest.len() >= NATIONAL_DIGITS),
    };
    let code = abroad.map(|abroad| abroad.split_at(code_length(abroad)));
    let code = code.filter(|(_, national)| national.len() >= FEWEST_DIGITS);
    let national = code.map_or(all.as_str(), |(_, national)| national);
    let without_nought = national.strip_prefix('0').filter(|rest| rest.len() >= NATIONAL_DIGITS);
    Some(PhonePattern {
        code: code.map(|(code, _)| code.to_owned()),
        national: without_nought.unwrap_or(national).to_owned(),
    })
}

fn code_length(abroad: &str) -> usize {
    match abroad.get(..2) {
        Some(two) if CODES_OF_TWO.contains(&two) => 2,
        _ if abroad.starts_with(['1', '7']) => 1,
        _ => 3.min(abroad.len()),
    }
}

impl PhonePattern {
    /// Where the number stands in a text of these digits, in order: not within a longer row of them, and not where it is
    /// a part of an address of a machine, of a hash or of a fraction.
    pub fn places(&self, text: &str, digits: &Digits) -> Vec<Range<usize>> {
        let found = |row: &Row| -> Vec<Range<usize>> {
            let whole = row.find(&self.national).filter(|found| !row.touches(found.end));
            let bytes = whole.filter_map(|found| {
                let national = row.bytes(found.clone())?;
                let all = row.bytes(self.begin(text, row, found.start)?..found.end)?;
                (!is_of_another(text, &all, &national)).then(|| with_plus(text, all))
            });
            bytes.collect()
        };
        let mut places: Vec<_> = digits.rows().flat_map(found).collect();
        places.sort_by_key(|place| (place.start, std::cmp::Reverse(place.end)));
        let mut end = 0;
        places.retain(|place| {
            let is_further = place.start >= end;
            end = end.max(place.end);
            is_further
        });
        places
    }

    /// Where the number begins, with what is dialled before it; `None` where it is the end of another.
    fn begin(&self, text: &str, row: &Row, national: usize) -> Option<usize> {
        let starts = [Some(national), row.ends_with("0", national)];
        let mut starts: Vec<usize> = starts.into_iter().flatten().collect();
        for start in starts.clone() {
            starts.extend(self.abroad(text, row, start));
        }
        starts.into_iter().filter(|start| !row.touches(*start)).min()
    }

    /// Where a country's code before a number begins, with the plus or the noughts before it and without.
    fn abroad(&self, text: &str, row: &Row, start: usize) -> Vec<usize> {
        let Some(code) = &self.code else { return other_codes(text, row, start) };
        let Some(start) = row.ends_with(code, start) else { return Vec::new() };
        let noughts = ABROAD.iter().filter_map(|noughts| row.ends_with(noughts, start));
        std::iter::once(start).chain(noughts).collect()
    }
}

/// Where a code of any country begins before a number: behind a plus, or behind what is dialled for one.
fn other_codes(text: &str, row: &Row, start: usize) -> Vec<usize> {
    let mut begins = if row.is_joined(start) { start.saturating_sub(1) } else { start };
    while row.touches(begins) {
        begins -= 1;
    }
    let Some(run) = row.bytes(begins..start).filter(|_| begins < start) else { return Vec::new() };
    let is_plus = text[..run.start].ends_with(PLUSES) || text[..run.start].to_lowercase().ends_with("%2b");
    let noughts = ABROAD.iter().map(|noughts| noughts.len());
    let behind = noughts.filter(|length| ABROAD.iter().any(|it| row.ends_with(it, begins + length) == Some(begins)));
    let codes = behind.map(|length| begins + length).chain(is_plus.then_some(begins));
    let is_code = |code: usize| (1..=3).contains(&start.saturating_sub(code));
    if codes.into_iter().any(is_code) { vec![begins] } else { Vec::new() }
}

fn with_plus(text: &str, place: Range<usize>) -> Range<usize> {
    text[..place.start].trim_end_matches(PLUSES).len()..place.end
}

/// Whether digits at a place, of which those at `national` are the number's own, are a part of what is no phone number.
fn is_of_another(text: &str, place: &Range<usize>, national: &Range<usize>) -> bool {
    let around = |is_of: fn(char) -> bool| {
        let start = text[..place.start].trim_end_matches(is_of).len();
        let end = text.len() - text[place.end..].trim_start_matches(is_of).len();
        start..end
    };
    let dotted = around(|c| c.is_ascii_digit() || c == '.');
    let has_plus = text[..dotted.start].ends_with(PLUSES);
    let is_address = text[dotted.clone()].trim_end_matches('.').parse::<Ipv4Addr>().is_ok();
    if is_address && dotted != *national && !has_plus {
        return true;
    }
    if !text[place.clone()].bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let before = &text[dotted.start..place.start];
    let is_fraction = before.strip_suffix('.').is_some_and(|whole| !whole.is_empty() && !whole.contains('.'));
    let hash = around(|c| c.is_ascii_hexdigit());
    let dashed = around(|c| c.is_ascii_hexdigit() || c == '-');
    is_fraction && !has_plus
        || hash.len() >= HASH && hash.len() - place.len() >= HASH - NATIONAL_DIGITS
        || is_uuid(&text[dashed])
}

fn is_uuid(text: &str) -> bool {
    text.split('-').map(str::len).eq([8, 4, 4, 4, 12])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(number: &str, text: &str) -> bool {
        phone_pattern(number).is_some_and(|pattern| !pattern.places(text, &Digits::of(text)).is_empty())
    }

    #[test]
    fn a_number_is_found_in_any_spelling_and_its_near_misses_are_not() {
        for text in [
            "555-0101",
            "555 0101",
            "(555) 0101",
            "5550101",
            "+555.01.01",
            "555–0101",
            "555\n0101",
            "_555-0101_",
            r"555\-0101",
            "555\u{2011}0101",
            "555**-0101**",
            "555&#45;0101",
            "555-0&#x2011;101 &#45",
            "x5550101",
            "５５５－０１０１",
            "&#53;55-0101",
            "tel:%2B1%20555%2D0101",
            "?q=555+0101",
            "<b>555</b>-<i>0101</i>",
            "<tel:+15550101>",
            "00495550101",
        ] {
            assert!(found("555-0101", text), "{text}");
        }
        for text in ["555-0102", "15550101", "555-01012", "555, 0101", "+12345550101"] {
            assert!(!found("555-0101", text), "{text}");
        }
        assert!(phone_pattern("0101").is_none(), "that could be anything");
    }

    #[test]
    fn a_number_is_found_without_its_countrys_code() {
        for number in ["+1 555 0143", "+15550143", "001 555 0143"] {
            for text in ["555-0143", "+1 (555) 0143", "+15550143", "0555 0143", "1-555-0143", "0015550143", "1.5550143"]
            {
                assert!(found(number, text), "{number} in {text}");
            }
            assert!(!found(number, "25550143") && !found(number, "550143"), "{number}");
        }
    }

    #[test]
    fn a_number_is_found_with_and_without_the_nought_of_its_area() {
        for number in ["+44 20 7946 0142", "+442079460142", "+44 (0)20 7946 0142", "020 7946 0142"] {
            for text in ["020 7946 0142", "(020) 7946-0142", "+442079460142", "00442079460142", "+44 (0)20 7946 0142"] {
                assert!(found(number, text), "{number} in {text}");
            }
        }
    }

    #[test]
    fn a_part_of_an_address_a_hash_or_a_fraction_is_no_number() {
        for text in ["10.55.50.142", "48.5550142", "a0b1c5550142d", "5550142a-1b2c-4d3e-8f90-123456789abc"] {
            assert!(!found("555-0142", text), "{text}");
        }
        for text in ["555.01.42", "a call to 5550142.", "+1.5550142", "dad5550142"] {
            assert!(found("555-0142", text), "{text}");
        }
    }
}

//! Numbers of payment cards.

use super::rule::{Findings, Subject};
use super::texts::{just_before, look};
use crate::text::Span;
use regex::Regex;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

rule! {
    /// A number has the form of a payment card's.
    ///
    /// ## Why
    /// A card's number may be kept only where it is protected, and a log is read, cloned and searched by many. Most often
    /// it came with a line of a log or a customer's mail. Looked for are numbers of 13 to 19 digits that begin as an
    /// issuer's do and whose check digit is right; the test numbers that the networks publish are let be, and so are
    /// numbers within ids and addresses.
    ///
    /// ## Good
    /// ```markdown
    /// ## Summary
    /// The card that ends in 0003 was charged twice.
    /// ```
    /// ## Bad
    /// ```markdown
    /// ## Summary
    /// The card 4900 0000 0000 0003 was charged twice.
    /// ```
    "card-number", Warn, check, hides: true
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (source, span) in look(subject.log, |text| card_numbers(text.source.text())) {
        let number: String = source.slice(span).chars().filter(char::is_ascii_digit).collect();
        let (first, last) =
            (number.get(..4).unwrap_or_default(), number.get(number.len().saturating_sub(4)..).unwrap_or_default());
        let message = format!("`{first}…` has the form of a card number");
        let help = format!("keep its last four digits at most: \"the card that ends in {last}\"");
        findings.report(source, span, message, help).hide();
    }
}

/// The digits in one piece, or in the groups in which they stand on a card.
static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
        [0-9]{4}\x20[0-9]{4}\x20[0-9]{4}\x20[0-9]{1,4}(?:\x20[0-9]{3})? | [0-9]{4}\x20[0-9]{6}\x20[0-9]{4,5}
        | [0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{1,4}(?:-[0-9]{3})? | [0-9]{4}-[0-9]{6}-[0-9]{4,5}
        | [0-9]{13,19}",
    )
    .ok()
});

const FEWEST_DIGITS: usize = 13;

/// How the numbers of an issuer begin, and how many digits they have.
const ISSUERS: &[(RangeInclusive<u32>, RangeInclusive<usize>)] = &[
    (4000..=4999, 16..=16), // Visa
    (4000..=4999, 13..=13),
    (4000..=4999, 19..=19),
    (5100..=5599, 16..=16), // Mastercard
    (2221..=2720, 16..=16),
    (3400..=3499, 15..=15), // American Express
    (3700..=3799, 15..=15),
    (3000..=3059, 14..=14), // Diners Club
    (3600..=3699, 14..=14),
    (3800..=3999, 14..=14),
    (6011..=6011, 16..=16), // Discover
    (6440..=6599, 16..=16),
    (3528..=3589, 16..=16), // JCB
    (6200..=6299, 16..=19), // UnionPay
];

/// What the networks and payment providers publish for tests.
const FOR_TESTS: &[&str] = &[
    "4242424242424242",
    "4111111111111111",
    "4012888888881881",
    "4000056655665556",
    "4222222222222",
    "4000000000000002",
    "5555555555554444",
    "5105105105105100",
    "5200828282828210",
    "2223003122003222",
    "2223000048400011",
    "378282246310005",
    "371449635398431",
    "378734493671000",
    "6011111111111117",
    "6011000990139424",
    "6011000000000004",
    "3056930009020004",
    "30569309025904",
    "36227206271667",
    "38520000023237",
    "3530111333300000",
    "3566002020360505",
    "6200000000000005",
    "6200000000000047",
];

/// Words before a number that say that it is another thing's.
const OTHER_THINGS: &[&str] = &[
    "id",
    "ids",
    "trace",
    "span",
    "order",
    "request",
    "offset",
    "timestamp",
    "time",
    "ts",
    "commit",
    "build",
    "hash",
    "sha",
    "sha1",
    "sha256",
    "revision",
    "version",
    "job",
    "run",
];

/// The numbers in a text that have the form of a card's.
pub fn card_numbers(text: &str) -> Vec<Span> {
    let Some(number) = NUMBER.as_ref().filter(|_| has_digits_enough(text)) else { return Vec::new() };
    let spans = number.find_iter(text).map(|found| Span::new(found.start(), found.end()));
    spans.filter(|span| is_a_cards(text.get(span.range()).unwrap_or_default()) && stands_alone(text, *span)).collect()
}

/// Whether there are as many digits as a card's number has at least, with at most one blank or dash between two.
fn has_digits_enough(text: &str) -> bool {
    let (bytes, mut at) = (text.as_bytes(), 0);
    let is_part = |byte: &u8| matches!(byte, b'0'..=b'9' | b' ' | b'-');
    // Most of a text is words: the last letter in reach of a number tells where the next can begin.
    while let Some(reach) = bytes.get(at..at + FEWEST_DIGITS) {
        if let Some(letter) = reach.iter().rposition(|byte| !is_part(byte)) {
            at += letter + 1;
            continue;
        }
        let stretch = bytes.get(at..).unwrap_or_default();
        let length = stretch.iter().position(|byte| !is_part(byte)).unwrap_or(stretch.len());
        let mut numbers = stretch.get(..length).unwrap_or_default().split(u8::is_ascii_digit);
        // What stands between two digits; where there is no blank, nothing.
        let (mut run, _) = (0, numbers.next());
        for between in numbers {
            run += 1;
            if run >= FEWEST_DIGITS {
                return true;
            }
            if between.len() > 1 {
                run = 0;
            }
        }
        at += length;
    }
    false
}

fn is_a_cards(written: &str) -> bool {
    let digits: Vec<u32> = written.chars().filter_map(|c| c.to_digit(10)).collect();
    let first = digits.iter().take(4).fold(0, |number, digit| number * 10 + digit);
    let is_issued =
        ISSUERS.iter().any(|(first_four, length)| first_four.contains(&first) && length.contains(&digits.len()));
    let is_for_tests = || {
        let number: String = written.chars().filter(char::is_ascii_digit).collect();
        FOR_TESTS.contains(&number.as_str())
    };
    is_issued && has_check_digit(&digits) && !is_for_tests()
}

/// Luhn's sum: from the right, every second digit counts twice.
fn has_check_digit(digits: &[u32]) -> bool {
    let doubled = |digit: u32| if digit > 4 { digit * 2 - 9 } else { digit * 2 };
    let sum: u32 =
        digits.iter().rev().enumerate().map(|(at, digit)| if at % 2 == 1 { doubled(*digit) } else { *digit }).sum();
    sum.is_multiple_of(10)
}

/// Whether a number is no part of an id, an address or a longer number, and is not said to be another thing's.
fn stands_alone(text: &str, span: Span) -> bool {
    let line = just_before(text, span.start).rsplit('\n').next().unwrap_or_default();
    let after = text.get(span.end..).unwrap_or_default();
    let word = line.rsplit(char::is_whitespace).next().unwrap_or_default();
    !goes_on(line.chars().rev()) && !goes_on(after.chars()) && !word.contains("://") && !is_of_another_thing(line)
}

/// Whether what stands next to a number, read away from it, belongs to it.
fn goes_on(mut away: impl Iterator<Item = char>) -> bool {
    let (next, second) = (away.next(), away.next());
    let digit_next_but_one = second.is_some_and(|c| c.is_ascii_digit());
    next.is_some_and(|c| match c {
        '_' | '-' | '/' | '#' | '@' | '%' | '$' | '&' | '+' | '\\' => true,
        '.' | ',' | ':' | ' ' => digit_next_but_one,
        _ => c.is_alphanumeric(),
    })
}

/// Whether the last word of a line says what the number behind it is: `order`, `trace_id`, `requestId`.
fn is_of_another_thing(line: &str) -> bool {
    let last = line.split(|c: char| !c.is_alphanumeric()).rfind(|word| !word.is_empty()).unwrap_or_default();
    last.ends_with("Id") || OTHER_THINGS.iter().any(|thing| last.eq_ignore_ascii_case(thing))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::rules::testing::{Case, INCIDENT};
    use proptest::prelude::*;

    /// Of no card that was ever issued.
    const ZEROS: &str = "4900000000000003";

    fn solved_by(markdown: &str) -> Case {
        Case::sound().replace("Rebuild the index with eight shards.", markdown)
    }

    #[test]
    fn a_card_is_found_in_one_piece_and_in_groups_and_its_number_is_not_told() {
        for written in [ZEROS, "4900 0000 0000 0003", "4900-0000-0000-0003"] {
            let case = solved_by(&format!("The card {written} was charged."));
            case.clone().finds(&[&format!("{INCIDENT}:24:10 card-number")]);
            case.says(
                "`4900…` has the form of a card number",
                "keep its last four digits at most: \"the card that ends in 0003\"",
            );
        }
        solved_by(&format!("`pan={ZEROS}`, then")).finds(&[&format!("{INCIDENT}:24:6 card-number")]);
        solved_by("`{\"pan\":\"3400 000000 00009\"}`").finds(&[&format!("{INCIDENT}:24:10 card-number")]);
    }

    #[test]
    fn numbers_of_other_things_are_let_be() {
        for text in [
            "4900000000000004",
            "4900 0000 0000 00030",
            "1900 0000 0000 0001",
            "14900000000000003",
            "4900000000000003.5",
            "4900 0000 0000 0003 1",
            "a4900000000000003",
            "4900000000000003f",
            "#4900000000000003",
            "/4900000000000003",
            "order 4900000000000003",
            "Commit 4900000000000003",
            "build 4900000000000003, sha: 4900000000000003",
            "trace_id=4900000000000003",
            "\"requestId\": 4900000000000003",
            "https://shop.example/?order=4900000000000003",
            "c56a4180-4900-0000-0000-000000000003",
            "4242 4242 4242 4242",
            "2026-03-02 09:00:00",
        ] {
            solved_by(&format!("See `{text}`.")).finds(&[]);
        }
    }

    proptest! {
        #[test]
        fn no_number_is_in_a_text_that_is_passed_over(text in "([a ]{0,3}|[0-9]{1,6}|[0-9]{3,5} |[0-9]{3,5}-){0,12}") {
            let is_number = NUMBER.as_ref().unwrap().is_match(&text);
            prop_assert!(has_digits_enough(&text) || !is_number, "{}", text);
        }
    }

    #[test]
    fn all_published_test_numbers_have_a_cards_form_so_that_the_list_is_right() {
        for number in FOR_TESTS {
            let digits: Vec<_> = number.chars().filter_map(|c| c.to_digit(10)).collect();
            assert!(has_check_digit(&digits), "{number}");
            assert!(!is_a_cards(number), "{number}");
        }
        assert!(is_a_cards(ZEROS));
    }
}

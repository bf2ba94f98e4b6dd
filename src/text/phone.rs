//! Phone numbers as people write them.

use regex::Regex;

/// A number of fewer digits is no phone number that could be told from others.
const FEWEST_DIGITS: usize = 5;

/// The digits of a phone number; `None` where they are too few to be told from other numbers.
pub fn phone_digits(number: &str) -> Option<String> {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    (digits.len() >= FEWEST_DIGITS).then_some(digits)
}

/// The number in any spelling: its digits with spaces, dots, dashes and brackets between them.
pub fn phone_pattern(number: &str) -> Option<Regex> {
    let digits: Vec<String> = phone_digits(number)?.chars().map(String::from).collect();
    Regex::new(&format!(r"(?:\+|\b){}\b", digits.join(r"[\s().\-–/]*"))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_in_any_spelling_and_its_near_misses_are_not() {
        let found = |text: &str| phone_pattern("555-0101").is_some_and(|pattern| pattern.is_match(text));
        for text in ["555-0101", "555 0101", "(555) 0101", "5550101", "+555.01.01", "555–0101", "555\n0101"] {
            assert!(found(text), "{text}");
        }
        for text in ["555-0102", "15550101", "555-01012", "555, 0101", "x5550101"] {
            assert!(!found(text), "{text}");
        }
        assert!(phone_pattern("0101").is_none(), "that could be anything");
    }
}

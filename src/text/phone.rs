//! Phone numbers as people write them.

use regex::Regex;
use std::ops::Range;
use std::sync::{Arc, LazyLock, OnceLock};

/// A number of fewer digits is no phone number that could be told from others.
const FEWEST_DIGITS: usize = 5;

/// So many digits are a whole number without its country's code, where no space tells the two apart.
const NATIONAL_DIGITS: usize = 7;

/// What may stand between two digits: spaces, dashes, dots, brackets, slashes, the marks of Markdown, and entities.
const BETWEEN: &str = concat!(
    r"(?:[\s.()\[\]/*_~`\\\p{Pd}\x{2212}\x{ad}\x{200b}-\x{200d}\x{2060}]",
    r"|&(?:#[0-9]{2,5}|#[xX][0-9a-fA-F]{2,5}|[a-zA-Z]{2,12});){0,6}"
);

/// The digits of a phone number; `None` where they are too few to be told from other numbers.
pub fn phone_digits(number: &str) -> Option<String> {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    (digits.len() >= FEWEST_DIGITS).then_some(digits)
}

/// A phone number in any spelling, with its country's code or without.
#[derive(Clone, Debug)]
pub struct PhonePattern {
    /// Its last digits, which stand in every spelling.
    last: String,
    pattern: String,
    /// Made when a text may hold the number: that takes longer than all else that looks at a small log.
    regex: Arc<OnceLock<Option<Regex>>>,
}

/// The digits of a text in a row, whatever stands between them.
#[derive(Clone, Debug)]
pub struct Digits {
    all: String,
    /// Without those that spell an entity, where there are such.
    beside_entities: Option<String>,
}

static ENTITY: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new("&#(?:[0-9]{2,5}|[xX][0-9a-fA-F]{2,5});").ok());

impl Digits {
    pub fn of(text: &str) -> Self {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let all = digits(text);
        let has_entities = all.len() >= FEWEST_DIGITS && text.contains("&#");
        let entity = ENTITY.as_ref().filter(|_| has_entities);
        Self { beside_entities: entity.map(|entity| digits(&entity.replace_all(text, ""))), all }
    }

    fn has(&self, digits: &str) -> bool {
        self.all.contains(digits) || self.beside_entities.as_ref().is_some_and(|beside| beside.contains(digits))
    }
}

/// The number in any spelling; `None` where its digits are too few.
pub fn phone_pattern(number: &str) -> Option<PhonePattern> {
    let digits = phone_digits(number)?;
    let code = code_digits(number, digits.len());
    let mut pattern = String::from(r"\+?");
    for (at, digit) in digits.chars().enumerate() {
        // Without its code, a number may begin with a nought.
        match (at + 1).cmp(&code) {
            std::cmp::Ordering::Less => pattern = format!("(?:{pattern}{digit}{BETWEEN})?"),
            std::cmp::Ordering::Equal => pattern = format!("(?:{pattern}{digit}{BETWEEN})?(?:0{BETWEEN})?"),
            std::cmp::Ordering::Greater if at == code => pattern.push(digit),
            std::cmp::Ordering::Greater => pattern.push_str(&format!("{BETWEEN}{digit}")),
        }
    }
    let last = digits.get(digits.len() - FEWEST_DIGITS..)?.to_owned();
    Some(PhonePattern { last, pattern, regex: Arc::default() })
}

/// How many digits of a number may be its country's code.
fn code_digits(number: &str, all: usize) -> usize {
    let Some(number) = number.trim().strip_prefix('+') else { return 0 };
    let first = number.chars().take_while(char::is_ascii_digit).count();
    match first == all {
        true => all.saturating_sub(NATIONAL_DIGITS).min(3),
        false if all - first >= FEWEST_DIGITS => first.min(3),
        false => 0,
    }
}

impl PhonePattern {
    /// Where the number stands in a text of these digits: not within a longer row of them.
    pub fn places(&self, text: &str, digits: &Digits) -> Vec<Range<usize>> {
        if !digits.has(&self.last) {
            return Vec::new();
        }
        let Some(regex) = self.regex.get_or_init(|| Regex::new(&self.pattern).ok()) else { return Vec::new() };
        let (mut places, mut at) = (Vec::new(), 0);
        while let Some(found) = regex.find_at(text, at) {
            let before = text[..found.start()].ends_with(|c: char| c.is_ascii_digit());
            let behind = text[found.end()..].starts_with(|c: char| c.is_ascii_digit());
            if before || behind {
                at = found.start() + text[found.start()..].chars().next().map_or(1, char::len_utf8);
            } else {
                at = found.end();
                places.push(found.range());
            }
        }
        places
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_in_any_spelling_and_its_near_misses_are_not() {
        let found = |text: &str| {
            phone_pattern("555-0101").is_some_and(|pattern| !pattern.places(text, &Digits::of(text)).is_empty())
        };
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
        ] {
            assert!(found(text), "{text}");
        }
        for text in ["555-0102", "15550101", "555-01012", "555, 0101"] {
            assert!(!found(text), "{text}");
        }
        assert!(phone_pattern("0101").is_none(), "that could be anything");
    }

    #[test]
    fn a_number_is_found_without_its_countrys_code() {
        for number in ["+1 555 0143", "+15550143"] {
            let found = |text: &str| {
                phone_pattern(number).is_some_and(|pattern| !pattern.places(text, &Digits::of(text)).is_empty())
            };
            for text in ["555-0143", "+1 (555) 0143", "+15550143", "0555 0143", "1-555-0143"] {
                assert!(found(text), "{number} in {text}");
            }
            assert!(!found("25550143") && !found("550143"), "{number}");
        }
    }
}

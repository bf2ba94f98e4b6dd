//! What stands in the place of a secret, where somebody has taken it out or shows a form.

/// Words of which one is enough.
const WORDS: &[&str] = &[
    "example",
    "sample",
    "dummy",
    "fake",
    "placeholder",
    "redacted",
    "removed",
    "masked",
    "withheld",
    "censored",
    "changeme",
    "change-me",
    "change_me",
    "your",
    "xxxx",
    "...",
    "***",
    "abcdefgh",
    "12345678",
    "01234567",
];

const LONGEST_VARIABLE: usize = 16;

/// Whether a value only stands in for a secret: a variable, something in brackets, stars, or a word that says so.
pub fn is_placeholder(value: &str) -> bool {
    let value = value.trim_matches(['"', '\'', '`', '\\']);
    let first = value.chars().next();
    let is_one_character = value.chars().all(|c| Some(c) == first);
    // Longer ones without a `_` are keys that happen to have no digit.
    let names_a_variable = value.chars().all(|c| c.is_ascii_uppercase() || c == '_')
        && (value.contains('_') || value.len() <= LONGEST_VARIABLE);
    let lower = value.to_ascii_lowercase();
    is_one_character
        || names_a_variable
        || value.starts_with(['$', '%'])
        || value.contains(['<', '>', '{', '}', '[', ']', '…'])
        || WORDS.iter().any(|word| lower.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_for_a_secret_is_told_from_one() {
        for value in [
            "",
            "$PASSWORD",
            "${PASSWORD}",
            "%PASSWORD%",
            "{{ password }}",
            "<password>",
            "[redacted]",
            "***",
            "xxx",
            "PASSWORD",
            "DB_PASSWORD",
            "...",
            "your-token-here",
            "REDACTED",
            "AKIAIOSFODNN7EXAMPLE",
            "ghp_xxxxxxxxxxxx",
            "12345678",
            "ab…",
        ] {
            assert!(is_placeholder(value), "{value}");
        }
        for value in ["password", "hunter2", "Winter-1999", "p455", "a_B"] {
            assert!(!is_placeholder(value), "{value}");
        }
    }
}

//! Words of a shell's command line.

/// A word as people type it: in quotes only where a shell would take it for something else.
pub fn typed_word(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | ':' | '@');
    match !word.is_empty() && word.chars().all(is_plain) {
        true => word.to_owned(),
        false => shell_word(word),
    }
}

/// A word as a shell takes it by the letter.
pub fn shell_word(word: &str) -> String {
    format!("'{}'", word.replace('\'', "'\\''"))
}

//! Words of a shell's command line.

/// A word as a shell takes it by the letter.
pub fn shell_word(word: &str) -> String {
    format!("'{}'", word.replace('\'', "'\\''"))
}

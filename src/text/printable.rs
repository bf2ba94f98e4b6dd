//! Text that cannot steer a terminal.

/// The text with control characters other than line breaks and tabs shown as a replacement character, and
/// without the marks that turn the direction of writing.
pub fn printable(text: &str) -> String {
    let steers = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|c| if steers(c) { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_are_shown_and_words_are_kept() {
        assert_eq!(printable("a\u{1b}[2Jb\r\n\tö\u{202e}x"), "a\u{fffd}[2Jb\u{fffd}\n\tö\u{fffd}x");
    }
}

//! Text that cannot steer a terminal.

/// The text with control characters other than line breaks and tabs shown as a replacement character, and
/// without the marks that turn the direction of writing.
pub fn printable(text: &str) -> String {
    let steers = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|c| if steers(c) { '\u{fffd}' } else { c }).collect()
}

/// The text as a file takes it: one kind of line break, and no control character that a pager or an editor would obey.
pub fn storable(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().map(|c| if c.is_control() && !matches!(c, '\n' | '\t') { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_has_lines_and_no_controls() {
        assert_eq!(storable("a\rb\r\nc\u{1b}[31m\td\u{202e}"), "a\nb\nc\u{fffd}[31m\td\u{202e}");
    }

    #[test]
    fn escape_sequences_are_shown_and_words_are_kept() {
        assert_eq!(printable("a\u{1b}[2Jb\r\n\tö\u{202e}x"), "a\u{fffd}[2Jb\u{fffd}\n\tö\u{fffd}x");
    }
}

//! Text that cannot steer a terminal.

/// Whether a character tells a terminal something, or turns the direction of writing.
fn steers(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The text with control characters other than line breaks and tabs shown as a replacement character, and
/// without the marks that turn the direction of writing.
pub fn printable(text: &str) -> String {
    text.chars().map(|c| if steers(c) { '\u{fffd}' } else { c }).collect()
}

/// The text as a file takes it: one kind of line break, and no control character that a pager or an editor would obey.
pub fn storable(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().map(|c| if c.is_control() && !matches!(c, '\n' | '\t') { '\u{fffd}' } else { c }).collect()
}

/// JSON in which no control character stands bare: what shows a text on the way, and takes such characters out, then
/// leaves it as it is.
pub fn escaped(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        match steers(c) {
            true => text.push_str(&format!("\\u{:04x}", u32::from(c))),
            false => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_says_the_same_without_bare_controls() {
        let value = serde_json::json!({"a": "\u{7f}\u{9b}31m\u{202e}\n", "b": [1]});
        let text = escaped(&format!("{value:#}"));
        assert!(!text.chars().any(steers), "{text}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).ok(), Some(value));
    }

    #[test]
    fn what_is_stored_has_lines_and_no_controls() {
        assert_eq!(storable("a\rb\r\nc\u{1b}[31m\td\u{202e}"), "a\nb\nc\u{fffd}[31m\td\u{202e}");
    }

    #[test]
    fn escape_sequences_are_shown_and_words_are_kept() {
        assert_eq!(printable("a\u{1b}[2Jb\r\n\tö\u{202e}x"), "a\u{fffd}[2Jb\u{fffd}\n\tö\u{fffd}x");
    }
}

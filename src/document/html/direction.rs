//! In which direction words run: Hebrew, Arabic and their kin from right to left.

/// What is set in a direction of its own, as a tag without attributes.
const BLOCKS: &[&str] = &["<p>", "<ul>", "<ol>", "<blockquote>", "<table>"];
/// How far the first letter of a block is looked for, in bytes.
const FAR: usize = 500;

/// Whether any letter of a text runs from right to left.
pub fn has_right_to_left(text: &str) -> bool {
    text.chars().any(is_right_to_left)
}

fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// HTML whose blocks each run as their first letter does. A browser's `dir="auto"` does not look into blocks within.
pub fn directed(html: &str) -> String {
    let mut directed = String::with_capacity(html.len() + html.len() / 8);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        directed.push_str(before);
        match BLOCKS.iter().find(|block| tag.starts_with(**block)) {
            Some(block) => {
                let behind = tag.get(block.len()..).unwrap_or_default();
                directed.push_str(block.trim_end_matches('>'));
                directed.push_str(first_direction(behind));
                directed.push('>');
                rest = behind;
            }
            None => {
                directed.push('<');
                rest = tag.get(1..).unwrap_or_default();
            }
        }
    }
    directed.push_str(rest);
    directed
}

/// The attribute for a block, by its first letter outside of tags and entities.
fn first_direction(html: &str) -> &'static str {
    let mut hidden_until = None;
    for (at, c) in html.char_indices() {
        match (c, hidden_until) {
            _ if at > FAR => break,
            (c, Some(end)) => hidden_until = Some(end).filter(|end| c != *end),
            ('<', None) => hidden_until = Some('>'),
            ('&', None) => hidden_until = Some(';'),
            (c, None) if is_right_to_left(c) => return " dir=\"rtl\"",
            (c, None) if c.is_alphabetic() => return " dir=\"ltr\"",
            _ => {}
        }
    }
    ""
}

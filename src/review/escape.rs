//! Values in Markdown that are words and nothing else: no markup, no HTML, no mention, no reference, no link.

use crate::text::printable;

/// Unseen, and enough that GitHub sees no mention, reference or address in what stands on its two sides.
const APART: char = '\u{200b}';

/// A text of one line, as a reader of the rendered page sees it.
pub fn words(text: &str) -> String {
    let line = printable(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let mut escaped = String::with_capacity(line.len() + 16);
    let (mut before, mut begins) = (' ', true);
    for c in line.chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            // A backslash keeps these from being markup, and nothing more: what GitHub looks for afterwards is parted.
            '@' | '#' => escaped.extend(['\\', c, APART]),
            '/' if before == ':' || before == '/' => escaped.extend([APART, c]),
            '.' if ends(&escaped, "www") => escaped.extend(['\\', c, APART]),
            '-' if ends(&escaped, "gh") => escaped.extend(['\\', c, APART]),
            ',' | ';' | '?' | '%' | '"' | '\'' | '/' => escaped.push(c),
            // Behind words, these begin no list and underline nothing.
            '.' | '-' | '=' if !begins => escaped.push(c),
            c if c.is_ascii_punctuation() => escaped.extend(['\\', c]),
            c => escaped.push(c),
        }
        begins = begins && c.is_ascii_digit();
        before = c;
    }
    escaped
}

fn ends(text: &str, with: &str) -> bool {
    let end = text.len().checked_sub(with.len()).and_then(|at| text.get(at..));
    end.is_some_and(|end| end.eq_ignore_ascii_case(with))
}

/// A word of the tool's own making, an id or a path, in the type of code.
pub fn code(text: &str) -> String {
    let line = printable(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let longest = line.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    // A space within the fence parts it from a backtick of the text's own.
    let space = if line.starts_with('`') || line.ends_with('`') { " " } else { "" };
    format!("{fence}{space}{line}{space}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::body::{markdown_options, plain_words};
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Parser, Tag, TagEnd};

    /// Whether some Markdown is one paragraph of nothing but text.
    fn is_plain(markdown: &str) -> bool {
        Parser::new_ext(markdown, markdown_options())
            .all(|event| matches!(event, Event::Text(_) | Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph)))
    }

    #[test]
    fn a_title_neither_calls_people_nor_breaks_out() {
        let hostile = "@channel #12 GH-3 **b** <!-- incident-review --> <img src=x> [a](b) `c` | www.x.example https://x.example\n## d";
        let escaped = words(hostile);
        assert!(is_plain(&escaped), "{escaped}");
        let seen = plain_words(&escaped).replace(APART, "");
        assert_eq!(seen, hostile.replace('\n', " "));
        for parted in ["@channel", "#12", "GH-3", "://", "www.x", "<!--", "<img"] {
            assert!(!plain_words(&escaped).contains(parted) || parted.starts_with('<'), "{parted}");
            assert!(!escaped.contains(parted), "{parted}");
        }
    }

    #[test]
    fn code_holds_backticks_and_no_line_break() {
        assert_eq!(code("a/b.md"), "`a/b.md`");
        assert_eq!(code("a``b`\nc"), "```a``b` c```");
        assert_eq!(code("`a`"), "`` `a` ``");
    }

    proptest! {
        #[test]
        fn any_text_stays_text(text in "[ -~\n\té@#<>`*_\\[\\]()!|~:/.-]{0,60}") {
            let escaped = words(&text);
            prop_assert!(is_plain(&escaped), "{}", escaped);
            let seen = plain_words(&escaped).replace(APART, "");
            prop_assert_eq!(seen, text.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
}

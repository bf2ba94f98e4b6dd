//! The line of a text that something is said about.

use super::printable::printable;
use std::ops::Range;

/// Characters of a long line that are kept before what is meant, and from there on.
const AROUND: (usize, usize) = (60, 100);

/// One line, or what of a long one stands around what is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The number of the line in its text, from 1.
    pub line: usize,
    pub text: String,
    /// What is meant, in bytes of `text`.
    pub span: Range<usize>,
}

impl Excerpt {
    /// What stands at a line and column of a text, both from 1 and the column in characters, for so many characters; `None`
    /// where the text has no such line.
    pub fn of(text: &str, line: usize, column: usize, length: usize) -> Option<Box<Self>> {
        let whole: Vec<char> = text.lines().nth(line.checked_sub(1)?)?.chars().collect();
        let at = column.saturating_sub(1).min(whole.len());
        let (first, last) = (at.saturating_sub(AROUND.0), whole.len().min(at + AROUND.1));
        let shown = |range: Range<usize>| printable(&whole.get(range).unwrap_or_default().iter().collect::<String>());
        let mut text = if first > 0 { "…".to_owned() } else { String::new() };
        text.push_str(&shown(first..at));
        let start = text.len();
        let end = (at + length.max(1)).min(last);
        text.push_str(&shown(at..end));
        let span = start..text.len();
        text.push_str(&shown(end..last));
        if last < whole.len() {
            text.push('…');
        }
        Some(Box::new(Self { line, text, span }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str, line: usize, column: usize, length: usize) -> Option<(String, String)> {
        let excerpt = Excerpt::of(text, line, column, length)?;
        let meant = excerpt.text.get(excerpt.span.clone()).unwrap_or_default().to_owned();
        Some((excerpt.text, meant))
    }

    #[test]
    fn the_line_is_shown_with_what_is_meant() {
        let some = |line: &str, meant: &str| Some((line.to_owned(), meant.to_owned()));
        assert_eq!(told("a\n é {{ x }}\nb", 2, 7, 1), some(" é {{ x }}", "x"));
        assert_eq!(told("abc", 1, 2, 99), some("abc", "bc"));
        assert_eq!(told("abc", 1, 99, 1), some("abc", ""));
        assert_eq!((told("abc", 2, 1, 1), told("abc", 0, 1, 1)), (None, None));
    }

    #[test]
    fn of_a_long_line_what_stands_around_is_kept() {
        let long = format!("{}!{}", "a".repeat(5_000), "b".repeat(5_000));
        let (text, meant) = told(&long, 1, 5_001, 1).unwrap_or_default();
        assert_eq!(meant, "!");
        assert!(text.starts_with("…aaa") && text.ends_with("bbb…") && text.chars().count() < 200, "{text}");
    }
}

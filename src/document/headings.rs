//! The headings of a stretch of Markdown, each with its level and place.

use super::body::markdown_options;
use crate::text::Span;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

/// A heading of a document's own; those within quotes and lists are none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heading {
    /// From 1, the highest.
    pub level: u8,
    /// From its first mark to the end of its words.
    pub span: Span,
}

/// The headings that stand at `span` of a file's text.
pub fn headings(text: &str, span: Span) -> Vec<Heading> {
    let markdown = text.get(span.range()).unwrap_or_default();
    let (mut headings, mut depth) = (Vec::new(), 0usize);
    for (event, range) in Parser::new_ext(markdown, markdown_options()).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                if depth == 0 {
                    let words = markdown.get(range.clone()).unwrap_or_default().trim_end();
                    let start = span.start + range.start;
                    headings.push(Heading { level: level as u8, span: Span::new(start, start + words.len()) });
                }
                depth += 1;
            }
            Event::End(TagEnd::Heading(_)) => depth = depth.saturating_sub(1),
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    headings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_have_their_level_and_place_in_the_file() {
        let text =
            "---\n---\n# One #\n\nTwo\n---\n\n> # quoted\n\n- # in a list\n\n```\n# code\n```\n   #### Four\r\nx\n";
        let found = headings(text, Span::new(8, text.len()));
        let found: Vec<_> = found.iter().map(|heading| (heading.level, &text[heading.span.range()])).collect();
        assert_eq!(found, [(1, "# One #"), (2, "Two\n---"), (4, "#### Four")]);
    }
}

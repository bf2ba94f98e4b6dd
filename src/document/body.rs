//! The Markdown body of a document as sections, each under its second-level heading.

use crate::text::Span;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// One section of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The heading's words, without Markdown.
    pub title: String,
    /// The heading's line.
    pub heading: Span,
    /// Everything from the heading's line up to the next section.
    pub content: Span,
}

/// A body: what stands before the first section, and the sections.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Body {
    pub span: Span,
    pub preamble: Span,
    pub sections: Vec<Section>,
}

/// CommonMark with what GitHub adds to it.
pub fn markdown_options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_GFM
}

impl Body {
    /// Reads the body that stands at `span` of a file's text.
    pub fn parse(text: &str, span: Span) -> Self {
        let markdown = text.get(span.range()).unwrap_or_default();
        let mut body = Self { span, preamble: span, sections: Vec::new() };
        let mut open: Option<(Span, String)> = None;
        let mut depth = 0usize;
        for (event, range) in Parser::new_ext(markdown, markdown_options()).into_offset_iter() {
            match event {
                Event::Start(Tag::Heading { level: HeadingLevel::H1 | HeadingLevel::H2, .. }) if depth == 0 => {
                    open = Some((Span::new(span.start + range.start, span.start + range.end), String::new()));
                    depth += 1;
                }
                Event::End(TagEnd::Heading(_)) => {
                    depth = depth.saturating_sub(1);
                    if let Some((heading, title)) = open.take() {
                        body.close_last(heading.start);
                        body.sections.push(Section {
                            title: title.trim().to_owned(),
                            heading,
                            content: Span::new(heading.end, span.end),
                        });
                    }
                }
                Event::Start(_) => depth += 1,
                Event::End(_) => depth = depth.saturating_sub(1),
                Event::Text(words) | Event::Code(words) => {
                    if let Some((_, title)) = &mut open {
                        title.push_str(&words);
                    }
                }
                _ => {}
            }
        }
        body
    }

    fn close_last(&mut self, at: usize) {
        match self.sections.last_mut() {
            Some(section) => section.content.end = at,
            None => self.preamble.end = at,
        }
    }

    /// The section of a title, in upper or lower case.
    pub fn section(&self, title: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.title.eq_ignore_ascii_case(title))
    }
}

/// A stretch of Markdown without HTML comments (which hold the prompts) and without blank ends.
pub fn without_comments(markdown: &str) -> String {
    let mut kept = String::with_capacity(markdown.len());
    let mut rest = markdown;
    while let Some(start) = rest.find("<!--") {
        kept.push_str(&rest[..start]);
        rest = rest[start..].find("-->").map_or("", |end| &rest[start + end + 3..]);
    }
    kept.push_str(rest);
    kept.trim().to_owned()
}

/// The first line of a text that says something, as plain words without Markdown; for one-line summaries.
pub fn first_line(markdown: &str) -> String {
    let mut line = String::new();
    for event in Parser::new_ext(&without_comments(markdown), markdown_options()) {
        match event {
            Event::Text(words) | Event::Code(words) => line.push_str(&words),
            Event::SoftBreak | Event::HardBreak => line.push(' '),
            Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::Heading(_)) if !line.trim().is_empty() => break,
            _ => {}
        }
    }
    line.trim().to_owned()
}

/// Everything that a text says, as plain words without Markdown, on one line; for a search index.
pub fn plain_words(markdown: &str) -> String {
    let mut words = String::with_capacity(markdown.len());
    for event in Parser::new_ext(markdown, markdown_options()) {
        match event {
            Event::Text(text) | Event::Code(text) => words.push_str(&text),
            // The end of a word's emphasis or link is not the end of the word.
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link) => {}
            Event::SoftBreak | Event::HardBreak | Event::End(_) => words.push(' '),
            _ => {}
        }
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_found_where_markdown_has_them() {
        let text = "intro\n\n## Summary\nOne.\n\n### Detail\nx\n\n```\n## not a heading\n```\n\n## What *went* `well`\n<!-- prompt -->\n";
        let body = Body::parse(text, Span::new(0, text.len()));
        let titles: Vec<_> = body.sections.iter().map(|section| section.title.as_str()).collect();
        assert_eq!(titles, ["Summary", "What went well"]);
        assert_eq!(&text[body.preamble.range()], "intro\n\n");
        let summary = body.section("summary").map(|section| &text[section.content.range()]);
        assert_eq!(summary, Some("One.\n\n### Detail\nx\n\n```\n## not a heading\n```\n\n"));
        assert_eq!(body.sections.last().map(|s| without_comments(&text[s.content.range()])), Some(String::new()));
    }

    #[test]
    fn the_first_line_is_plain_words() {
        assert_eq!(
            first_line("<!-- prompt -->\n\nRoll back **release 412**, then\nrestart `web`.\n\nMore."),
            "Roll back release 412, then restart web."
        );
        assert_eq!(first_line("- one\n- two"), "one");
    }

    #[test]
    fn a_text_is_the_words_that_a_reader_sees() {
        assert_eq!(
            plain_words(
                "### Why\n\nThe **pool**s were full:\n\n- `max=5`\n- [the graph](g.png)\n\n<b>x</b>\n\n```\nERROR 1\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
            ),
            "Why The pools were full: max=5 the graph x ERROR 1 a b 1 2"
        );
    }
}

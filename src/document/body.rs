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
                    // The parser leaves out what indents a heading.
                    let start = markdown[..range.start].rfind(['\n', '\r']).map_or(0, |newline| newline + 1);
                    open = Some((Span::new(span.start + start, span.start + range.end), String::new()));
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
                Event::SoftBreak | Event::HardBreak => {
                    if let Some((_, title)) = &mut open {
                        title.push(' ');
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

/// The HTML comments of a stretch of Markdown; those in code are none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Comments {
    pub spans: Vec<Span>,
    /// Where one begins that never ends; its span reaches as far as it swallows.
    pub unclosed: Option<usize>,
}

pub(super) fn comments(markdown: &str) -> Comments {
    let mut found = Comments::default();
    if !markdown.contains("<!--") {
        return found;
    }
    for (event, range) in Parser::new_ext(markdown, markdown_options()).into_offset_iter() {
        if !matches!(event, Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_)) {
            continue;
        }
        let mut at = range.start;
        while let Some(start) = markdown.get(at..range.end).and_then(|html| html.find("<!--")).map(|start| at + start) {
            // `<!-->` is a comment too.
            let close = markdown.get(start + 2..range.end).and_then(|rest| rest.find("-->"));
            at = close.map_or(range.end, |close| start + 2 + close + 3);
            found.unclosed = found.unclosed.or(close.is_none().then_some(start));
            found.spans.push(Span::new(start, at));
        }
    }
    found
}

/// A stretch of Markdown without HTML comments (which hold the prompts) and without blank ends.
pub fn without_comments(markdown: &str) -> String {
    let mut kept = String::with_capacity(markdown.len());
    let mut at = 0;
    for comment in comments(markdown).spans {
        kept.push_str(markdown.get(at..comment.start).unwrap_or_default());
        at = comment.end;
    }
    kept.push_str(markdown.get(at..).unwrap_or_default());
    trim_blank(&kept).to_owned()
}

/// Markdown without blank ends; the indentation of code that it begins with stays.
pub(super) fn trim_blank(markdown: &str) -> &str {
    let markdown = markdown.trim_end();
    let words = markdown.trim_start();
    let blank = markdown.len() - words.len();
    let line = markdown[..blank].rfind('\n').map_or(0, |newline| newline + 1);
    let is_code = markdown[line..blank].contains('\t') || blank - line >= 4;
    if is_code { &markdown[line..] } else { words }
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
    fn a_line_may_end_as_it_did_on_old_machines() {
        let text = "## One\r## Two\rmore\r---\rwords";
        let body = Body::parse(text, Span::new(0, text.len()));
        let told = |section: &Section| (&text[section.heading.range()], &text[section.content.range()]);
        let sections: Vec<_> = body.sections.iter().map(told).collect();
        assert_eq!(sections, [("## One\r", ""), ("## Two\r", ""), ("more\r---\r", "words")]);
    }

    #[test]
    fn headings_may_be_indented_or_underlined() {
        let text = "a\r\n\r\n  ## One ##\r\nb\r\n\r\nTwo\r\nwords\r\n---\r\nc";
        let body = Body::parse(text, Span::new(0, text.len()));
        let sections: Vec<_> =
            body.sections.iter().map(|section| (section.title.as_str(), &text[section.content.range()])).collect();
        assert_eq!(sections, [("One", "b\r\n\r\n"), ("Two words", "c")]);
        assert_eq!(&text[body.preamble.range()], "a\r\n\r\n");
    }

    #[test]
    fn comments_go_and_code_that_shows_one_stays() {
        for (markdown, kept) in [
            ("<!-- a\n\nb --> c\n", "c"),
            ("a <!-- b\nc -->d <!--> e", "a d  e"),
            ("- a\n  <!-- b -->\n- c", "- a\n  \n- c"),
            ("<div>\n<!-- a -->\nb</div>", "<div>\n\nb</div>"),
            ("`<!-- a -->` b", "`<!-- a -->` b"),
            ("```\n<!-- a\n```\nb", "```\n<!-- a\n```\nb"),
            ("\n    <!-- a -->\n", "    <!-- a -->"),
            ("a \\<!-- b -->", "a \\<!-- b -->"),
            ("a <!-- b\n\nc", "a <!-- b\n\nc"),
            ("a\n\n<!-- b\n\nc", "a"),
            ("  a\n", "a"),
        ] {
            assert_eq!(without_comments(markdown), kept, "{markdown:?}");
        }
        assert_eq!(comments("- a\n\n  <!-- b\n- c\n").unclosed, Some(7));
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

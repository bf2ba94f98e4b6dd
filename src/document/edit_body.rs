//! Edits of a document's Markdown body that leave every other byte as it was.

use super::body::{Body, comments, markdown_options, trim_blank, without_comments};
use crate::text::Span;
use pulldown_cmark::{Event, HeadingLevel, Parser, Tag};

/// Why a text cannot be put into a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyEditError {
    pub message: String,
    pub help: String,
    /// The byte of the document at which the fault stands, where it is the document's.
    pub at: Option<usize>,
}

/// Puts Markdown under a heading. A prompt gives way to it; words that stand there already are kept, and it
/// follows them. A section that is missing is made, before those that follow it in `order`.
///
/// # Errors
/// Where the Markdown, or what stands before it, would swallow what follows: an unclosed code fence or comment.
pub fn write_section(
    text: &str,
    body: Span,
    title: &str,
    markdown: &str,
    order: &[&str],
) -> Result<String, BodyEditError> {
    let markdown = with_deep_headings(trim_blank(&markdown.replace("\r\n", "\n")));
    if markdown.trim().is_empty() {
        return Ok(text.to_owned());
    }
    closes(&markdown).map_err(|_| swallows(title))?;
    let parsed = Body::parse(text, body);
    let ending = line_ending(text);
    let written = with_ending(&markdown, ending);
    let edited = match parsed.section(title) {
        Some(section) => {
            let content = section.content;
            let is_bare = without_comments(&text[content.range()]).is_empty();
            let end = last_line_end(text, content);
            let start = if is_bare && end > content.start { first_line_start(text, content) } else { end };
            closes_before(text, body, if is_bare { content.end } else { start })?;
            let before = &text[..start];
            let gap = match is_bare {
                true if before.ends_with('\n') || before.is_empty() => "",
                true => ending,
                false => &ending.repeat(2),
            };
            let after = &text[content.end..];
            let (tail, missing) = behind_words(text, content, end, ending);
            format!("{before}{gap}{written}{tail}{}{after}", ending.repeat(missing))
        }
        None => {
            let position = order.iter().position(|other| other.eq_ignore_ascii_case(title));
            let later = position.and_then(|at| order.get(at + 1..)).unwrap_or_default();
            let next = later.iter().find_map(|other| parsed.section(other)).map(|section| section.heading.start);
            let at = next.unwrap_or(text.len());
            closes_before(text, body, at)?;
            let before = &text[..at];
            let behind = if next.is_some() { ending } else { "" };
            let gap = blank_line_after(before, ending);
            format!("{before}{gap}## {title}{ending}{written}{ending}{behind}{}", &text[at..])
        }
    };
    match untouched(text, &edited, body, title) {
        true => Ok(edited),
        false => Err(swallows(title)),
    }
}

pub(super) fn swallows(title: &str) -> BodyEditError {
    BodyEditError {
        message: format!("the text for `{title}` would swallow or split the sections around it"),
        help: "close each code fence (```) and comment (<!-- -->) in it".to_owned(),
        at: None,
    }
}

/// What follows new words at a section's end: the blank lines that are there, and how many are missing before the
/// next heading or the end of the file.
pub(super) fn behind_words(text: &str, content: Span, end: usize, ending: &str) -> (String, usize) {
    let was_blank = end == content.start;
    let tail = format!("{}{}", if was_blank { ending } else { "" }, &text[end..content.end]);
    // An underlined heading would take a last line in, and HTML any heading.
    let wanted = if content.end == text.len() { 1usize } else { 2 };
    let missing = wanted.saturating_sub(tail.matches('\n').count());
    (tail, missing)
}

/// Whether all but the section of a title is as it was.
pub(super) fn untouched(text: &str, edited: &str, body: Span, title: &str) -> bool {
    let others = |text: &str| {
        let parsed = Body::parse(text, Span::new(body.start, text.len()));
        let own = parsed.sections.iter().position(|section| section.title.eq_ignore_ascii_case(title));
        let others = parsed.sections.iter().enumerate().filter(|(at, _)| Some(*at) != own);
        let others: Vec<_> = others
            .map(|(_, section)| (section.title.clone(), text[section.content.range()].trim_end().to_owned()))
            .collect();
        (text[parsed.preamble.range()].trim_end().to_owned(), others, own.is_some())
    };
    let (before, after) = (others(text), others(edited));
    before.0 == after.0 && before.1 == after.1 && after.2
}

/// Checks that a heading below some Markdown would be one.
pub(super) fn closes(markdown: &str) -> Result<(), Option<usize>> {
    if let Some(at) = comments(markdown).unclosed {
        return Err(Some(at));
    }
    let below = format!("{markdown}\n\n## end\n");
    let parsed = Body::parse(&below, Span::new(0, below.len()));
    match parsed.sections.last() {
        Some(last) if last.heading.start >= markdown.len() => Ok(()),
        _ => Err(None),
    }
}

/// Checks that nothing in the body before a place swallows what would be put there.
pub(super) fn closes_before(text: &str, body: Span, at: usize) -> Result<(), BodyEditError> {
    closes(text.get(body.start..at).unwrap_or_default()).map_err(|place| match place {
        Some(place) => BodyEditError {
            message: "the comment that begins here never ends".to_owned(),
            help: "close it with -->".to_owned(),
            at: Some(body.start + place),
        },
        None => BodyEditError {
            message: "a code fence or HTML above this place is not closed".to_owned(),
            help: "close each code fence (```) in the document".to_owned(),
            at: Some(at),
        },
    })
}

pub(super) fn line_ending(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if text[..at].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

pub(super) fn with_ending(text: &str, ending: &str) -> String {
    text.replace("\r\n", "\n").replace('\n', ending)
}

/// The end of the last line that says something, before its line ending; the start where none does.
pub(super) fn last_line_end(text: &str, span: Span) -> usize {
    let written = span.start + text[span.range()].trim_end().len();
    match written == span.start {
        true => written,
        false => line_end(text, written),
    }
}

pub(super) fn line_end(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    at + rest.find('\n').map_or(rest, |newline| &rest[..newline]).trim_end_matches('\r').len()
}

pub(super) fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// The start of the first line that says something.
fn first_line_start(text: &str, span: Span) -> usize {
    let content = &text[span.range()];
    line_start(text, span.end - content.trim_start().len()).max(span.start)
}

pub(super) fn blank_line_after(before: &str, ending: &str) -> String {
    if before.is_empty() {
        return String::new();
    }
    let newlines = before.bytes().rev().filter(|byte| *byte != b'\r').take_while(|byte| *byte == b'\n').count();
    ending.repeat(2usize.saturating_sub(newlines))
}

/// Headings of the first two levels would begin sections of their own; they become third-level ones.
pub(super) fn with_deep_headings(markdown: &str) -> String {
    let (mut deep, mut at, mut depth) = (String::with_capacity(markdown.len()), 0, 0usize);
    for (event, range) in Parser::new_ext(markdown, markdown_options()).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level: HeadingLevel::H1 | HeadingLevel::H2, .. }) if depth == 0 => {
                deep.push_str(&markdown[at..range.start]);
                deep.push_str(&deep_heading(&markdown[range.clone()]));
                at = range.end;
                depth += 1;
            }
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deep.push_str(&markdown[at..]);
    deep
}

fn deep_heading(heading: &str) -> String {
    if heading.starts_with('#') {
        return format!("###{}", heading.trim_start_matches('#'));
    }
    let lines: Vec<_> = heading.trim_end().lines().map(str::trim).collect();
    let words = lines.split_last().map_or(String::new(), |(_, words)| words.join(" "));
    format!("### {words}{}", &heading[heading.trim_end().len()..])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const ORDER: &[&str] = &["Summary", "Solution", "Timeline"];

    fn section(text: &str, title: &str, markdown: &str) -> String {
        write_section(text, Span::new(0, text.len()), title, markdown, ORDER).unwrap()
    }

    fn refusal(text: &str, title: &str, markdown: &str) -> (Option<usize>, String) {
        let error = write_section(text, Span::new(0, text.len()), title, markdown, ORDER).unwrap_err();
        (error.at, error.message)
    }

    #[test]
    fn a_prompt_gives_way_and_words_are_kept() {
        let text = "\n## Summary\n<!-- What happened? -->\n\n## Solution\nOld words.\n";
        let text = section(text, "Summary", "It broke.");
        assert_eq!(text, "\n## Summary\nIt broke.\n\n## Solution\nOld words.\n");
        let text = section(&text, "Solution", "New words.");
        assert_eq!(text, "\n## Summary\nIt broke.\n\n## Solution\nOld words.\n\nNew words.\n");
        assert_eq!(section("## Summary\n## Solution\nx", "Summary", "y"), "## Summary\ny\n\n## Solution\nx");
        assert_eq!(section("## Summary", "Summary", "y"), "## Summary\ny\n");
        assert_eq!(section("## Summary\n<!-- a\n\nb -->\n<!-- c -->", "Summary", "y"), "## Summary\ny\n");
        assert_eq!(section("## Summary\n\n<!-- a -->\n", "Summary", "y"), "## Summary\n\ny\n");
        assert_eq!(section("## Summary\nx\n", "Summary", " \n"), "## Summary\nx\n");
    }

    #[test]
    fn comments_among_words_stay() {
        let text = "## Summary\nOld <!-- why --> words.  \n<!-- more? -->\n\n\n## Solution\n";
        let added = text.replace("<!-- more? -->\n", "<!-- more? -->\n\nNew.\n");
        assert_eq!(section(text, "Summary", "New."), added);
        let text = "## Summary\n`<!-- not a prompt -->`  ";
        assert_eq!(section(text, "Summary", "New."), format!("{text}\n\nNew.\n"));
        let text = "## Summary\r\n```\r\n<!-- code\r\n```\r\n## Solution\r\n";
        let added = text.replace("```\r\n## S", "```\r\n\r\nNew.\r\nLast.\r\n\r\n## S");
        assert_eq!(section(text, "Summary", "New.\nLast."), added);
    }

    #[test]
    fn a_missing_section_stands_in_its_order() {
        assert_eq!(section("## Timeline\n- x\n", "Summary", "a\n# b"), "## Summary\na\n### b\n\n## Timeline\n- x\n");
        assert_eq!(section("## Summary\r\nx\r\n", "Timeline", "- a"), "## Summary\r\nx\r\n\r\n## Timeline\r\n- a\r\n");
        assert_eq!(section("", "Summary", "a"), "## Summary\na\n");
        assert_eq!(section("x", "Summary", "a"), "x\n\n## Summary\na\n");
        assert_eq!(section("  ## Timeline\n", "Summary", "a"), "## Summary\na\n\n  ## Timeline\n");
    }

    #[test]
    fn headings_in_a_text_become_deeper_ones() {
        let deep = |markdown: &str| section("## Summary\n", "Summary", markdown);
        assert_eq!(deep("  ## a ##\n  #\tb"), "## Summary\n### a ##\n  ###\tb\n");
        assert_eq!(deep("One\ntwo\n---\nx\n\nthree\n===="), "## Summary\n### One two\nx\n\n### three\n");
        assert_eq!(deep("````\n# a\n```\n# b\n````\n# c"), "## Summary\n````\n# a\n```\n# b\n````\n### c\n");
        assert_eq!(deep("> # a\n\n    # b"), "## Summary\n> # a\n\n    # b\n");
        assert_eq!(deep("\n\n    # b"), "## Summary\n    # b\n");
    }

    #[test]
    fn an_underlined_heading_keeps_its_words() {
        assert_eq!(section("## Summary\nSolution\n----\nx", "Summary", "y"), "## Summary\ny\n\nSolution\n----\nx");
        let text = "## Summary\n<!-- a -->\nSolution\n----\nx";
        assert_eq!(section(text, "Summary", "y"), "## Summary\ny\n\nSolution\n----\nx");
    }

    #[test]
    fn a_text_that_would_swallow_the_rest_is_refused() {
        let text = "## Summary\n\n## Solution\nx\n";
        for markdown in ["```\nopen", "<!-- open", "- a\n\n  <!-- open", "<pre>\nopen", "a\n\n~~~~\n~~~"] {
            let message = "the text for `Summary` would swallow or split the sections around it";
            assert_eq!(refusal(text, "Summary", markdown), (None, message.to_owned()));
            assert!(write_section(text, Span::new(0, text.len()), "Solution", markdown, ORDER).is_err());
        }
    }

    #[test]
    fn a_text_that_would_change_a_heading_is_refused() {
        let text = "## Summary\n\n## [Notes]\nx\n";
        assert!(write_section(text, Span::new(0, text.len()), "Summary", "[notes]: https://a.example", ORDER).is_err());
    }

    #[test]
    fn a_document_that_swallows_the_rest_says_where() {
        let text = "## Summary\nx\n\n<!-- open\n\n## Solution\nx\n";
        assert_eq!(refusal(text, "Timeline", "y"), (Some(14), "the comment that begins here never ends".to_owned()));
        assert_eq!(refusal(&text.replace("x\n\n<", "<"), "Summary", "y").0, Some(11));
        let open = "## Summary\nx\n\n## Solution\n```\nx\n";
        assert_eq!(refusal(open, "Solution", "y").0, Some(open.len() - 1));
        assert_eq!(section(open, "Summary", "y"), open.replace("x\n\n#", "x\n\ny\n\n#"));
    }
}

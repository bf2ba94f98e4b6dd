//! Sections of a body whose words are set, and sections that come and go.

use super::body::{Body, trim_blank};
use super::edit_body::{BodyEditError, blank_line_after, line_ending, swallows, untouched, with_ending};
use crate::text::Span;

/// What stands in a stretch of a body, without blank lines around it, in lines that end with `\n`.
pub fn words_of(text: &str, content: Span) -> String {
    trim_blank(text.get(content.range()).unwrap_or_default()).replace("\r\n", "\n")
}

/// Sets what stands under a heading, or above the first one where none is named; blank lines around it stay.
///
/// # Errors
/// Where there is no such section, or the words would swallow or split others.
pub fn set_words(text: &str, body: Span, title: Option<&str>, words: &str) -> Result<String, BodyEditError> {
    let parsed = Body::parse(text, body);
    let content = match title {
        Some(title) => parsed.section(title).map(|section| section.content),
        None => Some(parsed.preamble),
    };
    let content = content.ok_or_else(|| swallows(title.unwrap_or_default()))?;
    let ending = line_ending(text);
    let written = with_ending(words, ending);
    let there = text.get(content.range()).unwrap_or_default();
    let old = trim_blank(there);
    let start = there.find(old).map_or(content.start, |at| content.start + at);
    let (before, mut after) = (&text[..start], &text[start + old.len()..]);
    let mut gap = String::new();
    let mut tail = "";
    if old.is_empty() && !words.is_empty() {
        gap = if before.is_empty() || before.ends_with('\n') { String::new() } else { ending.to_owned() };
        tail = if after.starts_with(['\n', '\r']) { "" } else { ending };
    } else if words.is_empty() {
        after = after.strip_prefix(ending).unwrap_or(after);
    }
    let edited = format!("{before}{gap}{written}{tail}{after}");
    let others = |text: &str| {
        let parsed = Body::parse(text, Span::new(body.start, text.len()));
        parsed.sections.iter().map(|section| words_of(text, section.content)).collect::<Vec<_>>()
    };
    let is_sound = match title {
        Some(title) => untouched(text, &edited, body, title),
        None => others(text) == others(&edited),
    };
    if is_sound { Ok(edited) } else { Err(swallows(title.unwrap_or("the beginning"))) }
}

/// Puts a section behind another, or before all where none is named.
///
/// # Errors
/// Where the section that it is to follow is not there, or its words would swallow others.
pub fn insert_section(
    text: &str,
    body: Span,
    behind: Option<&str>,
    (title, heading, words): (&str, &str, &str),
) -> Result<String, BodyEditError> {
    let parsed = Body::parse(text, body);
    let at = match behind {
        Some(behind) => parsed.section(behind).map(|section| section.content.end),
        None => Some(parsed.preamble.end),
    };
    let at = at.ok_or_else(|| swallows(title))?;
    let ending = line_ending(text);
    let (before, after) = (&text[..at], &text[at..]);
    let lines: Vec<_> = [heading.trim_end(), words].into_iter().filter(|part| !part.is_empty()).collect();
    let written = with_ending(&lines.join("\n"), ending);
    let gap = blank_line_after(before, ending);
    let tail = if after.is_empty() { ending.to_owned() } else { ending.repeat(2) };
    let edited = format!("{before}{gap}{written}{tail}{after}");
    if untouched(text, &edited, body, title) { Ok(edited) } else { Err(swallows(title)) }
}

/// Takes a section out.
///
/// # Errors
/// Where there is no such section, or what stood above it would take in what follows it.
pub fn remove_section(text: &str, body: Span, title: &str) -> Result<String, BodyEditError> {
    let parsed = Body::parse(text, body);
    let section = parsed.section(title).ok_or_else(|| swallows(title))?;
    let (mut before, after) = (&text[..section.heading.start], &text[section.content.end..]);
    if after.is_empty() {
        // The blank line above it was its own.
        let ending = line_ending(text);
        before = before.strip_suffix(ending).filter(|before| before.ends_with(ending)).unwrap_or(before);
    }
    let edited = format!("{before}{after}");
    // Put back, it would be the only change.
    if untouched(&edited, text, body, title) { Ok(edited) } else { Err(swallows(title)) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn both(text: &str, edit: impl Fn(&str, Span) -> Result<String, BodyEditError>, after: &str) {
        for [text, after] in [[text, after].map(str::to_owned), [text, after].map(|text| text.replace('\n', "\r\n"))] {
            assert_eq!(edit(&text, Span::new(0, text.len())).unwrap(), after);
        }
    }

    const TEXT: &str = "intro\n\n## One\n\na\n\n\n## Two\n## Three\nc";

    #[test]
    fn words_are_set_between_the_blank_lines_that_are_there() {
        both(TEXT, |text, body| set_words(text, body, Some("One"), "x\n\ny"), &TEXT.replace("\na\n", "\nx\n\ny\n"));
        both(TEXT, |text, body| set_words(text, body, Some("Two"), "b"), &TEXT.replace("Two\n", "Two\nb\n"));
        both(TEXT, |text, body| set_words(text, body, Some("Three"), "d"), &TEXT.replace("\nc", "\nd"));
        both(TEXT, |text, body| set_words(text, body, Some("One"), ""), &TEXT.replace("a\n\n\n", "\n\n"));
        both(TEXT, |text, body| set_words(text, body, None, "new"), &TEXT.replace("intro", "new"));
        both("## One\n", |text, body| set_words(text, body, Some("one"), "x"), "## One\nx\n");
        assert_eq!(set_words("## One", Span::new(0, 6), Some("One"), "x").unwrap(), "## One\nx\n");
        assert!(set_words(TEXT, Span::new(0, TEXT.len()), Some("One"), "```").is_err());
        assert!(set_words(TEXT, Span::new(0, TEXT.len()), None, "<!-- x").is_err());
        assert!(set_words(TEXT, Span::new(0, TEXT.len()), Some("None"), "x").is_err());
    }

    #[test]
    fn sections_come_where_they_belong_and_go() {
        let new = ("New", "## New\r\n", "x");
        let with = "intro\n\n## One\n\na\n\n\n## New\nx\n\n## Two\n## Three\nc";
        both(TEXT, |text, body| insert_section(text, body, Some("One"), new), with);
        both(TEXT, |text, body| insert_section(text, body, Some("Three"), new), &format!("{TEXT}\n\n## New\nx\n"));
        both(TEXT, |text, body| insert_section(text, body, None, new), &TEXT.replace("## One", "## New\nx\n\n## One"));
        both(with, |text, body| remove_section(text, body, "new"), TEXT);
        both("## One\na\n\n## Two\nb\n", |text, body| remove_section(text, body, "Two"), "## One\na\n");
        assert!(insert_section(TEXT, Span::new(0, TEXT.len()), Some("One"), ("New", "## New", "```")).is_err());
    }
}

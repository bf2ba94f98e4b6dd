//! Edits of a document's Markdown body that leave every other byte as it was.

use super::body::{Body, without_comments};
use super::timeline::parse_timeline;
use crate::model::{Moment, in_zone};
use crate::text::Span;
use chrono_tz::Tz;

/// Why a text cannot be put into a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyEditError {
    pub message: String,
    pub help: String,
}

/// Puts Markdown under a heading. A prompt gives way to it; words that stand there already are kept, and it
/// follows them. A section that is missing is made, before those that follow it in `order`.
///
/// # Errors
/// Where the Markdown would swallow what follows it: an unclosed code fence or comment.
pub fn write_section(
    text: &str,
    body: Span,
    title: &str,
    markdown: &str,
    order: &[&str],
) -> Result<String, BodyEditError> {
    let parsed = Body::parse(text, body);
    let ending = line_ending(text);
    let markdown = with_deep_headings(markdown.trim());
    let edited = match parsed.section(title) {
        Some(section) => {
            let content = &text[section.content.range()];
            let written = content.trim_end();
            let (start, gap) = match without_comments(content).is_empty() {
                true => (section.content.start, String::new()),
                false => (section.content.start + written.len(), ending.repeat(2)),
            };
            let tail = &text[section.content.start + written.len()..section.content.end];
            let tail = if written.is_empty() || tail.is_empty() {
                gap_before_next(text, section.content.end, ending)
            } else {
                tail
            };
            let before = &text[..start];
            let before_gap = if before.ends_with('\n') || !gap.is_empty() { "" } else { ending };
            let after = &text[section.content.end..];
            format!("{before}{before_gap}{gap}{}{tail}{after}", with_ending(&markdown, ending))
        }
        None => {
            let position = order.iter().position(|other| other.eq_ignore_ascii_case(title));
            let later = position.map(|at| &order[at + 1..]).unwrap_or_default();
            let next = later.iter().find_map(|other| parsed.section(other)).map(|section| section.heading.start);
            let at = next.unwrap_or(text.len());
            let section = with_ending(&format!("## {title}\n{markdown}\n"), ending);
            let behind = if next.is_some() { ending } else { "" };
            let before = &text[..at];
            format!("{before}{}{section}{behind}{}", blank_line_after(before, ending), &text[at..])
        }
    };
    let mut expected: Vec<_> = parsed.sections.iter().map(|section| section.title.clone()).collect();
    if parsed.section(title).is_none() {
        expected.push(title.to_owned());
    }
    let body = Span::new(body.start, edited.len());
    let mut found: Vec<_> = Body::parse(&edited, body).sections.into_iter().map(|section| section.title).collect();
    expected.sort();
    found.sort();
    if found == expected {
        return Ok(edited);
    }
    Err(BodyEditError {
        message: format!("the text for `{title}` would swallow or split the sections around it"),
        help: "close each code fence (```) and comment (<!-- -->) in it".to_owned(),
    })
}

/// Puts an entry on the timeline, behind all that are not later than it. A timeline that is missing is made.
///
/// # Errors
/// Where the entry would swallow what follows it.
pub fn add_entry(
    text: &str,
    body: Span,
    at: Moment,
    entry: &str,
    zone: Tz,
    order: &[&str],
) -> Result<String, BodyEditError> {
    let parsed = Body::parse(text, body);
    let Some(section) = parsed.section("Timeline") else { return write_section(text, body, "Timeline", entry, order) };
    let ending = line_ending(text);
    let day = Some(in_zone(at, zone).date_naive());
    let entries = parse_timeline(text, section.content, zone, day);
    let before = entries.iter().rposition(|other| other.at.is_some_and(|other| other <= at));
    let entry = with_ending(entry, ending);
    let edited = match (before, entries.first()) {
        (Some(index), _) => {
            let at = entries[index].span.end;
            format!("{}{ending}{entry}{}", &text[..at], &text[at..])
        }
        (None, Some(first)) => format!("{}{entry}{ending}{}", &text[..first.span.start], &text[first.span.start..]),
        (None, None) => {
            let written = text[section.content.range()].trim_end();
            let at = section.content.start + written.len();
            let tail = &text[at..section.content.end];
            let gap = if text[..at].ends_with('\n') { "" } else { ending };
            let tail = if tail.is_empty() || written.is_empty() {
                gap_before_next(text, section.content.end, ending)
            } else {
                tail
            };
            format!("{}{gap}{entry}{tail}{}", &text[..at], &text[section.content.end..])
        }
    };
    let body = Span::new(body.start, edited.len());
    let reread = Body::parse(&edited, body);
    let count =
        reread.section("Timeline").map_or(0, |section| parse_timeline(&edited, section.content, zone, day).len());
    if count == entries.len() + 1 && reread.sections.len() == parsed.sections.len() {
        return Ok(edited);
    }
    Err(BodyEditError {
        message: "the entry would swallow or split what follows it on the timeline".to_owned(),
        help: "close each code fence (```) and comment (<!-- -->) in it".to_owned(),
    })
}

fn line_ending(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if text[..at].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

fn with_ending(text: &str, ending: &str) -> String {
    text.replace("\r\n", "\n").replace('\n', ending)
}

/// What stands between a section's words and the next heading or the end of the file.
fn gap_before_next(text: &str, at: usize, ending: &str) -> &'static str {
    match (at < text.len(), ending) {
        (true, "\r\n") => "\r\n\r\n",
        (true, _) => "\n\n",
        (false, "\r\n") => "\r\n",
        (false, _) => "\n",
    }
}

fn blank_line_after(before: &str, ending: &str) -> String {
    if before.is_empty() {
        return String::new();
    }
    let newlines = before.bytes().rev().filter(|byte| *byte != b'\r').take_while(|byte| *byte == b'\n').count();
    ending.repeat(2usize.saturating_sub(newlines))
}

/// Headings of the first two levels would begin sections of their own; they become third-level ones.
fn with_deep_headings(markdown: &str) -> String {
    let mut fence: Option<&str> = None;
    let mut lines = Vec::new();
    for line in markdown.lines() {
        let bare = line.trim_start();
        let mark = ["```", "~~~"].into_iter().find(|mark| bare.starts_with(mark));
        match (fence, mark) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            _ => {}
        }
        let hashes = line.len() - line.trim_start_matches('#').len();
        let is_heading = fence.is_none() && (1..=2).contains(&hashes) && line[hashes..].starts_with(' ');
        lines.push(if is_heading { format!("###{}", &line[hashes..]) } else { line.to_owned() });
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::model::parse_moment;

    const ORDER: &[&str] = &["Summary", "Solution", "Timeline"];

    fn section(text: &str, title: &str, markdown: &str) -> String {
        write_section(text, Span::new(0, text.len()), title, markdown, ORDER).unwrap()
    }

    fn entry(text: &str, time: &str) -> String {
        let at = parse_moment(time, Tz::UTC, None).unwrap();
        add_entry(text, Span::new(0, text.len()), at, &format!("- {time} [note] new"), Tz::UTC, ORDER).unwrap()
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
    }

    #[test]
    fn a_missing_section_stands_in_its_order() {
        assert_eq!(section("## Timeline\n- x\n", "Summary", "a\n# b"), "## Summary\na\n### b\n\n## Timeline\n- x\n");
        assert_eq!(section("## Summary\r\nx\r\n", "Timeline", "- a"), "## Summary\r\nx\r\n\r\n## Timeline\r\n- a\r\n");
        assert_eq!(section("", "Summary", "a"), "## Summary\na\n");
    }

    #[test]
    fn a_text_that_would_swallow_the_rest_is_refused() {
        let text = "## Summary\n\n## Solution\nx\n";
        assert!(write_section(text, Span::new(0, text.len()), "Summary", "```\nopen", ORDER).is_err());
        assert!(write_section(text, Span::new(0, text.len()), "Summary", "<!-- open", ORDER).is_err());
    }

    #[test]
    fn entries_stand_in_the_order_of_time() {
        let text = "## Timeline\n<!-- prompt -->\n\n## Notes\n";
        let one = entry(text, "2026-01-01T10:00:00Z");
        assert_eq!(one, "## Timeline\n<!-- prompt -->\n- 2026-01-01T10:00:00Z [note] new\n\n## Notes\n");
        let two = entry(&one, "2026-01-01T09:00:00Z");
        let three = entry(&two, "2026-01-01T09:30:00Z");
        let times: Vec<_> =
            three.lines().filter_map(|line| line.get(13..18)).filter(|time| time.contains(':')).collect();
        assert_eq!(times, ["09:00", "09:30", "10:00"]);
    }

    #[test]
    fn an_entry_follows_one_with_paragraphs_below_it() {
        let text = "## Timeline\r\n- 2026-01-01T09:00:00Z [note] a\r\n\r\n  more\r\n\r\n## End\r\n";
        let edited = entry(text, "2026-01-01T10:00:00Z");
        assert_eq!(
            edited,
            "## Timeline\r\n- 2026-01-01T09:00:00Z [note] a\r\n\r\n  more\r\n- 2026-01-01T10:00:00Z [note] new\r\n\r\n## End\r\n"
        );
    }
}

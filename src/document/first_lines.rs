//! The first lines of a text, as they are told in a list: words without Markdown, and code as it stands.

use super::body::{markdown_options, without_comments};
use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use std::ops::Range;

/// The first line of a text that says something, as plain words without Markdown; for one-line summaries.
pub fn first_line(markdown: &str) -> String {
    let Some(Told { mut text, is_block, .. }) = told(markdown, 1).pop() else { return String::new() };
    if let Some(end) = text.find('\n').filter(|_| is_block) {
        text.truncate(end);
        text.push_str(" …");
    }
    text
}

/// The longest line of several that are told together, in characters.
const LONGEST_LINE: usize = 200;

/// As many lines of a block of code are told, so that a command of several can be pasted whole.
const MOST_CODE: usize = 8;

/// The first paragraphs, items and blocks of code of a text that say something, a line each, but code as it stands. Long ones
/// are cut behind a sentence or between words, and never in code; where the text goes on, the last ends with an ellipsis.
pub fn first_lines(markdown: &str, most: usize) -> Vec<String> {
    let all = told(markdown, most + 1);
    let goes_on = all.len() > most;
    let (mut lines, mut is_code) = (Vec::new(), false);
    for told in all.into_iter().take(most) {
        is_code = told.is_block;
        if !told.is_block {
            lines.push(told.shortened());
            continue;
        }
        let code: Vec<&str> = told.text.lines().filter(|line| !line.trim().is_empty()).collect();
        lines.extend(code.iter().take(MOST_CODE).map(|line| (*line).to_owned()));
        if code.len() > MOST_CODE {
            lines.push("…".to_owned());
        }
    }
    match lines.last_mut().filter(|line| goes_on && !line.ends_with('…')) {
        // Behind a command it would be pasted with it.
        Some(_) if is_code => lines.push("…".to_owned()),
        Some(last) => last.push_str(" …"),
        None => {}
    }
    lines
}

/// A paragraph, item or heading on one line, or a block of code.
#[derive(Default)]
struct Told {
    text: String,
    is_block: bool,
    /// Where code stands in the text.
    code: Vec<Range<usize>>,
}

impl Told {
    /// As long as a line may be: cut behind a sentence where that leaves half of it, else between words; of code all or
    /// nothing.
    fn shortened(self) -> String {
        let Self { mut text, code, .. } = self;
        let Some((limit, _)) = text.char_indices().nth(LONGEST_LINE) else { return text };
        let is_outside = |at: usize| !code.iter().any(|code| code.start < at && at < code.end);
        let spaces = || text.match_indices(' ').map(|(at, _)| at).filter(|at| is_outside(*at));
        let ends_sentence = |at: &usize| text[..*at].ends_with(['.', '!', '?', ':', ';']);
        let before = || spaces().take_while(|at| *at <= limit);
        let end = before().filter(ends_sentence).filter(|at| *at >= limit / 2).last();
        // One that is all code up to there is told to the end of that.
        let end = end.or_else(|| before().last()).or_else(|| spaces().next());
        let end = end.or_else(|| is_outside(limit).then_some(limit)).unwrap_or(text.len());
        if end < text.len() {
            text.truncate(end);
            text.push_str(" …");
        }
        text
    }
}

/// At most so many of the paragraphs, items, headings and blocks of code of a text.
fn told(markdown: &str, most: usize) -> Vec<Told> {
    let (mut all, mut one) = (Vec::new(), Told::default());
    for event in Parser::new_ext(&without_comments(markdown), markdown_options()) {
        match event {
            // A list item may begin with it, or an item go on in it.
            Event::Start(Tag::CodeBlock(_)) => all.extend(taken(&mut one)),
            Event::Text(words) => one.text.push_str(&words),
            Event::Code(words) => {
                let start = one.text.len();
                one.text.push_str(&words);
                one.code.push(start..one.text.len());
            }
            Event::SoftBreak | Event::HardBreak => one.text.push(' '),
            Event::End(TagEnd::CodeBlock) => {
                one.is_block = true;
                all.extend(taken(&mut one));
            }
            Event::Start(Tag::List(_)) | Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::Heading(_)) => {
                all.extend(taken(&mut one));
            }
            _ => {}
        }
        if all.len() >= most {
            all.truncate(most);
            return all;
        }
    }
    all.extend(taken(&mut one));
    all.truncate(most);
    all
}

/// What was told so far, where it says anything.
fn taken(one: &mut Told) -> Option<Told> {
    let Told { text, is_block, code } = std::mem::take(one);
    let trimmed = if is_block { text.trim_matches('\n') } else { text.trim() };
    let before = text.find(trimmed).unwrap_or_default();
    let code =
        code.into_iter().map(|code| code.start.saturating_sub(before)..code.end.saturating_sub(before)).collect();
    (!trimmed.trim().is_empty()).then(|| Told { text: trimmed.trim_end().to_owned(), is_block, code })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_is_plain_words() {
        assert_eq!(
            first_line("<!-- prompt -->\n\nRoll back **release 412**, then\nrestart `web`.\n\nMore."),
            "Roll back release 412, then restart web."
        );
        assert_eq!(first_line("- one\n- two"), "one");
    }

    #[test]
    fn the_first_lines_are_cut_between_words_and_say_that_more_follows() {
        assert_eq!(first_lines("", 3), [""; 0]);
        assert_eq!(first_lines("1. one\n2. two\n   - inner\n\n```\ncode\n```", 3), ["one", "two", "inner …"]);
        assert_eq!(first_line("```\none\ntwo\n```"), "one …");
        assert_eq!(first_lines("one\n\n<!-- two -->\n", 1), ["one"]);
        let long = format!("{}end", "word ".repeat(39));
        assert_eq!(first_lines(&long, 1), [long.as_str()]);
        assert_eq!(first_lines(&format!("{long}less\n\ntwo"), 1), [format!("{} …", "word ".repeat(39).trim_end())]);
    }

    #[test]
    fn code_is_told_whole_or_not_at_all() {
        assert_eq!(first_lines("one\n\n```\ntwo \\\n  three\n```\nfour", 3), ["one", "two \\", "  three", "four"]);
        assert_eq!(first_lines("```\none\n\ntwo\n```\n\nthree\n\nfour", 1), ["one", "two", "…"]);
        assert_eq!(first_lines("- one:\n\n  ```\n  two\n  ```\n- three", 3), ["one:", "two", "three"]);
        let nine = (1..=9).map(|line| format!("{line}\n")).collect::<String>();
        assert_eq!(first_lines(&format!("```\n{nine}```\n"), 3).join(" "), "1 2 3 4 5 6 7 8 …");
        let words = "word ".repeat(36);
        let command = "kubectl rollout undo deployment/checkout --to-revision 412";
        let told = |markdown: &str| first_lines(markdown, 1).concat();
        assert_eq!(told(&format!("{words}`{command}` then wait")), format!("{} …", words.trim_end()));
        assert_eq!(told(&format!("`{} end` then wait", "a ".repeat(120))), format!("{} end …", "a ".repeat(120)));
        let sentence = "word ".repeat(30).trim_end().to_owned() + ".";
        assert_eq!(told(&format!("{sentence} {words}")), format!("{sentence} …"));
        assert_eq!(told(&"x".repeat(300)), format!("{} …", "x".repeat(200)));
    }
}

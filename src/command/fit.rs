//! Text that fits the terminal. What is to be pasted is not for here: it stays as it is.

use std::io::IsTerminal as _;
use textwrap::core::Word;
use textwrap::{Options, WordSeparator, WordSplitter};

/// Longer lines of prose are hard to read; as the help has it.
const MOST: usize = 100;

/// The width of the terminal that answers are printed on; `None` where they go elsewhere, and keep their lines.
pub fn columns() -> Option<usize> {
    std::io::stdout().is_terminal().then(textwrap::termwidth)
}

/// The same of the terminal on which messages are printed.
fn message_columns() -> Option<usize> {
    std::io::stderr().is_terminal().then(textwrap::termwidth)
}

/// A message of one or more lines, each of which begins at its column and goes on `below` columns in: as it fits the
/// terminal, and elsewhere as it is.
pub fn message(text: &str, below: usize) -> String {
    let columns = message_columns();
    let line = |line: &str| {
        let start = line.len() - line.trim_start().len();
        prose(&line[..start], &line[start..], start.max(below), columns)
    };
    text.split('\n').map(line).collect::<String>().trim_end_matches('\n').to_owned()
}

/// How lines are broken: between words, so that an id stays whole, and a command that is quoted with it.
pub fn options<'a>(columns: usize) -> Options<'a> {
    Options::new(columns)
        .break_words(false)
        .word_separator(WordSeparator::Custom(words))
        .word_splitter(WordSplitter::NoHyphenation)
}

fn words(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    let (mut rest, mut ticks) = (line, line.matches('`').count());
    Box::new(std::iter::from_fn(move || {
        let mut is_code = false;
        let end = rest.char_indices().find(|(at, c)| {
            if *c == '`' {
                (is_code, ticks) = (!is_code, ticks - 1);
            }
            *c == ' ' && !(is_code && ticks > 0) && !rest[at + 1..].starts_with(' ')
        });
        let (word, behind) = rest.split_at(end.map_or(rest.len(), |(at, _)| at + 1));
        rest = behind;
        (!word.is_empty()).then(|| Word::from(word))
    }))
}

/// Words behind `first`, such as a mark or a name; what does not fit goes below, set in by `below` columns.
pub fn prose(first: &str, text: &str, below: usize, columns: Option<usize>) -> String {
    let Some(columns) = columns else { return format!("{first}{text}\n") };
    let indent = " ".repeat(below);
    let options = options(columns.min(MOST)).initial_indent(first).subsequent_indent(&indent);
    format!("{}\n", textwrap::fill(text, options))
}

/// Markdown whose paragraphs and items fill the lines; code, tables, quotations and headings keep theirs.
pub fn markdown(text: &str, columns: Option<usize>) -> String {
    if columns.is_none() {
        return format!("{text}\n");
    }
    let (mut filled, mut open) = (String::new(), None::<Paragraph>);
    let mut fence = None;
    for line in text.lines() {
        let words = line.trim();
        let mark = ["```", "~~~"].into_iter().find(|mark| words.starts_with(mark));
        let is_kept = fence.is_some()
            || mark.is_some()
            || words.is_empty()
            || words.starts_with(['|', '>', '#'])
            || (open.is_none() && line.starts_with("    "));
        if mark.is_some() && (fence.is_none() || fence == mark) {
            fence = if fence.is_none() { mark } else { None };
        }
        if let Some(paragraph) = open.take_if(|_| is_kept || item_width(words) > 0) {
            filled.push_str(&paragraph.fill(columns));
        }
        match &mut open {
            _ if is_kept => filled.push_str(&format!("{line}\n")),
            Some(paragraph) => paragraph.words.push_str(&format!(" {words}")),
            None => open = Some(Paragraph { indent: line.len() - line.trim_start().len(), words: words.to_owned() }),
        }
        if line.ends_with("  ") || line.ends_with('\\') {
            filled.push_str(&open.take().map(|paragraph| paragraph.fill(columns)).unwrap_or_default());
        }
    }
    filled + &open.map(|paragraph| paragraph.fill(columns)).unwrap_or_default()
}

struct Paragraph {
    indent: usize,
    words: String,
}

impl Paragraph {
    fn fill(&self, columns: Option<usize>) -> String {
        prose(&" ".repeat(self.indent), self.words.trim_end(), self.indent + item_width(&self.words), columns)
    }
}

/// How wide the mark of a list's item is, with the space behind it; 0 where there is none.
fn item_width(words: &str) -> usize {
    let digits = words.bytes().take_while(u8::is_ascii_digit).count();
    let marks: &[&str] = if digits == 0 { &["- ", "* ", "+ "] } else { &[". ", ") "] };
    let is_item = words.get(digits..).is_some_and(|rest| marks.iter().any(|mark| rest.starts_with(mark)));
    if is_item { digits + 2 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_broken_between_words_and_ids_and_quoted_commands_stay_whole() {
        let told = "nobody has acknowledged it: `incident escalate 2026-11-24-checkout-answers-http-500`";
        insta::assert_snapshot!(prose("- ", told, 4, Some(40)), @r"
        - nobody has acknowledged it:
            `incident escalate 2026-11-24-checkout-answers-http-500`
        ");
        assert_eq!(prose("- ", told, 4, None), format!("- {told}\n"));
        assert_eq!(prose("", "one ` two three four", 0, Some(9)), "one ` two\nthree\nfour\n");
        assert_eq!(prose("", "aa  bb `c  d` ", 0, Some(100)), "aa  bb `c  d`\n");
    }

    #[test]
    fn paragraphs_and_items_fill_the_lines_and_the_rest_keeps_its_own() {
        let text = "One two\nthree four.\n\n- five six\n  seven eight\n  1. nine ten\n\n```\na b c d e f g h i j k l m n\n- x\n```\n| a | b c d e f g h i |\n> q q q q q q q q q q q\nlast  \nline\n\n    code code code code code";
        insta::assert_snapshot!(markdown(text, Some(14)), @r"
        One two three
        four.

        - five six
          seven eight
          1. nine ten

        ```
        a b c d e f g h i j k l m n
        - x
        ```
        | a | b c d e f g h i |
        > q q q q q q q q q q q
        last
        line

            code code code code code
        ");
        assert_eq!(markdown(text, None), format!("{text}\n"));
    }
}

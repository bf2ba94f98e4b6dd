//! What is cut out of a passage of prose: quotations, addresses, and code where no Markdown was read.

use super::passage::{HOLE, Passage};
use std::ops::Range;

/// Marks that open a quotation, and those that close it.
const MARKS: &[(char, char)] = &[('"', '"'), ('\'', '\''), ('“', '”'), ('„', '“'), ('‘', '’'), ('«', '»')];

/// Makes holes of the words between quotation marks.
pub(super) fn cut_quotations(passage: &mut Passage<'_>) {
    if passage.words.contains(|c| MARKS.iter().any(|(open, _)| *open == c)) {
        for quotation in quotations(&passage.words) {
            passage.cut(quotation);
        }
    }
}

fn quotations(words: &str) -> Vec<Range<usize>> {
    let (mut found, mut from) = (Vec::new(), 0);
    while let Some(range) = next_quotation(words, from) {
        from = range.end;
        found.push(range);
    }
    found
}

fn next_quotation(words: &str, from: usize) -> Option<Range<usize>> {
    let rest = words.get(from..)?;
    rest.char_indices().find_map(|(at, c)| {
        let (_, closes) = MARKS.iter().find(|(open, _)| *open == c)?;
        let start = from + at;
        // An apostrophe stands behind a letter, and inches behind a number.
        let before = words.get(..start)?.chars().next_back();
        let inside = words.get(start + c.len_utf8()..)?;
        if before.is_some_and(char::is_alphanumeric) || inside.starts_with(char::is_whitespace) {
            return None;
        }
        let ends = inside.match_indices(*closes).find(|(at, _)| {
            let behind = inside.get(at + closes.len_utf8()..).and_then(|rest| rest.chars().next());
            let last = inside.get(..*at).and_then(|quoted| quoted.chars().next_back());
            last.is_some_and(|last| !last.is_whitespace()) && !behind.is_some_and(char::is_alphanumeric)
        });
        ends.map(|(end, mark)| start..start + c.len_utf8() + end + mark.len())
    })
}

/// Makes holes of addresses that stand bare among the words.
pub(super) fn cut_addresses(passage: &mut Passage<'_>) {
    let mut from = 0;
    while let Some(at) = passage.words.get(from..).and_then(|rest| rest.find("://")).map(|at| from + at) {
        let ends = |c: char| c.is_whitespace() || matches!(c, '(' | '<' | HOLE);
        let start = passage.words.get(..at).and_then(|before| before.rfind(ends)).map_or(0, |at| at + 1);
        let end = passage.words.get(at..).and_then(|rest| rest.find(ends)).map_or(passage.words.len(), |end| at + end);
        passage.cut(start..end);
        from = end;
    }
}

/// Makes holes of what stands between backticks.
pub(super) fn cut_code(passage: &mut Passage<'_>) {
    let mut from = 0;
    while let Some(start) = passage.words.get(from..).and_then(|rest| rest.find('`')).map(|at| from + at) {
        let close = passage.words.get(start + 1..).and_then(|rest| rest.find('`'));
        let Some(end) = close.map(|close| start + 1 + close + 1) else { return };
        passage.cut(start..end);
        from = end;
    }
}

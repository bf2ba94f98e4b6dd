//! Where lists and block scalars begin and end in the text, which the parser tells only in part.

use std::ops::Range;

/// The first of some marks within a gap between two tokens, past comments, anchors and tags; else the gap's end.
pub(super) fn mark(yaml: &str, marks: &[char], gap: Range<usize>) -> usize {
    let mut at = gap.start;
    while let Some(rest) = yaml.get(at..gap.end) {
        let Some(next) = rest.chars().next() else { break };
        at += match next {
            _ if marks.contains(&next) => return at,
            '#' => rest.find('\n').unwrap_or(rest.len()),
            '&' | '!' => rest.find(char::is_whitespace).unwrap_or(rest.len()),
            _ => next.len_utf8(),
        };
    }
    gap.end
}

/// A block scalar from its `|` or `>` to the end of its last line, of which the parser gives the lines. Blank
/// lines behind are not in it, unless its head keeps them.
pub(super) fn block_scalar(yaml: &str, behind: usize, lines: Range<usize>) -> Range<usize> {
    let start = mark(yaml, &['|', '>'], behind..lines.start);
    let written = yaml.get(start..lines.end).unwrap_or_default();
    let keeps = written.chars().skip(1).take_while(|c| "+-0123456789".contains(*c)).any(|c| c == '+');
    let before = yaml.get(..lines.start).unwrap_or_default();
    let indent = before.len() - before.rfind('\n').map_or(0, |newline| newline + 1);
    let mut end = written.len();
    while let Some(newline) = written.get(..end).and_then(|written| written.rfind('\n')) {
        // What is longer than the indentation is content, blanks or not.
        let last = written.get(newline + 1..end).unwrap_or_default().trim_end_matches('\r');
        if !last.trim().is_empty() || last.len() > indent || (keeps && end < written.len()) {
            break;
        }
        end = newline;
    }
    let written = written.get(..end).unwrap_or_default();
    start..start + written.trim_end_matches('\r').len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_scalar_ends_with_its_last_line() {
        let of = |yaml: &'static str, lines: &str| {
            let start = yaml.rfind(lines).unwrap_or(yaml.len());
            &yaml[block_scalar(yaml, 2, start..start + lines.len())]
        };
        assert_eq!(of("a: | # why | so\n  x\n\n  y\n\n # no\n", "x\n\n  y\n\n "), "| # why | so\n  x\n\n  y");
        assert_eq!(of("a: |\r\n  x \r\n  \r\n", "x \r\n  \r\n"), "|\r\n  x ");
        assert_eq!(of("a: |\n  x\n   \n \nb: 1\n", "x\n   \n \n"), "|\n  x\n   ");
        assert_eq!(of("a: |2+\r\n   x\r\n\r\n\r\nb: 1\r\n", "x\r\n\r\n\r\n"), "|2+\r\n   x\r\n\r\n");
        assert_eq!(of("a: &x> !t # >\n  >-\n\n  x", "x"), ">-\n\n  x");
    }
}

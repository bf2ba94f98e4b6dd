//! What a merge left in a text for somebody to decide.

use crate::text::Span;

/// A marker has at least this many signs.
const FEWEST: usize = 7;

/// The line at which each conflict begins that has all its three markers: `<<<<<<<`, `=======` and `>>>>>>>`.
pub fn conflicts(text: &str) -> Vec<Span> {
    let (mut found, mut at) = (Vec::new(), 0);
    let (mut open, mut is_halfway) = (None, false);
    for line in text.split_inclusive('\n') {
        let words = line.trim_end();
        let signs = |sign: char| {
            let signs = words.len() - words.trim_start_matches(sign).len();
            (signs >= FEWEST && (words.len() == signs || words[signs..].starts_with(' '))).then_some(signs)
        };
        if let Some(signs) = signs('<') {
            (open, is_halfway) = (Some((signs, Span::new(at, at + words.len()))), false);
        } else if let Some((size, span)) = open {
            is_halfway |= signs('=') == Some(size);
            if is_halfway && signs('>') == Some(size) {
                found.push(span);
                open = None;
            }
        }
        at += line.len();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conflict_is_found_with_all_its_markers_alone() {
        let text =
            "a\r\n<<<<<<<<< HEAD\r\nb\r\n=======\r\n=========\r\nc\r\n>>>>>>>>> topic\r\n<<<<<<<\n=======\n>>>>>>>\n";
        let found = conflicts(text).into_iter().map(|span| &text[span.range()]).collect::<Vec<_>>();
        assert_eq!(found, ["<<<<<<<<< HEAD", "<<<<<<<"]);
        for text in
            ["Title\n=======\n", "<<<<<<< a\n=======\n", "<<<<<<< a\n>>>>>>> b\n", "<<<<<<<a\n=======\n>>>>>>> b\n"]
        {
            assert_eq!(conflicts(text), [], "{text}");
        }
    }
}

//! The comments of a document's YAML.

use super::comment::{Comment, Reach};
use super::yaml::Node;
use crate::text::Span;
use granit_parser::{Event, Parser};

/// In YAML a comment on a line of its own speaks of the key or item that follows, one behind a value of its line and of
/// all that belongs to the line's last key.
pub(super) fn comments_in_yaml(text: &str, yaml: Span, front: &Node) -> Vec<Comment> {
    let written = text.get(yaml.range()).unwrap_or_default();
    let mut parts = Vec::new();
    collect(front, &mut parts);
    let comment = |span: Span| {
        let line_start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
        let alone = text[line_start..span.start].trim_start_matches('\u{feff}').trim().is_empty();
        let reach = if alone {
            // Of those that begin at the same byte, the one with most in it.
            let following = parts.iter().filter(|(_, part)| part.start >= span.end);
            following.map(|(_, part)| *part).min_by_key(|part| (part.start, usize::MAX - part.end)).unwrap_or(span)
        } else {
            let on_line = |part: &Span| (line_start..span.start).contains(&part.start);
            let last = parts.iter().filter(|(is_key, part)| *is_key && on_line(part)).map(|(_, part)| part);
            let end = last.max_by_key(|part| part.start).map_or(span.end, |part| part.end.max(span.end));
            Span::new(line_start, end)
        };
        Comment { span, words: Span::new(span.start + 1, span.end), reach: Reach::Part(reach) }
    };
    spans(written, yaml.start).into_iter().map(comment).collect()
}

/// Where the comments stand, each from its `#` to its line's end; none where it is no YAML.
fn spans(yaml: &str, offset: usize) -> Vec<Span> {
    let mut parser = Parser::new_from_str(yaml);
    let mut spans = Vec::new();
    while let Some(next) = parser.next_event() {
        match next {
            Ok((Event::Comment(..), span)) => {
                spans.extend(span.byte_range().map(|at| Span::new(offset + at.start, offset + at.end)));
            }
            Ok(_) => {}
            Err(_) => return Vec::new(),
        }
    }
    spans
}

/// Every key with its value, and every item, and whether it is a key.
fn collect(node: &Node, parts: &mut Vec<(bool, Span)>) {
    for entry in node.entries() {
        parts.push((true, Span::new(entry.key_span.start, entry.key_span.end.max(entry.value.span.end))));
        collect(&entry.value, parts);
    }
    for item in node.items() {
        parts.push((false, item.span));
        collect(item, parts);
    }
}

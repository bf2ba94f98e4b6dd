//! How deep and how full a stretch of Markdown is: what lays out a page takes long over more than anybody reads.

use crate::document::body::markdown_options;
use pulldown_cmark::{Event, Parser};
use std::collections::HashMap;

/// How deep quotes, lists and HTML can be nested.
const DEEPEST: usize = 100;
/// How many elements of HTML can be opened in one stretch, closed or not.
const MOST_ELEMENTS: usize = 2_000;
/// Elements that hold nothing, so that they are not closed.
const VOID: &[&str] = &["area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// What is nested needs a mark for every two or three levels.
const LEVELS_OF_A_MARK: usize = 3;

/// Whether a stretch is nested too deep, or opens too many elements, to be laid out.
pub fn is_too_deep(markdown: &str) -> bool {
    let marks = markdown.bytes().filter(|byte| byte.is_ascii() && !byte.is_ascii_alphabetic() && *byte != b' ');
    if marks.count() * LEVELS_OF_A_MARK < DEEPEST {
        return false;
    }
    let (mut depth, mut elements, mut open) = (0usize, 0, HashMap::<String, usize>::new());
    for event in Parser::new_ext(markdown, markdown_options()) {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Html(html) | Event::InlineHtml(html) => {
                for tag in html.split('<').skip(1) {
                    let (closes, tag) = tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag));
                    let end = tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len());
                    let name = tag.get(..end).unwrap_or_default().to_ascii_lowercase();
                    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || VOID.contains(&name.as_str()) {
                        continue;
                    }
                    let of_name = open.entry(name).or_default();
                    match closes {
                        true if *of_name == 0 => {}
                        true => (*of_name, depth) = (*of_name - 1, depth.saturating_sub(1)),
                        false => (*of_name, depth, elements) = (*of_name + 1, depth + 1, elements + 1),
                    }
                }
            }
            _ => {}
        }
        if depth > DEEPEST || elements > MOST_ELEMENTS {
            return true;
        }
    }
    false
}

//! Keys and items put into lists and maps that are written in brackets.

use super::edit_sheet::{Sheet, Splice};
use super::edit_write::{NewValue, entry_in_flow, inline};
use super::yaml::Node;

/// A new key at a position among the entries of a map in braces.
pub(super) fn insert_key(sheet: &Sheet<'_>, map: &Node, position: usize, key: &str, value: &NewValue) -> Vec<Splice> {
    let entries = map.entries();
    let written = entry_in_flow(key, value);
    match (position.checked_sub(1).and_then(|before| entries.get(before)), entries.first()) {
        (Some(before), _) => {
            let end = sheet.blanks(sheet.entry_end(before));
            behind(sheet, map, before.key_span.start, end, written)
        }
        (None, Some(first)) => before(sheet, map, first.key_span.start, &written),
        (None, None) => within(sheet, map, written),
    }
}

/// A new item behind the last of a list in brackets.
pub(super) fn append_item(sheet: &Sheet<'_>, list: &Node, value: &NewValue) -> Vec<Splice> {
    let written = inline(value, true);
    match list.items().last() {
        Some(last) => behind(sheet, list, last.span.start, last.span.end, written),
        None => within(sheet, list, written),
    }
}

/// Whether a list or map in brackets has nothing in them, not even a comment.
pub(super) fn is_bare(sheet: &Sheet<'_>, node: &Node) -> bool {
    sheet.text.get(node.span.start + 1..node.span.end.saturating_sub(1)).is_some_and(|inner| inner.trim().is_empty())
}

/// Whether a list or map spreads over lines and a part of it begins one.
fn on_lines(sheet: &Sheet<'_>, node: &Node, part: usize) -> bool {
    !sheet.same_line(node.span.start, node.span.end) && sheet.is_first(part)
}

fn indent(sheet: &Sheet<'_>, at: usize) -> String {
    sheet.text.get(sheet.line_start(at)..at).unwrap_or_default().to_owned()
}

fn within(sheet: &Sheet<'_>, node: &Node, written: String) -> Vec<Splice> {
    let (start, end) = (node.span.start + 1, node.span.end.saturating_sub(1));
    match is_bare(sheet, node) {
        true => vec![Splice::new(start, end, written)],
        false => vec![Splice::new(start, start, written)],
    }
}

fn before(sheet: &Sheet<'_>, node: &Node, first: usize, written: &str) -> Vec<Splice> {
    let gap =
        if on_lines(sheet, node, first) { format!("{}{}", sheet.ending, indent(sheet, first)) } else { " ".to_owned() };
    vec![Splice::new(first, first, format!("{written},{gap}"))]
}

/// Behind the part from `start` to `end`: on a line of its own where that part has one.
fn behind(sheet: &Sheet<'_>, node: &Node, start: usize, end: usize, written: String) -> Vec<Splice> {
    let comma = sheet.found(',', end);
    let last = comma.map_or(end, |comma| comma + 1);
    if !(on_lines(sheet, node, start) && sheet.is_last(last)) {
        return vec![Splice::new(end, end, format!(", {written}"))];
    }
    let line = format!("{}{written}", indent(sheet, start));
    let below = sheet.next_line(last);
    match comma {
        Some(_) => vec![Splice::new(below, below, format!("{line},{}", sheet.ending))],
        None => vec![Splice::new(end, end, ","), Splice::new(below, below, format!("{line}{}", sheet.ending))],
    }
}

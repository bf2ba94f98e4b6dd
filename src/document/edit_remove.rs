//! Keys and items taken out of a document's YAML; every other byte stays as it was.

use super::edit::{EditError, NewValue, name, parse, set, tree};
use super::edit_sheet::{Sheet, Splice, spliced};
use super::step::Step;
use super::yaml::{Mark, Node, Value};
use crate::text::Span;

/// Removes the key or item at a path. The last one of a map or list leaves it empty.
///
/// # Errors
/// Where the YAML cannot be read, nothing stands at the path, or it cannot go without a change to anything else.
pub fn remove(text: &str, yaml: Span, path: &[Step<'_>]) -> Result<String, EditError> {
    let root = parse(text, yaml)?;
    let refused = |why: &str| EditError {
        message: format!("{} {why}", name(path)),
        help: Some("take it out by hand".to_owned()),
        at: yaml.start,
    };
    let missing = || refused("is not there");
    let (last, way) = path.split_last().ok_or_else(missing)?;
    let mut parent = &root;
    for step in way {
        parent = below(parent, *step).filter(|node| node.mark != Mark::Alias).ok_or_else(missing)?;
    }
    below(parent, *last).ok_or_else(missing)?;
    match &parent.value {
        Value::List { items, .. } if items.len() == 1 => return set(text, yaml, way, &NewValue::List(vec![]), &[]),
        Value::Map { entries, .. } if entries.len() == 1 && !way.is_empty() => {
            return set(text, yaml, way, &NewValue::Map(vec![]), &[]);
        }
        _ => {}
    }
    let sheet = Sheet::new(text, yaml);
    let splice = match last {
        Step::Key(key) => key_splice(&sheet, parent, key),
        Step::Index(index) => item_splice(&sheet, parent, *index),
    };
    let edited = splice.and_then(|splice| spliced(text, vec![splice]));
    let edited = edited.ok_or_else(|| refused("cannot be taken out here"))?;
    let behind = text.len() - yaml.end;
    let found = parse(&edited, Span::new(yaml.start, edited.len().saturating_sub(behind)));
    match found.is_ok_and(|found| without(tree(&root), path).is_some_and(|expected| expected == tree(&found))) {
        true => Ok(edited),
        false => Err(refused("cannot be taken out here without a change to something else")),
    }
}

fn below<'a>(node: &'a Node, step: Step<'_>) -> Option<&'a Node> {
    match step {
        Step::Key(key) => node.entry(key).map(|entry| &entry.value),
        Step::Index(index) => node.items().get(index),
    }
}

/// Where a key and its value stand: their lines, or within brackets or behind a dash, up to the next key.
fn key_splice(sheet: &Sheet<'_>, map: &Node, key: &str) -> Option<Splice> {
    let Value::Map { entries, flow } = &map.value else { return None };
    let at = entries.iter().position(|entry| entry.key == key)?;
    let entry = entries.get(at)?;
    let start = entry.key_span.start;
    if !flow && sheet.is_first(start) {
        return Some(lines(sheet, start, sheet.entry_end(entry)));
    }
    let before = at.checked_sub(1).and_then(|before| entries.get(before)).filter(|_| *flow);
    match (entries.get(at + 1), before) {
        (Some(next), _) => Some(Splice::new(start, next.key_span.start, "")),
        (None, Some(before)) => Some(Splice::new(sheet.entry_end(before), sheet.entry_end(entry), "")),
        (None, None) => None,
    }
}

fn item_splice(sheet: &Sheet<'_>, list: &Node, index: usize) -> Option<Splice> {
    let Value::List { items, flow } = &list.value else { return None };
    let item = items.get(index)?;
    let before = index.checked_sub(1).and_then(|before| items.get(before));
    if !flow {
        let dash = sheet.found('-', before.map_or(list.span.start, |before| sheet.end(before)))?;
        return sheet.is_first(dash).then(|| lines(sheet, dash, sheet.end(item)));
    }
    match (items.get(index + 1), before) {
        (Some(next), _) => Some(Splice::new(item.span.start, next.span.start, "")),
        (None, Some(before)) => Some(Splice::new(before.span.end, item.span.end, "")),
        (None, None) => None,
    }
}

fn lines(sheet: &Sheet<'_>, start: usize, end: usize) -> Splice {
    Splice::new(sheet.line_start(start), sheet.next_line(end.max(start)), "")
}

/// What a document says without what stands at a path.
fn without(tree: NewValue, path: &[Step<'_>]) -> Option<NewValue> {
    let (step, rest) = path.split_first()?;
    match (step, tree) {
        (Step::Key(key), NewValue::Map(mut entries)) => {
            let at = entries.iter().position(|(other, _)| other == key)?;
            let (key, value) = entries.remove(at);
            if !rest.is_empty() {
                entries.insert(at, (key, without(value, rest)?));
            }
            Some(NewValue::Map(entries))
        }
        (Step::Index(index), NewValue::List(mut items)) => {
            let value = (*index < items.len()).then(|| items.remove(*index))?;
            if !rest.is_empty() {
                items.insert(*index, without(value, rest)?);
            }
            Some(NewValue::List(items))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use Step::{Index, Key};

    #[track_caller]
    fn removes(path: &[Step<'_>], before: &str, after: &str) {
        for [before, after] in
            [[before, after].map(str::to_owned), [before, after].map(|text| text.replace('\n', "\r\n"))]
        {
            assert_eq!(remove(&before, Span::new(0, before.len()), path).unwrap(), after);
        }
    }

    #[test]
    fn a_key_goes_with_its_lines_and_no_comment_of_another() {
        let before = "a: 1 # one\n# b's\nb: # two\n  c: |\n    x\n  d: 2\n# e's\ne: 3\n";
        removes(&[Key("b")], before, "a: 1 # one\n# b's\n# e's\ne: 3\n");
        removes(&[Key("a")], before, &before["a: 1 # one\n".len()..]);
        removes(&[Key("b"), Key("c")], before, "a: 1 # one\n# b's\nb: # two\n  d: 2\n# e's\ne: 3\n");
        removes(&[Key("e")], before, "a: 1 # one\n# b's\nb: # two\n  c: |\n    x\n  d: 2\n# e's\n");
        removes(&[Key("x")], "x:\ny:\n", "y:\n");
    }

    #[test]
    fn an_item_goes_with_its_lines() {
        let before = "actions:\n  # first\n  - title: a\n    due: 1\n  - title: b # why\n  - c\nx: 1\n";
        removes(&[Key("actions"), Index(0)], before, "actions:\n  # first\n  - title: b # why\n  - c\nx: 1\n");
        removes(&[Key("actions"), Index(1)], before, "actions:\n  # first\n  - title: a\n    due: 1\n  - c\nx: 1\n");
        removes(&[Key("actions"), Index(2)], before, &before.replace("  - c\n", ""));
        removes(&[Key("actions"), Index(0), Key("title")], before, &before.replace("title: a\n    ", ""));
        removes(&[Key("tags"), Index(0)], "tags:\n- a\n- b\n", "tags:\n- b\n");
    }

    #[test]
    fn what_stands_in_brackets_goes_with_its_comma() {
        removes(&[Key("t"), Index(0)], "t: [a, b, c] # why\n", "t: [b, c] # why\n");
        removes(&[Key("t"), Index(2)], "t: [a, b, c]\n", "t: [a, b]\n");
        removes(&[Key("t"), Index(0), Key("k")], "t: [{k: 1, l: 2}]\n", "t: [{l: 2}]\n");
        removes(&[Key("t"), Index(0), Key("l")], "t: [{k: 1, l: 2}]\n", "t: [{k: 1}]\n");
    }

    #[test]
    fn the_last_one_leaves_nothing_in_it() {
        removes(&[Key("t"), Index(0)], "t: [a] # why\n", "t: [] # why\n");
        removes(&[Key("t"), Index(0)], "t:\n  - a: 1\n    b: 2\nu: 1\n", "t: []\nu: 1\n");
        removes(&[Key("r"), Key("known")], "r:\n  known: true\nu: 1\n", "r: {}\nu: 1\n");
    }

    #[test]
    fn what_others_need_or_is_not_there_is_refused() {
        for (path, text) in [
            (&[Key("a")][..], "a: &x 1\nb: *x\n"),
            (&[Key("c")], "a: 1\nb: 2\n"),
            (&[Key("a"), Index(3)], "a: [1, 2]\n"),
            (&[], "a: 1\n"),
        ] {
            assert!(remove(text, Span::new(0, text.len()), path).is_err(), "{text}");
        }
    }
}

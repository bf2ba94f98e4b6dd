//! Values, keys and items that are written as lines, and values in the place of others.

use super::edit_sheet::{Sheet, Splice};
use super::edit_write::{Indents, NewValue, entry_lines, inline, item_lines, lines};
use super::yaml::{Entry, Mark, Node, Style, Value};

/// What a value hangs on.
#[derive(Clone, Copy)]
pub(super) enum Slot<'a> {
    Root,
    /// A key, and the map that it is in.
    Key(&'a Entry, &'a Node),
    /// An item of this list.
    Item(&'a Node, usize),
}

/// The place of a value.
#[derive(Clone, Copy)]
pub(super) struct Target<'a> {
    pub slot: Slot<'a>,
    pub node: &'a Node,
    /// Whether it stands within brackets.
    pub in_flow: bool,
}

/// How a value is written that another takes the place of.
#[derive(Clone, Copy)]
enum Form {
    Nothing,
    /// Behind its key or dash, or on a line of its own.
    Inline,
    BlockScalar,
    /// A list or map on lines.
    Lines,
}

/// Why a value cannot be put where another stands.
pub(super) type Refusal = &'static str;

impl Target<'_> {
    /// Where the value may begin: behind the colon or dash.
    fn behind_mark(&self, sheet: &Sheet<'_>) -> Option<usize> {
        match self.slot {
            Slot::Root => Some(sheet.yaml.end),
            Slot::Key(entry, _) => sheet.behind_colon(entry),
            Slot::Item(list, index) => {
                let before = index.checked_sub(1).and_then(|before| list.items().get(before));
                let from = before.map_or(list.span.start, |before| sheet.end(before));
                sheet.found('-', from).map(|dash| dash + 1)
            }
        }
    }

    /// The column at which a value on lines of its own stands.
    fn column(&self, sheet: &Sheet<'_>, value: &NewValue, indents: Indents) -> usize {
        match self.slot {
            Slot::Root => 0,
            Slot::Key(_, map) => {
                let depth = if matches!(value, NewValue::List(_)) { indents.list } else { indents.map };
                sheet.column(map.span.start) + depth
            }
            Slot::Item(list, _) => sheet.column(list.span.start) + 2,
        }
    }
}

/// The splices that put a value in the place of another.
pub(super) fn replace(
    sheet: &Sheet<'_>,
    target: Target<'_>,
    value: &NewValue,
    indents: Indents,
) -> Result<Vec<Splice>, Refusal> {
    let node = target.node;
    let is_inline = target.in_flow || !value.is_block();
    let form = match &node.value {
        _ if node.mark == Mark::Alias => Form::Inline,
        Value::Null if node.span.start == node.span.end => Form::Nothing,
        Value::Scalar { style: Style::Block, .. } => Form::BlockScalar,
        Value::List { flow: false, .. } | Value::Map { flow: false, .. } => Form::Lines,
        _ => Form::Inline,
    };
    match (form, node.mark) {
        (_, Mark::Tag) => Err("the value there carries a tag (`!…`)"),
        (Form::Inline, _) if is_inline => {
            let colon =
                matches!(target.slot, Slot::Key(entry, _) if sheet.behind_colon(entry) == Some(node.span.start));
            let text = format!("{}{}", if colon { " " } else { "" }, inline(value, target.in_flow));
            Ok(vec![Splice::new(node.span.start, node.span.end, text)])
        }
        (_, Mark::Anchor) => Err("the value there carries an anchor (`&…`)"),
        (Form::Inline, _) => Ok(for_inline(sheet, target, value, indents)),
        (Form::Nothing, _) => in_nothing(sheet, target, value, is_inline, indents),
        (Form::BlockScalar, _) => Ok(for_block_scalar(sheet, target, value, is_inline, indents)),
        (Form::Lines, _) => {
            // A list on lines stays one.
            let stays =
                matches!((&node.value, value), (Value::List { .. }, NewValue::List(items)) if !items.is_empty());
            Ok(for_lines(sheet, target, value, is_inline && !stays, indents))
        }
    }
}

/// A value where none is: behind the colon or dash, before a comment.
fn in_nothing(
    sheet: &Sheet<'_>,
    target: Target<'_>,
    value: &NewValue,
    is_inline: bool,
    indents: Indents,
) -> Result<Vec<Splice>, Refusal> {
    let Some(at) = target.behind_mark(sheet) else {
        return match (target.slot, target.in_flow) {
            (Slot::Key(entry, _), true) => {
                Ok(vec![Splice::new(entry.key_span.end, entry.key_span.end, format!(": {}", inline(value, true)))])
            }
            _ => Err("the key there has no colon"),
        };
    };
    let column = target.column(sheet, value, indents);
    let blanks = sheet.blanks(at);
    Ok(match (target.slot, is_inline) {
        (Slot::Root, _) => vec![sheet.insert(at, &lines(value, indents), 0)],
        (_, true) => vec![Splice::new(at, blanks, format!(" {}", inline(value, target.in_flow)))],
        (Slot::Key(..), false) => {
            vec![Splice::new(at, blanks, ""), sheet.insert(sheet.next_line(at), &lines(value, indents), column)]
        }
        (Slot::Item(..), false) => {
            let mut written = lines(value, indents);
            let below = written.split_off(1);
            let mut splices = vec![Splice::new(at, blanks, format!(" {}", written.concat()))];
            splices.extend((!below.is_empty()).then(|| sheet.insert(sheet.next_line(at), &below, column)));
            splices
        }
    })
}

/// A value on lines in the place of one that stands behind its key or dash; a comment stays on its line.
fn for_inline(sheet: &Sheet<'_>, target: Target<'_>, value: &NewValue, indents: Indents) -> Vec<Splice> {
    let span = target.node.span;
    let below = sheet.next_line(span.end);
    match (target.slot, target.behind_mark(sheet)) {
        (Slot::Key(..), Some(colon)) if sheet.same_line(colon, span.start) => {
            let column = target.column(sheet, value, indents);
            let blanks = sheet.blanks(span.end);
            vec![Splice::new(colon, blanks, ""), sheet.insert(below, &lines(value, indents), column)]
        }
        _ => {
            let mut written = lines(value, indents);
            let rest = written.split_off(1);
            let mut splices = vec![Splice::new(span.start, span.end, written.concat())];
            splices.extend((!rest.is_empty()).then(|| sheet.insert(below, &rest, sheet.column(span.start))));
            splices
        }
    }
}

/// A value in the place of a block scalar: the head gives way to it, the lines go, a comment behind the head stays.
fn for_block_scalar(
    sheet: &Sheet<'_>,
    target: Target<'_>,
    value: &NewValue,
    is_inline: bool,
    indents: Indents,
) -> Vec<Splice> {
    let span = target.node.span;
    let head = sheet.text.get(span.range()).unwrap_or_default();
    let head = span.start + head.find(|c: char| !"|>+-0123456789".contains(c)).unwrap_or(head.len());
    let (head_end, end) = (sheet.line_end(head), sheet.line_end(span.end));
    let joined = |lines: &[String], indent: usize| -> String {
        lines.iter().map(|line| format!("{}{:indent$}{line}", sheet.ending, "")).collect()
    };
    let column = target.column(sheet, value, indents);
    let mut written = lines(value, indents);
    match target.slot {
        _ if is_inline => {
            vec![Splice::new(span.start, head, inline(value, false)), Splice::new(head_end, end.max(head_end), "")]
        }
        Slot::Key(entry, _) => {
            let colon = sheet.behind_colon(entry).unwrap_or(span.start);
            vec![
                Splice::new(colon, sheet.blanks(head), ""),
                Splice::new(head_end, end.max(head_end), joined(&written, column)),
            ]
        }
        _ => {
            let below = written.split_off(1);
            vec![
                Splice::new(span.start, head, written.concat()),
                Splice::new(head_end, end.max(head_end), joined(&below, column)),
            ]
        }
    }
}

/// A value in the place of a list or map on lines of its own; comments within it go with it.
fn for_lines(
    sheet: &Sheet<'_>,
    target: Target<'_>,
    value: &NewValue,
    is_inline: bool,
    indents: Indents,
) -> Vec<Splice> {
    let (start, end) = (target.node.span.start, sheet.end(target.node));
    let own_lines = sheet.is_first(start);
    let (mark, end) = (target.behind_mark(sheet), sheet.line_end(end));
    if let (true, true, Some(mark)) = (is_inline, own_lines, mark) {
        let written = format!(" {}", inline(value, false));
        return vec![
            Splice::new(mark, sheet.blanks(mark), written),
            Splice::new(sheet.line_start(start), sheet.next_line(end), ""),
        ];
    }
    if is_inline {
        return vec![Splice::new(start, end, inline(value, false))];
    }
    let column = match (value, target.slot) {
        // A map cannot stand at its key's own column, where a list can.
        (NewValue::Map(_), Slot::Key(_, map)) if sheet.column(start) == sheet.column(map.span.start) => {
            target.column(sheet, value, indents)
        }
        _ => sheet.column(start),
    };
    let written: Vec<_> = lines(value, indents);
    let separator = format!("{}{:column$}", sheet.ending, "");
    let from = if own_lines { sheet.line_start(start) } else { start };
    let indent = if own_lines { column } else { 0 };
    vec![Splice::new(from, end, format!("{:indent$}{}", "", written.join(&separator)))]
}

/// A new key at a position among the entries of a map in block style.
pub(super) fn insert_key(
    sheet: &Sheet<'_>,
    map: &Node,
    position: usize,
    key: &str,
    value: &NewValue,
    indents: Indents,
) -> Vec<Splice> {
    let (start, entries) = (map.span.start, map.entries());
    let column = sheet.column(start);
    let written = entry_lines(key, value, indents);
    if let Some(before) = position.checked_sub(1).and_then(|before| entries.get(before)) {
        return vec![sheet.insert(sheet.behind(sheet.entry_end(before), column), &written, column)];
    }
    if !sheet.is_first(start) {
        let separator = format!("{}{:column$}", sheet.ending, "");
        return vec![Splice::new(start, start, format!("{}{separator}", written.join(&separator)))];
    }
    // The comments right above the first key are its own.
    let mut at = sheet.line_start(start);
    while at > sheet.yaml.start {
        let above = sheet.line_start(at - 1);
        let line = sheet.text.get(above..at).unwrap_or_default().trim_start();
        if !line.starts_with('#') {
            break;
        }
        at = above;
    }
    vec![sheet.insert(at, &written, column)]
}

/// A new item behind the last of a list in block style.
pub(super) fn append_item(sheet: &Sheet<'_>, list: &Node, value: &NewValue, indents: Indents) -> Vec<Splice> {
    let column = sheet.column(list.span.start);
    let last = list.items().last();
    let width = last.filter(|last| matches!(last.value, Value::Map { flow: false, .. }) && last.mark == Mark::None);
    let width = width.map_or(2, |last| sheet.column(last.span.start).saturating_sub(column));
    let end = last.map_or(list.span.end, |last| sheet.end(last));
    vec![sheet.insert(sheet.behind(end, column), &item_lines(value, width, indents), column)]
}

//! Edits of a document's YAML that leave every other byte as it was.

use super::edit_block::{self, Slot, Target};
use super::edit_flow;
use super::edit_sheet::{Sheet, Splice, spliced};
use super::edit_write::Indents;
pub use super::edit_write::NewValue;
use super::step::Step;
use super::yaml::{self, Mark, Node, Style, Value};
use crate::text::{Source, Span};
use std::fmt;

/// Why a value cannot be written, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditError {
    pub message: String,
    pub help: Option<String>,
    /// The byte of the text at which the fault stands.
    pub at: usize,
}

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.help {
            Some(help) => write!(f, "{}; {help}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for EditError {}

/// Sets the value at a path in the YAML that stands at `yaml` of a text.
///
/// A value that is there gives way to it, and a comment behind it stays. A key that is missing is made, behind the
/// last one that precedes it in `order`, else at the map's end, and so are the maps that lead to it. A value that
/// reads the same already is left as it is written.
///
/// # Errors
/// Where the YAML cannot be read, the path leads through something that has no such keys or items, or the value
/// cannot be written without a change to anything else, as behind an anchor that is used elsewhere.
pub fn set(text: &str, yaml: Span, path: &[Step<'_>], value: &NewValue, order: &[&str]) -> Result<String, EditError> {
    Edit { path, value, order, append: false }.apply(text, yaml)
}

/// Appends an item to the list at a path; a list that is missing, empty or nothing is made.
///
/// # Errors
/// As [`set`], and where something else than a list stands at the path.
pub fn append(
    text: &str,
    yaml: Span,
    path: &[Step<'_>],
    value: &NewValue,
    order: &[&str],
) -> Result<String, EditError> {
    Edit { path, value, order, append: true }.apply(text, yaml)
}

/// Sets the value at a path of a file that is YAML throughout; a key that is missing goes to its map's end.
///
/// # Errors
/// As [`set`].
pub fn set_in_plan(text: &str, path: &[Step<'_>], value: &NewValue) -> Result<String, EditError> {
    let start = Source::new("", text).content_start();
    set(text, Span::new(start, text.len()), path, value, &[])
}

struct Edit<'a> {
    path: &'a [Step<'a>],
    value: &'a NewValue,
    order: &'a [&'a str],
    append: bool,
}

impl Edit<'_> {
    fn apply(&self, text: &str, yaml: Span) -> Result<String, EditError> {
        let root = parse(text, yaml)?;
        let sheet = Sheet::new(text, yaml);
        let indents = indents(&sheet, &root);
        let Some((splices, at)) = self.splices(&sheet, &root, indents)? else { return Ok(text.to_owned()) };
        let refused = |message: String| EditError {
            message,
            help: Some("write it by hand; anchors, aliases and `? ` keys can stand in the way".to_owned()),
            at,
        };
        let edited = spliced(text, splices);
        let edited = edited.ok_or_else(|| refused(format!("{} cannot be written here", self.name())))?;
        // Whatever was written, the document must now say what it said before with this one change.
        let behind = text.len() - yaml.end;
        let reread = parse(&edited, Span::new(yaml.start, edited.len().saturating_sub(behind)));
        match (reread, changed(tree(&root), self.path, self)) {
            (Ok(found), Some(expected)) if tree(&found) == expected => Ok(edited),
            _ => Err(refused(format!("{} cannot be written here without a change to something else", self.name()))),
        }
    }

    /// The splices with the place that they are about; `None` where the value is there already.
    fn splices(
        &self,
        sheet: &Sheet<'_>,
        root: &Node,
        indents: Indents,
    ) -> Result<Option<(Vec<Splice>, usize)>, EditError> {
        let mut target = Target { slot: Slot::Root, node: root, in_flow: false };
        for (depth, step) in self.path.iter().enumerate() {
            let node = target.node;
            if node.mark == Mark::Alias {
                return Err(self.error(depth, node, "is an alias of another value", "write the value out here first"));
            }
            target = match (step, &node.value) {
                (Step::Key(key), Value::Map { entries, flow }) => match node.entry(key) {
                    Some(entry) => {
                        Target { slot: Slot::Key(entry, node), node: &entry.value, in_flow: target.in_flow || *flow }
                    }
                    None => {
                        let value = self.wrapped(depth + 1, node)?;
                        let keys: Vec<_> = entries.iter().map(|entry| entry.key.as_str()).collect();
                        let at = position(&keys, key, self.order);
                        let splices = match flow {
                            true => edit_flow::insert_key(sheet, node, at, key, &value),
                            false => edit_block::insert_key(sheet, node, at, key, &value, indents),
                        };
                        return Ok(Some((splices, node.span.start)));
                    }
                },
                (Step::Key(_), Value::Null) => {
                    return self.replace(sheet, target, &self.wrapped(depth, node)?, indents);
                }
                (Step::Key(_), _) => return Err(self.not_a(depth, node, "a map of keys")),
                (Step::Index(index), Value::List { items, flow }) => match items.get(*index) {
                    Some(item) => {
                        Target { slot: Slot::Item(node, *index), node: item, in_flow: target.in_flow || *flow }
                    }
                    None => {
                        let message = format!("has {} items, and no item {}", items.len(), index + 1);
                        return Err(self.error(depth, node, &message, ""));
                    }
                },
                (Step::Index(_), _) => return Err(self.not_a(depth, node, "a list")),
            };
        }
        match (self.append, &target.node.value) {
            (true, Value::List { .. }) => self.append_to(sheet, target, indents),
            (true, Value::Null) => self.replace(sheet, target, &NewValue::List(vec![self.value.clone()]), indents),
            (true, _) => Err(self.not_a(self.path.len(), target.node, "a list")),
            (false, _) if tree(target.node) == self.value.read_back() => Ok(None),
            (false, _) if self.path.is_empty() => {
                Err(self.error(0, target.node, "cannot be set as a whole", "name a key"))
            }
            (false, _) => self.replace(sheet, target, self.value, indents),
        }
    }

    fn append_to(
        &self,
        sheet: &Sheet<'_>,
        target: Target<'_>,
        indents: Indents,
    ) -> Result<Option<(Vec<Splice>, usize)>, EditError> {
        let list = target.node;
        if list.mark == Mark::Alias {
            let help = "write the list out here first";
            return Err(self.error(self.path.len(), list, "is an alias of another value", help));
        }
        let Value::List { items, flow } = &list.value else { return Ok(None) };
        let as_lines = NewValue::List(vec![self.value.clone()]);
        let begins = *flow && items.is_empty() && !target.in_flow && as_lines.is_block();
        if begins && edit_flow::is_bare(sheet, list) {
            return self.replace(sheet, target, &as_lines, indents);
        }
        let splices = match flow {
            true => edit_flow::append_item(sheet, list, self.value),
            false => edit_block::append_item(sheet, list, self.value, indents),
        };
        Ok(Some((splices, list.span.start)))
    }

    fn replace(
        &self,
        sheet: &Sheet<'_>,
        target: Target<'_>,
        value: &NewValue,
        indents: Indents,
    ) -> Result<Option<(Vec<Splice>, usize)>, EditError> {
        let at = match target.slot {
            Slot::Key(entry, _) => entry.key_span.start,
            _ => target.node.span.start,
        };
        match edit_block::replace(sheet, target, value, indents) {
            Ok(splices) => Ok(Some((splices, at))),
            Err(reason) => Err(EditError {
                message: format!("{} cannot be set: {reason}", self.name()),
                help: Some("change it by hand".to_owned()),
                at,
            }),
        }
    }

    /// The value within the maps that the rest of the path, from `depth` on, asks for.
    fn wrapped(&self, depth: usize, node: &Node) -> Result<NewValue, EditError> {
        let mut value = self.value.clone();
        if self.append {
            value = NewValue::List(vec![value]);
        }
        for (depth, step) in self.path.iter().enumerate().skip(depth).rev() {
            let Step::Key(key) = step else { return Err(self.not_a(depth, node, "a list")) };
            value = NewValue::Map(vec![((*key).to_owned(), value)]);
        }
        Ok(value)
    }

    fn name(&self) -> String {
        name(self.path)
    }

    fn not_a(&self, depth: usize, node: &Node, wanted: &str) -> EditError {
        self.error(depth, node, &format!("is {}, not {wanted}", node.kind()), "")
    }

    /// What is wrong with the value to which the first steps of the path lead.
    fn error(&self, depth: usize, node: &Node, message: &str, help: &str) -> EditError {
        let place = name(self.path.get(..depth).unwrap_or_default());
        let help = (!help.is_empty()).then(|| help.to_owned());
        EditError { message: format!("{place} {message}"), help, at: node.span.start }
    }
}

/// A path for a message: `root-cause.known`, item 2 of `actions`.
pub(super) fn name(path: &[Step<'_>]) -> String {
    let mut name = String::new();
    for step in path {
        match step {
            Step::Key(key) if name.is_empty() => name.push_str(key),
            Step::Key(key) => name.push_str(&format!(".{key}")),
            Step::Index(index) => name.push_str(&format!("[{index}]")),
        }
    }
    if name.is_empty() { "the YAML".to_owned() } else { format!("`{name}`") }
}

pub(super) fn parse(text: &str, yaml: Span) -> Result<Node, EditError> {
    yaml::parse(text.get(yaml.range()).unwrap_or_default(), yaml.start).map_err(|error| EditError {
        message: error.message,
        help: error.help,
        at: error.span.start,
    })
}

/// Where a key goes: behind the last one that precedes it in the order; at the end where it is not in it.
fn position(keys: &[&str], key: &str, order: &[&str]) -> usize {
    let Some(rank) = order.iter().position(|other| *other == key) else { return keys.len() };
    let before = order.get(..rank).unwrap_or_default();
    keys.iter().rposition(|other| before.contains(other)).map_or(0, |last| last + 1)
}

/// A document's own indentation, as its first list and its first map below a key have it.
fn indents(sheet: &Sheet<'_>, root: &Node) -> Indents {
    let (mut list, mut map) = (None, None);
    let mut nodes = vec![root];
    while let Some(node) = nodes.pop() {
        if node.mark == Mark::Alias {
            continue;
        }
        for entry in node.entries().iter().rev() {
            let below = sheet.is_first(entry.value.span.start).then(|| sheet.column(entry.value.span.start));
            let depth = below.and_then(|column| column.checked_sub(sheet.column(node.span.start)));
            match (&entry.value.value, depth) {
                (Value::List { flow: false, .. }, Some(depth)) => list = Some(depth),
                (Value::Map { flow: false, .. }, Some(depth)) => map = Some(depth),
                _ => {}
            }
            nodes.push(&entry.value);
        }
        nodes.extend(node.items().iter().rev());
    }
    Indents { list: list.unwrap_or(2), map: map.unwrap_or(2) }
}

/// What a node says, without the way in which it is written.
pub(super) fn tree(node: &Node) -> NewValue {
    as_written(node).read_back()
}

/// What a node says, for it to be written into another document: what has no quotes gets none.
pub fn as_written(node: &Node) -> NewValue {
    match &node.value {
        Value::Null => NewValue::Null,
        Value::Scalar { text, style: Style::Plain } => NewValue::Bare(text.clone()),
        Value::Scalar { text, .. } => NewValue::Text(text.clone()),
        Value::List { items, .. } => NewValue::List(items.iter().map(as_written).collect()),
        Value::Map { entries, .. } => {
            NewValue::Map(entries.iter().map(|entry| (entry.key.clone(), as_written(&entry.value))).collect())
        }
    }
}

/// What a document says after the edit.
fn changed(tree: NewValue, path: &[Step<'_>], edit: &Edit<'_>) -> Option<NewValue> {
    let Some((step, rest)) = path.split_first() else {
        return match (edit.append, tree) {
            (false, _) => Some(edit.value.read_back()),
            (true, NewValue::Null) => Some(NewValue::List(vec![edit.value.read_back()])),
            (true, NewValue::List(mut items)) => {
                items.push(edit.value.read_back());
                Some(NewValue::List(items))
            }
            _ => None,
        };
    };
    match (step, tree) {
        (Step::Key(_), NewValue::Null) => changed(NewValue::Map(Vec::new()), path, edit),
        (Step::Key(key), NewValue::Map(mut entries)) => {
            if let Some((_, value)) = entries.iter_mut().find(|(other, _)| other == key) {
                *value = changed(std::mem::replace(value, NewValue::Null), rest, edit)?;
            } else {
                let keys: Vec<_> = entries.iter().map(|(key, _)| key.as_str()).collect();
                let at = position(&keys, key, edit.order);
                entries.insert(at, ((*key).to_owned(), changed(NewValue::Null, rest, edit)?));
            }
            Some(NewValue::Map(entries))
        }
        (Step::Index(index), NewValue::List(mut items)) => {
            let item = items.get_mut(*index)?;
            *item = changed(std::mem::replace(item, NewValue::Null), rest, edit)?;
            Some(NewValue::List(items))
        }
        _ => None,
    }
}

//! Edits of YAML of any shape: nothing but the value's own lines changes, and the value reads back.

#![allow(clippy::unwrap_used, clippy::panic)]

use super::edit::{NewValue, append, set};
use super::step::Step;
use super::yaml::{self, Node, Value};
use crate::text::Span;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};
use similar::{ChangeTag, TextDiff};

const KEYS: &[&str] = &["title", "status", "x-one", "lead", "tags", "a b", "actions", "x-two"];
const ORDER: &[&str] = &["title", "severity", "status", "lead", "tags", "actions", "related"];
const NEW_KEYS: &[&str] = &["severity", "related", "x-new"];

/// A value with the way in which it is written.
#[derive(Clone, Debug)]
enum Written {
    /// As it stands behind its key or dash; further lines of it are indented below.
    Inline(Vec<&'static str>),
    /// The head and the lines of a block scalar.
    Block(&'static str, Vec<&'static str>),
    List {
        items: Vec<Part>,
        indent: usize,
        behind: Vec<&'static str>,
    },
    Map {
        entries: Vec<(&'static str, Part)>,
        indent: usize,
        behind: Vec<&'static str>,
    },
}

/// A value with the lines above it and whether a comment stands behind it.
#[derive(Clone, Debug)]
struct Part {
    above: Vec<&'static str>,
    comment: bool,
    value: Written,
}

/// A line, and the path of the value that it is a part of.
#[derive(Clone, Debug)]
struct Line {
    text: String,
    owner: Vec<Own>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Own {
    Key(String),
    Index(usize),
}

impl Own {
    fn step(&self) -> Step<'_> {
        match self {
            Own::Key(key) => Step::Key(key),
            Own::Index(index) => Step::Index(*index),
        }
    }
}

fn scalar() -> impl Strategy<Value = Written> {
    let inline: Vec<&[&str]> = vec![
        &[""],
        &["~"],
        &["null"],
        &["plain words"],
        &["2024-01-05 09:12"],
        &["http://a.example/#b"],
        &["'it''s # no'"],
        &["\"a: \\\"b\\\" # \\u00e9\""],
        &["ünï"],
        &["plain", "goes on"],
        &["\"in", "", "quotes\""],
        &["'x", "# y'"],
        &["[]"],
        &["{}"],
        &["[a, 'b, c']"],
        &["[ a, {k: v}, ]"],
        &["{k: v, \"q\":w, n: }"],
        &["[", "a,", "b # why", "]"],
        &["[", "a, # why", "[b, c],", "]"],
        &["{", "k: v,", "# why", "l: [w]", "}"],
        &["[a,", "b]"],
    ];
    let block: Vec<&[&str]> = vec![&["one"], &["one", "", "  # two", "- three"], &[]];
    prop_oneof![
        4 => select(inline).prop_map(|lines| Written::Inline(lines.to_vec())),
        1 => (select(vec!["|", ">", "|-", ">+", "|2"]), select(block)).prop_map(|(head, lines)| Written::Block(head, lines.to_vec())),
    ]
}

fn above() -> impl Strategy<Value = Vec<&'static str>> {
    proptest::collection::vec(select(vec!["", "# note: [not] a value", "#- x"]), 0..3)
}

fn part(value: impl Strategy<Value = Written>) -> impl Strategy<Value = Part> {
    (above(), any::<bool>(), value).prop_map(|(above, comment, value)| Part { above, comment, value })
}

fn map_of(value: impl Strategy<Value = Written> + Clone + 'static) -> impl Strategy<Value = Written> {
    (subsequence(KEYS, 1..5).prop_shuffle(), proptest::collection::vec(part(value), 5), select(vec![2, 4]), above())
        .prop_map(|(keys, parts, indent, behind)| Written::Map {
            entries: keys.into_iter().zip(parts).collect(),
            indent,
            behind,
        })
}

fn written() -> impl Strategy<Value = Written> {
    scalar().prop_recursive(3, 16, 3, |inner| {
        let items = proptest::collection::vec(part(inner.clone()), 1..4);
        let list = (items, select(vec![0, 2, 3]), above()).prop_map(|(items, indent, behind)| Written::List {
            items,
            indent,
            behind,
        });
        prop_oneof![list, map_of(inner.boxed())]
    })
}

struct Page {
    lines: Vec<Line>,
    comments: usize,
}

impl Page {
    fn line(&mut self, indent: usize, text: &str, owner: &[Own]) {
        let text = if text.is_empty() { String::new() } else { format!("{:indent$}{text}", "") };
        self.lines.push(Line { text, owner: owner.to_vec() });
    }

    fn above(&mut self, indent: usize, lines: &[&str], owner: &[Own]) {
        for line in lines {
            // Each comment differs, so that a diff can tell which one went.
            self.comments += usize::from(line.starts_with('#'));
            let line = if line.starts_with('#') { format!("{line} {}", self.comments) } else { (*line).to_owned() };
            self.line(indent, &line, owner);
        }
    }

    /// What stands behind `head`, which is a key with its colon, or a dash, at a column.
    fn part(&mut self, column: usize, head: &str, part: &Part, path: &[Own]) {
        let spread = matches!(&part.value, Written::Inline(lines) if lines.len() > 1);
        self.comments += usize::from(part.comment && !spread);
        let comment = if part.comment && !spread { format!("  # c{}", self.comments) } else { String::new() };
        match &part.value {
            Written::Inline(lines) => {
                let first = lines.first().copied().unwrap_or_default();
                let gap = if first.is_empty() { "" } else { " " };
                self.line(column, &format!("{head}{gap}{first}{comment}"), path);
                lines.iter().skip(1).for_each(|line| self.line(column + 2, line, path));
            }
            Written::Block(mark, lines) => {
                self.line(column, &format!("{head} {mark}{comment}"), path);
                lines.iter().for_each(|line| self.line(column + 2, line, path));
            }
            // A list or map may begin behind a dash.
            value if head == "-" && !part.comment => {
                let from = self.lines.len();
                self.collection(value, column + 2, true, path);
                if let Some(line) = self.lines.get_mut(from) {
                    line.text.replace_range(column..column + 1, "-");
                }
            }
            value => {
                self.line(column, &format!("{head}{comment}"), path);
                let depth = match value {
                    Written::List { indent, .. } if head != "-" => *indent,
                    Written::Map { indent, .. } if head != "-" => *indent,
                    _ => 2,
                };
                self.collection(value, column + depth, false, path);
            }
        }
    }

    fn collection(&mut self, value: &Written, column: usize, behind_dash: bool, path: &[Own]) {
        let outer = &path[..path.len().saturating_sub(1)];
        let (parts, behind): (Vec<_>, _) = match value {
            Written::List { items, behind, .. } => {
                (items.iter().enumerate().map(|(at, part)| ("-".to_owned(), Own::Index(at), part)).collect(), behind)
            }
            Written::Map { entries, behind, .. } => (
                entries.iter().map(|(key, part)| (format!("{key}:"), Own::Key((*key).to_owned()), part)).collect(),
                behind,
            ),
            _ => return,
        };
        for (at, (head, own, part)) in parts.into_iter().enumerate() {
            if !(at == 0 && behind_dash) {
                self.above(column, &part.above, if at == 0 { outer } else { path });
            }
            self.part(column, &head, part, &[path, &[own]].concat());
        }
        self.above(column, behind, outer);
    }
}

/// What an edit is aimed at: the path, and how many of its first steps are there already.
fn aim(root: &Node, picks: &[Index], new_key: &str, stop: usize) -> (Vec<Own>, usize, Node) {
    let (mut path, mut node) = (Vec::new(), root);
    for (depth, pick) in picks.iter().enumerate() {
        match &node.value {
            _ if depth > 0 && depth > stop => break,
            Value::Map { entries, .. } => match entries.get(pick.index(entries.len() + 1)) {
                Some(entry) => {
                    path.push(Own::Key(entry.key.clone()));
                    node = &entry.value;
                }
                None => {
                    let there = path.len();
                    path.push(Own::Key(new_key.to_owned()));
                    return (path, there, node.clone());
                }
            },
            Value::List { items, .. } if !items.is_empty() => {
                let index = pick.index(items.len());
                path.push(Own::Index(index));
                node = &items[index];
            }
            _ => break,
        }
    }
    let there = path.len();
    (path, there, node.clone())
}

fn new_value() -> impl Strategy<Value = NewValue> {
    let characters = select(vec![
        "a", "ü", " ", ": ", " #", "-", "\n", "\t", "\"", "'", "[", "}", ",", "\u{0}", "\u{85}", "null", "🚒",
    ]);
    let text = prop_oneof![
        any::<String>(),
        proptest::collection::vec(characters, 0..6).prop_map(|parts| parts.concat()),
        select(vec!["open", "2024-01-05", "#room"]).prop_map(str::to_owned),
    ];
    let leaf = prop_oneof![
        4 => text.prop_map(NewValue::Text),
        1 => any::<bool>().prop_map(NewValue::Bool),
        1 => any::<i64>().prop_map(NewValue::Number),
        1 => Just(NewValue::Null),
    ];
    leaf.prop_recursive(2, 6, 3, |inner| {
        let keys = subsequence(&["title", "owner", "due: x"][..], 0..3);
        let map = (keys, proptest::collection::vec(inner.clone(), 3));
        prop_oneof![
            proptest::collection::vec(inner, 0..3).prop_map(NewValue::List),
            map.prop_map(|(keys, values)| NewValue::Map(keys.into_iter().map(str::to_owned).zip(values).collect())),
        ]
    })
}

/// Every value that is no map or list, and every empty one, with its path.
fn leaves(node: &Node, path: &[Own], found: &mut Vec<(Vec<Own>, String)>) {
    match &node.value {
        Value::Map { entries, .. } if !entries.is_empty() => {
            for entry in entries {
                leaves(&entry.value, &[path, &[Own::Key(entry.key.clone())]].concat(), found);
            }
        }
        Value::List { items, .. } if !items.is_empty() => {
            for (at, item) in items.iter().enumerate() {
                leaves(item, &[path, &[Own::Index(at)]].concat(), found);
            }
        }
        _ => found.push((path.to_vec(), node.text().map_or_else(|| node.kind().to_owned(), |text| format!("={text}")))),
    }
}

fn new_leaves(value: &NewValue, path: &[Own], found: &mut Vec<(Vec<Own>, String)>) {
    match value {
        NewValue::Map(entries) if !entries.is_empty() => {
            for (key, value) in entries {
                new_leaves(value, &[path, &[Own::Key(key.clone())]].concat(), found);
            }
        }
        NewValue::List(items) if !items.is_empty() => {
            for (at, item) in items.iter().enumerate() {
                new_leaves(item, &[path, &[Own::Index(at)]].concat(), found);
            }
        }
        NewValue::Null => found.push((path.to_vec(), "nothing".into())),
        NewValue::Bool(flag) => found.push((path.to_vec(), format!("={flag}"))),
        NewValue::Number(number) => found.push((path.to_vec(), format!("={number}"))),
        NewValue::Text(text) => found.push((path.to_vec(), format!("={text}"))),
        NewValue::List(_) => found.push((path.to_vec(), "a list".into())),
        NewValue::Map(_) => found.push((path.to_vec(), "a map".into())),
    }
}

fn comments(line: &str) -> Option<&str> {
    line.find("# c").map(|at| line[at..].trim_end())
}

proptest! {
    #[test]
    fn an_edit_changes_the_lines_of_its_value_alone(
        document in map_of(written().boxed()),
        (crlf, bom, open) in any::<(bool, bool, bool)>(),
        picks in proptest::collection::vec(any::<Index>(), 4),
        stop in 0usize..4,
        new_key in select(NEW_KEYS),
        value in new_value(),
        appends in any::<bool>(),
    ) {
        let mut page = Page { lines: Vec::new(), comments: 0 };
        page.collection(&document, 0, false, &[]);
        let ending = if crlf { "\r\n" } else { "\n" };
        let mut yaml: String = page.lines.iter().map(|line| format!("{}{ending}", line.text)).collect();
        let (head, tail) = match open {
            true => ("", String::new()),
            false => ("---\n", format!("---{ending}{ending}## Body{ending}")),
        };
        if open {
            yaml.truncate(yaml.trim_end_matches(['\r', '\n']).len());
        }
        let head = format!("{}{}", if bom { "\u{feff}" } else { "" }, head.replace('\n', ending));
        let text = format!("{head}{yaml}{tail}");
        let span = Span::new(head.len(), head.len() + yaml.len());
        let before = yaml::parse(&yaml, 0).map_err(|error| TestCaseError::fail(format!("{}\n{yaml}", error.message)))?;

        let (mut path, there, node) = aim(&before, &picks, new_key, stop);
        let is_new = there < path.len();
        let appends = appends && (is_new || matches!(node.value, Value::List { .. } | Value::Null));
        let steps: Vec<_> = path.iter().map(Own::step).collect();
        let edit = if appends { append } else { set };
        let edited = edit(&text, span, &steps, &value, ORDER);
        let edited = edited.map_err(|error| TestCaseError::fail(format!("{error}: {path:?}\n{text}")))?;

        // What stands around the YAML is as before, byte for byte.
        prop_assert!(edited.starts_with(&head) && edited.ends_with(&tail), "{text}\n{edited}");
        let after = &edited[head.len()..edited.len() - tail.len()];
        let reread = yaml::parse(after, 0).map_err(|error| TestCaseError::fail(format!("{}\n{after}", error.message)))?;

        // The value reads back, and every other value is as before.
        let target = path.clone();
        if appends {
            path.push(Own::Index(node.items().len() * usize::from(!is_new)));
        }
        let (mut old, mut new, mut expected) = (Vec::new(), Vec::new(), Vec::new());
        leaves(&before, &[], &mut old);
        leaves(&reread, &[], &mut new);
        new_leaves(&value, &path, &mut expected);
        let is_elsewhere = |(leaf, _): &(Vec<Own>, String)| !leaf.starts_with(&path) && !path.starts_with(leaf);
        let at_target: Vec<_> = new.iter().filter(|(leaf, _)| leaf.starts_with(&path)).cloned().collect();
        prop_assert_eq!(at_target, expected, "{}\n{}", &yaml, after);
        old.retain(is_elsewhere);
        new.retain(is_elsewhere);
        prop_assert_eq!(old, new, "{}\n{}", &yaml, after);

        // Only lines of the value are gone, no blank ones are new, and the comments behind keys and dashes are there.
        let in_brackets = matches!(&node.value, Value::Map { flow: true, .. } | Value::List { flow: true, .. } | Value::Null);
        let owner = match (is_new, appends) {
            (true, _) if !in_brackets => None,
            (false, true) if matches!(node.value, Value::List { flow: false, .. }) => None,
            _ => Some(&target[..there]),
        };
        let is_own = |index: usize| {
            let line = &page.lines[index];
            let is_last = open && index + 1 >= yaml.lines().count();
            let dashes = line.text.trim_start().starts_with('-') && target[..there].starts_with(&line.owner[..line.owner.len().saturating_sub(1)]);
            is_last || dashes || owner.is_some_and(|owner| line.owner.starts_with(owner) || (owner.starts_with(&line.owner) && !line.text.starts_with('#')))
        };
        let diff = TextDiff::from_lines(yaml.as_str(), after);
        let (mut gone, mut come) = (Vec::new(), Vec::new());
        for change in diff.iter_all_changes() {
            match change.tag() {
                ChangeTag::Delete => {
                    let index = change.old_index().unwrap();
                    let is_blank = change.value().trim().is_empty();
                    prop_assert!(is_blank || is_own(index), "lost {:?}\n{yaml}\n=>\n{after}", change.value());
                    gone.push(change.value().to_owned());
                }
                ChangeTag::Insert => come.push(change.value().to_owned()),
                ChangeTag::Equal => {}
            }
        }
        // Blank lines are all alike: their number tells.
        let blanks = |lines: &mut dyn Iterator<Item = &str>| lines.filter(|line| line.trim().is_empty()).count();
        let own = (0..page.lines.len()).filter(|index| is_own(*index) && page.lines[*index].text.is_empty()).count();
        let (had, has) = (blanks(&mut yaml.lines()), blanks(&mut after.lines()));
        prop_assert!(has <= had && had <= has + own, "{yaml}\n=>\n{after}");
        if !crlf {
            prop_assert!(!after.contains('\r'));
        } else if text.contains('\n') {
            prop_assert!(after.split_inclusive('\n').all(|line| line.ends_with("\r\n") || !line.ends_with('\n')));
        }
        let goes_whole = matches!(&node.value, Value::Map { flow: false, .. } | Value::List { flow: false, .. }) && !is_new && !appends;
        if !goes_whole {
            for comment in gone.iter().filter_map(|line| comments(line)) {
                prop_assert!(come.iter().any(|line| line.trim_end().ends_with(comment)), "lost {comment}\n{yaml}\n=>\n{after}");
            }
        }
    }
}

//! YAML of any shape for the tests of edits: each line with the value that it is a part of.

use super::step::Step;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

const KEYS: &[&str] = &["title", "status", "x-one", "lead", "tags", "a b", "actions", "x-two"];

/// A value with the way in which it is written.
#[derive(Clone, Debug)]
pub(super) enum Written {
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
pub(super) struct Part {
    pub above: Vec<&'static str>,
    pub comment: bool,
    pub value: Written,
}

/// A line, and the path of the value that it is a part of.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub text: String,
    pub owner: Vec<Own>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Own {
    Key(String),
    Index(usize),
}

impl Own {
    pub fn step(&self) -> Step<'_> {
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

pub(super) fn map_of(value: impl Strategy<Value = Written> + Clone + 'static) -> impl Strategy<Value = Written> {
    (subsequence(KEYS, 1..5).prop_shuffle(), proptest::collection::vec(part(value), 5), select(vec![2, 4]), above())
        .prop_map(|(keys, parts, indent, behind)| Written::Map {
            entries: keys.into_iter().zip(parts).collect(),
            indent,
            behind,
        })
}

pub(super) fn written() -> impl Strategy<Value = Written> {
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

pub(super) struct Page {
    pub lines: Vec<Line>,
    pub comments: usize,
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

    pub fn collection(&mut self, value: &Written, column: usize, behind_dash: bool, path: &[Own]) {
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

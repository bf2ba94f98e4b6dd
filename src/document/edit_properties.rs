//! Edits of YAML of any shape: nothing but the value's own lines changes, and the value reads back.

#![allow(clippy::unwrap_used, clippy::panic)]

use super::edit::{NewValue, append, set};
use super::edit_samples::{Own, Page, map_of, written};
use super::step::Step;
use super::yaml::{self, Node, Value};
use crate::text::Span;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};
use similar::{ChangeTag, TextDiff};

const ORDER: &[&str] = &["title", "severity", "status", "lead", "tags", "actions", "related"];
const TOKENS: &[&str] = &[
    "k: ", "a: ", "k:", "status: ", "- ", "-", "\n", "\n  ", "\n    ", "\r\n", "\n\n", "# c", " ", "x", "ü", "\"x\"",
    "'y'", "[", "]", "{", "}", ", ", "&a ", "*a", "!t ", "? ", ": ", "|", ">+", "~", "---\n", "...\n", "\t",
    "\u{feff}", "<<: ",
];
const NEW_KEYS: &[&str] = &["severity", "related", "x-new"];

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
        NewValue::Text(text) | NewValue::Bare(text) => found.push((path.to_vec(), format!("={text}"))),
        NewValue::List(_) => found.push((path.to_vec(), "a list".into())),
        NewValue::Map(_) => found.push((path.to_vec(), "a map".into())),
    }
}

fn comments(line: &str) -> Option<&str> {
    line.find("# c").map(|at| line[at..].trim_end())
}

proptest! {
    #[test]
    fn no_text_makes_an_edit_panic_or_tear_what_it_does_not_mean(
        parts in proptest::collection::vec(select(TOKENS), 0..24),
        keys in proptest::collection::vec(select(vec!["k", "a", "status", ""]), 0..3),
        index in proptest::option::of(0usize..3),
        value in new_value(),
    ) {
        let yaml = parts.concat();
        let mut path: Vec<_> = keys.iter().map(|key| Step::Key(key)).collect();
        if let Some(index) = index {
            path.insert(index.min(path.len()), Step::Index(index));
        }
        for edit in [set, append] {
            let Ok(edited) = edit(&yaml, Span::new(0, yaml.len()), &path, &value, ORDER) else { continue };
            let (before, after) = (yaml::parse(&yaml, 0), yaml::parse(&edited, 0));
            let (Ok(before), Ok(after)) = (before, after) else { panic!("{yaml:?} => {edited:?}") };
            let (mut old, mut new) = (Vec::new(), Vec::new());
            leaves(&before, &[], &mut old);
            leaves(&after, &[], &mut new);
            let is_elsewhere = |(leaf, _): &(Vec<Own>, String)| {
                !leaf.iter().zip(&path).all(|(own, step)| own.step() == *step)
            };
            old.retain(is_elsewhere);
            new.retain(is_elsewhere);
            prop_assert_eq!(old, new, "{:?} => {:?}", &yaml, &edited);
        }
    }

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

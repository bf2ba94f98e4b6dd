//! Reads typed fields off a YAML map, leniently: what is wrong becomes a problem, and the rest is still read.

use super::field::{Field, Holds};
use super::nearest::{did_you_mean, slip_of};
use super::problem::{Problem, ProblemKind};
use super::yaml::{Entry, Node, Value};
use crate::model::{Moment, parse_date, parse_moment};
use crate::text::Span;
use chrono::NaiveDate;
use chrono_tz::Tz;

/// A map whose keys are asked for one by one, each as what its table says that it holds; others are unknown.
pub struct Fields<'a> {
    node: &'a Node,
    table: &'static [Field],
    problems: &'a mut Vec<Problem>,
}

impl<'a> Fields<'a> {
    /// The fields of a map; of anything else there are none, which is a problem unless it is nothing.
    pub fn new(node: &'a Node, table: &'static [Field], problems: &'a mut Vec<Problem>) -> Self {
        if !matches!(node.value, Value::Map { .. } | Value::Null) {
            let message = format!("`key: value` lines belong here, not {}", node.kind());
            let help = "write one on each line, indented by as much as the others";
            problems.push(Problem::new(ProblemKind::WrongType, node.span, message, help));
        }
        Self { node, table, problems }
    }

    fn entry(&self, key: &'static str) -> Option<&'a Entry> {
        debug_assert!(self.holds(key).is_some(), "`{key}` is in no table");
        self.node.entry(key)
    }

    fn holds(&self, key: &str) -> Option<Holds> {
        self.table.iter().find(|field| field.key == key).map(|field| field.holds)
    }

    /// Whether a key is written.
    pub fn has(&self, key: &'static str) -> bool {
        self.entry(key).is_some()
    }

    /// The keys that are written and not known.
    pub fn unknown_keys(&self) -> impl Iterator<Item = &'a str> {
        let keys = self.node.entries().iter().map(|entry| entry.key.as_str());
        keys.filter(|key| self.holds(key).is_none())
    }

    /// A key's value, where it is there and not null.
    pub fn value(&mut self, key: &'static str) -> Option<&'a Node> {
        self.entry(key).map(|entry| &entry.value).filter(|node| node.value != Value::Null)
    }

    /// Says that a value is of the wrong type.
    pub fn wrong_type(&mut self, key: &str, node: &Node, wanted: &str) {
        let message = format!("`{key}` takes {wanted}, not {}", node.kind());
        self.problems.push(Problem::new(ProblemKind::WrongType, node.span, message, example(key, wanted)));
    }

    /// Says that a value is not one that the field takes.
    pub fn invalid(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.problems.push(Problem::new(ProblemKind::InvalidValue, span, message, help));
    }

    /// A text; numbers and the like are taken as they are written.
    pub fn text(&mut self, key: &'static str) -> Option<String> {
        debug_assert!(
            matches!(
                self.holds(key),
                Some(
                    Holds::Text
                        | Holds::Zone
                        | Holds::Recurrence
                        | Holds::Forge
                        | Holds::TimeOfDay
                        | Holds::Severity
                        | Holds::Service
                )
            ),
            "{key}"
        );
        let node = self.value(key)?;
        match node.text() {
            Some(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
            None => {
                self.wrong_type(key, node, "a text");
                None
            }
        }
    }

    /// A list of texts; a single text is a list of one.
    pub fn texts(&mut self, key: &'static str) -> Vec<String> {
        debug_assert!(matches!(self.holds(key), Some(Holds::Texts)), "{key}");
        let Some(node) = self.value(key) else { return Vec::new() };
        if let Some(text) = node.text() {
            return vec![text.trim().to_owned()];
        }
        if !matches!(node.value, Value::List { .. }) {
            self.wrong_type(key, node, "a list of texts");
        }
        let mut texts = Vec::new();
        for item in node.items() {
            match item.text() {
                Some(text) => texts.push(text.trim().to_owned()),
                None => self.wrong_type(key, item, "a list of texts"),
            }
        }
        texts
    }

    /// The items of a list.
    pub fn items(&mut self, key: &'static str) -> &'a [Node] {
        debug_assert!(matches!(self.holds(key), Some(Holds::List(_))), "{key}");
        let Some(node) = self.value(key) else { return &[] };
        if !matches!(node.value, Value::List { .. }) {
            self.wrong_type(key, node, "a list");
        }
        node.items()
    }

    /// A word of a vocabulary.
    pub fn word<T>(&mut self, key: &'static str, from_word: fn(&str) -> Option<T>) -> Option<T> {
        let words = if let Some(Holds::Word(words)) = self.holds(key) { words } else { &[] };
        debug_assert!(words.iter().all(|word| from_word(word).is_some()) && !words.is_empty(), "{key}");
        let node = self.value(key)?;
        let Some(text) = node.text() else {
            let message = format!("`{key}` takes a word, not {}", node.kind());
            let help = format!("write one of: {}", words.join(", "));
            self.problems.push(Problem::new(ProblemKind::WrongType, node.span, message, help));
            return None;
        };
        let value = from_word(text);
        if value.is_none() {
            let message = format!("`{text}` is no {key}");
            let problem = Problem::new(ProblemKind::InvalidValue, node.span, message, did_you_mean(text, words));
            // Who may read something is for a person to say.
            let meant = slip_of(text, words.iter().copied()).filter(|_| !matches!(key, "visibility" | "audience"));
            self.problems.push(problem.meant(meant));
        }
        value
    }

    /// A point in time; without a zone it is in `zone`.
    pub fn moment(&mut self, key: &'static str, zone: Tz) -> Option<Moment> {
        debug_assert!(matches!(self.holds(key), Some(Holds::Moment)), "{key}");
        let node = self.value(key)?;
        let Some(text) = node.text() else {
            self.wrong_type(key, node, "a time");
            return None;
        };
        match parse_moment(text, zone, None) {
            Ok(moment) => Some(moment),
            Err(error) => {
                self.invalid(node.span, format!("`{}` is no time", error.text), error.help);
                None
            }
        }
    }

    /// A date; of a time, its date.
    pub fn date(&mut self, key: &'static str) -> Option<NaiveDate> {
        debug_assert!(matches!(self.holds(key), Some(Holds::Date)), "{key}");
        let node = self.value(key)?;
        let Some(text) = node.text() else {
            self.wrong_type(key, node, "a date");
            return None;
        };
        let date = parse_date(text).or_else(|| parse_moment(text, Tz::UTC, None).ok().map(|at| at.date_naive()));
        if date.is_none() {
            self.invalid(node.span, format!("`{text}` is no date"), "write it like 2024-01-31");
        }
        date
    }

    /// A whole number, not negative.
    pub fn number(&mut self, key: &'static str) -> Option<u32> {
        debug_assert!(matches!(self.holds(key), Some(Holds::Number)), "{key}");
        let node = self.value(key)?;
        let Some(text) = node.text() else {
            self.wrong_type(key, node, "a number");
            return None;
        };
        let number = text.trim().parse().ok();
        if number.is_none() {
            self.invalid(node.span, format!("`{text}` is no whole number"), "write digits alone, like 30");
        }
        number
    }

    /// Yes or no.
    pub fn flag(&mut self, key: &'static str) -> Option<bool> {
        debug_assert!(matches!(self.holds(key), Some(Holds::Flag)), "{key}");
        let node = self.value(key)?;
        match node.text().map(str::to_ascii_lowercase).as_deref() {
            Some("true" | "yes") => Some(true),
            Some("false" | "no") => Some(false),
            Some(text) => {
                let message = format!("`{text}` is neither true nor false");
                self.invalid(node.span, message, "write true or false");
                None
            }
            None => {
                self.wrong_type(key, node, "true or false");
                None
            }
        }
    }

    /// The fields of a map within this one.
    pub fn map<T>(&mut self, key: &'static str, read: impl FnOnce(&mut Fields<'_>) -> T) -> Option<T> {
        let (Some(Holds::Map(table)) | Some(Holds::Wanted(table))) = self.holds(key) else { return None };
        let node = self.value(key)?;
        Some(self.nested(node, table, read))
    }

    /// Reads a node as a map, and what is unknown in it.
    pub fn nested<T>(&mut self, node: &Node, table: &'static [Field], read: impl FnOnce(&mut Fields<'_>) -> T) -> T {
        let mut fields = Fields::new(node, table, self.problems);
        let value = read(&mut fields);
        fields.finish();
        value
    }

    /// Reports every key that is not in the table; gives the team's own `x-` keys with their values as text.
    pub fn finish(self) -> Vec<(String, String)> {
        let mut extra = Vec::new();
        let known: Vec<_> = self.table.iter().map(|field| field.key).collect();
        for entry in self.node.entries() {
            if entry.key.starts_with("x-") {
                extra.push((entry.key.clone(), flat_text(&entry.value)));
            } else if !known.contains(&entry.key.as_str()) {
                let message = format!("`{}` is not a field that is known here", entry.key);
                let meant = did_you_mean(&entry.key, &known);
                let own = if meant.ends_with('?') { " Keys" } else { "; keys" };
                let help = format!("{meant}{own} of your own start with `x-`");
                let problem = Problem::new(ProblemKind::UnknownField, entry.key_span, message, help);
                self.problems.push(problem.meant(slip_of(&entry.key, known.iter().copied())));
            }
        }
        extra
    }
}

/// How a value of the wanted type is written.
fn example(key: &str, wanted: &str) -> String {
    match wanted {
        "a text" => format!("write it on one line, like `{key}: some words`"),
        "a time" => format!("write it like `{key}: 2024-01-31T14:05:00Z`"),
        "a date" => format!("write it like `{key}: 2024-01-31`"),
        "a number" => format!("write it like `{key}: 30`"),
        "true or false" => format!("write `{key}: true` or `{key}: false`"),
        "a list of texts" => format!("write it like `{key}: [one, two]`"),
        "a list" => "begin each item on a line of its own with `- `".to_owned(),
        "names, or maps of name and severity" => {
            format!("write it like `{key}: [search, {{name: mail, severity: sev-4}}]`")
        }
        _ => format!("write below `{key}:`, indented, one `key: value` on each line"),
    }
}

/// Any value as one line of text.
pub fn flat_text(node: &Node) -> String {
    match &node.value {
        Value::Null => String::new(),
        Value::Scalar { text, .. } => text.trim().to_owned(),
        Value::List { items, .. } => items.iter().map(flat_text).collect::<Vec<_>>().join(", "),
        Value::Map { entries, .. } => entries
            .iter()
            .map(|entry| format!("{}: {}", entry.key, flat_text(&entry.value)))
            .collect::<Vec<_>>()
            .join(", "),
    }
}

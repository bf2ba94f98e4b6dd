//! Values of a source, whatever they are written in: YAML, TOML, JSON or a row of a table.

use crate::document::yaml::{Node, Value};

/// A value; whoever reads it knows its type.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Field {
    #[default]
    Null,
    Text(String),
    List(Vec<Field>),
    Map(Vec<(String, Field)>),
}

impl Field {
    /// The value of a key, in upper or lower case, and whatever stands between its words.
    pub fn get(&self, key: &str) -> &Field {
        let Field::Map(entries) = self else { return &Field::Null };
        let exact = entries.iter().find(|(other, _)| other == key);
        let found = exact.or_else(|| entries.iter().find(|(other, _)| is_same_key(other, key)));
        found.map_or(&Field::Null, |(_, value)| value)
    }

    /// The value that a path of keys leads to, `fields.status.name`.
    pub fn at(&self, path: &str) -> &Field {
        match self.get(path) {
            Field::Null => path.split('.').fold(self, |field, key| field.get(key)),
            found => found,
        }
    }

    /// The keys of a map with their values.
    pub fn entries(&self) -> &[(String, Field)] {
        if let Field::Map(entries) = self { entries } else { &[] }
    }

    /// The items of a list; anything else that is there is one item.
    pub fn items(&self) -> &[Field] {
        match self {
            Field::Null => &[],
            Field::List(items) => items,
            one => std::slice::from_ref(one),
        }
    }

    /// A text that says something.
    pub fn text(&self) -> Option<&str> {
        match self {
            Field::Text(text) => Some(text.trim()).filter(|text| !text.is_empty()),
            _ => None,
        }
    }

    /// The same as an own one.
    pub fn own(&self) -> Option<String> {
        self.text().map(str::to_owned)
    }

    /// The texts of a list, or one text alone; of maps their names.
    pub fn texts(&self) -> Vec<String> {
        let name = |item: &Field| ["name", "summary", "login", "title"].iter().find_map(|key| item.get(key).own());
        self.items().iter().filter_map(|item| item.own().or_else(|| name(item))).collect()
    }

    /// Yes or no, as people write it.
    pub fn flag(&self) -> Option<bool> {
        match self.text()?.to_ascii_lowercase().as_str() {
            "true" | "yes" | "1" | "on" => Some(true),
            "false" | "no" | "0" | "off" => Some(false),
            _ => None,
        }
    }

    /// Everything that it says, on one line.
    pub fn flat(&self) -> String {
        match self {
            Field::Null => String::new(),
            Field::Text(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
            Field::List(items) => items.iter().map(Field::flat).collect::<Vec<_>>().join(", "),
            Field::Map(entries) => {
                entries.iter().map(|(key, value)| format!("{key}: {}", value.flat())).collect::<Vec<_>>().join(", ")
            }
        }
    }
}

/// Whether two keys are one: `resolvedWhen`, `resolved_when` and `Resolved when`.
pub fn is_same_key(one: &str, other: &str) -> bool {
    let bare = |key: &str| key.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    bare(one) == bare(other)
}

impl From<&Node> for Field {
    fn from(node: &Node) -> Self {
        match &node.value {
            Value::Null => Field::Null,
            Value::Scalar { text, .. } => Field::Text(text.clone()),
            Value::List { items, .. } => Field::List(items.iter().map(Field::from).collect()),
            Value::Map { entries, .. } => {
                Field::Map(entries.iter().map(|entry| (entry.key.clone(), Field::from(&entry.value))).collect())
            }
        }
    }
}

impl From<serde_json::Value> for Field {
    fn from(json: serde_json::Value) -> Self {
        match json {
            serde_json::Value::Null => Field::Null,
            serde_json::Value::Bool(flag) => Field::Text(flag.to_string()),
            serde_json::Value::Number(number) => Field::Text(number.to_string()),
            serde_json::Value::String(text) => Field::Text(text),
            serde_json::Value::Array(items) => Field::List(items.into_iter().map(Field::from).collect()),
            serde_json::Value::Object(entries) => {
                Field::Map(entries.into_iter().map(|(key, value)| (key, Field::from(value))).collect())
            }
        }
    }
}

impl From<toml::Value> for Field {
    fn from(toml: toml::Value) -> Self {
        match toml {
            toml::Value::String(text) => Field::Text(text),
            toml::Value::Array(items) => Field::List(items.into_iter().map(Field::from).collect()),
            toml::Value::Table(entries) => {
                Field::Map(entries.into_iter().map(|(key, value)| (key, Field::from(value))).collect())
            }
            toml::Value::Integer(number) => Field::Text(number.to_string()),
            toml::Value::Float(number) => Field::Text(number.to_string()),
            toml::Value::Boolean(flag) => Field::Text(flag.to_string()),
            toml::Value::Datetime(at) => Field::Text(at.to_string()),
        }
    }
}

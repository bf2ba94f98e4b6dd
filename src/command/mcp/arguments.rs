//! Whether arguments are as a tool takes them, in plain words: an assistant reads them and asks again.

use super::tool::Tool;
use crate::command::failure::Failure;
use crate::document::nearest;
use serde_json::{Map, Value};

impl Tool {
    /// The arguments as they are to be read: what is null was not said.
    ///
    /// # Errors
    /// Where one is missing, not known, or of another kind than its schema says.
    pub fn checked(&self, mut arguments: Map<String, Value>) -> Result<Map<String, Value>, Failure> {
        arguments.retain(|_, value| !value.is_null());
        let keys = match (self.takes)() {
            Value::Object(keys) => keys,
            _ => Map::new(),
        };
        for (key, value) in &arguments {
            let schema = keys.get(key).ok_or_else(|| unknown(key, &keys))?;
            if let Some(wrong) = wrong(value, schema) {
                let expected = expected(schema);
                return Err(Failure::new(format!("`{key}` {wrong}, where {expected} belongs"), described(key, schema)));
            }
        }
        match self.needs.iter().find(|key| !arguments.contains_key(**key)) {
            Some(key) => {
                let schema = keys.get(*key).unwrap_or(&Value::Null);
                let message = format!("`{key}` is missing, {} that this tool cannot do without", expected(schema));
                Err(Failure::new(message, described(key, schema)))
            }
            None => Ok(arguments),
        }
    }
}

fn unknown(key: &str, keys: &Map<String, Value>) -> Failure {
    let all: Vec<_> = keys.keys().map(|key| format!("`{key}`")).collect();
    let help = match nearest(key, keys.keys().map(String::as_str)) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("it takes {}", all.join(", ")),
    };
    Failure::new(format!("this tool has no argument `{key}`"), help)
}

fn described(key: &str, schema: &Value) -> String {
    schema["description"].as_str().map(|what| format!("`{key}`: {what}")).unwrap_or_default()
}

/// What a value is instead of what is expected; `None` where it is that.
fn wrong(value: &Value, schema: &Value) -> Option<String> {
    match (schema["type"].as_str().unwrap_or_default(), value) {
        ("string", Value::String(_)) => None,
        ("integer", Value::Number(number)) => {
            let least = schema["minimum"].as_u64().unwrap_or_default();
            let is_one = number.as_u64().is_some_and(|number| number >= least && usize::try_from(number).is_ok());
            (!is_one).then(|| format!("is {number}"))
        }
        ("array", Value::Array(items)) => {
            let other = items.iter().find(|item| wrong(item, &schema["items"]).is_some());
            other.map(|other| format!("has {} in it", kind(other)))
        }
        _ => Some(format!("is {}", kind(value))),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn expected(schema: &Value) -> String {
    match (schema["type"].as_str().unwrap_or_default(), schema["minimum"].as_u64()) {
        ("array", _) => "a list of texts".to_owned(),
        ("integer", Some(least)) => format!("a whole number from {least}"),
        ("integer", None) => "a whole number".to_owned(),
        _ => "a text".to_owned(),
    }
}

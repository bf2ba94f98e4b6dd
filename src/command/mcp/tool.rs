//! What a tool is: what it is called, what it takes and gives, and its answer.

use super::gate::Visible;
use crate::command::failure::Failure;
use crate::log::LookupError;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// One tool.
pub struct Tool {
    pub name: &'static str,
    pub title: &'static str,
    pub what: &'static str,
    /// The keys of its arguments, as JSON Schema has them.
    pub takes: fn() -> Value,
    /// Those that it cannot do without.
    pub needs: &'static [&'static str],
    /// The keys of its answer, all of which are always there.
    pub gives: fn() -> Value,
    pub answer: Answer,
}

/// How a tool answers.
pub enum Answer {
    /// Of what may be seen of the log.
    OfLog(fn(&Visible, Map<String, Value>) -> Result<Value, Failure>),
    /// Of the program itself: no log is read.
    OfProgram(fn(Map<String, Value>) -> Result<Value, Failure>),
}

impl Tool {
    /// The JSON Schema of its arguments.
    pub fn input(&self) -> Map<String, Value> {
        object((self.takes)(), self.needs.iter().copied(), false)
    }

    /// The JSON Schema of its answer, whose shape only grows.
    pub fn output(&self) -> Map<String, Value> {
        let mut keys = Map::from_iter([("version".to_owned(), json!({"const": 1}))]);
        if let Value::Object(given) = (self.gives)() {
            keys.extend(given);
        }
        let needed: Vec<String> = keys.keys().cloned().collect();
        object(Value::Object(keys), needed.iter().map(String::as_str), true)
    }
}

fn object<'a>(keys: Value, needed: impl Iterator<Item = &'a str>, has_more: bool) -> Map<String, Value> {
    let object = json!({
        "type": "object",
        "properties": keys,
        "required": needed.collect::<Vec<_>>(),
        "additionalProperties": has_more,
    });
    if let Value::Object(object) = object { object } else { Map::new() }
}

/// Arguments as a tool takes them, once they are checked.
///
/// # Errors
/// Where they are others.
pub fn arguments<T: DeserializeOwned>(arguments: Map<String, Value>) -> Result<T, Failure> {
    serde_json::from_value(Value::Object(arguments)).map_err(|error| {
        Failure::new(format!("these arguments cannot be used: {error}"), "see the tool's input schema")
    })
}

/// The most incidents that an answer has, from 1; `otherwise` where it is not said.
///
/// # Errors
/// Where it is 0.
pub fn limit(limit: Option<usize>, otherwise: usize) -> Result<usize, Failure> {
    match limit {
        Some(0) => Err(Failure::new("`limit` is 0", "write a number from 1, or leave it out")),
        limit => Ok(limit.unwrap_or(otherwise)),
    }
}

/// Why a word names no one incident: what to do is told in the tools' own terms, as an assistant has no command line.
pub fn unfound(error: LookupError) -> Failure {
    let help = match &error {
        LookupError::Unknown { nearest: None, .. } => {
            "`list` tells of them all, `search` of those with some words".to_owned()
        }
        LookupError::NoneOpen => "name an incident; `list` tells of them all".to_owned(),
        LookupError::Unknown { .. } | LookupError::Ambiguous { .. } | LookupError::NoneKnown { .. } => error.help(),
    };
    Failure::new(error.to_string(), help)
}

/// The schema of a limit.
pub fn limit_schema(otherwise: usize) -> Value {
    json!({"type": "integer", "minimum": 1, "description": format!("At most this many incidents; {otherwise} where it is not said")})
}

/// The schema of incidents that were found, with what solved them.
pub fn found_schema() -> Value {
    let text = json!({"type": "string"});
    let found = json!({
        "type": "object",
        "properties": {
            "id": text,
            "title": text,
            "solution": {"type": "string", "description": "What solved it; empty where none is written, and while it is open"},
            "open": {"type": "boolean", "description": "Whether work on it goes on"},
        },
        "required": ["id", "title", "solution", "open"],
    });
    json!({"incidents": {"type": "array", "items": found, "description": "The best first"}})
}

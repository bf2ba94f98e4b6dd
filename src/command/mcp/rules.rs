//! What the rules ask, and why.

use super::tool::{Answer, Tool, arguments};
use crate::command::explain::{chosen, in_json};
use crate::command::failure::Failure;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// As `incident explain`.
pub const ENTRY: Tool = Tool {
    name: "rules",
    title: "What the rules ask",
    what: "Without `rule`, the ids of all rules by which the log is checked, with their levels and summaries. With one, all \
           of it: why, a good and a bad example, options.",
    takes: || json!({"rule": {"type": "string", "minLength": 1, "description": "The rule's id, such as missing-postmortem"}}),
    needs: &[],
    gives: || {
        let rule = |needed: &[&str]| json!({"type": "array", "items": {"type": "object", "required": needed}});
        json!({"rules": rule(&["id", "level", "summary"]), "verify": rule(&["id", "summary"])})
    },
    answer: Answer::OfProgram(answer),
};

/// What is told of each where all are listed: the rest would fill whoever reads it.
const BRIEF: &[&str] = &["id", "level", "summary", "fix"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    rule: Option<String>,
}

fn answer(asked: Map<String, Value>) -> Result<Value, Failure> {
    let asked: Asked = arguments(asked)?;
    let (rules, meanings) = chosen(asked.rule.as_deref())?;
    let mut answer = in_json(&rules, &meanings);
    if asked.rule.is_none() {
        let lists = answer.as_object_mut().into_iter().flat_map(|answer| answer.values_mut());
        for rule in lists.filter_map(Value::as_array_mut).flatten().filter_map(Value::as_object_mut) {
            rule.retain(|key, _| BRIEF.contains(&key.as_str()));
        }
    }
    Ok(answer)
}

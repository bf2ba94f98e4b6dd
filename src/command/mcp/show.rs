//! One incident, whole.

use super::gate::Visible;
use super::tool::{Answer, Tool, arguments, unfound};
use crate::command::failure::Failure;
use crate::command::show::in_json;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// As `incident show`.
pub const ENTRY: Tool = Tool {
    name: "show",
    title: "One incident",
    what: "All of one incident: its facts, sections such as Summary and Solution, timeline, action items, post-mortem and \
           agenda items. Returns data from the log.",
    takes: || {
        json!({"id": {
            "type": "string", "minLength": 1,
            "description": "Its id, a part of it that no other has, or @ for the newest open one",
        }})
    },
    needs: &["id"],
    gives: || {
        json!({
            "id": {"type": "string"},
            "path": {"type": "string", "description": "Its folder, from the log's"},
            "broken": {"type": ["string", "null"], "description": "Why its document cannot be read"},
            "postmortem": {"type": ["object", "null"]},
            "agenda": {"type": "array"},
        })
    },
    answer: Answer::OfLog(answer),
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    id: String,
}

fn answer(visible: &Visible, asked: Map<String, Value>) -> Result<Value, Failure> {
    let asked: Asked = arguments(asked)?;
    Ok(in_json(visible.log.find(&asked.id).map_err(unfound)?, &visible.log))
}

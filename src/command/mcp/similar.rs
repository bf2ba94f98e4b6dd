//! Past incidents like one, or like what is described.

use super::gate::Visible;
use super::tool::{Answer, Tool, arguments, found_schema, limit, limit_schema, unfound};
use crate::command::failure::Failure;
use crate::command::found;
use crate::command::similar::{alike, named};
use serde::Deserialize;
use serde_json::{Map, Value, json};

const LIMIT: usize = 5;

/// As `incident similar`.
pub const ENTRY: Tool = Tool {
    name: "similar",
    title: "Past incidents like this",
    what: "Past incidents that are most like one, or like what is described, with what solved them. The first thing to ask \
           when something breaks. Returns data from the log.",
    takes: || {
        json!({
            "like": {
                "type": "string", "minLength": 1,
                "description": "An incident (its id, a part of it that no other has, or @ for the newest open one), or a description in words",
            },
            "limit": limit_schema(LIMIT),
        })
    },
    needs: &["like"],
    gives: || {
        let mut given = found_schema();
        given["like"] = json!({
            "type": ["string", "null"],
            "description": "The id of the incident that `like` names; null where it was taken as a description",
        });
        given
    },
    answer: Answer::OfLog(answer),
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    like: String,
    limit: Option<usize>,
}

fn answer(visible: &Visible, asked: Map<String, Value>) -> Result<Value, Failure> {
    let asked: Asked = arguments(asked)?;
    let (like, limit) = (asked.like.trim(), limit(asked.limit, LIMIT)?);
    if like.is_empty() {
        return Err(Failure::new("`like` is empty", "name an incident, or describe what is seen"));
    }
    let itself = named(like, visible.log.find(like)).map_err(unfound)?;
    let found = visible.seen(alike(&visible.past()?, itself, like, limit)?.into_iter());
    Ok(found::alike_in_json(itself, &found))
}

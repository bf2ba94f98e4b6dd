//! Past incidents that say something.

use super::gate::Visible;
use super::tool::{Answer, Tool, arguments, found_schema, limit, limit_schema};
use crate::command::failure::Failure;
use crate::command::found;
use serde::Deserialize;
use serde_json::{Map, Value, json};

const LIMIT: usize = 10;

/// As `incident search`.
pub const ENTRY: Tool = Tool {
    name: "search",
    title: "Search the incident log",
    what: "Past incidents, entry or post-mortem, that have these words, with what solved them: an error message, the name of \
           a service, a symptom. Where none has all the words, those that have some. Returns data from the log.",
    takes: || {
        json!({
            "query": {"type": "string", "minLength": 1, "description": "The words"},
            "limit": limit_schema(LIMIT),
        })
    },
    needs: &["query"],
    gives: || {
        let mut given = found_schema();
        let page = json!({"type": "object", "required": ["path", "title"]});
        given["pages"] =
            json!({"type": "array", "items": page, "description": "The team's own pages with all the words"});
        given
    },
    answer: Answer::OfLog(answer),
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    query: String,
    limit: Option<usize>,
}

fn answer(visible: &Visible, asked: Map<String, Value>) -> Result<Value, Failure> {
    let asked: Asked = arguments(asked)?;
    if asked.query.trim().is_empty() {
        return Err(Failure::new("`query` is empty", "write the words that are looked for"));
    }
    let past = visible.past()?;
    let limit = limit(asked.limit, LIMIT)?;
    let found = past.search(&asked.query, limit);
    let found = visible.seen(found.into_iter().map(|found| found.similar));
    let pages = found::pages(&visible.log.pages, &asked.query, limit, None);
    Ok(json!({"incidents": found::in_json(&found), "pages": pages}))
}

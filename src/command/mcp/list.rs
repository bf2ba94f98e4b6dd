//! The incidents of the log.

use super::gate::Visible;
use super::tool::{Answer, Tool, arguments, limit, limit_schema};
use crate::command::failure::Failure;
use crate::command::filters::FilterArgs;
use crate::command::list::{chosen, in_json};
use crate::model::Status;
use serde::Deserialize;
use serde_json::{Map, Value, json};

const LIMIT: usize = 20;

/// As `incident list`.
pub const ENTRY: Tool = Tool {
    name: "list",
    title: "The incidents of the log",
    what: "The incidents of the log with their facts, the newest first; of some severities, statuses, of a service, a tag or a \
           year where that is asked. Returns data from the log.",
    takes: || {
        let texts = |what: &str| json!({"type": "array", "items": {"type": "string"}, "description": what});
        let text = |what: &str| json!({"type": "string", "description": what});
        let mut status = texts("Only of these statuses");
        status["items"] = json!({"type": "string", "enum": Status::WORDS});
        json!({
            "severity": texts("Only of these severities: ids of the plan's, names or numbers"),
            "status": status,
            "service": text("Only those that hit this service"),
            "tag": text("Only those with this tag"),
            "year": {"type": "string", "pattern": "^[0-9]{4}$", "description": "Only those of this year"},
            "limit": limit_schema(LIMIT),
        })
    },
    needs: &[],
    gives: || {
        let incident = json!({
            "type": "object",
            "properties": {"id": {"type": "string"}, "path": {"type": "string"}},
            "required": ["id", "path", "broken"],
        });
        json!({"incidents": {"type": "array", "items": incident}})
    },
    answer: Answer::OfLog(answer),
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    #[serde(default)]
    severity: Vec<String>,
    #[serde(default)]
    status: Vec<String>,
    service: Option<String>,
    tag: Option<String>,
    year: Option<String>,
    limit: Option<usize>,
}

fn answer(visible: &Visible, asked: Map<String, Value>) -> Result<Value, Failure> {
    let Asked { severity, status, service, tag, year, limit: most } = arguments(asked)?;
    let filters = FilterArgs::new(severity, &status, [service, tag, year]);
    let filters = filters.map_err(|help| Failure::new("this is no status", help))?;
    filters.check_by_plan(&visible.log)?;
    filters.check(&visible.log)?;
    let filters = filters.of(&visible.log)?;
    Ok(in_json(&chosen(&visible.log, &filters, Some(limit(most, LIMIT)?))))
}

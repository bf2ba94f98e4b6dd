//! How many incidents there were, and how long they took.

use super::gate::Visible;
use super::tool::{Answer, Tool, arguments};
use crate::command::failure::Failure;
use crate::command::parse;
use crate::command::stats::{Figures, check_since};
use crate::document::did_you_mean;
use crate::model::Grouping;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// As `incident stats`.
pub const ENTRY: Tool = Tool {
    name: "statistics",
    title: "How many, and how long",
    what: "How many incidents there were, by severity, service, tag, month or year, and how long it took to detect, \
           acknowledge, mitigate and resolve them (median and ninetieth percentile, in seconds), with the trend against the \
           period before.",
    takes: || {
        json!({
            "by": {"type": "string", "enum": Grouping::WORDS, "description": "What they are counted by; severity where it is not said"},
            "since": {"type": "string", "format": "date", "description": "Only those that began on this date or later"},
        })
    },
    needs: &[],
    gives: || {
        json!({
            "by": {"type": "string", "enum": Grouping::WORDS},
            "all": {"type": "object"},
            "groups": {"type": "array", "items": {"type": "object"}},
            "trend": {"type": "object"},
            "came-back-unacknowledged": {"type": "integer", "description": "How many of those nobody has acknowledged since"},
            "duplicates": {"type": "integer", "description": "How many reports are not counted, as they were taken back as duplicates"},
            "came-back": {"type": "integer", "description": "How many of them came back after they had ended"},
        })
    },
    answer: Answer::OfLog(answer),
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    by: Option<String>,
    since: Option<String>,
}

fn answer(visible: &Visible, asked: Map<String, Value>) -> Result<Value, Failure> {
    let asked: Asked = arguments(asked)?;
    let by = asked.by.as_deref().unwrap_or(Grouping::Severity.word());
    let by = Grouping::from_word(by)
        .ok_or_else(|| Failure::new(format!("`by` cannot be `{by}`"), did_you_mean(by, Grouping::WORDS)))?;
    let since = asked.since.as_deref().map(parse::date).transpose();
    let since = since.map_err(|help| Failure::new("`since` is no date", help))?;
    check_since(&visible.log, since, visible.context.now)?;
    Ok(Figures::of(&visible.log, by, since, visible.context.now).in_json())
}

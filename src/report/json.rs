//! Findings for scripts: version 1 of a shape that only grows, as `json.schema.json` has it.

use super::format::{ReportFormat, Subject};
use crate::model::{Diagnostic, Edit, Level, Place};
use crate::text::escaped;
use serde_json::{Map, Value, json};

/// `--format json`.
pub const ENTRY: ReportFormat = ReportFormat { name: "json", render };

fn render(subject: &Subject<'_>) -> String {
    let fixed = subject.mended.iter().map(|mended| {
        let mut fixed = at(&mended.finding.place);
        fixed.insert("rule".to_owned(), json!(mended.finding.rule));
        fixed.insert("what".to_owned(), json!(mended.what));
        fixed
    });
    let report = json!({
        "version": 1,
        "findings": subject.findings.iter().map(finding_json).collect::<Vec<_>>(),
        "fixed": fixed.collect::<Vec<_>>(),
        "summary": {
            "errors": subject.count(Level::Error),
            "warnings": subject.count(Level::Warn),
            "documents": subject.documents,
        },
    });
    escaped(&format!("{report:#}\n"))
}

/// One finding as every report for scripts has it.
pub fn finding_json(finding: &Diagnostic) -> Value {
    let mut value = Map::new();
    value.insert("rule".to_owned(), json!(finding.rule));
    value.insert("level".to_owned(), json!(finding.level.word()));
    value.append(&mut at(&finding.place));
    value.insert("message".to_owned(), json!(finding.message));
    value.insert("help".to_owned(), json!(finding.help));
    value.insert("fix".to_owned(), finding.fix.iter().map(edit).collect());
    Value::Object(value)
}

/// What stands at a place gives way to `text`.
fn edit(edit: &Edit) -> Value {
    let mut value = at(&edit.place);
    value.remove("path");
    value.insert("text".to_owned(), json!(edit.text));
    Value::Object(value)
}

fn at(place: &Place) -> Map<String, Value> {
    let value = json!({
        "path": place.path,
        "line": place.start.line,
        "column": place.start.column,
        "end-line": place.end.line,
        "end-column": place.end.column,
    });
    if let Value::Object(map) = value { map } else { Map::new() }
}

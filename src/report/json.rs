//! Findings for scripts: version 1 of a shape that only grows.

use super::format::{ReportFormat, Subject};
use crate::model::Level;
use crate::text::escaped;
use serde_json::json;

/// `--format json`.
pub const ENTRY: ReportFormat = ReportFormat { name: "json", render };

fn render(subject: &Subject<'_>) -> String {
    let findings: Vec<_> = subject
        .findings
        .iter()
        .map(|finding| {
            json!({
                "rule": finding.rule,
                "level": finding.level.word(),
                "path": finding.place.path,
                "line": finding.place.start.line,
                "column": finding.place.start.column,
                "end-line": finding.place.end.line,
                "end-column": finding.place.end.column,
                "message": finding.message,
                "help": finding.help,
            })
        })
        .collect();
    let report = json!({
        "version": 1,
        "findings": findings,
        "summary": {
            "errors": subject.count(Level::Error),
            "warnings": subject.count(Level::Warn),
            "documents": subject.documents,
        },
    });
    escaped(&format!("{report:#}\n"))
}

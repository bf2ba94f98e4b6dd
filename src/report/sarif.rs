//! Findings as SARIF 2.1.0, for code scanning and for editors.

use super::format::{ReportFormat, RuleText, Subject};
use crate::model::{Diagnostic, Edit, Level, Place};
use crate::text::encoded_path;
use serde_json::{Value, json};

/// `--format sarif`.
pub const ENTRY: ReportFormat = ReportFormat { name: "sarif", render };

fn render(subject: &Subject<'_>) -> String {
    let results: Vec<_> = subject.findings.iter().map(|finding| result(subject, finding)).collect();
    let report = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": env!("CARGO_PKG_NAME"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": subject.rules.iter().map(descriptor).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{report:#}\n")
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warn => "warning",
    }
}

fn descriptor(rule: &RuleText) -> Value {
    json!({
        "id": rule.id,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.why},
        "defaultConfiguration": {"level": level(rule.level)},
    })
}

fn result(subject: &Subject<'_>, finding: &Diagnostic) -> Value {
    let help = finding.help.as_ref().map(|help| format!("; {help}")).unwrap_or_default();
    let mut result = json!({
        "ruleId": finding.rule,
        "level": level(finding.level),
        "message": {"text": format!("{}{help}", finding.message)},
        "locations": [{"physicalLocation": {
            "artifactLocation": artifact(subject, &finding.place),
            "region": region(&finding.place),
        }}],
    });
    if let Some(index) = subject.rules.iter().position(|rule| rule.id == finding.rule) {
        result["ruleIndex"] = json!(index);
    }
    if !finding.fix.is_empty() {
        let replacements: Vec<_> = finding.fix.iter().map(replacement).collect();
        let change = json!({"artifactLocation": artifact(subject, &finding.place), "replacements": replacements});
        result["fixes"] = json!([{"artifactChanges": [change]}]);
    }
    result
}

/// A path from the top of the repository, which is what code scanning counts from.
fn artifact(subject: &Subject<'_>, place: &Place) -> Value {
    let path = format!("{}{}", subject.folder, place.path);
    json!({"uri": encoded_path(&path), "uriBaseId": "%SRCROOT%"})
}

fn region(place: &Place) -> Value {
    json!({
        "startLine": place.start.line,
        "startColumn": place.start.column,
        "endLine": place.end.line,
        "endColumn": place.end.column,
    })
}

fn replacement(edit: &Edit) -> Value {
    json!({"deletedRegion": region(&edit.place), "insertedContent": {"text": edit.text}})
}

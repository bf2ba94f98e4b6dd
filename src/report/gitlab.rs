//! Findings as a Code Quality report, which GitLab shows beside the lines of a merge request.

use super::format::{ReportFormat, Subject};
use crate::model::{Diagnostic, Level};
use crate::text::printable;
use serde_json::{Value, json};
use std::collections::HashMap;

/// `--format gitlab`.
pub const ENTRY: ReportFormat = ReportFormat { name: "gitlab", render };

fn render(subject: &Subject<'_>) -> String {
    let mut seen = HashMap::new();
    let issues: Vec<_> = subject.findings.iter().map(|finding| issue(subject, finding, &mut seen)).collect();
    format!("{:#}\n", Value::from(issues))
}

fn issue<'a>(subject: &Subject<'_>, finding: &'a Diagnostic, seen: &mut HashMap<[&'a str; 3], usize>) -> Value {
    let severity = match finding.level {
        Level::Error => "major",
        Level::Warn => "minor",
    };
    let help = finding.help.as_ref().map(|help| format!("; {help}")).unwrap_or_default();
    json!({
        "description": printable(&format!("{}{help}", finding.message)),
        "check_name": finding.rule,
        "fingerprint": fingerprint(finding, seen),
        "severity": severity,
        "location": {
            "path": format!("{}{}", subject.folder, finding.place.path),
            "lines": {"begin": finding.place.start.line, "end": finding.place.end.line},
        },
    })
}

/// Tells a finding from the others, and stays where lines above it come and go: what was there before is not new.
fn fingerprint<'a>(finding: &'a Diagnostic, seen: &mut HashMap<[&'a str; 3], usize>) -> String {
    let what = [finding.rule, finding.place.path.as_str(), finding.message.as_str()];
    let before = seen.entry(what).or_default();
    *before += 1;
    let [rule, path, message] = what.map(|part| crc32fast::hash(part.as_bytes()));
    format!("{rule:08x}{path:08x}{message:08x}{before:08x}")
}

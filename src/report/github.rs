//! Findings as workflow commands, which GitHub shows beside the lines of a pull request.

use super::format::{ReportFormat, Subject};
use crate::model::{Diagnostic, Level, Mended};
use crate::text::printable;

/// `--format github`.
pub const ENTRY: ReportFormat = ReportFormat { name: "github", render };

fn render(subject: &Subject<'_>) -> String {
    let mut text = String::new();
    for Mended { finding, what } in subject.mended {
        text.push_str(&command("notice", subject, finding, &format!("fixed: {what}")));
    }
    for finding in subject.findings {
        let word = match finding.level {
            Level::Error => "error",
            Level::Warn => "warning",
        };
        let help = finding.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
        text.push_str(&command(word, subject, finding, &format!("{}{help}", finding.message)));
    }
    text
}

fn command(word: &str, subject: &Subject<'_>, finding: &Diagnostic, message: &str) -> String {
    let place = &finding.place;
    let mut properties = vec![
        ("file", format!("{}{}", subject.folder, place.path)),
        ("line", place.start.line.to_string()),
        ("endLine", place.end.line.to_string()),
    ];
    // Columns are shown only within one line.
    if place.start.line == place.end.line {
        properties.push(("col", place.start.column.to_string()));
        properties.push(("endColumn", place.end.column.to_string()));
    }
    properties.push(("title", finding.rule.to_owned()));
    let properties: Vec<_> = properties.iter().map(|(name, value)| format!("{name}={}", property(value))).collect();
    format!("::{word} {}::{}\n", properties.join(","), data(message))
}

/// A message cannot hold the line endings that end a command, nor what steers the terminal that a job's log is read on.
fn data(text: &str) -> String {
    printable(text).replace('%', "%25").replace('\n', "%0A")
}

/// Nor a property what parts it from the next.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

//! Findings as an editor shows them.

use super::desk::Opened;
use crate::log::Log;
use crate::model::{self, Level};
use gen_lsp_types::{Code, CodeDescription, Diagnostic, DiagnosticSeverity, PublishDiagnosticsParams, Uri};

/// Who found it.
const SOURCE: &str = "incident";

/// What is found in a document.
pub fn published(opened: &Opened<'_>, part: &Log, found: &[model::Diagnostic]) -> PublishDiagnosticsParams {
    let here = found.iter().filter(|finding| finding.place.path == opened.path);
    let diagnostics = here.map(|finding| diagnostic(opened, part, finding)).collect();
    PublishDiagnosticsParams { uri: opened.buffer.uri.clone(), version: Some(opened.buffer.version), diagnostics }
}

/// One finding.
pub fn diagnostic(opened: &Opened<'_>, part: &Log, finding: &model::Diagnostic) -> Diagnostic {
    let message = match &finding.help {
        Some(help) => format!("{}\n{help}", finding.message),
        None => finding.message.clone(),
    };
    Diagnostic {
        range: opened.lines().range(finding.place.span),
        severity: Some(match finding.level {
            Level::Error => DiagnosticSeverity::Error,
            Level::Warn => DiagnosticSeverity::Warning,
        }),
        code: Some(Code::String(finding.rule.to_owned())),
        code_description: rule_page(part, finding.rule).map(|href| CodeDescription { href }),
        source: Some(SOURCE.to_owned()),
        message: message.into(),
        ..Diagnostic::default()
    }
}

/// What the log's site says of a rule, where the plan names the site.
fn rule_page(part: &Log, rule: &str) -> Option<Uri> {
    let url = part.plan.value.site.url.as_deref()?;
    let url = Uri::parse(&format!("{}/rules/{rule}/", url.trim_end_matches('/'))).ok()?;
    matches!(url.scheme(), "https" | "http").then_some(url)
}

//! Findings for people: each under its line of the source, as compilers draw them.

use super::format::{ReportFormat, Subject};
use crate::model::{Diagnostic, Level as Weight, Mended, Place};
use crate::text::{Source, printable};
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

/// Bytes of source that are drawn at most: what is longer is no line that a person reads, and slow to lay out.
const MOST_DRAWN: usize = 4_000;

/// `--format human`, the default.
pub const ENTRY: ReportFormat = ReportFormat { name: "human", render };

fn render(subject: &Subject<'_>) -> String {
    let renderer = if subject.color { Renderer::styled() } else { Renderer::plain() };
    let mut text = String::new();
    for Mended { finding, what } in subject.mended {
        text.push_str(&printable(&format!("fixed {} {}: {what}\n", finding.place, finding.rule)));
    }
    if !subject.mended.is_empty() {
        text.push('\n');
    }
    for finding in subject.findings {
        text.push_str(&renderer.render(&[group(subject, finding)]));
        text.push_str("\n\n");
    }
    text.push_str(&summary(subject));
    text.push('\n');
    text
}

fn group<'a>(subject: &Subject<'a>, finding: &'a Diagnostic) -> Group<'a> {
    let level = match finding.level {
        Weight::Error => Level::ERROR,
        Weight::Warn => Level::WARNING,
    };
    let place = &finding.place;
    let title = level.primary_title(printable(&finding.message)).id(finding.rule);
    let source = subject.sources.get(place.path.as_str()).filter(|source| !source.text().is_empty());
    let drawn = source.map(|source| lines_of(source, place)).filter(|(_, lines)| lines.len() <= MOST_DRAWN);
    let group = match drawn {
        Some((from, lines)) => {
            // A replaced character is longer or shorter than the one that stood there.
            let local = |at: usize| {
                lines.get(..at.saturating_sub(from)).map_or(printable(lines).len(), |to| printable(to).len())
            };
            let span = local(place.span.start)..local(place.span.end.max(place.span.start));
            Group::with_title(title).element(
                Snippet::source(printable(lines))
                    .line_start(place.start.line)
                    .path(printable(&place.path))
                    .annotation(AnnotationKind::Primary.span(span)),
            )
        }
        None => Group::with_title(title)
            .element(Origin::path(printable(&place.path)).line(place.start.line).char_column(place.start.column)),
    };
    match &finding.help {
        Some(help) => group.element(Level::HELP.message(printable(help))),
        None => group,
    }
}

/// Only the lines concerned: a document of a million lines is not scanned for each finding.
fn lines_of<'a>(source: &'a Source, place: &Place) -> (usize, &'a str) {
    let text = source.text();
    let start = text[..place.span.start.min(text.len())].rfind('\n').map_or(source.content_start(), |at| at + 1);
    let end = place.span.end.max(place.span.start).min(text.len());
    let end = text[end..].find('\n').map_or(text.len(), |at| end + at);
    (start, text[start..end].trim_end_matches('\r'))
}

fn summary(subject: &Subject<'_>) -> String {
    let count = |number: usize, one: &str| format!("{number} {one}{}", if number == 1 { "" } else { "s" });
    let documents = count(subject.documents, "document");
    let fixable = match subject.findings.iter().filter(|finding| !finding.fix.is_empty()).count() {
        0 => String::new(),
        number => format!("; {number} can be mended with --fix"),
    };
    let fixed = match subject.mended.len() {
        0 => String::new(),
        number => format!("; {number} fixed"),
    };
    match (subject.count(Weight::Error), subject.count(Weight::Warn)) {
        (0, 0) => format!("{documents}, no finding{fixed}"),
        (errors, warnings) => {
            format!("{documents}: {}, {}{fixed}{fixable}", count(errors, "error"), count(warnings, "warning"))
        }
    }
}

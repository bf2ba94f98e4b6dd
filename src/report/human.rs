//! Findings for people: each under its line of the source, as compilers draw them.

use super::format::{ReportFormat, Subject};
use crate::model::{Diagnostic, Level as Weight, Mended, Place};
use crate::text::{Source, Span, counted, printable};
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

/// Bytes of source that are drawn at most: what is longer is no line that a person reads, and slow to lay out.
const MOST_DRAWN: usize = 4_000;

/// Bytes of a long line that are drawn on each side of what is found in it.
const AROUND: usize = 50;
/// Findings that are drawn of one file at most.
const MOST_OF_A_FILE: usize = 50;

/// `--format human`, the default.
pub const ENTRY: ReportFormat = ReportFormat { name: "human", render };

fn render(subject: &Subject<'_>) -> String {
    let mut text = String::new();
    for Mended { finding, what } in subject.mended {
        text.push_str(&printable(&format!("fixed {} {}: {what}\n", finding.place, finding.rule)));
    }
    if !subject.mended.is_empty() {
        text.push('\n');
    }
    text.push_str(&draw(subject));
    text.push_str(&summary(subject));
    text.push('\n');
    text
}

/// The findings alone, each under its line, with a blank line behind it; of secrets, stars.
pub fn draw(subject: &Subject<'_>) -> String {
    let renderer = if subject.color { Renderer::styled() } else { Renderer::plain() };
    let mut text = String::new();
    let mut of_files = BTreeMap::<&str, usize>::new();
    for finding in subject.findings {
        let number = of_files.entry(&finding.place.path).or_default();
        *number += 1;
        if *number <= MOST_OF_A_FILE {
            text.push_str(&renderer.render(&[group(subject, finding)]));
            text.push_str("\n\n");
        }
    }
    for (path, number) in of_files.into_iter().filter(|(_, number)| *number > MOST_OF_A_FILE) {
        let more = counted(number - MOST_OF_A_FILE, "more finding");
        text.push_str(&printable(&format!("{path}: {more}; --format json lists them all\n\n")));
    }
    text
}

/// Lines that begin at an offset, with a star for every character of a secret.
fn veiled<'a>(from: usize, lines: &'a str, secrets: &[Span]) -> Cow<'a, str> {
    let mut here = secrets.iter().filter(|secret| secret.start < from + lines.len() && from < secret.end).peekable();
    if here.peek().is_none() {
        return Cow::Borrowed(lines);
    }
    let (mut veiled, mut at) = (String::with_capacity(lines.len()), 0);
    for secret in here {
        let start = secret.start.saturating_sub(from).clamp(at, lines.len());
        let end = (secret.end - from).clamp(start, lines.len());
        let star = |c: char| if c == '\n' { c } else { '*' };
        veiled.push_str(lines.get(at..start).unwrap_or_default());
        veiled.extend(lines.get(start..end).unwrap_or_default().chars().map(star));
        at = end;
    }
    veiled.push_str(lines.get(at..).unwrap_or_default());
    Cow::Owned(veiled)
}

fn group<'a>(subject: &Subject<'a>, finding: &'a Diagnostic) -> Group<'a> {
    let level = match finding.level {
        Weight::Error => Level::ERROR,
        Weight::Warn => Level::WARNING,
    };
    let place = &finding.place;
    let title = level.primary_title(printable(&finding.message)).id(finding.rule);
    let title = match &subject.rule_pages {
        Some(pages) => title.id_url(format!("{pages}{}/", finding.rule)),
        None => title,
    };
    let source = subject.sources.get(place.path.as_str()).filter(|source| !source.text().is_empty());
    let secrets = subject.secrets.get(place.path.as_str()).map_or(&[] as &[Span], Vec::as_slice);
    let drawn =
        source.map(|source| window_of(source, place, secrets)).filter(|window| window.lines.len() <= MOST_DRAWN);
    let origin = || Origin::path(printable(&place.path)).line(place.start.line).char_column(place.start.column);
    let group = match drawn {
        Some(window) => {
            // A replaced character is longer or shorter than the one that stood there.
            let shown = |at: usize| printable(window.lines.get(..at).unwrap_or(&window.lines)).len();
            let span = shown(window.span.start)..shown(window.span.end);
            let snippet = Snippet::source(printable(&window.lines))
                .line_start(place.start.line)
                .annotation(AnnotationKind::Primary.span(span));
            match window.is_cut_before {
                // The column in the window is not the one in the file.
                true => Group::with_title(title).element(origin()).element(snippet),
                false => Group::with_title(title).element(snippet.path(printable(&place.path))),
            }
        }
        None => Group::with_title(title).element(origin()),
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

/// What is drawn of a source.
struct Window<'a> {
    lines: Cow<'a, str>,
    /// What the finding is about, in `lines`.
    span: Range<usize>,
    is_cut_before: bool,
}

/// The lines concerned, without secrets; of long ones what stands around the finding, with `…` where they are cut.
fn window_of<'a>(source: &'a Source, place: &Place, secrets: &[Span]) -> Window<'a> {
    let (from, mut lines) = lines_of(source, place);
    // The lines of a key tell nothing but their number.
    let is_in_one = |secret: &Span| secret.start <= place.span.start && place.span.end <= secret.end;
    if secrets.iter().any(is_in_one) {
        lines = lines.lines().next().unwrap_or_default();
    }
    let local = |at: usize| veiled(from, lines.get(..at.saturating_sub(from)).unwrap_or(lines), secrets).len();
    let (start, end) = (local(place.span.start), local(place.span.end.max(place.span.start)));
    let lines = veiled(from, lines, secrets);
    let first = lines.floor_char_boundary(start.saturating_sub(AROUND));
    let last = lines.ceil_char_boundary(end.saturating_add(AROUND).min(lines.len()));
    let mark = |is_cut: bool| if is_cut { "…" } else { "" };
    let (before, after) = (mark(first > 0), mark(last < lines.len()));
    if before.is_empty() && after.is_empty() {
        return Window { lines, span: start..end, is_cut_before: false };
    }
    let shift = |at: usize| at - first + before.len();
    let cut = lines.get(first..last).unwrap_or_default();
    Window {
        lines: Cow::Owned(format!("{before}{cut}{after}")),
        span: shift(start)..shift(end),
        is_cut_before: first > 0,
    }
}

fn summary(subject: &Subject<'_>) -> String {
    let documents = counted(subject.documents, "document");
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
            format!("{documents}: {}, {}{fixed}{fixable}", counted(errors, "error"), counted(warnings, "warning"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn no_secret_is_shown_in_any_line_that_is_drawn() {
        let source = Source::new("a.md", "One.\nöne:no-real-öne two:nor-this-one three\n");
        let finding = |word: &str, is_secret| {
            let start = source.text().find(word).unwrap_or_default();
            let place = Place::of(&source, Span::new(start, start + word.len()));
            Diagnostic {
                rule: "x",
                level: Weight::Warn,
                place,
                message: "y".to_owned(),
                help: None,
                fix: Vec::new(),
                is_secret,
            }
        };
        let findings = [finding("no-real-öne", true), finding("nor-this-one", true), finding("three", false)];
        let secrets = findings.iter().filter(|finding| finding.is_secret).map(|finding| finding.place.span);
        let report = render(&Subject {
            findings: &findings,
            secrets: HashMap::from([("a.md", secrets.collect())]),
            mended: &[],
            sources: HashMap::from([("a.md", &source)]),
            documents: 1,
            rules: Vec::new(),
            folder: String::new(),
            color: false,
            rule_pages: None,
        });
        assert_eq!(report.matches("2 | öne:*********** two:************ three").count(), 3, "{report}");
        assert!(report.contains("--> a.md:2:5") && report.contains("--> a.md:2:34"), "{report}");
    }
}

//! What is wrong in a template, with its place.

use super::error::SiteError;
use crate::text::Excerpt;
use regex::Regex;
use std::collections::BTreeMap;
use std::io;
use std::sync::LazyLock;
use tera::{ErrorKind, Kwargs, State, TeraResult};

/// Where a log's own templates stand, from its folder.
pub const FOLDER: &str = "templates/site";

/// As many numbers are more than any page counts.
const LONGEST_RANGE: i128 = 1_000;

/// What is unknown is told in the engine's own report, and nowhere else.
static REPORT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?m)^error: (.+)\n\s*--> ([^\s:]+):(\d+):(\d+)$").ok());

/// Numbers from `start` on that lie before `end`: the engine's own function, for far fewer of them, as loops within loops
/// would not come to an end.
pub fn ranged(arguments: Kwargs, _: &State<'_>) -> TeraResult<Vec<i128>> {
    let (start, step) = (arguments.get::<i128>("start")?.unwrap_or(0), arguments.get::<i128>("step_by")?.unwrap_or(1));
    let end = arguments.must_get::<i128>("end")?;
    let refused = |message: String| Err(tera::Error::message(message));
    if step <= 0 || start > end {
        return refused("`range` counts upwards, from `start` to `end` by `step_by`".to_owned());
    }
    let count = end.saturating_sub(start).saturating_add(step - 1) / step;
    if count > LONGEST_RANGE {
        return refused(format!("`range` would give {count} numbers; the most is {LONGEST_RANGE}"));
    }
    Ok((0..count).map(|number| start + number * step).collect())
}

/// What is wrong with a template that was read or rendered under a name; `own` are the texts of those that are the log's own.
pub fn template_error(name: &str, own: &BTreeMap<&'static str, String>, error: &tera::Error) -> SiteError {
    let Told { message, file, at } = told(name, error);
    let excerpt = at.and_then(|(line, column, length)| Excerpt::of(own.get(file.as_str())?, line, column, length));
    let at = at.map(|(line, column, _)| format!(":{line}:{column}")).unwrap_or_default();
    let place = |file: &str| format!("{FOLDER}/{file}");
    let help = format!("mend the template, or remove it from {FOLDER}/ so that the built-in one holds");
    let teams: Vec<_> = own.keys().filter(|name| name.ends_with(".html")).map(|name| place(name)).collect();
    let (message, place) = match teams.first() {
        // What a built-in one needs is in none of the team's.
        Some(first) if !own.contains_key(file.as_str()) => {
            let beside = teams.join(", ");
            (format!("{message}, which the built-in {file}{at} needs beside {beside}"), first.clone())
        }
        _ => (message, format!("{}{at}", place(&file))),
    };
    SiteError { place: Some(place), help: Some(help), excerpt, ..SiteError::new(message) }
}

/// What is wrong, in which file, and where that is known, at which line and column and for how many characters.
struct Told {
    message: String,
    file: String,
    at: Option<(usize, usize, usize)>,
}

fn told(name: &str, error: &tera::Error) -> Told {
    let (message, file, at) = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let span = report.span();
            let length = if span.end_line == span.start_line { span.end_col.saturating_sub(span.start_col) } else { 1 };
            let at = (span.start_line, span.start_col + 1, length);
            (report.message().to_owned(), report.filename(), Some(at))
        }
        ErrorKind::Msg(text) => match REPORT.as_ref().and_then(|report| report.captures(text)) {
            Some(found) => {
                let number = |part: usize| found.get(part).and_then(|number| number.as_str().parse().ok());
                let file = found.get(2).map_or(name, |file| file.as_str());
                (found[1].to_owned(), file, number(3).zip(number(4)).map(|(line, column)| (line, column, 1)))
            }
            None => (text.clone(), name, None),
        },
        ErrorKind::Io(io::ErrorKind::FileTooLarge) => {
            ("the page has no end: it is larger than 100 MB".to_owned(), name, None)
        }
        ErrorKind::MissingParent { current, parent } => {
            (format!("it extends `{parent}`, which is no template"), current.as_str(), None)
        }
        ErrorKind::CircularExtend { tpl, .. } => ("it extends itself".to_owned(), tpl.as_str(), None),
        ErrorKind::CircularInclude { tpl, .. } => ("it includes itself".to_owned(), tpl.as_str(), None),
        kind => (kind.to_string(), name, None),
    };
    Told { message: message.trim_end_matches('.').to_owned(), file: file.to_owned(), at }
}

//! What is wrong in a template, with its place.

use super::error::SiteError;
use regex::Regex;
use std::collections::BTreeSet;
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

/// What is wrong with a template that was read or rendered under a name; `own` are those that are the log's own.
pub fn template_error(name: &str, own: &BTreeSet<&'static str>, error: &tera::Error) -> SiteError {
    let (message, file, at) = told(name, error);
    let place = |file: &str| format!("{FOLDER}/{file}");
    let help = format!("mend the template, or remove it from {FOLDER}/ so that the built-in one holds");
    let teams: Vec<_> = own.iter().filter(|name| name.ends_with(".html")).map(|name| place(name)).collect();
    let (message, place) = match teams.first() {
        // What a built-in one needs is in none of the team's.
        Some(first) if !own.contains(file.as_str()) => {
            let beside = teams.join(", ");
            (format!("{message}, which the built-in {file}{at} needs beside {beside}"), first.clone())
        }
        _ => (message, format!("{}{at}", place(&file))),
    };
    SiteError { place: Some(place), help: Some(help), ..SiteError::new(message) }
}

/// What is wrong, in which file, and `:line:column` where that is known.
fn told(name: &str, error: &tera::Error) -> (String, String, String) {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let span = report.span();
            let at = format!(":{}:{}", span.start_line, span.start_col + 1);
            (report.message().trim_end_matches('.').to_owned(), report.filename().to_owned(), at)
        }
        ErrorKind::Msg(text) => match REPORT.as_ref().and_then(|report| report.captures(text)) {
            Some(found) => (found[1].to_owned(), found[2].to_owned(), format!(":{}:{}", &found[3], &found[4])),
            None => (text.trim_end_matches('.').to_owned(), name.to_owned(), String::new()),
        },
        ErrorKind::Io(io::ErrorKind::FileTooLarge) => {
            ("the page has no end: it is larger than 100 MB".to_owned(), name.to_owned(), String::new())
        }
        ErrorKind::MissingParent { current, parent } => {
            (format!("it extends `{parent}`, which is no template"), current.clone(), String::new())
        }
        ErrorKind::CircularExtend { tpl, .. } => ("it extends itself".to_owned(), tpl.clone(), String::new()),
        ErrorKind::CircularInclude { tpl, .. } => ("it includes itself".to_owned(), tpl.clone(), String::new()),
        kind => (kind.to_string().trim_end_matches('.').to_owned(), name.to_owned(), String::new()),
    }
}

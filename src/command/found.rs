//! Incidents that were found, with what solved them, and pages.

use super::failure::Failure;
use super::fit::prose;
use crate::log::{IncidentFolder, PageFile};
use crate::search::{Similar, pages_with};
use crate::text::printable;
use serde::Serialize;
use serde_json::{Value, json};
use std::io::Write as _;

/// Shows each with its solution below it; one on which work goes on has none.
///
/// # Errors
/// Where standard output cannot be written.
pub fn print(found: &[Similar], indent: &str, columns: Option<usize>) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    for found in found {
        let below = indent.len() + 2;
        let first = format!("{indent}{}  ", printable(&found.id));
        let open = if found.is_open { " (still open)" } else { "" };
        write!(out, "{}", prose(&first, &format!("{}{open}", printable(&found.title)), below + 2, columns))?;
        for line in found.solution.lines().filter(|_| !found.is_open) {
            write!(out, "{}", prose(&" ".repeat(below), &printable(line), below, columns))?;
        }
    }
    Ok(())
}

/// The same for scripts: what is tried while work goes on solved nothing yet.
pub fn in_json(found: &[Similar]) -> Vec<Value> {
    let one = |found: &Similar| {
        let solution = if found.is_open { "" } else { found.solution.as_str() };
        json!({"id": found.id, "title": found.title, "solution": solution, "open": found.is_open})
    };
    found.iter().map(one).collect()
}

/// Those like an incident, or where none was named, like what was described.
pub fn alike_in_json(itself: Option<&IncidentFolder>, found: &[Similar]) -> Value {
    json!({"like": itself.map(|itself| &itself.name), "incidents": in_json(found)})
}

/// A page of the team's own that was found.
#[derive(Clone, Debug, Serialize)]
pub struct FoundPage {
    /// Whose it is, where there are several logs.
    #[serde(skip_serializing_if = "Option::is_none")]
    log: Option<String>,
    path: String,
    title: String,
}

/// Those pages that have all words of a text.
pub fn pages(pages: &[PageFile], words: &str, limit: usize, log: Option<&str>) -> Vec<FoundPage> {
    let found = pages_with(pages, words).into_iter().take(limit);
    let page = |page: &PageFile| FoundPage {
        log: log.map(str::to_owned),
        path: page.path().to_owned(),
        title: page.title().to_owned(),
    };
    found.map(page).collect()
}

/// Shows each by where it stands.
///
/// # Errors
/// Where standard output cannot be written.
pub fn print_pages(found: &[FoundPage], columns: Option<usize>) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    for FoundPage { log, path, title } in found {
        let log = log.as_ref().map(|log| format!("{log}/")).unwrap_or_default();
        write!(out, "{}", prose(&format!("{}  ", printable(&format!("{log}{path}"))), &printable(title), 4, columns))?;
    }
    Ok(())
}

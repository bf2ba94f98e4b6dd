//! Incidents that were found, with what solved them.

use super::failure::Failure;
use super::fit::prose;
use crate::search::Similar;
use crate::text::printable;
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

/// The same for scripts.
pub fn in_json(found: &[Similar]) -> Vec<Value> {
    let one = |found: &Similar| json!({"id": found.id, "title": found.title, "solution": found.solution, "open": found.is_open});
    found.iter().map(one).collect()
}

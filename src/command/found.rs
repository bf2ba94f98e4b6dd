//! Incidents that were found, with what solved them.

use super::failure::Failure;
use crate::search::Similar;
use crate::text::printable;
use serde_json::{Value, json};
use std::io::Write as _;

/// Shows each with its solution below it.
///
/// # Errors
/// Where standard output cannot be written.
pub fn print(found: &[Similar], indent: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    for found in found {
        writeln!(out, "{indent}{}  {}", printable(&found.id), printable(&found.title))?;
        if !found.solution.is_empty() {
            writeln!(out, "{indent}  {}", printable(&found.solution))?;
        }
    }
    Ok(())
}

/// The same for scripts.
pub fn in_json(found: &[Similar]) -> Vec<Value> {
    let one = |found: &Similar| json!({"id": found.id, "title": found.title, "solution": found.solution});
    found.iter().map(one).collect()
}

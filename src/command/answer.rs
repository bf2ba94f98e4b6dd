//! Answers for scripts.

use super::failure::Failure;
use crate::text::{escaped, printable};
use serde_json::Value;
use std::io::Write as _;

/// Prints an answer as JSON.
///
/// # Errors
/// Where standard output cannot be written.
pub fn print(answer: &Value) -> Result<(), Failure> {
    writeln!(anstream::stdout(), "{}", escaped(&format!("{answer:#}")))?;
    Ok(())
}

/// Says something beside the answer. Where nobody can read it, the command goes on all the same.
pub fn aside(text: &str) {
    let _ = writeln!(anstream::stderr(), "{}", printable(text));
}

/// A line of a human answer that stands out, below a blank one.
pub fn heading(text: &str) -> String {
    format!("\n\u{1b}[1m{text}\u{1b}[0m")
}

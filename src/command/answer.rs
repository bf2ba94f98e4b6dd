//! Answers for scripts.

use super::failure::Failure;
use crate::text::escaped;
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

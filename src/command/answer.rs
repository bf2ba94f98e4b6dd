//! Answers for scripts.

use super::failure::Failure;
use super::fit::message;
use crate::text::{escaped, printable};
use serde::Serialize;
use serde_json::Value;
use std::io::{self, Write as _};

/// An answer under the version of its shape, which only grows.
#[derive(Serialize)]
struct Versioned<'a> {
    version: u8,
    #[serde(flatten)]
    answer: &'a Value,
}

/// Prints an answer as JSON; its keys stand behind `version`.
///
/// # Errors
/// Where standard output cannot be written.
pub fn print(answer: &Value) -> Result<(), Failure> {
    print_bare(&Versioned { version: 1, answer })
}

/// An answer as it is printed, with its version.
pub fn versioned(answer: &Value) -> Value {
    serde_json::to_value(Versioned { version: 1, answer }).unwrap_or_default()
}

/// Prints JSON whose shape is not ours to say.
///
/// # Errors
/// As [`print`].
pub fn print_bare(json: &impl Serialize) -> Result<(), Failure> {
    let json = serde_json::to_string_pretty(json).map_err(io::Error::from)?;
    writeln!(anstream::stdout(), "{}", escaped(&json))?;
    Ok(())
}

/// Says something beside the answer. Where nobody can read it, the command goes on all the same.
pub fn aside(text: &str) {
    let _ = writeln!(anstream::stderr(), "{}", message(&printable(text), 2));
}

/// A line of a human answer that stands out, below a blank one.
pub fn heading(text: &str) -> String {
    format!("\n\u{1b}[1m{text}\u{1b}[0m")
}

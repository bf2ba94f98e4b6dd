//! Lines put behind what a file holds, for files that several programs write to in turn.

use super::failure::DiskError;
use super::fault;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

/// Appends a text to a file, which is made where it is missing.
///
/// # Errors
/// Where the file cannot be written.
pub fn append(path: &Path, text: &str) -> Result<(), DiskError> {
    let file = fault::point("append").and_then(|()| OpenOptions::new().append(true).create(true).open(path));
    file.and_then(|mut file| file.write_all(text.as_bytes())).map_err(|error| DiskError::refused(path, &error))
}

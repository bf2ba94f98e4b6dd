//! A file that another program made for us to fill, such as git for its merge driver.

use super::failure::DiskError;
use std::path::Path;

/// Writes a file anew, whatever it holds.
///
/// # Errors
/// Where the file cannot be written.
pub fn overwrite(path: &Path, bytes: &[u8]) -> Result<(), DiskError> {
    std::fs::write(path, bytes).map_err(|error| DiskError::refused(path, &error))
}

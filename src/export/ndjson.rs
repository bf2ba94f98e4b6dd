//! One JSON object an incident, a line each: what databases and search engines load.

use super::record::records;
use super::{Format, Outward};
use crate::site::SiteError;
use crate::text::escaped;

pub const ENTRY: Format =
    Format { word: "ndjson", about: "the same, an incident a line, for what loads it", is_public: false, make };

fn make(outward: &Outward<'_>) -> Result<Vec<u8>, SiteError> {
    let mut lines = String::new();
    for record in records(outward) {
        let json = serde_json::to_string(&record)
            .map_err(|error| SiteError::new(format!("the export could not be made: {error}")))?;
        lines.push_str(&escaped(&json));
        lines.push('\n');
    }
    Ok(lines.into_bytes())
}

//! All incidents as one JSON document.

use super::record::{Record, records};
use super::{Format, Outward};
use crate::site::SiteError;
use crate::text::escaped;
use serde::Serialize;

pub const ENTRY: Format = Format {
    word: "json",
    about: "everything, as one JSON document (`incident schema export`)",
    is_public: false,
    make,
};

/// Under one version, keys are only added.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Export<'a> {
    version: u32,
    name: &'a str,
    audience: &'static str,
    incidents: Vec<Record<'a>>,
}

fn make(outward: &Outward<'_>) -> Result<Vec<u8>, SiteError> {
    let away = outward.site.away();
    let export = Export {
        version: VERSION,
        name: away.name(),
        audience: outward.site.view.audience().word(),
        incidents: records(outward),
    };
    let json = serde_json::to_string_pretty(&export)
        .map_err(|error| SiteError::new(format!("the export could not be made: {error}")))?;
    Ok(format!("{}\n", escaped(&json)).into_bytes())
}

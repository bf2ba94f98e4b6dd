//! Layer 6: the log as files that others read. One format is one file, and a word in the list.

mod record;

pub use record::EXPORT_SCHEMA;

use crate::site::{Site, SiteError};
use chrono::NaiveDate;

/// What is exported.
#[derive(Clone, Copy)]
pub struct Outward<'a> {
    /// The incidents that were asked for, as their readers may see them.
    pub site: &'a Site<'a>,
    /// Both days are in it; `None` where none was named.
    pub since: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
    /// Whether a row is an action.
    pub by_action: bool,
}

/// One format.
#[derive(Clone, Copy)]
pub struct Format {
    pub word: &'static str,
    /// What it is good for.
    pub about: &'static str,
    /// Whether it is made for the public, unless somebody says otherwise.
    pub is_public: bool,
    pub make: fn(&Outward<'_>) -> Result<Vec<u8>, SiteError>,
}

registry! {
    /// Every format.
    pub const FORMATS: [Format];
    atom,
    csv,
    ics,
    json,
    markdown,
    ndjson,
    statuspage,
}

//! The calendar of what is owed, as the site has it.

use super::{Format, Outward};
use crate::site::{SiteError, made};

pub const ENTRY: Format = Format {
    word: "ics",
    about: "a calendar: meetings, and when actions and post-mortems are due",
    is_public: false,
    make,
};

fn make(outward: &Outward<'_>) -> Result<Vec<u8>, SiteError> {
    made(outward.site, "calendar", "calendar.ics")
}

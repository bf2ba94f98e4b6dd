//! The feed of the incidents that were asked for, as the site has it.

use super::{Format, Outward};
use crate::site::{SiteError, made};

pub const ENTRY: Format = Format { word: "atom", about: "a feed of the fifty newest", is_public: false, make };

fn make(outward: &Outward<'_>) -> Result<Vec<u8>, SiteError> {
    made(outward.site, "feed", "feed.xml")
}

//! The style and the script that every page loads.

use super::page::{Page, Site, SiteError, SiteFile};

pub const ENTRY: Page = Page { name: "assets", make };

fn make(site: &Site<'_>) -> Result<Vec<SiteFile>, SiteError> {
    let file = |name: &str| SiteFile { path: name.to_owned(), bytes: site.templates.asset(name).as_bytes().to_vec() };
    Ok(vec![file("style.css"), file("site.js")])
}

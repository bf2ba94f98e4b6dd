//! What every page loads.

use super::error::SiteError;
use super::page::{Page, Site, SiteFile};
use super::squeeze::squeeze;

pub const ENTRY: Page = Page { name: "assets", make };

fn make(site: &Site<'_>) -> Result<Vec<SiteFile>, SiteError> {
    let file = |name: &str, text: String| SiteFile { path: name.to_owned(), bytes: text.into_bytes() };
    let own = [
        file("style.css", squeeze(site.templates.asset("style.css"))),
        file("site.js", site.templates.asset("site.js").to_owned()),
        file("icon.svg", site.templates.asset("icon.svg").to_owned()),
    ];
    Ok(own.to_vec())
}

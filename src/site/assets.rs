//! What every page loads, and what incidents' documents show.

use super::page::{Page, Site, SiteError, SiteFile};
use super::squeeze::squeeze;
use std::collections::BTreeSet;

pub const ENTRY: Page = Page { name: "assets", make };

fn make(site: &Site<'_>) -> Result<Vec<SiteFile>, SiteError> {
    let file = |name: &str, text: String| SiteFile { path: name.to_owned(), bytes: text.into_bytes() };
    let own = [
        file("style.css", squeeze(site.templates.asset("style.css"))),
        file("site.js", site.templates.asset("site.js").to_owned()),
        file("icon.svg", site.templates.asset("icon.svg").to_owned()),
    ];
    // A file that belongs to no incident that readers may see is never published.
    let visible: BTreeSet<&str> = site.view.incidents().iter().map(|incident| incident.id.as_str()).collect();
    let belongs = |file: &&SiteFile| {
        let incident = file.path.strip_prefix("incidents/").and_then(|below| below.split_once('/'));
        incident.is_some_and(|(id, _)| visible.contains(id))
    };
    Ok(own.into_iter().chain(site.attachments.iter().filter(belongs).cloned()).collect())
}

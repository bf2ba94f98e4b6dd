//! What every page loads, and what incidents' documents show.

use super::page::{Page, Site, SiteError, SiteFile};
use std::collections::BTreeSet;

pub const ENTRY: Page = Page { name: "assets", make };

fn make(site: &Site<'_>) -> Result<Vec<SiteFile>, SiteError> {
    let own = ["style.css", "site.js", "icon.svg"]
        .map(|name| SiteFile { path: name.to_owned(), bytes: site.templates.asset(name).as_bytes().to_vec() });
    // A file that belongs to no incident that readers may see is never published.
    let visible: BTreeSet<&str> = site.view.incidents().iter().map(|incident| incident.id.as_str()).collect();
    let belongs = |file: &&SiteFile| {
        let incident = file.path.strip_prefix("incidents/").and_then(|below| below.split_once('/'));
        incident.is_some_and(|(id, _)| visible.contains(id))
    };
    Ok(own.into_iter().chain(site.attachments.iter().filter(belongs).cloned()).collect())
}

//! Layer 5: the static site. One kind of page is one file, and a word in the list.

mod action_row;
mod addresses;
mod agenda_item;
mod attachments;
mod facets;
mod links;
mod outside;
mod owed;
mod page;
mod pager;
mod postmortem;
mod relations;
mod row;
mod scale;
mod search_index;
pub mod server;
mod service;
mod strip;
mod templates;
mod timeline;
mod timeline_bar;
mod when;

#[cfg(test)]
mod sample;
#[cfg(test)]
mod testing;

pub use attachments::{LeftOut, attachments};
pub use page::{Page, Site, SiteError, SiteFile};
pub use templates::SiteTemplates;

use rayon::prelude::*;

registry! {
    /// Every kind of page.
    pub const PAGES: [Page];
    actions,
    agenda,
    assets,
    feed,
    home,
    incident,
    incident_list,
    not_found,
    plan,
    rules,
    search_page,
}

/// Makes every file of the site, by path; the same view, templates and moment give the same bytes.
///
/// # Errors
/// Where a template of the log's own cannot be rendered.
pub fn build(site: &Site<'_>) -> Result<Vec<SiteFile>, SiteError> {
    let made: Vec<_> = PAGES.par_iter().map(|page| (page.make)(site)).collect::<Result<_, _>>()?;
    let mut files: Vec<SiteFile> = made.into_iter().flatten().collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files.dedup_by(|later, first| later.path == first.path);
    Ok(files)
}

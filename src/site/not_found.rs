//! The page for an address that has none.

use super::error::SiteError;
use super::leaf::Leaf;
use super::page::{Page, Site};
use serde::Serialize;

pub const ENTRY: Page = Page::new("not-found", leaves);

#[derive(Serialize)]
pub(super) struct NotFound {
    pub nav: &'static str,
}

/// A server shows this page under any address, so its links cannot be relative: they start from where the site stands,
/// which is the host's root unless the site's address says otherwise.
fn leaves(site: Site<'_>) -> Result<Vec<Leaf<'_>>, SiteError> {
    let make = move || {
        let root = match (site.base_url, site.log) {
            (None, Some(log)) => format!("/{log}/"),
            (url, _) => root(url),
        };
        Ok(site.page_from("404.html", "404.html", &NotFound { nav: "" }, &root)?.bytes)
    };
    Ok(vec![Leaf::new("404.html", make)])
}

/// The way from any address to where a site stands.
pub(super) fn root(base_url: Option<&str>) -> String {
    base_url.map_or("/".to_owned(), path_of)
}

fn path_of(url: &str) -> String {
    let below_host = url.split_once("://").map_or(url, |(_, rest)| rest).split_once('/').map_or("", |(_, path)| path);
    let path = below_host.split(['?', '#']).next().unwrap_or_default().trim_matches('/');
    if path.is_empty() { "/".to_owned() } else { format!("/{path}/") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_to_the_root_is_the_path_of_the_sites_address() {
        assert_eq!(path_of("https://incidents.example"), "/");
        assert_eq!(path_of("https://incidents.example/"), "/");
        assert_eq!(path_of("https://pages.example/team/log?x#y"), "/team/log/");
    }
}

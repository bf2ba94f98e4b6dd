//! The team's own pages: each Markdown file in `pages/` is one.

use super::anchors::PAGE_PREFIX;
use super::error::SiteError;
use super::history::{DocumentLink, link};
use super::leaf::Leaf;
use super::links::{From, Links};
use super::own_address::folder;
use super::page::{Page, Site};
use super::row::shortened;
use crate::audience::ViewPage;
use crate::document::first_line;
use crate::document::html::Paint;
use crate::log::no_place;
use serde::Serialize;
use std::sync::{Arc, LazyLock};
use tera::Value;

pub const ENTRY: Page = Page::new("own-pages", leaves);

/// The longest description for search engines and previews, in characters.
const DESCRIPTION_LIMIT: usize = 155;

/// What `page.html` shows.
#[derive(Serialize)]
struct OwnPage<'a> {
    nav: &'a str,
    title: &'a str,
    description: String,
    words: Option<Value>,
    /// Whether Markdown on it needs more than the style that all pages have.
    rich: bool,
    /// Whether it has alerts, which have a style of their own.
    alerts: bool,
    /// Why it cannot be read.
    broken: Option<String>,
    documents: Vec<DocumentLink>,
}

fn leaves(site: Site<'_>) -> Result<Vec<Leaf<'_>>, SiteError> {
    check_names(&site)?;
    // What they link to is looked for once, when the first of them is made.
    let links = Arc::new(LazyLock::new(move || Links::new(&site)));
    let leaves = site.view.pages().iter().map(|page| {
        let links = Arc::clone(&links);
        Leaf::new(format!("{}index.html", folder(page)), move || make(&site, &links, page))
    });
    Ok(leaves.collect())
}

fn make(site: &Site<'_>, links: &Links<'_>, page: &ViewPage) -> Result<Vec<u8>, SiteError> {
    let nav = folder(page);
    let paint = Paint::page();
    let from = From { document: &page.path, root: "../", paint: &paint, away: None };
    let markdown = &page.section.markdown;
    let words = (!markdown.is_empty()).then(|| links.markdown(markdown, PAGE_PREFIX, 2, from));
    let own = OwnPage {
        nav: &nav,
        title: &page.title,
        description: shortened(&first_line(markdown), DESCRIPTION_LIMIT),
        words,
        rich: paint.is_used(),
        alerts: paint.has_alerts(),
        broken: page.broken.as_ref().map(|broken| format!("line {}: {}", broken.line, broken.message)),
        documents: vec![link(page.path.clone(), site.view.plan().site.source.as_ref())],
    };
    let made = site.page(&format!("{nav}index.html"), "page.html", &own);
    made.map(|page| page.bytes).map_err(|error| SiteError { document: Some(page.path.clone()), ..error })
}

/// Refuses pages whose addresses something else has: the one would be written over the other.
///
/// # Errors
/// Where there is one; the first.
pub fn check_names(site: &Site<'_>) -> Result<(), SiteError> {
    site.view.pages().iter().try_for_each(|page| check_name(site, page))
}

fn check_name(site: &Site<'_>, page: &ViewPage) -> Result<(), SiteError> {
    let pages = site.view.pages().iter().map(|page| page.path.as_str());
    let Some(found) = no_place(&page.path, pages) else { return Ok(()) };
    Err(SiteError { place: Some(page.path.clone()), help: Some(found.help), ..SiteError::new(found.message) })
}

//! The team's own pages: each Markdown file in `pages/` is one.

use super::anchors::PAGE_PREFIX;
use super::error::SiteError;
use super::history::{DocumentLink, link};
use super::links::{From, Links};
use super::own_address::folder;
use super::page::{Make, Page, Site, SiteFile};
use super::row::shortened;
use crate::audience::ViewPage;
use crate::document::body::first_line;
use crate::document::html::Paint;
use crate::text::slug;
use serde::Serialize;
use tera::Value;

pub const ENTRY: Page = Page::new(OWN_PAGES, Make::AtOnce(make));

/// What its own pages are called among all kinds.
pub const OWN_PAGES: &str = "own-pages";
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
    /// Why it cannot be read.
    broken: Option<String>,
    documents: Vec<DocumentLink>,
}

fn make(site: &Site<'_>) -> Result<Vec<SiteFile>, SiteError> {
    let links = Links::new(site);
    site.view.pages().iter().map(|page| made(site, &links, page)).collect()
}

fn made(site: &Site<'_>, links: &Links<'_>, page: &ViewPage) -> Result<SiteFile, SiteError> {
    check_name(page)?;
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
        broken: page.broken.as_ref().map(|broken| format!("line {}: {}", broken.line, broken.message)),
        documents: vec![link(page.path.clone(), site.view.plan().site.source.as_ref())],
    };
    let made = site.page(&format!("{nav}index.html"), "page.html", &own);
    made.map_err(|error| SiteError { document: Some(page.path.clone()), ..error })
}

/// Refuses names that no address can have.
fn check_name(page: &ViewPage) -> Result<(), SiteError> {
    let (message, help) = match slug(&page.stem).as_str() {
        "" => ("this page's name has no letter or digit, so it has no address", "give the file a name of words"),
        "index" => (
            "the page of this name would be the site's first one",
            "give the file another name; templates/site/home.html is the place for a first page of your own",
        ),
        _ => return Ok(()),
    };
    Err(SiteError { place: Some(page.path.clone()), help: Some(help.to_owned()), ..SiteError::new(message) })
}

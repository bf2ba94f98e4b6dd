//! The team's own pages, as an audience may see them.

use super::broken::{Broken, broken, visibility_of_broken};
use super::redaction::Redaction;
use super::section::ViewSection;
use crate::document::body::without_comments;
use crate::log::{Log, PageFile};
use crate::model::{Audience, Visibility};

/// One page of the team's own.
#[derive(Clone, Debug)]
pub struct ViewPage {
    /// From the log's folder.
    pub path: String,
    pub title: String,
    /// Whether it stands in the site's navigation.
    pub nav: bool,
    /// Its body, without comments and without the heading that is its title.
    pub section: ViewSection,
    pub broken: Option<Broken>,
}

/// The pages that an audience may see, in the order in which they stand in the navigation. The public sees those alone
/// that say so; the name of none tells what its readers may not see.
pub(super) fn pages(log: &Log, audience: Audience, redaction: &Redaction) -> Vec<ViewPage> {
    let is_shown = |page: &&PageFile| is_page_visible(page, audience) && redaction.text(page.path()) == page.path();
    let mut pages: Vec<_> = log.pages.iter().filter(is_shown).collect();
    pages.sort_by_key(|page| (page.document.value.order.unwrap_or(u32::MAX), page.path()));
    pages.into_iter().map(|page| view(page, redaction)).collect()
}

/// Whether an audience may read a page; not where it cannot be read and may be a restricted one.
pub fn is_page_visible(page: &PageFile, audience: Audience) -> bool {
    let visibility = match page.document.broken() {
        Some(_) => visibility_of_broken(&page.document.source),
        None => page.document.value.visibility.unwrap_or(Visibility::Internal),
    };
    match audience {
        Audience::Internal => visibility != Visibility::Restricted,
        Audience::Public => visibility == Visibility::Public,
    }
}

fn view(page: &PageFile, redaction: &Redaction) -> ViewPage {
    let document = &page.document;
    let broken = broken(document, redaction);
    let path = page.path().to_owned();
    if broken.is_some() {
        // None of its words: what cannot be read may begin anywhere.
        return ViewPage { path, title: page.stem().to_owned(), nav: false, section: ViewSection::default(), broken };
    }
    ViewPage {
        path,
        title: redaction.text(page.title()),
        nav: document.value.nav.unwrap_or(false),
        section: ViewSection { title: String::new(), markdown: redaction.text(&without_comments(&words(page))) },
        broken,
    }
}

/// The body without the first heading where that is the title.
fn words(page: &PageFile) -> String {
    let (source, body) = (&page.document.source, &page.document.body);
    let text = source.slice(body.span);
    match body.sections.first().filter(|section| section.title == page.title()) {
        Some(section) => {
            let at = |place: usize| place.saturating_sub(body.span.start);
            let (before, after) = (text.get(..at(section.heading.start)), text.get(at(section.heading.end)..));
            [before, after].into_iter().flatten().collect()
        }
        None => text.to_owned(),
    }
}

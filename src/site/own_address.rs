//! Where the team's own pages stand, and which of them are in the navigation.

use crate::audience::{View, ViewPage};
use crate::log::page_folder;
use serde::Serialize;

/// An own page in the navigation of every page.
#[derive(Clone, Debug, Serialize)]
pub struct OwnLink {
    pub title: String,
    /// From the site's root.
    pub path: String,
}

/// The folder of a page, from the site's root.
pub fn folder(page: &ViewPage) -> String {
    format!("{}/", page_folder(&page.path))
}

/// The pages that ask to be in the navigation.
pub fn navigation(view: &View) -> Vec<OwnLink> {
    let asked = view.pages().iter().filter(|page| page.nav);
    asked.map(|page| OwnLink { title: page.title.clone(), path: folder(page) }).collect()
}

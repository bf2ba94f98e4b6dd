//! Where the drawn card stands that a page is shown with by whatever shows a link to it.

use super::away::Away;
use crate::audience::{View, ViewIncident};
use crate::text::encoded_path;
use serde::Serialize;

/// The size of a card, in pixels: what those who show one ask for.
pub const CARD_SIZE: (usize, usize) = (1200, 630);
/// The card of all pages that have none of their own.
pub const LOG_CARD: &str = "card.png";
/// How many incidents have a card of their own. A card takes 5 ms and 30 KB, and links to what is long over are seldom shown.
pub const MOST_CARDS: usize = 500;

/// A card as a page's head names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CardLink {
    /// Its whole address.
    address: String,
    /// What it shows, in words.
    alt: String,
    width: usize,
    height: usize,
}

impl CardLink {
    /// `None` where it is not known where the site stands: nobody takes a card of half an address.
    pub fn new(away: &Away<'_>, path: &str, alt: impl FnOnce() -> String) -> Option<Self> {
        let address = away.whole(&encoded_path(path))?;
        Some(Self { address, alt: alt(), width: CARD_SIZE.0, height: CARD_SIZE.1 })
    }
}

/// The incidents that have a card of their own: the newest.
pub fn with_card(view: &View) -> &[ViewIncident] {
    view.incidents().get(..MOST_CARDS).unwrap_or(view.incidents())
}

/// The path of the card of the incident whose page has a name.
pub fn card_of(page: &str) -> String {
    format!("cards/{page}.png")
}

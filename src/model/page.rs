//! A page of the team's own, as its front matter has it.

use super::incident::Visibility;
use serde::Serialize;

/// What the front matter of `pages/NAME.md` says; what it lacks is `None` or empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct OwnPage {
    /// The first heading where none is written.
    pub title: Option<String>,
    pub visibility: Option<Visibility>,
    /// Whether it stands in the site's navigation.
    pub nav: Option<bool>,
    /// Where it stands there among the others; those without come last.
    pub order: Option<u32>,
    /// The team's own `x-` keys, with their values as text.
    pub extra: Vec<(String, String)>,
}

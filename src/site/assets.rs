//! What every page loads.

use super::error::SiteError;
use super::leaf::Leaf;
use super::page::{Page, Site};
use super::squeeze::squeeze;
use super::templates::{OWN_STYLE, SiteTemplates};

pub const ENTRY: Page = Page::new("assets", leaves);

fn leaves(site: Site<'_>) -> Result<Vec<Leaf<'_>>, SiteError> {
    Ok(files(site.templates))
}

/// What pages load from these templates.
pub(super) fn files<'a>(templates: &SiteTemplates) -> Vec<Leaf<'a>> {
    let file = |name: &str, text: String| Leaf::there(name, text);
    let own = [
        file("style.css", squeeze(&[templates.asset("style.css"), templates.asset("tokens.css")].join("\n"))),
        file("markdown.css", squeeze(templates.asset("markdown.css"))),
        file("alerts.css", squeeze(templates.asset("alerts.css"))),
        file("overview.css", squeeze(templates.asset("overview.css"))),
        file("incident.css", squeeze(templates.asset("incident.css"))),
        file("theme.js", templates.asset("theme.js").to_owned()),
        file("site.js", templates.asset("site.js").to_owned()),
        file("icon.svg", templates.asset("icon.svg").to_owned()),
    ];
    let last = templates.has_own_style().then(|| file(OWN_STYLE, templates.asset(OWN_STYLE).to_owned()));
    own.into_iter().chain(last).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use crate::site::SiteTemplates;
    use regex::Regex;
    use std::collections::BTreeSet;

    #[test]
    fn every_token_of_the_styles_is_defined() {
        let templates = SiteTemplates::with(|_| None).unwrap();
        let styles =
            ["style.css", "overview.css", "incident.css", "charts.css", "markdown.css", "alerts.css", "search.css"]
                .map(|name| templates.asset(name))
                .concat();
        let names = |pattern: &str| -> BTreeSet<String> {
            Regex::new(pattern).unwrap().captures_iter(&styles).map(|found| found[1].to_owned()).collect()
        };
        let (used, defined) = (names(r"var\((--[\w-]+)"), names(r"(--[\w-]+):"));
        assert!(used.len() > 20 && used.is_subset(&defined), "{:?}", used.difference(&defined).collect::<Vec<_>>());
    }
}

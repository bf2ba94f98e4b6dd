//! The search: its page, the script and style that every page loads for it, and what one can choose from.

use super::addresses::Slugs;
use super::error::SiteError;
use super::facets::{Facet, facets};
use super::leaf::Leaf;
use super::page::{Page, Site, SiteFile};
use super::search_index::{file as data_file, found_pages};
use super::squeeze::squeeze;
use super::templates::SiteTemplates;
use crate::audience::View;
use serde::Serialize;

pub const ENTRY: Page = Page::new("search", leaves);

/// What the template gets.
#[derive(Serialize)]
pub(super) struct Values {
    pub nav: &'static str,
}

/// What one can choose from: `search/facets.js`, which the script reads.
#[derive(Debug, Default, Serialize)]
pub(super) struct Known {
    pub incidents: usize,
    #[serde(skip_serializing_if = "is_none")]
    pub pages: usize,
    /// Of several that one site is of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub log: Vec<Choice>,
    pub severity: Vec<Choice>,
    pub status: Vec<Choice>,
    pub service: Vec<Choice>,
    pub tag: Vec<Choice>,
    pub year: Vec<Choice>,
}

/// A value of a facet; severities have the plan's word for them, and their level in the ramp of colours and shapes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Choice {
    pub value: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub word: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<usize>,
}

fn leaves(site: Site<'_>) -> Result<Vec<Leaf<'_>>, SiteError> {
    let page = move || Ok(site.page("search/index.html", "search.html", &Values { nav: "search" })?.bytes);
    let own = [Leaf::new("search/index.html", page), Leaf::new("search/facets.js", move || Ok(choices(&site)?.bytes))];
    Ok(own.into_iter().chain(scripts(site.templates)).collect())
}

/// The scripts and the style of the search.
pub(super) fn scripts<'a>(templates: &SiteTemplates) -> [Leaf<'a>; 3] {
    let asset = |name: &str| Leaf::there(name, templates.asset(name));
    let style = Leaf::there("search.css", squeeze(templates.asset("search.css")));
    [style, asset("search.js"), asset("search-engine.js")]
}

fn choices(site: &Site<'_>) -> Result<SiteFile, SiteError> {
    data_file("facets", &Known { pages: found_pages(site.view).len(), ..known_of(site.view) })
}

/// What one can choose from among the incidents of a view.
pub(super) fn known_of(view: &View) -> Known {
    let none = Slugs::default();
    known(view.incidents().len(), facets(view, &none, &none))
}

fn is_none(count: &usize) -> bool {
    *count == 0
}

fn known(incidents: usize, facets: Vec<Facet>) -> Known {
    let mut known = Known { incidents, ..Known::default() };
    for facet in facets {
        let written = facet.values.into_iter().filter(|value| facet.key != "severity" || value.is_searched());
        let choices = written.map(|value| Choice {
            level: value.mark.as_ref().map(|mark| mark.level),
            word: value.mark.map(|mark| mark.word).unwrap_or_default(),
            value: value.name,
        });
        match facet.key {
            "severity" => known.severity = choices.collect(),
            "status" => known.status = choices.collect(),
            "service" => known.service = choices.collect(),
            "tag" => known.tag = choices.collect(),
            "year" => known.year = choices.collect(),
            _ => {}
        }
    }
    known
}

#[cfg(test)]
mod tests {
    use crate::site::sample::LOG;
    use crate::site::testing::pages;

    #[test]
    fn the_page_stands_with_its_script_its_choices_and_the_index() {
        let pages = pages(LOG);
        assert_eq!(
            pages["search/facets.js"],
            "incidentSearch(\"facets\",{\"incidents\":1,\"severity\":[{\"value\":\"sev-2\",\"word\":\"high\",\"level\":2}],\"status\":[{\"value\":\"resolved\"}],\"service\":[{\"value\":\"checkout\"},{\"value\":\"search\"}],\"tag\":[{\"value\":\"deploy\"}],\"year\":[{\"value\":\"2026\"}]})\n"
        );
        assert!(pages["search/index.html"].contains("needs JavaScript"));
        for name in ["search.js", "search-engine.js", "search.css", "search/words.js"] {
            assert!(!pages[name].is_empty(), "{name} is empty");
        }
    }

    #[test]
    fn only_what_is_written_can_be_chosen() {
        let pages = pages(&[("incidents/2026/2026-05-01-narwhal/incident.md", "---\ntitle: Narwhal\n---\n")]);
        assert_eq!(
            pages["search/facets.js"],
            "incidentSearch(\"facets\",{\"incidents\":1,\"severity\":[],\"status\":[{\"value\":\"open\"}],\"service\":[],\"tag\":[],\"year\":[{\"value\":\"2026\"}]})\n"
        );
    }

    #[test]
    fn a_log_without_an_incident_has_its_search_page() {
        let pages = pages(&[]);
        assert!(pages["search/facets.js"].starts_with("incidentSearch(\"facets\",{\"incidents\":0,"));
        assert!(!pages.contains_key("search/words.js"));
    }

    #[test]
    fn the_policy_against_scripts_in_pages_is_kept() {
        let (script, page) = (
            concat!(
                include_str!("../../templates/site/search.js"),
                include_str!("../../templates/site/search-engine.js")
            ),
            include_str!("../../templates/site/search.html"),
        );
        for forbidden in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "DOMParser"] {
            assert!(!script.contains(forbidden), "{forbidden}");
        }
        let scripts = page.matches("<script").count();
        assert!(scripts == page.matches("<script src=").count() && !page.contains("style="));
    }
}

//! What the rules ask for and why: their manuals, on one page.

use super::page::{Page, Site, SiteError, SiteFile};
use crate::rules::RULES;
use serde::Serialize;

pub const ENTRY: Page = Page { name: "rules", make };

/// What `rules.html` shows.
#[derive(Serialize)]
struct Rules {
    nav: &'static str,
    rules: Vec<RulePart>,
}

#[derive(Serialize)]
struct RulePart {
    id: &'static str,
    level: &'static str,
    /// Whether the plan gives it another level than it has by itself; `off` where it turns the rule off.
    set: Option<&'static str>,
    summary: String,
    why: String,
    good: String,
    bad: String,
}

fn make(site: &Site<'_>) -> Result<Vec<SiteFile>, SiteError> {
    let settings = &site.view.plan().rules;
    let rules = RULES.iter().map(|rule| {
        let manual = rule.manual();
        let setting = settings.iter().find(|setting| setting.rule == rule.id);
        RulePart {
            id: rule.id,
            level: rule.level.word(),
            set: setting.map(|setting| setting.level.map_or("off", |level| level.word())),
            summary: manual.summary,
            why: manual.why,
            good: manual.good,
            bad: manual.bad,
        }
    });
    let page = Rules { nav: "rules", rules: rules.collect() };
    Ok(vec![site.page("rules/index.html", "rules.html", &page)?])
}

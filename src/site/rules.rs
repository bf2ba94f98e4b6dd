//! What the rules ask for and why: their manuals, on one page.

use super::error::SiteError;
use super::page::{Page, Site, SiteFile};
use crate::document::html::{Target, render};
use crate::rules::RULES;
use serde::Serialize;
use tera::Value;

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
    summary: Value,
    why: Value,
    good: String,
    bad: String,
}

fn make(site: &Site<'_>) -> Result<Vec<SiteFile>, SiteError> {
    let settings = &site.view.plan().rules;
    let words = |markdown: &str| Value::safe_string(render(markdown, "rule", &|_| Target::Nowhere).as_str());
    let rules = RULES.iter().map(|rule| {
        let manual = rule.manual();
        let setting = settings.iter().find(|setting| setting.rule == rule.id);
        RulePart {
            id: rule.id,
            level: rule.level.word(),
            set: setting.map(|setting| setting.level.map_or("off", |level| level.word())),
            summary: words(&manual.summary),
            why: words(&manual.why),
            good: manual.good,
            bad: manual.bad,
        }
    });
    let page = Rules { nav: "rules", rules: rules.collect() };
    Ok(vec![site.page("rules/index.html", "rules.html", &page)?])
}

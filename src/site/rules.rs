//! What the rules ask for and why: a list of them, and the manual of each on a page of its own.

use super::error::SiteError;
use super::page::{Make, Page, Site, SiteFile};
use crate::document::html::render_alone;
use crate::model::RuleLevel;
use crate::rules::RULES;
use serde::Serialize;
use tera::Value;

pub const ENTRY: Page = Page::new("rules", Make::AtOnce(make));

/// What `rules.html` shows.
#[derive(Serialize)]
struct Rules<'a> {
    nav: &'static str,
    rules: &'a [RulePart],
}

/// What `rule.html` shows.
#[derive(Serialize)]
struct OneRule<'a> {
    nav: &'static str,
    rule: &'a RulePart,
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
    let plan = site.view.plan();
    let words = |markdown: &str| Value::safe_string(render_alone(markdown, "rule", 2).as_str());
    let rules = RULES.iter().map(|rule| {
        let manual = rule.manual();
        RulePart {
            id: rule.id,
            level: rule.level.word(),
            set: plan.rule(rule.id).and_then(|setting| match setting.level {
                RuleLevel::Default => None,
                RuleLevel::Off => Some("off"),
                RuleLevel::At(level) => Some(level.word()),
            }),
            summary: words(&manual.summary),
            why: words(&manual.why),
            good: manual.good,
            bad: manual.bad,
        }
    });
    let rules: Vec<RulePart> = rules.collect();
    let list = site.page("rules/index.html", "rules.html", &Rules { nav: "rules", rules: &rules });
    let each = rules
        .iter()
        .map(|rule| site.page(&format!("rules/{}/index.html", rule.id), "rule.html", &OneRule { nav: "rules", rule }));
    std::iter::once(list).chain(each).collect()
}

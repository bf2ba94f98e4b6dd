//! What the rules ask for and why: a list of them, and the manual of each on a page of its own.

use super::error::SiteError;
use super::leaf::Leaf;
use super::page::{Page, Site};
use crate::document::html::render_alone;
use crate::model::RuleLevel;
use crate::rules::{RULES, Rule};
use serde::Serialize;
use tera::Value;

pub const ENTRY: Page = Page::new("rules", leaves);

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

fn leaves(site: Site<'_>) -> Result<Vec<Leaf<'_>>, SiteError> {
    let list = move || {
        let rules: Vec<RulePart> = RULES.iter().map(|rule| part(rule, &site)).collect();
        Ok(site.page("rules/index.html", "rules.html", &Rules { nav: "rules", rules: &rules })?.bytes)
    };
    let each = RULES.iter().map(|rule| {
        let path = format!("rules/{}/index.html", rule.id);
        Leaf::new(path.clone(), move || {
            let page = OneRule { nav: "rules", rule: &part(rule, &site) };
            Ok(site.page(&path, "rule.html", &page)?.bytes)
        })
    });
    Ok(std::iter::once(Leaf::new("rules/index.html", list)).chain(each).collect())
}

fn part(rule: &Rule, site: &Site<'_>) -> RulePart {
    let plan = site.view.plan();
    let words = |markdown: &str| Value::safe_string(render_alone(markdown, "rule", 2).as_str());
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
}

//! How to write an entry and a post-mortem: from the documents that are scaffolded, the keys and kinds that are read, the
//! plan, and the rules' own examples.

use super::error::SiteError;
use super::leaf::Leaf;
use super::page::{Page, Site};
use super::row::Mark;
use crate::document::html::render_alone;
use crate::document::{Document, Field, Holds, SCHEMAS, read_incident, read_postmortem};
use crate::model::{Audience, EntryKind, Plan, RuleLevel};
use crate::respond::Templates;
use crate::rules::{Fragment, RULES, Rule, starred};
use crate::text::{Source, slug};
use serde::Serialize;
use tera::Value;

pub const ENTRY: Page = Page::new("writing", leaves);

/// What `writing.html` shows.
#[derive(Serialize)]
struct Writing {
    nav: &'static str,
    entry: Kind,
    kinds: Vec<EntryPart>,
    severities: Vec<SeverityPart>,
    postmortem: Kind,
    /// How many rules look at what is written.
    rules: usize,
}

/// A kind of document.
#[derive(Serialize)]
struct Kind {
    sections: Vec<SectionPart>,
    keys: Vec<Key>,
}

#[derive(Serialize)]
struct SectionPart {
    id: String,
    title: String,
    /// What the template asks for there.
    prompt: Option<String>,
    pairs: Vec<Pair>,
}

/// An example of a rule for this section.
#[derive(Clone, Serialize)]
struct Pair {
    rule: &'static str,
    bad: Value,
    good: Value,
}

#[derive(Serialize)]
struct Key {
    key: &'static str,
    what: &'static str,
    example: String,
    needed: bool,
}

/// A kind of entry of the timeline.
#[derive(Serialize)]
struct EntryPart {
    kind: &'static str,
    what: &'static str,
    example: &'static str,
}

#[derive(Serialize)]
struct SeverityPart {
    mark: Mark,
    definition: String,
    postmortem: Option<u32>,
}

/// The public writes nothing, and the team's templates are its own.
fn leaves(site: Site<'_>) -> Result<Vec<Leaf<'_>>, SiteError> {
    let page = move || Leaf::new("writing/index.html", move || make(&site));
    Ok((site.view.audience() == Audience::Internal).then(page).into_iter().collect())
}

fn make(site: &Site<'_>) -> Result<Vec<u8>, SiteError> {
    let (plan, documents) = (site.view.plan(), &site.templates.documents);
    let source =
        |name: &str, text: &str| Source::new(format!("{}/{name}", Templates::FOLDER), starred(&site.view.redact(text)));
    let entry = read_incident(source("incident.md", &documents.incident.text), plan.time_zone, None);
    let postmortem = read_postmortem(source("postmortem.md", &documents.postmortem.text), plan.time_zone, None);
    let page = Writing {
        nav: "writing",
        entry: Kind { sections: sections(&entry, "entry", plan), keys: keys("incident") },
        kinds: EntryKind::ALL
            .iter()
            .map(|kind| EntryPart { kind: kind.word(), what: kind.what(), example: kind.example() })
            .collect(),
        severities: plan
            .severities
            .iter()
            .map(|severity| SeverityPart {
                mark: Mark::new(plan, &severity.id),
                definition: severity.definition.clone(),
                postmortem: severity.requires.postmortem,
            })
            .collect(),
        postmortem: Kind { sections: sections(&postmortem, "postmortem", plan), keys: keys("postmortem") },
        rules: RULES.iter().filter(|rule| is_on(plan, rule)).count(),
    };
    Ok(site.page("writing/index.html", "writing.html", &page)?.bytes)
}

fn sections<T>(template: &Document<T>, kind: &str, plan: &Plan) -> Vec<SectionPart> {
    let part = |title: &str, prompt| SectionPart {
        id: format!("{kind}-{}", slug(title)),
        title: title.to_owned(),
        prompt,
        pairs: RULES.iter().filter(|rule| is_on(plan, rule)).filter_map(|rule| pair(rule, kind, title)).collect(),
    };
    let sections = template.body.sections.iter();
    let parts = sections.map(|section| part(&section.title, prompt(template.source.slice(section.content))));
    // Of the timeline the page tells more below.
    parts.filter(|part| part.prompt.is_some() || !part.title.eq_ignore_ascii_case("Timeline")).collect()
}

/// What a comment asks for.
fn prompt(section: &str) -> Option<String> {
    let (_, behind) = section.split_once("<!--")?;
    let (words, _) = behind.split_once("-->")?;
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    (!words.is_empty()).then_some(words)
}

fn is_on(plan: &Plan, rule: &Rule) -> bool {
    plan.rule(rule.id).is_none_or(|setting| setting.level != RuleLevel::Off)
}

/// A rule's example, where that is one line of prose under this heading, told badly and well.
fn pair(rule: &Rule, kind: &str, title: &str) -> Option<Pair> {
    let fence = if kind == "entry" { "markdown" } else { "markdown postmortem" };
    let [good, bad] = rule.examples();
    let line = |example: &[Fragment]| -> Option<Value> {
        let [fragment] = example else { return None };
        let (heading, words) = fragment.text.split_once('\n').filter(|_| fragment.kind == fence)?;
        let is_prose = !words.contains(['\n', '[']) && !words.starts_with(['<', '-', '#', '!']);
        let is_here = heading.strip_prefix("## ").is_some_and(|heading| heading.eq_ignore_ascii_case(title));
        (is_here && is_prose).then(|| Value::safe_string(render_alone(words, "in", 3).as_str()))
    };
    Some(Pair { rule: rule.id, bad: line(&bad)?, good: line(&good)? })
}

/// The keys of a kind of document, with what each says.
fn keys(kind: &str) -> Vec<Key> {
    let fields = SCHEMAS.iter().find(|schema| schema.word == kind).map_or(&[][..], |schema| schema.fields());
    let key = |field: &Field| Key {
        key: field.key,
        what: field.what,
        example: match field.holds {
            Holds::Word(words) => words.join(", "),
            _ => field.example.to_owned(),
        },
        needed: field.is_needed,
    };
    fields.iter().map(key).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::document::timeline::parse_timeline;
    use crate::site::testing::{pages, view_for};
    use crate::text::Span;

    #[test]
    fn each_example_of_an_entry_is_read_as_what_it_is() {
        for kind in EntryKind::ALL {
            let text = format!("- 2026-03-02 09:52 {}\n", kind.example());
            let entries = parse_timeline(&text, Span::new(0, text.len()), chrono_tz::UTC, None);
            let entry = entries.first().unwrap();
            assert!(entry.kind == *kind && entry.at.is_some() && !entry.text.is_empty(), "{text}: {entry:?}");
            assert_eq!(entry.attributes.is_empty(), !kind.example().ends_with(')'), "{text}: {entry:?}");
            assert_eq!(*kind == EntryKind::Theory, entry.subject.is_some(), "{text}");
        }
    }

    #[test]
    fn it_is_made_of_the_templates_the_keys_the_kinds_the_plan_and_the_rules() {
        let page =
            &pages(&[("incident.yaml", "severities: [{id: red, definition: All is lost.}]\n")])["writing/index.html"];
        for part in [
            "What solved it, so that the next one is solved faster.",
            "id=\"postmortem-where-we-got-lucky\"",
            "<code>root-cause</code>",
            "<code>theory</code>",
            "All is lost.",
            "../rules/human-error/",
            "due to human error",
            "../plan/#red",
        ] {
            assert!(page.contains(part), "{part} is not in {page}");
        }
        assert!(!page.contains("sev-1 "), "the plan's severities are others");
    }

    #[test]
    fn a_rule_that_is_off_is_no_example_and_the_public_has_no_such_page() {
        let off = [("incident.yaml", "rules: {human-error: off}\n")];
        assert!(!pages(&off)["writing/index.html"].contains("rules/human-error"));
        let public = crate::site::testing::pages_of(&view_for(&off, Audience::Public), &[]);
        assert!(!public.contains_key("writing/index.html"));
        assert!(!public["index.html"].contains("writing/"));
    }
}

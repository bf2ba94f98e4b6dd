//! Holds `docs/templates.md` against what the templates are given.

#![allow(clippy::unwrap_used)]

use super::history::HistoryPart;
use super::testing::project;
use super::{Site, SiteTemplates, pages};
use crate::audience::{Told, ViewChange, ViewIncident};
use crate::git::ChangeKind;
use crate::model::parse_moment;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const DOC: &str = include_str!("../../docs/templates.md");

/// What is documented under each heading: a variable, and what it holds.
type Tables<'a> = BTreeMap<&'a str, BTreeMap<&'a str, &'a str>>;

/// The tables of the templates, or those of the shapes, which stand one level lower.
fn tables<'a>(mark: &str) -> Tables<'a> {
    let mut tables: Tables<'a> = BTreeMap::new();
    let mut heading = "";
    for line in DOC.lines() {
        if line.starts_with('#') {
            heading = line.strip_prefix(mark).unwrap_or_default();
        } else if let Some((name, rest)) = line.strip_prefix("| `").and_then(|line| line.split_once("` | "))
            && !heading.is_empty()
        {
            let before = tables.entry(heading).or_default().insert(name, rest.split_once(" | ").unwrap().0);
            assert_eq!(before, None, "{heading} has {name} twice");
        }
    }
    tables
}

/// What is told and what is given, side by side.
struct Comparison<'a> {
    shapes: Tables<'a>,
    met: BTreeSet<String>,
    wrong: BTreeSet<String>,
}

impl Comparison<'_> {
    fn say(&mut self, wrong: String) {
        self.wrong.insert(wrong);
    }

    fn table(&mut self, name: &str, table: &BTreeMap<&str, &str>, value: &Value) {
        self.met.insert(name.to_owned());
        let Some(values) = value.as_object() else { return self.say(format!("{name} is no map")) };
        for (key, value) in values.iter().filter(|(key, _)| *key != "nav") {
            match table.get(key.as_str()) {
                Some(kind) => self.value(&format!("{name} {key}"), kind, value),
                None => self.say(format!("{name} is given {key}, which is not told")),
            }
        }
        let missing = table.keys().filter(|key| !values.contains_key(**key));
        self.wrong.extend(missing.map(|key| format!("{name} is never given {key}")));
    }

    fn value(&mut self, place: &str, kind: &str, value: &Value) {
        // What a list holds may be nothing, too.
        if let Some(kind) = kind.strip_prefix("list of ") {
            match value.as_array() {
                Some(values) => values.iter().for_each(|value| self.value(place, kind, value)),
                None => self.say(format!("{place} is no list: {value}")),
            }
            return;
        }
        if let Some(kind) = kind.strip_suffix(" or nothing") {
            if !value.is_null() {
                self.value(place, kind, value);
            }
            return;
        }
        if let Some((first, second)) = kind.strip_prefix("pair of ").and_then(|kinds| kinds.split_once(" and ")) {
            match value.as_array().map(Vec::as_slice) {
                Some([one, other]) => {
                    self.value(place, first, one);
                    self.value(place, second, other);
                }
                _ => self.say(format!("{place} is no pair: {value}")),
            }
            return;
        }
        let fits = match kind {
            "text" | "HTML" => value.is_string(),
            "number" => value.is_number(),
            "flag" => value.is_boolean(),
            shape => match self.shapes.get(shape).cloned() {
                Some(table) => return self.table(shape, &table, value),
                None => return self.say(format!("{place} is of the shape {shape}, which is not told")),
            },
        };
        if !fits {
            self.wrong.insert(format!("{place} is no {kind}: {value}"));
        }
    }
}

/// What the foot of a page is given where there is a history.
fn history(incident: &ViewIncident) -> Value {
    let when = parse_moment("2026-11-24T12:00:00Z", chrono_tz::UTC, None).unwrap();
    let told = Told { commit: "0".repeat(40), author: "Tech Lead".to_owned(), subject: None };
    let change = ViewChange { when, kind: ChangeKind::Edited, told: Some(told) };
    let incident = ViewIncident { changes: vec![change], ..incident.clone() };
    serde_json::to_value(HistoryPart::new(&incident, &crate::document::default_plan())).unwrap()
}

#[test]
fn each_template_is_given_what_its_documentation_tells_and_nothing_else() {
    let view = project();
    let templates = SiteTemplates::with(|_| None).unwrap();
    let as_of = parse_moment("2026-11-24T12:00:00Z", chrono_tz::UTC, None).unwrap();
    let site = Site {
        view: &view,
        templates: &templates,
        as_of,
        base_url: Some("https://log.example/"),
        attachments: &[],
        log: None,
    };
    pages(&site).unwrap();
    let (told, given) = (tables("## "), templates.given.lock().unwrap());
    let mut compared = Comparison { shapes: tables("### "), met: BTreeSet::new(), wrong: BTreeSet::new() };
    let none = BTreeMap::new();
    for (name, value) in given.iter() {
        compared.table(name, told.get(name.as_str()).unwrap_or(&none), value);
    }
    compared.value("history", "history", &history(view.incidents().first().unwrap()));
    let all: BTreeSet<String> = told.keys().chain(compared.shapes.keys()).map(ToString::to_string).collect();
    let known: BTreeSet<String> = ["404.html", "search.html"].map(str::to_owned).into();
    let unmet =
        all.difference(&compared.met).map(|name| format!("{name} is told of and never met")).collect::<Vec<_>>();
    let untold = compared.met.difference(&all).filter(|name| !known.contains(*name));
    compared.wrong.extend(untold.map(|name| format!("{name} is not told of")).chain(unmet).collect::<Vec<_>>());
    assert!(compared.wrong.is_empty(), "{}", compared.wrong.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn what_the_built_in_templates_use_is_told() {
    let (templates, told) = (SiteTemplates::with(|_| None).unwrap(), tables("## "));
    let names = told.keys().chain(&["404.html", "search.html"]);
    for name in names.filter(|name| **name != "base.html") {
        let used = templates.used(name).into_iter().collect::<BTreeSet<_>>();
        assert!(!used.is_empty(), "{name} uses nothing");
        for variable in used {
            let is_told = |of: &str| told.get(of).is_some_and(|table| table.contains_key(variable.as_str()));
            // These are the head's own; it asks for the calendar on the first page alone.
            let is_own = ["nav", "policy", "called", "calendar", "loop"].contains(&variable.as_str());
            assert!(is_own || is_told(name) || is_told("base.html"), "{name} uses {variable}, which is not told");
        }
    }
}

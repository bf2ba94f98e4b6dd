//! Runs each rule's own examples: laid over a log with nothing wrong in it, the bad one is found by exactly that rule,
//! and in the good one nothing is found.
//!
//! A fragment's kind is the words behind its fence: `yaml` and `markdown`, alone for the incident, with `postmortem`,
//! `agenda` or (YAML) `plan` behind for another document, or `text`.
//! - YAML: the keys that either example names give way to those of this one. Milestones move on the timeline, too.
//! - Markdown: so do sections, by their `## ` headings; without a heading it is the Summary (of an agenda item, the body).
//! - Text: paths of files. Where some are of incidents, these are all that the log has; else they are the whole agenda, or pages of the
//!   team's own.
//!   Two spaces and `key: value` behind a path set a key. Incidents are of sev-4 unless they say otherwise.

use super::rule::{Fragment, Rule};
use super::testing::{
    AGENDA, Case, FOLDER, INCIDENT, PLAN, POSTMORTEM, SOUND_AGENDA, SOUND_INCIDENT, SOUND_POSTMORTEM,
};
use super::{Manual, RULES};
use crate::model::{IncidentId, Milestone, format_date};

/// Another incident, of another day, for examples that refer to one.
const EARLIER: &str = "incidents/2026/2026-02-17-mail-is-late/incident.md";

/// The log of a rule's good example, and that of its bad one.
pub fn cases(rule: &Rule) -> [Case; 2] {
    let [good, bad] = rule.examples();
    [case(&good, &bad), case(&bad, &good)]
}

fn case(own: &[Fragment], other: &[Fragment]) -> Case {
    let sound = Case::sound().file(EARLIER, incident_at(EARLIER)).file(&format!("{FOLDER}/error-rate.png"), "");
    let (mut case, first) = match own.iter().find(|fragment| fragment.kind == "text") {
        Some(tree) => (planted(sound, &tree.text), tree.text.lines().find_map(incident_in)),
        None => (sound, None),
    };
    let incident = first.unwrap_or_else(|| INCIDENT.to_owned());
    for (target, path) in [("", incident.as_str()), (" postmortem", POSTMORTEM), (" agenda", AGENDA), (" plan", PLAN)] {
        let text_of = |kind: &str, fragments: &[Fragment]| {
            let kind = format!("{kind}{target}");
            let texts =
                fragments.iter().filter(|fragment| fragment.kind == kind).map(|fragment| fragment.text.as_str());
            texts.map(|text| format!("{text}\n")).collect::<String>()
        };
        let (yaml, other_yaml) = (text_of("yaml", own), text_of("yaml", other));
        let (markdown, other_markdown) = (text_of("markdown", own), text_of("markdown", other));
        if [&yaml, &other_yaml, &markdown, &other_markdown].iter().all(|text| text.is_empty()) {
            continue;
        }
        let text = case.text(path);
        let (front, body) = match text.strip_prefix("---\n").and_then(|rest| rest.split_once("---\n")) {
            Some((front, body)) => (front, body),
            None => (text.as_str(), ""),
        };
        let front = with_keys(front, &yaml, &other_yaml);
        let body = match target {
            " agenda" if !markdown.is_empty() => format!("\n{markdown}"),
            _ => with_sections(&following(body, &yaml, &other_yaml), &markdown, &other_markdown),
        };
        let text = if target == " plan" { front } else { format!("---\n{front}---\n{body}") };
        case = case.file(path, text);
    }
    case
}

fn incident_in(line: &str) -> Option<String> {
    let path = line.split("  ").next()?.trim();
    path.ends_with("/incident.md").then(|| path.to_owned())
}

/// An incident of which nothing is required, on the day that its folder names.
fn incident_at(path: &str) -> String {
    let folder = path.rsplit('/').nth(1).unwrap_or_default();
    let day = IncidentId::parse(folder).map_or("2026-03-02".to_owned(), |id| format_date(id.date()));
    let text = SOUND_INCIDENT.replace("2026-03-02", &day).replace("severity: sev-2", "severity: sev-4");
    // No two have the same title.
    text.replace("Search is slow", &folder.get(11..).unwrap_or(folder).replace('-', " "))
}

fn planted(sound: Case, tree: &str) -> Case {
    let lists_incidents = tree.lines().any(|line| line.starts_with("incidents/"));
    let lists_pages_alone = tree.lines().all(|line| line.starts_with("pages/"));
    let gone = |path: &str| {
        (path.starts_with("agenda/") && !lists_pages_alone) || (lists_incidents && path.starts_with("incidents/"))
    };
    let mut case = sound.keeping(|path| !gone(path));
    for line in tree.lines().filter(|line| !line.trim().is_empty()) {
        let (path, note) = line.split_once("  ").unwrap_or((line, ""));
        let (name, ending) = (path.rsplit('/').next().unwrap_or(path), path.rsplit('.').next());
        let text = match (path.starts_with("agenda/"), name, ending) {
            (true, ..) => SOUND_AGENDA.replace("2026-03-02-search-is-slow", name.trim_end_matches(".md")),
            (_, _, Some("md")) if path.starts_with("pages/") => "A page.\n".to_owned(),
            (_, "postmortem.md", _) => SOUND_POSTMORTEM.to_owned(),
            (_, _, Some("md")) => incident_at(path),
            _ => String::new(),
        };
        let text = match text.strip_prefix("---\n").and_then(|rest| rest.split_once("---\n")) {
            Some((front, body)) => format!("---\n{}---\n{body}", with_keys(front, note.trim_start(), "")),
            None => text,
        };
        case = case.file(path, text);
    }
    case
}

/// The key that a line of YAML begins, at the left margin.
fn key_of(line: &str) -> Option<&str> {
    let (key, _) = line.split_once(':')?;
    (!key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')).then_some(key)
}

/// Lines of YAML without the keys that two fragments name, and with the first fragment.
fn with_keys(front: &str, own: &str, other: &str) -> String {
    let named: Vec<_> = own.lines().chain(other.lines()).filter_map(key_of).collect();
    let mut key = None;
    let kept = front.lines().filter(|line| {
        key = key_of(line).or(key);
        !key.is_some_and(|key| named.contains(&key))
    });
    let kept: String = kept.map(|line| format!("{line}\n")).collect();
    if own.is_empty() { kept } else { format!("{kept}{}\n", own.trim_end()) }
}

/// A body whose timeline has the milestones of a fragment, and no more those that only the other one names.
fn following(body: &str, own: &str, other: &str) -> String {
    let mut lines: Vec<String> = body.lines().map(str::to_owned).collect();
    for milestone in Milestone::ALL {
        let key = Some(milestone.word());
        if !own.lines().chain(other.lines()).any(|line| key_of(line) == key) {
            continue;
        }
        let value = own.lines().find(|line| key_of(line) == key).and_then(|line| line.split_once(": "));
        let Some(at) = lines.iter().position(|line| line.contains(&format!("[{}]", milestone.word()))) else {
            continue;
        };
        let entry = lines.remove(at);
        if let Some((_, time)) = value.filter(|(_, time)| time.starts_with("20")) {
            let words = entry.split_once(" [").map(|(_, words)| words).unwrap_or_default();
            let entry = format!("- {time} [{words}");
            let later = |line: &String| !line.starts_with("- ") || *line > entry;
            let first = lines.iter().position(|line| line.starts_with("## Timeline")).unwrap_or_default() + 1;
            let at = lines.iter().skip(first).position(later).map_or(lines.len(), |at| first + at);
            lines.insert(at, entry);
        }
    }
    lines.into_iter().map(|line| format!("{line}\n")).collect()
}

/// Sections in their order, each with its heading; what stands before the first is one without.
fn sections(markdown: &str) -> Vec<(Option<&str>, String)> {
    let mut sections: Vec<(Option<&str>, String)> = Vec::new();
    for line in markdown.lines() {
        let title = line.strip_prefix("## ").map(str::trim);
        if title.is_some() || sections.is_empty() {
            sections.push((title, String::new()));
        }
        if let Some((_, text)) = sections.last_mut() {
            text.push_str(line);
            text.push('\n');
        }
    }
    sections
}

/// A body without the sections that two fragments name, and with those of the first.
fn with_sections(body: &str, own: &str, other: &str) -> String {
    let headed = |text: &str| match text.lines().next() {
        Some(line) if !line.starts_with("## ") => format!("## Summary\n{text}"),
        _ => text.to_owned(),
    };
    let (own, other) = (headed(own), headed(other));
    let (mut new, gone) = (sections(&own), sections(&other));
    let mut whole = String::new();
    for (title, text) in sections(body) {
        match new.iter().position(|(other, _)| *other == title) {
            Some(at) => whole.push_str(&format!("{}\n", new.remove(at).1)),
            None if title.is_some() && gone.iter().any(|(other, _)| *other == title) => {}
            None => whole.push_str(&text),
        }
    }
    for (_, text) in new {
        whole.push_str(&format!("\n{text}"));
    }
    whole
}

#[test]
fn each_rules_bad_example_is_found_by_that_rule_alone_and_its_good_one_by_none() {
    let mut wrong = Vec::new();
    for rule in RULES {
        let [good, bad] = cases(rule);
        let found = good.run();
        if !found.is_empty() {
            wrong.push(format!("{}, the good example: {found:#?} in\n{}", rule.id, good.shown()));
        }
        let found = bad.run();
        if found.is_empty() || found.iter().any(|finding| finding.rule != rule.id) {
            wrong.push(format!("{}, the bad example: {found:#?} in\n{}", rule.id, bad.shown()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_has_a_manual_with_examples_and_a_name_of_its_own() {
    const KINDS: &[&str] = &[
        "yaml",
        "yaml postmortem",
        "yaml agenda",
        "yaml plan",
        "markdown",
        "markdown postmortem",
        "markdown agenda",
        "text",
    ];
    let mut ids: Vec<_> = RULES.iter().map(|rule| rule.id).collect();
    for rule in RULES {
        let Manual { summary, why, good, bad } = rule.manual();
        assert!(rule.id.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", rule.id);
        for (part, text) in [("summary", summary), ("why", why), ("good", good), ("bad", bad)] {
            assert!(!text.is_empty(), "{} has no {part}", rule.id);
        }
        for fragment in rule.examples().iter().flatten() {
            assert!(KINDS.contains(&fragment.kind), "{} has an example of the kind `{}`", rule.id, fragment.kind);
        }
        for option in rule.options {
            assert!(!option.what.is_empty() && option.name != "level", "{}: {option:?}", rule.id);
        }
    }
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), RULES.len());
}

//! What holds for merges of any two responses to one incident.

use chrono::TimeDelta;
use incident::document::{DocumentKind, Draft, read_incident};
use incident::git::{Markers, merge_text};
use incident::log::{Content, Log};
use incident::merge::{Merged, Request, merge};
use incident::model::{Action, ActionStatus, EntryKind, Incident, Moment, Priority, ThreadState, parse_moment};
use incident::respond::{
    Baton, ChangeEffect, Judgement, Note, PlannedChange, Resolution, RootCauseFound, Templates, ThreadReport, Told,
    add_note, judge, pass_baton, report_on_thread, resolve, settle_action, write_down_change, write_down_effect,
    write_down_told,
};
use incident::text::Source;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use std::collections::{BTreeMap, BTreeSet};

const FOLDER: &str = "incidents/2026/2026-11-24-checkout-is-down";
const PATH: &str = "incidents/2026/2026-11-24-checkout-is-down/incident.md";
const BEGUN: &str = "---
title: Checkout is down
severity: sev-2
status: open # open, mitigated, resolved, closed
visibility: internal
started: 2026-11-24T12:00:00Z
lead: Tech Lead
services: [checkout]
tags:
  - deploy # the usual
war-room: \"#2026-11-24-war-room-checkout-is-down\"
actions:
  - title: Look at the dashboards
    owner: Platform # until noon
    status: open
---

## Summary
<!-- What happened, in two or three sentences. -->

## Solution
<!-- What solved it, so that the next one is solved faster. -->

## Timeline
- 2026-11-24T12:00:00Z [started] First failure.
";

/// A step of the response; numbers choose among a few names, so that both sides often choose the same.
#[derive(Clone, Copy, Debug)]
enum Step {
    Note,
    LongNote,
    Thread(u8, bool),
    Change,
    Effect,
    Lead(u8),
    Severity(u8),
    Told(u8),
    Acknowledge,
    Mitigate,
    Resolve(bool),
    Act(u8),
    Settle(u8, bool),
}

/// A step in its second after noon, by somebody.
type Timed = (u16, Step, &'static str);

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => Just(Step::Note),
        1 => Just(Step::LongNote),
        2 => (0..3u8, any::<bool>()).prop_map(|(name, over)| Step::Thread(name, over)),
        1 => Just(Step::Change),
        1 => Just(Step::Effect),
        1 => (0..3u8).prop_map(Step::Lead),
        1 => (1..4u8).prop_map(Step::Severity),
        1 => (0..3u8).prop_map(Step::Told),
        1 => Just(Step::Acknowledge),
        1 => Just(Step::Mitigate),
        1 => any::<bool>().prop_map(Step::Resolve),
        1 => (0..4u8).prop_map(Step::Act),
        1 => (0..3u8, any::<bool>()).prop_map(|(number, done)| Step::Settle(number, done)),
    ]
}

/// Steps before the two parted, and then those of each side; a few are the same, as both wrote down what they saw.
fn responses() -> impl Strategy<Value = [Vec<Timed>; 3]> {
    let steps = |from: u16, most: usize| proptest::collection::vec((from..from + 1800, step()), 0..most);
    (steps(1, 5), steps(1801, 7), steps(1801, 7), steps(1801, 3)).prop_map(|(before, ours, theirs, same)| {
        let by = |steps: Vec<(u16, Step)>, by| steps.into_iter().map(move |(second, step)| (second, step, by));
        let same = || by(same.clone(), "Tech Lead");
        let sides: [Vec<Timed>; 3] = [
            by(before, "Tech Lead").collect(),
            by(ours, "Platform").chain(same()).collect(),
            by(theirs, "Support").chain(same()).collect(),
        ];
        sides.map(|mut steps| {
            steps.sort_by_key(|(second, ..)| *second);
            steps
        })
    })
}

fn at(second: u16) -> Moment {
    parse_moment("2026-11-24T12:00:00Z", chrono_tz::UTC, None).unwrap() + TimeDelta::seconds(second.into())
}

/// The entry after a step of somebody; as it was, where the tool refuses the step.
fn taken(text: String, (second, step, by): Timed) -> String {
    let contents = vec![(PATH.to_owned(), Content::Bytes(text.clone().into_bytes()))];
    let log = Log::assemble(contents, BTreeSet::from([PATH.to_owned()]), &[FOLDER.to_owned()]);
    let folder = &log.incidents[0];
    let (at, now) = (at(second), self::at(7200));
    let name = |number: u8| ["Platform", "Support", "On-call Engineer"][usize::from(number) % 3].to_owned();
    let note = |text: String, kind| add_note(&log, folder, &Note { text, kind, at, by: Some(by.to_owned()) }, now);
    let draft = match step {
        Step::Note => note(format!("Seen at {second}"), EntryKind::Note),
        Step::LongNote => note(format!("Seen at {second}\n\nMore:\n- one\n- two"), EntryKind::Status),
        Step::Acknowledge => note("On it.".to_owned(), EntryKind::Acknowledged),
        Step::Mitigate => note("It works again.".to_owned(), EntryKind::Mitigated),
        Step::Thread(number, over) => {
            let state = over.then_some(ThreadState::RuledOut);
            let name = ["pool", "dns", "cache"][usize::from(number) % 3].to_owned();
            let (text, owner) = (Some(format!("Looked at {second}")), Some("Platform".to_owned()));
            let report = ThreadReport { name, text, owner, priority: None, state, by: Some(by.to_owned()), at };
            report_on_thread(&log, folder, &report, now)
        }
        Step::Change => {
            let (text, by) = (format!("Restart node {second}"), Some(by.to_owned()));
            let change =
                PlannedChange { text, approved_by: Some("Tech Lead".to_owned()), staging: None, ticket: None, by, at };
            write_down_change(&log, folder, &change, now)
        }
        Step::Effect => {
            write_down_effect(&log, folder, &ChangeEffect { text: format!("better at {second}"), of: None, at }, now)
        }
        Step::Lead(number) => pass_baton(&log, folder, &Baton { to: name(number), why: None, at }, now),
        Step::Severity(number) => {
            let judgement = Judgement {
                severity: format!("sev-{number}"),
                why: "of what is seen".to_owned(),
                by: Some(by.to_owned()),
                at,
            };
            judge(&log, folder, &judgement, now).map(|judged| judged.draft)
        }
        Step::Told(number) => {
            let told = Told { who: name(number), means: Some("phone".to_owned()), at: Some(at) };
            write_down_told(&log, folder, &told, at, now)
        }
        Step::Resolve(known) => {
            let root_cause = match known {
                true => RootCauseFound::Known("A leak.".to_owned()),
                false => RootCauseFound::Unknown { ticket: None, assignee: None, priority: Priority::High },
            };
            let [summary, solution] = ["It leaked.", "Restart."].map(|text| Some(text.to_owned()));
            let resolution =
                Resolution { summary, solution, root_cause, at, owner: None, is_announced: true, meeting: None };
            let resolved = resolve(&log, folder, &Templates::with(|_| None), &resolution, now);
            resolved.map(|mut resolved| resolved.drafts.remove(0))
        }
        Step::Act(number) => {
            let document = folder.incident.as_ref().unwrap();
            let title = format!("Mend part {number}");
            if document.value.actions.iter().any(|action| action.title == title) {
                return text;
            }
            let mut draft = Draft::of(&document.source, DocumentKind::Incident, chrono_tz::UTC);
            let action = Action { title, owner: Some("Platform".to_owned()), ..Action::default() };
            draft.add_action(&action).unwrap();
            Ok(draft)
        }
        Step::Settle(number, done) => {
            let status = if done { ActionStatus::Done } else { ActionStatus::Dropped };
            settle_action(&log, folder, usize::from(number) + 1, status)
        }
    };
    draft.map_or(text, |draft| draft.text().to_owned())
}

/// What both began with, and what each side made of it.
fn versions([before, ours, theirs]: &[Vec<Timed>; 3]) -> [String; 3] {
    let respond = |text: &str, steps: &[Timed]| steps.iter().fold(text.to_owned(), |text, step| taken(text, *step));
    let base = respond(BEGUN, before);
    [respond(&base, ours), respond(&base, theirs), base]
}

pub fn merged(base: &str, ours: &str, theirs: &str) -> Merged {
    let [base, ours, theirs] = [base, ours, theirs].map(str::as_bytes);
    let markers = &Markers::default();
    merge(&Request { path: PATH, base, ours, theirs, zone: chrono_tz::UTC, markers }).unwrap()
}

pub fn text(merged: &Merged) -> String {
    String::from_utf8(merged.bytes.clone()).unwrap()
}

/// What an entry says.
type Said = (Option<Moment>, EntryKind, Option<String>, String, Vec<(String, String)>, String);

/// What a document says, however it is ordered.
#[derive(Debug, PartialEq)]
struct Meaning {
    incident: Incident,
    timeline: Vec<Said>,
    words: [String; 2],
}

fn meaning(text: &str) -> Meaning {
    let document = read_incident(Source::new(PATH, text), chrono_tz::UTC, None);
    assert_eq!(document.problems, [], "{text}");
    let times: Vec<_> = document.timeline.iter().map(|entry| entry.at).collect();
    assert!(times.is_sorted(), "{text}");
    let words = ["Summary", "Solution"].map(|title| document.section_text(title));
    let said = document.timeline.iter().map(|entry| {
        let entry = entry.clone();
        (entry.at, entry.kind, entry.subject, entry.text, entry.attributes, entry.more)
    });
    let mut timeline: Vec<_> = said.collect();
    timeline.sort();
    let mut incident = document.value;
    incident.actions.sort_by(|one, other| one.title.cmp(&other.title));
    Meaning { incident, timeline, words }
}

/// Each value that a document sets, by its name.
fn values(text: &str) -> BTreeMap<String, String> {
    fn flatten(name: String, value: serde_json::Value, found: &mut BTreeMap<String, String>) {
        match value {
            serde_json::Value::Object(map) => {
                map.into_iter().for_each(|(key, value)| flatten(format!("{name}.{key}"), value, found));
            }
            serde_json::Value::Array(items) => items.into_iter().for_each(|item| {
                let title = item["title"].as_str().unwrap_or_default().to_owned();
                flatten(format!("{name}.{title}"), item, found);
            }),
            value => {
                found.insert(name, value.to_string());
            }
        }
    }
    let meaning = meaning(text);
    let mut found = BTreeMap::new();
    flatten(String::new(), serde_json::to_value(&meaning.incident).unwrap(), &mut found);
    found.retain(|_, value| value != "null");
    found.extend(meaning.words.into_iter().enumerate().map(|(at, words)| (format!("words {at}"), words)));
    found
}

/// The values that both sides set, to two different things.
fn clashes([ours, theirs, base]: &[String; 3]) -> BTreeSet<String> {
    let [ours, theirs, base] = [ours, theirs, base].map(|text| values(text));
    let names: BTreeSet<_> = ours.keys().chain(theirs.keys()).cloned().collect();
    let clash = |name: &String| {
        let [our, their, was] = [&ours, &theirs, &base].map(|values| values.get(name));
        our != their && our != was && their != was
    };
    names.into_iter().filter(clash).collect()
}

fn check(versions: &[String; 3]) -> Result<bool, TestCaseError> {
    let [ours, theirs, base] = versions;
    let clashes = clashes(versions);
    let (one, other) = (merged(base, ours, theirs), merged(base, theirs, ours));
    let shown = format!("{clashes:?}\n{base}\n=== ours\n{ours}\n=== theirs\n{theirs}\n=== merged\n{}", text(&one));
    prop_assert_eq!(one.has_conflicts, other.has_conflicts, "{}", shown);
    // The timeline decides some; no other value gives way in silence.
    let decidable = [".status", ".lead", ".severity", ".acknowledged"];
    prop_assert!(!one.has_conflicts || !clashes.is_empty(), "{}", shown);
    prop_assert!(one.has_conflicts || clashes.iter().all(|name| decidable.contains(&name.as_str())), "{}", shown);
    // Between markers stand both sides' values, in either direction.
    let decided = [(&one, true), (&one, false), (&other, true), (&other, false)]
        .map(|(merged, first)| meaning(&decided(&text(merged), first)));
    let sides = [meaning(ours), meaning(theirs)];
    for result in &decided {
        // No step takes an entry out or changes one.
        prop_assert_eq!(&result.timeline, &union(sides.each_ref().map(|side| &side.timeline)), "{}", shown);
        let titles = |meaning: &Meaning| -> BTreeSet<String> {
            meaning.incident.actions.iter().map(|action| action.title.clone()).collect()
        };
        prop_assert_eq!(titles(result), &titles(&sides[0]) | &titles(&sides[1]), "{}", shown);
        prop_assert_eq!(result.incident.actions.len(), titles(result).len(), "{}", shown);
    }
    prop_assert_eq!(&decided[0], &decided[3], "{}", shown);
    prop_assert_eq!(&decided[1], &decided[2], "{}", shown);
    prop_assert!(one.has_conflicts || decided[0] == decided[1], "{}", shown);
    for (base, ours, theirs, same) in [(base, ours, ours, ours), (base, ours, base, ours), (base, base, theirs, theirs)]
    {
        prop_assert_eq!(&text(&merged(base, ours, theirs)), same);
    }
    Ok(one.has_conflicts)
}

/// What stands on either timeline, as often as on the one on which it stands most often.
fn union([one, other]: [&Vec<Said>; 2]) -> Vec<Said> {
    let mut union = one.clone();
    let mut left = one.clone();
    for said in other {
        match left.iter().position(|other| other == said) {
            Some(at) => drop(left.remove(at)),
            None => union.push(said.clone()),
        }
    }
    union.sort();
    union
}

/// A text with each conflict decided for its first side or its second.
fn decided(text: &str, first: bool) -> String {
    let mut kept = Some(true);
    let lines = text.split_inclusive('\n').filter(|line| {
        match line.get(..7) {
            Some("<<<<<<<") => kept = None,
            Some("=======") => kept = Some(false),
            Some(">>>>>>>") => kept = Some(true),
            _ => return kept == Some(true) || (kept.is_none() == first),
        }
        false
    });
    lines.collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn two_responses_come_together_and_nothing_is_lost(responses in responses()) {
        check(&versions(&responses))?;
    }
}

#[test]
#[ignore = "some minutes, by `cargo test --test main -- --ignored --nocapture a_thousand_pairs`"]
fn a_thousand_pairs_of_responses_come_together_too() {
    const PAIRS: u32 = 1_000;
    let (mut conflicts, mut runner) = (0, TestRunner::default());
    for _ in 0..PAIRS {
        let responses = responses().new_tree(&mut runner).unwrap().current();
        conflicts += usize::from(check(&versions(&responses)).unwrap_or_else(|error| panic!("{error}: {responses:?}")));
    }
    println!("{PAIRS} pairs, nothing lost; git shows a conflict in {conflicts}");
}

#[test]
#[ignore = "a count to look at, by `cargo test --test main -- --ignored --nocapture conflicts`"]
fn conflicts_are_fewer_than_by_lines() {
    let mut runner = TestRunner::deterministic();
    let (mut cases, mut by_driver, mut by_lines, mut clashing) = (0, 0, 0, 0);
    while cases < 400 {
        let versions = versions(&responses().new_tree(&mut runner).unwrap().current());
        let [ours, theirs, base] = &versions;
        // Where one side did nothing there is nothing to merge.
        if ours == base || theirs == base || ours == theirs {
            continue;
        }
        cases += 1;
        by_driver += usize::from(check(&versions).unwrap());
        let lines = merge_text(base.as_bytes(), [ours.as_bytes(), theirs.as_bytes()], &Markers::default()).unwrap();
        by_lines += usize::from(lines.1);
        clashing += usize::from(!clashes(&versions).is_empty());
    }
    println!(
        "{cases} merges: {by_driver} with a conflict by the driver, {by_lines} by lines; {clashing} set one value to two things"
    );
    assert!(by_driver < by_lines);
}

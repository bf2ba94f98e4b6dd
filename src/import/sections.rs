//! Where the sections of another log's texts go: into the entry, into the post-mortem, onto the timeline.

use super::actions::{actions, causes};
use super::clock::{Clock, date_in};
use super::mapping::Mapping;
use super::prose::Part;
use super::timeline::{ReadTimeline, timeline};
use super::told::{Told, ToldPostmortem};
use crate::model::POSTMORTEM_SECTIONS;
use chrono::NaiveDate;

const ACTIONS: &str = "Action items";
const CAUSES: &str = "Contributing causes";

/// What headings of other logs begin with, and where that goes.
const NAMES: &[(&str, &[&str])] = &[
    (
        "Summary",
        &[
            "summary",
            "tl;dr",
            "tldr",
            "overview",
            "description",
            "what happened",
            "abstract",
            "executive summary",
            "incident summary",
        ],
    ),
    (
        "Solution",
        &[
            "solution",
            "resolution",
            "mitigation",
            "fix",
            "workaround",
            "remediation",
            "how it was fixed",
            "how we fixed",
        ],
    ),
    ("Timeline", &["timeline", "chronology", "sequence of events", "events", "log"]),
    ("Impact", &["impact", "customer impact", "user impact", "who was affected"]),
    ("Background", &["background", "context"]),
    ("Detection", &["detection", "how it was detected", "how we noticed"]),
    (
        CAUSES,
        &[
            "contributing factor",
            "contributing cause",
            "cause",
            "root cause",
            "the cause",
            "what caused",
            "why did it happen",
            "underlying issue",
        ],
    ),
    ("Response", &["response"]),
    ("What went well", &["what went well", "what worked", "went well"]),
    (
        "What went poorly",
        &[
            "what went poorly",
            "what went wrong",
            "what went badly",
            "what did not go well",
            "what didn't go well",
            "what could be improved",
            "what could have gone better",
            "went wrong",
        ],
    ),
    ("Where we got lucky", &["where we got lucky", "got lucky", "luck"]),
    ("Lessons learned", &["lesson", "learning", "takeaway", "what we learned", "what did we learn"]),
    (
        ACTIONS,
        &[
            "action",
            "follow-up",
            "follow up",
            "followup",
            "next step",
            "corrective action",
            "preventive",
            "remediation item",
            "todo",
            "to do",
        ],
    ),
];

/// What a heading is called here; `None` where it is a section of its own.
fn name_of<'a>(title: &str, mapping: &'a Mapping) -> Option<&'a str> {
    if let Some(ours) = mapping.section(title) {
        return Some(ours);
    }
    let words = title.trim().to_lowercase();
    let words = words.trim_start_matches(|c: char| c.is_ascii_digit() || ".) ".contains(c)).replace('’', "'");
    // Of two that fit, the longer one says more.
    let fits = |prefix: &str| {
        words.strip_prefix(prefix).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric) || rest.starts_with('s'))
    };
    let found = NAMES.iter().flat_map(|(ours, theirs)| theirs.iter().map(move |prefix| (prefix, *ours)));
    found.filter(|(prefix, _)| fits(prefix)).max_by_key(|(prefix, _)| prefix.len()).map(|(_, ours)| ours)
}

/// Puts the parts of a text where they belong.
pub fn place(told: &mut Told, parts: Vec<Part>, mapping: &Mapping, clock: &Clock, day: Option<NaiveDate>) {
    let mut postmortem = told.postmortem.take().unwrap_or_default();
    for Part { title, text } in parts {
        if text.trim().is_empty() {
            if !title.is_empty() {
                told.lost(format!("a heading with nothing below it: {title}"));
            }
            continue;
        }
        let name = if title.is_empty() { Some("Summary") } else { name_of(&title, mapping) };
        match name {
            Some("Summary") => add(&mut told.summary, &text),
            Some("Solution") => add(&mut told.solution, &text),
            Some("Timeline") => {
                let day = date_in(&title).or(day);
                let read = timeline(&text, clock, day);
                take_timeline(told, read, clock);
            }
            Some(ACTIONS) => {
                let (found, is_whole) = actions(&text, clock);
                postmortem.actions.extend(found);
                if !is_whole {
                    postmortem.sections.push((title, text));
                }
            }
            Some(CAUSES) => {
                postmortem.causes.extend(causes(&text));
                join(&mut postmortem, CAUSES, &text);
            }
            Some(name) if POSTMORTEM_SECTIONS.contains(&name) => join(&mut postmortem, name, &text),
            Some(name) => told.sections.push((name.to_owned(), text)),
            None => told.sections.push((title, text)),
        }
    }
    let says_something = !postmortem.sections.is_empty() || !postmortem.causes.is_empty();
    if says_something {
        told.postmortem = Some(postmortem);
    } else {
        told.actions.extend(postmortem.actions);
    }
}

/// Puts what was read of a timeline onto it.
pub fn take_timeline(told: &mut Told, read: ReadTimeline, clock: &Clock) {
    if let Some(zone) = read.naive {
        let as_said = if zone == clock.zone { "" } else { ", as the text says" };
        told.guessed(format!("times without a zone on the timeline are in {}{as_said}", zone.name()));
    }
    for guess in read.guesses {
        told.guessed(guess);
    }
    let untimed = read.entries.iter().filter(|entry| entry.at.is_none()).count();
    if untimed > 0 && untimed < read.entries.len() {
        told.look_at("an entry of its timeline has no time that can be read");
    }
    told.timeline.extend(read.entries);
    add(&mut told.timeline_words, &read.words);
}

fn add(text: &mut String, more: &str) {
    let gap = if text.is_empty() || more.is_empty() { "" } else { "\n\n" };
    text.push_str(&format!("{gap}{}", more.trim_matches('\n')));
}

fn join(postmortem: &mut ToldPostmortem, name: &str, more: &str) {
    match postmortem.sections.iter_mut().find(|(other, _)| other == name) {
        Some((_, text)) => add(text, more),
        None => postmortem.sections.push((name.to_owned(), more.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_other_logs_have_their_places() {
        for (title, name) in [
            ("Contributing Factors (findings)", Some(CAUSES)),
            ("2. Root causes", Some(CAUSES)),
            ("Lessons Learned", Some("Lessons learned")),
            ("What didn’t go well", Some("What went poorly")),
            ("Timeline - May 29, 2021", Some("Timeline")),
            ("Action Items", Some(ACTIONS)),
            ("Fixture of the week", None),
            ("Stats", None),
        ] {
            assert_eq!(name_of(title, &Mapping::default()), name, "{title}");
        }
    }
}

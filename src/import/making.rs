//! From what a source tells of an incident to documents of the log.

use super::asked::Asked;
use super::links::Addresses;
use super::told::{Told, ToldEntry, ToldPostmortem};
use super::words::{find_severity, like_severity};
use crate::document::body::Body;
use crate::document::timeline::{one_line, write_entry};
use crate::document::{NewValue, compose};
use crate::model::{
    Action, CLOCK_SLACK, EntryKind, IMPORTED, IncidentId, Milestone, Moment, POSTMORTEM_SECTIONS, Status, Visibility,
    format_date, format_moment, in_zone,
};
use crate::text::{Span, slug};

/// The longest title, in characters; as `incident new` has it.
const TITLE_LIMIT: usize = 200;
/// The prompts of sections that nobody has written.
const TEMPLATE: &str = include_str!("../../templates/documents/incident.md");

/// Settles what the documents will say: each fact as the plan has it, and in an order that can be.
pub fn settle(told: &mut Told, asked: &Asked<'_>) {
    told.title = one_line(&told.title);
    if told.title.is_empty() {
        told.title = told.id.clone();
        told.look_at("it has no title; its id in the source stands there");
    }
    if told.title.chars().count() > TITLE_LIMIT {
        told.summary = format!("{}\n\n{}", told.title, told.summary).trim().to_owned();
        told.title = told.title.chars().take(TITLE_LIMIT - 1).chain(['…']).collect();
        told.guessed("a title of more than 200 characters is cut; the summary has it whole");
    }
    settle_severity(told, asked);
    let default_status = asked.mapping.default_of("status").and_then(Status::from_word);
    if told.status.is_none() {
        told.status = default_status.or((told.resolved.is_some()).then_some(Status::Resolved));
    }
    if told.status.is_none() {
        told.guessed("it goes on, as nothing says that it is over");
    }
    told.visibility = told.visibility.or(asked.mapping.default_of("visibility").and_then(Visibility::from_word));
    for (key, list) in [("services", &mut told.services), ("tags", &mut told.tags)] {
        if let Some(word) = asked.mapping.default_of(key).filter(|_| list.is_empty()) {
            list.push(word.to_owned());
        }
        *list = list.iter().map(|word| one_line(word)).filter(|word| !word.is_empty()).collect();
    }
    if told.lead.is_none() {
        told.lead = asked.mapping.default_of("lead").map(str::to_owned);
    }
    let zone = asked.plan.time_zone;
    for milestone in Milestone::ALL {
        if let Some(Some(at)) = told.milestone(*milestone) {
            *at = in_zone(*at, zone);
        }
    }
    settle_times(told, asked.now);
    settle_timeline(told, asked.now);
}

fn settle_severity(told: &mut Told, asked: &Asked<'_>) {
    let theirs = told.severity.take();
    let theirs = theirs.as_deref().map(str::trim).filter(|word| !word.is_empty());
    let mapped = theirs.and_then(|word| asked.mapping.value("severity", word));
    let known = || theirs.and_then(|word| find_severity(asked.plan, word));
    if let Some(severity) = mapped.or_else(known) {
        told.severity = Some(severity.to_owned());
        return;
    }
    let lowest = asked.plan.severities.last().map(|severity| severity.id.clone());
    let default = asked.mapping.default_of("severity").map(str::to_owned);
    match theirs {
        Some(word) => match like_severity(asked.plan, word) {
            Some(severity) => {
                told.guessed(format!("severity {severity} of `{word}`"));
                told.severity = Some(severity.to_owned());
            }
            None => {
                let lowest = default.or(lowest);
                let stands = lowest.as_deref().unwrap_or_default();
                told.look_at(format!("`{word}` is no severity that is known here; {stands} stands there"));
                told.severity = lowest;
            }
        },
        None if default.is_some() => told.severity = default,
        None => {
            told.look_at(format!(
                "it has no severity; {}, the lowest, stands there",
                lowest.as_deref().unwrap_or_default()
            ));
            told.severity = lowest;
        }
    }
}

/// Takes out what cannot be: a milestone before the one that it follows, or in the future. The timeline keeps it.
fn settle_times(told: &mut Told, now: Moment) {
    let mut last: Option<(Milestone, Moment)> = None;
    for milestone in Milestone::ALL {
        let Some(Some(at)) = told.milestone(*milestone).map(|slot| *slot) else { continue };
        let wrong = match last {
            Some((before, earlier)) if at < earlier => Some(format!("`{milestone}` is before `{before}`")),
            _ if at > now + CLOCK_SLACK => Some(format!("`{milestone}` is still to come")),
            _ => None,
        };
        let Some(why) = wrong else {
            last = Some((*milestone, at));
            continue;
        };
        if let Some(slot) = told.milestone(*milestone) {
            *slot = None;
        }
        told.look_at(format!("{why}; it stands on the timeline alone"));
        let text = format!("The source says that it was {milestone} at this time.");
        told.timeline.push(ToldEntry::new(at, EntryKind::Note, text));
    }
}

/// Puts the entries in order, with one for each milestone; what lies in the future has no time yet.
fn settle_timeline(told: &mut Told, now: Moment) {
    for entry in told.timeline.iter_mut() {
        if let Some(at) = entry.at.filter(|at| *at > now + CLOCK_SLACK) {
            entry.text = format!("({}) {}", format_moment(at), entry.text).trim_end().to_owned();
            entry.at = None;
        }
    }
    for (milestone, kind, words) in [
        (Milestone::Started, EntryKind::Started, "It started."),
        (Milestone::Detected, EntryKind::Detected, "It was noticed."),
        (Milestone::Acknowledged, EntryKind::Acknowledged, "Somebody took it on."),
        (Milestone::Mitigated, EntryKind::Mitigated, "It was mitigated."),
        (Milestone::Resolved, EntryKind::Resolved, "It was over."),
    ] {
        let Some(Some(at)) = told.milestone(milestone).map(|slot| *slot) else { continue };
        let same = |entry: &&mut ToldEntry| {
            let minute = |at: Moment| at.timestamp().div_euclid(60);
            entry.kind == EntryKind::Note && entry.at.is_some_and(|other| minute(other) == minute(at))
        };
        let mut tells: Vec<&mut ToldEntry> = told.timeline.iter_mut().filter(same).collect();
        let own = if milestone == Milestone::Started { tells.first_mut() } else { tells.last_mut() };
        match own {
            Some(entry) => entry.kind = kind,
            None => {
                let is_day = told.days.contains(&at);
                let entry = ToldEntry { at: Some(at), is_day, kind, text: words.to_owned() };
                match milestone {
                    Milestone::Started => told.timeline.insert(0, entry),
                    _ => told.timeline.push(entry),
                }
            }
        }
    }
    // What has no time goes with what stands above it.
    let mut last = told.started;
    let mut keyed: Vec<_> = std::mem::take(&mut told.timeline)
        .into_iter()
        .map(|entry| {
            last = entry.at.or(last);
            (last, entry)
        })
        .collect();
    keyed.sort_by_key(|(at, _)| *at);
    told.timeline = keyed.into_iter().map(|(_, entry)| entry).collect();
}

/// The id's first part: the day on which it started, and its title.
pub fn id(told: &Told, asked: &Asked<'_>, number: usize) -> Option<IncidentId> {
    let day = told.started?.with_timezone(&asked.plan.time_zone).date_naive();
    Some(IncidentId::new(day, &slug(&told.title), number))
}

/// What names an incident's origin in its documents.
pub struct Origin<'a> {
    pub source: &'a str,
    /// Of everything that the source says of it.
    pub content: String,
}

/// The documents of an incident, by their names in its folder.
pub fn documents(
    told: &Told,
    origin: &Origin<'_>,
    asked: &Asked<'_>,
    addresses: &Addresses,
) -> (Vec<(&'static str, String)>, Vec<String>) {
    let mut lost = Vec::new();
    let mut mended = |markdown: &str| {
        let (text, more) = addresses.mended(markdown, &told.folder);
        lost.extend(more);
        text
    };
    let prompt = |title: &str, text: String| if text.trim().is_empty() { prompt_of(title) } else { text };
    let summary = prompt("Summary", mended(&told.summary));
    let solution = prompt("Solution", mended(&told.solution));
    let entries: Vec<String> = told
        .timeline
        .iter()
        .map(|entry| written(&ToldEntry { text: mended(&entry.text), ..entry.clone() }, asked))
        .collect();
    let words = mended(&told.timeline_words);
    let gap = if words.trim().is_empty() { "" } else { "\n\n" };
    let timeline = format!("{}{gap}{words}", entries.join("\n"));
    let others: Vec<(String, String)> =
        told.sections.iter().map(|(title, text)| (one_line(title), mended(text))).collect();
    let mut sections =
        vec![("Summary", summary.as_str()), ("Solution", solution.as_str()), ("Timeline", timeline.as_str())];
    sections.extend(others.iter().map(|(title, text)| (title.as_str(), text.as_str())));
    let mut made = vec![("incident.md", sealed(front(told, asked), origin, told, &sections))];
    if let Some(postmortem) = &told.postmortem {
        let sections: Vec<(String, String)> =
            postmortem.sections.iter().map(|(title, text)| (one_line(title), mended(text))).collect();
        let rank = |title: &str| {
            let at = POSTMORTEM_SECTIONS.iter().position(|other| other.eq_ignore_ascii_case(title));
            at.unwrap_or(POSTMORTEM_SECTIONS.len())
        };
        let mut sections: Vec<_> = sections.iter().map(|(title, text)| (title.as_str(), text.as_str())).collect();
        sections.sort_by_key(|(title, _)| rank(title));
        made.push(("postmortem.md", sealed(postmortem_front(told, postmortem), origin, told, &sections)));
    }
    (made, lost)
}

/// A document with the marks of its origin: by the second it is told whether somebody changed it since.
fn sealed(mut front: Vec<(String, NewValue)>, origin: &Origin<'_>, told: &Told, sections: &[(&str, &str)]) -> String {
    let text = |text: &str| NewValue::Text(text.to_owned());
    let mut mark = vec![
        ("source".to_owned(), text(origin.source)),
        ("id".to_owned(), text(&told.id)),
        ("content".to_owned(), text(&origin.content)),
    ];
    let look_at: Vec<_> = told.looked_at().map(text).collect();
    if !look_at.is_empty() {
        mark.push(("look-at".to_owned(), NewValue::List(look_at)));
    }
    front.push((IMPORTED.to_owned(), NewValue::Map(mark)));
    super::seal::seal(&compose(front, sections))
}

fn prompt_of(title: &str) -> String {
    let body = Body::parse(TEMPLATE, Span::new(0, TEMPLATE.len()));
    let prompt = body.section(title).and_then(|section| TEMPLATE.get(section.content.range()));
    prompt.unwrap_or_default().trim().to_owned()
}

fn written(entry: &ToldEntry, asked: &Asked<'_>) -> String {
    let at = entry.at.unwrap_or_default();
    let text = if entry.text.trim().is_empty() { "(without words)" } else { &entry.text };
    let text = crate::document::contained(text);
    let written = write_entry(at, asked.plan.time_zone, entry.kind, None, text.trim_start());
    let behind = written.split_once(" [").map_or("", |(_, behind)| behind);
    match entry.at {
        Some(at) if entry.is_day => {
            format!("- {} [{behind}", format_date(in_zone(at, asked.plan.time_zone).date_naive()))
        }
        Some(_) => written,
        None => format!("- [{behind}"),
    }
}

fn front(told: &Told, asked: &Asked<'_>) -> Vec<(String, NewValue)> {
    let text = |text: &str| NewValue::Text(one_line(text));
    let moment = |at: &Option<Moment>| at.map(|at| NewValue::Text(format_moment(in_zone(at, asked.plan.time_zone))));
    let list =
        |words: &[String]| (!words.is_empty()).then(|| NewValue::List(words.iter().map(|word| text(word)).collect()));
    let optional = |word: &Option<String>| word.as_deref().filter(|word| !word.trim().is_empty()).map(text);
    let cause = told.root_cause.as_deref().map(|cause| {
        NewValue::Map(vec![("known".to_owned(), NewValue::Bool(true)), ("summary".to_owned(), text(cause))])
    });
    let mut front: Vec<(String, NewValue)> = [
        ("title", Some(text(&told.title))),
        ("severity", optional(&told.severity)),
        ("status", Some(text(told.status.unwrap_or(Status::Open).word()))),
        ("visibility", Some(text(told.visibility.unwrap_or(asked.visibility).word()))),
        ("started", moment(&told.started)),
        ("detected", moment(&told.detected)),
        ("acknowledged", moment(&told.acknowledged)),
        ("mitigated", moment(&told.mitigated)),
        ("resolved", moment(&told.resolved)),
        (
            "reporter",
            optional(&told.reporter.clone().or_else(|| told.owner.clone().filter(|_| told.postmortem.is_none()))),
        ),
        ("lead", optional(&told.lead)),
        ("services", list(&told.services)),
        ("tags", list(&told.tags)),
        ("root-cause", cause),
        ("actions", actions(&told.actions)),
    ]
    .into_iter()
    .filter_map(|(key, value)| Some((key.to_owned(), value?)))
    .collect();
    front.extend(told.link.as_deref().map(|link| ("x-link".to_owned(), text(link))));
    front.extend(told.extra.iter().map(|(key, value)| (key.clone(), text(value))));
    front
}

fn postmortem_front(told: &Told, postmortem: &ToldPostmortem) -> Vec<(String, NewValue)> {
    let text = |text: &str| NewValue::Text(one_line(text));
    let owner = told.owner.as_deref().or(told.lead.as_deref()).filter(|owner| !owner.trim().is_empty());
    let status = if postmortem.is_draft { "draft" } else { "published" };
    let causes = postmortem.causes.iter().map(|cause| text(cause)).collect::<Vec<_>>();
    [
        ("status", Some(text(status))),
        ("owner", owner.map(text)),
        ("causes", (!causes.is_empty()).then_some(NewValue::List(causes))),
        ("actions", actions(&postmortem.actions)),
    ]
    .into_iter()
    .filter_map(|(key, value)| Some((key.to_owned(), value?)))
    .collect()
}

fn actions(actions: &[Action]) -> Option<NewValue> {
    let one = |action: &Action| {
        let pairs = [
            ("title", Some(one_line(&action.title))),
            ("owner", action.owner.as_deref().map(one_line)),
            ("priority", action.priority.map(|priority| priority.to_string())),
            ("due", action.due.map(format_date)),
            ("status", action.status.map(|status| status.to_string())),
            ("ticket", action.ticket.as_deref().map(one_line)),
        ];
        let pairs = pairs.into_iter().filter_map(|(key, text)| Some((key.to_owned(), NewValue::Text(text?))));
        NewValue::Map(pairs.collect())
    };
    (!actions.is_empty()).then(|| NewValue::List(actions.iter().map(one).collect()))
}

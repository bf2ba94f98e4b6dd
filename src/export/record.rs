//! One incident as data, with everything that its readers may see.

use super::Outward;
use crate::audience::{ViewIncident, ViewPostmortem, ViewSection};
use crate::document::body::plain_words;
use crate::model::{Action, Entry, Milestone, RootCause, ServiceHit, format_moment};
use crate::site::{Addresses, Away, Seconds, section, status, title};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;

/// The JSON Schema of what is exported as JSON, draft 2020-12; its `incident` is that of a line of NDJSON.
pub const EXPORT_SCHEMA: &str = include_str!("export.schema.json");

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Record<'a> {
    pub id: &'a str,
    /// Its page, where it is known where the site stands.
    pub address: Option<String>,
    pub title: &'a str,
    pub severity: Option<&'a str>,
    pub status: &'static str,
    pub visibility: &'static str,
    /// By milestone; those that are known.
    pub times: BTreeMap<&'static str, String>,
    pub seconds: Seconds,
    pub reporter: Option<&'a str>,
    pub lead: Option<&'a str>,
    pub services: &'a [ServiceHit],
    pub tags: &'a [String],
    pub war_room: Option<&'a str>,
    pub root_cause: Option<&'a RootCause>,
    pub related: &'a [String],
    /// Markdown.
    pub summary: &'a str,
    pub solution: &'a str,
    pub timeline: Vec<Told<'a>>,
    /// The sections beside these three.
    pub sections: Vec<Titled<'a>>,
    pub actions: Vec<Numbered>,
    pub postmortem: Option<Postmortem<'a>>,
    /// The team's own keys.
    pub extra: BTreeMap<&'a str, &'a str>,
}

#[derive(Serialize)]
pub struct Told<'a> {
    at: Option<String>,
    kind: &'static str,
    subject: Option<&'a str>,
    text: String,
    attributes: BTreeMap<&'a str, &'a str>,
    more: &'a str,
}

#[derive(Serialize)]
pub struct Titled<'a> {
    title: &'a str,
    markdown: &'a str,
}

#[derive(Serialize)]
pub struct Numbered {
    /// As `incident actions` has it.
    pub number: usize,
    /// With its status, open where none is written.
    #[serde(flatten)]
    pub action: Action,
}

#[derive(Serialize)]
pub struct Postmortem<'a> {
    status: &'static str,
    owner: Option<&'a str>,
    facilitator: Option<&'a str>,
    reviewers: &'a [String],
    due: Option<String>,
    reviewed: Option<String>,
    impact: BTreeMap<&'a str, &'a str>,
    trigger: Option<&'a str>,
    detection: Option<&'a str>,
    causes: &'a [String],
    sections: Vec<Titled<'a>>,
}

/// The incidents, the newest first.
pub fn records<'a>(outward: &Outward<'a>) -> Vec<Record<'a>> {
    let (addresses, away) = (Addresses::new(outward.site.view), outward.site.away());
    outward.site.view.incidents().par_iter().map(|incident| record(incident, &addresses, &away)).collect()
}

fn record<'a>(incident: &'a ViewIncident, addresses: &Addresses<'_>, away: &Away<'_>) -> Record<'a> {
    let facts = &incident.incident;
    let time = |milestone: &Milestone| Some((milestone.word(), format_moment(facts.milestone(*milestone)?)));
    Record {
        id: &incident.id,
        address: away.whole(&format!("incidents/{}/", addresses.of(incident))),
        title: title(incident),
        severity: facts.severity.as_deref(),
        status: status(incident),
        visibility: facts.visibility.map_or("internal", |visibility| visibility.word()),
        times: Milestone::ALL.iter().filter_map(time).collect(),
        seconds: Seconds::of(facts),
        reporter: facts.reporter.as_deref(),
        lead: facts.lead.as_deref(),
        services: &facts.services,
        tags: &facts.tags,
        war_room: facts.war_room.as_deref(),
        root_cause: facts.root_cause.as_ref(),
        related: &facts.related,
        summary: section(incident, "Summary"),
        solution: section(incident, "Solution"),
        timeline: incident.timeline.iter().map(told).collect(),
        sections: sections(&incident.sections, &["Summary", "Solution", "Timeline"]),
        actions: actions(incident).collect(),
        postmortem: incident.postmortem.as_ref().filter(|part| part.broken.is_none()).map(postmortem),
        extra: facts.extra.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect(),
    }
}

/// The actions of an incident's documents, numbered as `incident actions` has them.
pub fn actions(incident: &ViewIncident) -> impl Iterator<Item = Numbered> {
    let numbered = |(at, action): (usize, &Action)| Numbered {
        number: at + 1,
        action: Action { status: Some(action.status()), ..action.clone() },
    };
    incident.actions().enumerate().map(numbered)
}

fn told(entry: &Entry) -> Told<'_> {
    Told {
        at: entry.at.map(format_moment),
        kind: entry.kind.word(),
        subject: entry.subject.as_deref(),
        text: plain_words(&entry.text),
        attributes: entry.attributes.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect(),
        more: &entry.more,
    }
}

fn sections<'a>(sections: &'a [ViewSection], but: &[&str]) -> Vec<Titled<'a>> {
    let others = sections.iter().filter(|section| !but.iter().any(|title| section.title.eq_ignore_ascii_case(title)));
    others.map(|section| Titled { title: &section.title, markdown: &section.markdown }).collect()
}

fn postmortem(part: &ViewPostmortem) -> Postmortem<'_> {
    let facts = &part.postmortem;
    Postmortem {
        status: facts.status().word(),
        owner: facts.owner.as_deref(),
        facilitator: facts.facilitator.as_deref(),
        reviewers: &facts.reviewers,
        due: facts.due.map(|day| day.to_string()),
        reviewed: facts.reviewed.map(|day| day.to_string()),
        impact: facts.impact.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect(),
        trigger: facts.trigger.as_deref(),
        detection: facts.detection.as_deref(),
        causes: &facts.causes,
        sections: sections(&part.sections, &[]),
    }
}

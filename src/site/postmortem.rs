//! The post-mortem below an incident's entry.

use super::anchors::{Placed, Role, of_postmortem};
use super::links::{From, Links};
use super::outside::Outside;
use super::timeline::{Timeline, tells_all_of};
use super::when::When;
use crate::audience::{ViewIncident, ViewPostmortem};
use chrono_tz::Tz;
use serde::Serialize;
use tera::Value;

/// What a page shows of a post-mortem.
#[derive(Clone, Debug, Serialize)]
pub struct PostmortemPart {
    pub status: &'static str,
    pub owner: Option<String>,
    pub facilitator: Option<String>,
    pub reviewers: Vec<String>,
    pub due: Option<When>,
    pub reviewed: Option<When>,
    pub impact: Vec<(String, String)>,
    pub trigger: Option<String>,
    pub detection: Option<String>,
    pub causes: Vec<String>,
    pub sections: Vec<Part>,
    pub extra: Vec<(String, Outside)>,
    /// Why it cannot be read.
    pub broken: Option<String>,
}

/// A section.
#[derive(Clone, Debug, Serialize)]
pub struct Part {
    pub id: String,
    pub title: String,
    /// Nothing where it is not written yet.
    pub words: Option<Value>,
    /// Of the section with the timeline, where it tells what the entry's does not.
    pub timeline: Option<Timeline>,
    /// Whether the entry has all of it in its own timeline.
    pub same: bool,
}

impl PostmortemPart {
    pub fn new(incident: &ViewIncident, zone: Tz, links: &Links<'_>, from: From<'_>) -> Option<Self> {
        let view = incident.postmortem.as_ref()?;
        let facts = &view.postmortem;
        Some(Self {
            status: facts.status().word(),
            owner: facts.owner.clone(),
            facilitator: facts.facilitator.clone(),
            reviewers: facts.reviewers.clone(),
            due: facts.due.map(When::on),
            reviewed: facts.reviewed.map(When::on),
            impact: facts.impact.clone(),
            trigger: facts.trigger.clone(),
            detection: facts.detection.clone(),
            causes: facts.causes.clone(),
            sections: parts(incident, view, zone, links, from),
            extra: own_keys(&facts.extra),
            broken: view.broken.as_ref().map(|broken| format!("line {}: {}", broken.line, broken.message)),
        })
    }
}

fn parts(incident: &ViewIncident, view: &ViewPostmortem, zone: Tz, links: &Links<'_>, from: From<'_>) -> Vec<Part> {
    let part = |placed: Placed<'_>| {
        let section = placed.section;
        let told = placed.role == Role::Timeline;
        let same = told && tells_all_of(&incident.timeline, &view.timeline);
        let timeline = (told && !same)
            .then(|| Timeline::new(&view.timeline, std::slice::from_ref(section), "p", zone, links, from));
        // Below a heading of the third level.
        let words =
            (!told && !section.markdown.is_empty()).then(|| links.markdown(&section.markdown, &placed.prefix, 4, from));
        Part { id: placed.id, title: section.title.clone(), words, timeline, same }
    };
    of_postmortem(view).into_iter().map(part).filter(Part::says_something).collect()
}

impl Part {
    /// Whether it has a place on the page: not where it holds nothing but what others refer to, such as footnotes.
    pub fn says_something(&self) -> bool {
        self.words.as_ref().and_then(Value::as_str).is_none_or(|words| !words.trim().is_empty())
    }
}

/// The team's own keys without the mark that tells them apart in the file.
pub fn own_keys(extra: &[(String, String)]) -> Vec<(String, Outside)> {
    extra
        .iter()
        .map(|(name, value)| (name.strip_prefix("x-").unwrap_or(name).replace('-', " "), Outside::new(value)))
        .collect()
}

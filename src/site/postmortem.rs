//! The post-mortem below an incident's entry.

use super::links::{From, Links};
use super::outside::Outside;
use super::timeline::{Timeline, is_timeline, tell_the_same};
use super::when::When;
use crate::audience::{ViewIncident, ViewPostmortem};
use crate::text::slug;
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
    /// Of the section with the timeline, where it differs from the entry's.
    pub timeline: Option<Timeline>,
    /// Whether it is the timeline that the entry has too.
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
    let mut parts: Vec<Part> = Vec::new();
    for section in &view.sections {
        let wanted = format!("pm-{}", slug(&section.title));
        let taken = parts.iter().filter(|part| part.id == wanted || part.id.starts_with(&format!("{wanted}-"))).count();
        let id = if taken == 0 { wanted } else { format!("{wanted}-{}", taken + 1) };
        let told = is_timeline(section) && !view.timeline.is_empty();
        let same = told && tell_the_same(&view.timeline, &incident.timeline);
        let timeline = (told && !same)
            .then(|| Timeline::new(&view.timeline, std::slice::from_ref(section), "p", zone, links, from));
        let words = (!told && !section.markdown.is_empty()).then(|| links.markdown(&section.markdown, &id, from));
        parts.push(Part { id, title: section.title.clone(), words, timeline, same });
    }
    parts
}

/// The team's own keys without the mark that tells them apart in the file.
pub fn own_keys(extra: &[(String, String)]) -> Vec<(String, Outside)> {
    extra
        .iter()
        .map(|(name, value)| (name.strip_prefix("x-").unwrap_or(name).replace('-', " "), Outside::new(value)))
        .collect()
}

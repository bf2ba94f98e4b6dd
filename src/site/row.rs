//! One incident in a list: what tells it from the others, and its solution in one line.

use super::addresses::{Addresses, Slugs};
use super::when::When;
use crate::audience::{View, ViewIncident};
use crate::document::first_line;
use crate::model::{Moment, Plan, format_duration};
use chrono::TimeDelta;
use serde::Serialize;

/// The longest solution that a list shows, in characters.
const SOLUTION_LIMIT: usize = 120;
/// How many colours and shapes there are for severities.
const LEVELS: usize = 4;

/// A severity with its place in the ramp of colours and shapes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mark {
    pub id: String,
    /// What the plan calls it.
    pub word: String,
    /// 1 is the worst; 0 where the plan does not know it.
    pub level: usize,
}

impl Mark {
    /// The mark of a severity's id.
    pub fn new(plan: &Plan, id: &str) -> Self {
        let Some(severity) = plan.severity(id) else {
            return Self { id: id.to_owned(), word: String::new(), level: 0 };
        };
        let (rank, last) = (plan.rank(Some(id)), plan.severities.len().saturating_sub(1));
        let level = if last < LEVELS { rank + 1 } else { rank * (LEVELS - 1) / last + 1 };
        Self { id: severity.id.clone(), word: severity.name.clone(), level }
    }
}

/// Something with a page of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Named {
    pub name: String,
    pub slug: String,
    /// A severity of its own, where it differs from the incident's.
    pub severity: Option<String>,
}

/// One incident in a list.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// The name of its page under `incidents/`.
    pub page: String,
    pub id: String,
    pub title: String,
    pub severity: Option<Mark>,
    /// `broken` where the document cannot be read.
    pub status: &'static str,
    pub ongoing: bool,
    pub solution: String,
    pub services: Vec<Named>,
    /// How long users felt it; so far, where it goes on.
    pub lasted: Option<String>,
    pub started: Option<When>,
    /// Why the document cannot be read.
    pub broken: Option<String>,
}

impl Row {
    /// How long users felt it, as a part of a sentence.
    pub fn lasted_words(&self) -> Option<String> {
        let lasted = self.lasted.as_ref()?;
        Some(if self.ongoing { format!("lasts {lasted} so far") } else { format!("lasted {lasted}") })
    }
}

/// What rows are made from.
pub struct Rows<'a> {
    pub view: &'a View,
    pub addresses: &'a Addresses<'a>,
    pub services: &'a Slugs,
    pub as_of: Moment,
}

impl Rows<'_> {
    pub fn row(&self, incident: &ViewIncident) -> Row {
        let (plan, facts) = (self.view.plan(), &incident.incident);
        let ongoing = is_ongoing(incident);
        let hits = facts.services.iter().map(|hit| Named {
            slug: self.services.get(&hit.name).to_owned(),
            name: hit.name.clone(),
            severity: hit.severity.clone(),
        });
        Row {
            page: self.addresses.of(incident).to_owned(),
            id: incident.id.clone(),
            title: title(incident).to_owned(),
            severity: facts.severity.as_deref().map(|id| Mark::new(plan, id)),
            status: status(incident),
            ongoing,
            solution: shortened(&solution(incident), SOLUTION_LIMIT),
            services: hits.collect(),
            lasted: lasted(incident, self.as_of).map(format_duration),
            started: When::started(incident, plan.time_zone),
            broken: incident.broken.as_ref().map(|broken| format!("line {}: {}", broken.line, broken.message)),
        }
    }
}

/// The title, or the folder's name where there is none.
pub fn title(incident: &ViewIncident) -> &str {
    incident.incident.title.as_deref().filter(|title| !title.trim().is_empty()).unwrap_or(&incident.id)
}

/// The status; what cannot be read has none of its own.
pub fn status(incident: &ViewIncident) -> &'static str {
    if incident.broken.is_some() { "broken" } else { incident.incident.status().word() }
}

/// How long users felt it; so far, where it goes on.
pub fn lasted(incident: &ViewIncident, as_of: Moment) -> Option<TimeDelta> {
    let facts = &incident.incident;
    let so_far = || facts.started.filter(|_| is_ongoing(incident)).map(|started| as_of - started);
    facts.duration().or_else(so_far)
}

/// Whether work on it goes on, as far as its document can be read.
pub fn is_ongoing(incident: &ViewIncident) -> bool {
    incident.broken.is_none() && incident.incident.is_ongoing()
}

/// The Markdown of a section of the log entry.
pub fn section<'a>(incident: &'a ViewIncident, title: &str) -> &'a str {
    let found = incident.sections.iter().find(|section| section.title.eq_ignore_ascii_case(title));
    found.map_or("", |section| section.markdown.as_str())
}

/// The solution's first line, as plain words; without the colon where a list or code comes after it.
pub fn solution(incident: &ViewIncident) -> String {
    let line = first_line(section(incident, "Solution"));
    line.trim_end_matches(':').to_owned()
}

/// A text cut at a word, where it is longer than so many characters.
pub fn shortened(text: &str, limit: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(limit) else { return text.to_owned() };
    let kept = text.get(..end).unwrap_or_default();
    let kept = kept.rsplit_once(' ').map_or(kept, |(words, _)| words);
    format!("{} …", kept.trim_end_matches([',', ';', ':', ' ']))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::document::default_plan;
    use crate::site::testing::view;

    #[test]
    fn every_severity_of_a_plan_has_a_place_in_the_ramp() {
        let mut plan = default_plan();
        let levels = |plan: &Plan| -> Vec<usize> {
            plan.severities.iter().map(|severity| Mark::new(plan, &severity.id).level).collect()
        };
        assert_eq!(levels(&plan), [1, 2, 3, 4]);
        plan.severities.truncate(2);
        assert_eq!(levels(&plan), [1, 2]);
        plan.severities = (1..=7).map(|n| crate::model::Severity { id: n.to_string(), ..Default::default() }).collect();
        assert_eq!(levels(&plan), [1, 1, 2, 2, 3, 3, 4]);
        assert_eq!(Mark::new(&plan, "what").level, 0);
    }

    #[test]
    fn what_a_solution_goes_on_with_is_not_announced() {
        let view =
            view(&[("incidents/2026/2026-03-02-a/incident.md", "---\n---\n\n## Solution\nRestart **both**:\n\n- a\n")]);
        assert_eq!(solution(view.incidents().first().unwrap()), "Restart both");
    }

    #[test]
    fn long_texts_are_cut_at_a_word() {
        assert_eq!(shortened("one two, three", 9), "one two …");
        assert_eq!(shortened("ünï", 3), "ünï");
        assert_eq!(shortened("ünïü", 3), "ünï …");
    }
}

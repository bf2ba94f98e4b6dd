//! Takes out of a text what its readers may not see: the ids of hidden incidents and the roster's phone numbers.

use crate::model::{Action, Entry, Incident, PhoneFrom, Plan, Postmortem};
use crate::text::phone_pattern;
use regex::Regex;
use std::collections::HashSet;

/// What stands in the place of what was taken out: one word, so that a path that held an id leads nowhere.
pub const WITHHELD: &str = "withheld";

/// Knows what is hidden.
#[derive(Clone, Debug)]
pub struct Redaction {
    hidden: HashSet<String>,
    id: Option<Regex>,
    phones: Vec<Regex>,
}

impl Redaction {
    /// Hides the ids given and every phone number that stands in the plan.
    pub fn new(hidden: HashSet<String>, plan: &Plan) -> Self {
        let phones = plan.roster.iter().filter_map(|person| match person.phone.as_ref()? {
            PhoneFrom::Plan(number) => phone_pattern(number),
            PhoneFrom::Environment(_) | PhoneFrom::File(_) => None,
        });
        Self { hidden, id: Regex::new(r"\b\d{4}-\d{2}-\d{2}-[a-z0-9]+(?:-[a-z0-9]+)*").ok(), phones: phones.collect() }
    }

    /// Hides every phone number too that stands in the text of a plan which cannot be read.
    pub fn with_phones_in(mut self, plan: &str) -> Self {
        let written = Regex::new(r#"\bphone\s*:\s*["']?([+(]?[0-9][0-9 ().\-–/]*)"#).ok();
        let numbers = written.iter().flat_map(|pattern| pattern.captures_iter(plan));
        self.phones.extend(numbers.filter_map(|found| phone_pattern(&found[1])));
        self
    }

    /// Whether an id is hidden.
    pub fn hides(&self, id: &str) -> bool {
        self.hidden.contains(id)
    }

    /// The text without what is hidden.
    pub fn text(&self, text: &str) -> String {
        let mut text = match &self.id {
            Some(id) if !self.hidden.is_empty() => id
                .replace_all(text, |found: &regex::Captures<'_>| {
                    let found = &found[0];
                    // A war room's name or a file's may go on behind the id.
                    let hides = self.hidden.iter().any(|id| found == id || found.starts_with(&format!("{id}-")));
                    if hides { WITHHELD.to_owned() } else { found.to_owned() }
                })
                .into_owned(),
            _ => text.to_owned(),
        };
        for phone in &self.phones {
            if phone.is_match(&text) {
                text = phone.replace_all(&text, WITHHELD).into_owned();
            }
        }
        text
    }

    fn option(&self, text: &Option<String>) -> Option<String> {
        text.as_ref().map(|text| self.text(text))
    }

    fn pairs(&self, pairs: &[(String, String)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| (self.text(name), self.text(value))).collect()
    }

    fn texts(&self, texts: &[String]) -> Vec<String> {
        texts.iter().map(|text| self.text(text)).collect()
    }

    fn actions(&self, actions: &[Action]) -> Vec<Action> {
        let redacted = |action: &Action| Action {
            title: self.text(&action.title),
            owner: self.option(&action.owner),
            ticket: self.option(&action.ticket),
            ..action.clone()
        };
        actions.iter().map(redacted).collect()
    }

    /// An incident's front matter without what is hidden.
    pub fn incident(&self, incident: &Incident) -> Incident {
        let mut redacted = incident.clone();
        redacted.title = self.option(&incident.title);
        redacted.reporter = self.option(&incident.reporter);
        redacted.lead = self.option(&incident.lead);
        redacted.war_room = self.option(&incident.war_room);
        redacted.tags = self.texts(&incident.tags);
        for service in &mut redacted.services {
            service.name = self.text(&service.name);
        }
        if let Some(cause) = &mut redacted.root_cause {
            cause.summary = self.option(&cause.summary);
            cause.ticket = self.option(&cause.ticket);
        }
        redacted.actions = self.actions(&incident.actions);
        redacted.related = incident.related.iter().filter(|id| !self.hides(id)).cloned().collect();
        redacted.extra = self.pairs(&incident.extra);
        redacted
    }

    /// A post-mortem's front matter without what is hidden.
    pub fn postmortem(&self, postmortem: &Postmortem) -> Postmortem {
        let mut redacted = postmortem.clone();
        redacted.owner = self.option(&postmortem.owner);
        redacted.facilitator = self.option(&postmortem.facilitator);
        redacted.reviewers = self.texts(&postmortem.reviewers);
        redacted.impact = self.pairs(&postmortem.impact);
        redacted.trigger = self.option(&postmortem.trigger);
        redacted.detection = self.option(&postmortem.detection);
        redacted.causes = self.texts(&postmortem.causes);
        redacted.actions = self.actions(&postmortem.actions);
        redacted.extra = self.pairs(&postmortem.extra);
        redacted
    }

    /// A timeline without what is hidden.
    pub fn timeline(&self, entries: &[Entry]) -> Vec<Entry> {
        let redacted = |entry: &Entry| Entry {
            subject: self.option(&entry.subject),
            text: self.text(&entry.text),
            attributes: self.pairs(&entry.attributes),
            more: self.text(&entry.more),
            ..entry.clone()
        };
        entries.iter().map(redacted).collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::document::{default_plan, read_plan};
    use crate::text::Source;

    #[test]
    fn phone_numbers_are_withheld_in_any_spelling_and_near_misses_are_kept() {
        let plan = read_plan(Source::new("incident.yaml", "roster: [{name: Lead, phone: 555-0101}]\n")).value;
        let redaction = Redaction::new(HashSet::new(), &plan);
        assert_eq!(
            redaction.text("call 555-0101, 555 0101, (555) 0101 or 5550101"),
            "call withheld, withheld, (withheld or withheld"
        );
        assert_eq!(redaction.text("build 15550101 of 555-01012"), "build 15550101 of 555-01012");
    }

    #[test]
    fn phone_numbers_of_a_plan_that_cannot_be_read_are_withheld() {
        let plan =
            "name: [\nroster:\n  - {name: Lead, phone: 555-0101}\n  - name: Chief\n    phone: \"+1 (555) 0102\"\n";
        let redaction = Redaction::new(HashSet::new(), &default_plan()).with_phones_in(plan);
        assert_eq!(redaction.text("5550101, 555-0103, +1 555 0102"), "withheld, 555-0103, withheld");
    }

    #[test]
    fn ids_of_hidden_incidents_are_withheld_and_others_are_kept() {
        let hidden = HashSet::from(["2026-02-05-token".to_owned()]);
        let redaction = Redaction::new(hidden, &default_plan());
        let text = "see [x](../2026-02-05-token/incident.md), #2026-02-05-token-room and 2026-02-05-tokens";
        assert_eq!(redaction.text(text), "see [x](../withheld/incident.md), #withheld and 2026-02-05-tokens");
    }
}

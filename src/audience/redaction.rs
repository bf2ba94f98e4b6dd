//! Takes out of a text what its readers may not see: the ids of hidden incidents, the roster's phone numbers and secrets.

use crate::log::{Log, Secrets};
use crate::model::{Action, Entry, Incident, PhoneFrom, Plan, Postmortem, told_of_key};
use crate::text::{Digits, PhonePattern, phone_pattern};
use regex::Regex;
use std::collections::HashSet;

/// What stands in the place of what was taken out: one word, so that a path that held an id leads nowhere.
pub const WITHHELD: &str = "withheld";

/// A dash as Markdown or an address may have it: escaped, another one, an entity, percent-encoded, or beside emphasis.
const DASH: &str = r"[*_~`\\]*(?:[\p{Pd}\x{2212}]|(?i:%2d|%e2%80%9[0-5])|&(?i:#45|#x2d|#8208|#8209|#x2010|#x2011|hyphen|dash|ndash);)[*_~`\\]*";

/// Knows what is hidden.
#[derive(Clone, Debug)]
pub struct Redaction {
    hidden: HashSet<String>,
    /// What looks like an id.
    id: Option<Regex>,
    /// What stands for a dash in one.
    dash: Option<Regex>,
    /// The hidden folders whose names are no ids.
    odd: Option<Regex>,
    phones: Vec<PhonePattern>,
    secrets: Secrets,
}

impl Redaction {
    /// Hides the ids given and every phone number that stands in the plan.
    pub fn new(hidden: HashSet<String>, plan: &Plan) -> Self {
        let phones = plan.roster.iter().filter_map(|person| match person.phone.as_ref()? {
            PhoneFrom::Plan(number) => phone_pattern(number),
            PhoneFrom::Environment(_) | PhoneFrom::File(_) => None,
        });
        let dash = Regex::new(DASH).ok();
        let id = Regex::new(&format!(r"(?i)\d{{4}}{DASH}\d{{2}}{DASH}\d{{2}}(?:{DASH}[a-z0-9]+)+")).ok();
        // A single word may stand in any sentence.
        let is_odd = |name: &&String| {
            let is_id = id.as_ref().and_then(|id| id.find(name)).is_some_and(|found| found.as_str() == *name);
            !is_id && name.len() >= 8 && !name.chars().all(char::is_alphabetic)
        };
        let odd: Vec<String> = hidden.iter().filter(is_odd).map(|name| regex::escape(name)).collect();
        let odd = (!odd.is_empty()).then(|| Regex::new(&format!("(?i){}", odd.join("|"))).ok()).flatten();
        Self { hidden, id, dash, odd, phones: phones.collect(), secrets: Secrets::default() }
    }

    /// Hides the ids given and every phone number that stands in the plan of a log, whether that can be read or not.
    pub fn of(log: &Log, hidden: HashSet<String>) -> Self {
        let redaction = Self::new(hidden, &log.plan.value);
        match log.plan.broken() {
            Some(_) => redaction.with_phones_in(log.plan.source.text()),
            None => redaction,
        }
    }

    /// Hides every phone number too that stands in the text of a plan which cannot be read.
    pub fn with_phones_in(mut self, plan: &str) -> Self {
        let written = Regex::new(r#"\bphone["']?\s*:\s*["']?([+\x{ff0b}(]*\p{Nd}[\p{Nd}\p{Pd}\p{Zs}().·/]*)"#).ok();
        let numbers = written.iter().flat_map(|pattern| pattern.captures_iter(plan));
        self.phones.extend(numbers.filter_map(|found| phone_pattern(&found[1])));
        self
    }

    /// Hides secrets too.
    pub fn with_secrets(self, secrets: Secrets) -> Self {
        Self { secrets, ..self }
    }

    /// Whether an id is hidden.
    pub fn hides(&self, id: &str) -> bool {
        self.hidden.contains(id)
    }

    /// The text without what is hidden.
    pub fn text(&self, text: &str) -> String {
        // First, as a part of one may look like something else.
        let text = self.secrets.text(text.to_owned());
        let mut text = match &self.id {
            Some(id) if !self.hidden.is_empty() => id
                .replace_all(&text, |found: &regex::Captures<'_>| {
                    let plain = self.dash.as_ref().map(|dash| dash.replace_all(&found[0], "-").to_lowercase());
                    let plain = plain.unwrap_or_default();
                    // A war room's name or a file's may go on behind the id.
                    let hides = |id: &String| {
                        let rest = plain.strip_prefix(&id.to_lowercase());
                        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
                    };
                    if self.hidden.iter().any(hides) { WITHHELD.to_owned() } else { found[0].to_owned() }
                })
                .into_owned(),
            _ => text,
        };
        if let Some(odd) = &self.odd {
            text = odd.replace_all(&text, WITHHELD).into_owned();
        }
        if self.phones.is_empty() {
            return text;
        }
        let digits = Digits::of(&text);
        let mut places: Vec<_> = self.phones.iter().flat_map(|phone| phone.places(&text, &digits)).collect();
        places.sort_by_key(|place| (place.start, place.end));
        let mut begun = text.len();
        for place in places.into_iter().rev() {
            // Of two people's numbers one may be the end of the other.
            text.replace_range(place.start..place.end.min(begun), WITHHELD);
            begun = place.start;
        }
        text
    }

    fn option(&self, text: &Option<String>) -> Option<String> {
        text.as_ref().map(|text| self.text(text))
    }

    fn pairs(&self, pairs: &[(String, String)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| (self.text(name), self.text(value))).collect()
    }

    fn own_keys(&self, keys: &[(String, String)]) -> Vec<(String, String)> {
        keys.iter().map(|(name, value)| (self.text(name), self.text(told_of_key(name, value)))).collect()
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
        redacted.extra = self.own_keys(&incident.extra);
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
        redacted.extra = self.own_keys(&postmortem.extra);
        redacted
    }

    /// A plan's words without what is hidden, and without phone numbers.
    pub fn plan(&self, plan: &Plan) -> Plan {
        let mut redacted = plan.clone();
        redacted.name = self.text(&plan.name);
        redacted.channels.incidents = self.text(&plan.channels.incidents);
        redacted.channels.war_room = self.text(&plan.channels.war_room);
        redacted.postmortem_sections = self.texts(&plan.postmortem_sections);
        for severity in &mut redacted.severities {
            severity.name = self.text(&severity.name);
            severity.definition = self.text(&severity.definition);
            severity.examples = self.texts(&severity.examples);
            let escalation = &mut severity.escalation;
            escalation.channel = self.option(&escalation.channel);
            escalation.mention = self.option(&escalation.mention);
            escalation.direct = self.texts(&escalation.direct);
            escalation.expectation = self.option(&escalation.expectation);
        }
        for person in &mut redacted.roster {
            person.name = self.text(&person.name);
            person.function = self.option(&person.function);
            person.phone = None;
            person.chat = None;
            person.tracker = None;
        }
        for service in &mut redacted.services {
            service.name = self.text(&service.name);
            service.owner = self.option(&service.owner);
            service.links = self.texts(&service.links);
        }
        if let Some(meeting) = &mut redacted.meeting {
            meeting.name = self.text(&meeting.name);
        }
        for endpoint in redacted.tracker.iter_mut().chain(&mut redacted.chat) {
            endpoint.kind = self.option(&endpoint.kind);
            endpoint.address = self.option(&endpoint.address);
        }
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
        assert_eq!(redaction.text("_555-0101_ and 555**-0101**"), "_withheld_ and withheld**");
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
        let text =
            "_2026-02-05-token_, 2026\\-02-05\\-token, 2026‑02‑05‑token, 2026-02-05&#45;Token, 2026%2D02%2d05%2Dtoken";
        assert_eq!(redaction.text(text), "_withheld_, withheld, withheld, withheld, withheld");
    }

    #[test]
    fn a_hidden_folder_whose_name_is_no_id_is_withheld() {
        let redaction = Redaction::new(HashSet::from(["Stolen_Token".to_owned()]), &default_plan());
        assert_eq!(redaction.text("see ../Stolen_Token/x"), "see ../withheld/x");
    }
}

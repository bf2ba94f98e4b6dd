//! An incident's facts from a map of keys, by the mapping and by what an importer knows its keys as.

use super::asked::Asked;
use super::clock::Clock;
use super::failure::Left;
use super::field::{Field, is_same_key};
use super::told::Told;
use super::words::like_status;
use crate::model::{IMPORTED, Milestone, Moment, Visibility};

/// What an importer's keys are called here, and theirs in the order in which they are asked; `-` are kept nowhere.
pub type Known = &'static [(&'static str, &'static [&'static str])];

/// Keys that mean the same in most logs.
pub const USUAL: Known = &[
    ("id", &["id", "uuid", "key", "number"]),
    ("title", &["title", "name", "subject"]),
    ("severity", &["severity", "sev", "priority", "urgency"]),
    ("status", &["status", "state"]),
    ("visibility", &["visibility"]),
    ("started", &["started", "start", "start_time", "started_at", "began", "date", "created", "created_at", "opened"]),
    ("detected", &["detected", "detected_at"]),
    ("acknowledged", &["acknowledged", "acknowledged_at"]),
    ("mitigated", &["mitigated", "mitigated_at"]),
    ("resolved", &["resolved", "resolved_at", "end", "end_time", "ended", "ended_at", "closed", "closed_at"]),
    ("reporter", &["reporter", "reported_by", "creator"]),
    ("lead", &["lead", "incident_commander", "commander", "assignee", "assigned_to"]),
    ("owner", &["owner", "author", "authors"]),
    ("services", &["services", "service", "affected", "components", "component", "systems"]),
    ("tags", &["tags", "tag", "labels", "categories", "category", "keywords"]),
    ("link", &["link", "url", "permalink"]),
    ("summary", &["summary", "description", "abstract"]),
    ("solution", &["solution", "resolution", "fix"]),
    ("root-cause", &["root_cause", "cause"]),
];

/// Takes what a map of keys says into an incident: every key that has no place here is kept as one of the team's own.
///
/// # Errors
/// Where a time that it cannot do without is none.
pub fn fill(told: &mut Told, map: &Field, known: Known, asked: &Asked<'_>, clock: &Clock) -> Result<(), Left> {
    for (theirs, _) in asked.mapping.keys.iter().filter(|(theirs, _)| *map.at(theirs) != Field::Null) {
        asked.met.meet(theirs);
    }
    let mut filling = Filling { told, asked, clock, used: Vec::new() };
    let mut wrong = None;
    for ours in super::mapping::OURS {
        let mapped = asked.mapping.keys.iter().filter(|(_, other)| other == ours).map(|(theirs, _)| theirs.as_str());
        let is_mapped = |theirs: &str| asked.mapping.keys.iter().any(|(other, _)| is_same_key(other, theirs));
        let own = known.iter().filter(|(other, _)| other == ours).flat_map(|(_, theirs)| *theirs).copied();
        for theirs in mapped.chain(own.filter(|theirs| !is_mapped(theirs))) {
            let field = map.at(theirs);
            let is_used = filling.used.iter().any(|used| is_same_key(used, theirs));
            if *field == Field::Null || (is_used && *ours != "summary") {
                continue;
            }
            match filling.take(ours, theirs, field) {
                Ok(true) => filling.used.push(theirs.to_owned()),
                Ok(false) => {}
                Err(why) => {
                    filling.used.push(theirs.to_owned());
                    wrong = wrong.or(Some(why));
                }
            }
        }
    }
    let used = filling.used;
    // A key that is named in the mapping as a path is used by its first name.
    let is_used = |key: &str| used.iter().any(|used| is_same_key(used, key) || used.split('.').next() == Some(key));
    for (key, value) in map.entries().iter().filter(|(key, value)| !is_used(key) && !value.flat().is_empty()) {
        let own = asked.mapping.keys.iter().find(|(theirs, ours)| is_same_key(theirs, key) && ours.starts_with("x-"));
        if own.is_none() && told.visibility.unwrap_or(asked.visibility) == Visibility::Public {
            // Nobody has decided that everybody may read it.
            told.lost(format!("its `{key}`, as the public would read it; a mapping to `{}` keeps it", own_key(key)));
            continue;
        }
        let name = own.map_or_else(|| own_key(key), |(_, ours)| ours.clone());
        let name = if name == IMPORTED { format!("{IMPORTED}-before") } else { name };
        if !told.extra.iter().any(|(other, _)| *other == name) {
            told.extra.push((name, value.flat()));
        }
    }
    if let (None, Some(why)) = (told.started, wrong) {
        return Err(Left::wrong(told.place.clone(), why));
    }
    Ok(())
}

/// The time of a key, where it has one; a person looks at what is none.
pub fn time_of(told: &mut Told, map: &Field, key: &str, clock: &Clock) -> Option<Moment> {
    let text = map.get(key).text()?;
    let read = clock.read(text);
    if read.is_err() {
        told.look_at(format!("`{key}` is no time that can be read: {text}{}", clock.how_to_read(text)));
    }
    Some(read.ok()?.at)
}

/// A key of another log as one of the team's own.
fn own_key(key: &str) -> String {
    let name = crate::text::slug(key);
    let name = name.strip_prefix("x-").unwrap_or(&name);
    format!("x-{}", if name.is_empty() { "other" } else { name })
}

struct Filling<'a, 'b> {
    told: &'a mut Told,
    asked: &'a Asked<'b>,
    clock: &'a Clock,
    used: Vec<String>,
}

impl Filling<'_, '_> {
    /// Takes one value; whether it was of use.
    fn take(&mut self, ours: &str, theirs: &str, field: &Field) -> Result<bool, String> {
        if let Some(milestone) = Milestone::ALL.iter().find(|milestone| milestone.word() == ours) {
            return self.take_time(*milestone, theirs, field);
        }
        let told = &mut *self.told;
        let slot = match ours {
            "-" => return Ok(true),
            "services" | "tags" => {
                let words = field.texts();
                let words =
                    words.iter().flat_map(|text| text.split([',', ';'])).map(str::trim).filter(|word| !word.is_empty());
                let list = if ours == "services" { &mut told.services } else { &mut told.tags };
                for word in words {
                    if !list.iter().any(|other| other == word) {
                        list.push(word.to_owned());
                    }
                }
                return Ok(!list.is_empty());
            }
            "status" => {
                if told.status.is_some() {
                    return Ok(false);
                }
                let Some(word) = field.text() else { return Ok(false) };
                let status = self.asked.mapping.value("status", word).and_then(crate::model::Status::from_word);
                told.status = status.or_else(|| like_status(word));
                if told.status.is_none() {
                    told.look_at(format!("`{word}` is no status that is known here; say in the mapping what it is"));
                }
                return Ok(told.status.is_some());
            }
            "visibility" => {
                let word = field.text().unwrap_or_default();
                let mapped = self.asked.mapping.value("visibility", word).unwrap_or(word);
                // A slip of the pen publishes nothing.
                told.visibility = Some(Visibility::from_word(mapped).unwrap_or(Visibility::Restricted));
                return Ok(true);
            }
            "summary" | "solution" => {
                let Some(text) = field.text().filter(|text| *text != told.title) else { return Ok(false) };
                let slot = if ours == "summary" { &mut told.summary } else { &mut told.solution };
                if slot.is_empty() {
                    *slot = text.to_owned();
                    return Ok(true);
                }
                return Ok(false);
            }
            "id" => {
                if told.id.is_empty() {
                    told.id = field.own().unwrap_or_default();
                }
                return Ok(!told.id.is_empty());
            }
            "title" => {
                if told.title.is_empty() {
                    told.title = field.own().unwrap_or_default();
                    return Ok(!told.title.is_empty());
                }
                return Ok(false);
            }
            "severity" => &mut told.severity,
            "reporter" => &mut told.reporter,
            "lead" => &mut told.lead,
            "owner" => &mut told.owner,
            "link" => &mut told.link,
            "root-cause" => &mut told.root_cause,
            _ => return Ok(false),
        };
        let text = field.texts().first().cloned();
        if slot.is_none() && text.is_some() {
            *slot = text;
            return Ok(true);
        }
        Ok(false)
    }

    fn take_time(&mut self, milestone: Milestone, theirs: &str, field: &Field) -> Result<bool, String> {
        let Some(text) = field.text() else { return Ok(false) };
        // `resolved: true` says that it is over, and not when.
        if let Some(flag) = field.flag() {
            if milestone == Milestone::Resolved && flag && self.told.status.is_none() {
                self.told.status = Some(crate::model::Status::Resolved);
            }
            return Ok(milestone == Milestone::Resolved);
        }
        if self.told.milestone(milestone).is_none_or(|slot| slot.is_some()) {
            return Ok(false);
        }
        match self.clock.read(text) {
            Ok(read) => {
                if !read.has_zone {
                    self.told.guessed(format!("times without a zone are in {}", self.clock.zone.name()));
                }
                if let Some(guess) = read.guess {
                    self.told.guessed(guess);
                }
                if read.is_day {
                    self.told.guessed(format!("of `{milestone}` only the day is known; its midnight stands there"));
                    self.told.days.push(read.at);
                }
                if let Some(slot) = self.told.milestone(milestone) {
                    *slot = Some(read.at);
                }
                Ok(true)
            }
            Err(why) => {
                let why = format!("`{theirs}`: {}", why.0);
                self.told
                    .look_at(format!("`{theirs}` is no time that can be read: {text}{}", self.clock.how_to_read(text)));
                Err(why)
            }
        }
    }
}

//! What the rest of the log says of an incident: how long others took, and which were like it.

use super::outcome::Measured;
use super::withheld::{Veil, is_restricted};
use crate::log::{IncidentFolder, Log};
use crate::model::{Incident, Metric};
use crate::search::{Match, Past, Question, Similar};

/// As many are shown.
const SHOWN: usize = 3;
/// As many are looked at, as some are related already, later, or about something else.
const LOOKED_AT: usize = 100;
/// What is less like an incident than this share of its likeness to itself has a common word or two with it. In the
/// sample log everything above is what its authors related; of 200 generated incidents, 77 of 83 pairs fail in one way.
const LIKENESS: f64 = 0.2;
/// So many common tags say as much as a common service.
const TAGS: usize = 2;

/// What can be measured of an incident; what is usual is told by the other incidents that are not restricted.
pub fn measured(log: &Log, folder: &IncidentFolder) -> Vec<Measured> {
    let Some(incident) = readable(folder) else { return Vec::new() };
    let others = log.incidents.iter().filter(|other| other.name != folder.name && !is_restricted(other));
    let others: Vec<&Incident> = others.filter_map(readable).collect();
    let measure = |metric: &Metric| {
        let usual = metric.usual(incident.severity.as_deref(), &others);
        Some(Measured { metric: *metric, lasted: metric.of(incident)?, usual })
    };
    Metric::ALL.iter().filter_map(measure).collect()
}

/// The past incidents most like one that nobody has related to it yet, the most alike first: they hit the same service
/// or have the same tags, and their words are those of its title.
pub fn similar(log: &Log, past: &Past, folder: &IncidentFolder, veil: &Veil) -> Vec<Similar> {
    let Some(incident) = readable(folder) else { return Vec::new() };
    let matches = past.like(&Question::of_text(&words_of_title(folder.title(), incident)), LOOKED_AT);
    let Some(itself) = matches.iter().find(|found| found.path == folder.path) else { return Vec::new() };
    let zone = log.plan.value.time_zone;
    let is_past = |other: &IncidentFolder| match (other.order(zone), folder.order(zone)) {
        (Some(other), Some(own)) => other <= own,
        _ => true,
    };
    let fits = |other: &IncidentFolder| {
        let Some(found) = readable(other) else { return false };
        let related = incident.related.contains(&other.name) || found.related.contains(&folder.name);
        other.name != folder.name && is_past(other) && !related && is_akin(incident, found) && !veil.hides(&other.name)
    };
    let is_like = |found: &&Match| found.score >= itself.score * LIKENESS;
    let found = matches.iter().filter(is_like).filter(|found| log.incident(&found.similar.id).is_some_and(fits));
    found.take(SHOWN).map(|found| found.similar.clone()).collect()
}

/// A title without the names of its services, which would make each of their incidents alike.
fn words_of_title(title: &str, incident: &Incident) -> String {
    let words = |text: &str| -> Vec<String> {
        text.to_lowercase().split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect()
    };
    let services: Vec<String> = incident.services.iter().flat_map(|service| words(&service.name)).collect();
    words(title).into_iter().filter(|word| !services.contains(word)).collect::<Vec<_>>().join(" ")
}

fn is_akin(one: &Incident, other: &Incident) -> bool {
    let same_service = |name: &str| other.services.iter().any(|service| service.name.eq_ignore_ascii_case(name));
    let same_tag = |tag: &&String| other.tags.iter().any(|other| other.eq_ignore_ascii_case(tag));
    one.services.iter().any(|service| same_service(&service.name)) || one.tags.iter().filter(same_tag).count() >= TAGS
}

fn readable(folder: &IncidentFolder) -> Option<&Incident> {
    folder.readable().map(|document| &document.value)
}

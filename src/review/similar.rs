//! Past incidents like one, that nobody has related to it yet.

use super::withheld::Veil;
use crate::document::body::first_line;
use crate::log::IncidentFolder;
use crate::search::{Past, Similar};

/// As many are shown.
const SHOWN: usize = 3;
/// As many are looked at, as some are related already, later, or withheld.
const LOOKED_AT: usize = 40;
/// What is less like an incident than this share of its likeness to itself has only a few words in common with it.
const LIKENESS: f32 = 0.2;

/// The past incidents most like one, the most alike first.
pub fn similar(past: &Past<'_>, folder: &IncidentFolder, veil: &Veil) -> Vec<Similar> {
    let Some(document) = folder.incident.as_ref().filter(|document| document.broken().is_none()) else {
        return Vec::new();
    };
    let incident = &document.value;
    let services = incident.services.iter().map(|service| service.name.as_str());
    let tags = incident.tags.iter().map(String::as_str);
    let summary = first_line(&document.section_text("Summary"));
    let words: Vec<&str> = [folder.title(), &summary].into_iter().chain(services).chain(tags).collect();
    let matches = past.like(&words.join(" "), LOOKED_AT);
    let itself = matches.iter().find(|found| found.folder.path == folder.path).map_or(0.0, |found| found.score);
    let is_past = |other: &IncidentFolder| match (other.started(), folder.started()) {
        (Some(other), Some(own)) => other <= own,
        _ => true,
    };
    let names = |one: &IncidentFolder, other: &IncidentFolder| {
        one.incident.as_ref().is_some_and(|document| document.value.related.contains(&other.name))
    };
    let fits = |other: &IncidentFolder| {
        let related = names(folder, other) || names(other, folder);
        other.name != folder.name && is_past(other) && !related && !veil.hides(&other.name)
    };
    let found = matches.iter().filter(|found| fits(found.folder) && found.score >= itself * LIKENESS);
    found.take(SHOWN).map(|found| Similar::of(found.folder)).collect()
}

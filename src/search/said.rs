//! What an incident says of itself, and how much more it says in one place than in another.

use crate::document::Document;
use crate::document::body::plain_words;
use crate::log::IncidentFolder;

/// What a word counts in the title, in the body, in services and tags, and in the post-mortem, which is long and about more
/// than the incident.
pub const WEIGHTS: [f64; 4] = [2.0, 1.0, 2.0, 0.5];

/// Services and tags.
pub fn labels_of(folder: &IncidentFolder) -> impl Iterator<Item = &str> {
    let incidents = folder.readable().into_iter().map(|document| &document.value);
    incidents.flat_map(|incident| {
        let services = incident.services.iter().map(|service| service.name.as_str());
        services.chain(incident.tags.iter().map(String::as_str))
    })
}

/// What the post-mortem says that it came of.
pub fn causes_of(folder: &IncidentFolder) -> impl Iterator<Item = &str> {
    let postmortems = folder.postmortem.iter().filter(|postmortem| postmortem.broken().is_none());
    postmortems.flat_map(|postmortem| postmortem.value.causes.iter().map(String::as_str))
}

/// What a body says.
pub fn words_of<T>(document: &Document<T>) -> String {
    plain_words(document.source.slice(document.body.span))
}

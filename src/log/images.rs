//! The images that documents show, and where they are looked for.

use super::assembly::Log;
use crate::document::html::is_relative;
use crate::document::{Document, Link, links};
use crate::model::Place;
use crate::text::paths_of_address;

/// An image of the log as a document shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownImage {
    /// Where its address stands.
    pub place: Place,
    /// The paths in the log that its address may mean; none where it leaves the log.
    pub paths: Vec<String>,
}

impl Log {
    /// The images that documents show, but those that are elsewhere.
    pub fn images(&self) -> Vec<ShownImage> {
        let mut images = Vec::new();
        for folder in &self.incidents {
            folder.incident.iter().for_each(|document| images.extend(of(document)));
            folder.postmortem.iter().for_each(|document| images.extend(of(document)));
        }
        self.agenda.iter().for_each(|item| images.extend(of(&item.document)));
        images
    }
}

fn of<T>(document: &Document<T>) -> Vec<ShownImage> {
    let source = &document.source;
    if document.broken().is_some() || !source.text().contains("![") {
        return Vec::new();
    }
    let folder = source.path().rsplit_once('/').map_or("", |(folder, _)| folder);
    let images = links(source.text(), document.body.span).into_iter();
    let images = images.filter(|image| image.is_image && is_relative(&image.address));
    let shown = |image: Link| ShownImage {
        place: Place::of(source, image.span),
        paths: paths_of_address(folder, &image.address),
    };
    images.map(shown).collect()
}

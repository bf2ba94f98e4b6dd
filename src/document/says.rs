//! Whether a front matter says anything under a key.

use super::Document;
use super::step::Step;
use super::yaml::Value;

/// Whether a key of the front matter says anything, be it readable or not.
pub fn says<T>(document: &Document<T>, key: &str) -> bool {
    says_at(document, &[Step::Key(key)])
}

/// The same for a value deeper in the front matter.
pub fn says_at<T>(document: &Document<T>, path: &[Step<'_>]) -> bool {
    let mut node = &document.front;
    for step in path {
        let next = match step {
            Step::Key(key) => node.entry(key).map(|entry| &entry.value),
            Step::Index(index) => node.items().get(*index),
        };
        let Some(next) = next else { return false };
        node = next;
    }
    let empty = node.text().is_some_and(|text| text.trim().is_empty());
    !empty && node.value != Value::Null
}

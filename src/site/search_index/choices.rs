//! Which documents have which severity, service, tag, year and status, and which are pages; of several logs, whose each is.

use super::code::gaps;
use super::documents::SearchDocument;
use serde::Serialize;
use std::collections::BTreeMap;

/// The keys of all documents; the places of those that are pages; and of each facet its values, each with the places of its documents among those.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Choices<'a> {
    keys: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pages: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    log: Values<'a>,
    severity: Values<'a>,
    service: Values<'a>,
    status: Values<'a>,
    tag: Values<'a>,
    year: Values<'a>,
}

/// Pairs, as a script takes some names of an object for its own.
type Values<'a> = Vec<(&'a str, String)>;

impl<'a> Choices<'a> {
    pub fn new(documents: &[(u32, &'a SearchDocument)]) -> Self {
        Self {
            keys: gaps(documents.iter().map(|(key, _)| *key)),
            pages: gaps(
                documents.iter().zip(0..).filter(|((_, document), _)| document.is_page()).map(|(_, place)| place),
            ),
            log: values(documents, |document| std::slice::from_ref(&document.log)),
            severity: values(documents, |document| std::slice::from_ref(&document.severity)),
            service: values(documents, |document| &document.services),
            status: values(documents, |document| std::slice::from_ref(&document.status)),
            tag: values(documents, |document| &document.tags),
            year: values(documents, |document| std::slice::from_ref(&document.year)),
        }
    }
}

fn values<'a>(documents: &[(u32, &'a SearchDocument)], of: impl Fn(&'a SearchDocument) -> &'a [String]) -> Values<'a> {
    let mut values: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for ((_, document), place) in documents.iter().zip(0..) {
        for value in of(document).iter().filter(|value| !value.is_empty()) {
            let places = values.entry(value).or_default();
            // A value that stands twice in a list counts once.
            if places.last() != Some(&place) {
                places.push(place);
            }
        }
    }
    values.into_iter().map(|(value, places)| (value, gaps(places.into_iter()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_has_its_documents_once() {
        let document = |severity: &str, tags: &[&str]| SearchDocument {
            severity: severity.to_owned(),
            status: if severity.is_empty() { String::new() } else { "open".to_owned() },
            tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
            ..SearchDocument::default()
        };
        let all = [document("sev-1", &["b", "a", "b"]), document("", &[""]), document("sev-1", &["a"])];
        let keyed: Vec<_> = [3, 5, 9].into_iter().zip(&all).collect();
        let choices = Choices::new(&keyed);
        let pairs =
            |values: &[(&str, &str)]| values.iter().map(|(value, places)| format!("{value} {places}")).collect();
        let told = |values: &Values<'_>| values.iter().map(|(value, places)| format!("{value} {places}")).collect();
        let (severity, tags): (Vec<String>, Vec<String>) = (told(&choices.severity), told(&choices.tag));
        assert_eq!((choices.keys.as_str(), choices.pages.as_str()), ("324", "1"));
        assert_eq!((severity, tags), (pairs(&[("sev-1", "02")]), pairs(&[("a", "02"), ("b", "0")])));
    }
}

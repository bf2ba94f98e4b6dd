//! How long users felt each incident, for the order by it: loaded by whoever asks for that order alone.

use super::code::push;
use super::documents::SearchDocument;
use serde::Serialize;

/// Of all documents in the order of their keys.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Lasted {
    /// One more than the minutes of each that is over; 0 where that is not known.
    over: String,
    /// The places of those that go on, each with when it started, in seconds since 1970: how long that is only the reader's
    /// clock knows.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    on: Vec<(u32, i64)>,
}

impl Lasted {
    pub fn new(documents: &[(u32, &SearchDocument)]) -> Self {
        let mut over = String::new();
        for (_, document) in documents {
            push(&mut over, document.lasted.map_or(0, |minutes| minutes.saturating_add(1)));
        }
        let goes_on = |document: &&SearchDocument| document.ongoing && document.lasted.is_none();
        let on = documents.iter().zip(0..).filter(|((_, document), _)| goes_on(document));
        let on = on.filter_map(|((_, document), place)| Some((place, document.started?.timestamp()))).collect();
        Self { over, on }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::parse_moment;

    #[test]
    fn each_that_is_over_has_its_minutes_and_each_that_goes_on_its_start() {
        let started = parse_moment("2026-03-09T12:00:00Z", chrono_tz::UTC, None).ok();
        let document = |lasted, ongoing| SearchDocument { lasted, ongoing, started, ..SearchDocument::default() };
        let all = [document(Some(0), false), document(None, true), document(None, false), document(Some(40), true)];
        let keyed: Vec<_> = (0..).zip(&all).collect();
        let told = serde_json::to_string(&Lasted::new(&keyed)).unwrap_or_default();
        assert_eq!(told, r#"{"over":"100x9","on":[[1,1773057600]]}"#);
    }
}

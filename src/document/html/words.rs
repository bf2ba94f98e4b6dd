//! What becomes a link though it is written as plain words: ids of incidents, and addresses.

use crate::document::bare_addresses::addresses_of;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// A piece of a text that may be a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Something that looks like the id of an incident.
    Id,
    Address,
}

/// What may become a link in plain words, in order.
pub fn pieces(text: &str) -> Vec<(Range<usize>, Piece)> {
    static ID: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\d{4}-\d\d-\d\d(?:-[a-z0-9]+)+").ok());
    let addresses = addresses_of(text, 0..text.len());
    let mut pieces: Vec<_> = addresses.into_iter().map(|place| (place, Piece::Address)).collect();
    if text.contains('-') {
        let ids = ID.iter().flat_map(|id| id.find_iter(text)).map(|found| found.range());
        pieces.extend(ids.filter(|place| stands_alone(text, place)).map(|place| (place, Piece::Id)));
        pieces.sort_by_key(|(place, _)| place.start);
        let mut end = 0;
        pieces.retain(|(place, _)| {
            let is_next = place.start >= end;
            end = end.max(place.end);
            is_next
        });
    }
    pieces
}

/// Whether a place in a text is no part of a path, of a channel's name or of a longer word.
fn stands_alone(text: &str, place: &Range<usize>) -> bool {
    let is_joined = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '\\' | '#' | '@' | '=');
    let before = text.get(..place.start).and_then(|before| before.chars().next_back());
    let mut after = text.get(place.end..).unwrap_or_default().chars();
    let ends = match after.next() {
        Some('.' | ':') => !after.next().is_some_and(char::is_alphanumeric),
        next => !next.is_some_and(is_joined),
    };
    ends && !before.is_some_and(|c| is_joined(c) || c == '.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_addresses_are_found_without_the_sentence_around_them() {
        for (text, words) in [
            ("As in 2024-12-02-pool-exhausted.", &["2024-12-02-pool-exhausted"][..]),
            ("(2024-12-02-pool, 2024-12-03-x-2): y", &["2024-12-02-pool", "2024-12-03-x-2"]),
            ("é2024-12-02-pool #2024-12-02-pool ../2024-12-02-pool/incident.md 2024-12-02-pool.png 2024-12-02", &[]),
            ("12024-12-02-pool 2024-12-02-Pool 2024-12-02-pool_x", &[]),
            (
                "See https://a.example/x_(y)?a=1&b#c. Or (http://b.example).",
                &["https://a.example/x_(y)?a=1&b#c", "http://b.example"],
            ),
            ("https:// xhttps://a.example https://./ http://localhost/x", &[]),
            ("https://a.example/2024-12-02-pool", &["https://a.example/2024-12-02-pool"]),
        ] {
            let found: Vec<_> = pieces(text).into_iter().map(|(place, _)| &text[place]).collect();
            assert_eq!(found, words, "{text}");
        }
    }
}

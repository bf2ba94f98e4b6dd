//! What is secret in a text or a log, for those who show or write either.

use super::card_number::card_numbers;
use super::leaked_secret;
use super::password_in_url::passwords;
use super::private_key::private_keys;
use crate::log::STARS;
use crate::model::Diagnostic;
use crate::text::{Source, Span};
use std::collections::HashMap;

/// Everything in a text that a rule on secrets would find, were none let off, in order and apart.
pub fn secrets_in(text: &str) -> Vec<Span> {
    let mut found: Vec<_> = leaked_secret::secrets(text).into_iter().map(|secret| secret.span).collect();
    found.extend(passwords(text).into_iter().map(|password| password.span));
    found.extend(card_numbers(text));
    found.extend(private_keys(text));
    found.sort();
    found.dedup_by(|next, kept| {
        let overlaps = next.start < kept.end;
        kept.end = if overlaps { kept.end.max(next.end) } else { kept.end };
        overlaps
    });
    found
}

/// Where secrets stand in the sources that have findings, by path.
pub fn secrets_beside<'a>(findings: &'a [Diagnostic], sources: &HashMap<&str, &Source>) -> HashMap<&'a str, Vec<Span>> {
    let mut beside = HashMap::new();
    for path in findings.iter().map(|finding| finding.place.path.as_str()) {
        let secrets = || sources.get(path).map(|source| secrets_in(source.text())).unwrap_or_default();
        beside.entry(path).or_insert_with(secrets);
    }
    beside
}

/// A text with stars in the place of everything that is secret in it.
pub fn starred(text: &str) -> String {
    let mut starred = text.to_owned();
    for secret in secrets_in(text).into_iter().rev() {
        starred.replace_range(secret.range(), STARS);
    }
    starred
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_secret_gives_way_to_stars() {
        let zeros = "0".repeat(64);
        let key = format!("{0}BEGIN PRIVATE KEY{0}\n{zeros}\n{0}END PRIVATE KEY{0}", "-----");
        let text = format!("a password=menCkhvMdga9 b mysql://shop:pass@db c 4900000000000003 d\n{key}\ne");
        let expected = "a password=*** b mysql://shop:***@db c *** d\n***\ne";
        assert_eq!(starred(&text), expected);
        assert_eq!(starred("nothing"), "nothing");
    }
}

//! What holds for a question that somebody typed, in few words, and not for an incident that is asked for whole.

use super::part::Part;
use super::shared::{Common, Word};
use std::collections::BTreeSet;
use tantivy::TantivyError;
use tantivy::schema::Field;

/// Of so many words, each is what the question is about.
const FEW: usize = 3;

/// A word that more of all incidents have than one in so many does not tell them apart, unless there are but two.
const RARE: usize = 10;

/// What has less than this of what the best has is not shown behind it.
const OF_THE_BEST: f64 = 0.4;

/// The shortest beginning that two words share which are one, in letters, and the longest ending in which they differ.
const BEGINNING: usize = 4;
const ENDING: usize = 2;

/// The words of the past that begin as a word does that nobody wrote so: blurry and blurred are one.
///
/// # Errors
/// Where the index cannot be read.
pub fn words_like(
    parts: &[Part],
    fields: impl Iterator<Item = Field>,
    word: &str,
) -> Result<BTreeSet<String>, TantivyError> {
    let mut found = BTreeSet::new();
    let length = word.chars().count();
    if length < BEGINNING {
        return Ok(found);
    }
    let beginning: String = word.chars().take(length.saturating_sub(ENDING).max(BEGINNING)).collect();
    for field in fields {
        for part in parts {
            let index = part.reader.inverted_index(field)?;
            let mut terms = index.terms().range().ge(beginning.as_bytes()).into_stream()?;
            while terms.advance() {
                let Ok(term) = std::str::from_utf8(terms.key()) else { continue };
                if !term.starts_with(&beginning) {
                    break;
                }
                if term.chars().count() <= length + ENDING {
                    found.insert(term.to_owned());
                }
            }
        }
    }
    Ok(found)
}

/// Finds those that have the rarest of a few words that were `asked` in their title or labels: they are about it.
pub fn find_named(words: &[Word], asked: usize, count: usize, all: &mut [Common]) {
    let known = words.iter().filter(|word| !word.found.is_empty());
    let rarest = known.max_by(|a, b| a.says.total_cmp(&b.says)).filter(|_| asked <= FEW);
    let Some(rarest) = rarest.filter(|word| word.found.len() <= (count / RARE).max(2)) else { return };
    for at in &rarest.named {
        if let Some(common) = all.get_mut(*at as usize) {
            common.is_found = true;
        }
    }
}

/// Leaves out what has much less in common with the question than the best has.
pub fn leave_out_far(ranked: &mut Vec<(u32, f64)>) {
    let least = ranked.first().map_or(0.0, |(_, best)| best * OF_THE_BEST);
    ranked.retain(|(_, score)| *score >= least);
}

//! What holds for a question that somebody typed, in few words, and not for an incident that is asked for whole.

use super::part::Part;
use super::shared::{Common, Word};
use std::collections::{BTreeMap, BTreeSet};
use tantivy::TantivyError;
use tantivy::schema::Field;

/// Of so many words, each is what the question is about.
const FEW: usize = 4;

/// Of so many, two of them are.
const SEVERAL: usize = 8;

/// What people say around what is wrong, by its stem: it tells nothing of it.
const ORDINARY: &str = "after again all also anoth any befor can cannot could did do doe dure from get has have how i it just mani more my \
    now onli our over see show sinc some still than today until us veri we were what when where which while who whi yesterday you your";

/// The words of a question without the ordinary ones, unless there are no others.
pub fn telling(words: &BTreeMap<String, f64>) -> BTreeMap<String, f64> {
    let is_telling = |word: &String| !ORDINARY.split(' ').any(|ordinary| ordinary == word);
    let telling: BTreeMap<String, f64> =
        words.iter().filter(|(word, _)| is_telling(word)).map(|(word, asked)| (word.clone(), *asked)).collect();
    if telling.is_empty() { words.clone() } else { telling }
}

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

/// Finds those that have the rarest of a few words that were `asked` in their title or labels: they are about it. Of some
/// more words they have another, too.
pub fn find_named(words: &[Word], asked: usize, count: usize, all: &mut [Common]) {
    if asked > SEVERAL {
        return;
    }
    let least = if asked <= FEW { 1 } else { 2 };
    let known = || words.iter().filter(|word| !word.found.is_empty());
    let most = known().map(|word| word.says).fold(0.0, f64::max);
    // Several may be as rare.
    let rarest = known().filter(|word| word.says >= most && word.found.len() <= (count / RARE).max(2));
    for at in rarest.flat_map(|word| &word.named) {
        if let Some(common) = all.get_mut(*at as usize).filter(|common| common.words >= least) {
            common.is_found = true;
        }
    }
}

/// Leaves out what has much less in common with the question than the best has.
pub fn leave_out_far(ranked: &mut Vec<(u32, f64)>) {
    let least = ranked.first().map_or(0.0, |(_, best)| best * OF_THE_BEST);
    ranked.retain(|(_, score)| *score >= least);
}

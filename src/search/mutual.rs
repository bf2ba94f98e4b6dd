//! Who is like a question would ask for it, too: of those that have its words, the ones come first to which it is as much
//! alike as the one most like them. A long report has words of every question, and asks for few.

use super::fields::Fields;
use super::part::Part;
use super::rank::{AGAIN, AGAIN_ASKED, LENGTH, MOST_WORDS, count_with, rarity};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use tantivy::TantivyError;

/// As many of those that have a question's words are asked in their turn. Found with the first half of the pairs in
/// `tests/data/alike.csv`; from 12 to 40 it makes little difference.
pub const ASKED_BACK: usize = 30;

/// For each of some incidents how much the question is what it would ask for: 1 for one to which nothing else that was
/// found is more alike. `asked` has the words of the question and then those of each.
///
/// # Errors
/// Where the index cannot be read.
pub fn asked_back(
    parts: &[Part],
    fields: &Fields,
    count: usize,
    asked: &[BTreeMap<String, f64>],
) -> Result<Vec<f64>, TantivyError> {
    let rarity: HashMap<&str, f64> = {
        let words: BTreeSet<&str> = asked.iter().flat_map(|words| words.keys().map(String::as_str)).collect();
        let (mut is_seen, mut all) = (vec![false; count], HashMap::new());
        for word in words {
            let found = count_with(parts, fields, word, &mut is_seen)?;
            // One that no other has cannot make any alike.
            if found > 1 {
                all.insert(word, rarity(count, found));
            }
        }
        all
    };
    let lengths: Vec<f64> = asked.iter().map(|words| words.values().sum()).collect();
    let mean = (lengths.iter().sum::<f64>() / lengths.len().max(1) as f64).max(1.0);
    let says = |at: usize, word: &str| {
        let often = asked.get(at).and_then(|words| words.get(word)).copied().unwrap_or_default();
        let length = lengths.get(at).copied().unwrap_or_default() / mean;
        let weight = often / (1.0 - LENGTH + LENGTH * length);
        weight / (weight + AGAIN)
    };
    let back = asked.iter().enumerate().skip(1).map(|(own, words)| {
        let mut words: Vec<(&str, f64)> = words
            .iter()
            .filter_map(|(word, asked)| {
                Some((word.as_str(), rarity.get(word.as_str())? * asked / (asked + AGAIN_ASKED)))
            })
            .collect();
        // Of equals the first in the alphabet stays.
        words.sort_by(|a, b| b.1.total_cmp(&a.1));
        words.truncate(MOST_WORDS);
        let like = |at: usize| words.iter().map(|(word, asked)| asked * says(at, word)).sum::<f64>();
        let best = (0..asked.len()).filter(|at| *at != own).map(like).fold(0.0, f64::max);
        if best > 0.0 { like(0) / best } else { 0.0 }
    });
    Ok(back.collect())
}

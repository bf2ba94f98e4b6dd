//! How much incidents are like a question: BM25 over all places where a word can stand, as BM25F has it.
//!
//! The engine's own scores depend on what was deleted and on how its files were cut. These depend on the incidents alone
//! among which is looked, so that the kept index answers to the last bit as a fresh one does.

use super::chance::Chance;
use super::fields::Fields;
use super::part::Part;
use super::question::Question;
use super::same_cause::same_cause;
use tantivy::postings::Postings as _;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet as _, TERMINATED, TantivyError, Term};

/// How fast a word that comes again says less, in an incident and in a question, and how much a long text has to say it
/// more often. Found with the first half of the pairs in `tests/data/alike.csv`, by `benches/similar.rs`.
pub(super) const AGAIN: f64 = 1.2;
pub(super) const AGAIN_ASKED: f64 = 5.0;
pub(super) const LENGTH: f64 = 0.9;

/// How much it says that something failed in the same way, against the words of the one most like it.
const CAUSES: f64 = 0.4;

/// In a smaller log than this, what is rare is so by chance.
const SMALL: usize = 50;

/// As many words of a question make others alike, those that say most: the rest costs time and adds noise.
const MOST_WORDS: usize = 40;

/// A word of a question.
struct Word {
    /// How much it says among the incidents.
    says: f64,
    /// How much it would among more of them, where they are few.
    in_many: f64,
    /// The incidents that have it, by their places, with how much it says of each.
    found: Vec<(u32, f64)>,
}

/// What is asked of the words of a question.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    Alike,
    AllWords,
    SomeWords,
}

/// The incidents that have words of a question, by their places, with how much they are like it.
pub fn rank(
    parts: &[Part],
    fields: &Fields,
    count: usize,
    question: &Question,
    asked: Asked,
) -> Result<Vec<(u32, f64)>, TantivyError> {
    let mut places = Vec::new();
    for place in &fields.places {
        places.push((place, mean_length(parts, place.field)?.max(1.0)));
    }
    let mut words: Vec<Word> = Vec::new();
    let mut weights = vec![0.0; count];
    for (word, asked_for) in &question.words {
        let mut found: Vec<u32> = Vec::new();
        for (place, mean) in &places {
            let term = Term::from_field_text(place.field, word);
            for part in parts {
                let index = part.reader.inverted_index(place.field)?;
                let Some(mut postings) = index.read_postings(&term, IndexRecordOption::WithFreqs)? else { continue };
                let norms = part.reader.get_fieldnorms_reader(place.field)?;
                while postings.doc() != TERMINATED {
                    let document = postings.doc();
                    if let Some(at) = part.places.get(document as usize).copied().flatten()
                        && let Some(weight) = weights.get_mut(at as usize)
                    {
                        if *weight == 0.0 {
                            found.push(at);
                        }
                        let length = f64::from(norms.fieldnorm(document)) / mean;
                        *weight += place.weight * f64::from(postings.term_freq()) / (1.0 - LENGTH + LENGTH * length);
                    }
                    postings.advance();
                }
            }
        }
        let (rarity, in_many) = (rarity(count, found.len()), rarity(count.max(SMALL), found.len()));
        let take = |at: u32| {
            let weight = weights.get_mut(at as usize).map(std::mem::take).unwrap_or_default();
            (at, weight / (weight + AGAIN))
        };
        let asked_for = asked_for / (asked_for + AGAIN_ASKED);
        let found = found.into_iter().map(take).collect();
        words.push(Word { says: rarity * asked_for, in_many: in_many * asked_for, found });
    }
    if asked == Asked::Alike {
        // Of equals the first in the alphabet stays.
        words.sort_by(|a, b| b.says.total_cmp(&a.says));
    }
    let chance = Chance::of(words.iter().take(MOST_WORDS).map(|word| word.in_many));
    if asked == Asked::Alike {
        // One that no other incident has cannot make any alike.
        words.retain(|word| !word.found.is_empty());
        words.truncate(MOST_WORDS);
    }
    let mut all = common(&words, count);
    if asked == Asked::Alike {
        // Against what the words came to of the one most like it, behind the incident itself.
        let mut scores: Vec<f64> = all.iter().map(|common| common.score).collect();
        scores.sort_by(|a, b| b.total_cmp(a));
        let much = CAUSES * scores.get(1).copied().unwrap_or_default();
        let same = same_cause(parts, fields.causes, count, &question.causes)?;
        for (common, same) in all.iter_mut().zip(same) {
            common.score += much * same;
            common.is_found = chance.is_less_than(common.share, same);
        }
    }
    let least = if asked == Asked::AllWords { words.len() } else { 1 };
    let found = (0..).zip(all).filter(|(_, common)| match asked {
        Asked::Alike => common.is_found,
        _ => common.words >= least.max(1),
    });
    let mut ranked: Vec<(u32, f64)> = found.map(|(at, common)| (at, common.score)).collect();
    // Of equals the newest comes first: it is told in today's terms.
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(b.0.cmp(&a.0)));
    Ok(ranked)
}

/// What an incident has in common with a question.
#[derive(Clone, Default)]
struct Common {
    score: f64,
    /// The same as among more incidents, where they are few.
    share: f64,
    words: usize,
    is_found: bool,
}

fn common(words: &[Word], count: usize) -> Vec<Common> {
    let mut all = vec![Common::default(); count];
    for Word { says, in_many, found } in words {
        for (at, weight) in found {
            if let Some(common) = all.get_mut(*at as usize) {
                common.score += says * weight;
                common.share += in_many * weight;
                common.words += 1;
            }
        }
    }
    all
}

/// How much a word says that stands in some of all incidents.
pub(super) fn rarity(all: usize, found: usize) -> f64 {
    (1.0 + (all as f64 - found as f64 + 0.5) / (found as f64 + 0.5)).ln()
}

/// Of the texts in one place, among the incidents that are looked at, in words.
fn mean_length(parts: &[Part], field: Field) -> Result<f64, TantivyError> {
    let (mut all, mut texts) = (0u64, 0u64);
    for part in parts {
        let norms = part.reader.get_fieldnorms_reader(field)?;
        for (document, _) in (0..).zip(&part.places).filter(|(_, place)| place.is_some()) {
            all += u64::from(norms.fieldnorm(document));
            texts += 1;
        }
    }
    Ok(all as f64 / texts.max(1) as f64)
}

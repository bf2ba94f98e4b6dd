//! How much incidents are like a question: BM25 over all places where a word can stand, as BM25F has it.
//!
//! The engine's own scores depend on what was deleted and on how its files were cut. These depend on the incidents alone
//! among which is looked, so that the kept index answers to the last bit as a fresh one does.

use super::fields::Fields;
use super::question::Question;
use tantivy::postings::Postings as _;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet as _, SegmentReader, TERMINATED, TantivyError, Term};

/// How fast a word that comes again says less, in an incident and in a question, and how much a long text has to say it
/// more often. Found with the first half of the pairs in `tests/data/alike.csv`, by `benches/similar.rs`.
pub(super) const AGAIN: f64 = 1.2;
pub(super) const AGAIN_ASKED: f64 = 5.0;
pub(super) const LENGTH: f64 = 0.9;

/// As many words of a question make others alike, those that say most: the rest costs time and adds noise.
const MOST_WORDS: usize = 40;

/// One of the engine's segments, with the places in the list of incidents of those among which is looked.
pub struct Part {
    pub reader: SegmentReader,
    pub places: Vec<Option<u32>>,
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
    let mut words: Vec<(f64, Vec<(u32, f64)>)> = Vec::new();
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
        let rarity = rarity(count, found.len());
        let take = |at: u32| {
            let weight = weights.get_mut(at as usize).map(std::mem::take).unwrap_or_default();
            (at, weight / (weight + AGAIN))
        };
        words.push((rarity * asked_for / (asked_for + AGAIN_ASKED), found.into_iter().map(take).collect()));
    }
    if asked == Asked::Alike {
        // One that no other incident has cannot make any alike; of equals the first in the alphabet stays.
        words.sort_by(|a, b| b.0.total_cmp(&a.0));
        words.retain(|(_, found)| !found.is_empty());
        words.truncate(MOST_WORDS);
    }
    let (mut scores, mut counts) = (vec![0.0; count], vec![0; count]);
    for (says, found) in &words {
        for (at, weight) in found {
            if let (Some(score), Some(count)) = (scores.get_mut(*at as usize), counts.get_mut(*at as usize)) {
                *score += says * weight;
                *count += 1;
            }
        }
    }
    let least = if asked == Asked::AllWords { words.len() } else { 1 };
    let found = (0..).zip(scores).zip(counts).filter(|(_, count)| *count >= least.max(1));
    let mut ranked: Vec<(u32, f64)> = found.map(|(found, _)| found).collect();
    // Of equals the newest comes first: it is told in today's terms.
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(b.0.cmp(&a.0)));
    Ok(ranked)
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

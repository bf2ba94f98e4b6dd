//! How much incidents are like a question: BM25 over all places where a word can stand, as BM25F has it.
//!
//! The engine's own scores depend on what was deleted and on how its files were cut. These depend on the incidents alone
//! among which is looked, so that the kept index answers to the last bit as a fresh one does.

use super::chance::Chance;
use super::fields::{Fields, Place};
use super::part::Part;
use super::question::Question;
use super::same_cause::same_cause;
use super::shared::{Common, Word};
use super::typed::{find_named, leave_out_far, telling, words_like};
use std::borrow::Cow;
use tantivy::postings::Postings as _;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet as _, TERMINATED, TantivyError, Term};

/// How fast a word that comes again says less, in an incident and in a question, and how much a long text has to say it
/// more often. Found with the first half of the pairs in `tests/data/alike.csv`, by `benches/similar.rs`.
pub(super) const AGAIN: f64 = 1.2;
pub(super) const AGAIN_ASKED: f64 = 5.0;
pub(super) const LENGTH: f64 = 0.9;

/// How much it says that something failed in the same way, against the words of the one most like it.
const CAUSES: f64 = 0.8;

/// In a smaller log than this, what is rare is so by chance.
const SMALL: usize = 50;

/// As many words of a question make others alike, those that say most: the rest costs time and adds noise.
pub(super) const MOST_WORDS: usize = 40;

/// What is asked of the words of a question.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    Alike,
    AllWords,
    SomeWords,
}

/// The incidents that have words of a question.
#[derive(Default)]
pub struct Ranking {
    /// By their places, with how much they are like it, the most alike first.
    pub found: Vec<(u32, f64)>,
    /// How much the words come to of the one that has the second most of them: of an incident, the first is itself.
    pub most: f64,
}

/// Ranks the incidents that have words of a question.
///
/// # Errors
/// Where the index cannot be read.
pub fn rank(
    parts: &[Part],
    fields: &Fields,
    count: usize,
    question: &Question,
    asked: Asked,
) -> Result<Ranking, TantivyError> {
    let mut places = Vec::new();
    for place in &fields.places {
        places.push((place, mean_length(parts, place.field)?.max(1.0)));
    }
    let mut words: Vec<Word> = Vec::new();
    let mut weights = vec![0.0; count];
    let is_typed = asked == Asked::Alike && question.is_typed;
    let asked_words = if is_typed { Cow::Owned(telling(&question.words)) } else { Cow::Borrowed(&question.words) };
    for (word, asked_for) in asked_words.iter() {
        let mut found = Found::default();
        gather(parts, &places, fields, word, &mut weights, &mut found)?;
        if found.all.is_empty() && is_typed {
            for like in words_like(parts, places.iter().map(|(place, _)| place.field), word)? {
                gather(parts, &places, fields, &like, &mut weights, &mut found)?;
            }
        }
        let Found { all: found, named } = found;
        let (rarity, in_many) = (rarity(count, found.len()), rarity(count.max(SMALL), found.len()));
        let take = |at: u32| {
            let weight = weights.get_mut(at as usize).map(std::mem::take).unwrap_or_default();
            (at, weight / (weight + AGAIN))
        };
        let asked_for = asked_for / (asked_for + AGAIN_ASKED);
        let found = found.into_iter().map(take).collect();
        words.push(Word { says: rarity * asked_for, in_many: in_many * asked_for, found, named });
    }
    if asked == Asked::Alike {
        // Of equals the first in the alphabet stays.
        words.sort_by(|a, b| b.says.total_cmp(&a.says));
    }
    let chance = Chance::of(words.iter().take(MOST_WORDS).map(|word| word.in_many));
    let asked_count = words.len();
    if asked == Asked::Alike {
        // One that no other incident has cannot make any alike.
        words.retain(|word| !word.found.is_empty());
        words.truncate(MOST_WORDS);
    }
    let mut all = common(&words, count);
    let mut most = 0.0;
    if asked == Asked::Alike {
        let mut scores: Vec<f64> = all.iter().map(|common| common.score).collect();
        scores.sort_by(|a, b| b.total_cmp(a));
        most = scores.get(1).copied().unwrap_or_default();
        let much = CAUSES * most;
        let same = same_cause(parts, fields.causes, count, &question.causes)?;
        for (common, same) in all.iter_mut().zip(same) {
            common.score += much * same;
            common.is_found = chance.is_exceeded_by(common.share, same);
        }
        if is_typed {
            find_named(&words, asked_count, count, &mut all);
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
    if is_typed {
        leave_out_far(&mut ranked);
    }
    Ok(Ranking { found: ranked, most })
}

/// How many incidents have a word. `is_seen` has a `false` for each incident, before and after.
pub(super) fn count_with(
    parts: &[Part],
    fields: &Fields,
    word: &str,
    is_seen: &mut [bool],
) -> Result<usize, TantivyError> {
    let mut found = Vec::new();
    for place in &fields.places {
        let term = Term::from_field_text(place.field, word);
        for part in parts {
            let index = part.reader.inverted_index(place.field)?;
            let Some(mut postings) = index.read_postings(&term, IndexRecordOption::Basic)? else { continue };
            while postings.doc() != TERMINATED {
                if let Some(at) = part.places.get(postings.doc() as usize).copied().flatten()
                    && let Some(is_seen) = is_seen.get_mut(at as usize).filter(|is_seen| !**is_seen)
                {
                    *is_seen = true;
                    found.push(at);
                }
                postings.advance();
            }
        }
    }
    found.iter().filter_map(|at| is_seen.get_mut(*at as usize).map(|is_seen| *is_seen = false)).count();
    Ok(found.len())
}

/// The incidents that have a word.
#[derive(Default)]
struct Found {
    all: Vec<u32>,
    named: Vec<u32>,
}

/// Adds the incidents that have a word, and to their weights how much it says of each.
fn gather(
    parts: &[Part],
    places: &[(&Place, f64)],
    fields: &Fields,
    word: &str,
    weights: &mut [f64],
    found: &mut Found,
) -> Result<(), TantivyError> {
    for (place, mean) in places {
        let term = Term::from_field_text(place.field, word);
        let is_named = fields.names().contains(&place.field);
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
                        found.all.push(at);
                    }
                    if is_named {
                        found.named.push(at);
                    }
                    let length = f64::from(norms.fieldnorm(document)) / mean;
                    *weight += place.weight * f64::from(postings.term_freq()) / (1.0 - LENGTH + LENGTH * length);
                }
                postings.advance();
            }
        }
    }
    Ok(())
}

fn common(words: &[Word], count: usize) -> Vec<Common> {
    let mut all = vec![Common::default(); count];
    for Word { says, in_many, found, .. } in words {
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

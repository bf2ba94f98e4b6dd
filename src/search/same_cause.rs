//! How much incidents fail in the same way as a question tells of: the cosine of the angle between what both say of the
//! ways to fail, the rarer ones more than those of which every other incident tells.

use super::causes::all_causes;
use super::part::Part;
use std::collections::BTreeMap;
use tantivy::postings::Postings as _;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet as _, TERMINATED, TantivyError, Term};

/// How much rarity counts. Found with the first half of the pairs in `tests/data/alike.csv`.
const RARITY: f64 = 0.7;

/// For each incident of `count`, how alike its causes are to those of a question: from 0 to 1.
///
/// # Errors
/// Where the index cannot be read.
pub fn same_cause(
    parts: &[Part],
    field: Field,
    count: usize,
    asked: &BTreeMap<&'static str, f64>,
) -> Result<Vec<f64>, TantivyError> {
    let (mut shared, mut lengths, mut own) = (vec![0.0; count], vec![0.0; count], 0.0);
    if asked.is_empty() {
        return Ok(shared);
    }
    for cause in all_causes() {
        let told = told(parts, field, cause)?;
        let rarity = (count as f64 / (told.len() as f64 + 0.5)).ln().max(0.0).powf(RARITY);
        let asked_for = asked.get(cause).copied().unwrap_or_default() * rarity;
        own += asked_for * asked_for;
        for (at, often) in told {
            if let (Some(shared), Some(length)) = (shared.get_mut(at as usize), lengths.get_mut(at as usize)) {
                let says = f64::from(often) * rarity;
                *shared += says * asked_for;
                *length += says * says;
            }
        }
    }
    let angle = |(shared, length): (f64, f64)| if shared > 0.0 { shared / (length * own).sqrt() } else { 0.0 };
    Ok(shared.into_iter().zip(lengths).map(angle).collect())
}

/// The incidents that tell of a way to fail, by their places, with how often.
fn told(parts: &[Part], field: Field, cause: &str) -> Result<Vec<(u32, u32)>, TantivyError> {
    let (term, mut told) = (Term::from_field_text(field, cause), Vec::new());
    for part in parts {
        let index = part.reader.inverted_index(field)?;
        let Some(mut postings) = index.read_postings(&term, IndexRecordOption::WithFreqs)? else { continue };
        while postings.doc() != TERMINATED {
            if let Some(at) = part.places.get(postings.doc() as usize).copied().flatten() {
                told.push((at, postings.term_freq()));
            }
            postings.advance();
        }
    }
    Ok(told)
}

//! For all incidents at once, which of the others are most like each: by the measure of [`super::rank`], of what people
//! say first and not of whole timelines, in a time that grows with the log and not with its square.

use super::mutual::ASKED_BACK;
use super::rank::{AGAIN, AGAIN_ASKED, LENGTH, rarity};
use super::words::words;
use rayon::prelude::*;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// As many words of an incident make others alike, those that say most.
const MOST_WORDS: usize = 24;
/// How much more a word says in a title or a label than in a text.
const WEIGHTS: [f64; 3] = [2.0, 1.0, 2.0];

/// What an incident says of itself.
#[derive(Clone, Debug, Default)]
pub struct Description {
    pub title: String,
    pub body: String,
    /// Services and tags.
    pub labels: String,
}

/// For each incident the ones most like it, by their places, with how much of what it says they say too, from 0 to 1, at
/// least `least`. Those come first that are like it and to which it is as much alike as others are, as
/// [`super::mutual`] has it.
pub fn neighbours(all: &[Description], most: usize, least: f64) -> Vec<Vec<(usize, f64)>> {
    let found = found(all, most.max(ASKED_BACK), least);
    let best = |at: usize| found.get(at).and_then(|found| Some(found.first()?.1)).unwrap_or(1.0);
    let back = |at: usize, other: usize| {
        let asked = found.get(other).and_then(|found| found.iter().find(|(back, _)| *back == at));
        asked.map_or(0.0, |(_, likeness)| likeness / best(other))
    };
    let ordered = |(at, found): (usize, &Vec<(usize, f64)>)| {
        let score = |(other, likeness): &(usize, f64)| likeness / best(at) + back(at, *other);
        let mut scored: Vec<_> = found.iter().map(|found| (score(found), *found)).collect();
        // Of equals the one stays first that has more of its words.
        scored.sort_by(|a, b| b.0.total_cmp(&a.0));
        scored.into_iter().take(most).map(|(_, found)| found).collect()
    };
    found.par_iter().enumerate().map(ordered).collect()
}

/// For each incident the ones that say most of what it says, the most alike first.
fn found(all: &[Description], most: usize, least: f64) -> Vec<Vec<(usize, f64)>> {
    let counted: Vec<Counted> = all.par_iter().map_init(words, Counted::of).collect();
    let mean = |place: usize| {
        let lengths: f64 = counted.iter().filter_map(|counted| counted.lengths.get(place)).sum();
        (lengths / all.len().max(1) as f64).max(1.0)
    };
    let means = [mean(0), mean(1), mean(2)];

    let mut numbers: HashMap<u64, usize> = HashMap::new();
    let mut found: Vec<Vec<(usize, f64)>> = Vec::new();
    let mut asked: Vec<Vec<(usize, f64)>> = Vec::new();
    for (at, counted) in counted.into_iter().enumerate() {
        let lengths = || counted.lengths.iter().zip(means).map(|(length, mean)| 1.0 - LENGTH + LENGTH * length / mean);
        let mut asks = Vec::with_capacity(counted.words.len());
        for (word, counts) in &counted.words {
            let number = *numbers.entry(*word).or_insert_with(|| {
                found.push(Vec::new());
                found.len() - 1
            });
            let weighed = || counts.iter().zip(WEIGHTS).map(|(count, weight)| count * weight);
            let weight: f64 = weighed().zip(lengths()).map(|(weight, length)| weight / length).sum();
            if let Some(found) = found.get_mut(number) {
                found.push((at, weight / (weight + AGAIN)));
            }
            let asks_for: f64 = weighed().sum();
            asks.push((number, asks_for / (asks_for + AGAIN_ASKED)));
        }
        asked.push(asks);
    }

    let of = |scores: &mut Vec<f64>, (at, asks): (usize, Vec<(usize, f64)>)| {
        let said = asks.into_iter().filter_map(|(number, weight)| {
            let found = found.get(number).filter(|found| found.len() > 1)?;
            Some((weight * rarity(all.len(), found.len()), found))
        });
        let mut said: Vec<_> = said.collect();
        // Of equals the one stays that the log has first.
        said.sort_by(|a, b| b.0.total_cmp(&a.0));
        said.truncate(MOST_WORDS);
        for (says, found) in said {
            for (other, weight) in found {
                scores.get_mut(*other).into_iter().for_each(|score| *score += says * weight);
            }
        }
        let own = scores.get_mut(at).map(std::mem::take).unwrap_or_default();
        let mut best: Vec<(usize, f64)> = Vec::new();
        for (other, score) in scores.iter_mut().enumerate().filter(|(_, score)| **score > 0.0) {
            let score = std::mem::take(score) / own;
            // Those before it come first where they are as much alike.
            if score >= least && (best.len() < most || best.last().is_some_and(|(_, worst)| score > *worst)) {
                let place = best.partition_point(|(_, better)| *better >= score);
                best.insert(place, (other, score));
                best.truncate(most);
            }
        }
        best
    };
    asked.into_par_iter().enumerate().map_init(|| vec![0.0; all.len()], of).collect()
}

/// How often an incident says each word, in its title, its body and its labels, and how many words each has.
struct Counted {
    /// A number of 64 bits stands for a word: that two have the same will not happen.
    words: Vec<(u64, [f64; 3])>,
    lengths: [f64; 3],
}

impl Counted {
    fn of(words: &mut tantivy::tokenizer::TextAnalyzer, description: &Description) -> Self {
        let (mut counts, mut lengths) = (HashMap::<u64, [f64; 3]>::new(), [0.0; 3]);
        let Description { title, body, labels } = description;
        for (place, text) in [title, body, labels].into_iter().enumerate() {
            words.token_stream(text).process(&mut |token| {
                let mut hasher = DefaultHasher::new();
                token.text.hash(&mut hasher);
                let counts = counts.entry(hasher.finish()).or_default();
                counts.get_mut(place).into_iter().chain(lengths.get_mut(place)).for_each(|count| *count += 1.0);
            });
        }
        let mut words: Vec<_> = counts.into_iter().collect();
        words.sort_by_key(|(word, _)| *word);
        Self { words, lengths }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(texts: &[(&str, &str)]) -> Vec<Vec<(usize, f64)>> {
        let description = |(title, body): &(&str, &str)| Description {
            title: (*title).to_owned(),
            body: (*body).to_owned(),
            labels: String::new(),
        };
        neighbours(&texts.iter().map(description).collect::<Vec<_>>(), 2, 0.0)
    }

    #[test]
    fn what_says_the_same_is_alike_and_what_shares_no_word_is_not() {
        let found = of(&[
            ("Pool exhausted", "No connection is left in the pool."),
            ("Mail is late", "The queue grew overnight."),
            ("Connections leak", "The pool has no connection left."),
            ("Images blurred", "A resize filter changed."),
        ]);
        let places: Vec<Vec<usize>> = found.iter().map(|found| found.iter().map(|(at, _)| *at).collect()).collect();
        assert_eq!(places, [vec![2], vec![], vec![0], vec![]]);
        assert!(found.iter().flatten().all(|(_, likeness)| *likeness > 0.0 && *likeness <= 1.5), "{found:?}");
    }

    #[test]
    fn one_comes_first_that_has_nothing_more_like_it() {
        let found = of(&[
            ("relay stuck mail numbat quokka bilby", ""),
            ("relay stuck mail numbat quokka bilby", ""),
            ("wombat possum", ""),
            ("relay stuck mail wombat", ""),
        ]);
        assert_eq!(found[3].iter().map(|(at, _)| *at).collect::<Vec<_>>(), [2, 0]);
    }

    #[test]
    fn a_copy_is_wholly_alike_and_nothing_is_like_itself() {
        let found = of(&[("Same title", "Same words."), ("Same title", "Same words."), ("Other", "Else.")]);
        assert_eq!(found[0].first().map(|found| found.0), Some(1));
        assert!((found[0][0].1 - 1.0).abs() < 1e-9, "{found:?}");
        assert_eq!(found[2], []);
        assert_eq!(of(&[("", "")]), [vec![]]);
    }
}

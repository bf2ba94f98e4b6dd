//! Which words stand in which documents, and how much each says there.

use super::code;
use super::documents::SearchDocument;
use super::words::words;
use frostem::{Algorithm, Stemmer};
use rayon::prelude::*;
use std::collections::{BTreeSet, HashMap};

/// How many steps there are for how much a word says: 0 is once in a long text, the last in a title and often.
pub const STEPS: u32 = 8;

/// From which step on a word that says so much has the next. `search-engine.js` has what each step counts.
const BOUNDS: [f32; STEPS as usize - 1] = [0.28, 0.45, 0.62, 0.8, 1.4, 1.9, 2.3];

/// From this step on a word stands in the title.
const TITLE: u32 = 5;

/// How often a word stands in a text is worth less and less; half of all that it can be at so many times.
const HALF: f32 = 1.2;

/// The length of a text, in words, in which a word says neither more nor less.
const USUAL_LENGTH: f32 = 250.0;

/// Words of one stem, and where any of them stands.
#[derive(Debug, Default)]
pub struct Stem {
    pub words: BTreeSet<String>,
    /// `key × STEPS + step` of each document, ascending.
    pub postings: Vec<u32>,
}

/// Where a stem stands, as the script reads it, in one piece or two.
pub struct Encoded {
    /// What stands with its words.
    pub beside: String,
    /// What has a file of its own, so that the words beside it are loaded without.
    pub apart: String,
}

impl Stem {
    /// Where it stands, in two pieces where that is more than so many bytes: the titles remain, if those are not too many.
    pub fn encoded(&self, most: usize) -> Encoded {
        let all = code::gaps(self.postings.iter().copied());
        if all.len() <= most {
            return Encoded { beside: all, apart: String::new() };
        }
        let (titles, others): (Vec<u32>, Vec<u32>) =
            self.postings.iter().partition(|posting| *posting % STEPS >= TITLE);
        let beside = code::gaps(titles.into_iter());
        match beside.len() <= most {
            true => Encoded { beside, apart: code::gaps(others.into_iter()) },
            false => Encoded { beside: String::new(), apart: all },
        }
    }
}

/// The stems of documents with these keys, in the order of their first words.
pub fn stems(documents: &[(u32, &SearchDocument)]) -> Vec<Stem> {
    let size = documents.len().div_ceil(2 * rayon::current_num_threads()).max(64);
    let slices: Vec<_> = documents.par_chunks(size).map(slice).collect();
    let mut all: HashMap<String, Stem> = HashMap::new();
    for (stem, found) in slices.into_iter().flatten() {
        let known = all.entry(stem).or_default();
        known.words.extend(found.words);
        known.postings.extend(found.postings);
    }
    let mut stems: Vec<_> = all.into_values().collect();
    stems.par_sort_unstable_by(|a, b| a.words.first().cmp(&b.words.first()));
    stems
}

/// Where in a document a word stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Text,
    Label,
    Title,
}

/// The stems of some of the documents.
fn slice(documents: &[(u32, &SearchDocument)]) -> Vec<(String, Stem)> {
    let stemmer = Stemmer::new(Algorithm::English);
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let mut number_of_word: HashMap<String, usize> = HashMap::new();
    let mut stems: Vec<Stem> = Vec::new();
    for (key, document) in documents {
        let mut found: Vec<(usize, Place)> = Vec::with_capacity(512);
        let mut add = |text: &str, place: Place| {
            words(text, |word| {
                let number = match number_of_word.get(word) {
                    Some(number) => *number,
                    None => {
                        let stem = if is_english(word) { stemmer.stem(word).to_string() } else { word.to_owned() };
                        let number = *numbers.entry(stem).or_insert(stems.len());
                        if number == stems.len() {
                            stems.push(Stem::default());
                        }
                        if let Some(stem) = stems.get_mut(number) {
                            stem.words.insert(word.to_owned());
                        }
                        number_of_word.insert(word.to_owned(), number);
                        number
                    }
                };
                found.push((number, place));
            });
        };
        add(&document.title, Place::Title);
        for label in document.services.iter().chain(&document.tags).chain([&document.solution, &document.severity]) {
            add(label, Place::Label);
        }
        add(&document.status, Place::Text);
        add(&document.also, Place::Text);
        add(&document.text, Place::Text);
        let count = |place: Place| found.iter().filter(|(_, of)| *of == place).count() as f32;
        let (text, title) = (count(Place::Text), count(Place::Title));
        found.sort_unstable();
        for places in found.chunk_by(|a, b| a.0 == b.0) {
            let times = places.iter().filter(|(_, place)| *place == Place::Text).count() as f32;
            let is_in = |place: Place| places.iter().any(|(_, of)| *of == place);
            let mut says = saturated(times / (0.6 + 0.4 * (text / USUAL_LENGTH).min(4.0)));
            says += if is_in(Place::Label) { 0.4 } else { 0.0 };
            says += if is_in(Place::Title) { 1.0 + saturated(6.0 / title.max(1.0)) } else { 0.0 };
            let step = BOUNDS.iter().filter(|bound| says >= **bound).count() as u32;
            if let Some(stem) = places.first().and_then(|(number, _)| stems.get_mut(*number)) {
                stem.postings.push(key * STEPS + step);
            }
        }
    }
    let mut named: Vec<_> = numbers.into_iter().collect();
    named.sort_unstable_by_key(|(_, number)| *number);
    named.into_iter().zip(stems).map(|((stem, _), found)| (stem, found)).collect()
}

fn saturated(times: f32) -> f32 {
    times / (times + HALF)
}

/// Whether a word can have an English ending: numbers, codes and other scripts have none.
fn is_english(word: &str) -> bool {
    word.len() > 2 && word.bytes().all(|byte| byte.is_ascii_lowercase())
}

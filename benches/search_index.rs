//! The index that the browser searches, of documents of its own making.
#![allow(clippy::expect_used, reason = "a benchmark fails loudly")]

use chrono::{Days, NaiveDate};
use divan::Bencher;
use incident::site::{SearchDocument, search_index};

fn main() {
    divan::main();
}

const SYLLABLES: &[&str] = &["ba", "ce", "di", "fo", "gu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo", "zu"];

/// A word of a vocabulary of 5,000, of which the first are said far more often than the last.
fn word(random: &mut u64) -> String {
    *random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    let at = (*random >> 33) as f64 / (1_u64 << 31) as f64;
    let mut number = (5_000_f64.powf(at)) as usize;
    let mut word = String::new();
    while number > 0 || word.is_empty() {
        word.push_str(SYLLABLES[number % SYLLABLES.len()]);
        number /= SYLLABLES.len();
    }
    word
}

/// Incidents on days of ten years, each of some 300 words.
fn documents(count: usize) -> Vec<SearchDocument> {
    let first = NaiveDate::from_ymd_opt(2016, 1, 1).expect("a date");
    let mut random = 1;
    let mut words = |many: usize| (0..many).map(|_| word(&mut random)).collect::<Vec<_>>().join(" ");
    let document = |number: usize| {
        let date = (first + Days::new((number * 3_650 / count) as u64)).to_string();
        SearchDocument {
            address: format!("incidents/{date}-{number}/"),
            title: words(6),
            text: words(300),
            solution: words(15),
            severity: format!("sev-{}", number % 4 + 1),
            status: "closed".to_owned(),
            services: vec![words(1)],
            tags: vec![words(1), words(1)],
            year: date.chars().take(4).collect(),
            date,
            ..SearchDocument::default()
        }
    };
    (0..count).map(document).collect()
}

#[divan::bench(args = [1_000, 10_000], sample_count = 5)]
fn make_the_index(bencher: Bencher, count: usize) {
    let documents = documents(count);
    bencher.bench(|| search_index(&documents).expect("the index").len());
}

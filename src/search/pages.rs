//! Pages of the team's own that say something. They are few, so they are read as they are asked.

use super::question::Question;
use super::words::words;
use crate::document::body::plain_words;
use crate::log::PageFile;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// The pages that have all words of a text, the one that has them most often first.
pub fn pages_with<'a>(pages: &'a [PageFile], text: &str) -> Vec<&'a PageFile> {
    let (question, mut words) = (Question::of_text(text), words());
    if question.words.is_empty() {
        return Vec::new();
    }
    let mut count = |page: &PageFile| -> Option<usize> {
        let document = &page.document;
        let told = format!("{}\n{}", page.title(), plain_words(document.source.slice(document.body.span)));
        let mut left: BTreeMap<&str, usize> = question.words.keys().map(|word| (word.as_str(), 0)).collect();
        words.token_stream(&told).process(&mut |token| {
            if let Some(counted) = left.get_mut(token.text.as_str()) {
                *counted += 1;
            }
        });
        left.values().all(|counted| *counted > 0).then(|| left.values().sum())
    };
    let readable = pages.iter().filter(|page| page.document.broken().is_none());
    let mut found: Vec<_> = readable.filter_map(|page| Some((Reverse(count(page)?), page))).collect();
    found.sort_by_key(|(times, _)| *times);
    found.into_iter().map(|(_, page)| page).collect()
}

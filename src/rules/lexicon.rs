//! The phrases that the rules on language look for, all of them in one pass over a text.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use std::collections::BTreeMap;
use std::ops::Range;

/// What may stand between the words of a phrase, once: `should really have`.
const BETWEEN: &[&str] = &[
    "all", "already", "also", "always", "at", "both", "easily", "even", "ever", "just", "likely", "maybe", "never",
    "not", "only", "perhaps", "probably", "rather", "really", "simply", "still", "then",
];

/// More first words than a table with a place for each byte behind each is built for.
const MOST_IN_TABLE: usize = 2_000;

/// Phrases in lower case, each with the key that its rule asks by. No phrase is found within a longer word.
pub struct Lexicon {
    first_words: Option<AhoCorasick>,
    /// For each first word, what follows it.
    phrases: Vec<Vec<Phrase>>,
}

struct Phrase {
    key: &'static str,
    rest: Vec<String>,
    own: bool,
}

/// A phrase where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub key: &'static str,
    pub range: Range<usize>,
    /// Whether the team added it.
    pub own: bool,
}

impl Lexicon {
    /// A lexicon of phrases, each with its key and whether the team added it.
    pub fn of(phrases: impl IntoIterator<Item = (&'static str, String, bool)>) -> Self {
        let mut by_first = BTreeMap::<String, Vec<Phrase>>::new();
        for (key, phrase, own) in phrases {
            let mut words = phrase.split_whitespace().map(|word| word.to_lowercase().replace('’', "'"));
            let Some(first) = words.next() else { continue };
            let rest: Vec<_> = words.collect();
            if first.contains('\'') {
                let phrase = Phrase { key, rest: rest.clone(), own };
                by_first.entry(first.replace('\'', "’")).or_default().push(phrase);
            }
            by_first.entry(first).or_default().push(Phrase { key, rest, own });
        }
        let (first, mut phrases): (Vec<_>, Vec<_>) = by_first.into_iter().unzip();
        // The longest comes first, as only one is reported for each key and place.
        phrases.iter_mut().for_each(|phrases| phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.rest.len())));
        let mut builder = AhoCorasick::builder();
        builder.ascii_case_insensitive(true).match_kind(MatchKind::LeftmostLongest);
        // The whole table is worth its building, unless thousands of names make it large.
        let kind = (first.len() < MOST_IN_TABLE).then_some(AhoCorasickKind::DFA);
        let first_words = builder.kind(kind).build(first).ok();
        Self { first_words, phrases }
    }

    /// Every phrase in a text.
    pub fn find(&self, text: &str) -> Vec<Found> {
        let mut found = Vec::new();
        self.each(text, &mut |phrase| {
            found.push(phrase);
            true
        });
        found
    }

    /// Whether there is any phrase in a text.
    pub fn is_in(&self, text: &str) -> bool {
        let mut any = false;
        self.each(text, &mut |_| {
            any = true;
            false
        });
        any
    }

    fn each(&self, text: &str, take: &mut dyn FnMut(Found) -> bool) {
        let Some(first_words) = &self.first_words else { return };
        for first in first_words.find_iter(text) {
            if !is_whole(text, first.range()) {
                continue;
            }
            let mut last = None;
            for phrase in self.phrases.get(first.pattern().as_usize()).into_iter().flatten() {
                if last == Some(phrase.key) {
                    continue;
                }
                let Some(end) = phrase.rest.iter().try_fold(first.end(), |at, word| follows(text, at, word)) else {
                    continue;
                };
                last = Some(phrase.key);
                if !take(Found { key: phrase.key, range: first.start()..end, own: phrase.own }) {
                    return;
                }
            }
        }
    }
}

/// Whether words of their own stand there, and no part of a longer one or of a path.
fn is_whole(text: &str, range: Range<usize>) -> bool {
    let joins = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '@');
    let before = text.get(..range.start).and_then(|before| before.chars().next_back());
    let mut behind = text.get(range.end..).unwrap_or_default().chars();
    let next = behind.next();
    let contracts = matches!(next, Some('\'' | '’')) && behind.next().is_some_and(|c| c.is_alphabetic() && c != 's');
    !before.is_some_and(joins) && !next.is_some_and(joins) && !contracts
}

/// Where a word ends that follows at a place, be it behind one of those that may stand between.
fn follows(text: &str, at: usize, word: &str) -> Option<usize> {
    let next = next_word(text, at)?;
    if is_word(text, &next, word) {
        return Some(next.end);
    }
    let written = text.get(next.clone())?;
    let owner = written.strip_suffix("'s").or_else(|| written.strip_suffix("’s"));
    if let Some(end) =
        owner.map(|owner| next.start + owner.len()).filter(|end| is_word(text, &(next.start..*end), word))
    {
        return Some(end);
    }
    BETWEEN.iter().any(|between| is_word(text, &next, between)).then_some(())?;
    next_word(text, next.end).filter(|next| is_word(text, next, word)).map(|next| next.end)
}

/// The next word, where nothing but space and Markdown's marks lie before it.
fn next_word(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = text.get(at..)?;
    let words = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '>' | '\\'));
    let start = at + rest.len() - words.len();
    let end = words.find(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’' | '-')).unwrap_or(words.len());
    (start > at && end > 0).then(|| start..start + end)
}

fn is_word(text: &str, range: &Range<usize>, word: &str) -> bool {
    let same = |(a, b): (char, char)| a.eq_ignore_ascii_case(&b) || (a == '’' && b == '\'');
    let written = text.get(range.clone()).unwrap_or_default();
    written.chars().count() == word.chars().count() && written.chars().zip(word.chars()).all(same)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(&'static str, &str)> {
        let phrases =
            [("a", "should have"), ("b", "should"), ("a", "fat-finger"), ("a", "didn't bother"), ("c", "ada vance")];
        let lexicon = Lexicon::of(phrases.map(|(key, phrase)| (key, phrase.to_owned(), false)));
        let found = lexicon.find(text);
        assert_eq!(lexicon.is_in(text), !found.is_empty());
        found.into_iter().map(|found| (found.key, &text[found.range])).collect()
    }

    #[test]
    fn phrases_are_found_in_any_case_and_over_what_may_stand_between() {
        assert_eq!(found("It SHOULD have"), [("a", "SHOULD have"), ("b", "SHOULD")]);
        assert_eq!(found("should *really*\nhave")[0], ("a", "should *really*\nhave"));
        assert_eq!(found("should, have"), [("b", "should")]);
        assert_eq!(found("Fat-finger, didn’t bother"), [("a", "Fat-finger"), ("a", "didn’t bother")]);
        assert_eq!(found("Ada Vance’s"), [("c", "Ada Vance")]);
    }

    #[test]
    fn no_part_of_a_longer_word_is_found() {
        assert_eq!(found("shoulder shouldn't should-be a/should fat-fingers should_have ada vances"), []);
    }
}

//! The ways in which systems fail, by the words of the field: what failed in the same way is alike though it is told in
//! other words.

use super::words::words;
use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

/// The ways to fail, by the words of each as the index has them.
struct Causes {
    names: BTreeSet<&'static str>,
    words: HashMap<String, Vec<&'static str>>,
    pairs: HashMap<(String, String), Vec<&'static str>>,
}

static CAUSES: LazyLock<Causes> = LazyLock::new(|| Causes::read(include_str!("causes.txt")));

impl Causes {
    fn read(text: &'static str) -> Self {
        let mut causes = Self { names: BTreeSet::new(), words: HashMap::new(), pairs: HashMap::new() };
        let mut analyzer = words();
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        for (name, phrases) in lines.filter_map(|line| line.split_once(": ")) {
            causes.names.insert(name);
            for phrase in phrases.split(", ") {
                let mut found = Vec::new();
                analyzer.token_stream(phrase).process(&mut |token| found.push(token.text.clone()));
                let ways = match found.as_slice() {
                    [word] => causes.words.entry(word.clone()).or_default(),
                    [one, other] => causes.pairs.entry((one.clone(), other.clone())).or_default(),
                    _ => continue,
                };
                // Two words may have one stem.
                if !ways.contains(&name) {
                    ways.push(name);
                }
            }
        }
        causes
    }
}

/// The names of all ways to fail, in the order of the alphabet.
pub fn all_causes() -> impl Iterator<Item = &'static str> {
    CAUSES.names.iter().copied()
}

/// Takes the words of a text one after the other, and knows of which ways to fail they tell.
#[derive(Default)]
pub struct Listener {
    last: String,
}

impl Listener {
    /// The ways of which the next word tells, alone or behind the one before it. Words are as the index has them.
    pub fn hear(&mut self, word: &str) -> impl Iterator<Item = &'static str> {
        let pair = (std::mem::take(&mut self.last), word.to_owned());
        let ways = CAUSES.words.get(word).into_iter().chain(CAUSES.pairs.get(&pair)).flatten();
        self.last = pair.1;
        ways.copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<&'static str> {
        let (mut listener, mut told) = (Listener::default(), Vec::new());
        words().token_stream(text).process(&mut |token| told.extend(listener.hear(&token.text)));
        told
    }

    #[test]
    fn words_and_pairs_of_words_tell_of_a_way_to_fail_whatever_their_endings() {
        assert_eq!(told("The certificates had expired"), ["certificate", "expiry"]);
        assert_eq!(told("It reconnects; a thundering herd of retries"), ["retry", "retry", "retry"]);
        assert_eq!(told("The pool of the garden, and a connection"), Vec::<&str>::new());
        assert_eq!(told("the connection pools"), ["connections"]);
    }

    #[test]
    fn every_line_of_the_list_is_read() {
        let lines = include_str!("causes.txt").lines().filter(|line| !line.starts_with('#'));
        let mut analyzer = words();
        for line in lines {
            let (name, phrases) = line.split_once(": ").unwrap_or_default();
            assert!(all_causes().any(|known| known == name), "{line}");
            for phrase in phrases.split(", ") {
                let mut count = 0;
                analyzer.token_stream(phrase).process(&mut |_| count += 1);
                assert!(count == 1 || count == 2, "{name}: `{phrase}` has {count} words that the index keeps");
                assert!(told(phrase).contains(&name), "{name}: `{phrase}`");
            }
        }
    }
}

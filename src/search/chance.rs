//! Which incidents are no more like a question than any other: where nothing is alike, nothing is shown.

/// The share of a question that any incident may have in common with it, and how much more of one that is a word: a word in
/// common is much of a short question and little of a long one. Found with the first half of the pairs in
/// `tests/data/alike.csv`, of which it loses none, and with questions about what is in no log.
const SHARE: f64 = 0.06;
const SHARE_OF_A_WORD: f64 = 0.7;

/// How much of it can be that both failed in the same way.
const CAUSE: f64 = 0.4;

/// What any incident may have in common with a question by chance.
#[derive(Clone, Copy, Debug)]
pub struct Chance {
    /// How much the words say together.
    asked: f64,
    least: f64,
}

impl Chance {
    /// By how much each of the words says that make others alike, with those that nobody has.
    pub fn of(words: impl ExactSizeIterator<Item = f64>) -> Self {
        let least = SHARE + SHARE_OF_A_WORD / words.len().max(1) as f64;
        Self { asked: words.sum(), least }
    }

    /// Whether an incident has more in common with it: `shared` of what the words say, and by `same` the same causes.
    pub fn is_less_than(self, shared: f64, same: f64) -> bool {
        shared / self.asked + CAUSE * same * same >= self.least
    }
}

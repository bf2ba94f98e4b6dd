//! Whether two reports are called alike: enough to ask whoever writes the second whether it is the first.

use super::typed::telling;
use super::words::words;
use std::collections::{BTreeMap, BTreeSet};

/// Whether the shorter of two titles has half of its words or more in the other, and two of them at least, or the one with
/// which both begin.
pub fn is_called_alike(one: &str, other: &str) -> bool {
    let (one, other) = (telling_words(one), telling_words(other));
    let shared: BTreeSet<&String> = one.iter().filter(|word| other.contains(word)).collect();
    let least = one.len().min(other.len());
    let is_about_the_same = one.first() == other.first();
    least > 0 && 2 * shared.len() >= least && (shared.len() >= 2 || is_about_the_same)
}

/// Each once, in their order.
fn telling_words(title: &str) -> Vec<String> {
    let mut ordered = Vec::new();
    words().token_stream(title).process(&mut |token| {
        if !ordered.contains(&token.text) {
            ordered.push(token.text.clone());
        }
    });
    let counted: BTreeMap<String, f64> = ordered.iter().map(|word| (word.clone(), 1.0)).collect();
    let telling = telling(&counted);
    ordered.retain(|word| telling.contains_key(word));
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_word_in_common_is_none_of_the_same_and_other_endings_are() {
        let checkout = "Checkout answers 500 for card payments in Spain";
        for (one, other, is_same) in [
            ("Printer in Spain is on fire", checkout, false),
            ("Backup job answers with an error", checkout, false),
            ("Payments report for March is wrong", checkout, false),
            ("Disk is late", "Mail is late", false),
            ("Checkout: card payment fails", checkout, true),
            ("Mail is stuck", "Mail is stuck in the queue", true),
            ("Mails stuck", "The mail got stuck again", true),
            ("Checkout", checkout, true),
            ("Search is slow", "Search takes 20 s", true),
            ("Spain", checkout, false),
            ("", "", false),
        ] {
            assert_eq!(is_called_alike(one, other), is_same, "{one} / {other}");
            assert_eq!(is_called_alike(other, one), is_same, "{other} / {one}");
        }
    }
}

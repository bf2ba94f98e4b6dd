//! Whether two reports are called alike: enough to ask whoever writes the second whether it is the first.

use super::typed::telling;
use super::words::words;
use std::collections::{BTreeMap, BTreeSet};

/// Whether the shorter of two titles has half of its words or more in the other, and two of them at least where it has two.
pub fn is_called_alike(one: &str, other: &str) -> bool {
    let (one, other) = (telling_words(one), telling_words(other));
    let (shared, least) = (one.intersection(&other).count(), one.len().min(other.len()));
    least > 0 && 2 * shared >= least && shared >= least.min(2)
}

fn telling_words(title: &str) -> BTreeSet<String> {
    let mut counted = BTreeMap::new();
    words().token_stream(title).process(&mut |token| {
        counted.insert(token.text.clone(), 1.0);
    });
    telling(&counted).into_keys().collect()
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
            ("", "", false),
        ] {
            assert_eq!(is_called_alike(one, other), is_same, "{one} / {other}");
            assert_eq!(is_called_alike(other, one), is_same, "{other} / {one}");
        }
    }
}

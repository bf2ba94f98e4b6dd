//! Which known word somebody meant.

/// Longer than any word that is known here, in characters; nobody meant one of these by a page of text.
const LONGEST: usize = 200;

/// The known word nearest to one that is not known, where one is near enough to be meant.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = word.chars().take(LONGEST + 1).count();
    if length > LONGEST {
        return None;
    }
    let (word, allowed) = (word.to_lowercase(), (length / 3).max(1));
    // A word that is so much longer or shorter is no nearer than that.
    let alike = known.into_iter().filter(|candidate| candidate.chars().count().abs_diff(length) <= allowed);
    let scored = alike.map(|candidate| (strsim::damerau_levenshtein(&word, &candidate.to_lowercase()), candidate));
    scored
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// A sentence for a word that is not known: the nearest one, or all there are.
pub fn did_you_mean(word: &str, known: &[&str]) -> String {
    match nearest(word, known.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("it takes one of: {}", known.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_recognised_and_another_word_is_not() {
        let known = ["severity", "status", "started"];
        assert_eq!(nearest("severty", known), Some("severity"));
        assert_eq!(nearest("Stauts", known), Some("status"));
        assert_eq!(nearest("owner", known), None);
        assert_eq!(nearest(&"severity".repeat(1_000_000), known), None);
    }
}

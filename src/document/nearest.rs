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

/// The only known word that is a slip of the pen away: two letters at most, and no digit, as another number is another
/// thing. A person need not look at it again.
pub fn slip_of<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let most = (word.chars().take(LONGEST + 1).count() / 3).clamp(1, 2);
    let lower = word.to_lowercase();
    let near = known.into_iter().filter(|candidate| {
        nearest(word, [*candidate]).is_some()
            && strsim::damerau_levenshtein(&lower, &candidate.to_lowercase()) <= most
            && digits(word) == digits(candidate)
    });
    let mut near: Vec<_> = near.collect();
    near.dedup();
    let [only] = near.as_slice() else { return None };
    Some(only)
}

/// The known words that are most like one, the nearest first: those with a word of it in front, then by their letters.
pub fn most_like<'a>(word: &str, known: impl IntoIterator<Item = &'a str>, count: usize) -> Vec<&'a str> {
    let word: String = word.chars().take(LONGEST).collect::<String>().to_lowercase();
    let distance = |candidate: &str| {
        let candidate: String = candidate.chars().take(LONGEST).collect::<String>().to_lowercase();
        let shares = candidate.split_whitespace().any(|part| word.split_whitespace().any(|other| part == other));
        (!shares, strsim::damerau_levenshtein(&word, &candidate))
    };
    let mut scored: Vec<_> = known.into_iter().map(|candidate| (distance(candidate), candidate)).collect();
    scored.sort_by_key(|(distance, _)| *distance);
    scored.into_iter().take(count).map(|(_, candidate)| candidate).collect()
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
        assert_eq!(slip_of("severty", known), Some("severity"));
        assert_eq!(slip_of("stats", ["status", "state"]), None, "it can be either");
        assert_eq!(slip_of("lessons learnt", ["lessons learned"]), Some("lessons learned"));
        assert_eq!(slip_of("where we were lucky", ["where we got lucky"]), None, "that is no slip");
        assert_eq!((slip_of("sev2", ["sev-2"]), slip_of("sev-9", ["sev-2"])), (Some("sev-2"), None));
        assert_eq!(nearest(&"severity".repeat(1_000_000), known), None);
    }
}

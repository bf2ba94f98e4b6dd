//! How close a line of a list is to what somebody types to find it: words in any order, letters left out, some mistyped.

use frizbee::{CaseMatching, Config, Matcher, Pattern, Scoring};

/// What a letter counts that stands where it is looked for, what a wrong one costs, and the letters between two.
const LETTERS: Scoring = Scoring {
    match_score: 12,
    mismatch_penalty: 6,
    gap_open_penalty: 5,
    gap_extend_penalty: 1,
    prefix_bonus: 0,
    capitalization_bonus: 0,
    matching_case_bonus: 0,
    exact_match_bonus: 0,
    delimiter_bonus: 0,
};
/// A word may have one wrong letter in so many.
const LETTERS_A_SLIP: usize = 4;
/// Two letters the wrong way round: one is not found, and one is passed over.
const SLIP: usize = 22;
/// So much may be lost on each letter where letters are left out: with more, they are strewn over the line.
const LEFT_OUT: usize = 4;

/// The more, the closer; `None` where a word of it is not there.
pub(super) fn closeness(typed: &str, line: &str) -> Option<i64> {
    typed.split_whitespace().map(|word| closeness_of_word(word, line)).sum()
}

fn closeness_of_word(word: &str, line: &str) -> Option<i64> {
    let letters = word.chars().count();
    let (slips, may_lose) = match word.contains(|letter: char| letter.is_ascii_digit()) {
        // With another digit it is another day or severity: `sev1` is `sev-1`, and that is all.
        true => (0, LETTERS.gap_open_penalty.into()),
        false => (letters / LETTERS_A_SLIP, (letters / LETTERS_A_SLIP * SLIP).max(letters * LEFT_OUT)),
    };
    let config = Config::default().casing(CaseMatching::Ignore).scoring(LETTERS).max_typos(u16::try_from(slips).ok());
    let score = Matcher::new(Pattern::from(word), &config).match_one(line, 0)?.score;
    let whole = letters * usize::from(LETTERS.match_score);
    (usize::from(score) + may_lose >= whole).then_some(score.into())
}

#[cfg(test)]
mod tests {
    use super::closeness;

    const LINES: &[&str] = &[
        "open       sev-1  2026-11-20-search-is-down  Search is down",
        "resolved   sev-2  2026-03-02-search-is-slow  Search is slow",
        "closed     sev-4  2025-06-01-mail-is-late  Mail is late",
        "closed     sev-2  2025-03-11-certificate-expired  The certificate of the API expired",
        "closed     sev-3  2024-02-20-kuche-ohne-strom  Küche ohne Strom",
    ];

    /// The days of the lines that are found, the closest first.
    fn found(typed: &str) -> Vec<&'static str> {
        let mut lines: Vec<_> =
            LINES.iter().filter_map(|line| Some((closeness(typed, line)?, &line[18..28]))).collect();
        lines.sort_by_key(|(closeness, _)| std::cmp::Reverse(*closeness));
        lines.into_iter().map(|(_, day)| day).collect()
    }

    #[test]
    fn a_line_is_found_by_words_letters_in_order_and_with_a_slip() {
        assert_eq!(found("").len(), LINES.len());
        for typed in ["late mail", "mial", "mail-lt", "maillate", "meil late", "2025-06"] {
            assert_eq!(found(typed), ["2025-06-01"], "{typed}");
        }
        for typed in ["certficate", "certifiacte", "cretificate", "crtfct", "certexp", "api", "expierd"] {
            assert_eq!(found(typed), ["2025-03-11"], "{typed}");
        }
        for typed in ["saerch", "serch", "search", "seerch"] {
            assert_eq!(found(typed), ["2026-11-20", "2026-03-02"], "{typed}");
        }
        for typed in ["küche", "KÜCHE", "strom", "stromm"] {
            assert_eq!(found(typed), ["2024-02-20"], "{typed}");
        }
        assert_eq!(found("srch")[..2], ["2026-11-20", "2026-03-02"]);
        assert_eq!(found("LATE")[0], "2025-06-01");
        assert_eq!(found("serch slow")[0], "2026-03-02");
        assert_eq!(found("srchdwn"), ["2026-11-20"]);
    }

    #[test]
    fn what_is_not_there_is_not_found_and_a_number_is_taken_as_it_is() {
        for typed in ["kafka", "payment", "mail expired", "qzx", "sev-5", "2023", "2026-04", "🦀"] {
            assert_eq!(found(typed), [""; 0], "{typed}");
        }
        assert_eq!(found("sev-1"), ["2026-11-20"]);
        assert_eq!(found("sev1"), ["2026-11-20"]);
        assert_eq!(found("sev-2 closed"), ["2025-03-11"]);
    }

    #[test]
    fn the_closest_is_the_first() {
        let closer =
            |typed, one: &str, other: &str| assert!(closeness(typed, one) > closeness(typed, other), "{typed}");
        closer("search", "Search is down", "The sea of arches");
        closer("mail", "Mail is late", "The main file");
        closer("cache", "The cache is cold", "A catch of the day");
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_typed_nothing_breaks(typed in ".{0,80}", line in ".{0,200}") {
            let _ = closeness(&typed, &line);
        }
    }
}

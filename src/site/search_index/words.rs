//! How a text is taken apart into the words that find it. `templates/site/search-engine.js` takes apart in the same way
//! what is looked for.

use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// The longest word that is kept, in characters; of a longer one so many find it.
pub const LONGEST: usize = 32;

/// Gives each word of a text: folded, parts of identifiers (`pool`, `max` and `size` of `pool.max_size`; of `fooBar` also
/// `foo` and `bar`) and then identifiers as a whole, and of scripts without spaces each two neighbours.
pub fn words(text: &str, mut each: impl FnMut(&str)) {
    let text = folded(text);
    let mut lowered = String::new();
    for run in text.split(|c| !is_letter(c) && !is_joint(c)) {
        let run = run.trim_matches(is_joint);
        let parts = || run.split(is_joint).filter(|part| !part.is_empty());
        for part in parts() {
            part_words(part, &mut lowered, &mut each);
        }
        let lettered = || parts().filter(|part| part.contains(char::is_alphabetic)).nth(1).is_some();
        if run.contains(['_', '.']) && lettered() {
            each(lower(run, &mut lowered));
        }
    }
}

fn part_words(part: &str, lowered: &mut String, each: &mut impl FnMut(&str)) {
    if part.is_ascii() || !part.contains(is_unspaced) {
        each(lower(part, lowered));
        let humps = humps(part);
        if humps.len() > 1 {
            humps.iter().for_each(|hump| each(lower(hump, lowered)));
        }
        return;
    }
    let characters: Vec<(usize, char)> = part.char_indices().collect();
    for stretch in characters.chunk_by(|(_, a), (_, b)| is_unspaced(*a) == is_unspaced(*b)) {
        let end = stretch.last().map_or(0, |(at, last)| at + last.len_utf8());
        if !stretch.first().is_some_and(|(_, first)| is_unspaced(*first)) {
            each(lower(stretch.first().and_then(|(at, _)| part.get(*at..end)).unwrap_or_default(), lowered));
            continue;
        }
        for (number, (start, _)) in stretch.iter().enumerate() {
            let end = stretch.get(number + 2).map_or(end, |(at, _)| *at);
            each(lower(part.get(*start..end).unwrap_or_default(), lowered));
        }
    }
}

/// `foo` and `Bar` of `fooBar`.
fn humps(part: &str) -> Vec<&str> {
    let (mut humps, mut start, mut was_small) = (Vec::new(), 0, false);
    for (at, c) in part.char_indices() {
        if was_small && c.is_uppercase() {
            humps.push(&part[start..at]);
            start = at;
        }
        was_small = c.is_lowercase();
    }
    humps.push(&part[start..]);
    humps
}

/// A text without accents and ligatures; its capitals stay.
fn folded(text: &str) -> Cow<'_, str> {
    match text.is_ascii() {
        true => Cow::Borrowed(text),
        false => Cow::Owned(text.nfkd().filter(|c| !matches!(c, '\u{300}'..='\u{36f}')).nfc().collect()),
    }
}

fn lower<'a>(word: &str, lowered: &'a mut String) -> &'a str {
    lowered.clear();
    for c in word.chars().take(LONGEST) {
        match c {
            c if c.is_ascii() => lowered.push(c.to_ascii_lowercase()),
            'ß' | 'ẞ' => lowered.push_str("ss"),
            'ς' => lowered.push('σ'),
            c => lowered.extend(c.to_lowercase()),
        }
    }
    lowered
}

fn is_letter(c: char) -> bool {
    c.is_ascii_alphanumeric() || (!c.is_ascii() && (c.is_alphanumeric() || is_combining_mark(c)))
}

/// What holds an identifier together.
fn is_joint(c: char) -> bool {
    matches!(c, '.' | '_' | '-')
}

/// Scripts that put no spaces between words: Thai, Lao, Burmese, Khmer, kana and Chinese characters.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3005}'..='\u{3007}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> String {
        let mut all = Vec::new();
        words(text, |word| all.push(word.to_owned()));
        all.join(" ")
    }

    #[test]
    fn case_and_accents_are_folded() {
        assert_eq!(all("Crème BRÛLÉE, Straße; ΟΔΟΣ İstanbul ﬁre"), "creme brulee strasse οδοσ istanbul fire");
        assert_eq!(all("Не идёт 한국어 हिन्दी"), "не идет 한국어 हिन्दी");
    }

    #[test]
    fn identifiers_are_found_whole_and_by_their_parts() {
        assert_eq!(all("pool.max_size=5"), "pool max size pool.max_size 5");
        assert_eq!(all("fooBar-12 E1234"), "foobar foo bar 12 e1234");
        assert_eq!(all("https://a.example/x?y"), "https a example a.example x y");
        assert_eq!(all("3.12 post-mortem... end."), "3 12 post mortem end");
        assert_eq!(all("2026-03-02T10:00:00Z"), "2026 03 02t10 00 00z");
    }

    #[test]
    fn scripts_without_spaces_are_found_by_two_neighbours() {
        assert_eq!(all("検索が API停止"), "検索 索が が api 停止 止");
        assert_eq!(all("ガギ"), "ガギ ギ");
    }

    #[test]
    fn a_word_has_an_end() {
        assert_eq!(all(&"x".repeat(400)), "x".repeat(LONGEST));
        assert_eq!(all("— \u{200b} \u{0} . -_- <>"), "");
    }
}

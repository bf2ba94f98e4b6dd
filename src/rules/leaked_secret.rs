//! Keys and tokens that were written down.

use super::placeholder::is_placeholder;
use super::rule::{Findings, Subject};
use super::texts::look;
use super::token_formats::{FORMATS, Format};
use crate::text::Span;
use aho_corasick::{AhoCorasick, AhoCorasickKind};
use regex::Regex;
use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

rule! {
    /// A key or a token stands in a document.
    ///
    /// ## Why
    /// Whoever can read the log can use it, and so can whoever reads its history, for git keeps what was committed. Most
    /// often it came with a pasted command or a line of a log. Looked for are the forms of some eighty kinds of keys, and
    /// values that look drawn by lot behind names such as `api_key` and options such as `curl -u`; `$API_KEY`, `<token>`,
    /// stars and keys that call themselves examples are let be.
    ///
    /// ## Good
    /// ```markdown
    /// ## Solution
    /// Start the indexer with `search_api_key=$SEARCH_API_KEY`, which the vault holds.
    /// ```
    /// ## Bad
    /// ```markdown
    /// ## Solution
    /// Start the indexer with `search_api_key=ThisIs1IndexKeyThatOpens0Doors`.
    /// ```
    "leaked-secret", Error, check, hides: true
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (source, secret) in look(subject.log, |text| secrets(text.source.text())) {
        let message = format!("`{}…` has the form of {}", shown(source.slice(secret.span)), secret.what);
        let help = "revoke it where it was issued, as whoever can read this log or its history has it; then write here \
                    where it is kept";
        findings.report(source, secret.span, message, help).hide();
    }
}

/// Enough to find it again where it was issued, and no more than a fifth of it.
fn shown(secret: &str) -> String {
    const SHOWN: usize = 4;
    secret.chars().take(SHOWN.min(secret.len() / 5)).collect()
}

/// A stretch of a text that is a secret, and which kind.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Secret {
    pub span: Span,
    pub what: &'static str,
}

/// The keys and tokens in a text, in their order.
pub fn secrets(text: &str) -> Vec<Secret> {
    let Some(keywords) = KEYWORDS.as_ref() else { return Vec::new() };
    let mut wanted = [false; FORMATS.len()];
    for found in keywords.automaton.find_overlapping_iter(text) {
        if let Some(wanted) = keywords.formats.get(found.pattern().as_usize()).and_then(|at| wanted.get_mut(*at)) {
            *wanted = true;
        }
    }
    let mut secrets: BTreeMap<usize, Secret> = BTreeMap::new();
    for ((format, slot), _) in FORMATS.iter().zip(&PATTERNS).zip(wanted).filter(|(_, wanted)| *wanted) {
        let pattern = slot.get_or_init(|| Regex::new(format.pattern).ok());
        for found in pattern.iter().flat_map(|pattern| pattern.captures_iter(text)) {
            let (Some(whole), Some(token)) = (found.get(0), found.get(1).or(found.get(0))) else { continue };
            let span = Span::new(token.start(), token.end());
            let nearest = secrets.range(..span.end).next_back();
            let is_new = nearest.is_none_or(|(_, other)| other.span.end <= span.start);
            let begins = format.is_behind_a_name() || !is_within_a_word(text, whole.start());
            if is_new && begins && !is_within_a_word(text, span.end) && is_secret(format, token.as_str()) {
                secrets.insert(span.start, Secret { span, what: format.what });
            }
        }
    }
    secrets.into_values().collect()
}

struct Keywords {
    automaton: AhoCorasick,
    /// For each keyword, the format that it belongs to.
    formats: Vec<usize>,
}

static KEYWORDS: LazyLock<Option<Keywords>> = LazyLock::new(|| {
    let pairs = FORMATS.iter().enumerate().flat_map(|(at, format)| format.keywords.iter().map(move |word| (at, *word)));
    let (formats, words): (Vec<_>, Vec<_>) = pairs.unzip();
    // Every text is gone through, so that a faster automaton is worth what it takes to build.
    let automaton = AhoCorasick::builder().kind(Some(AhoCorasickKind::DFA)).build(words).ok()?;
    Some(Keywords { automaton, formats })
});

/// Each is made when a text first has a keyword of its.
static PATTERNS: [OnceLock<Option<Regex>>; FORMATS.len()] = [const { OnceLock::new() }; FORMATS.len()];

/// Whether a word goes on over a place.
fn is_within_a_word(text: &str, at: usize) -> bool {
    let of_a_word = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let before = at.checked_sub(1).and_then(|before| text.as_bytes().get(before));
    of_a_word(before) && of_a_word(text.as_bytes().get(at))
}

fn is_secret(format: &Format, value: &str) -> bool {
    let by_lot =
        if format.is_behind_a_name() { looks_drawn(value, format.entropy) } else { entropy(value) >= format.entropy };
    by_lot && !is_placeholder(value)
}

/// Whether a value was drawn by lot, where all that says so is the name before it: words and numbers stand there, too.
/// A short one has fewer bits a character, and must be more of a jumble for it.
fn looks_drawn(value: &str, bits: f64) -> bool {
    /// What is longer is told from words by its bits alone.
    const SHORT: usize = 16;
    /// Keys in hexadecimal digits, and those in letters and digits of one case, have at least as many characters.
    const HEX: usize = 32;
    const ONE_CASE: usize = 20;
    /// How much of the bits that a value of all different characters has.
    const SHARE: f64 = 0.78;
    let has = |test: fn(&u8) -> bool| value.bytes().any(|byte| test(&byte));
    let (length, own) = (value.len(), entropy(value));
    if length >= HEX && value.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return own >= 3.0 && has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic);
    }
    let is_mixed = has(u8::is_ascii_digit) && has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase);
    let is_mixed = is_mixed || length >= ONE_CASE && has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic);
    let is_one_piece = !value.contains(['/', '-', '_', '.', '@', '=']);
    let is_long = length >= SHORT && has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase) && own >= bits;
    let is_short = is_one_piece && own >= bits.min(SHARE * (length as f64).log2());
    is_mixed && (is_long || is_short) && is_jumble(value)
}

/// Whether letters and digits change about as they do in no identifier: `PasswordResetV2Handler` has long words in it.
fn is_jumble(value: &str) -> bool {
    const LONGEST_WORD: f64 = 3.7;
    let class = |byte: &u8| match byte {
        b'0'..=b'9' => 0,
        b'a'..=b'z' => 1,
        b'A'..=b'Z' => 2,
        _ => 3,
    };
    let bytes = value.as_bytes();
    let pairs = bytes.iter().zip(bytes.iter().skip(1)).map(|(a, b)| (class(a), class(b)));
    // A capital goes with the word that it begins.
    let words = 1 + pairs.filter(|(a, b)| a != b && (*a, *b) != (2, 1)).count();
    value.len() as f64 / (words as f64) < LONGEST_WORD
}

/// Shannon's entropy, in bits a character.
fn entropy(value: &str) -> f64 {
    let mut counts = [0u32; 256];
    for byte in value.bytes() {
        if let Some(count) = counts.get_mut(usize::from(byte)) {
            *count += 1;
        }
    }
    let length = value.len() as f64;
    let share = |count: u32| f64::from(count) / length;
    -counts.into_iter().filter(|count| *count > 0).map(|count| share(count) * share(count).log2()).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{AGENDA, Case, INCIDENT, PLAN, POSTMORTEM};
    use proptest::strategy::{Strategy, ValueTree};
    use proptest::test_runner::TestRunner;

    /// What looks drawn by lot, the same each time, so that no token stands in this file.
    fn drawn(alphabet: &str, length: usize) -> String {
        let letters: Vec<char> = alphabet.chars().collect();
        (1..=length).map(|at| letters[at * at * 7 % 101 % letters.len()]).collect()
    }

    fn letters(length: usize) -> String {
        drawn("aB3dE5gH7jK9mN1pQrStUvWxYz", length)
    }

    fn token() -> String {
        format!("gh{}_{}", "p", letters(36))
    }

    #[test]
    fn a_token_is_found_in_prose_code_front_matter_and_the_plan_and_never_told_whole() {
        let case = Case::sound().replace("Rebuild", &format!("`git clone` with {}. Rebuild", token()));
        case.clone().finds(&[&format!("{INCIDENT}:24:18 leaked-secret")]);
        case.says(
            "`ghp_…` has the form of a GitHub token",
            "revoke it where it was issued, as whoever can read this log or its history has it; then write here where \
             it is kept",
        );
        Case::sound()
            .replace("related: []", &format!("related: []\nx-token: {}  # {}", token(), token()))
            .replace_in_postmortem("Text 1.", &format!("```\nTOKEN={}\n```\n1", token()))
            .replace_in_agenda("Search was slow.", &format!("<!-- {} -->\nx", token()))
            .file(PLAN, format!("# {}\nname: Test\n", token()))
            .finds(&[
                &format!("{AGENDA}:9:6 leaked-secret"),
                &format!("{PLAN}:1:3 leaked-secret"),
                &format!("{INCIDENT}:18:10 leaked-secret"),
                &format!("{INCIDENT}:18:54 leaked-secret"),
                &format!("{POSTMORTEM}:12:7 leaked-secret"),
            ]);
    }

    #[test]
    fn a_document_that_cannot_be_read_holds_its_token_all_the_same() {
        Case::sound()
            .replace("title: Search is slow", "title: Search: is slow")
            .replace("Rebuild", &format!("{} Rebuild", token()))
            .finds(&[&format!("{INCIDENT}:2:14 broken-document"), &format!("{INCIDENT}:24:1 leaked-secret")]);
    }

    fn kinds(text: &str) -> Vec<&'static str> {
        secrets(text).into_iter().map(|secret| secret.what).collect()
    }

    #[test]
    fn what_stands_behind_a_telling_name_is_found_once_and_by_its_own_form_where_it_has_one() {
        let value = letters(24);
        for text in [
            format!("SEARCH_API_KEY={value}"),
            format!("api-key: \"{value}\""),
            format!("\"clientSecret\": \"{value}\","),
            format!("db_password = '{value}'"),
            format!("access_token=>{value}&x=1"),
        ] {
            assert_eq!(kinds(&text), ["a key or a password"], "{text}");
        }
        assert_eq!(kinds(&format!("api_key={}", token())), ["a GitHub token"]);
        let hex = drawn("0123456789abcdef", 32);
        for text in [
            "password: 3X83RZJzzzzgEOzd".to_owned(),
            "DB_PASSWORD=menCkhvMdga9.".to_owned(),
            "secret=8pSH4487q7J58m1CiAhz".to_owned(),
            "password=hunter2verySecret!".to_owned(),
            "token: 9k2j4h5g6f7d8s9a0q1w".to_owned(),
            format!("api_key={hex}"),
            format!("https://search.example/?q=1&api_key={hex}&x=1"),
        ] {
            assert_eq!(kinds(&text), ["a key or a password"], "{text}");
        }
        for text in [
            "curl -u admin:bjL5DZPjN0ME https://search.example/",
            "curl -sS --user 'admin:bjL5DZPjN0ME' https://search.example/",
            "mysql -u root -pvJA76rNicHTp shop",
            "mysqldump --all -p'vJA76rNicHTp' shop",
            "redis-cli -h cache -a vJA76rNicHTp ping",
        ] {
            assert_eq!(kinds(text), ["a password on a command's line"], "{text}");
        }
        let header = |scheme: &str| format!("-H 'Authorization: {scheme} {value}'");
        assert_eq!(kinds(&header("Bearer")), ["what an Authorization header lets in"]);
        assert_eq!(kinds(&header("basic")), ["what an Authorization header lets in"]);
        let bot = format!("https://api.telegram.example/bot{}:AA{}/getMe", drawn("0123456789", 9), letters(33));
        assert_eq!(kinds(&bot), ["a Telegram token"]);
    }

    #[test]
    fn what_is_no_secret_is_let_be() {
        let hex = drawn("0123456789abcdef", 40);
        for text in [
            // AWS's own documentation has this one.
            format!("{}IOSFODNN7EXAMPLE", "AKIA"),
            format!("{}{}", "AKIA", "0".repeat(16)),
            format!("gh{}_{}", "p", "x".repeat(36)),
            format!("gh{}_{}", "p", letters(30)),
            format!("x{}", token()),
            format!("{}z", token()).replace("ghp_", "npm_"),
            "GITHUB_TOKEN=$GITHUB_TOKEN api_key=${API_KEY} password: <the one from the vault>".to_owned(),
            format!("commit {hex}, image sha256:{hex}, cache_key={hex}, key {hex}"),
            "password: correct-horse-battery-staple, api_key: see-the-vault-under-search".to_owned(),
            "access_token=2026-03-02-search-is-slow".to_owned(),
            "disk-full-on-the-primary-database-server-of-the-second-data-centre".to_owned(),
            "Authorization: Bearer $TOKEN, Authorization: Bearer <your token here>".to_owned(),
            "the secret_access_key was rotated, the api_key: it was, too".to_owned(),
            format!("password={}", "Example1Password2For3The4Docs"),
            "password: reset by mail, token: OAuth2TokenProvider, secret: PasswordResetV2Handler".to_owned(),
            "password=changeme, password: ***, PASSWORD=$PASSWORD, secret=projects/Shop2/secrets/db".to_owned(),
            "curl -u admin:$PASSWORD x; curl -u 'admin:<password>' x; mysql -u root -p shop; mysql -P3306".to_owned(),
            format!("page_token={}", letters(24)),
            format!("token: {}", "0".repeat(40)),
        ] {
            assert_eq!(kinds(&text), Vec::<&str>::new(), "{text}");
        }
    }

    #[test]
    fn each_form_has_a_keyword_in_all_that_it_matches_and_finds_what_looks_drawn_by_lot() {
        let mut runner = TestRunner::deterministic();
        for format in FORMATS.iter().filter(|format| !format.is_behind_a_name()) {
            let pattern = Regex::new(format.pattern).unwrap();
            let strategy = proptest::string::string_regex(format.pattern).unwrap();
            let mut found = 0;
            for _ in 0..20 {
                let text = strategy.new_tree(&mut runner).unwrap().current();
                assert!(format.keywords.iter().any(|word| text.contains(word)), "{}: {text}", format.what);
                assert!(pattern.is_match(&text), "{}: {text}", format.what);
                found += usize::from(!secrets(&format!("é {text}, x")).is_empty());
            }
            assert!(found >= 15, "{}: {found} of 20", format.what);
        }
        for format in FORMATS {
            assert!(Regex::new(format.pattern).is_ok() && !format.keywords.is_empty(), "{}", format.what);
        }
    }

    #[test]
    fn entropy_tells_what_is_drawn_by_lot_from_what_is_not() {
        assert_eq!(entropy("aaaa"), 0.0);
        assert_eq!(entropy("abcdabcd"), 2.0);
        assert!(entropy(&letters(36)) > 3.5);
    }
}

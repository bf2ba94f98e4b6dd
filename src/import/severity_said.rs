//! How bad a text says that its incident was.

use super::mapping::Mapping;
use super::words::{find_severity, like_severity};
use crate::document::body::plain_words;
use crate::model::Plan;
use regex::Regex;
use std::sync::LazyLock;

/// A line `**Severity:** SEV-2`, an item or a row of a table that says it, and a heading with one line below it.
static SAID: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let name = "(?:incident )?(?:severity|sev|priority)(?: level)?";
    let line = format!(r"[ \t]*(?:[-*+|][ \t]+)?[*_`]*{name}[*_`]*[ \t]*[:|][*_`]*[ \t]*(?P<line>[^|\n]+?)[ \t]*\|?");
    let below = format!(r"#{{1,6}}[ \t]+{name}:?[ \t]*\n+(?P<below>[^#\n]+)");
    Regex::new(&format!(r"(?mi)^(?:{line}|{below})\r?$")).ok()
});

/// The severity that a text says an incident has, in its word; only one that is known is taken.
pub fn severity_said(text: &str, plan: &Plan, mapping: &Mapping) -> Option<String> {
    let known = |word: &&str| {
        let word = word.trim();
        mapping
            .value("severity", word)
            .or_else(|| find_severity(plan, word))
            .or_else(|| like_severity(plan, word))
            .is_some()
    };
    SAID.as_ref()?.captures_iter(text).find_map(|said| {
        let words = plain_words(said.name("line").or_else(|| said.name("below"))?.as_str());
        // `SEV-2 (high)`, `P1, later P2`: what comes first counts.
        let first = words.split(['(', ',', ';', '–', '—', '/']).next().unwrap_or_default();
        [words.as_str(), first, first.split_whitespace().next().unwrap_or_default()]
            .iter()
            .find(|word| !word.trim().is_empty() && known(word))
            .map(|word| word.trim().to_owned())
    })
}

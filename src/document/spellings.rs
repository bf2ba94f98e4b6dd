//! What a stretch of a source is as a reader sees it.

use super::body::plain_words;
use super::yaml;
use percent_encoding::percent_decode_str;

/// The texts that a stretch of a document may be shown as, longest first: as it is written, and as YAML, Markdown and an
/// address read it.
pub fn spellings(written: &str) -> Vec<String> {
    let value = |yaml: String| yaml::parse(&yaml, 0).ok().and_then(|node| node.text().map(str::to_owned));
    let read = [
        value(format!("\"{written}\"")),
        value(format!("'{written}'")),
        Some(plain_words(written)),
        percent_decode_str(written).decode_utf8().ok().map(String::from),
    ];
    let mut spellings: Vec<String> = read.into_iter().flatten().chain([written.to_owned()]).collect();
    spellings.retain(|spelling| !spelling.trim().is_empty());
    spellings.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    spellings.dedup();
    spellings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_escaped_in_yaml_markdown_or_an_address_is_known_as_it_is_shown() {
        assert_eq!(spellings("plain"), ["plain"]);
        assert_eq!(spellings("a\\x62c\\\\d"), ["a\\x62c\\\\d", "a\\x62c\\d", "abc\\d"]);
        assert_eq!(spellings("it''s"), ["it''s", "it's"]);
        assert_eq!(spellings("a\\_b&amp;c"), ["a\\_b&amp;c", "a\u{a0}b&amp;c", "a_b&c"]);
        assert_eq!(spellings("a%20b"), ["a%20b", "a b"]);
    }
}

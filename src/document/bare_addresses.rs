//! Web addresses that stand in prose as they are, which Markdown takes for words and not for links.

use super::body::markdown_options;
use crate::text::Span;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// An address in prose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BareAddress {
    /// Without the full stop or the bracket behind it.
    pub span: Span,
    /// Whether it leads to the same place between angle brackets: it has no escape and no mark of Markdown.
    pub is_plain: bool,
}

/// The addresses that stand at `span` of a file's text in neither link, image, code nor HTML. What has no domain's name
/// or stands for many addresses (`https://shop.example/<id>`) is none.
pub fn bare_addresses(text: &str, span: Span) -> Vec<BareAddress> {
    let markdown = text.get(span.range()).unwrap_or_default();
    if !markdown.contains("://") {
        return Vec::new();
    }
    let mut found = Vec::new();
    for run in prose(markdown) {
        for place in addresses_of(markdown, run) {
            let written = markdown.get(place.clone()).unwrap_or_default();
            let behind = markdown.get(place.end..).unwrap_or_default();
            let span = Span::new(span.start + place.start, span.start + place.end);
            found.push(BareAddress { span, is_plain: is_plain(written, behind) });
        }
    }
    found
}

/// The addresses in a run of plain words of a text.
pub(super) fn addresses_of(text: &str, run: Range<usize>) -> Vec<Range<usize>> {
    let words = text.get(run.clone()).unwrap_or_default();
    let Some(pattern) = ADDRESS.as_ref().filter(|_| words.contains("://")) else { return Vec::new() };
    let found = pattern.find_iter(words).filter_map(|address| {
        let written = trimmed(address.as_str());
        let place = run.start + address.start()..run.start + address.start() + written.len();
        let behind = text.get(place.end..).unwrap_or_default();
        (has_domain(written) && !is_pattern(address.as_str(), behind)).then_some(place)
    });
    found.collect()
}

static ADDRESS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new("(?-u:\\b)(?i:https?)://[^\\s<>\"`“”«»]+").ok());

/// The stretches of words outside links, images, code and HTML.
fn prose(markdown: &str) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    let (mut within, mut within_html) = (0usize, 0usize);
    for (event, range) in Parser::new_ext(markdown, markdown_options()).into_offset_iter() {
        match event {
            Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::CodeBlock(_)) => within += 1,
            Event::End(TagEnd::Link | TagEnd::Image | TagEnd::CodeBlock) => within = within.saturating_sub(1),
            Event::InlineHtml(html) if is_verbatim(html.trim_start_matches('<')) => within_html += 1,
            Event::InlineHtml(html) if is_verbatim(html.trim_start_matches("</")) => {
                within_html = within_html.saturating_sub(1);
            }
            Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::Heading(_) | TagEnd::TableCell) => within_html = 0,
            Event::Text(_) if within == 0 && within_html == 0 => match runs.last_mut() {
                // An escape stands between two pieces of one word.
                Some(last) if matches!(markdown.get(last.end..range.start), Some("" | "\\")) => last.end = range.end,
                _ => runs.push(range),
            },
            _ => {}
        }
    }
    runs
}

/// Whether a tag's words are a link or code already.
pub(super) fn is_verbatim(tag: &str) -> bool {
    let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    ["a", "code", "kbd", "pre", "samp"].iter().any(|verbatim| name.eq_ignore_ascii_case(verbatim))
}

/// An address without what belongs to the sentence around it.
fn trimmed(address: &str) -> &str {
    let surplus = |open: char, close: char| {
        let (closed, opened) = (address.matches(close).count(), address.matches(open).count());
        closed.saturating_sub(opened)
    };
    let mut unpaired = [(')', surplus('(', ')')), (']', surplus('[', ']')), ('}', surplus('{', '}'))];
    let is_of_sentence = |c: char| match unpaired.iter_mut().find(|(close, _)| *close == c) {
        Some((_, 0)) => false,
        Some((_, left)) => {
            *left -= 1;
            true
        }
        None => matches!(c, '?' | '!' | '.' | ',' | ':' | ';' | '*' | '_' | '~' | '\'' | '’'),
    };
    address.trim_end_matches(is_of_sentence)
}

/// Whether the host is one that others can reach: a domain's name, and no number.
fn has_domain(address: &str) -> bool {
    let host = address.split("://").nth(1).unwrap_or_default().split(['/', '?', '#', ':']).next().unwrap_or_default();
    let is_label = |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    let last = host.rsplit('.').next().unwrap_or_default();
    host.contains('.') && host.split('.').all(is_label) && last.chars().all(char::is_alphabetic)
}

/// Whether an address stands for many, or was cut short.
fn is_pattern(written: &str, behind: &str) -> bool {
    written.contains(['{', '$', '…', '*']) || written.contains("...") || behind.starts_with('<')
}

fn is_plain(address: &str, behind: &str) -> bool {
    let mut next = behind.chars();
    let (first, second) = (next.next(), next.next());
    // A mark behind it closes emphasis around it, or opens one within it.
    let opens = first.is_some_and(|c| matches!(c, '*' | '_' | '~')) && second.is_some_and(char::is_alphanumeric);
    let has_entity = address.contains('&') && address.contains(';');
    !opens && !has_entity && !address.contains(['\\', '`'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(markdown: &str) -> Vec<(&str, bool)> {
        let found = bare_addresses(markdown, Span::new(0, markdown.len()));
        found.into_iter().map(|address| (&markdown[address.span.range()], address.is_plain)).collect()
    }

    #[test]
    fn an_address_ends_where_its_sentence_goes_on() {
        for (markdown, address) in [
            ("See https://a.example/x.", "https://a.example/x"),
            ("é (https://a.example/x_(y)), z", "https://a.example/x_(y)"),
            ("*https://a.example/a_b_c*", "https://a.example/a_b_c"),
            ("**HTTP://a.example:8080**, z", "HTTP://a.example:8080"),
            ("| a |\n| - |\n| https://a.example/x |", "https://a.example/x"),
            ("- > # https://a.example?q=1&r=2#f!", "https://a.example?q=1&r=2#f"),
            ("[https://a.example/x]", "https://a.example/x"),
            ("<b>https://a.example</b>", "https://a.example"),
            ("x[^1]\n\n[^1]: https://a.example/x", "https://a.example/x"),
        ] {
            let plain = !markdown.starts_with("<b>");
            let expected = if plain { vec![(address, true)] } else { vec![] };
            assert_eq!(found(markdown), expected, "{markdown}");
        }
    }

    #[test]
    fn what_would_be_another_address_between_brackets_is_not_plain() {
        assert_eq!(found("https://a.example/a\\_b"), [("https://a.example/a\\_b", false)]);
        assert_eq!(found("https://a.example/?a&amp;b"), [("https://a.example/?a&amp;b", false)]);
        assert_eq!(found("https://a.example/*b*"), [("https://a.example/", false)]);
    }

    #[test]
    fn links_code_html_and_what_is_no_domain_are_none() {
        for markdown in [
            "<https://a.example> [x](https://a.example) [https://a.example](https://b.example) ![](https://a.example)",
            "`https://a.example`\n\n```\nhttps://a.example\n```\n\n    https://a.example\n",
            "<a href=\"https://a.example\">https://a.example</a> <code>https://a.example</code>",
            "<p>\nhttps://a.example\n</p>\n\n<!-- https://a.example -->",
            "[x]: https://a.example",
            "http://localhost:8080 https://127.0.0.1/x http://web/ https:// xhttps://a.example ftp://a.example",
            "https://$HOST/ https://{region}.a.example https://a.example/<id> https://a.example/… https://a.example/...",
        ] {
            assert_eq!(found(markdown), [], "{markdown}");
        }
    }

    proptest! {
        #[test]
        fn what_is_plain_is_a_link_to_the_same_place_once_it_is_in_brackets(
            markdown in r"(https://a\.example|/x|[é .,()\[\]*_`<>|&;#\n-]|amp;|https?://){0,25}"
        ) {
            for address in bare_addresses(&markdown, Span::new(0, markdown.len())) {
                let written = &markdown[address.span.range()];
                if address.is_plain {
                    let mut mended = markdown.clone();
                    mended.replace_range(address.span.range(), &format!("<{written}>"));
                    let leads = Parser::new_ext(&mended, markdown_options()).any(|event| {
                        matches!(event, Event::Start(Tag::Link { dest_url, .. }) if *dest_url == *written)
                    });
                    prop_assert!(leads, "{mended:?}");
                }
            }
        }
    }
}

//! The links and images of a stretch of Markdown, each with the place of its address.

use super::body::markdown_options;
use crate::text::Span;
use pulldown_cmark::{Event, LinkType, Parser, Tag, TagEnd};

/// An address that a document leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Without angle brackets and escapes.
    pub address: String,
    /// The address as written, without angle brackets and title.
    pub span: Span,
    /// Whether an image is shown from there; a definition does not tell what it is for.
    pub is_image: bool,
}

/// The links and images that stand at `span` of a file's text: `[x](address)`, `![x](address)`, and the definitions
/// `[label]: address`, each once however often they are used. What stands in code or comments is none.
pub fn links(text: &str, span: Span) -> Vec<Link> {
    let markdown = text.get(span.range()).unwrap_or_default();
    let mut links = Vec::new();
    if !markdown.contains("](") && !markdown.contains("]:") {
        return links;
    }
    let link = |address: &str, from: usize, to: usize, is_image: bool| {
        let at = address_at(markdown, address, from, to);
        Link { address: address.to_owned(), span: Span::new(span.start + at.start, span.start + at.end), is_image }
    };
    let parser = Parser::new_ext(markdown, markdown_options()).into_offset_iter();
    for (_, definition) in parser.reference_definitions().iter() {
        links.push(link(&definition.dest, behind(markdown, "]:", definition.span.start), definition.span.end, false));
    }
    // For each link that is open, its address, where it is written there, and where its words end.
    let mut open: Vec<(Option<String>, usize)> = Vec::new();
    for (event, range) in parser {
        match event {
            Event::Start(Tag::Link { link_type, dest_url, .. } | Tag::Image { link_type, dest_url, .. }) => {
                let inline = link_type == LinkType::Inline;
                let mark = if markdown[range.start..].starts_with('!') { 2 } else { 1 };
                open.push((inline.then(|| dest_url.into_string()), range.start + mark));
            }
            Event::End(end @ (TagEnd::Link | TagEnd::Image)) => {
                if let Some((Some(address), words_end)) = open.pop() {
                    let is_image = end == TagEnd::Image;
                    links.push(link(&address, behind(markdown, "](", words_end), range.end, is_image));
                }
                if let Some((_, words_end)) = open.last_mut() {
                    *words_end = range.end;
                }
            }
            _ => {
                if let Some((_, words_end)) = open.last_mut() {
                    *words_end = (*words_end).max(range.end);
                }
            }
        }
    }
    links.sort_by_key(|link| link.span);
    links
}

/// The end of the first `mark` from an offset on.
fn behind(markdown: &str, mark: &str, from: usize) -> usize {
    markdown.get(from..).and_then(|rest| rest.find(mark)).map_or(from, |at| from + at + mark.len())
}

/// Where an address is written between two offsets.
fn address_at(markdown: &str, address: &str, from: usize, to: usize) -> Span {
    let rest = markdown.get(from..to).unwrap_or_default();
    if let Some(at) = rest.find(address).filter(|_| !address.is_empty()) {
        return Span::new(from + at, from + at + address.len());
    }
    // It is written with escapes: up to what closes it.
    let start = from + rest.len() - rest.trim_start().len();
    let rest = markdown.get(start..to).unwrap_or_default();
    let (start, rest, bare) = match rest.strip_prefix('<') {
        Some(rest) => (start + 1, rest, false),
        None => (start, rest, true),
    };
    let mut escaped = false;
    let end = rest.find(|c: char| {
        let closes = if bare { c.is_whitespace() || c == ')' } else { c == '>' };
        let found = closes && !escaped;
        escaped = c == '\\' && !escaped;
        found
    });
    Span::new(start, start + end.unwrap_or(rest.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(markdown: &str) -> Vec<(String, &str)> {
        let text = format!("---\n---\n{markdown}");
        let found = links(&text, Span::new(8, text.len()));
        found.into_iter().map(|link| (link.address, &markdown[link.span.start - 8..link.span.end - 8])).collect()
    }

    #[test]
    fn addresses_are_found_as_they_are_written() {
        for (markdown, address, place) in [
            ("[x](a.md)", "a.md", "a.md"),
            ("[a.md](a.md \"a.md\")", "a.md", "a.md"),
            ("[x](<a b.md>)", "a b.md", "a b.md"),
            ("![`](`](\n a.md )", "a.md", "a.md"),
            ("[x](a\\)b.md)", "a)b.md", "a\\)b.md"),
            ("[x](a&amp;b.md 'y')", "a&b.md", "a&amp;b.md"),
            ("[x][]\n\n[x]: <a b.md> \"y\"\n", "a b.md", "a b.md"),
            ("- > [x](a.md)\n  > y", "a.md", "a.md"),
            ("[]()", "", ""),
        ] {
            assert_eq!(written(markdown), [(address.to_owned(), place)], "{markdown}");
        }
    }

    #[test]
    fn an_image_within_a_link_and_a_table_are_looked_into() {
        let found = written("| a |\n| - |\n| [![x](a.png) words](b.md) |\n");
        let addresses: Vec<_> = found.iter().map(|(address, _)| address.as_str()).collect();
        assert_eq!(addresses, ["a.png", "b.md"]);
        let markdown = "[![x](a.png)](b.md)";
        let images: Vec<_> = links(markdown, Span::new(0, markdown.len())).iter().map(|link| link.is_image).collect();
        assert_eq!(images, [true, false]);
        assert!(found.iter().all(|(address, place)| address == place));
    }

    #[test]
    fn code_comments_and_bare_addresses_are_no_links() {
        assert_eq!(written("`[x](a)`\n\n```\n[x](a)\n```\n\n<!-- [x](a) -->\n\n\\[x](a) <https://a.example>\n"), []);
    }

    proptest! {
        #[test]
        fn places_lie_in_the_text(markdown in r"([\[\]()!<>`:# a\n&;\\é-]|\]\(|\]: ){0,60}") {
            let text = format!("é{markdown}");
            for link in links(&text, Span::new(2, text.len())) {
                prop_assert!(text.get(link.span.range()).is_some(), "{:?}", link);
                prop_assert!(link.span.start >= 2);
            }
        }
    }
}

//! The images and links of a stretch of Markdown whose words say nothing.

use super::body::markdown_options;
use crate::text::Span;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

/// Images and links without words, each from its first bracket to its last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wordless {
    pub images: Vec<Span>,
    pub links: Vec<Span>,
}

/// What stands at `span` of a file's text without words: `![](address)`, `<img>` without `alt`, `[](address)`. An
/// image within a link is the link's words.
pub fn wordless(text: &str, span: Span) -> Wordless {
    let markdown = text.get(span.range()).unwrap_or_default();
    let mut found = Wordless::default();
    // For each link or image that is open, whether something was said in it.
    let mut open: Vec<bool> = Vec::new();
    let place = |from: usize, to: usize| Span::new(span.start + from, span.start + to);
    for (event, range) in Parser::new_ext(markdown, markdown_options()).into_offset_iter() {
        match event {
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => {
                if let Some(around) = open.last_mut() {
                    *around = true;
                }
                open.push(false);
            }
            Event::End(TagEnd::Link) if open.pop() == Some(false) => found.links.push(place(range.start, range.end)),
            Event::End(TagEnd::Image) if open.pop() == Some(false) => found.images.push(place(range.start, range.end)),
            Event::Text(words) | Event::Code(words) => {
                if let Some(said) = open.last_mut() {
                    *said |= !words.trim().is_empty();
                }
            }
            Event::InlineHtml(html) | Event::Html(html) => {
                if let Some(said) = open.last_mut() {
                    *said = true;
                }
                for (from, tag) in image_tags(&html).filter(|(_, tag)| !has_alt(tag)) {
                    found.images.push(place(range.start + from, range.start + from + tag.len()));
                }
            }
            _ => {}
        }
    }
    found
}

/// The `<img …>` in a piece of HTML, with their offsets.
fn image_tags(html: &str) -> impl Iterator<Item = (usize, &str)> {
    html.match_indices("<img").filter_map(|(from, _)| {
        let tag = html.get(from..)?;
        let end = 1 + tag.get(1..)?.find(['<', '>'])?;
        tag.get(..=end).filter(|tag| tag.ends_with('>')).map(|tag| (from, tag))
    })
}

fn has_alt(tag: &str) -> bool {
    tag.split_whitespace().skip(1).any(|word| word.starts_with("alt=") || word.trim_end_matches(['/', '>']) == "alt")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(markdown: &str) -> (Vec<&str>, Vec<&str>) {
        let found = wordless(markdown, Span::new(0, markdown.len()));
        let words = |spans: Vec<Span>| spans.into_iter().map(|span| &markdown[span.range()]).collect();
        (words(found.images), words(found.links))
    }

    #[test]
    fn what_has_no_words_is_found_and_what_has_some_is_not() {
        for (markdown, images, links) in [
            ("é ![](a.png) [](b.md)", vec!["![](a.png)"], vec!["[](b.md)"]),
            ("![ ](a.png \"title\")", vec!["![ ](a.png \"title\")"], vec![]),
            ("[![](a.png)](b.md)", vec!["![](a.png)"], vec![]),
            ("[ ![the *graph*](a.png) ](b.md) ![`x`](c.png)", vec![], vec![]),
            ("![][g]\n\n[g]: a.png", vec!["![][g]"], vec![]),
            ("x <img src=\"a.png\"> <img src=a.png alt=\"\"/> <img alt>", vec!["<img src=\"a.png\">"], vec![]),
            ("<p>\n<img src=a>\n</p>", vec!["<img src=a>"], vec![]),
            ("`![](a)` \\![](b)\n\n```\n![](c)\n```\n\n<!-- ![](d) <b> -->", vec![], vec!["[](b)"]),
        ] {
            assert_eq!(found(markdown), (images, links), "{markdown}");
        }
    }

    proptest! {
        #[test]
        fn places_lie_in_the_text(markdown in r"([\[\]()!<>`a\né ]|\]\(|<img |alt=){0,60}") {
            let text = format!("é{markdown}");
            let Wordless { images, links } = wordless(&text, Span::new(2, text.len()));
            prop_assert!(images.iter().chain(&links).all(|span| text.get(span.range()).is_some()));
        }
    }
}

//! Messages in HTML as Markdown.

use crate::document::body::plain_words;
use regex::{Captures, Regex};
use std::sync::LazyLock;

/// How deep elements can stand in each other; what takes them apart goes down into each.
const DEEPEST: usize = 200;
const VOID: &[&str] = &["area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

static MARKUP: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)[^<>]*>|&(?:[a-zA-Z]{2,8}|#[0-9]{1,6}|#[xX][0-9a-fA-F]{1,6});",
    )
    .ok()
});

/// What is an element in a message; any other word in angle brackets is a word.
const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "article",
    "aside",
    "b",
    "blockquote",
    "body",
    "br",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "figcaption",
    "figure",
    "font",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "kbd",
    "li",
    "link",
    "main",
    "mark",
    "meta",
    "nav",
    "object",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "script",
    "section",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "var",
    "wbr",
    "area",
];

/// A title of a message's kind as plain words.
pub fn as_words(text: &str) -> String {
    plain_words(&as_markdown(text))
}

/// A message as Markdown: its elements and entities are taken for HTML, where it has some.
pub fn as_markdown(text: &str) -> String {
    let Some(markup) = MARKUP.as_ref() else { return text.to_owned() };
    let text = &*markup.replace_all(text, |found: &Captures<'_>| match found.name("name") {
        Some(name) if !ELEMENTS.contains(&name.as_str().to_lowercase().as_str()) => {
            found[0].replace('<', "\u{1}").replace('>', "\u{2}")
        }
        _ => found[0].to_owned(),
    });
    let markdown = converted(text, markup);
    markdown.replace('\u{1}', "\\<").replace('\u{2}', ">")
}

fn converted(text: &str, markup: &Regex) -> String {
    let (mut depth, mut deepest, mut is_html) = (0usize, 0, false);
    for found in markup.captures_iter(text) {
        is_html = true;
        let Some(name) = found.name("name").map(|name| name.as_str().to_lowercase()) else { continue };
        match (VOID.contains(&name.as_str()), found["end"].is_empty()) {
            (true, _) => {}
            (false, true) => depth += 1,
            (false, false) => depth = depth.saturating_sub(1),
        }
        deepest = deepest.max(depth);
    }
    if !is_html || deepest > DEEPEST {
        return text.to_owned();
    }
    // Where nothing but entities and breaks is HTML, the lines are those of the text.
    let lined = if deepest == 0 { text.replace('\n', "<br>") } else { text.to_owned() };
    let converter =
        htmd::HtmlToMarkdown::builder().skip_tags(vec!["script", "style", "head", "iframe", "object"]).build();
    converter.convert(&lined).map_or_else(|_| text.to_owned(), |markdown| markdown.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_in_html_becomes_markdown() {
        for (html, markdown) in [
            (
                "<p>We&#39;re <strong>back</strong>.</p><p>See <a href=\"https://a.example/x\">this</a>.</p>",
                "We're **back**.\n\nSee [this](https://a.example/x).",
            ),
            ("Fast &amp; slow<br />next", "Fast & slow  \nnext"),
            ("no markup * at 5 < 6", "no markup * at 5 < 6"),
            ("The <queue> is full\n\n## Solution", "The \\<queue> is full\n\n## Solution"),
            ("<script>alert(1)</script>words", "words"),
            ("<ul><li>a</li><li>b</li></ul>", "*   a\n*   b"),
        ] {
            assert_eq!(as_markdown(html), markdown, "{html}");
        }
    }

    #[test]
    fn what_is_nested_too_deep_stays_as_it_is() {
        let deep = "<div>".repeat(100_000);
        assert_eq!(as_markdown(&deep), deep);
    }
}

//! Markdown to HTML that is safe to publish: the only maker of [`Html`].

use super::body::markdown_options;
use crate::text::slug;
use ammonia::Builder;
use pulldown_cmark::{CodeBlockKind, CowStr, Event, Parser, Tag, TagEnd, html};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::sync::LazyLock;

/// HTML that was sanitised. Nothing else may be put into a page unescaped.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Html(String);

impl Html {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.trim().is_empty()
    }
}

/// Where a relative address in a document leads on the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// To this address.
    To(String),
    /// Nowhere that the site's readers can go: the words stay, the link goes.
    Nowhere,
}

/// Renders a stretch of Markdown. Ids in it begin with `prefix`, so that several stretches stand on one page;
/// `resolve` says where relative addresses lead, `None` where an address stays as it is. What is nested too deep for
/// anybody to read is shown as it was written.
pub fn render(markdown: &str, prefix: &str, resolve: &dyn Fn(&str) -> Target) -> Html {
    let mut unsafe_html = String::with_capacity(markdown.len() * 2);
    if is_too_deep(markdown) {
        let words = [Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)), Event::Text(markdown.into())];
        html::push_html(&mut unsafe_html, words.into_iter().chain([Event::End(TagEnd::CodeBlock)]));
        return Html(SANITISER.clean(&unsafe_html).to_string());
    }
    let events = Rewriter { prefix, resolve, headings: HashMap::new(), dropped: Vec::new(), images: Vec::new() }
        .rewrite(markdown);
    html::push_html(&mut unsafe_html, events.into_iter());
    // A content security policy forbids style attributes.
    for side in ["left", "center", "right"] {
        unsafe_html = unsafe_html.replace(&format!(" style=\"text-align: {side}\""), &format!(" class=\"{side}\""));
    }
    Html(SANITISER.clean(&unsafe_html).to_string())
}

/// How deep quotes, lists and HTML can be nested; what lays out a page takes long over more.
const DEEPEST: usize = 100;
/// How many elements of HTML can be opened in one stretch, closed or not.
const MOST_ELEMENTS: usize = 2_000;
/// Elements that hold nothing, so that they are not closed.
const VOID: &[&str] = &["area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

fn is_too_deep(markdown: &str) -> bool {
    let (mut depth, mut elements, mut open) = (0usize, 0, HashMap::<String, usize>::new());
    for event in Parser::new_ext(markdown, markdown_options()) {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Html(html) | Event::InlineHtml(html) => {
                for tag in html.split('<').skip(1) {
                    let (closes, tag) = tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag));
                    let end = tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len());
                    let name = tag.get(..end).unwrap_or_default().to_ascii_lowercase();
                    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || VOID.contains(&name.as_str()) {
                        continue;
                    }
                    let of_name = open.entry(name).or_default();
                    match closes {
                        true if *of_name == 0 => {}
                        true => (*of_name, depth) = (*of_name - 1, depth.saturating_sub(1)),
                        false => (*of_name, depth, elements) = (*of_name + 1, depth + 1, elements + 1),
                    }
                }
            }
            _ => {}
        }
        if depth > DEEPEST || elements > MOST_ELEMENTS {
            return true;
        }
    }
    false
}

struct Rewriter<'a> {
    prefix: &'a str,
    resolve: &'a dyn Fn(&str) -> Target,
    /// How often a heading's id was taken.
    headings: HashMap<String, usize>,
    /// For each open link, whether it was dropped.
    dropped: Vec<bool>,
    images: Vec<Shown>,
}

/// What became of an image that is open. One that is elsewhere is not fetched by whoever reads the page; it can be gone to,
/// where it does not stand in a link already.
enum Shown {
    Image,
    Link,
    Words,
}

impl<'a> Rewriter<'a> {
    fn rewrite(mut self, markdown: &'a str) -> Vec<Event<'a>> {
        let events: Vec<Event<'a>> = Parser::new_ext(markdown, markdown_options()).collect();
        let words = heading_words(&events);
        let (mut rewritten, mut heading) = (Vec::with_capacity(events.len()), words.into_iter());
        let mut events = events.into_iter().peekable();
        while let Some(event) = events.next() {
            match event {
                Event::Start(Tag::Heading { level, classes, attrs, .. }) => {
                    let id = Some(self.heading_id(&heading.next().unwrap_or_default()).into());
                    rewritten.push(Event::Start(Tag::Heading { level, id, classes, attrs }));
                }
                Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                    let target = self.address(&dest_url);
                    self.dropped.push(target.is_none());
                    if let Some(dest_url) = target {
                        rewritten.push(Event::Start(Tag::Link { link_type, dest_url, title, id }));
                    }
                }
                Event::End(TagEnd::Link) if self.dropped.pop() == Some(true) => {}
                Event::Start(Tag::Image { link_type, dest_url, title, id }) if is_elsewhere(&dest_url) => {
                    let words = matches!(events.peek(), Some(Event::End(TagEnd::Image))).then(|| dest_url.clone());
                    self.images.push(if self.dropped.is_empty() { Shown::Link } else { Shown::Words });
                    if self.dropped.is_empty() {
                        rewritten.push(Event::Start(Tag::Link { link_type, dest_url, title, id }));
                    }
                    rewritten.extend(words.map(Event::Text));
                }
                Event::End(TagEnd::Image) => match self.images.pop() {
                    Some(Shown::Link) => rewritten.push(Event::End(TagEnd::Link)),
                    Some(Shown::Words) => {}
                    _ => rewritten.push(event),
                },
                Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
                    self.images.push(Shown::Image);
                    let dest_url = self.address(&dest_url).unwrap_or(CowStr::Borrowed(""));
                    rewritten.push(Event::Start(Tag::Image { link_type, dest_url, title, id }));
                }
                Event::FootnoteReference(label) => rewritten.push(Event::FootnoteReference(self.footnote(&label))),
                Event::Start(Tag::FootnoteDefinition(label)) => {
                    rewritten.push(Event::Start(Tag::FootnoteDefinition(self.footnote(&label))));
                }
                event => rewritten.push(event),
            }
        }
        rewritten
    }

    fn footnote(&self, label: &str) -> CowStr<'a> {
        format!("{}-note-{}", self.prefix, slug(label)).into()
    }

    fn heading_id(&mut self, words: &str) -> String {
        let id = format!("{}-{}", self.prefix, slug(words));
        let taken = self.headings.entry(id.clone()).or_insert(0);
        *taken += 1;
        if *taken == 1 { id } else { format!("{id}-{taken}") }
    }

    /// Where an address leads; `None` where the link has to go.
    fn address(&self, address: &CowStr<'a>) -> Option<CowStr<'a>> {
        if let Some(fragment) = address.strip_prefix('#') {
            return Some(format!("#{}-{fragment}", self.prefix).into());
        }
        if is_relative(address) {
            return match (self.resolve)(address) {
                Target::To(to) => Some(format!("{}:{to}", *RESOLVED).into()),
                Target::Nowhere => None,
            };
        }
        Some(address.clone())
    }
}

/// Whether an address is one within the log: it has no scheme and no host.
pub fn is_relative(address: &str) -> bool {
    let scheme = address.split(['/', '?', '#']).next().is_some_and(|first| first.contains(':'));
    !scheme && !address.starts_with("//") && !address.is_empty()
}

/// Whether an address leads to another host.
fn is_elsewhere(address: &str) -> bool {
    !address.is_empty() && !is_relative(address)
}

fn heading_words(events: &[Event<'_>]) -> Vec<String> {
    let (mut headings, mut open): (Vec<String>, bool) = (Vec::new(), false);
    for event in events {
        match event {
            Event::Start(Tag::Heading { .. }) => {
                headings.push(String::new());
                open = true;
            }
            Event::End(TagEnd::Heading(_)) => open = false,
            Event::Text(words) | Event::Code(words) if open => {
                if let Some(heading) = headings.last_mut() {
                    heading.push_str(words);
                }
            }
            _ => {}
        }
    }
    headings
}

/// Marks an address that was resolved, so that the sanitiser tells it from one in raw HTML, which leads nowhere. It is
/// another one in each run, and on no page: no document can hold it.
static RESOLVED: LazyLock<String> = LazyLock::new(|| {
    let random = || RandomState::new().build_hasher().finish();
    format!("resolved-{:016x}{:016x}", random(), random())
});

static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::default();
    builder
        .add_tags(["input", "section"])
        .add_tag_attributes("input", ["type", "checked", "disabled"])
        .add_tag_attributes("img", ["loading"])
        .set_tag_attribute_value("img", "loading", "lazy")
        .add_generic_attributes(["class", "id"])
        .rm_tag_attributes("td", ["align", "charoff", "char"])
        .rm_tag_attributes("th", ["align", "charoff", "char"])
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel", RESOLVED.as_str()]))
        .link_rel(Some("noopener noreferrer"))
        .attribute_filter(|element, attribute, value| match (element, attribute) {
            ("a", "href") | ("img", "src") => {
                match value.strip_prefix(RESOLVED.as_str()).and_then(|to| to.strip_prefix(':')) {
                    // The feed's addresses are whole ones.
                    Some(to) => (is_relative(to) || to.starts_with("https://") || to.starts_with("http://"))
                        .then(|| Cow::Owned(to.to_owned())),
                    None if element == "img" => None,
                    None => (value.starts_with('#') || !is_relative(value)).then_some(Cow::Borrowed(value)),
                }
            }
            ("input", "type") => (value == "checkbox").then_some(Cow::Borrowed("checkbox")),
            (_, "class") => is_own_class(element, value).then_some(Cow::Borrowed(value)),
            ("h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "div", "id") => Some(Cow::Borrowed(value)),
            (_, "id") => None,
            _ => Some(Cow::Borrowed(value)),
        });
    builder
});

/// Whether a class is one that the Markdown renderer sets.
fn is_own_class(element: &str, class: &str) -> bool {
    match element {
        "code" => class.strip_prefix("language-").is_some_and(|name| !name.contains(char::is_whitespace)),
        "td" | "th" => matches!(class, "left" | "center" | "right"),
        "blockquote" => class.starts_with("markdown-alert-"),
        "sup" => matches!(class, "footnote-reference" | "footnote-definition-label"),
        "div" => class == "footnote-definition",
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(markdown: &str) -> String {
        let resolve = |address: &str| match address {
            "graph.png" => Target::To("ID/graph.png".to_owned()),
            "call" => Target::To("javascript:alert(3)".to_owned()),
            _ => Target::Nowhere,
        };
        render(markdown, "s", &resolve).0
    }

    #[test]
    fn what_is_nested_too_deep_is_shown_as_it_was_written() {
        let quotes = html(&format!("{}words", "> ".repeat(20_000)));
        assert!(quotes.starts_with("<pre><code>&gt; &gt; ") && quotes.contains("words"), "{:.99}", quotes);
        for tags in ["<div>", "<div><br title=\"</div>\">", "<b><div></b>", "<div>\n\n"] {
            let page = html(&format!("{}words", tags.repeat(20_000)));
            assert!(page.starts_with("<pre><code>") && page.contains("words"), "{tags}: {page:.99}");
        }
        let fine = "<details>\n\nwords <br>\n\n</details>\n\n".repeat(500);
        assert!(html(&fine).starts_with("<details>"));
        assert!(html(&format!("{}words", "> ".repeat(50))).starts_with("<blockquote>"));
    }

    #[test]
    fn what_github_adds_to_markdown_is_rendered() {
        let page = html(
            "### A *b*\n\n- [x] done\n\n| a |\n| --: |\n| 1 |\n\n~~no~~ x[^1]\n\n[^1]: Note.\n\n> [!NOTE]\n> hm\n",
        );
        for part in [
            "<h3 id=\"s-a-b\">",
            "<input disabled=\"\" type=\"checkbox\" checked=\"\">",
            "<td class=\"right\">1</td>",
            "<del>no</del>",
            "href=\"#s-note-1\"",
            "id=\"s-note-1\"",
            "markdown-alert-note",
        ] {
            assert!(page.contains(part), "{part} is not in {page}");
        }
    }

    #[test]
    fn relative_addresses_lead_into_the_site_or_lose_their_link() {
        assert_eq!(html("![g](graph.png)"), "<p><img src=\"ID/graph.png\" alt=\"g\" loading=\"lazy\"></p>\n");
        assert_eq!(html("[words](../secret/incident.md)"), "<p>words</p>\n");
        assert!(html("[w](https://a.example/x)").contains("href=\"https://a.example/x\" rel=\"noopener noreferrer\""));
        assert!(html("[w](#top)").contains("href=\"#s-top\""));
        assert_eq!(
            html("<img src=graph.png alt=g> <a href=../x>w</a>"),
            "<p><img loading=\"lazy\" alt=\"g\"> <a rel=\"noopener noreferrer\">w</a></p>\n"
        );
    }

    #[test]
    fn an_image_that_is_elsewhere_is_gone_to_and_not_fetched() {
        let link = "<a href=\"https://a.example/x.png\" rel=\"noopener noreferrer\">";
        assert_eq!(html("![words](https://a.example/x.png)"), format!("<p>{link}words</a></p>\n"));
        assert_eq!(html("![](https://a.example/x.png)"), format!("<p>{link}https://a.example/x.png</a></p>\n"));
        assert_eq!(
            html("[![a](//a.example/x.png) b](https://a.example/x.png) ![g](graph.png)"),
            format!("<p>{link}a b</a> <img src=\"ID/graph.png\" alt=\"g\" loading=\"lazy\"></p>\n")
        );
        for image in ["<img src=https://a.example/x.png alt=w>", "![a ![b](https://a.example/x) c](graph.png)"] {
            assert!(!html(image).contains("a.example"), "{}", html(image));
        }
    }

    #[test]
    fn scripts_do_not_come_through() {
        for markdown in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "[x](javascript:alert(1))",
            "[x](incident-resolved:javascript:alert(1)) <a href=\"incident-resolved:javascript:alert(2)\">x</a>",
            "[x](call)",
            "<a href=\"java\nscript:alert(1)\">x</a>",
            "<svg onload=alert(1)>",
            "<iframe src=//x></iframe>",
            "<p style=\"background:url(x)\" class=\"nav\" id=\"search\">x</p>",
            "<form action=x><input type=text name=q></form>",
        ] {
            let page = html(markdown);
            for word in
                ["script", "onerror", "onload", "iframe", "style=", "class=", "id=", "<form", "type=\"text\"", "name="]
            {
                assert!(!page.contains(word), "{word} came through in {page}");
            }
        }
    }
}

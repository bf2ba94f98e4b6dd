//! Markdown to HTML that is safe to publish: the only maker of [`Html`].

mod alert;
mod code;
mod definitions;
mod depth;
mod direction;
mod footnotes;
mod obsolete;
mod rewrite;
mod sanitise;
mod words;

#[cfg(test)]
mod cases;

pub use code::Paint;
pub use definitions::Definitions;
pub use sanitise::is_relative;

use super::body::markdown_options;
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd, TextMergeStream, html};
use serde::Serialize;

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

/// What is known around a stretch of Markdown.
pub trait Place {
    /// Where an address within the log leads; one that begins with `#` leads into the document itself.
    fn address(&self, _address: &str) -> Target {
        Target::Nowhere
    }

    /// Where the incident of an id is read; `None` where there is none that readers may see, or one reads it already.
    fn incident(&self, _id: &str) -> Option<String> {
        None
    }

    /// How wide and how high the image at an address is, in pixels.
    fn image_size(&self, _address: &str) -> Option<(usize, usize)> {
        None
    }
}

/// Nowhere: what is written leads to no other document.
pub struct Nowhere;

impl Place for Nowhere {}

/// How a stretch of Markdown stands on its page.
pub struct Setting<'a> {
    /// Ids in it begin with this, so that several stretches stand on one page.
    pub prefix: &'a str,
    /// The level of the highest heading that may stand in it: 3 below one of the second level.
    pub level: u8,
    /// How much of its code may be in colours.
    pub paint: &'a Paint,
    /// What other sections of its document define.
    pub definitions: &'a Definitions,
    /// The page that has its ids, where it is not read there.
    pub away: Option<&'a str>,
}

/// Renders a stretch of Markdown as GitHub shows it. What is nested too deep for anybody to read is shown as it was written.
pub fn render(markdown: &str, setting: &Setting<'_>, place: &dyn Place) -> Html {
    let mut html = String::with_capacity(markdown.len() * 2);
    let markdown = setting.definitions.before(markdown);
    if depth::is_too_deep(&markdown) {
        let words = [Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)), Event::Text(markdown.as_ref().into())];
        html::push_html(&mut html, words.into_iter().chain([Event::End(TagEnd::CodeBlock)]));
        return Html(sanitise::sanitised(&html));
    }
    let link = |link| setting.definitions.link(&link);
    let parser = Parser::new_with_broken_link_callback(&markdown, markdown_options(), Some(link));
    let (events, footnotes) =
        footnotes::Footnotes::taken_from(TextMergeStream::new(parser), setting.prefix, setting.away);
    let events = rewrite::Rewriter::new(setting, place, footnotes).rewrite(events);
    html::push_html(&mut html, events.into_iter());
    // A content security policy forbids style attributes.
    for side in ["left", "center", "right"] {
        html = html.replace(&format!(" style=\"text-align: {side}\""), &format!(" class=\"{side}\""));
    }
    if direction::has_right_to_left(&html) {
        html = direction::directed(&html);
    }
    Html(sanitise::sanitised(&html))
}

/// The same for a text that is no part of the log: what it has leads nowhere.
pub fn render_alone(markdown: &str, prefix: &str, level: u8) -> Html {
    let (paint, definitions) = (Paint::none(), Definitions::default());
    render(markdown, &Setting { prefix, level, paint: &paint, definitions: &definitions, away: None }, &Nowhere)
}

/// The headings of a stretch whose ids begin with `prefix`: the words of each, and its id.
pub fn heading_ids(markdown: &str, prefix: &str) -> Vec<(String, String)> {
    let (mut ids, mut headings, mut open) = (rewrite::HeadingIds::new(prefix), Vec::new(), None::<Vec<Event<'_>>>);
    for event in Parser::new_ext(markdown, markdown_options()) {
        match event {
            Event::Start(Tag::Heading { .. }) => open = Some(Vec::new()),
            Event::End(TagEnd::Heading(_)) => {
                let words = rewrite::words(&open.take().unwrap_or_default());
                let id = ids.next(&words);
                headings.push((words, id));
            }
            event => open.iter_mut().for_each(|events| events.push(event.clone())),
        }
    }
    headings
}

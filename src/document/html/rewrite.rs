//! Markdown as the site shows it: where links lead, what headings and images are called, alerts, footnotes and code.

use super::alert;
use super::direction::has_right_to_left;
use super::footnotes::Footnotes;
use super::sanitise::{is_relative, own};
use super::words::{Piece, pieces};
use super::{Place, Setting, Target};
use crate::document::bare_addresses::is_verbatim;
use crate::text::slug;
use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Tag, TagEnd};
use std::collections::HashMap;

/// Names the headings of a stretch: the same words give the same id, and each id is there once.
pub struct HeadingIds<'a> {
    prefix: &'a str,
    /// Each id that is taken, with the number that is tried for the next heading of the same words.
    taken: HashMap<String, usize>,
}

impl<'a> HeadingIds<'a> {
    pub fn new(prefix: &'a str) -> Self {
        Self { prefix, taken: HashMap::new() }
    }

    /// The id of the next heading, whose words these are.
    pub fn next(&mut self, words: &str) -> String {
        let slug = slug(words);
        let id = format!("{}--{}", self.prefix, if slug.is_empty() { "part" } else { &slug });
        let mut number = self.taken.get(&id).copied().unwrap_or(1);
        let mut free = id.clone();
        while self.taken.contains_key(&free) {
            number += 1;
            free = format!("{id}-{number}");
        }
        self.taken.insert(free.clone(), 1);
        self.taken.insert(id, number);
        free
    }
}

/// The words that events say, as a reader sees them.
pub fn words(events: &[Event<'_>]) -> String {
    let mut words = String::new();
    for event in events {
        match event {
            Event::Text(text) | Event::Code(text) => words.push_str(text),
            Event::SoftBreak | Event::HardBreak => words.push(' '),
            _ => {}
        }
    }
    words
}

/// What became of a link or an image that is open.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Link,
    /// A link that leads nowhere, or an image that is only its words.
    Words,
}

/// Rewrites the events of a stretch.
pub struct Rewriter<'a> {
    setting: &'a Setting<'a>,
    place: &'a dyn Place,
    headings: HeadingIds<'a>,
    /// The level of the last heading, so that the next is not more than one below.
    level: u8,
    open: Vec<Open>,
    /// How many elements of raw HTML are open that hold links or code.
    raw: usize,
    footnotes: Footnotes<'a>,
    out: Vec<Event<'a>>,
}

impl<'a> Rewriter<'a> {
    pub fn new(setting: &'a Setting<'a>, place: &'a dyn Place, footnotes: Footnotes<'a>) -> Self {
        let headings = HeadingIds::new(setting.prefix);
        let level = setting.level.saturating_sub(1);
        Self { setting, place, headings, level, open: Vec::new(), raw: 0, footnotes, out: Vec::new() }
    }

    pub fn rewrite(mut self, events: Vec<Event<'a>>) -> Vec<Event<'a>> {
        self.run(events);
        self.end_notes();
        self.out
    }

    fn run(&mut self, events: Vec<Event<'a>>) {
        let mut events = events.into_iter().peekable();
        while let Some(event) = events.next() {
            match event {
                Event::Start(Tag::Heading { level, .. }) => {
                    let inner = until(&mut events, |end| matches!(end, TagEnd::Heading(_)));
                    self.heading(level, inner);
                }
                Event::Start(Tag::CodeBlock(kind)) => {
                    let inner = until(&mut events, |end| matches!(end, TagEnd::CodeBlock));
                    self.code(kind, inner);
                }
                Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                    let target = self.address(&dest_url);
                    self.open.push(if target.is_some() { Open::Link } else { Open::Words });
                    match (target, link_type) {
                        (Some(to), LinkType::Autolink) => self.bare_link(&to),
                        (Some(dest_url), _) => {
                            self.out.push(Event::Start(Tag::Link { link_type, dest_url, title, id }));
                        }
                        (None, _) => {}
                    }
                }
                Event::End(TagEnd::Link) => {
                    if self.open.pop() != Some(Open::Words) {
                        self.out.push(Event::End(TagEnd::Link));
                    }
                }
                Event::Start(Tag::Image { dest_url, title, .. }) => {
                    let inner = image(&mut events);
                    self.image(dest_url, title, inner);
                }
                Event::Start(Tag::BlockQuote(Some(kind))) => {
                    self.setting.paint.has_alert();
                    self.html(alert::begun(kind));
                }
                Event::End(TagEnd::BlockQuote(Some(_))) => self.html("</div>\n".to_owned()),
                Event::TaskListMarker(done) => {
                    self.setting.paint.needed();
                    let (name, checked) = if done { ("Done", " checked") } else { ("Not done", "") };
                    self.html(format!("<input type=\"checkbox\" disabled{checked} aria-label=\"{}\"> ", own(name)));
                }
                Event::FootnoteReference(label) => {
                    self.setting.paint.needed();
                    let mark = self.footnotes.reference(&label);
                    self.html(mark);
                }
                Event::Text(text) if self.open.is_empty() && self.raw == 0 => self.text(text),
                Event::InlineHtml(html) => {
                    match html.strip_prefix("</") {
                        Some(name) if is_verbatim(name) => self.raw = self.raw.saturating_sub(1),
                        None if html.strip_prefix('<').is_some_and(is_verbatim) => self.raw += 1,
                        _ => {}
                    }
                    self.out.push(Event::InlineHtml(html));
                }
                Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::TableCell) => {
                    self.raw = 0;
                    self.out.push(event);
                }
                event => self.out.push(event),
            }
        }
    }

    fn html(&mut self, html: String) {
        self.out.push(Event::InlineHtml(html.into()));
    }

    /// Words, of which some may become links.
    fn text(&mut self, text: CowStr<'a>) {
        let mut links = Vec::new();
        for (at, piece) in pieces(&text) {
            let words = text.get(at.clone()).unwrap_or_default();
            let to = match piece {
                Piece::Id => self.place.incident(words).map(|to| own(&to)),
                Piece::Address => Some(words.to_owned()),
            };
            links.extend(to.map(|to| (at, piece, to)));
        }
        if links.is_empty() {
            return self.out.push(Event::Text(text));
        }
        let mut from = 0;
        let cut = |from: usize, to: usize| Event::Text(text.get(from..to).unwrap_or_default().to_owned().into());
        for (at, piece, to) in links {
            let (link_type, title, id) = (LinkType::Autolink, "".into(), "".into());
            self.out.push(cut(from, at.start));
            match piece {
                Piece::Address => self.bare_link(&to),
                Piece::Id => self.out.push(Event::Start(Tag::Link { link_type, dest_url: to.into(), title, id })),
            }
            self.out.extend([cut(at.start, at.end), Event::End(TagEnd::Link)]);
            from = at.end;
        }
        self.out.push(cut(from, text.len()));
    }

    /// The beginning of a link whose words are its address, so that it need not be printed behind them.
    fn bare_link(&mut self, to: &str) {
        self.html(format!("<a class=\"bare\" href=\"{}\">", attribute(to)));
    }

    fn heading(&mut self, level: HeadingLevel, inner: Vec<Event<'a>>) {
        let (lowest, words) = (self.setting.level, words(&inner));
        // Written below a heading of the second level, whatever its level is on the page.
        let moved = (level as u8).saturating_add(lowest).saturating_sub(3);
        self.level = moved.clamp(lowest, (self.level + 1).clamp(lowest, 6));
        let (level, dir) = (self.level, if has_right_to_left(&words) { " dir=\"auto\"" } else { "" });
        let id = self.headings.next(&words);
        if self.setting.away.is_some() {
            self.html(format!("<h{level}{dir}>"));
            self.run(inner);
            return self.html(format!("</h{level}>\n"));
        }
        self.html(format!("<h{level}{dir} id=\"{}\">", own(&id)));
        let (start, link) = (self.out.len(), format!("<a href=\"{}\"", own(&format!("#{id}"))));
        self.run(inner);
        let holds_more =
            self.out.iter().skip(start).any(|event| {
                matches!(event, Event::Start(Tag::Link { .. } | Tag::Image { .. }) | Event::InlineHtml(_))
            });
        match holds_more {
            _ if words.trim().is_empty() => {}
            // No link stands in another.
            true => self.html(format!(" {link} aria-label=\"{}\"></a>", own("This part"))),
            false => {
                self.out.insert(start, Event::InlineHtml(format!("{link}>").into()));
                self.html("</a>".to_owned());
            }
        }
        self.html(format!("</h{level}>\n"));
    }

    fn code(&mut self, kind: CodeBlockKind<'a>, inner: Vec<Event<'a>>) {
        if let CodeBlockKind::Fenced(info) = &kind {
            let language = info.split([' ', ',']).next().unwrap_or_default();
            if let Some(block) = self.setting.paint.block(language, &words(&inner)) {
                return self.html(block);
            }
        }
        self.out.push(Event::Start(Tag::CodeBlock(kind)));
        self.out.extend(inner);
        self.out.push(Event::End(TagEnd::CodeBlock));
    }

    /// An image of the log. One that is elsewhere is not fetched by whoever reads the page; it can be gone to, where it does
    /// not stand in a link already. One that is not there is its words.
    fn image(&mut self, address: CowStr<'a>, title: CowStr<'a>, inner: Vec<Event<'a>>) {
        let words = words(&inner);
        if !address.is_empty() && !is_relative(&address) {
            let words = if words.trim().is_empty() { address.clone() } else { words.into() };
            let link = Tag::Link { link_type: LinkType::Inline, dest_url: address, title, id: "".into() };
            return match self.open.is_empty() {
                true => self.out.extend([Event::Start(link), Event::Text(words), Event::End(TagEnd::Link)]),
                false => self.out.push(Event::Text(words)),
            };
        }
        let Target::To(to) = self.place.address(&address) else {
            if !words.trim().is_empty() {
                self.html("<span class=\"no-image\">".to_owned());
                self.out.push(Event::Text(words.into()));
                self.html("</span>".to_owned());
            }
            return;
        };
        let size = self.place.image_size(&address);
        let size = size.map_or(String::new(), |(width, height)| format!(" width=\"{width}\" height=\"{height}\""));
        let title = if title.is_empty() { String::new() } else { format!(" title=\"{}\"", attribute(&title)) };
        self.html(format!("<img src=\"{}\" alt=\"{}\"{title}{size}>", attribute(&own(&to)), attribute(&words)));
    }

    /// The footnotes, in the order in which they were referred to; one may refer to others.
    fn end_notes(&mut self) {
        let (mut number, mut notes) = (1, Vec::new());
        while let Some(events) = self.footnotes.take(number) {
            let start = self.out.len();
            self.run(events);
            notes.push(self.out.split_off(start));
            number += 1;
        }
        if notes.is_empty() {
            return;
        }
        self.html(format!("<section class=\"footnotes\" aria-label=\"{}\">\n<ol>\n", own("Footnotes")));
        for (number, mut note) in (1..).zip(notes) {
            self.html(self.footnotes.begun(number));
            let back = Event::InlineHtml(self.footnotes.ways_back(number).into());
            let end =
                if matches!(note.last(), Some(Event::End(TagEnd::Paragraph))) { note.len() - 1 } else { note.len() };
            note.insert(end, back);
            self.out.append(&mut note);
            self.html("</li>\n".to_owned());
        }
        self.html("</ol>\n</section>\n".to_owned());
    }

    /// Where an address leads; `None` where the link has to go.
    fn address(&self, address: &CowStr<'a>) -> Option<CowStr<'a>> {
        if !is_relative(address) {
            return Some(address.clone());
        }
        match self.place.address(address) {
            Target::To(to) if to.starts_with('#') => {
                Some(own(&format!("{}{to}", self.setting.away.unwrap_or_default())).into())
            }
            Target::To(to) => Some(own(&to).into()),
            Target::Nowhere => None,
        }
    }
}

/// The events up to an end, which is taken too.
fn until<'a>(events: &mut impl Iterator<Item = Event<'a>>, ends: impl Fn(&TagEnd) -> bool) -> Vec<Event<'a>> {
    events.take_while(|event| !matches!(event, Event::End(end) if ends(end))).collect()
}

/// The events of an image, in whose words there may be images.
fn image<'a>(events: &mut impl Iterator<Item = Event<'a>>) -> Vec<Event<'a>> {
    let mut depth = 1;
    let within = |event: &Event<'_>| {
        match event {
            Event::Start(Tag::Image { .. }) => depth += 1,
            Event::End(TagEnd::Image) => depth -= 1,
            _ => {}
        }
        depth > 0
    };
    events.take_while(within).collect()
}

/// A text as the value of an attribute.
fn attribute(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

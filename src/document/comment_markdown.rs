//! The comments of a document's Markdown.

use super::body::markdown_options;
use super::comment::{Comment, Reach};
use crate::text::Span;
use pulldown_cmark::{Event, HeadingLevel, Parser, Tag};
use std::ops::Range;

/// In Markdown a comment that comes first in the body speaks of the whole document, one that comes first under a heading
/// or stands in it of that section, one in a list item or paragraph of that, any other of the block that follows it.
pub(super) fn comments_in_markdown(text: &str, body: Span) -> Vec<Comment> {
    let markdown = text.get(body.range()).unwrap_or_default();
    let mut walk = Walk {
        markdown,
        headings: Vec::new(),
        open: Vec::new(),
        found: Vec::new(),
        waiting: Vec::new(),
        first: Some(None),
    };
    for (event, range) in Parser::new_ext(markdown, markdown_options()).into_offset_iter() {
        match event {
            Event::Start(Tag::HtmlBlock) => {
                walk.html_block(range.clone());
                walk.open.push((Kind::Block, range));
            }
            Event::Start(tag) => walk.start(&tag, range),
            Event::End(_) => walk.end(),
            Event::Rule => {
                walk.start(&Tag::Paragraph, range);
                walk.end();
            }
            Event::InlineHtml(_) => walk.inline(range),
            _ => {}
        }
    }
    let sections = walk.sections();
    let place = |range: Range<usize>| Span::new(body.start + range.start, body.start + range.end);
    let comment = |(comment, about): &(Range<usize>, About)| {
        let reach = match about {
            About::Document => Reach::Document,
            About::Section(number) => Reach::Part(place(sections.get(*number).cloned().unwrap_or_default())),
            About::Block(range) => Reach::Part(place(range.clone())),
            About::Following(_) => Reach::Part(place(comment.clone())),
        };
        let span = place(comment.clone());
        Comment { span, words: Span::new(span.start + "<!--".len(), span.end - "-->".len()), reach }
    };
    walk.found.iter().map(comment).collect()
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Item,
    /// A paragraph or the row of a table: the smallest that a comment within words speaks of.
    Words,
    /// By its number among the headings.
    Heading(usize),
    Block,
}

enum About {
    Document,
    /// The section of a heading.
    Section(usize),
    Block(Range<usize>),
    /// The next block this deep; none has come yet.
    Following(usize),
}

struct Walk<'a> {
    markdown: &'a str,
    headings: Vec<(HeadingLevel, usize)>,
    open: Vec<(Kind, Range<usize>)>,
    found: Vec<(Range<usize>, About)>,
    /// Those of the found that speak of what follows, by number: all of them as deep as the last.
    waiting: Vec<usize>,
    /// While nothing but comments came since the body's beginning or since a heading: that heading's number.
    first: Option<Option<usize>>,
}

impl Walk<'_> {
    fn start(&mut self, tag: &Tag<'_>, range: Range<usize>) {
        let depth = self.open.len();
        self.settle(|at| at == depth, |comment| comment.start..range.end);
        let kind = match tag {
            Tag::Heading { level, .. } if depth == 0 => {
                self.headings.push((*level, range.start));
                self.first = Some(Some(self.headings.len() - 1));
                Kind::Heading(self.headings.len() - 1)
            }
            Tag::Item => Kind::Item,
            Tag::Paragraph | Tag::TableRow | Tag::TableHead => Kind::Words,
            _ => Kind::Block,
        };
        let within_heading = matches!(self.open.first(), Some((Kind::Heading(_), _)));
        if !matches!(kind, Kind::Heading(_)) && !within_heading {
            self.first = None;
        }
        self.open.push((kind, range));
    }

    fn end(&mut self) {
        self.open.pop();
        let depth = self.open.len();
        self.settle(|at| at > depth, Range::clone);
    }

    /// Says what the comments that wait at a depth are about.
    fn settle(&mut self, is_at: impl Fn(usize) -> bool, about: impl Fn(&Range<usize>) -> Range<usize>) {
        while let Some(number) = self.waiting.last()
            && let Some((comment, what @ About::Following(_))) = self.found.get_mut(*number)
            && matches!(what, About::Following(at) if is_at(*at))
        {
            *what = About::Block(about(comment));
            self.waiting.pop();
        }
    }

    fn html_block(&mut self, range: Range<usize>) {
        let comments = comments(self.markdown, range.clone());
        let item = self.open.iter().rev().find(|(kind, _)| *kind == Kind::Item).map(|(_, range)| range.clone());
        for comment in &comments {
            let about = match (self.first, &item) {
                (Some(None), _) => About::Document,
                (Some(Some(heading)), _) => About::Section(heading),
                (None, Some(item)) => About::Block(item.clone()),
                (None, None) => About::Following(self.open.len()),
            };
            if matches!(about, About::Following(_)) {
                self.waiting.push(self.found.len());
            }
            self.found.push((comment.clone(), about));
        }
        let covered: usize = comments.iter().map(Range::len).sum();
        let words = self.markdown.get(range).unwrap_or_default().chars().filter(|c| !c.is_whitespace()).count();
        let comment =
            |range: &Range<usize>| self.markdown[range.clone()].chars().filter(|c| !c.is_whitespace()).count();
        if covered == 0 || words > comments.iter().map(comment).sum() {
            self.first = None;
        }
    }

    fn inline(&mut self, range: Range<usize>) {
        let item = self.open.iter().rev().find(|(kind, _)| *kind == Kind::Item);
        let about = match item.or_else(|| self.open.iter().rev().find(|(kind, _)| *kind != Kind::Block)) {
            Some((Kind::Heading(number), _)) => About::Section(*number),
            Some((_, range)) => About::Block(range.clone()),
            None => About::Block(range.clone()),
        };
        if let Some(comment) = comments(self.markdown, range).into_iter().next() {
            self.found.push((comment, about));
        }
    }

    /// For each heading, from it to the next one that is not below it.
    fn sections(&self) -> Vec<Range<usize>> {
        let mut sections: Vec<_> = self.headings.iter().map(|(_, start)| *start..self.markdown.len() + 1).collect();
        let mut open: Vec<(HeadingLevel, usize)> = Vec::new();
        for (number, (level, start)) in self.headings.iter().enumerate() {
            while let Some((_, ended)) = open.pop_if(|(above, _)| level <= above) {
                if let Some(section) = sections.get_mut(ended) {
                    section.end = *start;
                }
            }
            open.push((*level, number));
        }
        sections
    }
}

/// The comments within a stretch of Markdown, their marks included.
fn comments(markdown: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut comments = Vec::new();
    let mut at = range.start;
    while let Some(start) = markdown.get(at..range.end).and_then(|rest| rest.find("<!--")).map(|found| at + found) {
        let Some(end) = markdown.get(start + 4..range.end).and_then(|rest| rest.find("-->")) else { break };
        at = start + 4 + end + 3;
        comments.push(start..at);
    }
    comments
}

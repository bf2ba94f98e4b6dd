//! The prose of a document: what people say in words of their own, with the place of every word.

use super::body::markdown_options;
use super::passage::{HOLE, Part, Passage};
use super::prose_holes::{cut_addresses, cut_code, cut_quotations};
use super::prose_timeline::cut_entry;
use super::reading::Document;
use super::yaml::{Mark, Node, Style, Value};
use crate::text::{Source, Span};
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

/// The keys of the front matter that hold prose, and which of the keys below them do.
const KEYS: &[(&str, Option<&str>)] = &[
    ("title", None),
    ("root-cause", Some("summary")),
    ("impact", None),
    ("trigger", None),
    ("detection", None),
    ("causes", None),
    ("actions", Some("title")),
    ("outcome", None),
];

/// The prose of a document's front matter.
pub fn prose_of_front<T>(document: &Document<T>) -> Vec<Passage<'_>> {
    let mut passages = Vec::new();
    for (key, below) in KEYS {
        let Some(entry) = document.front.entry(key) else { continue };
        texts(&entry.value, *below, &mut |node, style| {
            let mut passage = of_text(Part::Key(key), &document.source, node.span, style);
            cut_code(&mut passage);
            cut_quotations(&mut passage);
            cut_addresses(&mut passage);
            passages.push(passage);
        });
    }
    passages
}

/// The texts of a value, or those that a key holds in it.
fn texts(node: &Node, below: Option<&str>, found: &mut dyn FnMut(&Node, Style)) {
    if node.mark == Mark::Alias {
        return;
    }
    match &node.value {
        Value::Null => {}
        Value::Scalar { style, .. } if below.is_none() => found(node, *style),
        Value::Scalar { .. } => {}
        Value::List { items, .. } => items.iter().for_each(|item| texts(item, below, found)),
        Value::Map { entries, .. } => {
            let entries = entries.iter().filter(|entry| below.is_none_or(|key| key == entry.key));
            entries.for_each(|entry| texts(&entry.value, None, found));
        }
    }
}

/// A text of the front matter as it is written, without its quotes or its `|`.
fn of_text<'a>(part: Part<'a>, source: &Source, span: Span, style: Style) -> Passage<'a> {
    let written = source.slice(span);
    let inner = match style {
        Style::Plain => 0..written.len(),
        Style::SingleQuoted | Style::DoubleQuoted => 1..written.len().saturating_sub(1),
        Style::Block => written.find('\n').unwrap_or(written.len())..written.len(),
    };
    let mut passage = Passage::new(part);
    let mut at = span.start + inner.start;
    for line in written.get(inner).unwrap_or_default().split_inclusive('\n') {
        let start = at + line.len() - line.trim_start().len();
        let end = start + line.trim().len();
        at += line.len();
        if start < end {
            if !passage.words.is_empty() {
                passage.push(" ", Span::empty(start));
            }
            passage.push(line.trim(), Span::new(start, end));
        }
    }
    passage
}

/// The prose of a document's body. Headings are none, as templates set them.
pub fn prose_of_body<T>(document: &Document<T>) -> Vec<Passage<'_>> {
    let base = document.body.span.start;
    let markdown = document.source.slice(document.body.span);
    let mut passages = Vec::new();
    let mut open: Option<Passage<'_>> = None;
    let (mut depth, mut left_out) = (0usize, None);
    for (event, range) in Parser::new_ext(markdown, markdown_options()).into_offset_iter() {
        let span = Span::new(base + range.start, base + range.end);
        let mut push = |words: &str| {
            open.get_or_insert_with(|| Passage::new(part_at(document, span.start))).push(words, span);
        };
        match event {
            Event::Start(tag) => {
                depth += 1;
                if left_out.is_some() {
                    continue;
                }
                match leaves_out(&tag) {
                    Leaves::Nothing if is_inline(&tag.to_end()) => {}
                    Leaves::Nothing => passages.extend(open.take()),
                    Leaves::Block => {
                        passages.extend(open.take());
                        left_out = Some(depth);
                    }
                    Leaves::Words => {
                        push(String::from(HOLE).as_str());
                        left_out = Some(depth);
                    }
                }
            }
            Event::End(tag) => {
                let was_left_out = left_out.is_some();
                left_out = left_out.filter(|left_out| *left_out != depth);
                depth = depth.saturating_sub(1);
                if !was_left_out && !is_inline(&tag) {
                    passages.extend(open.take());
                }
            }
            _ if left_out.is_some() => {}
            Event::Text(words) => push(&words),
            Event::Code(_) | Event::InlineMath(_) | Event::DisplayMath(_) => push(String::from(HOLE).as_str()),
            Event::SoftBreak | Event::HardBreak => push(" "),
            Event::InlineHtml(html) if html.starts_with("<br") => push(" "),
            _ => {}
        }
    }
    passages.extend(open);
    passages.retain(Passage::says_anything);
    for passage in &mut passages {
        cut_quotations(passage);
        cut_addresses(passage);
        cut_entry(passage, &document.timeline);
    }
    passages
}

/// What an element keeps from the prose around it.
enum Leaves {
    Nothing,
    Block,
    Words,
}

fn leaves_out(tag: &Tag<'_>) -> Leaves {
    match tag {
        // With a kind, `> [!NOTE]`, it is no quotation.
        Tag::BlockQuote(None) => Leaves::Block,
        Tag::Heading { .. } | Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::MetadataBlock(_) => Leaves::Block,
        Tag::Link { .. } | Tag::Image { .. } | Tag::Strikethrough => Leaves::Words,
        _ => Leaves::Nothing,
    }
}

fn is_inline(tag: &TagEnd) -> bool {
    matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image)
}

fn part_at<T>(document: &Document<T>, offset: usize) -> Part<'_> {
    let sections = &document.body.sections;
    let section = sections.partition_point(|section| section.heading.start <= offset).checked_sub(1);
    section.and_then(|at| sections.get(at)).map_or(Part::Preamble, |section| Part::Section(&section.title))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{read_agenda, read_postmortem};
    use proptest::prelude::*;

    fn read(text: &str) -> Vec<(String, String)> {
        let document = read_postmortem(Source::new("p.md", text), chrono_tz::UTC, None);
        let passages = prose_of_front(&document).into_iter().chain(prose_of_body(&document));
        let part = |part| match part {
            Part::Preamble => String::new(),
            Part::Section(title) => title.to_owned(),
            Part::Key(key) => format!("{key}:"),
        };
        // A hole of any width is shown as one.
        let shown = |words: &str| {
            let mut shown = words.replace(HOLE, "_");
            while shown.contains("__") {
                shown = shown.replace("__", "_");
            }
            shown
        };
        passages.map(|passage| (part(passage.part), shown(&passage.words))).collect()
    }

    fn body(markdown: &str) -> Vec<String> {
        read(&format!("---\n---\n{markdown}")).into_iter().map(|(_, words)| words).collect()
    }

    #[test]
    fn each_block_is_a_passage_under_its_heading() {
        let found = read(
            "---\n---\nw\n\n## Summary\nA *b*c\nd.\n\n### E\n- f\n- g\n\n  h\n\n## Impact\n| i | j |\n|---|---|\n| k | 1 |\n",
        );
        let found: Vec<_> = found.iter().map(|(part, words)| (part.as_str(), words.as_str())).collect();
        let (summary, impact) = ("Summary", "Impact");
        assert_eq!(
            found,
            [
                ("", "w"),
                (summary, "A bc d."),
                (summary, "f"),
                (summary, "g"),
                (summary, "h"),
                (impact, "i"),
                (impact, "j"),
                (impact, "k")
            ]
        );
    }

    #[test]
    fn code_quotations_links_and_html_leave_holes() {
        for (markdown, words) in [
            ("a `b` c", "a _ c"),
            ("a [b](c) d ![e](f)", "a _ d _"),
            ("a <https://b.example> c https://d.example/e, f", "a _ c _ f"),
            ("a ~~b~~ c", "a _ c"),
            ("a \"b c\", (\"d\") e", "a _, (_) e"),
            ("a “b” ‘c’ «d» e", "a _ _ _ e"),
            ("a 'b c' don't, the users' 5\" disks", "a _ don't, the users' 5\" disks"),
            ("a <b>c</b><br>d <!-- e --> f", "a c d  f"),
            ("a &amp; b \\* c", "a & b * c"),
        ] {
            assert_eq!(body(markdown), [words], "{markdown}");
        }
        for markdown in ["> a", "```\na\n```", "    a", "<div>\na\n</div>", "<!-- a -->", "# a", "### a", "1"] {
            assert_eq!(body(markdown), [""; 0], "{markdown}");
        }
        assert_eq!(body("> [!NOTE]\n> a"), ["a"]);
    }

    #[test]
    fn a_timeline_keeps_what_nobody_said() {
        let markdown = "## Timeline\n- 2026-03-02T09:00:00Z [started] The pool was full. (approved: Tech Lead)\n- 09:05 Tech Lead: it should hold\n\n  Effect: none.\n- [change] On-call Engineer (search): roll back\n- no time: here\n";
        assert_eq!(
            body(markdown),
            [
                "_ The pool was full. _",
                "_ Tech Lead: _",
                "Effect: none.",
                "_ On-call Engineer (search): _",
                "no time: here"
            ]
        );
    }

    #[test]
    fn the_front_matters_texts_are_prose() {
        let found = read(
            "---\nowner: A\ntrigger: 'A \"b\" c'\nimpact:\n  users: d e\ncauses:\n  - f `g` h\n  - >\n    i\n    j\nactions:\n  - title: k\n    owner: l\n---\n",
        );
        let found: Vec<_> = found.iter().map(|(part, words)| (part.as_str(), words.as_str())).collect();
        assert_eq!(
            found,
            [("impact:", "d e"), ("trigger:", "A _ c"), ("causes:", "f _ h"), ("causes:", "i j"), ("actions:", "k")]
        );
    }

    #[test]
    fn a_words_place_is_where_it_is_written() {
        let text = "---\noutcome: >\n  one\n  two\n---\né *thr*ee &amp;\nfo`x`ur \"q\" five\n";
        let document = read_agenda(Source::new("a.md", text));
        let passages = prose_of_front(&document).into_iter().chain(prose_of_body(&document));
        let mut found = Vec::new();
        for passage in passages {
            for word in ["two", "ee", "&", "five", "three"] {
                let Some(at) = passage.words.find(word) else { continue };
                found.push((word, &text[passage.span(at..at + word.len()).range()]));
            }
        }
        assert_eq!(found, [("two", "two"), ("ee", "ee"), ("&", "&amp;"), ("five", "five"), ("three", "thr*ee")]);
    }

    proptest! {
        #[test]
        fn places_lie_in_the_text(markdown in r#"([a-zé"'`*_<>\[\]()\n&;\\:# -]|\]\(|&amp;|\n## Timeline\n|- 09:00 \[x\] A: ){0,60}"#) {
            let document = read_agenda(Source::new("a.md", format!("---\noutcome: x\n---\n{markdown}")));
            for passage in prose_of_front(&document).into_iter().chain(prose_of_body(&document)) {
                let bounds: Vec<_> = passage.words.char_indices().map(|(at, _)| at).chain([passage.words.len()]).collect();
                // A hole has no place of its own: it may be a part of a letter.
                let is_word = |pair: &&[usize]| passage.words.get(pair[0]..pair[1]) != Some("\u{1}");
                for pair in bounds.windows(2).filter(is_word) {
                    let span = passage.span(pair[0]..pair[1]);
                    prop_assert!(document.source.text().get(span.range()).is_some(), "{:?} {:?}", span, passage);
                }
            }
        }
    }
}

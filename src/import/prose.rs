//! Markdown of other logs taken apart: its title, its sections, its blocks, its items and tables.

use crate::document::body::markdown_options;
use pulldown_cmark::{Event, HeadingLevel, LinkType, Parser, Tag, TagEnd};
use std::ops::Range;

/// A stretch of Markdown under its heading; the first has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub title: String,
    pub text: String,
}

/// A text taken apart at its headings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prose {
    /// The heading above everything else.
    pub title: Option<String>,
    /// Without the empty ones.
    pub parts: Vec<Part>,
}

impl Prose {
    /// The parts of a text whose title stands elsewhere: what its own says beside that goes first, in bold.
    pub fn under(self, title: &str) -> Vec<Part> {
        let mut parts = self.parts;
        if let Some(own) = self.title.filter(|own| own != title) {
            let own = format!("**{own}**");
            match parts.first_mut().filter(|first| first.title.is_empty()) {
                Some(first) => first.text = format!("{own}\n\n{}", first.text),
                None => parts.insert(0, Part { title: String::new(), text: own }),
            }
        }
        parts
    }
}

/// What stands at the top level of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    Paragraph,
    List,
    Table,
    Other,
}

/// An item of a list, without its mark and indentation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub text: String,
    /// Whether its box is ticked, where it has one.
    pub is_done: Option<bool>,
}

/// A table's cells, as Markdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub head: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// Takes a text apart at its headings: at those of the first two levels, or, where it has none, at the next one. Addresses
/// that are defined at one place go with the sections that use them.
pub fn parts(markdown: &str) -> Prose {
    // A carriage return alone ends a line for Markdown, too.
    let markdown = inlined(&markdown.replace("\r\n", "\n").replace('\r', "\n"));
    let mut headings = headings(&markdown);
    let mut title = None;
    if let Some((level, range, words)) = headings.first()
        && markdown[..range.start].trim().is_empty()
        && headings.iter().skip(1).all(|(other, ..)| other >= level)
        && (headings.len() == 1 || headings.iter().filter(|(other, ..)| other > level).count() > 0)
    {
        title = Some((words.clone(), range.end));
        headings.remove(0);
    }
    let (title, start) = title.map_or((None, 0), |(words, end)| (Some(words), end));
    let highest = headings.iter().map(|(level, ..)| *level).min().unwrap_or(HeadingLevel::H2);
    let splits = highest.max(HeadingLevel::H2);
    headings.retain(|(level, ..)| *level <= splits);
    let (mut parts, mut at, mut name) = (Vec::new(), start, String::new());
    let ends = headings.iter().map(|(_, range, words)| (range.start, range.end, words.clone()));
    for (end, next, words) in ends.chain([(markdown.len(), markdown.len(), String::new())]) {
        let text = markdown[at..end].trim_matches('\n').trim_end().to_owned();
        if !text.trim().is_empty() || !name.is_empty() {
            parts.push(Part { title: std::mem::take(&mut name), text });
        }
        (at, name) = (next, words);
    }
    Prose { title: title.filter(|title| !title.is_empty()), parts }
}

fn headings(markdown: &str) -> Vec<(HeadingLevel, Range<usize>, String)> {
    let (mut found, mut depth, mut words) = (Vec::new(), 0usize, String::new());
    for (event, range) in Parser::new_ext(markdown, markdown_options()).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { .. }) if depth == 0 => {
                words.clear();
                depth += 1;
            }
            Event::End(TagEnd::Heading(level)) => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    let start = markdown[..range.start].rfind('\n').map_or(0, |newline| newline + 1);
                    found.push((level, start..range.end, words.trim().to_owned()));
                }
            }
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Text(text) | Event::Code(text) => words.push_str(&text),
            Event::SoftBreak | Event::HardBreak => words.push(' '),
            _ => {}
        }
    }
    found
}

/// The text with each address where it is used; those that stand at the end for several are gone.
fn inlined(markdown: &str) -> String {
    let parser = Parser::new_ext(markdown, markdown_options());
    let definitions =
        parser.reference_definitions().iter().map(|(_, definition)| (definition.span.clone(), String::new()));
    let mut edits: Vec<(Range<usize>, String)> = definitions.collect();
    let mut depth = 0usize;
    for (event, range) in parser.into_offset_iter() {
        match event {
            Event::Start(Tag::Link { link_type, ref dest_url, .. } | Tag::Image { link_type, ref dest_url, .. })
                if depth == 0 =>
            {
                depth = 1;
                let is_named = matches!(link_type, LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut);
                let written = &markdown[range.clone()];
                if let Some(words) = written.find("][").or_else(|| written.rfind(']')).filter(|_| is_named) {
                    let new = format!("{}](<{dest_url}>)", &written[..words]);
                    // The empty brackets behind a name are not counted to it.
                    let end = range.end + if markdown[range.end..].starts_with("[]") { 2 } else { 0 };
                    edits.push((range.start..end, new));
                }
            }
            Event::Start(_) if depth > 0 => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    edits.sort_by_key(|(range, _)| range.start);
    let (mut text, mut at) = (String::with_capacity(markdown.len()), 0);
    for (range, new) in edits {
        text.push_str(markdown.get(at..range.start).unwrap_or_default());
        text.push_str(&new);
        at = range.end.max(at);
    }
    text.push_str(markdown.get(at..).unwrap_or_default());
    text
}

/// The blocks of a text, each with its Markdown.
pub fn blocks(markdown: &str) -> Vec<(BlockKind, &str)> {
    let (mut found, mut depth) = (Vec::new(), 0usize);
    for (event, range) in Parser::new_ext(markdown, markdown_options()).into_offset_iter() {
        let kind = match &event {
            Event::Start(Tag::Paragraph) => BlockKind::Paragraph,
            Event::Start(Tag::List(_)) => BlockKind::List,
            Event::Start(Tag::Table(_)) => BlockKind::Table,
            _ => BlockKind::Other,
        };
        match event {
            Event::Start(_) => {
                if depth == 0 {
                    found.push((kind, range));
                }
                depth += 1;
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            _ if depth == 0 => found.push((BlockKind::Other, range)),
            _ => {}
        }
    }
    // What indents a block belongs to it.
    let start = |at: usize| markdown[..at].rfind('\n').map_or(0, |newline| newline + 1);
    found.into_iter().map(|(kind, range)| (kind, markdown[start(range.start)..range.end].trim_end())).collect()
}

/// The items of a text's lists, those within others not told apart from them.
pub fn items(markdown: &str) -> Vec<Item> {
    let (mut found, mut lists) = (Vec::new(), 0usize);
    for (event, range) in Parser::new_ext(markdown, markdown_options()).into_offset_iter() {
        match event {
            Event::Start(Tag::List(_)) => lists += 1,
            Event::End(TagEnd::List(_)) => lists = lists.saturating_sub(1),
            Event::Start(Tag::Item) if lists == 1 => found.push(item(markdown, range)),
            _ => {}
        }
    }
    found
}

fn item(markdown: &str, range: Range<usize>) -> Item {
    let line = markdown[..range.start].rfind('\n').map_or(0, |newline| newline + 1);
    let text = markdown[range.clone()].trim_end();
    let indent = range.start - line + (text.len() - text.trim_start().len());
    let text = text.trim_start();
    let words = text.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches(['-', '*', '+', '.', ')']);
    let words = words.trim_start_matches([' ', '\t']);
    let indent = indent + text.len() - words.len();
    let mut lines = words.lines();
    let mut dedented = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        let blank = line.len() - line.trim_start_matches(' ').len();
        dedented.push('\n');
        dedented.push_str(&line[blank.min(indent)..]);
    }
    let boxed = |mark: &str| dedented.strip_prefix(mark).map(|rest| rest.trim_start().to_owned());
    if let Some(text) = boxed("[ ]") {
        return Item { text, is_done: Some(false) };
    }
    match boxed("[x]").or_else(|| boxed("[X]")) {
        Some(text) => Item { text, is_done: Some(true) },
        None => Item { text: dedented, is_done: None },
    }
}

/// The table that a block is.
pub fn table(markdown: &str) -> Option<Table> {
    let (mut rows, mut row): (Vec<Vec<String>>, Vec<String>) = (Vec::new(), Vec::new());
    for (event, range) in Parser::new_ext(markdown, markdown_options()).into_offset_iter() {
        match event {
            Event::Start(Tag::TableCell) => {
                let cell = markdown[range].trim().trim_start_matches('|').trim();
                let cell = cell.strip_suffix('|').filter(|cell| !cell.ends_with('\\')).unwrap_or(cell);
                row.push(cell.trim().replace("\\|", "|"));
            }
            Event::End(TagEnd::TableHead | TagEnd::TableRow) => rows.push(std::mem::take(&mut row)),
            _ => {}
        }
    }
    let mut rows = rows.into_iter();
    Some(Table { head: rows.next()?, rows: rows.collect() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(markdown: &str) -> (Option<String>, Vec<(String, String)>) {
        let prose = parts(markdown);
        (prose.title, prose.parts.into_iter().map(|part| (part.title, part.text)).collect())
    }

    fn pair(title: &str, text: &str) -> (String, String) {
        (title.to_owned(), text.to_owned())
    }

    #[test]
    fn a_carriage_return_alone_ends_a_line() {
        let (_, told_parts) = told("One\r---\rTwo\r---\rwords");
        assert_eq!(told_parts, [pair("One", ""), pair("Two", "words")]);
    }

    #[test]
    fn a_text_falls_apart_at_its_headings() {
        let (title, told_parts) =
            told("# Down\n\n## Summary\nIt fell.\n\n### Why\nx\n\n## Timeline\n- a\n\n# Stats\n- b\n");
        assert_eq!(title.as_deref(), Some("Down"));
        assert_eq!(
            told_parts,
            [pair("Summary", "It fell.\n\n### Why\nx"), pair("Timeline", "- a"), pair("Stats", "- b")]
        );
        let (title, told_parts) = told("Words.\n\n### Cause\nx\n\n### Fix\ny\n");
        assert_eq!((title, told_parts), (None, vec![pair("", "Words."), pair("Cause", "x"), pair("Fix", "y")]));
        assert_eq!(told("# Down\n\nIt fell.\n"), (Some("Down".to_owned()), vec![pair("", "It fell.")]));
        assert_eq!(told("## Summary\na\n\n## Fix\nb\n"), (None, vec![pair("Summary", "a"), pair("Fix", "b")]));
        let under = |markdown: &str| parts(markdown).under("Down");
        let first = |text: &str| vec![Part { title: String::new(), text: text.to_owned() }];
        assert_eq!(under("# The relay is gone\n"), first("**The relay is gone**"));
        assert_eq!(under("# What\n\nIt fell.\n"), first("**What**\n\nIt fell."));
        assert_eq!(under("# Down\n\nIt fell.\n"), first("It fell."));
        assert_eq!(told("```\n# no heading\n```\n"), (None, vec![pair("", "```\n# no heading\n```")]));
    }

    #[test]
    fn an_address_stands_where_it_is_used() {
        let (_, parts) = told(
            "## A\nsee [x *y*][PM-1], [PM-2] and [PM-2][], ![g][PM-1]\n\n## B\nno\n\n[PM-1]: a%20b.md\n[PM-2]: b.md \"B\"\n",
        );
        let text = "see [x *y*](<a%20b.md>), [PM-2](<b.md>) and [PM-2](<b.md>), ![g](<a%20b.md>)";
        assert_eq!(parts, [pair("A", text), pair("B", "no")]);
    }

    #[test]
    fn items_and_cells_are_told_without_their_marks() {
        let texts = |markdown| items(markdown).into_iter().map(|item| (item.text, item.is_done)).collect::<Vec<_>>();
        assert_eq!(
            texts("- [x] **a**\n  - b\n\n  more\n- [ ] c\n1. d\n"),
            [("**a**\n- b\n\nmore".to_owned(), Some(true)), ("c".to_owned(), Some(false)), ("d".to_owned(), None)]
        );
        let table = table("| Time | What |\n| :-- | --- |\n| 10:00 | it *fell* \\| rose |\n| 10:05 | |\n");
        assert_eq!(
            table.map(|table| (table.head, table.rows)),
            Some((
                vec!["Time".to_owned(), "What".to_owned()],
                vec![vec!["10:00".to_owned(), "it *fell* | rose".to_owned()], vec!["10:05".to_owned(), String::new()]]
            ))
        );
    }

    proptest! {
        #[test]
        fn no_markdown_stops_it(parts in proptest::collection::vec(proptest::sample::select(vec![
            "# a\n", "## b\n", "- x\n", "  - y\n", "\t", "| a | b |\n", "|-|-|\n", "[a]: b\n", "[a]", "\n", "é", "    ", "> ", "```\n", "1. ", "*", "===\n", "\r\n",
        ]), 0..12)) {
            let text = parts.concat();
            let _ = super::parts(&text);
            for (_, block) in blocks(&text) {
                let _ = (items(block), table(block));
            }
        }
    }
}

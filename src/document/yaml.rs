//! YAML as a tree that knows where each key and value stands, read within a budget.

use super::yaml_places;
use crate::text::Span;
use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, StructureStyle};
use std::collections::{HashMap, HashSet};

/// A value and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The value as written: quotes and brackets included, a comment behind it not, nor an anchor or tag before it.
    /// A block scalar reaches from its `|` or `>` to the end of its last line.
    pub span: Span,
    pub value: Value,
    pub mark: Mark,
}

/// What stands before a value, or instead of it; an edit must not tear the two apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    #[default]
    None,
    /// `&name`
    Anchor,
    /// `!tag`, perhaps with an anchor.
    Tag,
    /// `*name`: the places within the value are where the anchor stands.
    Alias,
}

/// What a node holds. Scalars stay text; whoever reads a field knows its type.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing, `~` or `null`.
    Null,
    Scalar {
        text: String,
        style: Style,
    },
    List {
        items: Vec<Node>,
        flow: bool,
    },
    Map {
        entries: Vec<Entry>,
        flow: bool,
    },
}

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Plain,
    SingleQuoted,
    DoubleQuoted,
    /// `|` or `>`.
    Block,
}

/// A key of a map with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub key: String,
    pub key_span: Span,
    pub value: Node,
}

/// Why a text is no YAML that can be used, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YamlError {
    pub span: Span,
    pub message: String,
    pub help: Option<String>,
    /// What else is wrong behind it.
    pub behind: Vec<YamlError>,
}

/// More nodes than any document that people write has; aliases count each time they are used.
const MOST_NODES: usize = 100_000;
const DEEPEST: usize = 64;

impl Node {
    /// An empty value at a place.
    pub fn null(at: usize) -> Self {
        Self { span: Span::empty(at), value: Value::Null, mark: Mark::None }
    }

    /// The entries of a map; none for anything else.
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Map { entries, .. } => entries,
            _ => &[],
        }
    }

    /// The items of a list; none for anything else.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::List { items, .. } => items,
            _ => &[],
        }
    }

    /// The entry of a key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    /// The text of a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// What the value is, for a message.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "nothing",
            Value::Scalar { .. } => "a text",
            Value::List { .. } => "a list",
            Value::Map { .. } => "a map",
        }
    }
}

/// Reads one YAML document; spans count from `offset`, which is where `yaml` stands in its file.
///
/// # Errors
/// Where it is not YAML, has a key twice, several documents, or exceeds the budget of nodes, depth or aliases.
pub fn parse(yaml: &str, offset: usize) -> Result<Node, YamlError> {
    let (parser, anchors) = (Parser::new_from_str(yaml), HashMap::new());
    let mut builder = Builder { yaml, offset, parser, anchors, nodes: 0, twice: Vec::new() };
    let read = builder.document();
    let mut errors = builder.twice.into_iter().chain(read.as_ref().err().cloned());
    let Some(mut first) = errors.next() else { return read };
    first.behind = errors.collect();
    Err(first)
}

struct Builder<'a> {
    yaml: &'a str,
    offset: usize,
    parser: Parser<'a, granit_parser::StrInput<'a>>,
    anchors: HashMap<usize, (Node, usize)>,
    nodes: usize,
    /// Each key that stands a second time.
    twice: Vec<YamlError>,
}

type Next<'a> = (Event<'a>, Span);

impl<'a> Builder<'a> {
    fn error(&self, span: Span, message: impl Into<String>, help: &str) -> YamlError {
        YamlError {
            span,
            message: message.into(),
            help: (!help.is_empty()).then(|| help.to_owned()),
            behind: Vec::new(),
        }
    }

    fn too_deep(&self, span: Span) -> YamlError {
        self.error(span, format!("this is nested more than {DEEPEST} levels deep"), "write it flatter")
    }

    /// The next event that is not presentation.
    fn next(&mut self) -> Result<Next<'a>, YamlError> {
        loop {
            match self.parser.next_event() {
                Some(Ok((Event::Comment(..), _))) => {}
                Some(Ok((event, span))) => {
                    let bytes = span.byte_range().unwrap_or(self.yaml.len()..self.yaml.len());
                    return Ok((event, Span::new(self.offset + bytes.start, self.offset + bytes.end)));
                }
                Some(Err(error)) => {
                    let at = error.marker().byte_offset().unwrap_or(self.yaml.len()).min(self.yaml.len());
                    let at = Span::empty(self.offset + at);
                    if matches!(error.kind(), ErrorKind::RecursionLimitExceeded) {
                        return Err(self.too_deep(at));
                    }
                    let message = format!("this is not valid YAML: {}", error.kind());
                    return Err(self.error(at, message, "a value with `: `, ` #` or a leading symbol needs quotes; lists and maps need the same indentation throughout"));
                }
                None => return Ok((Event::StreamEnd, Span::empty(self.offset + self.yaml.len()))),
            }
        }
    }

    fn document(&mut self) -> Result<Node, YamlError> {
        let mut root = None;
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamEnd => return Ok(root.unwrap_or_else(|| Node::null(self.offset))),
                Event::StreamStart | Event::DocumentStart(..) | Event::DocumentEnd => {}
                _ if root.is_some() => {
                    let message = "a second YAML document starts here";
                    return Err(self.error(span, message, "keep one document in each file"));
                }
                event => root = Some(self.node(event, span, 0, self.offset)?.0),
            }
        }
    }

    /// The node that an event starts, and how many nodes it holds; `behind` is the end of what stands before it.
    fn node(&mut self, event: Event<'a>, span: Span, depth: usize, behind: usize) -> Result<(Node, usize), YamlError> {
        if depth > DEEPEST {
            return Err(self.too_deep(span));
        }
        self.count(1, span)?;
        let mark = match (event.tag().is_some(), event.anchor_id().is_some()) {
            (true, _) => Mark::Tag,
            (false, true) => Mark::Anchor,
            _ => Mark::None,
        };
        let (node, size, anchor) = match event {
            Event::Scalar(text, style, anchor, _) => {
                let value = scalar(&text, style);
                let is_block = matches!(value, Value::Scalar { style: Style::Block, .. });
                let span = if is_block { self.block_scalar(behind, span) } else { span };
                (Node { span, value, mark }, 1, anchor)
            }
            Event::SequenceStart(style, anchor, _) => {
                let (value, end, size) = self.list(style == StructureStyle::Flow, span, depth)?;
                (Node { span: Span::new(span.start, end), value, mark }, size, anchor)
            }
            Event::MappingStart(style, anchor, _) => {
                let (value, end, size) = self.map(style == StructureStyle::Flow, span, depth)?;
                (Node { span: Span::new(span.start, end), value, mark }, size, anchor)
            }
            Event::Alias(id) => {
                let (node, size) = self
                    .anchors
                    .get(&id)
                    .cloned()
                    .ok_or_else(|| self.error(span, "this alias refers to itself", "write the value out"))?;
                self.count(size, span)?;
                (Node { span, value: node.value, mark: Mark::Alias }, size, 0)
            }
            _ => return Err(self.error(span, "a value was expected here", "")),
        };
        if anchor != 0 {
            self.anchors.insert(anchor, (node.clone(), size));
        }
        Ok((node, size))
    }

    fn local(&self, at: usize) -> usize {
        at.saturating_sub(self.offset)
    }

    fn block_scalar(&self, behind: usize, lines: Span) -> Span {
        let lines = self.local(lines.start)..self.local(lines.end);
        let span = yaml_places::block_scalar(self.yaml, self.local(behind), lines);
        Span::new(self.offset + span.start, self.offset + span.end)
    }

    fn count(&mut self, more: usize, span: Span) -> Result<(), YamlError> {
        self.nodes = self.nodes.saturating_add(more);
        if self.nodes > MOST_NODES {
            return Err(self.error(
                span,
                format!("this holds more than {MOST_NODES} values, aliases counted each time"),
                "write less here, and no aliases of aliases",
            ));
        }
        Ok(())
    }

    fn list(&mut self, flow: bool, start: Span, depth: usize) -> Result<(Value, usize, usize), YamlError> {
        let (mut items, mut end, mut size) = (Vec::new(), start.end, 1);
        loop {
            let (event, span) = self.next()?;
            if event == Event::SequenceEnd {
                return Ok((Value::List { items, flow }, if flow { span.end } else { end }, size));
            }
            let (item, item_size) = self.node(event, span, depth + 1, end)?;
            end = end.max(item.span.end);
            size += item_size;
            items.push(item);
        }
    }

    fn map(&mut self, flow: bool, start: Span, depth: usize) -> Result<(Value, usize, usize), YamlError> {
        let (mut entries, mut end, mut size): (Vec<Entry>, _, _) = (Vec::new(), start.end, 1);
        // A map of a hundred thousand keys is still read in a moment.
        let mut keys = HashSet::new();
        loop {
            let (event, key_span) = self.next()?;
            if event == Event::MappingEnd {
                return Ok((Value::Map { entries, flow }, if flow { key_span.end } else { end }, size));
            }
            let Event::Scalar(key, ..) = event else {
                return Err(self.error(key_span, "a key must be a plain word", "write `key: value`"));
            };
            let key = key.into_owned();
            if !keys.insert(key.clone()) {
                let message = format!("the key `{key}` stands here a second time");
                self.twice.push(self.error(key_span, message, "keep one of the two"));
            }
            let (event, span) = self.next()?;
            let (mut value, value_size) = self.node(event, span, depth + 1, key_span.end)?;
            if matches!(value.value, Value::List { flow: false, .. }) && value.mark != Mark::Alias {
                // Where the dashes stand at the key's column, the parser's list begins behind the first of them.
                let gap = self.local(key_span.end)..self.local(value.span.start);
                value.span.start = self.offset + yaml_places::mark(self.yaml, &['-'], gap);
            }
            end = end.max(value.span.end).max(key_span.end);
            size += value_size + 1;
            entries.push(Entry { key, key_span, value });
        }
    }
}

fn scalar(text: &str, style: ScalarStyle) -> Value {
    let style = match style {
        ScalarStyle::Plain => Style::Plain,
        ScalarStyle::SingleQuoted => Style::SingleQuoted,
        ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
        _ => Style::Block,
    };
    if style == Style::Plain && matches!(text, "" | "~" | "null" | "Null" | "NULL") {
        return Value::Null;
    }
    Value::Scalar { text: text.to_owned(), style }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    #[test]
    fn spans_are_the_values_as_written() {
        let yaml = "title: \"A: b\" # why\ntags: [a, 'b c']\nactions:\n  - title: Do it\n    due: 2024-01-01\nempty:\nlast: |\n  x\n  y\n";
        let root = parse(yaml, 0).unwrap();
        let at = |key: &str| &yaml[root.entry(key).unwrap().value.span.range()];
        assert_eq!(at("title"), "\"A: b\"");
        assert_eq!(at("tags"), "[a, 'b c']");
        assert_eq!(at("actions"), "- title: Do it\n    due: 2024-01-01");
        assert_eq!(root.entry("empty").unwrap().value.value, Value::Null);
        assert_eq!(root.entry("last").unwrap().value.text(), Some("x\ny\n"));
        assert_eq!(at("last"), "|\n  x\n  y");
        let list = |yaml: &str| parse(yaml, 0).unwrap().entries().first().unwrap().value.span.start;
        assert_eq!([list("a: # -\n- - b\n"), list("a:\n  - - b\n"), list("a: &x-\n-\n")], [7, 5, 7]);
    }

    #[test]
    fn a_block_scalar_reaches_from_its_head_to_its_last_line() {
        let span = |yaml: &str| {
            let root = parse(yaml, 0).unwrap();
            yaml[root.entries().first().unwrap().value.span.range()].to_owned()
        };
        assert_eq!(span("a: | # why | so\n  x\n\n  y\n\n # no\nb: 1\n"), "| # why | so\n  x\n\n  y");
        assert_eq!(span("a: |+\n  x\n\n\nb: 1\n"), "|+\n  x\n\n");
        assert_eq!(span("a: |\n\nb: 1\n"), "|");
        assert_eq!(parse("- b\n- |\n  x\n", 7).unwrap().items()[1].span, Span::new(13, 18));
    }

    #[test]
    fn what_stands_before_a_value_is_told() {
        let root = parse("a: &x 1\nb: !t [1]\nc: *x\nd: 1\n", 0).unwrap();
        let marks: Vec<_> = root.entries().iter().map(|entry| entry.value.mark).collect();
        assert_eq!(marks, [Mark::Anchor, Mark::Tag, Mark::Alias, Mark::None]);
    }

    fn refusal(yaml: &str) -> (usize, String) {
        match parse(yaml, 100) {
            Err(error) => (error.span.start - 100, error.message),
            Ok(node) => panic!("accepted: {node:?}"),
        }
    }

    #[test]
    fn what_cannot_be_used_says_where() {
        assert_eq!(refusal("a: 1\nb: 2\na: 3\n"), (10, "the key `a` stands here a second time".into()));
        assert_eq!(refusal("a: [1, 2\nb: 3\n").0, 10);
        assert!(refusal("? [a]\n: b\n").1.contains("plain word"));
        assert!(refusal(&"[".repeat(200_000)).1.contains("nest") || refusal(&"[".repeat(200_000)).1.contains("limit"));
    }

    #[test]
    fn aliases_are_followed_within_a_budget() {
        let root = parse("a: &x [1, 2]\nb: *x\n", 0).unwrap();
        assert_eq!(root.entry("b").unwrap().value.items().len(), 2);
        let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..30 {
            let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
            bomb.push_str(&format!("a{level}: &a{level} [{aliases}]\n"));
        }
        assert!(refusal(&bomb).1.contains("more than 100000 values"));
    }
}

//! The lines around a place in a document's YAML, and the splices of which an edit is made.

use super::yaml::{Entry, Mark, Node, Value};
use crate::text::Span;

/// A text in place of a stretch of the old one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Splice {
    pub at: Span,
    pub text: String,
}

impl Splice {
    pub fn new(start: usize, end: usize, text: impl Into<String>) -> Self {
        Self { at: Span::new(start, end), text: text.into() }
    }
}

/// A document's text with the place of its YAML.
#[derive(Clone, Copy)]
pub(super) struct Sheet<'a> {
    pub text: &'a str,
    pub yaml: Span,
    pub ending: &'static str,
}

impl<'a> Sheet<'a> {
    /// Lines are written with the ending that the YAML has, or where it is empty, the file.
    pub fn new(text: &'a str, yaml: Span) -> Self {
        let written = text.get(yaml.range()).filter(|yaml| yaml.contains('\n')).unwrap_or(text);
        let ending = match written.find('\n') {
            Some(at) if written[..at].ends_with('\r') => "\r\n",
            _ => "\n",
        };
        Self { text, yaml, ending }
    }

    fn slice(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// Where the line of a place begins.
    pub fn line_start(&self, at: usize) -> usize {
        self.slice(self.yaml.start, at).rfind('\n').map_or(self.yaml.start, |newline| self.yaml.start + newline + 1)
    }

    /// Where the line of a place ends, before its line ending.
    pub fn line_end(&self, at: usize) -> usize {
        let rest = self.slice(at, self.yaml.end);
        at + rest.find('\n').map_or(rest, |newline| &rest[..newline]).trim_end_matches('\r').len()
    }

    /// Where the line after that of a place begins; the YAML's end where there is none.
    pub fn next_line(&self, at: usize) -> usize {
        self.slice(at, self.yaml.end).find('\n').map_or(self.yaml.end, |newline| at + newline + 1)
    }

    /// The column of a place, from 0.
    pub fn column(&self, at: usize) -> usize {
        self.slice(self.line_start(at), at).chars().count()
    }

    /// Whether nothing stands before a place on its line.
    pub fn is_first(&self, at: usize) -> bool {
        self.slice(self.line_start(at), at).trim().is_empty()
    }

    /// Whether nothing or only a comment stands from a place to the end of its line.
    pub fn is_last(&self, at: usize) -> bool {
        let rest = self.slice(at, self.line_end(at)).trim_start();
        rest.is_empty() || rest.starts_with('#')
    }

    pub fn same_line(&self, one: usize, other: usize) -> bool {
        self.line_start(one) == self.line_start(other)
    }

    /// The end of the blanks that begin at a place, where nothing else follows them on their line or within their
    /// brackets; else the place itself.
    pub fn blanks(&self, at: usize) -> usize {
        let rest = self.slice(at, self.line_end(at));
        let behind = rest.trim_start_matches([' ', '\t']);
        if behind.is_empty() || behind.starts_with([',', '}', ']']) { at + rest.len() - behind.len() } else { at }
    }

    /// The next place that is no blank, line ending or comment.
    pub fn gap_end(&self, from: usize) -> usize {
        let mut at = from;
        loop {
            let rest = self.slice(at, self.yaml.end);
            let bare = rest.trim_start();
            at += rest.len() - bare.len();
            match bare.starts_with('#') {
                true => at = self.line_end(at),
                false => return at,
            }
        }
    }

    /// The next place that is no gap, where that is the given character.
    pub fn found(&self, mark: char, from: usize) -> Option<usize> {
        let at = self.gap_end(from);
        self.slice(at, self.yaml.end).starts_with(mark).then_some(at)
    }

    /// Where a key's value may begin: behind its colon. `None` where it has none.
    pub fn behind_colon(&self, entry: &Entry) -> Option<usize> {
        self.found(':', entry.key_span.end).map(|colon| colon + 1)
    }

    /// The end of an entry: of its value, or of its colon where the value is left out.
    pub fn entry_end(&self, entry: &Entry) -> usize {
        let colon = self.behind_colon(entry).filter(|_| entry.value.span.start == entry.value.span.end);
        self.end(&entry.value).max(entry.key_span.end).max(colon.unwrap_or(0))
    }

    /// The end of a value: that of the last one in it.
    pub fn end(&self, node: &Node) -> usize {
        let inner = match &node.value {
            Value::Map { entries, flow: false } => entries.last().map(|entry| self.entry_end(entry)),
            Value::List { items, flow: false } => items.last().map(|item| self.end(item)),
            _ => None,
        };
        inner.filter(|_| node.mark != Mark::Alias).unwrap_or(node.span.end)
    }

    /// Where a line can follow what ends at `end` and has its siblings at `column`: behind the comments that are
    /// indented deeper, before blank lines and comments that belong to what follows.
    pub fn behind(&self, end: usize, column: usize) -> usize {
        let mut place = self.next_line(end);
        let mut at = place;
        while at < self.yaml.end {
            let line = self.slice(at, self.line_end(at));
            let bare = line.trim_start();
            at = self.next_line(at);
            match line.len() - bare.len() > column && bare.starts_with('#') {
                true => place = at,
                false if bare.is_empty() => {}
                false => break,
            }
        }
        place
    }

    /// Lines at a place where a line begins, or at the end of a text whose last line has no ending.
    pub fn insert(&self, at: usize, lines: &[String], indent: usize) -> Splice {
        let block: Vec<_> = lines.iter().map(|line| format!("{:indent$}{line}", "")).collect();
        let block = block.join(self.ending);
        let is_open = at > self.yaml.start && !self.slice(self.yaml.start, at).ends_with('\n');
        let text = if is_open { format!("{}{block}", self.ending) } else { format!("{block}{}", self.ending) };
        Splice::new(at, at, text)
    }
}

/// The text with its splices, which must not overlap; of several at one place the first comes first.
pub(super) fn spliced(text: &str, mut splices: Vec<Splice>) -> Option<String> {
    splices.sort_by_key(|splice| splice.at.start);
    let (mut edited, mut at) = (String::with_capacity(text.len() + 64), 0);
    for splice in &splices {
        edited.push_str(text.get(at..splice.at.start)?);
        edited.push_str(&splice.text);
        at = splice.at.end;
    }
    edited.push_str(text.get(at..)?);
    Some(edited)
}

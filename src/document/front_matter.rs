//! Where the YAML of a Markdown file stands, and reading it into a tree.

use super::body::Body;
use super::conflict::conflicts;
use super::problem::{Problem, ProblemKind};
use super::yaml::{self, Node, Value};
use crate::text::{Source, Span};

/// What is said of a left conflict, and what to do.
pub const CONFLICT: &str = "this is a left conflict marker";
pub const CONFLICT_HELP: &str = "keep one of the two sides up to >>>>>>>, and remove the three lines of markers";

/// A file taken apart: its YAML as text and tree, and its body.
#[derive(Clone, Debug)]
pub struct Parts {
    /// The YAML between the fences, its last line ending included.
    pub yaml: Span,
    pub front: Node,
    pub body: Body,
    pub problems: Vec<Problem>,
}

/// Takes a Markdown file with front matter apart; what cannot be read is a problem, and the body is still there.
pub fn split(source: &Source) -> Parts {
    let start = source.content_start();
    match fences(source) {
        Ok((yaml, body)) => {
            let mut problems = Vec::new();
            let front = parse(source, yaml, &mut problems);
            Parts { yaml, front, body: Body::parse(source.text(), body), problems }
        }
        Err(problem) => {
            let body = Body::parse(source.text(), Span::new(start, source.text().len()));
            let problems = vec![cause(source, problem)];
            Parts { yaml: Span::empty(start), front: Node::null(start), body, problems }
        }
    }
}

/// The same of a file that needs no front matter: what does not begin with a fence is its body.
pub fn split_if_any(source: &Source) -> Parts {
    let start = source.content_start();
    let first = source.text()[start..].lines().next().unwrap_or_default();
    if first.trim_end() == "---" {
        return split(source);
    }
    let body = Body::parse(source.text(), Span::new(start, source.text().len()));
    Parts { yaml: Span::empty(start), front: Node::null(start), body, problems: Vec::new() }
}

/// Reads a file that is YAML throughout.
pub fn whole(source: &Source) -> Parts {
    let yaml = Span::new(source.content_start(), source.text().len());
    let mut problems = Vec::new();
    let front = parse(source, yaml, &mut problems);
    Parts { yaml, front, body: Body::default(), problems }
}

fn parse(source: &Source, yaml: Span, problems: &mut Vec<Problem>) -> Node {
    let mut behind = Vec::new();
    let (span, message, help) = match yaml::parse(source.slice(yaml), yaml.start) {
        Ok(node) if matches!(node.value, Value::Map { .. } | Value::Null) => return node,
        Ok(node) => {
            let message = format!("`key: value` lines belong here, not {}", node.kind());
            (node.span, message, "write one on each line, all with the same indentation".to_owned())
        }
        Err(error) => {
            behind = error.behind;
            (error.span, error.message, error.help.unwrap_or_default())
        }
    };
    let first = cause(source, Problem::new(ProblemKind::Broken, span, message, help));
    // Behind a conflict all is of the conflict.
    let others = behind.into_iter().filter(|_| first.kind == ProblemKind::Broken);
    let others = others.map(|e| Problem::new(ProblemKind::Broken, e.span, e.message, e.help.unwrap_or_default()));
    let others: Vec<_> = others.collect();
    problems.push(first);
    problems.extend(others);
    Node::null(yaml.start)
}

/// Why a file cannot be read: where a merge left a conflict in it, that one.
fn cause(source: &Source, problem: Problem) -> Problem {
    match conflicts(source.text()).into_iter().next() {
        Some(conflict) => Problem::new(ProblemKind::Conflict, conflict, CONFLICT, CONFLICT_HELP),
        None => problem,
    }
}

/// The spans of the YAML and of the body.
fn fences(source: &Source) -> Result<(Span, Span), Problem> {
    let (text, start) = (source.text(), source.content_start());
    let is_fence = |line: &str| line.trim_end() == "---";
    let mut at = start;
    let mut yaml_start = None;
    for line in text[start..].split_inclusive('\n') {
        let end = at + line.len();
        match yaml_start {
            None if is_fence(line) => yaml_start = Some(end),
            None => break,
            Some(yaml_start) if is_fence(line) || line.trim_end() == "..." => {
                return Ok((Span::new(yaml_start, at), Span::new(end, text.len())));
            }
            Some(_) => {}
        }
        at = end;
    }
    let first_line = Span::new(start, start + text[start..].lines().next().unwrap_or_default().len());
    Err(match yaml_start {
        Some(_) => Problem::new(
            ProblemKind::Broken,
            first_line,
            "the front matter that begins here never ends",
            "close it with a line that is only `---`",
        ),
        None => Problem::new(
            ProblemKind::Broken,
            first_line,
            "this document has no front matter",
            "begin it with a line `---`, then `key: value` lines, then a line `---`",
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(text: &str) -> Vec<(usize, String)> {
        let source = Source::new("a.md", text);
        split(&source).problems.into_iter().map(|p| (source.position(p.span.start).line, p.message)).collect()
    }

    #[test]
    fn front_matter_is_found_behind_a_byte_order_mark_and_with_any_line_ending() {
        let source = Source::new("a.md", "\u{feff}---\r\na: b\r\n---\r\n\r\n## S\r\n");
        let parts = split(&source);
        assert_eq!(source.slice(parts.yaml), "a: b\r\n");
        assert_eq!(parts.front.entry("a").and_then(|entry| entry.value.text()), Some("b"));
        assert_eq!(parts.body.sections.len(), 1);
    }

    #[test]
    fn what_is_no_front_matter_is_said_with_its_place() {
        assert_eq!(messages("# Title\n"), [(1, "this document has no front matter".to_owned())]);
        assert_eq!(messages("---\na: b\n"), [(1, "the front matter that begins here never ends".to_owned())]);
        assert_eq!(messages("---\na: b\na: c\n---\n"), [(3, "the key `a` stands here a second time".to_owned())]);
        assert_eq!(messages(""), [(1, "this document has no front matter".to_owned())]);
        assert_eq!(messages("---\n---\n"), []);
        assert_eq!(messages("---\n- a\n---\n"), [(2, "`key: value` lines belong here, not a list".to_owned())]);
    }
}

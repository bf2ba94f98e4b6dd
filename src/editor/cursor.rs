//! What is being written at a place, told from the lines alone: half a line is no YAML yet.

use crate::text::Span;

/// What is being written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Writing {
    /// A key of the map under some keys, which has others already.
    Key { under: Vec<String>, taken: Vec<String> },
    /// The value of a key, or an item of its list.
    Value { of: Vec<String> },
    /// An item of a list of a block, which may be a value or begin a map.
    Item { of: Vec<String>, taken: Vec<String> },
    /// The address of a link.
    Address,
    /// The kind of a timeline's entry.
    EntryKind,
}

/// What is written at a place of a document, and what of it is there before the place; `None` where there is nothing to
/// complete.
pub fn writing(text: &str, is_plan: bool, at: usize) -> Option<(Writing, Span)> {
    let front = if is_plan { Span::new(0, text.len()) } else { front(text) };
    let line_start = text.get(..at)?.rfind('\n').map_or(0, |newline| newline + 1);
    if front.start <= line_start && at <= front.end {
        return in_yaml(text.get(front.start..)?, line_start - front.start, at - front.start)
            .map(|(writing, word)| (writing, Span::new(word.start + front.start, at)));
    }
    if is_plan || line_start < front.end {
        return None;
    }
    in_markdown(text, line_start, at)
}

/// The lines between the fences; up to the end where there is no second one yet.
fn front(text: &str) -> Span {
    let mut at = 0;
    let mut start = None;
    for line in text.split_inclusive('\n') {
        let is_fence = line.trim_start_matches('\u{feff}').trim_end() == "---";
        match start {
            None if is_fence => start = Some(at + line.len()),
            None => return Span::default(),
            Some(start) if is_fence || line.trim_end() == "..." => return Span::new(start, at),
            Some(_) => {}
        }
        at += line.len();
    }
    start.map_or(Span::default(), |start| Span::new(start, text.len()))
}

/// A line of a block: where its dashes and its words begin, and the key that it begins with.
struct Line<'a> {
    dash: Option<usize>,
    column: usize,
    words: &'a str,
}

impl<'a> Line<'a> {
    fn of(line: &'a str) -> Self {
        let mut rest = line.trim_start_matches(' ');
        let mut dash = None;
        while let Some(after) = rest.strip_prefix('-').filter(|after| after.is_empty() || after.starts_with(' ')) {
            dash = dash.or(Some(line.len() - rest.len()));
            rest = after.trim_start_matches(' ');
        }
        Self { dash, column: line.len() - rest.len(), words: rest }
    }

    fn is_blank(&self) -> bool {
        self.dash.is_none() && (self.words.trim().is_empty() || self.words.starts_with('#'))
    }

    /// The key with what stands behind its colon.
    fn key(&self) -> Option<(&'a str, &'a str)> {
        let (key, behind) = self.words.split_once(':')?;
        let is_key = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
        (is_key && (behind.trim_end().is_empty() || behind.starts_with(' '))).then_some((key, behind))
    }
}

fn in_yaml(yaml: &str, line_start: usize, at: usize) -> Option<(Writing, Span)> {
    let before = yaml.get(line_start..at)?;
    let line = Line::of(before);
    if line.words.starts_with('#') || line.words.contains(" #") {
        return None;
    }
    let above: Vec<Line<'_>> = yaml.get(..line_start)?.lines().map(Line::of).collect();
    let under = keys_above(&above, &line);
    let words_start = line_start + line.column;
    let Some((key, behind)) = line.key() else {
        if line.words.contains([':', '"', '\'']) {
            return None;
        }
        // A list in brackets may go on over lines, and is taken for one of a block.
        let taken = taken(&above, &line, yaml.get(line_start..)?);
        let writing = match line.dash {
            Some(_) => Writing::Item { of: under, taken },
            None => Writing::Key { under, taken },
        };
        return Some((writing, Span::new(words_start, at)));
    };
    let value_start = at - behind.len();
    let mut path = under;
    path.push(key.to_owned());
    if behind.is_empty() {
        return None;
    }
    Some(in_flow(behind, path, value_start, at))
}

/// The keys under which a line stands, the outermost first.
fn keys_above(above: &[Line<'_>], line: &Line<'_>) -> Vec<String> {
    let mut keys = Vec::new();
    // What stands further left holds the line; what a dash stands in may stand at its column.
    let (mut column, mut may_equal) = line.dash.map_or((line.column, false), |dash| (dash, true));
    for line in above.iter().rev().filter(|line| !line.is_blank()) {
        let is_holder = line.column < column || (may_equal && line.column == column && line.dash.is_none());
        let key = line.key().filter(|_| is_holder);
        if let Some((key, _)) = key {
            keys.push(key.to_owned());
            (column, may_equal) = (line.column, false);
        }
        if let Some(dash) = line.dash.filter(|dash| *dash < column) {
            (column, may_equal) = (dash, true);
        }
        if column == 0 && !may_equal {
            break;
        }
    }
    keys.reverse();
    keys
}

/// The keys that the map of a line has already in its other lines.
fn taken(above: &[Line<'_>], line: &Line<'_>, from_line: &str) -> Vec<String> {
    let mut taken = Vec::new();
    let key = |line: &Line<'_>| line.key().map(|(key, _)| key.to_owned());
    if line.dash.is_none() {
        for other in above.iter().rev().filter(|other| !other.is_blank()) {
            if other.column < line.column {
                break;
            }
            if other.column == line.column {
                taken.extend(key(other));
                if other.dash.is_some() {
                    break;
                }
            }
        }
    }
    for other in from_line.lines().skip(1).map(Line::of).filter(|other| !other.is_blank()) {
        if other.column < line.column || other.dash.is_some_and(|dash| dash < line.column) {
            break;
        }
        if other.column == line.column {
            taken.extend(key(&other));
        }
    }
    taken
}

/// What is written behind a key's colon, in brackets or without.
fn in_flow(behind: &str, path: Vec<String>, start: usize, at: usize) -> (Writing, Span) {
    // For each bracket that is open, the key that it is in, where it is a map's.
    let mut open: Vec<Option<String>> = Vec::new();
    let (mut segment, mut quote, mut last) = (0, None, ' ');
    for (place, character) in behind.char_indices() {
        let next = place + character.len_utf8();
        match (quote, character) {
            (Some(mark), _) if mark == character => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') if matches!(last, ' ' | '[' | '{' | ',') => quote = Some(character),
            (None, '[') => (open.push(None), segment = next).1,
            (None, '{') => (open.push(Some(String::new())), segment = next).1,
            (None, ']' | '}') => {
                open.pop();
                segment = next;
            }
            (None, ',') if !open.is_empty() => {
                segment = next;
                if let Some(Some(key)) = open.last_mut() {
                    key.clear();
                }
            }
            (None, ' ') if last == ':' => {
                if let Some(Some(key)) = open.last_mut() {
                    *key = behind.get(segment..place - 1).unwrap_or_default().trim().to_owned();
                    segment = next;
                }
            }
            _ => {}
        }
        last = character;
    }
    let written = behind.get(segment..).unwrap_or_default();
    let word = Span::new(start + segment + written.len() - written.trim_start().len(), at);
    let mut path = path;
    path.extend(open.iter().flatten().filter(|key| !key.is_empty()).cloned());
    match open.last() {
        Some(Some(key)) if key.is_empty() => (Writing::Key { under: path, taken: Vec::new() }, word),
        _ => (Writing::Value { of: path }, word),
    }
}

fn in_markdown(text: &str, line_start: usize, at: usize) -> Option<(Writing, Span)> {
    let before = text.get(line_start..at)?;
    let is_address = |rest: &str| !rest.contains([')', ' ', '(']);
    if let Some(open) = before.rfind("](").filter(|open| is_address(&before[open + 2..])) {
        return Some((Writing::Address, Span::new(line_start + open + 2, at)));
    }
    let item = before.trim_start().strip_prefix(['-', '*', '+'])?;
    let open = item.find('[')?;
    let (time, kind) = (item.get(..open)?.trim(), item.get(open + 1..)?);
    let is_kind = time.chars().next().is_some_and(|c| c.is_ascii_digit()) && kind.chars().all(char::is_alphanumeric);
    let heading = text.get(..line_start)?.lines().rev().find_map(|line| line.strip_prefix("## "))?;
    (is_kind && heading.trim().eq_ignore_ascii_case("Timeline"))
        .then(|| (Writing::EntryKind, Span::new(at - kind.len(), at)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_ends_at_the_place_whatever_the_text_is(
            text in r#"(---\n|\ufeff|[a-c:#é"' \[\]{},|-]|: |- |\n|  |\r\n|\]\(|## Timeline\n|- 09:12 \[){0,40}"#,
            is_plan: bool,
        ) {
            for at in 0..=text.len() {
                if let Some((_, word)) = writing(&text, is_plan, at) {
                    prop_assert!(word.end == at && text.get(word.range()).is_some(), "{at} {word:?}");
                }
            }
        }
    }

    /// What is written at the `|` of a text.
    fn at(text: &str, is_plan: bool) -> String {
        let at = text.find('|').unwrap();
        let text = text.replacen('|', "", 1);
        match writing(&text, is_plan, at) {
            None => "nothing".to_owned(),
            Some((writing, word)) => {
                let word = text[word.range()].to_owned();
                match writing {
                    Writing::Key { under, taken } => format!("key of {under:?} beside {taken:?}: {word}"),
                    Writing::Item { of, taken } => format!("item of {of:?} beside {taken:?}: {word}"),
                    Writing::Value { of } => format!("value of {of:?}: {word}"),
                    Writing::Address => format!("address: {word}"),
                    Writing::EntryKind => format!("kind: {word}"),
                }
            }
        }
    }

    #[test]
    fn in_front_matter_keys_values_and_items_are_told_apart() {
        for (yaml, told) in [
            ("title: x\nsev|", r#"key of [] beside ["title"]: sev"#),
            ("|\ntitle: x", r#"key of [] beside ["title"]: "#),
            ("severity: se|", r#"value of ["severity"]: se"#),
            ("severity:|", "nothing"),
            ("tags: [a, b c|", r#"value of ["tags"]: b c"#),
            ("tags: [a, |]", r#"value of ["tags"]: "#),
            ("tags:\n  - |", r#"item of ["tags"] beside []: "#),
            ("tags:\n- a\n- b|", r#"item of ["tags"] beside []: b"#),
            ("services: [{name: a, sev|", r#"key of ["services"] beside []: sev"#),
            ("services: [{name: a, severity: s|", r#"value of ["services", "severity"]: s"#),
            ("services:\n  - name: a\n    sev|\n  - name: b", r#"key of ["services"] beside ["name"]: sev"#),
            ("services:\n- name: a\n- name: b\n  severity: s|", r#"value of ["services", "severity"]: s"#),
            ("root-cause:\n  known: |\n  summary: x", r#"value of ["root-cause", "known"]: "#),
            ("root-cause:\n  kn|\n  summary: x\ntags: []", r#"key of ["root-cause"] beside ["summary"]: kn"#),
            ("root-cause: {known: true}\nta|", r#"key of [] beside ["root-cause"]: ta"#),
            ("lead: \"Tech|", r#"value of ["lead"]: "Tech"#),
            ("title: x # se|", "nothing"),
            ("# se|", "nothing"),
        ] {
            assert_eq!(at(&format!("---\n{yaml}\n---\n## Summary\n"), false), told, "{yaml}");
            assert_eq!(at(&format!("\u{feff}---\r\n{yaml}"), false), told, "{yaml} unclosed");
            assert_eq!(at(yaml, true), told, "{yaml} in a plan");
        }
        let deep = "severities:\n  - id: a\n    escalation:\n      direct:\n        - |";
        assert_eq!(at(deep, true), r#"item of ["severities", "escalation", "direct"] beside []: "#);
    }

    #[test]
    fn in_a_body_addresses_and_kinds_are_told() {
        for (body, told) in [
            ("See [x](../2|", "address: ../2"),
            ("See [x](a) and |", "nothing"),
            ("## Timeline\n- 09:12 [det|", "kind: det"),
            ("## Timeline\n\n- 2024-01-31T14:05:00Z [|", "kind: "),
            ("## Timeline\n- 09:12 [theory pool|", "nothing"),
            ("## Summary\n- 09:12 [det|", "nothing"),
            ("## Timeline\n- see [det|", "nothing"),
        ] {
            assert_eq!(at(&format!("---\ntitle: x\n---\n{body}\n"), false), told, "{body}");
        }
        assert_eq!(at("no front matter: |", false), "nothing");
        assert_eq!(at("|---\n---\n", false), "nothing");
    }
}

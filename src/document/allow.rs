//! Comments that let off findings: `incident: allow RULE because REASON`, in Markdown between `<!--` and `-->`, in YAML
//! behind `#`.

use super::comment::{Comment, Reach};
use super::comment_markdown::comments_in_markdown;
use super::comment_yaml::comments_in_yaml;
use super::nearest::nearest;
use super::reading::Document;
use crate::text::Span;

/// One such comment. What it lacks is for a rule to find.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allow {
    /// The whole comment as written.
    pub span: Span,
    /// The word behind `incident:`; `allow`, or what is much like it.
    pub word: Span,
    /// The rule's id; empty where none is named.
    pub rule: Span,
    /// Whether words follow `because`.
    pub has_reason: bool,
    pub reach: Reach,
}

/// The comments of a document that let off findings, those of the front matter first.
pub fn allows<T>(document: &Document<T>) -> Vec<Allow> {
    let text = document.source.text();
    let mut comments = Vec::new();
    // Most documents have none, and need no second reading.
    if may_allow(document.source.slice(document.yaml)) {
        comments.extend(comments_in_yaml(text, document.yaml, &document.front));
    }
    if may_allow(document.source.slice(document.body.span)) {
        comments.extend(comments_in_markdown(text, document.body.span));
    }
    comments.into_iter().filter_map(|comment| read(text, comment)).collect()
}

fn may_allow(text: &str) -> bool {
    text.match_indices("incident:").any(|(at, mark)| text[at + mark.len()..].trim_start().starts_with(['a', 'A']))
}

fn read(text: &str, comment: Comment) -> Option<Allow> {
    let Comment { span, words: Span { end, .. }, reach } = comment;
    let (before, rest) = text.get(comment.words.range())?.split_once("incident:")?;
    if !before.trim().is_empty() {
        return None;
    }
    let mut at = end - rest.len();
    let mut next = || {
        let rest = text.get(at..end).unwrap_or_default();
        let start = end - rest.trim_start().len();
        let length = rest.trim_start().find(char::is_whitespace).unwrap_or(end - start);
        at = start + length;
        Span::new(start, at)
    };
    let (word, rule, because) = (next(), next(), next());
    nearest(text.get(word.range())?, ["allow"])?;
    let reason = text.get(because.end..end).unwrap_or_default().trim();
    let has_reason = text.get(because.range())?.eq_ignore_ascii_case("because") && !reason.is_empty();
    Some(Allow { span, word, rule, has_reason, reach })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{read_agenda, read_plan};
    use crate::text::Source;

    const COMMENT: &str = "<!-- incident: allow some-rule because it is so -->";

    /// Which lines of a body the only comment in it reaches; none where it is the whole document.
    fn reached(body: &str) -> Vec<usize> {
        let text = format!("---\nincident: x\n---\n{}", body.replace('@', COMMENT));
        let document = read_agenda(Source::new("a.md", text));
        let [allow] = allows(&document).try_into().unwrap_or_else(|other| panic!("not one: {other:?}"));
        assert_eq!(document.source.slice(allow.span), COMMENT);
        lines(&document.source, allow.reach)
    }

    fn lines(source: &Source, reach: Reach) -> Vec<usize> {
        if reach == Reach::Document {
            return Vec::new();
        }
        let ends: Vec<_> = source.text().match_indices('\n').map(|(at, _)| at).collect();
        let blank = |end: usize| source.text()[..end].ends_with('\n');
        let held = |end: usize| reach.holds(if blank(end) { end } else { end - 1 });
        (1..).zip(ends).filter(|(_, end)| held(*end)).map(|(line, _)| line).collect()
    }

    #[test]
    fn a_comment_at_the_top_speaks_of_the_whole_document() {
        assert_eq!(reached("@\n\n## A\nx\n"), [0; 0]);
        assert_eq!(reached("\n<!-- A prompt. -->\n\n@\n\nx\n"), [0; 0]);
    }

    #[test]
    fn a_comment_first_under_a_heading_or_in_it_speaks_of_the_section() {
        assert_eq!(reached("x\n\n## A\n@\n\ny\n\n### B\nz\n\n## C\n"), [6, 7, 8, 9, 10, 11, 12, 13]);
        assert_eq!(reached("## A @\ny\n\n## C\n"), [4, 5, 6]);
        assert_eq!(reached("## A\n<!-- A prompt. -->\n@\n"), [4, 5, 6]);
    }

    #[test]
    fn a_comment_of_its_own_speaks_of_the_block_that_follows() {
        assert_eq!(reached("w\n\n@\n\nx\ny\n\nz\n"), [6, 7, 8, 9]);
        assert_eq!(reached("w\n\n@\n- a\n- b\n\nz\n"), [6, 7, 8, 9]);
        assert_eq!(reached("w\n\n@\n\n## A\nx\n"), [6, 7, 8]);
        assert_eq!(reached("w\n\n> x\n>\n> @\n>\n> y\n\nz\n"), [8, 9, 10]);
        assert_eq!(reached("w\n\n@\n"), [6]);
    }

    #[test]
    fn a_comment_among_words_speaks_of_its_paragraph_item_or_row() {
        assert_eq!(reached("w\n\nx\ny @ y\nz\n\nw\n"), [6, 7, 8]);
        assert_eq!(reached("- a\n- b @\n  b\n- c\n"), [5, 6]);
        assert_eq!(reached("- a\n\n  @\n\n  a\n- c\n"), [4, 5, 6, 7, 8]);
        assert_eq!(reached("| a |\n| - |\n| b @ |\n| c |\n"), [6]);
    }

    #[test]
    fn code_and_other_words_let_off_nothing() {
        for body in [
            "x\n\n```\n@\n```\n",
            "x `@`\n",
            "x\n\n    @\n",
            "<!-- incident: all is well -->",
            "<!-- See incident: allow it -->",
            "<!-- incident: allow",
        ] {
            let text = format!("---\nincident: x\n---\n{}", body.replace('@', COMMENT));
            assert_eq!(allows(&read_agenda(Source::new("a.md", text))), [], "{body}");
        }
    }

    #[test]
    fn a_comment_in_yaml_speaks_of_what_follows_or_of_its_line() {
        let comment = "# incident: allow some-rule because it is so";
        for (yaml, expected) in [
            ("a: 1\n@\nb:\n  c: 1\n  d: 2\ne: 3\n", vec![3, 4, 5]),
            ("a: 1 @\nb: 2\n", vec![1]),
            ("a:\n  - b: 1 @\n    c: 1\n  - b: 2\n", vec![2]),
            ("a: @\n  - b: 1\n    c: 1\nd: 1\n", vec![1, 2, 3]),
            ("a:\n  @\n  - b: 1\n    c: 1\n  - b: 2\n", vec![3, 4]),
            ("@\na:\n  b: 1\n", vec![2, 3]),
            ("a: 1\n@\n", vec![2]),
        ] {
            let source = Source::new("incident.yaml", yaml.replace('@', comment));
            let document = read_plan(source);
            let [allow] = allows(&document).try_into().unwrap_or_else(|other| panic!("not one: {other:?}"));
            assert_eq!(document.source.slice(allow.span), comment);
            let holds = lines(&document.source, allow.reach);
            assert_eq!(holds, expected, "{yaml}");
        }
        let document = read_plan(Source::new("incident.yaml", "name: \"# incident: allow x because y\"\n"));
        assert_eq!(allows(&document), []);
    }

    #[test]
    fn what_is_lacking_is_told() {
        let read = |words: &str| {
            let source = Source::new("a.md", format!("---\nincident: x\n---\n<!-- incident: {words} -->\n"));
            let document = read_agenda(source);
            let slice = |span| document.source.slice(span).to_owned();
            allows(&document).first().map(|allow| (slice(allow.word), slice(allow.rule), allow.has_reason))
        };
        let told = |word: &str, rule: &str, reason| Some((word.to_owned(), rule.to_owned(), reason));
        assert_eq!(read("allow a-b\n  because  it is so"), told("allow", "a-b", true));
        assert_eq!(read("allow a-b"), told("allow", "a-b", false));
        assert_eq!(read("allow a-b because"), told("allow", "a-b", false));
        assert_eq!(read("allow a-b as it is so"), told("allow", "a-b", false));
        assert_eq!(read("allow"), told("allow", "", false));
        assert_eq!(read("alow a-b because x"), told("alow", "a-b", true));
    }
}

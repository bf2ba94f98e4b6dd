//! A new document written at once, from values and Markdown that may come from anywhere.

use super::edit_body::{closes, with_deep_headings};
use super::edit_write::{Indents, NewValue, lines};
use crate::text::storable;
use regex::Regex;
use std::sync::LazyLock;

/// What begins a comment that lets off a finding.
static ALLOW: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(<!--\s*)incident:").ok());

/// A document of front matter and sections, each its title and Markdown. Nothing in a section can end it, or let off a
/// finding.
pub fn compose(front: Vec<(String, NewValue)>, sections: &[(&str, &str)]) -> String {
    let yaml = lines(&NewValue::Map(front), Indents { list: 2, map: 2 });
    let mut text = format!("---\n{}\n---\n", yaml.join("\n"));
    for (title, markdown) in sections {
        let markdown = contained(markdown);
        let gap = if markdown.is_empty() { "" } else { "\n" };
        text.push_str(&format!("\n## {title}\n{markdown}{gap}"));
    }
    text
}

/// Markdown as it can stand in a section: its headings are deeper ones, what it opens is closed, and its comments say
/// nothing to this program.
pub fn contained(markdown: &str) -> String {
    let markdown = storable(markdown);
    let markdown = markdown.trim_matches('\n').trim_end();
    let quiet = match &*ALLOW {
        Some(allow) => allow.replace_all(markdown, "${1}(incident):").into_owned(),
        None => markdown.to_owned(),
    };
    let deep = with_deep_headings(&quiet);
    for end in ["", "\n```", "\n~~~", " -->", "\n-->"] {
        let closed = format!("{deep}{end}");
        if closes(&closed).is_ok() {
            return closed;
        }
    }
    // As code it is shown by the letter, and ends where it ends.
    quiet.lines().map(|line| format!("    {line}").trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::read_incident;
    use crate::text::Source;
    use proptest::prelude::*;

    fn sections(markdown: &str) -> Vec<(String, String)> {
        let text = compose(
            vec![("title".to_owned(), NewValue::Text("a: b".to_owned()))],
            &[("Summary", markdown), ("Timeline", "- 2026-03-02T10:00:00Z [note] x")],
        );
        let read = read_incident(Source::new("i.md", text), chrono_tz::UTC, None);
        assert_eq!(read.problems, [], "{}", read.source.text());
        assert_eq!((read.value.title.as_deref(), read.timeline.len()), (Some("a: b"), 1), "{}", read.source.text());
        let section = |section: &crate::document::Section| {
            (section.title.clone(), read.source.slice(section.content).trim().to_owned())
        };
        read.body.sections.iter().map(section).collect()
    }

    #[test]
    fn what_is_opened_in_a_section_ends_in_it() {
        for (markdown, kept) in [
            ("# Big\nwords", "### Big\nwords"),
            ("```sh\nrm", "```sh\nrm\n```"),
            ("<!-- b", "<!-- b -->"),
            (
                "<!-- incident: allow broken-link because I say so -->",
                "<!-- (incident): allow broken-link because I say so -->",
            ),
            ("---\ntitle: x\n---", "---\n### title: x"),
            ("a\r\nb\u{1b}[2J", "a\nb\u{fffd}[2J"),
        ] {
            let found = sections(markdown);
            assert_eq!(found.first().map(|(_, words)| words.as_str()), Some(kept), "{markdown}");
        }
    }

    proptest! {
        #[test]
        fn no_markdown_reaches_out_of_its_section(parts in proptest::collection::vec(proptest::sample::select(vec![
            "```", "~~~", "<!--", "-->", "# a", "## Timeline", "===", "---", "\n", "\n\n", "- x", "    ", "<pre>", "<div>",
            "<script>", "<![CDATA[", "<?", "[a]: b", "> ", "1. ", "| a |", "[^1]: ", "\t", "\r", "é", "`",
        ]), 0..9)) {
            let found = sections(&parts.concat());
            prop_assert_eq!(found.iter().map(|(title, _)| title.as_str()).collect::<Vec<_>>(), ["Summary", "Timeline"]);
        }
    }
}

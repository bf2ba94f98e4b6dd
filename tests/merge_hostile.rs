//! Merges of what no tool wrote: three texts of lines that mean something, in any order.

use crate::merge_properties::{merged, text};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// Texts of lines that mean something in a document, most of them with front matter that can be read.
fn lines() -> impl Strategy<Value = String> {
    const FRONT: &[&str] = &[
        "title: a",
        "tags: [a, b]",
        "tags:\n  - x # why\n  - y",
        "services: [{name: a}, b, {name: a}]",
        "lead: &x A",
        "x-copy: *x",
        "actions:\n- title: t\n  due: 2026-01-01\n-\n  ticket: u",
        "actions: [{title: t}]",
        "root-cause: {known: no}",
        "status: resolved",
        "status: mitigated",
        "resolved: 10:00",
        "? k\n: v",
        "x-text: |\n  one\n\n  two",
        "- a",
        "tags: [",
    ];
    const BODY: &[&str] = &[
        "intro",
        "",
        "## Summary",
        "## Timeline",
        "Timeline\n---",
        "## Other",
        "words",
        "- 09:00 a",
        "- 09:00 [note] a\n  - b",
        "* 2026-11-24T10:00:00Z [lead] A takes",
        "> - 10:00 quoted",
        "1. 09:30 n",
        "10) 11:00 é",
        "  - 12:00 x\n\n    code",
        "- no time",
        "```",
        "<!-- p",
        "-->",
        "\t- 09:00 tab",
        "-",
        "- - 08:00 twice",
        "\u{2028}\u{a0}- 09:10 odd",
    ];
    let front = proptest::collection::vec(proptest::sample::select(FRONT), 0..5);
    let body = proptest::collection::vec(proptest::sample::select(BODY), 0..10);
    (front, body, any::<[bool; 3]>()).prop_map(|(mut front, body, [sorted, windows, marked])| {
        if sorted {
            // A key that stands twice can't be read.
            let mut keys = BTreeSet::new();
            front.retain(|line| {
                keys.insert(line.split(':').next()) && !matches!(*line, "- a" | "tags: [" | "x-copy: *x")
            });
        }
        let text = format!("---\n{}\n---\n{}", front.join("\n"), body.join("\n"));
        let text = if windows { text.replace('\n', "\r\n") } else { text };
        if marked { format!("\u{feff}{text}") } else { text }
    })
}

proptest! {
    #[test]
    fn no_three_texts_make_a_merge_panic_or_lose_what_only_one_side_changed(texts in [lines(), lines(), lines()]) {
        let [base, ours, theirs] = &texts;
        let result = merged(base, ours, theirs);
        prop_assert!(result.has_conflicts || !text(&result).contains("<<<<<<<"));
        prop_assert_eq!(text(&merged(base, ours, base)), ours.as_str());
        prop_assert_eq!(text(&merged(base, base, theirs)), theirs.as_str());
    }
}

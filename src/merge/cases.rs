//! Merges, case by case: three texts and what comes of them.

#![allow(clippy::unwrap_used)]

use super::{Request, merge};
use crate::git::Markers;

const PATH: &str = "incidents/2026/2026-01-05-pool/incident.md";
const BASE: &str = "---
title: Pool exhausted # as the pager said
severity: sev-2
status: open
started: 2026-01-05T09:00:00Z
lead: \"Tech Lead\"
services: [checkout, payments]
tags:
  - database # the old one
  - pool
actions:
  - title: Add an alert
    owner: Platform # until March
    status: open
  - title: Raise the limit
    ticket: https://tracker.example/1
---

## Summary
<!-- What happened, in two or three sentences. -->

## Solution
<!-- What solved it. -->

## Timeline
- 2026-01-05T09:00:00Z [started] First failure.
- 2026-01-05T09:05:00Z [note] Graphs are red.

  See the board.
- 2026-01-05T09:10:00Z [note] Second look.
";

fn run(base: &str, ours: &str, theirs: &str) -> (String, bool) {
    let [base, ours, theirs] = [base, ours, theirs].map(str::as_bytes);
    let request = Request { path: PATH, base, ours, theirs, zone: chrono_tz::UTC, markers: &Markers::default() };
    let merged = merge(&request).unwrap();
    (String::from_utf8(merged.bytes).unwrap(), merged.has_conflicts)
}

/// A text with some of its parts replaced, each of which must be in it.
fn with(text: &str, parts: &[(&str, &str)]) -> String {
    parts.iter().fold(text.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    })
}

type Parts<'a> = &'a [(&'a str, &'a str)];

/// Both sides' changes of the base come to all of them together, in either direction and with either line ending.
#[track_caller]
fn merges(ours: Parts<'_>, theirs: Parts<'_>, both: Parts<'_>) {
    let [ours, theirs, both] = [ours, theirs, both].map(|parts| with(BASE, parts));
    assert_eq!(run(BASE, &ours, &theirs), (both.clone(), false));
    let windows = |text: &str| format!("\u{feff}{}", text.replace('\n', "\r\n"));
    assert_eq!(run(BASE, &windows(&ours), &theirs), (windows(&both), false));
}

/// Both sides' changes leave what is given, and nothing else, to decide.
#[track_caller]
fn disputes(ours: Parts<'_>, theirs: Parts<'_>, left: Parts<'_>) {
    let [ours, theirs, left] = [ours, theirs, left].map(|parts| with(BASE, parts));
    assert_eq!(run(BASE, &ours, &theirs), (left, true));
}

const LAST: &str = "- 2026-01-05T09:10:00Z [note] Second look.\n";

#[test]
fn keys_that_one_side_changed_are_taken_over() {
    merges(
        &[("sev-2", "sev-1")],
        &[("title: Pool exhausted", "title: \"Pool: exhausted\""), ("lead: \"Tech Lead\"\n", "")],
        &[("sev-2", "sev-1"), ("Pool exhausted", "\"Pool: exhausted\""), ("lead: \"Tech Lead\"\n", "")],
    );
    merges(
        &[("lead:", "x-room: 4\nlead:")],
        &[("actions:", "root-cause:\n  known: false\nannounced: 2026-01-05T10:00:00Z\nactions:")],
        &[
            ("lead:", "x-room: 4\nlead:"),
            ("actions:", "root-cause:\n  known: false\nannounced: 2026-01-05T10:00:00Z\nactions:"),
        ],
    );
}

#[test]
fn comments_of_both_sides_stay() {
    merges(
        &[("sev-2\n", "sev-1 # all of it\n")],
        &[("lead:", "# who speaks for us\nlead:"), ("  - pool\n", "  - pool # of connections\n  - deploy\n")],
        &[
            ("sev-2\n", "sev-1 # all of it\n"),
            ("lead:", "# who speaks for us\nlead:"),
            ("  - pool\n", "  - pool # of connections\n  - deploy\n"),
        ],
    );
}

#[test]
fn one_value_set_to_two_different_things_is_marked_around_its_line() {
    disputes(
        &[("Pool exhausted", "Pool is full"), ("sev-2", "sev-1")],
        &[("Pool exhausted", "No connections"), ("started: 2026-01-05T09", "started: 2026-01-05T08")],
        &[
            (
                "title: Pool exhausted # as the pager said\n",
                "<<<<<<< ours\ntitle: Pool is full # as the pager said\n=======\ntitle: No connections # as the pager said\n>>>>>>> theirs\n",
            ),
            ("sev-2", "sev-1"),
            ("started: 2026-01-05T09", "started: 2026-01-05T08"),
        ],
    );
    disputes(
        &[("lead:", "mitigated: 2026-01-05T09:30:00Z\nlead:")],
        &[("lead:", "mitigated: 2026-01-05T09:31:00Z\nlead:")],
        &[(
            "lead:",
            "<<<<<<< ours\nmitigated: 2026-01-05T09:30:00Z\n=======\nmitigated: 2026-01-05T09:31:00Z\n>>>>>>> theirs\nlead:",
        )],
    );
}

#[test]
fn a_moment_in_another_zone_is_the_same() {
    merges(
        &[("lead:", "mitigated: 2026-01-05T09:30:00Z\nlead:")],
        &[("lead:", "mitigated: 2026-01-05T10:30:00+01:00\nlead:"), ("sev-2", "sev-1")],
        &[("lead:", "mitigated: 2026-01-05T09:30:00Z\nlead:"), ("sev-2", "sev-1")],
    );
}

#[test]
fn lists_are_sets() {
    merges(
        &[("  - pool\n", "  - pool\n  - deploy\n"), ("payments]", "payments, search]")],
        &[("  - pool\n", "  - release\n  - deploy\n"), ("[checkout, payments]", "[{name: payments, severity: sev-3}]")],
        &[
            ("  - pool\n", "  - deploy\n  - release\n"),
            ("[checkout, payments]", "[{name: payments, severity: sev-3}, search]"),
        ],
    );
}

#[test]
fn a_list_that_we_left_alone_gets_their_order() {
    merges(
        &[("sev-2", "sev-1")],
        &[("[checkout, payments]", "[payments, checkout]")],
        &[("sev-2", "sev-1"), ("[checkout, payments]", "[payments, checkout]")],
    );
}

#[test]
fn actions_are_known_by_title_or_ticket() {
    let new = "  - title: Write the guide\n    due: 2026-02-01\n---\n";
    merges(
        &[("    status: open\n  - t", "    status: done\n  - t"), ("1\n---\n", "1\n  - title: Write the guide\n---\n")],
        &[
            ("    status: open\n  - t", "    due: 2026-03-01\n    status: open\n  - t"),
            ("title: Raise the", "title: Double the"),
            ("1\n---\n", &format!("1\n{new}")),
        ],
        &[
            ("    status: open\n  - t", "    due: 2026-03-01\n    status: done\n  - t"),
            ("title: Raise the", "title: Double the"),
            ("1\n---\n", &format!("1\n{new}")),
        ],
    );
    let first = "  - title: Add an alert\n    owner: Platform # until March\n    status: open\n";
    merges(&[("sev-2", "sev-1")], &[(first, "")], &[("sev-2", "sev-1"), (first, "")]);
    disputes(
        &[("    status: open\n  - t", "    status: done\n  - t")],
        &[("    status: open\n  - t", "    status: dropped\n  - t")],
        &[(
            "    status: open\n  - t",
            "<<<<<<< ours\n    status: done\n=======\n    status: dropped\n>>>>>>> theirs\n  - t",
        )],
    );
    disputes(
        &[("    status: open\n  - t", "    status: done\n  - t")],
        &[(first, "")],
        &[(
            first,
            "<<<<<<< ours\n  - title: Add an alert\n    owner: Platform # until March\n    status: done\n=======\n>>>>>>> theirs\n",
        )],
    );
}

#[test]
fn the_further_status_holds_where_its_milestone_stands() {
    let mitigated = [("status: open\ns", "status: mitigated\ns"), ("lead:", "mitigated: 2026-01-05T09:30:00Z\nlead:")];
    let resolved = [("status: open\ns", "status: resolved\ns"), ("lead:", "resolved: 2026-01-05T10:00:00Z\nlead:")];
    let both = [resolved[0], ("lead:", "mitigated: 2026-01-05T09:30:00Z\nresolved: 2026-01-05T10:00:00Z\nlead:")];
    merges(&mitigated, &resolved, &both);
    merges(&resolved, &mitigated, &both);
    let conflict = "<<<<<<< ours\nstatus: mitigated\n=======\nstatus: resolved\n>>>>>>> theirs\ns";
    disputes(&mitigated, &resolved[..1], &[("status: open\ns", conflict), mitigated[1]]);
}

#[test]
fn the_lead_who_was_told_of_last_holds() {
    let leads =
        |minute: &str, name: &str| format!("{LAST}- 2026-01-05T09:{minute}:00Z [lead] {name} takes the lead.\n");
    let (early, late) = (leads("20", "Platform"), leads("25", "Support"));
    let (ours, theirs) =
        ([("\"Tech Lead\"", "Platform"), (LAST, &*early)], [("\"Tech Lead\"", "Support"), (LAST, &*late)]);
    let told = leads("20", "Platform") + late.strip_prefix(LAST).unwrap();
    let both = [("\"Tech Lead\"", "Support"), (LAST, told.as_str())];
    merges(&ours, &theirs, &both);
    merges(&theirs, &ours, &both);
    let conflict = "<<<<<<< ours\nlead: Platform\n=======\nlead: Support\n>>>>>>> theirs\n";
    disputes(&ours, &theirs[..1], &[("lead: \"Tech Lead\"\n", conflict), ours[1]]);
}

#[test]
fn the_timeline_is_the_union_in_the_order_of_time() {
    let ours = "- 2026-01-05T09:07:00Z [note] Ours.\n- 2026-01-05T09:10:00Z [note] Second look.\n- 2026-01-05T09:12:00Z [note] Both.\n";
    let theirs = "* 2026-01-05T09:10:00Z [note] Second look.\n* 2026-01-05T09:11:00Z [note] Theirs.\n\n  More.\n* 2026-01-05T09:12:00Z [note] Both.\n";
    let both = "- 2026-01-05T09:07:00Z [note] Ours.\n- 2026-01-05T09:10:00Z [note] Second look.\n- 2026-01-05T09:11:00Z [note] Theirs.\n\n  More.\n- 2026-01-05T09:12:00Z [note] Both.\n";
    merges(&[(LAST, ours)], &[(LAST, &theirs.replace('*', "-"))], &[(LAST, both)]);
}

#[test]
fn entries_are_changed_and_go_where_one_side_did_so() {
    let first = "- 2026-01-05T09:00:00Z [started] First failure.\n";
    let note = "- 2026-01-05T09:05:00Z [note] Graphs are red.\n\n  See the board.\n";
    merges(
        &[(first, "- 2026-01-05T08:59:00Z [started] First failure.\n")],
        &[(note, ""), ("Second look.", "Second look: worse.")],
        &[
            (first, "- 2026-01-05T08:59:00Z [started] First failure.\n"),
            (note, ""),
            ("Second look.", "Second look: worse."),
        ],
    );
    merges(
        &[("Graphs are", "All graphs are")],
        &[("See the board.", "See the board of search.")],
        &[("Graphs are", "All graphs are"), ("See the board.", "See the board of search.")],
    );
    disputes(
        &[("Second look.", "Second look: worse.")],
        &[("Second look.", "Second look: better.")],
        &[(
            LAST,
            "<<<<<<< ours\n- 2026-01-05T09:10:00Z [note] Second look: worse.\n=======\n- 2026-01-05T09:10:00Z [note] Second look: better.\n>>>>>>> theirs\n",
        )],
    );
    disputes(
        &[("Second look.", "Second look: worse.")],
        &[(LAST, ""), ("sev-2", "sev-1")],
        &[
            (LAST, "<<<<<<< ours\n- 2026-01-05T09:10:00Z [note] Second look: worse.\n=======\n>>>>>>> theirs\n"),
            ("sev-2", "sev-1"),
        ],
    );
}

#[test]
fn an_entry_of_another_day_keeps_it() {
    merges(
        &[(LAST, "- 2026-01-05T09:10:00Z [note] Second look.\n- 2026-01-06T09:00:00Z [note] Next day.\n")],
        &[(LAST, "- 2026-01-05T09:10:00Z [note] Second look.\n- 23:00 late\n")],
        &[(
            LAST,
            "- 2026-01-05T09:10:00Z [note] Second look.\n- 23:00 late\n- 2026-01-06T09:00:00Z [note] Next day.\n",
        )],
    );
}

#[test]
fn sections_are_merged_by_lines_and_come_and_go() {
    let prompt = "<!-- What happened, in two or three sentences. -->";
    merges(
        &[(prompt, "It leaked.")],
        &[
            ("<!-- What solved it. -->", "Restart."),
            ("## Timeline", "## Impact\nMany.\n\n## Timeline"),
            (LAST, &format!("{LAST}\n## Notes\nx\n")),
        ],
        &[
            (prompt, "It leaked."),
            ("<!-- What solved it. -->", "Restart."),
            ("## Timeline", "## Impact\nMany.\n\n## Timeline"),
            (LAST, &format!("{LAST}\n## Notes\nx\n")),
        ],
    );
    merges(
        &[("sev-2", "sev-1")],
        &[("## Solution\n<!-- What solved it. -->\n\n", "")],
        &[("sev-2", "sev-1"), ("## Solution\n<!-- What solved it. -->\n\n", "")],
    );
    disputes(
        &[(prompt, "It leaked.\n\nFor an hour.")],
        &[(prompt, "It leaks.\n\nFor an hour.")],
        &[(prompt, "<<<<<<< ours\nIt leaked.\n=======\nIt leaks.\n>>>>>>> theirs\n\nFor an hour.")],
    );
}

#[test]
fn a_document_that_both_sides_added_is_merged_as_well() {
    let ours = with(BASE, &[(LAST, "")]);
    let theirs = with(BASE, &[("sev-2", "sev-1"), ("<!-- What solved it. -->", "Restart.")]);
    let conflict = "<<<<<<< ours\nseverity: sev-2\n=======\nseverity: sev-1\n>>>>>>> theirs\n";
    let both = with(BASE, &[("severity: sev-2\n", conflict), ("<!-- What solved it. -->", "Restart.")]);
    assert_eq!(run("", &ours, &theirs), (both, true));
}

#[test]
fn a_side_that_cannot_be_read_is_merged_by_lines() {
    let broken = with(BASE, &[("severity: sev-2", "severity: [sev-2")]);
    let edited = with(BASE, &[("Second look.", "Second look: worse.")]);
    let both = with(&broken, &[("Second look.", "Second look: worse.")]);
    assert_eq!(run(BASE, &broken, &edited), (both.clone(), false));
    assert_eq!(run(BASE, &edited, &broken), (both, false));
}

#[test]
fn a_merge_with_itself_or_with_the_base_changes_nothing() {
    let edited = with(BASE, &[("sev-2", "sev-1"), (LAST, "")]);
    assert_eq!(run(BASE, &edited, &edited), (edited.clone(), false));
    assert_eq!(run(BASE, &edited, BASE), (edited.clone(), false));
    assert_eq!(run(BASE, BASE, &edited), (edited.clone(), false));
}

//! Theories that nobody brought to an end.

use super::documents::over;
use super::response::{own_incidents, words_of};
use super::rule::{Findings, Subject};
use crate::document::did_you_mean;
use crate::model::{Entry, ThreadState, threads};
use crate::text::is_blank;
use regex::Regex;
use std::sync::LazyLock;

rule! {
    /// A theory of a resolved incident was neither confirmed nor ruled out.
    ///
    /// ## Why
    /// A theory that was left lying is taken for ruled out by one reader and for the cause by the next, and at the next
    /// incident somebody spends an hour on it again. Where the root cause is not known, its ticket carries the theories on,
    /// and the rule is silent. What is put off goes on in a ticket, `(ticket: OPS-412)`; a word that is no state, such as
    /// `parked`, leaves it open.
    ///
    /// ## Good
    /// ```markdown
    /// ## Timeline
    /// - 2026-03-02T09:00:00Z [started] The index was swapped.
    /// - 2026-03-02T09:05:00Z [detected] The latency alarm.
    /// - 2026-03-02T09:07:00Z [acknowledged] On-call Engineer.
    /// - 2026-03-02T09:10:00Z [theory shards] Search Engineer: the new index has one shard. (owner: Search Engineer)
    /// - 2026-03-02T09:14:00Z [theory shards] Search Engineer: it has one. (state: confirmed)
    /// - 2026-03-02T09:30:00Z [mitigated] The old index serves again.
    /// - 2026-03-02T10:00:00Z [resolved] The new index has eight shards.
    /// - 2026-03-02T10:05:00Z [announced] All clear.
    /// ```
    /// ## Bad
    /// ```markdown
    /// ## Timeline
    /// - 2026-03-02T09:00:00Z [started] The index was swapped.
    /// - 2026-03-02T09:05:00Z [detected] The latency alarm.
    /// - 2026-03-02T09:07:00Z [acknowledged] On-call Engineer.
    /// - 2026-03-02T09:10:00Z [theory shards] Search Engineer: the new index has one shard. (owner: Search Engineer)
    /// - 2026-03-02T09:30:00Z [mitigated] The old index serves again.
    /// - 2026-03-02T10:00:00Z [resolved] The new index has eight shards.
    /// - 2026-03-02T10:05:00Z [announced] All clear.
    /// ```
    "unclosed-thread", Warn, check
}

/// Words by which people say how a theory ended, where they do not say it as a state.
static SETTLED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let words = "ruled out|confirmed|disproved|disproven|refuted|rejected|discarded|not the cause|(?:is|was) the cause";
    Regex::new(&format!(r"\b(?:{words})\b")).ok()
});
static NOT_YET: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let words = "not|nor|never|cannot|can't|isn't|wasn't|nothing|nobody|to|if|whether|until|be";
    Regex::new(&format!(r"\b(?:{words})(?: yet| be| been)* (?:ruled out|confirmed|disproved|refuted|the cause)\b")).ok()
});

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for document in own_incidents(subject) {
        let Some(status) = over(&document.value) else { continue };
        if document.value.root_cause.as_ref().is_some_and(|cause| cause.known == Some(false)) {
            continue;
        }
        for thread in threads(&document.timeline) {
            let (name, settled) = (thread.name, thread.said("state"));
            let Some(last) = thread.entries.last().filter(|_| thread.is_left_open()) else { continue };
            let other = settled.filter(|state| !is_blank(state) && !state.eq_ignore_ascii_case("open"));
            let (message, help) = if let Some(other) = other {
                (
                    format!("`{other}` is no state, so that the theory `{name}` counts as open"),
                    format!(
                        "{}; one that is put off goes on in a ticket: `(ticket: OPS-412)`",
                        did_you_mean(other, ThreadState::WORDS)
                    ),
                )
            } else if settled.is_none() && is_settled_in_words(last) {
                (
                    format!("the theory `{name}` was settled in words only, and is shown as open"),
                    "add `(state: confirmed)` or `(state: ruled-out)` to the end of its first line".to_owned(),
                )
            } else {
                (
                    format!("this incident is {status}, and the theory `{name}` was neither confirmed nor ruled out"),
                    format!("add `- TIME [theory {name}] …` that ends in `(state: confirmed)` or `(state: ruled-out)`"),
                )
            };
            findings.report(&document.source, last.kind_span, message, help);
        }
    }
}

fn is_settled_in_words(entry: &Entry) -> bool {
    let words = words_of(entry);
    let says = |pattern: &Option<Regex>| pattern.as_ref().is_some_and(|pattern| pattern.is_match(&words));
    says(&SETTLED) && !says(&NOT_YET)
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, INCIDENT};

    const THEORY: &str =
        "- 2026-03-02T09:10:00Z [theory shards] Tech Lead: one shard. (owner: Tech Lead, priority: 1)\n";

    fn with(entries: &str) -> Case {
        Case::sound().noted(&format!("{THEORY}{entries}"))
    }

    #[test]
    fn the_last_word_on_an_open_theory_is_found() {
        let case = with("- 2026-03-02T09:12:00Z [Theory SHARDS] Tech Lead: reading the index.\n");
        case.clone().finds(&[&format!("{INCIDENT}:31:25 unclosed-thread")]);
        case.says(
            "this incident is resolved, and the theory `shards` was neither confirmed nor ruled out",
            "add `- TIME [theory shards] …` that ends in `(state: confirmed)` or `(state: ruled-out)`",
        );
        with("- 2026-03-02T09:12:00Z [theory shards] It is not confirmed yet. (state: open)\n")
            .finds(&[&format!("{INCIDENT}:31:25 unclosed-thread")]);
    }

    #[test]
    fn words_that_settle_it_are_asked_for_as_a_state() {
        with("- 2026-03-02T09:12:00Z [theory shards] Tech Lead: ruled out, it has eight.\n").says(
            "the theory `shards` was settled in words only, and is shown as open",
            "add `(state: confirmed)` or `(state: ruled-out)` to the end of its first line",
        );
        with("- 2026-03-02T09:12:00Z [theory shards] Tech Lead: that has yet to be confirmed.\n").says(
            "this incident is resolved, and the theory `shards` was neither confirmed nor ruled out",
            "add `- TIME [theory shards] …` that ends in `(state: confirmed)` or `(state: ruled-out)`",
        );
    }

    #[test]
    fn a_state_or_a_ticket_settles_it() {
        for attributes in ["state: confirmed", "State: ruled-out", "state: Ruled out", "ticket: OPS-412"] {
            with(&format!("- 2026-03-02T09:12:00Z [theory shards] Tech Lead: see there. ({attributes})\n")).finds(&[]);
        }
        with(
            "- 2026-03-02T09:12:00Z [theory shards] (state: confirmed)\n- 2026-03-02T09:13:00Z [theory shards] Sure.\n",
        )
        .finds(&[]);
    }

    #[test]
    fn a_word_that_is_no_state_leaves_it_open() {
        let parked = with("- 2026-03-02T09:12:00Z [theory shards] Tech Lead: not now. (state: parked)\n");
        parked.clone().finds(&[&format!("{INCIDENT}:31:25 unclosed-thread")]);
        parked.says(
            "`parked` is no state, so that the theory `shards` counts as open",
            "it takes one of: open, ruled-out, confirmed; one that is put off goes on in a ticket: `(ticket: OPS-412)`",
        );
        with("- 2026-03-02T09:12:00Z [theory shards] Tech Lead: not now. (ticket: TBD)\n")
            .finds(&[&format!("{INCIDENT}:31:25 unclosed-thread")]);
    }

    #[test]
    fn an_incident_that_goes_on_an_unknown_cause_and_an_imported_one_are_let_off() {
        with("").ongoing().finds(&[]);
        with("").replace("known: true", "known: false\n  ticket: OPS-412").finds(&[]);
        with("").replace("related: []", "x-imported: cstate").finds(&[]);
        Case::sound().noted("- 09:10 [theory] Perhaps a shard.\n").finds(&[]);
    }
}

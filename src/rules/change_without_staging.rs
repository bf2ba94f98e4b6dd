//! Changes that were not tried before they were applied.

use super::response::{mentions, told, urgent_changes};
use super::rule::{Findings, Subject};
use crate::model::Entry;
use crate::text::is_blank;

rule! {
    /// A change during a severe incident does not say how it was tried in staging, or why it was not.
    ///
    /// ## Why
    /// Staging is where a panic shows itself as one. There are good reasons to go without it (a flag that is turned back,
    /// a system that staging does not have), and they take half a line. The rule looks, once it is over, at changes up to
    /// the mitigation of incidents whose severity requires a war room.
    ///
    /// ## Good
    /// ```markdown
    /// ## Timeline
    /// - 2026-03-02T09:00:00Z [started] The index was swapped.
    /// - 2026-03-02T09:05:00Z [detected] The latency alarm.
    /// - 2026-03-02T09:07:00Z [acknowledged] On-call Engineer.
    /// - 2026-03-02T09:25:00Z [change] Search team: alias back. (approved: Tech Lead, staging: none: it has one index)
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
    /// - 2026-03-02T09:25:00Z [change] Search team: alias back. (approved: Tech Lead, staging: none)
    /// - 2026-03-02T09:30:00Z [mitigated] The old index serves again.
    /// - 2026-03-02T10:00:00Z [resolved] The new index has eight shards.
    /// - 2026-03-02T10:05:00Z [announced] All clear.
    /// ```
    "change-without-staging", Warn, check
}

/// Words by which people say it in the text.
const IN_WORDS: &[&str] =
    &["staging", "staged", "canary", "dry run", "dry-run", "test environment", "pre-production", "tested", "tried"];

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (document, entry) in urgent_changes(subject) {
        let (message, help) = match said(entry) {
            _ if mentions(entry, IN_WORDS) => continue,
            Said::Enough => continue,
            Said::Nothing => (
                "this change does not say how it was tried in staging",
                "add `staging: verified`, or `staging: none: ` and the reason, to the brackets at the end of its first line",
            ),
            Said::NoReason => (
                "this change was not tried in staging, and does not say why",
                "write the reason behind it, like `staging: none: staging has no load balancer`",
            ),
        };
        findings.report(&document.source, entry.kind_span, message, help);
    }
}

enum Said {
    Nothing,
    /// That it was not tried, and no more.
    NoReason,
    Enough,
}

fn said(entry: &Entry) -> Said {
    let Some(value) = entry.attribute("staging").map(str::trim).filter(|value| !value.is_empty()) else {
        return Said::Nothing;
    };
    let skipped =
        matches!(value.trim_end_matches(['.', ':', ' ']).to_lowercase().as_str(), "skipped" | "not tried" | "untested");
    let explained = told(entry, &["why", "reason", "because"]).is_some();
    if (is_blank(value) || skipped) && !explained { Said::NoReason } else { Said::Enough }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, INCIDENT};

    fn changed(words: &str) -> Case {
        Case::sound().noted(&format!("- 2026-03-02T09:25:00Z [change] Search team: alias back{words}\n"))
    }

    #[test]
    fn a_change_that_says_nothing_of_staging_is_found_at_its_kind() {
        let case = changed(". (approved: Tech Lead)");
        case.clone().finds(&[&format!("{INCIDENT}:30:25 change-without-staging")]);
        case.says(
            "this change does not say how it was tried in staging",
            "add `staging: verified`, or `staging: none: ` and the reason, to the brackets at the end of its first line",
        );
    }

    #[test]
    fn none_wants_a_reason() {
        for value in ["none", "no", "skipped", "n/a", "none."] {
            changed(&format!(". (approved: Tech Lead, staging: {value})")).says(
                "this change was not tried in staging, and does not say why",
                "write the reason behind it, like `staging: none: staging has no load balancer`",
            );
        }
        changed(". (approved: Tech Lead, staging: none: it has one index)").finds(&[]);
        changed(". (approved: Tech Lead, staging: none, why: it has one index)").finds(&[]);
    }

    #[test]
    fn words_that_say_how_it_was_tried_are_enough() {
        changed(" after a dry run. (approved: Tech Lead)").finds(&[]);
        changed(". (approved: Tech Lead)\n\n  There is no staging for this.").finds(&[]);
    }

    #[test]
    fn a_lesser_severity_and_an_incident_that_goes_on_are_let_off() {
        changed("").replace("severity: sev-2", "severity: sev-3").finds(&[]);
        changed("").replace("related: []", "x-imported: cstate").finds(&[]);
        changed("").ongoing().finds(&[]);
    }
}

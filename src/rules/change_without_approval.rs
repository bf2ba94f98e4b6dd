//! Changes that nobody approved.

use super::response::{mentions, told, urgent_changes};
use super::rule::{Findings, Subject};

rule! {
    /// A change during a severe incident does not say who approved it.
    ///
    /// ## Why
    /// A change made in a hurry is the likeliest next incident. A second pair of eyes costs a minute, and who it was is what
    /// is asked when the change made things worse. The rule looks, once it is over, at changes up to the mitigation of
    /// incidents whose severity requires a war room.
    ///
    /// ## Good
    /// ```markdown
    /// ## Timeline
    /// - 2026-03-02T09:00:00Z [started] The index was swapped.
    /// - 2026-03-02T09:05:00Z [detected] The latency alarm.
    /// - 2026-03-02T09:07:00Z [acknowledged] On-call Engineer.
    /// - 2026-03-02T09:25:00Z [change] Search team: alias back to the old index. (approved: Tech Lead, staging: verified)
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
    /// - 2026-03-02T09:25:00Z [change] Search team: alias back to the old index. (staging: verified)
    /// - 2026-03-02T09:30:00Z [mitigated] The old index serves again.
    /// - 2026-03-02T10:00:00Z [resolved] The new index has eight shards.
    /// - 2026-03-02T10:05:00Z [announced] All clear.
    /// ```
    "change-without-approval", Warn, check
}

/// Words by which people say it in the text.
const IN_WORDS: &[&str] =
    &["approv", "signed off", "sign-off", "signoff", "go-ahead", "reviewed by", "agreed with", "agreed by"];

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (document, entry) in urgent_changes(subject) {
        let approved = told(entry, &["approved", "approved-by", "approver", "approval"]).is_some();
        if approved || mentions(entry, IN_WORDS) {
            continue;
        }
        let help = "add `(approved: …)` with a name to the end of its first line";
        findings.report(&document.source, entry.kind_span, "this change does not say who approved it", help);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, INCIDENT};

    const MITIGATED: &str = "- 2026-03-02T09:30:00Z [mitigated] The old index serves again.\n";

    fn changed(words: &str) -> Case {
        Case::sound().noted(&format!("- 2026-03-02T09:25:00Z [change] Search team: alias back{words}\n"))
    }

    #[test]
    fn a_change_that_nobody_approved_is_found_at_its_kind() {
        let case = changed(". (staging: verified)");
        case.clone().finds(&[&format!("{INCIDENT}:30:25 change-without-approval")]);
        case.says(
            "this change does not say who approved it",
            "add `(approved: …)` with a name to the end of its first line",
        );
        changed(". (approved: nobody, staging: verified)")
            .finds(&[&format!("{INCIDENT}:30:25 change-without-approval")]);
    }

    #[test]
    fn a_name_or_words_that_say_so_are_an_approval() {
        changed(". (Approved: Tech Lead, staging: verified)").finds(&[]);
        changed(". (approved-by: Tech Lead, staging: verified)").finds(&[]);
        changed(", approved by Tech Lead. (staging: verified)").finds(&[]);
        changed(". (staging: verified)\n\n  Tech Lead gives the go-ahead in the channel.").finds(&[]);
    }

    #[test]
    fn a_trigger_what_comes_after_the_mitigation_a_lesser_severity_and_an_incident_that_goes_on_are_let_off() {
        let early = "- 2026-03-02T09:04:00Z [change] Search team: swap the index.\n- 2026-03-02T09:05:00Z [detected]";
        Case::sound().replace("- 2026-03-02T09:05:00Z [detected]", early).finds(&[]);
        let late = "- 2026-03-02T09:32:00Z [change] Search team: eight shards.\n";
        Case::sound().replace(MITIGATED, &format!("{MITIGATED}{late}")).finds(&[]);
        changed("").replace("severity: sev-2", "severity: sev-3").finds(&[]);
        changed("").replace("related: []", "x-imported: cstate").finds(&[]);
        changed("").ongoing().finds(&[]);
    }
}

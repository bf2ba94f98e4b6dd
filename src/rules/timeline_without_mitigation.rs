//! Timelines that do not tell how the incident ended.

use super::handed_over::handed_over;
use super::rule::{Findings, Subject};
use crate::model::EntryKind;

rule! {
    /// The timeline of a post-mortem does not tell when the incident was mitigated or resolved.
    ///
    /// ## Why
    /// Which step helped, and when, is what the next responder looks for. Without it nobody can tell how long users felt it,
    /// nor whether it was the change or the end of the rush that ended it.
    ///
    /// ## Good
    /// ```markdown postmortem
    /// ## Timeline
    /// - 2026-03-02T09:00:00Z [started] The index was swapped.
    /// - 2026-03-02T09:05:00Z [detected] The latency alarm.
    /// - 2026-03-02T09:30:00Z [mitigated] The old index serves again.
    /// ```
    /// ## Bad
    /// ```markdown postmortem
    /// ## Timeline
    /// - 2026-03-02T09:00:00Z [started] The index was swapped.
    /// - 2026-03-02T09:05:00Z [detected] The latency alarm.
    /// ```
    "timeline-without-mitigation", Warn, check
}

/// Words by which an entry without a kind tells of it.
const WORDS: &[&str] = &[
    "all clear",
    "again",
    "back online",
    "back to normal",
    "back up",
    "ended",
    "ends",
    "fixed",
    "functional",
    "healthy",
    "mitigat",
    "normal",
    "operational",
    "over",
    "recover",
    "resolv",
    "restor",
    "rolled back",
    "rollback",
    "stable",
    "stopped",
    "success",
    "working",
    "works",
];

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for postmortem in handed_over(subject) {
        let ongoing = postmortem.folder.incident.as_ref().is_some_and(|incident| incident.value.is_ongoing());
        let silent = postmortem.timeline_silent_on(&[EntryKind::Mitigated, EntryKind::Resolved], WORDS);
        let Some(heading) = silent.filter(|_| !ongoing) else { continue };
        let message = "this timeline does not tell when and how the incident was mitigated";
        let help = "add it, like `- 2026-03-02T09:30:00Z [mitigated] The old index serves again.`";
        findings.report(&postmortem.document.source, heading, message, help);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, POSTMORTEM};

    const MITIGATED: &str = "- 2026-03-02T09:30:00Z [mitigated] The old index serves again.";

    #[test]
    fn a_timeline_without_an_end_is_found_at_its_heading() {
        let case = Case::sound().replace_in_postmortem(MITIGATED, "- 2026-03-02T09:30:00Z [change] The old index.");
        case.clone().finds(&[&format!("{POSTMORTEM}:14:1 timeline-without-mitigation")]);
        case.says(
            "this timeline does not tell when and how the incident was mitigated",
            "add it, like `- 2026-03-02T09:30:00Z [mitigated] The old index serves again.`",
        );
    }

    #[test]
    fn an_end_in_words_is_one_and_what_is_not_over_has_none_yet() {
        for entry in ["- 2026-03-02T09:30:00Z [resolved] Done.", "- 2026-03-02T09:30:00Z The release was rolled back."]
        {
            Case::sound().replace_in_postmortem(MITIGATED, entry).finds(&[]);
        }
        Case::sound()
            .replace_in_postmortem(MITIGATED, "")
            .replace_in_postmortem("status: published", "status: draft")
            .finds(&[]);
    }
}

//! Timelines that do not tell how the incident was noticed.

use super::handed_over::handed_over;
use super::rule::{Findings, Subject};
use crate::model::EntryKind;

rule! {
    /// The timeline of a post-mortem does not tell when the incident was noticed.
    ///
    /// ## Why
    /// How long nobody knew is often the largest part of an incident, and the cheapest one to shorten. It can be seen only
    /// where the timeline has the moment at which an alarm or a person noticed.
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
    /// - 2026-03-02T09:30:00Z [mitigated] The old index serves again.
    /// ```
    "timeline-without-detection", Warn, check
}

const NOTICED: &[EntryKind] = &[EntryKind::Detected, EntryKind::Report, EntryKind::Escalated, EntryKind::Acknowledged];

/// Words by which an entry without a kind tells of it.
const WORDS: &[&str] = &[
    "alarm", "alert", "complain", "declared", "detect", "discover", "notic", "notif", "observ", "page", "raised",
    "received", "report", "see ", "sees", "saw", "seen", "spot", "told",
];

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for postmortem in handed_over(subject) {
        let Some(heading) = postmortem.timeline_silent_on(NOTICED, WORDS) else { continue };
        let message = "this timeline does not tell when and how the incident was noticed";
        let help = "add it, like `- 2026-03-02T09:05:00Z [detected] The latency alarm.`";
        findings.report(&postmortem.document.source, heading, message, help);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, POSTMORTEM};

    const DETECTED: &str = "- 2026-03-02T09:05:00Z [detected] The latency alarm.";

    #[test]
    fn a_timeline_without_detection_is_found_at_its_heading() {
        let case = Case::sound().replace_in_postmortem(DETECTED, "- 2026-03-02T09:05:00Z Queries take eight seconds.");
        case.clone().finds(&[&format!("{POSTMORTEM}:14:1 timeline-without-detection")]);
        case.says(
            "this timeline does not tell when and how the incident was noticed",
            "add it, like `- 2026-03-02T09:05:00Z [detected] The latency alarm.`",
        );
    }

    #[test]
    fn an_entry_that_tells_it_in_words_is_enough_and_a_table_cannot_be_judged() {
        for entry in [
            "- 2026-03-02T09:05:00Z Support notices it.",
            "- 2026-03-02T09:05:00Z [report] Slow.",
            "* 09:05 The pager alert.",
        ] {
            Case::sound().replace_in_postmortem(DETECTED, entry).finds(&[]);
        }
        let timeline = "- 2026-03-02T09:00:00Z [started] The index was swapped.\n- 2026-03-02T09:05:00Z [detected] The latency alarm.\n- 2026-03-02T09:30:00Z [mitigated] The old index serves again.\n";
        Case::sound().replace_in_postmortem(timeline, "| 09:00 | swapped |\n| - | - |\n").finds(&[]);
        Case::sound()
            .replace_in_postmortem(DETECTED, "")
            .replace_in_postmortem("status: published", "status: draft")
            .finds(&[]);
    }
}

//! Timelines that begin when somebody noticed.

use super::handed_over::handed_over;
use super::rule::{Findings, Subject};
use crate::model::EntryKind;

rule! {
    /// The timeline of a post-mortem begins when the incident was noticed, and not when it started.
    ///
    /// ## Why
    /// What can be prevented lies before the alarm: the release, the flag, the disk that filled up over a week. A timeline
    /// that begins with the alarm tells of the response alone, and hides how long nobody knew.
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
    /// - 2026-03-02T09:05:00Z [detected] The latency alarm.
    /// - 2026-03-02T09:30:00Z [mitigated] The old index serves again.
    /// ```
    "timeline-without-start", Warn, check
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for postmortem in handed_over(subject) {
        let Some([first, rest @ ..]) = postmortem.entries() else { continue };
        let noticed = matches!(
            first.kind,
            EntryKind::Detected | EntryKind::Report | EntryKind::Escalated | EntryKind::Acknowledged
        );
        let started = postmortem.folder.incident.as_ref().and_then(|incident| incident.value.started);
        let at_once = started.zip(first.at).is_some_and(|(started, first)| started >= first);
        if !noticed || at_once || rest.iter().any(|entry| entry.kind == EntryKind::Started) {
            continue;
        }
        let message = format!("this timeline begins with `{}`, when the incident was under way", first.kind);
        let help = "add what started it, like `- 2026-03-02T09:00:00Z [started] The index was swapped.`";
        findings.report(&postmortem.document.source, first.kind_span, message, help);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, POSTMORTEM};

    const STARTED: &str = "- 2026-03-02T09:00:00Z [started] The index was swapped.\n";

    #[test]
    fn a_timeline_that_begins_with_the_alarm_is_found_there() {
        let case = Case::sound().replace_in_postmortem(STARTED, "");
        case.clone().finds(&[&format!("{POSTMORTEM}:15:25 timeline-without-start")]);
        case.says(
            "this timeline begins with `detected`, when the incident was under way",
            "add what started it, like `- 2026-03-02T09:00:00Z [started] The index was swapped.`",
        );
    }

    #[test]
    fn whatever_came_before_is_a_beginning_and_an_alarm_at_once_is_one_too() {
        let before = "- 2026-03-01T09:00:00Z Release 412.\n";
        Case::sound().replace_in_postmortem(STARTED, before).finds(&[]);
        Case::sound()
            .replace_in_postmortem(STARTED, "")
            .replace_in_postmortem("2026-03-02T09:05:00Z [detected]", "2026-03-02T09:00:00Z [detected]")
            .finds(&[]);
        Case::sound()
            .replace_in_postmortem(STARTED, "")
            .replace_in_postmortem("status: published", "status: draft")
            .finds(&[]);
    }
}

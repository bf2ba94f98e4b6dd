//! Entries of a timeline that tell of what has not happened yet.

use super::rule::{Findings, Subject};
use super::timelines::{Timeline, has_own_day, timelines};
use crate::model::{format_duration, format_moment};

rule! {
    /// An entry of a timeline lies in the future.
    ///
    /// ## Why
    /// A timeline tells what happened. A future time is a slip of the date or of the zone, and where entries below have a
    /// time alone, it takes their day with it. A clock that is five minutes ahead is let pass.
    ///
    /// ## Good
    /// ```markdown
    /// ## Timeline
    /// - 2026-03-02T09:00:00Z [started] The index was swapped.
    /// - 2026-03-02T09:05:00Z [detected] The latency alarm.
    /// - 2026-03-02T09:07:00Z [acknowledged] On-call Engineer.
    /// - 2026-03-02T09:30:00Z [mitigated] The old index serves again.
    /// - 2026-03-02T10:00:00Z [resolved] The new index has eight shards.
    /// - 2026-03-02T10:05:00Z [announced] All clear.
    /// - 2026-03-03T11:00:00Z [note] The shards are still even.
    /// ```
    /// ## Bad
    /// ```markdown
    /// ## Timeline
    /// - 2026-03-02T09:00:00Z [started] The index was swapped.
    /// - 2026-03-02T09:05:00Z [detected] The latency alarm.
    /// - 2026-03-02T09:07:00Z [acknowledged] On-call Engineer.
    /// - 2026-03-02T09:30:00Z [mitigated] The old index serves again.
    /// - 2026-03-02T10:00:00Z [resolved] The new index has eight shards.
    /// - 2026-03-02T10:05:00Z [announced] All clear.
    /// - 2206-03-03T11:00:00Z [note] The shards are still even.
    /// ```
    "timeline-in-the-future", Error, check
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for timeline in timelines(subject) {
        let Timeline { source, entries, incident, .. } = timeline;
        // What has not even begun is found for that.
        if incident.and_then(|incident| incident.value.started).is_some_and(|started| subject.is_future(started)) {
            continue;
        }
        let mut inherited = false;
        for entry in entries {
            let Some(at) = entry.at.filter(|at| subject.is_future(*at)) else {
                inherited &= entry.at.is_none();
                continue;
            };
            // A time alone has its day from the entry above, which is found for it.
            if (has_own_day(source, entry) || !inherited) && !timeline.is_copied(entry) {
                let message =
                    format!("{} lies in the future, by {}", format_moment(at), format_duration(at - subject.now));
                let help =
                    "mend the date or the zone; what is only planned belongs into the text or into an action item";
                findings.report(source, entry.time_span, message, help);
            }
            inherited = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, INCIDENT, POSTMORTEM};

    const ANNOUNCED: &str = "- 2026-03-02T10:05:00Z [announced] All clear.\n";

    fn with(entries: &str) -> Case {
        Case::sound().replace(ANNOUNCED, &format!("{ANNOUNCED}{entries}"))
    }

    #[test]
    fn an_entry_of_tomorrow_is_found_at_its_time() {
        let case = with("- 2026-09-02T00:00:00Z Quiet so far.\n");
        case.clone().finds(&[&format!("{INCIDENT}:33:3 timeline-in-the-future")]);
        case.says(
            "2026-09-02T00:00:00Z lies in the future, by 1 d",
            "mend the date or the zone; what is only planned belongs into the text or into an action item",
        );
        Case::sound()
            .replace_in_postmortem("- 2026-03-02T09:00:00Z", "- 2026-09-02T00:00:00Z")
            .finds(&[&format!("{POSTMORTEM}:15:3 timeline-in-the-future")]);
    }

    #[test]
    fn times_alone_below_one_wrong_date_are_not_found_again() {
        with("- 2027-03-02 11:00 A.\n- 11:20 B.\n- 11:30 C.\n- 2027-03-03 11:00 D.\n").finds(&[
            &format!("{INCIDENT}:33:3 timeline-in-the-future"),
            &format!("{INCIDENT}:36:3 timeline-in-the-future"),
        ]);
    }

    #[test]
    fn a_clock_that_is_a_little_ahead_and_imported_plans_are_let_off() {
        with("- 2026-09-01T00:04:00Z Quiet so far.\n").finds(&[]);
        with("- 2026-09-02T00:00:00Z The maintenance begins.\n")
            .replace("related: []", "x-imported: cstate")
            .finds(&[]);
    }
}

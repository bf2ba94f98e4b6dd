//! Milestones that have another time on the timeline.

use super::response::own_incidents;
use super::rule::{Findings, Subject};
use super::timelines::{has_own_day, told_otherwise};
use crate::model::{Milestone, format_duration, format_moment};

rule! {
    /// A milestone has one time in the front matter and another on the timeline.
    ///
    /// ## Why
    /// The figures are computed from the front matter, and people read the timeline. Where the two differ, one of them is
    /// wrong, and nobody can tell later which. The same minute counts as the same time; where a milestone was reached more
    /// than once, one of the entries has to agree.
    ///
    /// ## Good
    /// ```yaml
    /// detected: 2026-03-02T09:05:00Z
    /// ```
    /// ```markdown
    /// ## Timeline
    /// - 2026-03-02T09:00:00Z [started] The index was swapped.
    /// - 2026-03-02T09:05:30Z [detected] The latency alarm.
    /// - 2026-03-02T09:07:00Z [acknowledged] On-call Engineer.
    /// - 2026-03-02T09:30:00Z [mitigated] The old index serves again.
    /// - 2026-03-02T10:00:00Z [resolved] The new index has eight shards.
    /// - 2026-03-02T10:05:00Z [announced] All clear.
    /// ```
    /// ## Bad
    /// ```yaml
    /// detected: 2026-03-02T09:05:00Z
    /// ```
    /// ```markdown
    /// ## Timeline
    /// - 2026-03-02T09:00:00Z [started] The index was swapped.
    /// - 2026-03-02T09:06:00Z [detected] The latency alarm.
    /// - 2026-03-02T09:07:00Z [acknowledged] On-call Engineer.
    /// - 2026-03-02T09:30:00Z [mitigated] The old index serves again.
    /// - 2026-03-02T10:00:00Z [resolved] The new index has eight shards.
    /// - 2026-03-02T10:05:00Z [announced] All clear.
    /// ```
    "milestone-differs", Error, check
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for document in own_incidents(subject) {
        for milestone in Milestone::ALL {
            let Some(at) = document.value.milestone(*milestone) else { continue };
            let Some((entry, told)) = told_otherwise(subject, document, *milestone) else { continue };
            let word = milestone.word();
            let line = document.source.position(entry.time_span.start).line;
            let (apart, side) = if told > at { (told - at, "later") } else { (at - told, "earlier") };
            let message = format!(
                "`{word}` is {}, and the timeline has it {} {side} (line {line})",
                format_moment(at),
                format_duration(apart)
            );
            let written = document.source.slice(entry.time_span);
            let is_another_day = apart.num_minutes() % (24 * 60) == 0;
            let help = if is_another_day && !has_own_day(&document.source, entry) {
                format!("find out which is right; `{written}` has no date, and takes it from the entry above")
            } else {
                format!("find out which is right, and write {} or the other in both places", format_moment(told))
            };
            findings.report(&document.source, document.place_of(word), message, help);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, INCIDENT};

    #[test]
    fn each_milestone_is_held_against_its_entry() {
        for (line, milestone, other) in [
            (6, "detected: 2026-03-02T09:05:00Z", "2026-03-02T09:03:00Z"),
            (8, "mitigated: 2026-03-02T09:30:00Z", "2026-03-02T09:20:00Z"),
            (16, "announced: 2026-03-02T10:05:00Z", "2026-03-02T12:05:00+01:00"),
        ] {
            let (word, _) = milestone.split_once(": ").unwrap_or_default();
            let case = Case::sound().replace(milestone, &format!("{word}: {other}"));
            case.finds(&[&format!("{INCIDENT}:{line}:{} milestone-differs", word.len() + 3)]);
        }
    }

    #[test]
    fn the_message_tells_both_times() {
        Case::sound().replace("detected: 2026-03-02T09:05:00Z", "detected: 2026-03-02T09:02:00Z").says(
            "`detected` is 2026-03-02T09:02:00Z, and the timeline has it 3 min later (line 28)",
            "find out which is right, and write 2026-03-02T09:05:00Z or the other in both places",
        );
    }

    #[test]
    fn a_time_without_a_date_is_told_as_what_it_is() {
        let night = Case::sound().replace("- 2026-03-02T10:05:00Z [announced]", "- 00:05 [announced]");
        let night = night.replace("announced: 2026-03-02T10:05:00Z", "announced: 2026-03-03T00:05:00Z");
        let found = night.run();
        let helps: Vec<_> = found.iter().filter_map(|finding| finding.help.as_deref()).collect();
        assert_eq!(helps[0], "find out which is right; `00:05` has no date, and takes it from the entry above");
        Case::sound().replace("- 2026-03-02T10:05:00Z [announced]", "- 10:07 [announced]").says(
            "`announced` is 2026-03-02T10:05:00Z, and the timeline has it 2 min later (line 32)",
            "find out which is right, and write 2026-03-02T10:07:00Z or the other in both places",
        );
    }

    #[test]
    fn the_same_minute_and_the_same_moment_in_another_zone_are_the_same() {
        Case::sound()
            .replace("detected: 2026-03-02T09:05:00Z", "detected: 2026-03-02T09:05:59Z")
            .replace("resolved: 2026-03-02T10:00:00Z", "resolved: 2026-03-02T05:00:00-05:00")
            .finds(&[]);
    }

    #[test]
    fn one_of_several_entries_has_to_agree() {
        let again =
            "- 2026-03-02T09:30:00Z [mitigated] The old index serves again.\n- 2026-03-02T09:45:00Z [mitigated]";
        Case::sound().replace("- 2026-03-02T09:30:00Z [mitigated]", again).finds(&[]);
    }

    #[test]
    fn an_entry_without_a_time_a_missing_one_and_imported_incidents_are_let_off() {
        Case::sound()
            .replace(
                "- 2026-03-02T09:05:00Z [detected] The latency alarm.",
                "- 2026-03-02T09:05:00Z The latency alarm.",
            )
            .finds(&[]);
        Case::sound()
            .replace("detected: 2026-03-02T09:05:00Z", "detected: 2026-03-02T09:02:00Z")
            .replace("related: []", "x-imported: cstate")
            .finds(&[]);
    }

    #[test]
    fn a_time_that_is_out_of_order_is_found_for_that_alone() {
        Case::sound()
            .replace("detected: 2026-03-02T09:05:00Z", "detected: 2026-03-02T08:05:00Z")
            .finds(&[&format!("{INCIDENT}:6:11 times-out-of-order")]);
    }
}

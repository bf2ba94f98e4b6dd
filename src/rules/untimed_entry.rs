//! Entries of a timeline that have no time.

use super::rule::{Findings, Subject};
use super::timelines::{Timeline, timelines, untimed};

rule! {
    /// An entry of a timeline begins with no time that can be read.
    ///
    /// ## Why
    /// An entry without a time has no place on the timeline: it is drawn nowhere, no figure knows of it, and the next reader
    /// has to guess. RFC 3339 is what the tool writes; `2026-03-02 09:05`, or `09:05` on the day of the entry above, is read
    /// too. Where half of the entries or more have no time, that is one finding; in a post-mortem it is none, as its
    /// timeline can be told in words. `??:??` says that the time is not known, and is let be.
    ///
    /// ## Good
    /// ```markdown
    /// ## Timeline
    /// - 2026-03-02T09:00:00Z [started] The index was swapped.
    /// - 09:05 [detected] The latency alarm.
    /// - 09:07 [acknowledged] On-call Engineer.
    /// - 09:20 [status] Queries take eight seconds.
    /// - 09:30 [mitigated] The old index serves again.
    /// - 10:00 [resolved] The new index has eight shards.
    /// - 10:05 [announced] All clear.
    /// ```
    /// ## Bad
    /// ```markdown
    /// ## Timeline
    /// - 2026-03-02T09:00:00Z [started] The index was swapped.
    /// - 09:05 [detected] The latency alarm.
    /// - 09:07 [acknowledged] On-call Engineer.
    /// - a little later [status] Queries take eight seconds.
    /// - 09:30 [mitigated] The old index serves again.
    /// - 10:00 [resolved] The new index has eight shards.
    /// - 10:05 [announced] All clear.
    /// ```
    "untimed-entry", Warn, check
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    const HELP: &str = "begin it with its time, like `2026-03-02T09:05:00Z`, or `09:05` on the day of the entry above";
    for timeline in timelines(subject) {
        let Timeline { source, entries, .. } = timeline;
        let spans: Vec<_> = entries.iter().filter_map(|entry| Some((entry, untimed(source, entry)?))).collect();
        let is_list = spans.len() > 1 && spans.len() * 2 >= entries.len();
        match spans.first() {
            // The timeline of a post-mortem can be told in words.
            _ if is_list && !timeline.is_own() => {}
            Some((_, first)) if is_list => {
                let (some, all) = (spans.len(), entries.len());
                let message =
                    format!("{some} of the {all} entries of this timeline begin with no time that can be read");
                findings.report(source, *first, message, HELP);
            }
            _ => {
                for (_, span) in spans.iter().filter(|(entry, _)| !timeline.is_copied(entry)) {
                    findings.report(source, *span, "this entry begins with no time that can be read", HELP);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, INCIDENT, POSTMORTEM};

    const DETECTED: &str = "- 2026-03-02T09:05:00Z [detected] The latency alarm.\n";

    #[test]
    fn an_entry_without_a_time_is_found_at_its_first_line() {
        for words in
            ["then [note] more alarms", "9.05 Uhr: more alarms", "2026-02-30 09:05 more alarms", "~09:05 alarms"]
        {
            let case = Case::sound().replace(DETECTED, &format!("{DETECTED}- {words}\n  and more\n"));
            case.finds(&[&format!("{INCIDENT}:29:3 untimed-entry")]);
        }
    }

    #[test]
    fn where_most_entries_have_no_time_that_is_one_finding() {
        let text = Case::sound().text(INCIDENT);
        let (before, _) = text.split_once("## Timeline").unwrap_or_default();
        let case = Case::sound().file(
            INCIDENT,
            format!("{before}## Timeline\n- started\n- [detected] found\n- [acknowledged] On-call\n- mitigated\n"),
        );
        let rules: Vec<_> = case.run().iter().map(|finding| (finding.rule, finding.place.start.line)).collect();
        assert_eq!(
            rules.iter().filter(|(rule, _)| *rule == "untimed-entry").collect::<Vec<_>>(),
            [&("untimed-entry", 27)]
        );
    }

    #[test]
    fn a_post_mortem_is_looked_at_where_it_lists_times_and_has_more_than_a_copy() {
        let more = "- 2026-03-02T09:30:00Z [mitigated] The old index serves again.\n- then it was slow again\n";
        let mitigated = "- 2026-03-02T09:30:00Z [mitigated] The old index serves again.\n";
        let case = Case::sound().replace_in_postmortem(mitigated, more);
        case.clone().finds(&[&format!("{POSTMORTEM}:18:3 untimed-entry")]);
        case.replace(mitigated, more).finds(&[&format!("{INCIDENT}:31:3 untimed-entry")]);
        Case::sound().replace_in_postmortem(mitigated, "- [mitigated] Again.\n- A.\n- B.\n").finds(&[]);
    }

    #[test]
    fn a_time_that_is_not_known_is_said_to_be() {
        for words in ["??:?? more alarms", "2026-03-02 2X:XX more alarms", "[???] more alarms", "unknown: more alarms"]
        {
            Case::sound().replace(DETECTED, &format!("{DETECTED}- {words}\n")).finds(&[]);
        }
    }

    #[test]
    fn a_list_of_links_is_no_timeline() {
        let more = "- [the graph](error-rate.png)\n- <https://graphs.example/d/search>\n";
        let case = Case::sound().replace(DETECTED, &format!("{DETECTED}{more}"));
        case.file(&format!("{}/error-rate.png", crate::rules::testing::FOLDER), "").finds(&[]);
        Case::sound()
            .replace(DETECTED, &format!("{DETECTED}- [the alarm](https://a.example) rings (twice)\n"))
            .finds(&[&format!("{INCIDENT}:29:3 untimed-entry")]);
    }

    #[test]
    fn times_as_people_write_them_lists_below_and_remarks_have_nothing_wrong() {
        let more = "- **09:06** more alarms\n  - the first\n  - the second\n- [09:06:30] all of them\n- *All times are in UTC.*\n";
        Case::sound().replace(DETECTED, &format!("{DETECTED}{more}")).finds(&[]);
    }

    #[test]
    fn an_imported_timeline_is_let_off() {
        let imported = Case::sound().replace("related: []", "x-imported: cstate");
        imported.replace(DETECTED, &format!("{DETECTED}- then more alarms\n")).finds(&[]);
    }
}

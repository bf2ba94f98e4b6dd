//! Milestones that lie before the ones that they follow.

use super::rule::{Findings, Subject};
use crate::model::{Milestone, format_duration};

rule! {
    /// A milestone lies before the one that it follows.
    ///
    /// ## Why
    /// An incident starts, is detected, acknowledged, mitigated, resolved and announced, in this order; some may be left
    /// out, and several may be at the same minute. A time out of order is a slip of the pen or of the zone, and it makes
    /// every figure wrong that is computed from it: time to detect, to mitigate, to resolve.
    ///
    /// ## Good
    /// ```yaml
    /// started: 2026-03-02T09:00:00Z
    /// detected: 2026-03-02T09:05:00Z
    /// ```
    /// ## Bad
    /// ```yaml
    /// started: 2026-03-02T09:00:00Z
    /// detected: 2026-03-02T08:05:00Z
    /// ```
    "times-out-of-order", Error, check
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (_, document) in subject.incidents() {
        let reached = Milestone::ALL
            .iter()
            .filter_map(|milestone| Some((milestone.word(), document.value.milestone(*milestone)?)));
        let reached: Vec<_> = reached.collect();
        for ((before, earlier), (word, moment)) in reached.iter().zip(reached.iter().skip(1)) {
            // Where the earlier one lies in the future, that one is wrong, and is found for it.
            if moment >= earlier || (subject.is_future(*earlier) && !subject.is_future(*moment)) {
                continue;
            }
            let written = |key| document.source.slice(document.place_of(key));
            let by = format_duration(*earlier - *moment);
            let message = format!("`{word}` ({}) is {by} before `{before}` ({})", written(word), written(before));
            let help =
                format!("mend the one that is wrong: `{word}` is never before `{before}`, though it can be the same");
            findings.report(&document.source, document.place_of(word), message, help);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, INCIDENT};

    #[test]
    fn each_milestone_is_held_against_the_one_before_it() {
        for (line, milestone) in [
            (6, "detected: 2026-03-02T09:05:00Z"),
            (7, "acknowledged: 2026-03-02T09:07:00Z"),
            (8, "mitigated: 2026-03-02T09:30:00Z"),
            (9, "resolved: 2026-03-02T10:00:00Z"),
            (16, "announced: 2026-03-02T10:05:00Z"),
        ] {
            let (word, _) = milestone.split_once(": ").unwrap_or_default();
            let case = Case::sound().replace(milestone, &format!("{word}: 2026-03-02T09:00:00+00:30"));
            case.finds(&[&format!("{INCIDENT}:{line}:{} times-out-of-order", word.len() + 3)]);
        }
    }

    #[test]
    fn the_message_names_both_times_and_how_far_they_are_apart() {
        Case::sound().replace("resolved: 2026-03-02T10:00:00Z", "resolved: 2026-03-02T10:00:00+02:00").says(
            "`resolved` (2026-03-02T10:00:00+02:00) is 1 h 30 min before `mitigated` (2026-03-02T09:30:00Z)",
            "mend the one that is wrong: `resolved` is never before `mitigated`, though it can be the same",
        );
    }

    #[test]
    fn a_milestone_that_is_left_out_is_passed_over() {
        Case::sound()
            .replace("acknowledged: 2026-03-02T09:07:00Z\n", "")
            .replace("mitigated: 2026-03-02T09:30:00Z\n", "")
            .replace("resolved: 2026-03-02T10:00:00Z", "resolved: 2026-03-02T09:04:00Z")
            .finds(&[&format!("{INCIDENT}:7:11 times-out-of-order")]);
    }

    #[test]
    fn equal_times_and_other_zones_are_in_order() {
        Case::sound()
            .reached("detected", "2026-03-02T09:00:00Z")
            .reached("announced", "2026-03-02T05:00:00-05:00")
            .finds(&[]);
    }
}

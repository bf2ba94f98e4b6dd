//! Milestones that have not happened yet.

use super::rule::{Findings, Subject};
use crate::model::{Milestone, format_duration};

rule! {
    /// A milestone lies in the future.
    ///
    /// ## Why
    /// A log tells what happened. A time that has not come yet has a slip in its year, month or zone, and every figure
    /// computed from it is wrong until it is past. Clocks that are up to five minutes ahead are let pass.
    ///
    /// ## Good
    /// ```yaml
    /// started: 2026-03-02T09:00:00Z
    /// ```
    /// ## Bad
    /// ```yaml
    /// started: 2062-03-02T09:00:00Z
    /// ```
    "time-in-the-future", Error, check
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (_, document) in subject.incidents() {
        for milestone in Milestone::ALL {
            let Some(moment) = document.value.milestone(*milestone).filter(|moment| subject.is_future(*moment)) else {
                continue;
            };
            let place = document.place_of(milestone.word());
            let ahead = format_duration(moment - subject.now);
            let message = format!("`{milestone}` ({}) is {ahead} in the future", document.source.slice(place));
            let help = "look at its year, month and zone; leave it out until it has happened";
            findings.report(&document.source, place, message, help);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, INCIDENT};

    #[test]
    fn a_time_that_has_not_come_is_found() {
        let case = Case::sound()
            .at("2026-03-02T10:00:00Z")
            .replace("announced: 2026-03-02T10:05:00Z", "announced: 2026-03-02T10:05:01Z");
        case.clone().finds(&[&format!("{INCIDENT}:16:12 time-in-the-future")]);
        case.says(
            "`announced` (2026-03-02T10:05:01Z) is 5 min in the future",
            "look at its year, month and zone; leave it out until it has happened",
        );
    }

    #[test]
    fn a_start_in_the_wrong_year_is_found_once() {
        Case::sound()
            .replace("started: 2026-03-02T09:00:00Z", "started: 2062-03-02T09:00:00Z")
            .finds(&[&format!("{INCIDENT}:5:10 time-in-the-future")]);
    }

    #[test]
    fn a_clock_that_is_a_little_ahead_is_let_pass() {
        Case::sound().at("2026-03-02T10:00:00Z").finds(&[]);
        Case::sound()
            .at("2026-03-02T10:00:00Z")
            .replace("announced: 2026-03-02T10:05:00Z", "announced: 2026-03-02T12:05:00+02:00")
            .finds(&[]);
    }
}

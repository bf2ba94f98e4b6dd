//! Words, times, dates and numbers that their field does not take.

use super::rule::{Findings, Subject};
use crate::document::ProblemKind;

rule! {
    /// A value is not one that its field takes.
    ///
    /// ## Why
    /// A status that is no status, or a time that is no time, is as good as none: the incident is missing from the lists
    /// and figures that it belongs into.
    ///
    /// ## Good
    /// ```yaml
    /// status: resolved
    /// started: 2026-03-02T09:00:00Z
    /// ```
    /// ## Bad
    /// ```yaml
    /// status: solved
    /// started: this morning
    /// ```
    "invalid-value", Error, check, fixes: true
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    subject.report_problems(ProblemKind::InvalidValue, findings);
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{AGENDA, Case, INCIDENT, PLAN};

    #[test]
    fn a_word_that_the_field_does_not_take_is_found_with_the_nearest() {
        let case = Case::sound().replace("status: resolved", "status: resolvd");
        case.clone().finds(&[&format!("{INCIDENT}:4:9 invalid-value")]);
        case.says("`resolvd` is no status", "did you mean `resolved`?");
    }

    #[test]
    fn an_invalid_time_is_not_called_missing_or_out_of_order_as_well() {
        Case::sound()
            .replace("resolved: 2026-03-02T10:00:00Z", "resolved: 2026-03-02T25:00:00Z")
            .replace("started: 2026-03-02T09:00:00Z", "started: at nine")
            .finds(&[&format!("{INCIDENT}:5:10 invalid-value"), &format!("{INCIDENT}:9:11 invalid-value")]);
    }

    #[test]
    fn agenda_and_plan_are_read_too() {
        Case::sound()
            .replace_in_agenda("minutes: 10", "minutes: ten")
            .file(PLAN, "name: Test\ntime-zone: Europe/Pariss\n")
            .finds(&[&format!("{AGENDA}:4:10 invalid-value"), &format!("{PLAN}:2:12 invalid-value")]);
    }

    #[test]
    fn words_in_upper_case_and_times_as_people_write_them_are_let_pass() {
        Case::sound()
            .replace("status: resolved", "status: Resolved")
            .replace("started: 2026-03-02T09:00:00Z", "started: 2026-03-02 09:00")
            .finds(&[]);
    }
}

//! Meetings that never meet again.

use super::rule::{Findings, Subject};

rule! {
    /// The plan's meeting has no date left.
    ///
    /// ## Why
    /// Its rule ended (`UNTIL`, `COUNT`) or names days that do not exist, so that no incident can be put on an agenda,
    /// which is noticed when the next one is resolved.
    ///
    /// ## Good
    /// ```yaml plan
    /// meeting: {name: Architecture, recurrence: FREQ=WEEKLY;BYDAY=TU}
    /// ```
    /// ## Bad
    /// ```yaml plan
    /// meeting: {name: Architecture, recurrence: FREQ=WEEKLY;BYDAY=TU;UNTIL=20251231}
    /// ```
    "meeting-without-date", Error, check
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(meeting) = subject.plan("meeting").and_then(|plan| plan.meeting.as_ref()) else { return };
    let Err(error) = meeting.next_after(subject.now) else { return };
    let plan = &subject.log.plan;
    let Some(own) = plan.front.entry("meeting").map(|entry| &entry.value) else { return };
    let place = own.entry("recurrence").map_or(own.span, |entry| entry.value.span);
    let help = "write a rule that goes on, such as FREQ=WEEKLY;BYDAY=TU, or take `meeting` away";
    findings.report(&plan.source, place, error.to_string(), help);
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, PLAN};

    fn meeting(recurrence: &str) -> Case {
        Case::sound().file(PLAN, format!("meeting: {{name: Architecture, recurrence: {recurrence}}}\n"))
    }

    #[test]
    fn a_meeting_that_ended_is_found_at_its_rule() {
        let case = meeting("FREQ=WEEKLY;UNTIL=20260301");
        case.clone().finds(&[&format!("{PLAN}:1:43 meeting-without-date")]);
        case.says(
            "the recurrence has no date left",
            "write a rule that goes on, such as FREQ=WEEKLY;BYDAY=TU, or take `meeting` away",
        );
        meeting("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30").finds(&[&format!("{PLAN}:1:43 meeting-without-date")]);
    }

    #[test]
    fn one_that_meets_once_more_and_the_default_are_let_be() {
        meeting("FREQ=WEEKLY;UNTIL=20260930").finds(&[]);
        Case::sound().finds(&[]);
    }
}

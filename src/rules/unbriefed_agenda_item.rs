//! Agenda items whose meeting is over and of which nobody says what became of them.

use super::documents::is_imported;
use super::rule::{Findings, Subject};
use crate::model::{AgendaStatus, format_date};

rule! {
    /// The meeting of an agenda item is over, and the item is still open.
    ///
    /// ## Why
    /// Either the team was briefed, and what it made of it is lost within days; or it was not, and the item will never come
    /// up again, since nobody opens the agenda of a past meeting.
    ///
    /// ## Good
    /// ```yaml agenda
    /// status: briefed
    /// outcome: An index with fewer than eight shards is refused from May on.
    /// ```
    /// ## Bad
    /// ```yaml agenda
    /// status: open
    /// ```
    "unbriefed-agenda-item", Warn, check
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let plan = subject.plan("meeting");
    let zone =
        plan.and_then(|plan| plan.meeting.as_ref()).map_or(subject.log.plan.value.time_zone, |meeting| meeting.zone);
    let today = subject.now.with_timezone(&zone).date_naive();
    for item in subject.agenda() {
        let (document, id) = (&item.document, item.incident());
        let Some(date) = item.date.filter(|date| *date < today) else { continue };
        // An item of no incident is found for that.
        let is_open = document.value.status() == AgendaStatus::Open && subject.others.has_incident(id);
        if !is_open || is_imported(&document.value.extra) {
            continue;
        }
        let message = format!("the meeting of {} is over, and this item is still open", format_date(date));
        let help =
            format!("`incident agenda brief {id}` writes down the outcome, `incident agenda defer {id}` moves it on");
        findings.report(&document.source, document.place_of("status"), message, help);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{AGENDA, Case, PLAN};

    fn open() -> Case {
        Case::sound().replace_in_agenda("status: briefed\noutcome: Agreed.\n", "status: open\n")
    }

    #[test]
    fn an_open_item_is_found_the_day_after_its_meeting() {
        open().at("2026-03-10T23:59:00Z").finds(&[]);
        let case = open().at("2026-03-11T00:00:00Z");
        case.clone().finds(&[&format!("{AGENDA}:5:9 unbriefed-agenda-item")]);
        case.says(
            "the meeting of 2026-03-10 is over, and this item is still open",
            "`incident agenda brief 2026-03-02-search-is-slow` writes down the outcome, \
             `incident agenda defer 2026-03-02-search-is-slow` moves it on",
        );
    }

    #[test]
    fn days_are_those_of_the_meetings_zone() {
        let plan = "meeting: {name: M, recurrence: FREQ=WEEKLY;BYDAY=TU, time: \"14:00\", zone: America/New_York}\n";
        open().file(PLAN, plan).at("2026-03-11T03:59:00Z").finds(&[]);
        open().file(PLAN, plan).at("2026-03-11T04:00:00Z").finds(&[&format!("{AGENDA}:5:9 unbriefed-agenda-item")]);
    }

    #[test]
    fn a_briefed_a_deferred_and_an_imported_item_are_let_off() {
        Case::sound().replace_in_agenda("status: briefed", "status: deferred").finds(&[]);
        open().replace_in_agenda("status: open\n", "status: open\nx-imported: minutes\n").finds(&[]);
    }
}

//! Incidents that are over and of which nobody was told so.

use super::documents::{is_imported, over, says};
use super::rule::{Findings, Subject};
use crate::model::{Status, duplicate_of};
use chrono::Duration;

rule! {
    /// An incident that was resolved a day ago, or is closed, was not announced.
    ///
    /// ## Why
    /// Until somebody says that it is over, people work around what is mended, and customers are told to wait. The
    /// all-clear says that it is over, what solved it, and whether the root cause is known. Within a day of the resolution
    /// it is let be, so that what is true by then can be committed; `incident status` says that it is owed. A report that was
    /// taken back as a duplicate has none: the incident that goes on has it.
    ///
    /// ## Good
    /// ```yaml
    /// status: resolved
    /// resolved: 2026-03-02T10:00:00Z
    /// announced: 2026-03-02T10:05:00Z
    /// ```
    /// ## Bad
    /// ```yaml
    /// status: resolved
    /// resolved: 2026-03-02T10:00:00Z
    /// ```
    "missing-announcement", Error, check
}

/// How long it may be that nobody has been told yet.
const GRACE: Duration = Duration::days(1);

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (folder, document) in subject.incidents() {
        let Some(status) = over(&document.value).filter(|_| !is_imported(&document.value.extra)) else { continue };
        let resolved = document.value.resolved.filter(|_| status == Status::Resolved);
        let is_fresh = resolved.is_some_and(|resolved| subject.now - resolved < GRACE);
        // Of a report that is taken back, the incident that goes on is announced.
        let is_twice = duplicate_of(&document.value, &document.timeline).is_some();
        if !is_fresh && !is_twice && !says(document, "announced") {
            let message = format!("`status` is {status}, but nobody was told that it is over");
            let help = format!(
                "give the all-clear where it was reported, then `incident note {} --kind announced TEXT`",
                folder.name
            );
            findings.report(&document.source, document.place_of("status"), message, help);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, INCIDENT};

    const ANNOUNCED: &str = "announced: 2026-03-02T10:05:00Z\n";

    #[test]
    fn a_resolved_or_closed_incident_that_was_not_announced_is_found() {
        for status in ["resolved", "closed"] {
            let case = Case::sound().replace(ANNOUNCED, "").replace("status: resolved", &format!("status: {status}"));
            case.clone().finds(&[&format!("{INCIDENT}:4:9 missing-announcement")]);
            case.says(
                &format!("`status` is {status}, but nobody was told that it is over"),
                "give the all-clear where it was reported, then `incident note 2026-03-02-search-is-slow --kind announced TEXT`",
            );
        }
    }

    #[test]
    fn one_that_was_just_resolved_is_let_be_until_it_is_closed_or_a_day_has_gone() {
        let case = Case::sound().replace(ANNOUNCED, "");
        case.clone().at("2026-03-03T09:59:00Z").finds(&[]);
        case.clone().at("2026-03-03T10:00:00Z").finds(&[&format!("{INCIDENT}:4:9 missing-announcement")]);
        let closed = case.replace("status: resolved", "status: closed").at("2026-03-02T11:00:00Z");
        closed.finds(&[&format!("{INCIDENT}:4:9 missing-announcement")]);
    }

    #[test]
    fn a_report_that_was_taken_back_has_no_all_clear_of_its_own() {
        let twice = |told: &str| {
            let case = Case::sound().replace(ANNOUNCED, "").replace("status: resolved", "status: closed");
            case.replace("[resolved] ", &format!("[resolved] {told}"))
        };
        twice("Reported twice: the same as 2026-03-01-search. ").finds(&[]);
        twice("Twice. ").finds(&[&format!("{INCIDENT}:4:9 missing-announcement")]);
    }

    #[test]
    fn an_incident_that_goes_on_or_was_imported_is_let_off() {
        Case::sound()
            .replace(ANNOUNCED, "")
            .replace("status: resolved", "status: mitigated")
            .replace("resolved: 2026-03-02T10:00:00Z\n", "")
            .finds(&[]);
        Case::sound().replace(ANNOUNCED, "x-imported: cstate\n").finds(&[]);
    }
}

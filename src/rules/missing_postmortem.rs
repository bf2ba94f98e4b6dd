//! Severe incidents without a post-mortem.

use super::deadline::{demands, resolved};
use super::rule::{Findings, Subject};

rule! {
    /// An incident has no post-mortem, though its severity requires one.
    ///
    /// ## Why
    /// What is not written down in the first days is forgotten, and is paid for again. The plan says for which severities,
    /// and within how many days from the resolution; the rule is silent until the last of them is over, or the incident
    /// is closed. A draft is enough.
    ///
    /// ## Good
    /// ```text
    /// incidents/2026/2026-03-02-search-is-slow/incident.md      severity: sev-2
    /// incidents/2026/2026-03-02-search-is-slow/postmortem.md
    /// agenda/2026-03-10/2026-03-02-search-is-slow.md
    /// ```
    /// ## Bad
    /// ```text
    /// incidents/2026/2026-03-02-search-is-slow/incident.md      severity: sev-2
    /// agenda/2026-03-10/2026-03-02-search-is-slow.md
    /// ```
    "missing-postmortem", Error, check
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let due = demands(subject, |requires| requires.postmortem, resolved);
    for demand in due.filter(|demand| demand.folder.postmortem.is_none()) {
        let message = format!("{} requires a post-mortem, and there is none: {}", demand.severity.id, demand.because);
        let help = format!("`incident postmortem {}` makes one with the timeline in it", demand.folder.name);
        findings.report(&demand.document.source, demand.place(), message, help);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, INCIDENT, PLAN, POSTMORTEM};

    #[test]
    fn it_is_found_at_the_severity_once_the_last_day_is_over() {
        let without = Case::sound().without(POSTMORTEM);
        without.clone().at("2026-03-09T23:59:00Z").finds(&[]);
        let case = without.at("2026-03-10T00:00:00Z");
        case.clone().finds(&[&format!("{INCIDENT}:3:11 missing-postmortem")]);
        case.says(
            "sev-2 requires a post-mortem, and there is none: it was due on 2026-03-09",
            "`incident postmortem 2026-03-02-search-is-slow` makes one with the timeline in it",
        );
    }

    #[test]
    fn a_closed_incident_has_no_time_left() {
        let case = Case::sound().without(POSTMORTEM).replace("status: resolved", "status: closed");
        let case = case.at("2026-03-02T12:00:00Z");
        case.clone().finds(&[&format!("{INCIDENT}:3:11 missing-postmortem")]);
        case.says(
            "sev-2 requires a post-mortem, and there is none: the incident is closed",
            "`incident postmortem 2026-03-02-search-is-slow` makes one with the timeline in it",
        );
    }

    #[test]
    fn an_incident_that_goes_on_a_lesser_severity_and_imported_incidents_are_let_off() {
        Case::sound().without(POSTMORTEM).ongoing().finds(&[]);
        Case::sound().without(POSTMORTEM).replace("severity: sev-2", "severity: sev-3").finds(&[]);
        Case::sound().without(POSTMORTEM).replace("related: []", "x-imported: cstate").finds(&[]);
    }

    #[test]
    fn days_are_those_of_the_plans_zone() {
        let case = Case::sound()
            .without(POSTMORTEM)
            .file(PLAN, "time-zone: America/New_York\n")
            .reached("resolved", "2026-03-03T02:00:00Z")
            .reached("announced", "2026-03-03T02:05:00Z");
        case.clone().at("2026-03-09T23:59:00-04:00").finds(&[]);
        case.at("2026-03-10T00:00:00-04:00").finds(&[&format!("{INCIDENT}:3:11 missing-postmortem")]);
    }

    #[test]
    fn a_deadline_beyond_the_calendar_never_comes() {
        let plan = "severities: [{id: sev-2, requires: {postmortem: 4000000000}}]\n";
        Case::sound().without(POSTMORTEM).file(PLAN, plan).finds(&[]);
    }
}

//! Severe incidents that no meeting is briefed on.

use super::deadline::{demands, resolved};
use super::rule::{Findings, Subject};
use crate::model::Visibility;

rule! {
    /// An incident is on the agenda of no meeting, though its severity requires it.
    ///
    /// ## Why
    /// The team learns of an incident by being briefed on it, not by a page that somebody could have read. The plan says
    /// for which severities, and within how many days from the resolution; the rule is silent until the last of them is
    /// over, or the incident is closed. A restricted incident needs none.
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
    /// incidents/2026/2026-03-02-search-is-slow/postmortem.md
    /// ```
    "missing-agenda-item", Error, check
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for demand in demands(subject, |requires| requires.agenda, resolved) {
        let restricted = demand.document.value.visibility == Some(Visibility::Restricted);
        if restricted || subject.is_on_agenda(&demand.folder.name) {
            continue;
        }
        let message =
            format!("{} requires a briefing, and no agenda has an item: {}", demand.severity.id, demand.because);
        let help = format!("`incident agenda open {}` puts it on the coming meeting's", demand.folder.name);
        findings.report(&demand.document.source, demand.place(), message, help);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{AGENDA, Case, INCIDENT};

    #[test]
    fn it_is_found_at_the_severity_once_the_last_day_is_over() {
        let without = Case::sound().without(AGENDA);
        without.clone().at("2026-03-16T23:59:00Z").finds(&[]);
        let case = without.at("2026-03-17T00:00:00Z");
        case.clone().finds(&[&format!("{INCIDENT}:3:11 missing-agenda-item")]);
        case.says(
            "sev-2 requires a briefing, and no agenda has an item: it was due on 2026-03-16",
            "`incident agenda open 2026-03-02-search-is-slow` puts it on the coming meeting's",
        );
    }

    #[test]
    fn a_closed_incident_has_no_time_left() {
        Case::sound()
            .without(AGENDA)
            .replace("status: resolved", "status: closed")
            .at("2026-03-02T12:00:00Z")
            .finds(&[&format!("{INCIDENT}:3:11 missing-agenda-item")]);
    }

    #[test]
    fn restricted_and_imported_incidents_need_none() {
        Case::sound().without(AGENDA).replace("tags: [deploy]", "visibility: restricted").finds(&[]);
        Case::sound().without(AGENDA).replace("tags: [deploy]", "x-imported: cstate").finds(&[]);
    }

    #[test]
    fn an_item_that_cannot_be_read_is_one_all_the_same() {
        Case::sound()
            .replace_in_agenda("presenter: On-call", "presenter: On: call")
            .finds(&[&format!("{AGENDA}:3:14 broken-document")]);
    }
}

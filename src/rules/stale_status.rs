//! Statuses that lag behind the times.

use super::rule::{Findings, Subject};
use crate::model::Status;

rule! {
    /// An incident has the time of its resolution, and its status says that it goes on.
    ///
    /// ## Why
    /// The status page, the lead's list and the statistics go by the status. Either it was forgotten, and people still
    /// believe that something is broken, or the incident was opened again, and then the old time misleads.
    ///
    /// ## Good
    /// ```yaml
    /// status: resolved
    /// resolved: 2026-03-02T10:00:00Z
    /// ```
    /// ## Bad
    /// ```yaml
    /// status: open
    /// resolved: 2026-03-02T10:00:00Z
    /// ```
    "stale-status", Error, check
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (folder, document) in subject.incidents() {
        let status = document.value.status.filter(|status| matches!(status, Status::Open | Status::Mitigated));
        let (Some(status), Some(_)) = (status, document.value.resolved) else { continue };
        let resolved = document.source.slice(document.place_of("resolved"));
        let message = format!("`status` is {status}, but `resolved` says {resolved}");
        let help = format!(
            "remove `resolved` if it goes on; if it is over, `incident resolve {}` carries the checklist",
            folder.name
        );
        findings.report(&document.source, document.place_of("status"), message, help);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, INCIDENT};

    #[test]
    fn a_resolution_under_an_open_or_mitigated_status_is_found() {
        let case = Case::sound().replace("status: resolved", "status: open");
        case.clone().finds(&[&format!("{INCIDENT}:4:9 stale-status")]);
        case.says(
            "`status` is open, but `resolved` says 2026-03-02T10:00:00Z",
            "remove `resolved` if it goes on; if it is over, `incident resolve 2026-03-02-search-is-slow` carries \
             the checklist",
        );
        Case::sound()
            .replace("status: resolved", "status: mitigated")
            .finds(&[&format!("{INCIDENT}:4:9 stale-status")]);
    }

    #[test]
    fn an_open_incident_that_was_mitigated_once_is_let_pass() {
        Case::sound()
            .replace("status: resolved", "status: open")
            .replace("resolved: 2026-03-02T10:00:00Z\n", "")
            .replace("announced: 2026-03-02T10:05:00Z\n", "")
            .finds(&[]);
    }
}

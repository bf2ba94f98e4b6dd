//! Statuses whose time is not written down.

use super::documents::{is_imported, says};
use super::rule::{Findings, Subject};
use crate::model::Status;

rule! {
    /// The status says that something was reached, and the time at which it was is missing.
    ///
    /// ## Why
    /// Times are what the statistics are made of, and the deadlines of the post-mortem and the briefing run from the
    /// resolution. A mitigated incident needs the time `mitigated`, a resolved or closed one the time `resolved`.
    ///
    /// ## Good
    /// ```yaml
    /// status: resolved
    /// resolved: 2026-03-02T10:00:00Z
    /// ```
    /// ## Bad
    /// ```yaml
    /// status: resolved
    /// resolved:
    /// ```
    "status-without-time", Error, check
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (_, document) in subject.incidents() {
        let milestone = match document.value.status {
            Some(Status::Mitigated) => "mitigated",
            Some(Status::Resolved | Status::Closed) => "resolved",
            _ => continue,
        };
        let Some(status) = document.value.status.filter(|_| !says(document, milestone)) else { continue };
        if is_imported(&document.value.extra) {
            continue;
        }
        let message = format!("`status` is {status}, but there is no time at which it was {milestone}");
        let help = format!("add `{milestone}: ` and the time, or set `status` back");
        findings.report(&document.source, document.place_of("status"), message, help);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, INCIDENT};

    const RESOLVED: &str = "resolved: 2026-03-02T10:00:00Z\n";

    #[test]
    fn a_resolved_incident_needs_the_time_of_its_resolution() {
        let case = Case::sound().replace(RESOLVED, "");
        case.clone().finds(&[&format!("{INCIDENT}:4:9 status-without-time")]);
        case.says(
            "`status` is resolved, but there is no time at which it was resolved",
            "add `resolved: ` and the time, or set `status` back",
        );
        Case::sound()
            .replace(RESOLVED, "resolved:\n")
            .replace("status: resolved", "status: closed")
            .finds(&[&format!("{INCIDENT}:4:9 status-without-time")]);
    }

    #[test]
    fn a_mitigated_incident_needs_the_time_of_its_mitigation() {
        Case::sound()
            .replace(RESOLVED, "")
            .replace("announced: 2026-03-02T10:05:00Z\n", "")
            .replace("status: resolved", "status: mitigated")
            .replace("mitigated: 2026-03-02T09:30:00Z\n", "")
            .finds(&[&format!("{INCIDENT}:4:9 status-without-time")]);
    }

    #[test]
    fn no_other_time_is_asked_for_and_imported_incidents_are_let_off() {
        Case::sound().replace("mitigated: 2026-03-02T09:30:00Z\n", "").finds(&[]);
        Case::sound().replace(RESOLVED, "x-imported: from an old log\n").finds(&[]);
    }
}

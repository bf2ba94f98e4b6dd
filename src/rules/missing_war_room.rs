//! Severe incidents without a war room.

use super::deadline::demands;
use super::documents::says;
use super::rule::{Findings, Subject};

rule! {
    /// An incident has no war room, though its severity requires one.
    ///
    /// ## Why
    /// One channel, named in the entry, is where everybody who helps finds the facts and the lead. The plan says for which
    /// severities, and within how many days from the start; the rule is silent until the last of them is over.
    ///
    /// ## Good
    /// ```yaml
    /// severity: sev-1
    /// war-room: "#2026-03-02-war-room-search-is-slow"
    /// ```
    /// ## Bad
    /// ```yaml
    /// severity: sev-1
    /// ```
    "missing-war-room", Error, check
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let due = demands(subject, |requires| requires.war_room, |incident| incident.started);
    for demand in due.filter(|demand| !says(demand.document, "war-room")) {
        let message = format!("{} requires a war room, and none is named: {}", demand.severity.id, demand.because);
        let help = "add `war-room: ` and the channel's name, in quotes as it begins with `#`";
        findings.report(&demand.document.source, demand.place(), message, help);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, INCIDENT};

    fn without() -> Case {
        let case = Case::sound().replace("war-room: \"#2026-03-02-war-room-search-is-slow\"\n", "");
        case.replace("status: resolved", "status: open")
            .replace("resolved: 2026-03-02T10:00:00Z\n", "")
            .replace("announced: 2026-03-02T10:05:00Z\n", "")
    }

    #[test]
    fn it_is_found_at_the_severity_once_the_last_day_is_over() {
        without().at("2026-03-02T23:59:00Z").finds(&[]);
        let case = without().at("2026-03-03T00:00:00Z");
        case.clone().finds(&[&format!("{INCIDENT}:3:11 missing-war-room")]);
        case.says(
            "sev-2 requires a war room, and none is named: it was due on 2026-03-02",
            "add `war-room: ` and the channel's name, in quotes as it begins with `#`",
        );
    }

    #[test]
    fn a_name_without_quotes_is_a_comment() {
        let unquoted = without().replace("tags: [deploy]\n", "tags: [deploy]\nwar-room: #search\n");
        unquoted.finds(&[&format!("{INCIDENT}:3:11 missing-war-room")]);
    }

    #[test]
    fn a_severity_that_requires_none_and_imported_incidents_are_let_off() {
        without().replace("severity: sev-2", "severity: sev-3").finds(&[]);
        without().replace("related: []", "x-imported: cstate").finds(&[]);
    }
}

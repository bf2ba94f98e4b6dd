//! Agenda items of incidents that are not there.

use super::rule::{Findings, Subject};

rule! {
    /// An agenda item names an incident that is not in the log.
    ///
    /// ## Why
    /// The meeting is briefed from the incident's entry. An item whose incident is not there leads nowhere, and the
    /// incident that was meant counts as not briefed.
    ///
    /// ## Good
    /// ```yaml agenda
    /// incident: 2026-03-02-search-is-slow
    /// ```
    /// ## Bad
    /// ```yaml agenda
    /// incident: search-is-slow
    /// ```
    "unknown-incident", Error, check, fixes: true
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for item in subject.agenda() {
        let Some(id) = item.document.value.incident.as_deref() else { continue };
        if !subject.others.has_incident(id) {
            let message = format!("there is no incident `{id}` in this log");
            let place = item.document.place_of("incident");
            let reported = findings.report(&item.document.source, place, message, subject.meant_id(id));
            if let Some(meant) = subject.surely_meant_id(id) {
                reported.fix(place, meant);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{AGENDA, Case};

    #[test]
    fn a_slip_in_the_id_is_found_with_the_one_that_was_meant() {
        for slip in
            ["2026-03-02-serch-is-slow", "2026-02-03-search-is-slow", "2026-3-2-search-is-slow", "search-is-slow"]
        {
            let case =
                Case::sound().replace_in_agenda("incident: 2026-03-02-search-is-slow", &format!("incident: {slip}"));
            case.clone().finds(&[&format!("{AGENDA}:2:11 unknown-incident")]);
            case.says(
                &format!("there is no incident `{slip}` in this log"),
                "did you mean `2026-03-02-search-is-slow`?",
            );
        }
    }

    #[test]
    fn of_several_incidents_with_the_same_words_none_is_guessed() {
        let again = "---\ntitle: Again\nseverity: sev-3\nstatus: open\nstarted: 2026-04-20T09:00:00Z\n---\n";
        Case::sound()
            .replace("severity: sev-2", "severity: sev-3")
            .file("incidents/2026/2026-04-20-search-is-slow/incident.md", again)
            .replace_in_agenda("incident: 2026-03-02-search-is-slow", "incident: search-is-slow")
            .says(
                "there is no incident `search-is-slow` in this log",
                "name the folder of an incident of this log; `incident list` shows them all",
            );
    }

    #[test]
    fn an_item_of_an_incident_that_is_gone_is_found() {
        let gone = "2025-01-01-disk-full";
        let path = format!("agenda/2026-03-10/{gone}.md");
        let case = Case::sound().file(&path, format!("---\nincident: {gone}\n---\n"));
        case.clone().finds(&[&format!("{path}:2:11 unknown-incident")]);
        case.says(
            "there is no incident `2025-01-01-disk-full` in this log",
            "name the folder of an incident of this log; `incident list` shows them all",
        );
    }
}

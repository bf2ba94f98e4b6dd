//! Related incidents that are not there.

use super::rule::{Findings, Subject};

rule! {
    /// A related incident is not in the log, or is the incident itself.
    ///
    /// ## Why
    /// Somebody once saw that two incidents are alike, which is what the log is for. With a slip in the id the link
    /// leads nowhere, and what solved the other one is not found.
    ///
    /// ## Good
    /// ```yaml
    /// related: [2026-02-17-mail-is-late]
    /// ```
    /// ## Bad
    /// ```yaml
    /// related: [2026-02-17-mail-is-lat]
    /// ```
    "unknown-related", Error, check, fixes: true
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (folder, document) in subject.incidents() {
        let Some(related) = document.front.entry("related").map(|entry| &entry.value) else { continue };
        for node in std::iter::once(related).chain(related.items()) {
            let Some(id) = node.text().map(str::trim).filter(|id| !id.is_empty()) else { continue };
            if id == folder.name {
                let help = format!("remove {id} from `related`");
                findings.report(&document.source, node.span, "an incident is not related to itself", help);
            } else if !subject.others.has_incident(id) {
                let message = format!("there is no incident `{id}` in this log");
                let reported = findings.report(&document.source, node.span, message, subject.meant_id(id));
                if let Some(meant) = subject.surely_meant_id(id).filter(|meant| *meant != folder.name) {
                    reported.fix(node.span, meant);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, INCIDENT};

    const OTHER: &str = "2026-03-02-search-is-slow-2";

    fn with_another() -> Case {
        let path = format!("incidents/2026/{OTHER}/incident.md");
        Case::sound().copied(INCIDENT, &path).replace_in(
            &path,
            "title: Search is slow\nseverity: sev-2",
            "title: Search is slower\nseverity: sev-3",
        )
    }

    #[test]
    fn a_slip_is_found_at_the_id_with_the_one_that_was_meant() {
        let case =
            with_another().replace("related: []", &format!("related:\n  - {OTHER}\n  - 2026-03-02-serch-is-slow-2"));
        case.clone().finds(&[&format!("{INCIDENT}:19:5 unknown-related")]);
        case.says(
            "there is no incident `2026-03-02-serch-is-slow-2` in this log",
            "did you mean `2026-03-02-search-is-slow-2`?",
        );
    }

    #[test]
    fn the_incident_itself_is_found() {
        let case = Case::sound().replace("related: []", "related: [2026-03-02-search-is-slow]");
        case.clone().finds(&[&format!("{INCIDENT}:17:11 unknown-related")]);
        case.says("an incident is not related to itself", "remove 2026-03-02-search-is-slow from `related`");
    }

    #[test]
    fn an_incident_of_the_log_is_let_pass_in_a_list_and_alone() {
        with_another().replace("related: []", &format!("related: {OTHER}")).finds(&[]);
        with_another().replace("related: []", &format!("related: [{OTHER}]")).finds(&[]);
    }
}

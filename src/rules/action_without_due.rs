//! Action items that may take for ever.

use super::follow_up::{DAYS, incomplete};
use super::rule::{Findings, Subject};

rule! {
    /// An open action item has neither a due date nor a ticket.
    ///
    /// ## Why
    /// Without a date nothing is ever late, and nobody is reminded. The date need not be near; it has to be one at which
    /// somebody asks; a ticket will do, as it is planned where it stands. While the incident is fresh (the option says for
    /// how many days) and its post-mortem a draft, the rule is silent.
    ///
    /// ## Good
    /// ```yaml
    /// actions:
    ///   - title: Refuse an index with fewer than eight shards
    ///     owner: Search team
    ///     due: 2026-10-01
    /// ```
    /// ## Bad
    /// ```yaml
    /// actions:
    ///   - title: Refuse an index with fewer than eight shards
    ///     owner: Search team
    /// ```
    "action-without-due", Warn, check, options: &[DAYS]
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for item in incomplete(subject, findings.options.number(&DAYS), "due").filter(|item| !item.has_ticket()) {
        let help = "add `due: ` and a date like 2026-03-31, or drop it with `status: dropped`";
        findings.report(item.source, item.title, "this action item has no due date", help);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, INCIDENT, POSTMORTEM};

    const ACTIONS: &str = "actions:\n  - title: Refuse a small index\n    owner: Search team\n";

    fn owed() -> Case {
        Case::sound().replace("related: []\n", ACTIONS)
    }

    #[test]
    fn an_action_without_a_date_is_found_at_its_title() {
        let case = owed();
        case.clone().finds(&[&format!("{INCIDENT}:18:12 action-without-due")]);
        case.says(
            "this action item has no due date",
            "add `due: ` and a date like 2026-03-31, or drop it with `status: dropped`",
        );
        let open = "{title: Refuse a small index, owner: Search team, due: TBD}, {";
        let found = Case::sound().replace_in_postmortem("[{", &format!("[{open}")).run();
        assert!(found.iter().any(|finding| finding.rule == "action-without-due" && finding.place.path == POSTMORTEM));
    }

    #[test]
    fn a_date_even_one_that_is_none_a_ticket_and_an_action_that_is_over_have_nothing_wrong_here() {
        owed().replace("owner: Search team", "owner: Search team\n    due: 2026-10-01").finds(&[]);
        owed().replace("owner: Search team", "owner: Search team\n    ticket: OPS-412").finds(&[]);
        owed().replace("a small index", "a small index (OPS-412)").finds(&[]);
        owed().replace("owner: Search team", "owner: Search team\n    status: done").finds(&[]);
        owed()
            .replace("owner: Search team", "owner: Search team\n    due: soon")
            .finds(&[&format!("{INCIDENT}:20:10 invalid-value")]);
    }

    #[test]
    fn a_fresh_incident_with_a_draft_and_an_imported_one_are_let_off() {
        let fresh = owed().replace_in_postmortem("status: published", "status: draft");
        fresh.at("2026-03-09T23:59:00Z").finds(&[]);
        owed().replace("tags: [deploy]", "x-imported: cstate").finds(&[]);
    }
}

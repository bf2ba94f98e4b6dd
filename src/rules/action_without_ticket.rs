//! Action items that stand in no tracker.

use super::follow_up::{DAYS, incomplete};
use super::rule::{Findings, Subject};

rule! {
    /// An open action item has no ticket, though the team has a tracker.
    ///
    /// ## Why
    /// What does not stand where the team plans its work is not planned. The rule looks where the plan names a `tracker`;
    /// an address or a ticket's number in the title is enough. While the incident is fresh (the option says for how many
    /// days) and its post-mortem a draft, it is silent.
    ///
    /// ## Good
    /// ```yaml
    /// actions:
    ///   - title: Refuse an index with fewer than eight shards
    ///     owner: Search team
    ///     due: 2026-10-01
    ///     ticket: https://tracker.example/OPS-412
    /// ```
    /// ```yaml plan
    /// tracker: {kind: jira, address: https://tracker.example}
    /// ```
    /// ## Bad
    /// ```yaml
    /// actions:
    ///   - title: Refuse an index with fewer than eight shards
    ///     owner: Search team
    ///     due: 2026-10-01
    /// ```
    /// ```yaml plan
    /// tracker: {kind: jira, address: https://tracker.example}
    /// ```
    "action-without-ticket", Warn, check, options: &[DAYS]
}

/// An address, `#412`, `OPS-412`.
fn check(subject: &Subject<'_>, findings: &mut Findings) {
    if subject.plan("tracker").is_none_or(|plan| plan.tracker.is_none()) {
        return;
    }
    for item in incomplete(subject, findings.options.number(&DAYS), "ticket").filter(|item| !item.has_ticket()) {
        let help = "open one in the tracker, or by `incident actions ticket`, and add `ticket: ` with its address";
        findings.report(item.source, item.title, "this action item has no ticket", help);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, INCIDENT, PLAN};

    const ACTIONS: &str = "actions:\n  - title: Refuse a small index\n    owner: Search team\n    due: 2026-10-01\n";

    fn owed() -> Case {
        Case::sound()
            .replace("related: []\n", ACTIONS)
            .file(PLAN, "tracker: {kind: jira, address: https://t.example}\n")
    }

    #[test]
    fn an_action_without_a_ticket_is_found_at_its_title() {
        let case = owed();
        case.clone().finds(&[&format!("{INCIDENT}:18:12 action-without-ticket")]);
        let help = "open one in the tracker, or by `incident actions ticket`, and add `ticket: ` with its address";
        case.says("this action item has no ticket", help);
    }

    #[test]
    fn a_ticket_anywhere_is_one() {
        owed().replace("due:", "ticket: OPS-412\n    due:").finds(&[]);
        for title in ["Refuse a small index (OPS-412)", "\"Refuse a small index, #412\"", "See https://t.example/412"] {
            owed().replace("Refuse a small index", title).finds(&[]);
        }
        owed()
            .replace("Refuse a small index", "Refuse UTF-small index")
            .finds(&[&format!("{INCIDENT}:18:12 action-without-ticket")]);
    }

    #[test]
    fn a_team_without_a_tracker_a_fresh_incident_and_an_imported_one_are_let_off() {
        owed().file(PLAN, "name: Test\n").finds(&[]);
        let fresh = owed().replace_in_postmortem("status: published", "status: draft");
        fresh.at("2026-03-09T23:59:00Z").finds(&[]);
        owed().replace("tags: [deploy]", "x-imported: cstate").finds(&[]);
    }
}

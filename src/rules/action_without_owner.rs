//! Action items that are nobody's.

use super::follow_up::{DAYS, incomplete};
use super::rule::{Findings, Subject};

rule! {
    /// An open action item has no owner.
    ///
    /// ## Why
    /// What is everybody's is nobody's: of the action items that are never done, most never had a name. A team is an owner,
    /// too. While the incident is fresh (the option says for how many days) and its post-mortem a draft, the rule is silent.
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
    ///     owner: nobody yet
    ///     due: 2026-10-01
    /// ```
    "action-without-owner", Warn, check, options: &[DAYS]
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for item in incomplete(subject, findings.options.number(&DAYS), "owner") {
        let help = "add `owner: ` and the team or the role that will do it, or drop it with `status: dropped`";
        findings.report(item.source, item.title, "this action item has no owner", help);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, INCIDENT, PLAN, POSTMORTEM};

    const ACTIONS: &str = "actions:\n  - {title: Refuse a small index, due: 2026-10-01}\n";

    fn owed() -> Case {
        Case::sound().replace("related: []\n", ACTIONS)
    }

    #[test]
    fn an_action_without_an_owner_is_found_at_its_title() {
        let case = owed();
        case.clone().finds(&[&format!("{INCIDENT}:18:13 action-without-owner")]);
        case.says(
            "this action item has no owner",
            "add `owner: ` and the team or the role that will do it, or drop it with `status: dropped`",
        );
        owed().replace("due:", "owner: TBD, due:").finds(&[&format!("{INCIDENT}:18:13 action-without-owner")]);
        Case::sound().replace("related: []\n", "actions: [Refuse a small index]\n").at("2026-03-05T00:00:00Z").finds(
            &[&format!("{INCIDENT}:17:11 action-without-due"), &format!("{INCIDENT}:17:11 action-without-owner")],
        );
    }

    #[test]
    fn actions_of_a_post_mortem_are_looked_at_too() {
        let open = "{title: Refuse a small index, due: 2026-10-01}, {";
        Case::sound()
            .replace_in_postmortem("[{", &format!("[{open}"))
            .finds(&[&format!("{POSTMORTEM}:5:19 action-without-owner")]);
    }

    #[test]
    fn an_owner_and_an_action_that_is_done_or_dropped_have_nothing_wrong() {
        owed().replace("due:", "owner: Search team, due:").finds(&[]);
        owed().replace("due:", "status: done, due:").finds(&[]);
        owed().replace("due:", "status: dropped, due:").finds(&[]);
        owed().replace("due:", "owner: [a], due:").finds(&[&format!("{INCIDENT}:18:42 wrong-type")]);
    }

    #[test]
    fn a_fresh_incident_with_a_draft_has_time() {
        let fresh = owed().replace_in_postmortem("status: published", "status: draft");
        fresh.clone().at("2026-03-09T23:59:00Z").finds(&[]);
        fresh.clone().at("2026-03-10T00:00:00Z").finds(&[&format!("{INCIDENT}:18:13 action-without-owner")]);
        let longer = fresh.clone().file(PLAN, "rules: {action-without-owner: {days: 8}}\n");
        longer.at("2026-03-10T00:00:00Z").finds(&[]);
        let closed = fresh.replace("status: resolved", "status: closed").at("2026-03-04T00:00:00Z");
        closed.finds(&[&format!("{INCIDENT}:18:13 action-without-owner")]);
    }

    #[test]
    fn an_incident_that_goes_on_and_an_imported_one_are_let_off() {
        owed()
            .without(POSTMORTEM)
            .replace("status: resolved", "status: open")
            .replace("resolved: 2026-03-02T10:00:00Z\n", "")
            .replace("announced: 2026-03-02T10:05:00Z\n", "")
            .finds(&[]);
        owed().replace("tags: [deploy]", "x-imported: cstate").finds(&[]);
    }
}

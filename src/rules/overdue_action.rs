//! Action items that are late.

use super::follow_up::action_items;
use super::option::RuleOption;
use super::rule::{Findings, Subject};
use crate::model::format_duration;
use chrono::Duration;

rule! {
    /// An action item is open after its due date.
    ///
    /// ## Why
    /// What was promised after the last incident is what prevents the next one. A late action wants one of three words from
    /// somebody: done, dropped, or another date. `incident actions --overdue` lists them all.
    ///
    /// ## Good
    /// ```yaml
    /// actions:
    ///   - title: Refuse an index with fewer than eight shards
    ///     owner: Search team
    ///     due: 2026-03-31
    ///     status: done
    /// ```
    /// ## Bad
    /// ```yaml
    /// actions:
    ///   - title: Refuse an index with fewer than eight shards
    ///     owner: Search team
    ///     due: 2026-03-31
    ///     status: open
    /// ```
    "overdue-action", Warn, check, options: &[GRACE]
}

const GRACE: RuleOption = RuleOption::number("days", 0, "days after the due date that are let pass");

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let grace = Duration::days(findings.options.number(&GRACE).into());
    let today = subject.today();
    for (_, item) in action_items(subject).filter(|(_, item)| item.action.is_overdue(today)) {
        let Some(late) = item.action.due.map(|due| today - due).filter(|late| *late > grace) else { continue };
        let message = format!("this action item is open and has been due for {}", format_duration(late));
        let help = "set `status` to done or dropped, or agree on another date with its owner";
        findings.report(item.source, item.place_of("due"), message, help);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, INCIDENT, PLAN, POSTMORTEM};

    const ACTIONS: &str = "actions:\n  - title: Refuse a small index\n    owner: Search team\n    due: 2026-08-30\n";

    fn owed() -> Case {
        Case::sound().replace("related: []\n", ACTIONS)
    }

    #[test]
    fn a_late_action_is_found_at_its_date_from_the_day_after() {
        owed().at("2026-08-30T23:59:00Z").finds(&[]);
        let case = owed();
        case.clone().finds(&[&format!("{INCIDENT}:20:10 overdue-action")]);
        case.says(
            "this action item is open and has been due for 2 d",
            "set `status` to done or dropped, or agree on another date with its owner",
        );
        let open = "{title: Refuse a small index, owner: Search team, due: 2026-08-30}, {";
        Case::sound()
            .replace_in_postmortem("[{", &format!("[{open}"))
            .finds(&[&format!("{POSTMORTEM}:5:66 overdue-action")]);
    }

    #[test]
    fn days_are_those_of_the_plans_zone_and_the_option_adds_some() {
        let plan = "time-zone: America/New_York\n";
        owed().file(PLAN, plan).at("2026-08-31T03:59:00Z").finds(&[]);
        owed().file(PLAN, "rules: {overdue-action: {days: 2}}\n").finds(&[]);
        owed().file(PLAN, "rules: {overdue-action: {days: 1}}\n").finds(&[&format!("{INCIDENT}:20:10 overdue-action")]);
    }

    #[test]
    fn what_is_done_or_dropped_and_an_imported_incident_are_let_off() {
        owed().replace("due:", "status: done\n    due:").finds(&[]);
        owed().replace("due:", "status: dropped\n    due:").finds(&[]);
        owed().replace("tags: [deploy]", "x-imported: cstate").finds(&[]);
    }
}

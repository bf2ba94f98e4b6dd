//! Action items that are all urgent, so that none is.

use super::follow_up::{Item, items};
use super::option::RuleOption;
use super::response::{own_incidents, own_postmortems};
use super::rule::{Findings, Subject};
use crate::document::Document;
use crate::model::{Action, Priority};

rule! {
    /// All open action items of a document are of high priority.
    ///
    /// ## Why
    /// Where everything is urgent, nothing is: whoever has time for one of them must guess which. The rule looks at documents
    /// with four open action items or more (the option sets it), all of high priority.
    ///
    /// ## Good
    /// ```yaml
    /// actions:
    ///   - {title: Refuse a small index, priority: high, owner: Search team, due: 2026-10-01}
    ///   - {title: Alert on slow queries, priority: medium, owner: Search team, due: 2026-10-01}
    ///   - {title: Keep the old index for a day, priority: medium, owner: Search team, due: 2026-10-01}
    ///   - {title: Draw the size of each shard, priority: low, owner: Search team, due: 2026-10-01}
    /// ```
    /// ## Bad
    /// ```yaml
    /// actions:
    ///   - {title: Refuse a small index, priority: high, owner: Search team, due: 2026-10-01}
    ///   - {title: Alert on slow queries, priority: high, owner: Search team, due: 2026-10-01}
    ///   - {title: Keep the old index for a day, priority: high, owner: Search team, due: 2026-10-01}
    ///   - {title: Draw the size of each shard, priority: high, owner: Search team, due: 2026-10-01}
    /// ```
    "every-action-urgent", Warn, check, options: &[ACTIONS]
}

const ACTIONS: RuleOption =
    RuleOption::number("actions", 4, "open action items from which on one must be able to wait");

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let fewest = usize::try_from(findings.options.number(&ACTIONS)).unwrap_or(usize::MAX).max(2);
    for document in own_incidents(subject) {
        check_actions(document, &document.value.actions, fewest, findings);
    }
    for (_, document) in own_postmortems(subject) {
        check_actions(document, &document.value.actions, fewest, findings);
    }
}

fn check_actions<T>(document: &Document<T>, actions: &[Action], fewest: usize, findings: &mut Findings) {
    let open: Vec<Item<'_>> = items(document, actions).filter(Item::is_open).collect();
    let Some(first) = open.first().filter(|_| open.len() >= fewest) else { return };
    if open.iter().all(|item| item.action.priority == Some(Priority::High)) {
        let message = format!("all {} open action items are of high priority", open.len());
        let help = "say which of them can wait";
        findings.report(&document.source, first.place_of("priority"), message, help);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, INCIDENT, PLAN, POSTMORTEM};

    fn with(more: [&str; 4]) -> Case {
        let line = |more| format!("  - {{title: Refuse a small index, owner: Search team, due: 2026-10-01{more}}}\n");
        Case::sound().replace("related: []\n", &format!("actions:\n{}", more.map(line).concat()))
    }

    const HIGH: &str = ", priority: high";

    #[test]
    fn four_of_high_priority_are_found_at_the_first() {
        let case = with([HIGH; 4]);
        case.clone().finds(&[&format!("{INCIDENT}:18:82 every-action-urgent")]);
        case.says("all 4 open action items are of high priority", "say which of them can wait");
        let action = "{title: Refuse a small index, owner: Search team, due: 2026-10-01, priority: high}, ";
        Case::sound()
            .replace_in_postmortem("[{", &format!("[{}{{", action.repeat(4)))
            .finds(&[&format!("{POSTMORTEM}:5:88 every-action-urgent")]);
    }

    #[test]
    fn another_priority_none_fewer_actions_and_finished_ones_have_nothing_wrong() {
        with([HIGH, HIGH, HIGH, ", priority: low"]).finds(&[]);
        with([HIGH, HIGH, HIGH, ""]).finds(&[]);
        with([", priority: medium"; 4]).finds(&[]);
        with([HIGH, HIGH, HIGH, ", priority: high, status: done"]).finds(&[]);
        with([HIGH; 4]).file(PLAN, "rules: {every-action-urgent: {actions: 5}}\n").finds(&[]);
        with([HIGH; 4]).replace("tags: [deploy]", "x-imported: cstate").finds(&[]);
    }
}

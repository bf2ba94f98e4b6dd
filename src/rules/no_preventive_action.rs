//! Post-mortems after which the same could happen again, unseen.

use super::documents::readable;
use super::handed_over::{HandedOver, handed_over};
use super::rule::{Findings, Subject};
use crate::model::{ActionKind, ActionStatus};

rule! {
    /// No action item of a finished post-mortem would prevent the incident or detect it sooner.
    ///
    /// ## Why
    /// A post-mortem that changes nothing was written for the drawer. Repairing, writing a runbook and telling everybody are
    /// worth something; but one action at least should make the same thing impossible, or noticed in minutes. The rule looks at
    /// post-mortems in review or published, of incidents whose severity requires one; an action that was dropped counts for
    /// nothing, and where one has no `kind` the rule is silent.
    ///
    /// ## Good
    /// ```yaml postmortem
    /// status: published
    /// actions:
    ///   - {title: Refuse an index with fewer than eight shards, kind: prevent, owner: Search team, due: 2026-10-01}
    ///   - {title: Write down how the old index is brought back, kind: mitigate, owner: Search team, due: 2026-10-01}
    /// ```
    /// ## Bad
    /// ```yaml postmortem
    /// status: published
    /// actions:
    ///   - {title: Write down how the old index is brought back, kind: mitigate, owner: Search team, due: 2026-10-01}
    /// ```
    "no-preventive-action", Warn, check
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(plan) = subject.plan("severities") else { return };
    for HandedOver { folder, document, status } in handed_over(subject) {
        let incident = readable(folder.incident.as_ref());
        let severity = incident.and_then(|incident| plan.severity(incident.value.severity.as_deref()?));
        let required = severity.is_some_and(|severity| severity.requires.postmortem.is_some());
        if !required {
            continue;
        }
        let of_the_entry = incident.map(|incident| incident.value.actions.as_slice()).unwrap_or_default();
        let actions = document.value.actions.iter().chain(of_the_entry);
        let kept: Vec<_> = actions.filter(|action| action.status() != ActionStatus::Dropped).collect();
        let helps = |kind: Option<ActionKind>| matches!(kind, Some(ActionKind::Prevent | ActionKind::Detect));
        // Of an action item without a kind nobody can tell.
        if kept.iter().any(|action| action.kind.is_none() || helps(action.kind)) {
            continue;
        }
        let message = match kept.len() {
            0 => format!("this post-mortem is {status} and has no action item"),
            1 => format!("this post-mortem is {status}, and its action item prevents and detects nothing"),
            all => {
                format!("this post-mortem is {status}, and none of its {all} action items prevents or detects anything")
            }
        };
        let help =
            "add what would have kept this from happening, or shown it sooner, as `kind: prevent` or `kind: detect`";
        let is_bare = kept.is_empty() || document.value.actions.is_empty();
        let place = if is_bare { "status" } else { "actions" };
        findings.report(&document.source, document.place_of(place), message, help);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, INCIDENT, POSTMORTEM, SOUND_ACTIONS};

    fn with(actions: &str) -> Case {
        Case::sound().replace_in_postmortem(SOUND_ACTIONS, actions)
    }

    #[test]
    fn a_post_mortem_without_any_action_is_found_at_its_status() {
        let case = with("");
        case.clone().finds(&[&format!("{POSTMORTEM}:2:9 no-preventive-action")]);
        case.says(
            "this post-mortem is published and has no action item",
            "add what would have kept this from happening, or shown it sooner, as `kind: prevent` or `kind: detect`",
        );
        with("")
            .replace_in_postmortem("published", "in-review")
            .finds(&[&format!("{POSTMORTEM}:2:9 no-preventive-action")]);
    }

    #[test]
    fn actions_of_other_kinds_and_dropped_ones_do_not_prevent_it() {
        let case =
            with("actions: [{title: A, kind: process, status: done}, {title: B, kind: mitigate, status: done}]\n");
        case.clone().finds(&[&format!("{POSTMORTEM}:5:10 no-preventive-action")]);
        case.says(
            "this post-mortem is published, and none of its 2 action items prevents or detects anything",
            "add what would have kept this from happening, or shown it sooner, as `kind: prevent` or `kind: detect`",
        );
        with("actions: [{title: A, kind: prevent, status: dropped}]\n")
            .finds(&[&format!("{POSTMORTEM}:2:9 no-preventive-action")]);
    }

    #[test]
    fn one_that_prevents_or_detects_or_may_is_enough_be_it_the_entrys() {
        with("actions: [{title: A, kind: detect, status: done}]\n").finds(&[]);
        with("actions: [{title: A, kind: process, status: done}, {title: B, status: done}]\n").finds(&[]);
        with("").replace("related: []", "actions: [{title: A, kind: prevent, status: done}]").finds(&[]);
    }

    #[test]
    fn a_draft_a_lesser_severity_and_an_imported_incident_are_let_off() {
        with("").replace_in_postmortem("published", "draft").finds(&[]);
        with("").replace("severity: sev-2", "severity: sev-3").finds(&[]);
        with("").replace("related: []", "x-imported: cstate").finds(&[]);
        let broken = with("").replace("severity: sev-2", "severity: [");
        broken.finds(&[&format!("{INCIDENT}:5:8 broken-document")]);
    }
}

//! Root causes that are not known and that nobody looks for.

use super::documents::{is_imported, over, says, says_at};
use super::rule::{Findings, Subject};
use crate::document::{Document, Step};
use crate::log::IncidentFolder;
use crate::model::{Action, ActionStatus, Incident, names_ticket};

rule! {
    /// The root cause of a resolved incident is not told, and nothing is set up to find it.
    ///
    /// ## Why
    /// What ended for an unknown reason comes back. While the root cause is not known, a follow-up ticket or an open
    /// action item stands for it; one that was dropped says that the team decided to live with it. Once it is known,
    /// the incident says what it was.
    ///
    /// ## Good
    /// ```yaml
    /// root-cause:
    ///   known: false
    ///   ticket: https://tracker.example/OPS-412
    /// ```
    /// ## Bad
    /// ```yaml
    /// root-cause:
    ///   known: false
    /// ```
    "unfollowed-root-cause", Error, check
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (folder, document) in subject.incidents() {
        let incident = &document.value;
        let Some(status) = over(incident).filter(|_| !is_imported(&incident.extra)) else { continue };
        let Some(gap) = gap(folder, document) else { continue };
        let path = [Step::Key("root-cause"), Step::Key("known")];
        let place = if says(document, "root-cause") { document.place(&path) } else { document.place_of("status") };
        let (message, help) = match gap {
            Gap::Untold => (
                "the root cause is said to be known, but not told".to_owned(),
                "add `summary: ` and what it was, under `root-cause`",
            ),
            Gap::Unfollowed => {
                let state = if says(document, "root-cause") { "is not known" } else { "is not told" };
                (
                    format!("this incident is {status}, its root cause {state}, and nothing follows it up"),
                    "say under `root-cause` what it was (`summary`) or where it is looked for (`ticket`), or add an \
                     open action item",
                )
            }
        };
        findings.report(&document.source, place, message, help);
    }
}

enum Gap {
    Untold,
    Unfollowed,
}

fn gap(folder: &IncidentFolder, document: &Document<Incident>) -> Option<Gap> {
    // What is written and cannot be read is found elsewhere.
    let unreadable = match document.front.entry("root-cause") {
        Some(entry) => {
            entry.value.text().is_some_and(|text| !text.trim().is_empty()) || !entry.value.items().is_empty()
        }
        None => false,
    };
    let cause = document.value.root_cause.clone().unwrap_or_default();
    let known_is_unreadable =
        cause.known.is_none() && says_at(document, &[Step::Key("root-cause"), Step::Key("known")]);
    if unreadable || known_is_unreadable {
        return None;
    }
    let postmortem = folder.postmortem.as_ref().map(|document| &document.value);
    let told = cause.summary.is_some();
    match cause.known {
        Some(true) if told || postmortem.is_some_and(|postmortem| !postmortem.causes.is_empty()) => None,
        Some(true) => Some(Gap::Untold),
        None if told => None,
        _ => {
            let others = postmortem.map(|postmortem| postmortem.actions.as_slice()).unwrap_or_default();
            let has_ticket = cause.ticket.as_deref().is_some_and(names_ticket);
            let followed = has_ticket || document.value.actions.iter().chain(others).any(follows);
            (!followed).then_some(Gap::Unfollowed)
        }
    }
}

/// A finished action found the cause or did not look for it; either way the incident has to say what it was.
fn follows(action: &Action) -> bool {
    matches!(action.status(), ActionStatus::Open | ActionStatus::Dropped)
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, INCIDENT};

    const KNOWN: &str = "  known: true\n  summary: The index was rebuilt with one shard.\n";

    #[test]
    fn an_unknown_cause_that_nothing_follows_up_is_found() {
        let case = Case::sound().replace(KNOWN, "  known: false\n");
        case.clone().finds(&[&format!("{INCIDENT}:14:10 unfollowed-root-cause")]);
        case.says(
            "this incident is resolved, its root cause is not known, and nothing follows it up",
            "say under `root-cause` what it was (`summary`) or where it is looked for (`ticket`), or add an open \
             action item",
        );
    }

    #[test]
    fn no_word_on_the_cause_at_all_is_found_at_the_status_that_asks_for_it() {
        let case = Case::sound().replace(&format!("root-cause:\n{KNOWN}"), "");
        case.clone().finds(&[&format!("{INCIDENT}:4:9 unfollowed-root-cause")]);
        case.says(
            "this incident is resolved, its root cause is not told, and nothing follows it up",
            "say under `root-cause` what it was (`summary`) or where it is looked for (`ticket`), or add an open \
             action item",
        );
        Case::sound().replace(KNOWN, "").finds(&[&format!("{INCIDENT}:4:9 unfollowed-root-cause")]);
    }

    #[test]
    fn a_cause_that_is_known_has_to_be_told() {
        let case = Case::sound().replace(KNOWN, "  known: true\n");
        case.clone().finds(&[&format!("{INCIDENT}:14:10 unfollowed-root-cause")]);
        case.clone().says(
            "the root cause is said to be known, but not told",
            "add `summary: ` and what it was, under `root-cause`",
        );
        case.replace_in_postmortem("owner: ", "causes: [One shard, No check]\nowner: ").finds(&[]);
    }

    #[test]
    fn a_ticket_or_an_action_that_is_open_or_dropped_stands_for_it() {
        Case::sound().replace(KNOWN, "  known: false\n  ticket: OPS-412\n").finds(&[]);
        let word = Case::sound().replace(KNOWN, "  known: false\n  ticket: someday\n");
        word.finds(&[&format!("{INCIDENT}:14:10 unfollowed-root-cause")]);
        for (status, found) in [("open", false), ("dropped", false), ("done", true)] {
            let action = format!("{{title: Find the root cause, owner: A, due: 2026-10-01, status: {status}}}");
            let expected = format!("{INCIDENT}:14:10 unfollowed-root-cause");
            let expected: &[&str] = if found { &[&expected] } else { &[] };
            let unknown = Case::sound().replace(KNOWN, "  known: false\n");
            unknown.clone().replace("related: []", &format!("actions: [{action}]")).finds(expected);
            unknown.replace_in_postmortem("actions: [", &format!("actions: [{action}, ")).finds(expected);
        }
    }

    #[test]
    fn a_cause_that_is_told_is_known_and_a_slip_of_the_pen_is_found_as_that() {
        Case::sound().replace("  known: true\n", "").finds(&[]);
        Case::sound().replace(KNOWN, "  known: maybe\n").finds(&[&format!("{INCIDENT}:14:10 invalid-value")]);
    }

    #[test]
    fn an_incident_that_goes_on_or_was_imported_is_let_off() {
        Case::sound().replace(KNOWN, "  known: false\n").ongoing().finds(&[]);
        Case::sound().replace(KNOWN, "  known: false\nx-imported: cstate\n").finds(&[]);
    }
}

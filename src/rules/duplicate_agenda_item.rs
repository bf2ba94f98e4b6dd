//! One incident that waits on the agenda of several meetings.

use super::rule::{Findings, Subject};
use std::collections::HashMap;

rule! {
    /// An incident has an open item on the agenda of more than one meeting.
    ///
    /// ## Why
    /// One of the two was meant to be deferred or briefed. As it stands the team is briefed twice, or the second item
    /// stays open for ever. Two people who open an item at the same time make this, as git merges both.
    ///
    /// ## Good
    /// ```text
    /// agenda/2026-09-08/2026-03-02-search-is-slow.md    status: deferred
    /// agenda/2026-09-15/2026-03-02-search-is-slow.md    status: open
    /// ```
    /// ## Bad
    /// ```text
    /// agenda/2026-09-08/2026-03-02-search-is-slow.md    status: open
    /// agenda/2026-09-15/2026-03-02-search-is-slow.md    status: open
    /// ```
    "duplicate-agenda-item", Warn, check
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let mut open: HashMap<&str, Vec<&str>> = HashMap::new();
    for item in subject.others.agenda.iter().filter(|item| item.known.is_open) {
        open.entry(item.incident()).or_default().push(item.path);
    }
    for item in subject.agenda() {
        let source = &item.document.source;
        let Some(open) = open.get(item.incident()).filter(|open| open.contains(&source.path())) else { continue };
        let Some(first) = open.first().filter(|first| **first != source.path()) else { continue };
        let message = format!("{} has an open item in {first} already", item.incident());
        let help = "set the `status` of the one that is not needed to deferred, or remove it";
        findings.report(source, item.document.place_of("status"), message, help);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{AGENDA, Case};

    const LATER: &str = "agenda/2026-03-17/2026-03-02-search-is-slow.md";

    #[test]
    fn the_later_of_two_open_items_is_found() {
        let case = Case::sound().replace_in_agenda("status: briefed", "status: open").copied(AGENDA, LATER);
        let case = case.at("2026-03-05T00:00:00Z");
        case.clone().finds(&[&format!("{LATER}:5:9 duplicate-agenda-item")]);
        case.says(
            "2026-03-02-search-is-slow has an open item in agenda/2026-03-10/2026-03-02-search-is-slow.md already",
            "set the `status` of the one that is not needed to deferred, or remove it",
        );
    }

    #[test]
    fn an_item_that_was_deferred_or_briefed_before_is_let_pass() {
        for before in ["deferred", "briefed"] {
            Case::sound()
                .copied(AGENDA, LATER)
                .replace_in(LATER, "status: briefed", "status: open")
                .replace_in_agenda("status: briefed", &format!("status: {before}"))
                .at("2026-03-05T00:00:00Z")
                .finds(&[]);
        }
    }
}

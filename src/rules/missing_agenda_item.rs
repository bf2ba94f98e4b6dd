//! Severe incidents that no meeting is briefed on.

use super::deadline::{Demand, demands, resolved};
use super::rule::{Findings, Subject};
use super::subject::file_stem;
use crate::model::{Visibility, came_back, parse_date};

rule! {
    /// An incident is on the agenda of no meeting, though its severity requires it.
    ///
    /// ## Why
    /// The team learns of an incident by being briefed on it, not by a page that somebody could have read. The plan says
    /// for which severities, and within how many days from the resolution; the rule is silent until the last of them is
    /// over, or the incident is closed. A restricted incident needs none. What came back is told of anew: an item from before
    /// its last end told half of it.
    ///
    /// ## Good
    /// ```text
    /// incidents/2026/2026-03-02-search-is-slow/incident.md      severity: sev-2
    /// incidents/2026/2026-03-02-search-is-slow/postmortem.md
    /// agenda/2026-03-10/2026-03-02-search-is-slow.md
    /// ```
    /// ## Bad
    /// ```text
    /// incidents/2026/2026-03-02-search-is-slow/incident.md      severity: sev-2
    /// incidents/2026/2026-03-02-search-is-slow/postmortem.md
    /// ```
    "missing-agenda-item", Error, check
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for demand in demands(subject, |requires| requires.agenda, resolved) {
        let restricted = demand.document.value.visibility == Some(Visibility::Restricted);
        let is_told = subject.is_on_agenda(&demand.folder.name);
        if restricted || (is_told && !is_told_by_half(subject, &demand)) {
            continue;
        }
        let (severity, because) = (&demand.severity.id, &demand.because);
        let message = match is_told {
            true => format!("this came back, and no agenda since has an item, which {severity} requires: {because}"),
            false => format!("{severity} requires a briefing, and no agenda has an item: {because}"),
        };
        let help = format!("`incident agenda open {}` puts it on the coming meeting's", demand.folder.name);
        findings.report(&demand.document.source, demand.place(), message, help);
    }
}

/// Whether every meeting that has an item was before the day of the last end of what came back.
fn is_told_by_half(subject: &Subject<'_>, demand: &Demand<'_>) -> bool {
    let (document, id) = (demand.document, &demand.folder.name);
    let Some(ended) = resolved(&document.value).filter(|_| came_back(&document.timeline)) else { return false };
    let day = ended.with_timezone(&subject.log.plan.value.time_zone).date_naive();
    let items = subject.others.agenda.iter().filter(|item| item.incident() == id || file_stem(item.path) == id);
    items.map(|item| item.path.rsplit('/').nth(1).and_then(parse_date)).all(|date| date.is_some_and(|date| date < day))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{AGENDA, Case, INCIDENT};

    #[test]
    fn it_is_found_at_the_severity_once_the_last_day_is_over() {
        let without = Case::sound().without(AGENDA);
        without.clone().at("2026-03-16T23:59:00Z").finds(&[]);
        let case = without.at("2026-03-17T00:00:00Z");
        case.clone().finds(&[&format!("{INCIDENT}:3:11 missing-agenda-item")]);
        case.says(
            "sev-2 requires a briefing, and no agenda has an item: it was due on 2026-03-16",
            "`incident agenda open 2026-03-02-search-is-slow` puts it on the coming meeting's",
        );
    }

    #[test]
    fn a_closed_incident_has_no_time_left() {
        Case::sound()
            .without(AGENDA)
            .replace("status: resolved", "status: closed")
            .at("2026-03-02T12:00:00Z")
            .finds(&[&format!("{INCIDENT}:3:11 missing-agenda-item")]);
    }

    #[test]
    fn restricted_and_imported_incidents_need_none() {
        Case::sound().without(AGENDA).replace("tags: [deploy]", "visibility: restricted").finds(&[]);
        Case::sound().without(AGENDA).replace("tags: [deploy]", "x-imported: cstate").finds(&[]);
    }

    #[test]
    fn an_item_that_cannot_be_read_is_one_all_the_same() {
        Case::sound()
            .replace_in_agenda("presenter: On-call", "presenter: On: call")
            .finds(&[&format!("{AGENDA}:3:14 broken-document")]);
    }

    #[test]
    fn what_came_back_is_told_of_anew() {
        let again = Case::sound()
            .replace("## Timeline\n", "## Timeline\n- 2026-03-01T10:00:00Z [resolved] It was gone.\n- 2026-03-01T11:00:00Z [report] It is back.\n")
            .moved(AGENDA, "agenda/2026-03-01/2026-03-02-search-is-slow.md");
        again.clone().at("2026-03-16T23:59:00Z").finds(&[]);
        let case = again.at("2026-03-17T00:00:00Z");
        case.clone().finds(&[&format!("{INCIDENT}:3:11 missing-agenda-item")]);
        case.says(
            "this came back, and no agenda since has an item, which sev-2 requires: it was due on 2026-03-16",
            "`incident agenda open 2026-03-02-search-is-slow` puts it on the coming meeting's",
        );
        let once = Case::sound().moved(AGENDA, "agenda/2026-03-01/2026-03-02-search-is-slow.md");
        once.at("2026-03-17T00:00:00Z").finds(&[]);
    }
}

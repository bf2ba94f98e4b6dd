//! Severe incidents that nobody led.

use super::documents::over;
use super::response::{Response, entries_of, is_acknowledged, is_led, responses};
use super::rule::{Findings, Subject};
use crate::document::Document;
use crate::model::{EntryKind, Incident};

rule! {
    /// A severe incident has no lead.
    ///
    /// ## Why
    /// With nobody in the lead everybody waits for everybody, or two people mend the same thing in two ways. Whoever
    /// responds first leads; that is whoever acknowledged, until somebody else takes over. The rule looks at incidents whose
    /// severity requires a war room, once somebody has acknowledged or it is over.
    ///
    /// ## Good
    /// ```yaml
    /// severity: sev-1
    /// lead: Tech Lead
    /// ```
    /// ```markdown
    /// ## Timeline
    /// - 2026-03-02T09:00:00Z [started] The index was swapped.
    /// - 2026-03-02T09:05:00Z [detected] The latency alarm.
    /// - 2026-03-02T09:07:00Z [acknowledged]
    /// - 2026-03-02T09:08:00Z [lead] Tech Lead takes the lead.
    /// - 2026-03-02T09:30:00Z [mitigated] The old index serves again.
    /// - 2026-03-02T10:00:00Z [resolved] The new index has eight shards.
    /// - 2026-03-02T10:05:00Z [announced] All clear.
    /// ```
    /// ## Bad
    /// ```yaml
    /// severity: sev-1
    /// ```
    /// ```markdown
    /// ## Timeline
    /// - 2026-03-02T09:00:00Z [started] The index was swapped.
    /// - 2026-03-02T09:05:00Z [detected] The latency alarm.
    /// - 2026-03-02T09:07:00Z [acknowledged]
    /// - 2026-03-02T09:30:00Z [mitigated] The old index serves again.
    /// - 2026-03-02T10:00:00Z [resolved] The new index has eight shards.
    /// - 2026-03-02T10:05:00Z [announced] All clear.
    /// ```
    "missing-lead", Warn, check
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for Response { document, severity } in responses(subject).filter(|response| !has_lead(response.document)) {
        // Until somebody answers, that is what is wrong.
        if severity.escalation.until_acknowledged && !is_acknowledged(document) {
            continue;
        }
        let message = match over(&document.value) {
            Some(status) => format!("this {} is {status}, and nobody is said to have led it", severity.id),
            None if document.value.acknowledged.is_some() => {
                format!("this {} was acknowledged, and nobody is said to lead it", severity.id)
            }
            None => continue,
        };
        let help = "add `lead: ` and a name, and `- TIME [lead] …` to the timeline";
        findings.report(&document.source, document.place_of("severity"), message, help);
    }
}

fn has_lead(document: &Document<Incident>) -> bool {
    let first = || entries_of(document, EntryKind::Acknowledged).any(|entry| !entry.text.trim().is_empty());
    is_led(document) || first()
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, INCIDENT, POSTMORTEM};

    fn nobody() -> Case {
        Case::sound().replace("[acknowledged] On-call Engineer.", "[acknowledged]")
    }

    #[test]
    fn an_incident_that_is_over_or_acknowledged_is_found_at_its_severity() {
        let case = nobody();
        case.clone().finds(&[&format!("{INCIDENT}:3:11 missing-lead")]);
        case.says(
            "this sev-2 is resolved, and nobody is said to have led it",
            "add `lead: ` and a name, and `- TIME [lead] …` to the timeline",
        );
        nobody().ongoing().says(
            "this sev-2 was acknowledged, and nobody is said to lead it",
            "add `lead: ` and a name, and `- TIME [lead] …` to the timeline",
        );
    }

    #[test]
    fn a_name_anywhere_is_enough() {
        nobody().replace("[acknowledged]", "[acknowledged] Tech Lead looks.").finds(&[]);
        nobody().replace("[acknowledged]", "[lead] Tech Lead takes the lead.").finds(&[]);
        let led = nobody().replace("tags: [deploy]", "lead: Tech Lead");
        led.replace("[acknowledged]\n", "[acknowledged]\n- 2026-03-02T09:08:00Z [lead] Tech Lead\n").finds(&[]);
    }

    #[test]
    fn nobody_has_to_lead_before_anybody_has_answered() {
        nobody()
            .ongoing()
            .without(POSTMORTEM)
            .replace("acknowledged: 2026-03-02T09:07:00Z\n", "")
            .replace("- 2026-03-02T09:07:00Z [acknowledged]\n", "")
            .replace("status: mitigated", "status: open")
            .replace("mitigated: 2026-03-02T09:30:00Z\n", "")
            .replace("- 2026-03-02T09:30:00Z [mitigated] The old index serves again.\n", "")
            .replace("- 2026-03-02T10:00:00Z [resolved] The new index has eight shards.\n", "")
            .replace("- 2026-03-02T10:05:00Z [announced] All clear.\n", "")
            .at("2026-03-02T09:08:00Z")
            .finds(&[]);
    }

    #[test]
    fn one_that_nobody_acknowledged_is_found_for_that_alone() {
        nobody()
            .replace("acknowledged: 2026-03-02T09:07:00Z\n", "")
            .replace("[acknowledged]", "[escalated] Message.")
            .finds(&[&format!("{INCIDENT}:3:11 unacknowledged-escalation")]);
    }

    #[test]
    fn a_lesser_severity_and_an_imported_incident_are_let_off() {
        nobody().replace("severity: sev-2", "severity: sev-3").finds(&[]);
        nobody().replace("related: []", "x-imported: cstate").finds(&[]);
    }
}

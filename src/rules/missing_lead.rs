//! Severe incidents that nobody led.

use super::documents::{over, readable};
use super::response::{Response, entries_of, is_acknowledged, is_led, responses};
use super::rule::{Findings, Subject};
use crate::document::Document;
use crate::model::{EntryKind, Incident};
use crate::text::is_blank;
use chrono::Duration;

rule! {
    /// A severe incident has no lead.
    ///
    /// ## Why
    /// With nobody in the lead everybody waits for everybody, or two people mend the same thing in two ways. Whoever
    /// responds first leads; that is whoever acknowledged, until somebody else takes over. The rule looks at incidents whose
    /// severity requires a war room, once somebody has acknowledged or it is over. One that was over before anybody
    /// acknowledged is let be where its post-mortem has an owner, who then answered, or where it was over before the first
    /// status was owed (`update-every`).
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
    let Some(owed) = subject.plan("update-every").map(|plan| Duration::minutes(plan.update_every.into())) else {
        return;
    };
    for Response { folder, document, severity } in responses(subject).filter(|response| !has_lead(response.document)) {
        // Until somebody answers, that is what is wrong.
        let unanswered = severity.escalation.until_acknowledged && !is_acknowledged(document);
        let escalated = || entries_of(document, EntryKind::Escalated).next().is_some();
        let owner = || readable(folder.postmortem.as_ref())?.value.owner.as_deref();
        let owned = || owner().is_some_and(|owner| !is_blank(owner));
        if unanswered && (escalated() || owned() || !took_longer(document, owed)) {
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

/// Whether it took longer from the first sign to the end.
fn took_longer(document: &Document<Incident>, than: Duration) -> bool {
    let value = &document.value;
    let (from, to) = (value.detected.or(value.started), value.mitigated.or(value.resolved));
    from.zip(to).is_some_and(|(from, to)| to - from > than)
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
    fn one_that_was_over_before_anybody_acknowledged_is_found_unless_it_was_short() {
        let over = nobody()
            .replace("acknowledged: 2026-03-02T09:07:00Z\n", "")
            .replace("- 2026-03-02T09:07:00Z [acknowledged]\n", "");
        over.clone().finds(&[]);
        let over = over.replace_in_postmortem("owner: On-call Engineer", "owner: nobody yet");
        over.clone().finds(&[&format!("{INCIDENT}:3:11 missing-lead")]);
        over.reached("mitigated", "2026-03-02T09:15:00Z").finds(&[]);
    }

    #[test]
    fn a_lesser_severity_and_an_imported_incident_are_let_off() {
        nobody().replace("severity: sev-2", "severity: sev-3").finds(&[]);
        nobody().replace("related: []", "x-imported: cstate").finds(&[]);
    }
}

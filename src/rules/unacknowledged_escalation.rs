//! Escalations that nobody acknowledged.

use super::documents::over;
use super::response::{entries_of, is_acknowledged, is_led, own_incidents};
use super::rule::{Findings, Subject};
use crate::document::Document;
use crate::model::{EntryKind, Incident, Moment, format_duration};
use chrono::Duration;

rule! {
    /// An escalation was not acknowledged.
    ///
    /// ## Why
    /// An escalation is not done when it was sent but when somebody answered: until then everybody believes that somebody
    /// else is on it. The plan says for which severities. While the incident goes on, the rule is silent for as long as a
    /// status may take (`update-every`); once it is over, it looks where the timeline tells of an escalation. Whoever leads
    /// has answered.
    ///
    /// ## Good
    /// ```yaml
    /// severity: sev-1
    /// acknowledged: 2026-03-02T09:07:00Z
    /// lead: On-call Engineer
    /// ```
    /// ```markdown
    /// ## Timeline
    /// - 2026-03-02T09:00:00Z [started] The index was swapped.
    /// - 2026-03-02T09:05:00Z [detected] The latency alarm.
    /// - 2026-03-02T09:06:00Z [escalated] Message with @channel in the incident channel.
    /// - 2026-03-02T09:07:00Z [acknowledged] On-call Engineer.
    /// - 2026-03-02T09:09:00Z [lead] On-call Engineer takes the lead.
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
    /// - 2026-03-02T09:06:00Z [escalated] Message with @channel in the incident channel.
    /// - 2026-03-02T09:30:00Z [mitigated] The old index serves again.
    /// - 2026-03-02T10:00:00Z [resolved] The new index has eight shards.
    /// - 2026-03-02T10:05:00Z [announced] All clear.
    /// ```
    "unacknowledged-escalation", Warn, check
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let (Some(severities), Some(plan)) = (subject.plan("severities"), subject.plan("update-every")) else { return };
    let patience = Duration::minutes(plan.update_every.into());
    for document in own_incidents(subject) {
        let severity = document.value.severity.as_deref().and_then(|id| severities.severity(id));
        let Some(severity) = severity.filter(|severity| severity.escalation.until_acknowledged) else { continue };
        if is_acknowledged(document) || is_led(document) {
            continue;
        }
        let (message, help) = match over(&document.value) {
            // Whoever resolved it answered; only where others were called does it matter who did.
            Some(_) if entries_of(document, EntryKind::Escalated).next().is_none() => continue,
            Some(status) => (
                format!("this {} is {status}, and nobody is said to have acknowledged it", severity.id),
                "add `acknowledged: ` and the time when somebody answered, and `- TIME [acknowledged] …` to the timeline",
            ),
            None => {
                let waits = asked(document).map(|asked| subject.now - asked).filter(|waits| *waits > patience);
                let Some(waits) = waits else { continue };
                (
                    format!(
                        "this {} has waited {} for somebody to acknowledge it",
                        severity.id,
                        format_duration(waits)
                    ),
                    "reach the next person on the roster, then `incident note --kind acknowledged`",
                )
            }
        };
        findings.report(&document.source, document.place_of("severity"), message, help);
    }
}

/// When somebody was last asked to respond.
fn asked(document: &Document<Incident>) -> Option<Moment> {
    let asking = |kind| entries_of(document, kind).filter_map(|entry| entry.at);
    let last = asking(EntryKind::Escalated).chain(asking(EntryKind::Report)).max();
    last.or(document.value.detected).or(document.value.started)
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, INCIDENT, PLAN, POSTMORTEM};

    const ENTRY: &str = "- 2026-03-02T09:07:00Z [acknowledged] On-call Engineer.\n";

    fn unanswered() -> Case {
        let case = Case::sound().replace("acknowledged: 2026-03-02T09:07:00Z\n", "");
        case.replace(ENTRY, "- 2026-03-02T09:06:00Z [escalated] Message.\n")
    }

    fn waiting() -> Case {
        unanswered()
            .without(POSTMORTEM)
            .replace("status: resolved", "status: open")
            .replace("mitigated: 2026-03-02T09:30:00Z\n", "")
            .replace("- 2026-03-02T09:30:00Z [mitigated] The old index serves again.\n", "")
            .replace("resolved: 2026-03-02T10:00:00Z\n", "")
            .replace("- 2026-03-02T10:00:00Z [resolved] The new index has eight shards.\n", "")
            .replace("announced: 2026-03-02T10:05:00Z\n", "")
            .replace("- 2026-03-02T10:05:00Z [announced] All clear.\n", "")
    }

    #[test]
    fn a_resolved_incident_that_nobody_acknowledged_is_found_at_its_severity() {
        let case = unanswered();
        case.clone().finds(&[&format!("{INCIDENT}:3:11 unacknowledged-escalation")]);
        case.says(
            "this sev-2 is resolved, and nobody is said to have acknowledged it",
            "add `acknowledged: ` and the time when somebody answered, and `- TIME [acknowledged] …` to the timeline",
        );
    }

    #[test]
    fn an_open_one_is_found_once_the_plans_interval_is_over() {
        waiting().at("2026-03-02T09:16:00Z").finds(&[]);
        let case = waiting().at("2026-03-02T09:17:00Z");
        case.clone().finds(&[&format!("{INCIDENT}:3:11 unacknowledged-escalation")]);
        case.says(
            "this sev-2 has waited 11 min for somebody to acknowledge it",
            "reach the next person on the roster, then `incident note --kind acknowledged`",
        );
        waiting().file(PLAN, "update-every: 30\n").at("2026-03-02T09:36:00Z").finds(&[]);
    }

    #[test]
    fn a_time_an_entry_a_lead_or_a_resolution_without_an_escalation_is_an_answer() {
        Case::sound().replace("acknowledged: 2026-03-02T09:07:00Z\n", "").finds(&[]);
        unanswered().replace("[escalated] Message.", "[lead] X.").finds(&[]);
        unanswered().replace("[escalated] Message.", "[note] Message.").finds(&[]);
        let led = waiting().replace("tags: [deploy]", "lead: X").replace("[escalated] Message.", "[lead] X.");
        led.at("2026-03-02T09:20:00Z").finds(&[]);
    }

    #[test]
    fn severities_that_do_not_wait_for_an_answer_and_imported_incidents_are_let_off() {
        unanswered().replace("severity: sev-2", "severity: sev-3").finds(&[]);
        unanswered().replace("related: []", "x-imported: cstate").finds(&[]);
    }
}

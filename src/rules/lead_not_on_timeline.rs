//! Leads who, by the timeline, never led.

use super::response::{entries_of, names, responses};
use super::rule::{Findings, Subject};
use crate::model::EntryKind;

rule! {
    /// The lead of a severe incident never took the lead on its timeline.
    ///
    /// ## Why
    /// Whoever responds first leads, and passes the baton on; who led when is kept, since the next question after any
    /// decision is who took it. The rule looks at incidents whose severity requires a war room and that have a timeline.
    ///
    /// ## Good
    /// ```yaml
    /// lead: Tech Lead
    /// ```
    /// ```markdown
    /// ## Timeline
    /// - 2026-03-02T09:00:00Z [started] The index was swapped.
    /// - 2026-03-02T09:05:00Z [detected] The latency alarm.
    /// - 2026-03-02T09:07:00Z [acknowledged] On-call Engineer.
    /// - 2026-03-02T09:07:00Z [lead] On-call Engineer takes the lead.
    /// - 2026-03-02T09:12:00Z [lead] Tech Lead takes over.
    /// - 2026-03-02T09:30:00Z [mitigated] The old index serves again.
    /// - 2026-03-02T10:00:00Z [resolved] The new index has eight shards.
    /// - 2026-03-02T10:05:00Z [announced] All clear.
    /// ```
    /// ## Bad
    /// ```yaml
    /// lead: Tech Lead
    /// ```
    /// ```markdown
    /// ## Timeline
    /// - 2026-03-02T09:00:00Z [started] The index was swapped.
    /// - 2026-03-02T09:05:00Z [detected] The latency alarm.
    /// - 2026-03-02T09:07:00Z [acknowledged] On-call Engineer.
    /// - 2026-03-02T09:07:00Z [lead] On-call Engineer takes the lead.
    /// - 2026-03-02T09:30:00Z [mitigated] The old index serves again.
    /// - 2026-03-02T10:00:00Z [resolved] The new index has eight shards.
    /// - 2026-03-02T10:05:00Z [announced] All clear.
    /// ```
    "lead-not-on-timeline", Warn, check
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for document in responses(subject).map(|response| response.document) {
        let Some(lead) = document.value.lead.as_deref().filter(|_| !document.timeline.is_empty()) else { continue };
        let named = |kind| entries_of(document, kind).any(|entry| may_name(&entry.text, lead));
        // The first to respond leads, so an acknowledgement says it too.
        if named(EntryKind::Lead) || named(EntryKind::Acknowledged) {
            continue;
        }
        let message = if entries_of(document, EntryKind::Lead).next().is_some() {
            format!("`lead` says {lead}, who never takes the lead on the timeline")
        } else {
            format!("`lead` says {lead}, and the timeline does not tell since when")
        };
        let help = format!("add `- TIME [lead] {lead} takes the lead.` to the timeline, or mend `lead`");
        findings.report(&document.source, document.place_of("lead"), message, help);
    }
}

/// Whether a text names somebody, if only by a part of the name.
fn may_name(text: &str, name: &str) -> bool {
    // What many names share tells nobody from anybody.
    const SHARED: &[&str] =
        &["lead", "leader", "engineer", "manager", "head", "team", "chief", "director", "officer", "the"];
    let parts = name.split(|c: char| !c.is_alphanumeric()).filter(|part| part.chars().count() > 2);
    let mut own = parts.filter(|part| !SHARED.contains(&part.to_lowercase().as_str()));
    names(text, name) || own.any(|part| names(text, part))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, INCIDENT};

    fn led_by(name: &str, entries: &str) -> Case {
        Case::sound().replace("tags: [deploy]", &format!("lead: {name}")).noted(entries)
    }

    #[test]
    fn a_lead_who_never_took_it_is_found_at_the_name() {
        let case = led_by("Tech Lead", "- 2026-03-02T09:08:00Z [lead] Platform Lead takes the lead.\n");
        case.clone().finds(&[&format!("{INCIDENT}:11:7 lead-not-on-timeline")]);
        case.says(
            "`lead` says Tech Lead, who never takes the lead on the timeline",
            "add `- TIME [lead] Tech Lead takes the lead.` to the timeline, or mend `lead`",
        );
        led_by("Tech Lead", "").says(
            "`lead` says Tech Lead, and the timeline does not tell since when",
            "add `- TIME [lead] Tech Lead takes the lead.` to the timeline, or mend `lead`",
        );
    }

    #[test]
    fn a_part_of_the_name_and_whoever_acknowledged_are_enough() {
        led_by("Tech Lead", "- 2026-03-02T09:08:00Z [lead] Handed to tech.\n").finds(&[]);
        led_by("On-call Engineer", "").finds(&[]);
    }

    #[test]
    fn a_lesser_severity_and_an_imported_incident_are_let_off() {
        led_by("Tech Lead", "").replace("severity: sev-2", "severity: sev-3").finds(&[]);
        led_by("Tech Lead", "").replace("related: []", "x-imported: cstate").finds(&[]);
    }
}

//! Reviews led by somebody who took part.

use super::documents::readable;
use super::response::{names, own_postmortems};
use super::rule::{Findings, Subject};
use crate::document::Document;
use crate::model::{Entry, EntryKind, Incident, Postmortem, PostmortemStatus};

rule! {
    /// The facilitator of a review was a responder, or owns the post-mortem.
    ///
    /// ## Why
    /// Whoever leads the review asks the questions, and can't ask themselves: what was decided and why, what was not seen, what
    /// was hoped. Somebody who was not there asks what nobody else would. Once the post-mortem is published, the rule is silent.
    ///
    /// ## Good
    /// ```yaml postmortem
    /// status: in-review
    /// owner: On-call Engineer
    /// facilitator: Data Lead
    /// due: 2026-12-01
    /// ```
    /// ## Bad
    /// ```yaml postmortem
    /// status: in-review
    /// owner: On-call Engineer
    /// facilitator: On-call Engineer
    /// due: 2026-12-01
    /// ```
    "facilitator-was-responder", Warn, check
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (folder, document) in own_postmortems(subject) {
        let Some(facilitator) = document.value.facilitator.as_deref() else { continue };
        if document.value.status() == PostmortemStatus::Published {
            continue;
        }
        let incident = readable(folder.incident.as_ref());
        let Some(part) = part_of(facilitator, document, incident) else { continue };
        let message = format!("{facilitator} leads the review and {part}");
        let help = "ask somebody who was not there to lead it";
        findings.report(&document.source, document.place_of("facilitator"), message, help);
    }
}

/// What part somebody had in an incident, where they had one.
fn part_of(name: &str, postmortem: &Document<Postmortem>, incident: Option<&Document<Incident>>) -> Option<String> {
    let is_same = |other: Option<&str>| other.is_some_and(|other| other.trim().eq_ignore_ascii_case(name.trim()));
    if is_same(postmortem.value.owner.as_deref()) {
        return Some("owns the post-mortem".to_owned());
    }
    let incident = incident?;
    if is_same(incident.value.lead.as_deref()) {
        return Some("led the incident".to_owned());
    }
    let took_part = |entry: &&Entry| acts(entry) && begins_with(&entry.text, name);
    let entry = incident.timeline.iter().find(took_part)?;
    let line = incident.source.position(entry.span.start).line;
    Some(format!("took part in the response (line {line} of the incident)"))
}

/// Whether whoever an entry begins with did something about the incident.
fn acts(entry: &Entry) -> bool {
    use EntryKind::{Acknowledged, Change, Lead, Theory};
    matches!(entry.kind, Acknowledged | Change | Lead | Theory)
}

fn begins_with(text: &str, name: &str) -> bool {
    let start: String = text.chars().take(name.trim().chars().count() + 1).collect();
    names(&start, name)
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, INCIDENT, POSTMORTEM};

    fn led_by(name: &str) -> Case {
        Case::sound()
            .replace_in_postmortem("status: published", &format!("status: draft\nfacilitator: {name}"))
            .at("2026-03-05T00:00:00Z")
    }

    #[test]
    fn the_owner_and_the_lead_are_found_at_the_name() {
        let case = led_by("on-call engineer");
        case.clone().finds(&[&format!("{POSTMORTEM}:3:14 facilitator-was-responder")]);
        case.says(
            "on-call engineer leads the review and owns the post-mortem",
            "ask somebody who was not there to lead it",
        );
        let lead = led_by("Tech Lead").replace("tags: [deploy]", "lead: Tech Lead");
        lead.replace("[acknowledged] On-call Engineer.", "[acknowledged] Tech Lead.")
            .says("Tech Lead leads the review and led the incident", "ask somebody who was not there to lead it");
    }

    #[test]
    fn so_is_whoever_an_entry_begins_with() {
        let case = led_by("Data Lead").replace("[acknowledged] On-call Engineer.", "[acknowledged] Data Lead: on it.");
        case.says(
            "Data Lead leads the review and took part in the response (line 29 of the incident)",
            "ask somebody who was not there to lead it",
        );
    }

    #[test]
    fn somebody_else_and_a_name_in_passing_have_nothing_wrong() {
        led_by("Data Lead").finds(&[]);
        led_by("Data Lead").replace("On-call Engineer.", "On-call Engineer calls Data Lead.").finds(&[]);
        led_by("Data Lead").replace("On-call Engineer.", "Data Leader.").finds(&[]);
        led_by("Data Lead").replace("The latency alarm.", "Data Lead sees it.").finds(&[]);
    }

    #[test]
    fn a_published_post_mortem_and_an_imported_incident_are_let_off() {
        led_by("On-call Engineer").replace_in_postmortem("status: draft", "status: published").finds(&[]);
        led_by("On-call Engineer").replace("related: []", "x-imported: cstate").finds(&[]);
        assert!(led_by("Data Lead").text(INCIDENT).contains("On-call Engineer"));
    }
}

//! Post-mortems that nobody looked at before everybody does.

use super::deadline::resolved;
use super::documents::{readable, says};
use super::handed_over::{HandedOver, handed_over};
use super::rule::{Findings, Subject};
use crate::model::{came_back, format_date};
use chrono::NaiveDate;

rule! {
    /// A published post-mortem names neither a review nor anybody who reviewed it.
    ///
    /// ## Why
    /// Whoever was there knows too much to see what is missing, and one view of an incident is seldom the whole. A review
    /// finds causes that one writer does not, and makes the actions everybody's. `reviewed` takes the meeting's date,
    /// `reviewers` those who read it. Where the incident came back after the review, that saw half of it.
    ///
    /// ## Good
    /// ```yaml postmortem
    /// reviewed: 2026-03-09
    /// ```
    /// ## Bad
    /// ```yaml postmortem
    /// reviewed:
    /// ```
    "published-without-review", Warn, check
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for postmortem in handed_over(subject).filter(|postmortem| postmortem.is_published()) {
        let document = postmortem.document;
        if let Some((reviewed, ended)) = reviewed_before_the_end(subject, &postmortem) {
            let [reviewed, ended] = [reviewed, ended].map(format_date);
            let message = format!("this was reviewed on {reviewed}, and its incident came back and ended on {ended}");
            let help = "tell what came back too, and set `reviewed` to the date of the new review";
            findings.report(&document.source, document.place_of("reviewed"), message, help);
            continue;
        }
        if says(document, "reviewed") || !document.value.reviewers.is_empty() {
            continue;
        }
        let message = "this post-mortem is published, and nobody is said to have reviewed it";
        let help = "add `reviewed: ` with the date of the review, or `reviewers: ` with whoever read it";
        findings.report(&document.source, document.place_of("status"), message, help);
    }
}

/// The day of the review and that of the last end, where the incident came back in between.
fn reviewed_before_the_end(subject: &Subject<'_>, postmortem: &HandedOver<'_>) -> Option<(NaiveDate, NaiveDate)> {
    let incident = readable(postmortem.folder.incident.as_ref())?;
    let ended = resolved(&incident.value).filter(|_| came_back(&incident.timeline))?;
    let ended = ended.with_timezone(&subject.log.plan.value.time_zone).date_naive();
    let reviewed = postmortem.document.value.reviewed.filter(|reviewed| *reviewed < ended)?;
    Some((reviewed, ended))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, POSTMORTEM};

    const REVIEWED: &str = "reviewed: 2026-03-09\n";

    #[test]
    fn a_post_mortem_that_nobody_reviewed_is_found_at_its_status() {
        for none in ["", "reviewed:\n", "reviewers: []\n"] {
            let case = Case::sound().replace_in_postmortem(REVIEWED, none);
            case.finds(&[&format!("{POSTMORTEM}:2:9 published-without-review")]);
        }
        Case::sound().replace_in_postmortem(REVIEWED, "").says(
            "this post-mortem is published, and nobody is said to have reviewed it",
            "add `reviewed: ` with the date of the review, or `reviewers: ` with whoever read it",
        );
    }

    #[test]
    fn a_date_or_a_name_is_enough_and_before_it_is_published_neither_is_asked_for() {
        Case::sound().replace_in_postmortem(REVIEWED, "reviewers: [Tech Lead]\n").finds(&[]);
        Case::sound()
            .replace_in_postmortem(REVIEWED, "")
            .replace_in_postmortem("status: published", "status: in-review")
            .finds(&[]);
    }

    #[test]
    fn a_review_before_the_incident_came_back_saw_half_of_it() {
        let again = Case::sound()
            .replace("## Timeline\n", "## Timeline\n- 2026-03-01T10:00:00Z [resolved] It was gone.\n- 2026-03-01T11:00:00Z [report] It is back.\n");
        again.clone().finds(&[]);
        let case = again.replace_in_postmortem(REVIEWED, "reviewed: 2026-03-01\n");
        case.clone().finds(&[&format!("{POSTMORTEM}:4:11 published-without-review")]);
        case.says(
            "this was reviewed on 2026-03-01, and its incident came back and ended on 2026-03-02",
            "tell what came back too, and set `reviewed` to the date of the new review",
        );
        Case::sound().replace_in_postmortem(REVIEWED, "reviewed: 2026-03-01\n").finds(&[]);
    }
}

//! Post-mortems that nobody looked at before everybody does.

use super::documents::says;
use super::handed_over::handed_over;
use super::rule::{Findings, Subject};

rule! {
    /// A published post-mortem names neither a review nor anybody who reviewed it.
    ///
    /// ## Why
    /// Whoever was there knows too much to see what is missing, and one view of an incident is seldom the whole. A review
    /// finds causes that one writer does not, and makes the actions everybody's. `reviewed` takes the meeting's date,
    /// `reviewers` those who read it.
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
        if says(document, "reviewed") || !document.value.reviewers.is_empty() {
            continue;
        }
        let message = "this post-mortem is published, and nobody is said to have reviewed it";
        let help = "add `reviewed: ` with the date of the review, or `reviewers: ` with whoever read it";
        findings.report(&document.source, document.place_of("status"), message, help);
    }
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
}

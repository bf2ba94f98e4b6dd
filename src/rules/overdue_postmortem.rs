//! Post-mortems that are late.

use super::deadline::postmortem_due;
use super::option::RuleOption;
use super::response::own_postmortems;
use super::rule::{Findings, Subject};
use crate::document::Document;
use crate::model::{Postmortem, PostmortemStatus, format_date, format_duration};
use chrono::{Days, Duration, NaiveDate};

rule! {
    /// A post-mortem is still a draft after its due date, or has been in review for long.
    ///
    /// ## Why
    /// After a week people remember what they have told each other, and not what happened. Where the post-mortem has no `due`,
    /// the plan's days from the resolution hold. A review may take two weeks more (the option sets it), counted from the due
    /// date or, where it was held, from the meeting.
    ///
    /// ## Good
    /// ```yaml postmortem
    /// status: published
    /// due: 2026-03-09
    /// ```
    /// ## Bad
    /// ```yaml postmortem
    /// status: draft
    /// due: 2026-03-09
    /// ```
    "overdue-postmortem", Warn, check, options: &[REVIEW]
}

const REVIEW: RuleOption =
    RuleOption::number("review", 14, "days that a review may take after the due date or the meeting");

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let review = Days::new(findings.options.number(&REVIEW).into());
    let (plan, today) = (subject.plan("severities"), subject.today());
    for (folder, document) in own_postmortems(subject) {
        // Without a status nobody can tell.
        let Some(status) = document.value.status else { continue };
        let due = postmortem_due(plan, folder, document);
        let until = match status {
            PostmortemStatus::Published => None,
            PostmortemStatus::Draft => due,
            PostmortemStatus::InReview => {
                due.max(document.value.reviewed).and_then(|from| from.checked_add_days(review))
            }
        };
        let Some(late) = until.map(|until| today - until).filter(|late| *late > Duration::zero()) else { continue };
        let (key, message) = told(document, status, due, late);
        let is_nobodys = document.value.owner.as_deref().is_none_or(|owner| owner.trim().is_empty());
        let help = match status {
            PostmortemStatus::Draft if is_nobodys => {
                "name who writes it, the person closest to the incident, as its `owner`, and agree on another `due`"
            }
            PostmortemStatus::Draft => {
                "finish it and set `status: in-review`, or agree on another `due` with its owner"
            }
            _ => "work in what the review found and set `status: published`",
        };
        findings.report(&document.source, document.place_of(key), message, help);
    }
}

fn told(
    document: &Document<Postmortem>,
    status: PostmortemStatus,
    due: Option<NaiveDate>,
    late: Duration,
) -> (&'static str, String) {
    let due = due.map(format_date).unwrap_or_default();
    match (status, document.value.due, document.value.reviewed) {
        (PostmortemStatus::Draft, Some(_), _) => {
            ("due", format!("this post-mortem is a draft and has been due for {}", format_duration(late)))
        }
        (PostmortemStatus::Draft, None, _) => {
            ("status", format!("this post-mortem is a draft, and the plan wanted it by {due}"))
        }
        (_, _, Some(reviewed)) => {
            ("status", format!("this post-mortem is in review, and the meeting was on {}", format_date(reviewed)))
        }
        _ => ("status", format!("this post-mortem is in review and was due on {due}")),
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, PLAN, POSTMORTEM};

    fn with(front: &str) -> Case {
        let case = Case::sound().replace_in_postmortem("reviewed: 2026-03-09\n", "");
        case.replace_in_postmortem("due: 2026-12-01\n", "").replace_in_postmortem("status: published", front)
    }

    #[test]
    fn a_draft_is_found_the_day_after_it_was_due() {
        let case = with("status: draft\ndue: 2026-03-20");
        case.clone().at("2026-03-20T23:59:00Z").finds(&[]);
        let case = case.at("2026-03-22T00:00:00Z");
        case.clone().finds(&[&format!("{POSTMORTEM}:3:6 overdue-postmortem")]);
        case.says(
            "this post-mortem is a draft and has been due for 2 d",
            "finish it and set `status: in-review`, or agree on another `due` with its owner",
        );
    }

    #[test]
    fn of_one_that_nobody_owns_the_owner_is_asked_for() {
        let case =
            with("status: draft\ndue: 2026-03-20").replace_in_postmortem("owner: On-call Engineer\n", "owner:\n");
        case.at("2026-03-22T00:00:00Z").says(
            "this post-mortem is a draft and has been due for 2 d",
            "name who writes it, the person closest to the incident, as its `owner`, and agree on another `due`",
        );
    }

    #[test]
    fn without_a_date_the_plans_days_hold() {
        let case = with("status: draft");
        case.clone().at("2026-03-09T23:59:00Z").finds(&[]);
        let case = case.at("2026-03-10T00:00:00Z");
        case.clone().finds(&[&format!("{POSTMORTEM}:2:9 overdue-postmortem")]);
        case.says(
            "this post-mortem is a draft, and the plan wanted it by 2026-03-09",
            "finish it and set `status: in-review`, or agree on another `due` with its owner",
        );
        with("status: draft").replace("severity: sev-2", "severity: sev-3").finds(&[]);
    }

    #[test]
    fn a_review_may_take_two_weeks_or_what_the_option_says() {
        let case = with("status: in-review\ndue: 2026-03-10");
        case.clone().at("2026-03-24T23:59:00Z").finds(&[]);
        case.clone().at("2026-03-25T00:00:00Z").finds(&[&format!("{POSTMORTEM}:2:9 overdue-postmortem")]);
        case.file(PLAN, "rules: {overdue-postmortem: {review: 15}}\n").at("2026-03-25T00:00:00Z").finds(&[]);
        let case = with("status: in-review\ndue: 2026-03-10\nreviewed: 2026-03-20");
        case.clone().at("2026-04-03T00:00:00Z").finds(&[]);
        case.at("2026-04-04T00:00:00Z").says(
            "this post-mortem is in review, and the meeting was on 2026-03-20",
            "work in what the review found and set `status: published`",
        );
    }

    #[test]
    fn a_published_one_and_an_imported_incident_are_let_off() {
        with("status: published\ndue: 2026-03-10\nreviewed: 2026-03-20").finds(&[]);
        with("status: draft\ndue: 2026-03-10").replace("related: []", "x-imported: cstate").finds(&[]);
        with("status: draft\ndue: 2026-03-10\nx-imported: cstate").finds(&[]);
    }
}

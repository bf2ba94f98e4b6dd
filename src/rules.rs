//! Layer 4: what a careful colleague would notice. One rule is one file, and a word in the list.

#[macro_use]
mod rule;

mod deadline;
mod documents;
mod findings;
mod first_names;
mod fixing;
mod follow_up;
mod handed_over;
mod language;
mod lexicon;
mod option;
mod persons;
mod placeholder;
mod response;
mod scope;
mod secrets;
mod subject;
mod suppression;
mod texts;
mod timelines;
mod token_formats;
mod veil;

#[cfg(test)]
mod examples;
#[cfg(test)]
mod staged_properties;
#[cfg(test)]
mod testing;

pub use fixing::{Fixed, fix, fix_found, what_fix_does};
pub use option::{OptionDefault, RuleOption};
pub use rule::{Fragment, Manual, Rule};
pub use secrets::{secrets_beside, secrets_in, starred};
pub use suppression::LetOff;

use crate::document::Document;
use crate::log::{Log, Overview};
use crate::model::{Diagnostic, Moment, Place, Plan, RuleLevel};
use crate::progress;
use option::{Declared, Options};
use rule::{Findings, Subject};
use scope::{Parts, Scope};
use std::collections::BTreeSet;

registry! {
    /// Every rule, in the order in which they are explained.
    pub const RULES: [Rule];
    broken_document,
    conflict_marker,
    unknown_field,
    wrong_type,
    invalid_value,
    missing_field,
    unknown_severity,
    unknown_rule,
    invalid_option,
    invalid_suppression,
    invalid_id,
    id_not_of_started,
    wrong_year_folder,
    duplicate_id,
    missing_document,
    unusable_page_name,
    times_out_of_order,
    time_in_the_future,
    status_without_time,
    stale_status,
    unwritten_entry,
    misspelt_section,
    unfollowed_root_cause,
    missing_announcement,
    missing_war_room,
    missing_postmortem,
    missing_agenda_item,
    missing_section,
    unwritten_section,
    broken_link,
    unknown_related,
    misplaced_agenda_item,
    unknown_incident,
    duplicate_agenda_item,
    meeting_without_date,
    leaked_secret,
    private_key,
    password_in_url,
    roster_phone,
    phone_file_in_git,
    card_number,
    public_email,
    heading_levels,
    image_without_alt,
    bare_link,
    link_without_words,
    duplicate_title,
    tag_spelling,
    unknown_service,
    unknown_contact,
    thin_section,
    impact_without_number,
    single_cause,
    timeline_without_start,
    timeline_without_detection,
    timeline_without_mitigation,
    published_without_review,
    person_as_cause,
    human_error,
    counterfactual,
    judging_word,
    minimising_word,
    who_question,
    retraining,
    // Structure: what the timeline tells, and how the response went.
    milestone_differs,
    milestone_not_on_timeline,
    timeline_out_of_order,
    timeline_in_the_future,
    untimed_entry,
    unknown_entry_kind,
    missing_lead,
    lead_not_on_timeline,
    unacknowledged_escalation,
    update_gap,
    unclosed_thread,
    change_without_approval,
    change_without_staging,
    change_failed_staging,
    severity_change_without_why,
    // Follow-up: what was promised afterwards.
    action_without_owner,
    action_without_due,
    action_without_ticket,
    overdue_action,
    vague_action,
    every_action_urgent,
    no_preventive_action,
    overdue_postmortem,
    facilitator_was_responder,
    unbriefed_agenda_item,
    // Which suppressions were needed is known when all the others have looked.
    unused_suppression,
}

/// Runs every rule that the plan does not turn off over a log; what is found comes in the order of the files.
///
/// A broken document has that one finding only, as what it lacks may stand in the part that could not be read; but a
/// key or a password in it is out all the same. What a
/// comment in a document lets off, with a reason, is left out.
pub fn run(log: &Log, now: Moment) -> Vec<Diagnostic> {
    run_over(log, &Overview::of(log), now)
}

/// Runs the rules over the part of a log that was read; `others` is what is known of the whole. What is found in a
/// document is what [`run`] would find there.
pub fn run_over(part: &Log, others: &Overview<'_>, now: Moment) -> Vec<Diagnostic> {
    let mut found = check(Parts::of(part).scope(), others, &part.paths, now);
    veil::veil(part, &mut found);
    found
}

/// Runs the rules over a log as another plan would have it.
pub fn run_by(plan: &Document<Plan>, log: &Log, now: Moment) -> Vec<Diagnostic> {
    let mut found = check(Parts::of(log).by(plan).scope(), &Overview::of(log), &log.paths, now);
    veil::veil(log, &mut found);
    found
}

/// Where secrets stand in a log, of those that the plan or a comment does not let off.
pub fn secrets(log: &Log, now: Moment) -> Vec<Place> {
    let found = check_by(Parts::of(log).scope(), &Overview::of(log), &log.paths, now, |rule| rule.hides);
    found.into_iter().map(|finding| finding.place).collect()
}

fn check(scope: Scope<'_>, others: &Overview<'_>, paths: &BTreeSet<String>, now: Moment) -> Vec<Diagnostic> {
    check_by(scope, others, paths, now, |_| true)
}

/// Runs some of the rules.
fn check_by(
    scope: Scope<'_>,
    others: &Overview<'_>,
    paths: &BTreeSet<String>,
    now: Moment,
    runs: impl Fn(&Rule) -> bool,
) -> Vec<Diagnostic> {
    let declared: Vec<_> = RULES.iter().map(|rule| Declared { id: rule.id, options: rule.options }).collect();
    let subject = Subject::new(scope, others, paths, now, &declared);
    let mut found = Vec::new();
    progress::begin("checking", RULES.len());
    for rule in RULES.iter().filter(|rule| runs(rule)) {
        progress::advance();
        let setting = scope.plan.value.rule(rule.id);
        let level = match setting.map(|setting| setting.level) {
            None | Some(RuleLevel::Default) => rule.level,
            Some(RuleLevel::At(level)) => level,
            Some(RuleLevel::Off) => continue,
        };
        let mut findings = Findings::new(rule.id, level, Options::of(setting));
        (rule.check)(&subject, &mut findings);
        found.extend(findings.into_found().into_iter().filter(|finding| !subject.suppressions.let_off(finding)));
    }
    found.sort_by(|a, b| (&a.place, a.rule, &a.message).cmp(&(&b.place, b.rule, &b.message)));
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rule_on_unused_suppressions_runs_last() {
        assert_eq!(RULES.last().map(|rule| rule.id), Some("unused-suppression"));
    }

    #[test]
    fn the_projects_own_log_has_no_finding() {
        let log = testing::log_in(std::path::Path::new(env!("CARGO_MANIFEST_DIR")));
        assert!(log.document_count() > 20);
        let now = crate::model::parse_moment("2026-11-24T12:00:00Z", chrono_tz::UTC, None).unwrap_or_default();
        assert_eq!(run(&log, now), []);
    }
}

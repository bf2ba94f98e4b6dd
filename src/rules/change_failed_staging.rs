//! Changes that failed in staging and were applied all the same.

use super::response::{changes, told, words_of};
use super::rule::{Findings, Subject};
use crate::document::Document;
use crate::model::{Entry, Incident, format_moment};

rule! {
    /// A change during a severe incident failed in staging, and nothing says that it was not applied.
    ///
    /// ## Why
    /// What fails in staging fails in production, before more people. Where it was not applied, or was mended first, the
    /// entry says so and the rule is content; where it was applied, that is a thing for the post-mortem to look at. The rule
    /// looks at incidents whose severity requires a war room, once they are over.
    ///
    /// ## Good
    /// ```markdown
    /// ## Timeline
    /// - 2026-03-02T09:00:00Z [started] The index was swapped.
    /// - 2026-03-02T09:05:00Z [detected] The latency alarm.
    /// - 2026-03-02T09:07:00Z [acknowledged] On-call Engineer.
    /// - 2026-03-02T09:20:00Z [change] Search team: reload the index. (approved: Tech Lead, staging: failed)
    ///
    ///   Effect: none, it was not applied.
    /// - 2026-03-02T09:30:00Z [mitigated] The old index serves again.
    /// - 2026-03-02T10:00:00Z [resolved] The new index has eight shards.
    /// - 2026-03-02T10:05:00Z [announced] All clear.
    /// ```
    /// ## Bad
    /// ```markdown
    /// ## Timeline
    /// - 2026-03-02T09:00:00Z [started] The index was swapped.
    /// - 2026-03-02T09:05:00Z [detected] The latency alarm.
    /// - 2026-03-02T09:07:00Z [acknowledged] On-call Engineer.
    /// - 2026-03-02T09:20:00Z [change] Search team: reload the index. (approved: Tech Lead, staging: failed)
    ///
    ///   Effect: queries take twelve seconds.
    /// - 2026-03-02T09:30:00Z [mitigated] The old index serves again.
    /// - 2026-03-02T10:00:00Z [resolved] The new index has eight shards.
    /// - 2026-03-02T10:05:00Z [announced] All clear.
    /// ```
    "change-failed-staging", Warn, check
}

/// Words by which people say that it went no further.
const NOT_APPLIED: &[&str] = &[
    "not applied",
    "never applied",
    "not rolled out",
    "not deployed",
    "not released",
    "not done",
    "was not run",
    "given up",
    "gave up",
    "abandoned",
    "withdrawn",
    "called off",
    "cancelled",
    "canceled",
    "dropped",
    "instead",
    "stopped there",
    "did not go out",
    "held back",
];

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (document, entry) in changes(subject) {
        let staging = told(entry, &["staging"]).unwrap_or_default().to_lowercase();
        let state = told(entry, &["state", "applied", "status", "effect"]).unwrap_or_default().to_lowercase();
        let words = format!("{staging} {state} {} {}", words_of(entry), effects_of(document, entry));
        let is_explained = told(entry, &["why", "reason"]).is_some() || words.contains("because ");
        if !staging.starts_with("fail") || is_explained || NOT_APPLIED.iter().any(|said| words.contains(said)) {
            continue;
        }
        let help = "say below it that it was not applied, or why it was in spite of that";
        let message = "this change failed in staging, and nothing says that it was not applied";
        findings.report(&document.source, entry.kind_span, message, help);
    }
}

/// What later entries tell of a change's effect, as `incident change --effect` writes them.
fn effects_of(document: &Document<Incident>, change: &Entry) -> String {
    let at = change.at.map(format_moment).unwrap_or_default();
    let effects = document.timeline.iter().filter(|entry| entry.text.starts_with("Effect of the change"));
    effects.filter(|entry| entry.text.contains(&at)).map(words_of).collect()
}

#[cfg(test)]
mod tests {
    use crate::model::Level;
    use crate::rules::testing::{Case, INCIDENT};

    fn changed(staging: &str, more: &str) -> Case {
        let entry =
            format!("- 2026-03-02T09:25:00Z [change] Search team: reload. (approved: Tech Lead, staging: {staging})");
        Case::sound().noted(&format!("{entry}\n{more}"))
    }

    #[test]
    fn a_failure_that_stopped_nothing_is_found_at_the_kind() {
        let case = changed("failed", "\n  Effect: the load doubles.\n");
        case.clone().finds(&[&format!("{INCIDENT}:30:25 change-failed-staging")]);
        case.says(
            "this change failed in staging, and nothing says that it was not applied",
            "say below it that it was not applied, or why it was in spite of that",
        );
        changed("Failed: two of nine checks", "").finds(&[&format!("{INCIDENT}:30:25 change-failed-staging")]);
    }

    #[test]
    fn one_that_went_no_further_is_let_be() {
        changed("failed", "\n  Effect: none, it was not applied.\n").finds(&[]);
        changed("failed, given up", "").finds(&[]);
        changed("failed", "\n  Applied all the same, because nothing could get worse.\n").finds(&[]);
        let effect =
            "- 2026-03-02T09:26:00Z [status] Effect of the change of 2026-03-02T09:25:00Z (Reload): not applied\n";
        changed("failed", effect).finds(&[]);
        changed("failed", &effect.replace("not applied", "12 s")).weighs(Level::Warn);
        changed("verified", "\n  Effect: the load doubles.\n").finds(&[]);
    }

    #[test]
    fn a_lesser_severity_and_an_imported_incident_are_let_off() {
        changed("failed", "").replace("severity: sev-2", "severity: sev-3").finds(&[]);
        changed("failed", "").replace("related: []", "x-imported: cstate").finds(&[]);
    }
}

//! Long silences while a severe incident was fought.

use super::option::RuleOption;
use super::response::{is_out_of_order, responses};
use super::rule::{Findings, Subject};
use crate::document::Document;
use crate::model::{Incident, Milestone, Moment, Status, format_duration, format_moment};
use crate::text::Span;
use chrono::Duration;

rule! {
    /// Nothing was written down for a long time while a severe incident was fought.
    ///
    /// ## Why
    /// Whoever is told nothing asks, or mends it themselves. The plan says how often a status is owed (`update-every`); the
    /// rule is content with a third of that, with entries of any kind, and looks at the time from the acknowledgement to the
    /// mitigation, or to the resolution where that alone is written, of incidents whose severity requires a war room. Of a
    /// closed incident, which nobody can do better any
    /// more, it says nothing.
    ///
    /// ## Good
    /// ```yaml
    /// mitigated: 2026-03-02T09:55:00Z
    /// ```
    /// ```markdown
    /// ## Timeline
    /// - 2026-03-02T09:00:00Z [started] The index was swapped.
    /// - 2026-03-02T09:05:00Z [detected] The latency alarm.
    /// - 2026-03-02T09:07:00Z [acknowledged] On-call Engineer.
    /// - 2026-03-02T09:30:00Z [status] Queries take eight seconds. The old index is being copied back.
    /// - 2026-03-02T09:55:00Z [mitigated] The old index serves again.
    /// - 2026-03-02T10:00:00Z [resolved] The new index has eight shards.
    /// - 2026-03-02T10:05:00Z [announced] All clear.
    /// ```
    /// ## Bad
    /// ```yaml
    /// mitigated: 2026-03-02T09:55:00Z
    /// ```
    /// ```markdown
    /// ## Timeline
    /// - 2026-03-02T09:00:00Z [started] The index was swapped.
    /// - 2026-03-02T09:05:00Z [detected] The latency alarm.
    /// - 2026-03-02T09:07:00Z [acknowledged] On-call Engineer.
    /// - 2026-03-02T09:55:00Z [mitigated] The old index serves again.
    /// - 2026-03-02T10:00:00Z [resolved] The new index has eight shards.
    /// - 2026-03-02T10:05:00Z [announced] All clear.
    /// ```
    "update-gap", Warn, check, options: &[MINUTES]
}

const MINUTES: RuleOption =
    RuleOption::number("minutes", 0, "minutes without an entry; 0 is three times the plan's `update-every`");

/// How many statuses may be left out.
const TOLERANCE: u32 = 3;

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(plan) = subject.plan("update-every") else { return };
    let limit = match findings.options.number(&MINUTES) {
        0 => plan.update_every.saturating_mul(TOLERANCE),
        minutes => minutes,
    };
    let limit = Duration::minutes(limit.into());
    for document in responses(subject).map(|response| response.document) {
        if document.value.status() == Status::Closed {
            continue;
        }
        let gaps: Vec<_> = gaps(document).into_iter().filter(|gap| gap.length() > limit).collect();
        let Some(longest) = gaps.iter().max_by_key(|gap| (gap.length(), std::cmp::Reverse(gap.from))) else { continue };
        let others = match gaps.len() {
            1 => String::new(),
            2 => ", and there is one more such gap".to_owned(),
            all => format!(", and there are {} more such gaps", all - 1),
        };
        let message = format!(
            "nothing is written down for {}, from {} on{others}",
            format_duration(longest.length()),
            format_moment(longest.from)
        );
        let help = format!(
            "add what was known and tried in between; the plan asks for a status every {} min",
            plan.update_every
        );
        findings.report(&document.source, longest.ends, message, help);
    }
}

/// A stretch of time without an entry.
struct Gap {
    from: Moment,
    to: Moment,
    /// The time of the entry that ends it.
    ends: Span,
}

impl Gap {
    fn length(&self) -> Duration {
        self.to - self.from
    }
}

/// The stretches between entries, from the acknowledgement to the mitigation or the end; none without a timeline.
fn gaps(document: &Document<Incident>) -> Vec<Gap> {
    let (last, key) = match document.value.mitigated {
        Some(_) => (Milestone::Mitigated, "mitigated"),
        None => (Milestone::Resolved, "resolved"),
    };
    let reached = document.value.acknowledged.zip(document.value.milestone(last));
    let Some((start, end)) = reached else { return Vec::new() };
    if [Milestone::Acknowledged, last].iter().any(|one| is_out_of_order(&document.value, *one)) {
        return Vec::new();
    }
    let mut told: Vec<_> = document.timeline.iter().filter_map(|entry| Some((entry.at?, entry.time_span))).collect();
    if told.is_empty() {
        return Vec::new();
    }
    told.retain(|(at, _)| (start..=end).contains(at));
    // The milestones themselves are told, be it in the front matter alone.
    told.extend([(start, document.place_of("acknowledged")), (end, document.place_of(key))]);
    told.sort_by_key(|(at, _)| *at);
    let steps = told.iter().zip(told.iter().skip(1));
    steps.map(|((from, _), (to, ends))| Gap { from: *from, to: *to, ends: *ends }).collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, INCIDENT, PLAN};

    const MITIGATED: &str = "- 2026-03-02T09:30:00Z [mitigated] The old index serves again.\n";

    /// Mitigated at 11:30, after what happened in between.
    fn fought(between: &str) -> Case {
        Case::sound()
            .replace("mitigated: 2026-03-02T09:30:00Z", "mitigated: 2026-03-02T11:30:00Z")
            .replace("resolved: 2026-03-02T10:00:00Z", "resolved: 2026-03-02T12:00:00Z")
            .replace("announced: 2026-03-02T10:05:00Z", "announced: 2026-03-02T12:05:00Z")
            .replace(MITIGATED, &format!("{between}{}", MITIGATED.replace("T09:30", "T11:30")))
            .replace("- 2026-03-02T10:00:00Z", "- 2026-03-02T12:00:00Z")
            .replace("- 2026-03-02T10:05:00Z", "- 2026-03-02T12:05:00Z")
    }

    #[test]
    fn the_longest_silence_is_found_at_the_entry_that_ends_it() {
        let case = fought("- 2026-03-02T09:31:00Z A.\n- 2026-03-02T10:30:00Z B.\n- 2026-03-02T11:01:00Z C.\n");
        case.clone().finds(&[&format!("{INCIDENT}:31:3 update-gap")]);
        case.says(
            "nothing is written down for 59 min, from 2026-03-02T09:31:00Z on, and there is one more such gap",
            "add what was known and tried in between; the plan asks for a status every 10 min",
        );
    }

    #[test]
    fn the_plan_and_the_option_set_how_long_is_long() {
        let entries = "- 2026-03-02T09:47:00Z A.\n- 2026-03-02T10:27:00Z B.\n- 2026-03-02T11:05:00Z C.\n";
        fought(entries).file(PLAN, "update-every: 14\n").finds(&[]);
        fought(entries).file(PLAN, "rules: {update-gap: {minutes: 40}}\n").finds(&[]);
        fought(entries)
            .file(PLAN, "rules: {update-gap: {minutes: 39}}\n")
            .finds(&[&format!("{INCIDENT}:30:3 update-gap")]);
    }

    #[test]
    fn one_that_was_resolved_and_never_mitigated_is_looked_at_to_its_end() {
        Case::sound()
            .replace("mitigated: 2026-03-02T09:30:00Z\n", "")
            .replace(MITIGATED, "")
            .finds(&[&format!("{INCIDENT}:29:3 update-gap")]);
    }

    #[test]
    fn short_steps_a_lesser_severity_a_closed_incident_and_no_timeline_are_let_off() {
        fought("").replace("severity: sev-2", "severity: sev-3").finds(&[]);
        fought("").replace("status: resolved", "status: closed").finds(&[]);
        fought("").replace("related: []", "x-imported: cstate").finds(&[]);
        let text = fought("").replace("tags: [deploy]", "lead: X").text(INCIDENT);
        Case::sound().file(INCIDENT, text.split("## Timeline").next().unwrap_or_default()).finds(&[]);
    }
}

//! Severities that were raised or lowered without a word on why.

use super::response::{own_incidents, told, words_of};
use super::rule::{Findings, Subject};
use crate::model::{Entry, EntryKind, Plan};

rule! {
    /// A severity was raised or lowered, and nothing says why.
    ///
    /// ## Why
    /// Judgement beats definitions: the lead may call an incident worse or better than the plan's words would. That works as
    /// long as the judgement is written down; without it, the next one has nothing to go by, and a lowered severity looks like
    /// a dodged post-mortem.
    ///
    /// ## Good
    /// ```markdown
    /// ## Timeline
    /// - 2026-03-02T09:00:00Z [started] The index was swapped.
    /// - 2026-03-02T09:05:00Z [detected] The latency alarm.
    /// - 2026-03-02T09:07:00Z [acknowledged] On-call Engineer.
    /// - 2026-03-02T09:12:00Z [severity] On-call Engineer: sev-3 to sev-2, because checkout waits for search.
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
    /// - 2026-03-02T09:12:00Z [severity] On-call Engineer: sev-3 to sev-2.
    /// - 2026-03-02T09:30:00Z [mitigated] The old index serves again.
    /// - 2026-03-02T10:00:00Z [resolved] The new index has eight shards.
    /// - 2026-03-02T10:05:00Z [announced] All clear.
    /// ```
    "severity-change-without-why", Warn, check
}

/// Words that tell of a change and not of its reason.
const OF_THE_CHANGE: &str = "from to by the a an of is was are now it this we and for as at on in up down back again team \
    severity incident priority level set sets raise raised raises raising lower lowered lowers lowering change changed \
    changes upgrade upgraded upgrades downgrade downgraded downgrades escalated escalate bump bumped reduced increased \
    declared declares";

/// As many words of another kind are a reason.
const ENOUGH: usize = 3;

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(plan) = subject.plan("severities") else { return };
    for document in own_incidents(subject) {
        let told_of = document.timeline.iter().filter(|entry| entry.kind == EntryKind::Severity);
        for (number, entry) in told_of.enumerate() {
            // The first judgement is no change.
            let is_first =
                number == 0 && !words_of(entry).split_whitespace().any(is_of_a_step) && ids_in(plan, entry) < 2;
            if is_first || has_why(plan, entry) {
                continue;
            }
            let help = "add `because` and what was seen, so that the next one can be judged alike";
            findings.report(&document.source, entry.kind_span, "nothing says why the severity was changed", help);
        }
    }
}

fn is_of_a_step(word: &str) -> bool {
    ["rais", "lower", "upgrad", "downgrad", "escalat", "bump", "reduc", "increas"]
        .iter()
        .any(|stem| word.starts_with(stem))
}

/// How many of the plan's severities an entry names.
fn ids_in(plan: &Plan, entry: &Entry) -> usize {
    let words = words_of(entry);
    plan.severities.iter().filter(|severity| words.contains(&severity.id.to_lowercase())).count()
}

fn has_why(plan: &Plan, entry: &Entry) -> bool {
    if told(entry, &["why", "reason", "because"]).is_some() || !entry.more.trim().is_empty() {
        return true;
    }
    // Who says it stands before a colon.
    let said = match entry.text.split_once(": ") {
        Some((who, said)) if who.split_whitespace().count() <= ENOUGH => said,
        _ => &entry.text,
    };
    let mut said = said.to_lowercase();
    for severity in &plan.severities {
        said = said.replace(&severity.id.to_lowercase(), " ");
        if !severity.name.is_empty() {
            said = said.replace(&severity.name.to_lowercase(), " ");
        }
    }
    if ["because ", "due to ", "since ", "after "].iter().any(|word| said.contains(word)) {
        return true;
    }
    let words = said.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().any(char::is_alphabetic));
    words.filter(|word| !OF_THE_CHANGE.split_whitespace().any(|other| other == *word)).count() >= ENOUGH
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, INCIDENT};

    fn judged(words: &str) -> Case {
        Case::sound().noted(&format!("- 2026-03-02T09:12:00Z [severity] {words}\n"))
    }

    #[test]
    fn a_change_without_a_word_on_it_is_found_at_its_kind() {
        for words in [
            "On-call Engineer: sev-3 to sev-2.",
            "Tech Lead raises it to sev-2",
            "Lowered to SEV-2 (high).",
            "sev-3 → sev-2",
        ] {
            judged(words).finds(&[&format!("{INCIDENT}:30:25 severity-change-without-why")]);
        }
        judged("sev-3 to sev-2.").says(
            "nothing says why the severity was changed",
            "add `because` and what was seen, so that the next one can be judged alike",
        );
    }

    #[test]
    fn a_reason_is_one_wherever_it_stands() {
        for words in [
            "On-call Engineer: sev-3 to sev-2, because checkout waits for search.",
            "sev-2: checkout waits for search",
            "sev-3 to sev-2 because of payments",
            "sev-3 to sev-2 (why: payments)",
            "sev-3 to sev-2.\n\n  Checkout waits.",
        ] {
            judged(words).finds(&[]);
        }
    }

    #[test]
    fn the_first_judgement_is_no_change_and_the_second_is() {
        judged("On-call Engineer: sev-2.").finds(&[]);
        judged("On-call Engineer: sev-3.\n- 2026-03-02T09:13:00Z [severity] On-call Engineer: sev-2.")
            .finds(&[&format!("{INCIDENT}:31:25 severity-change-without-why")]);
    }

    #[test]
    fn an_imported_incident_is_let_off() {
        judged("sev-3 to sev-2.").replace("related: []", "x-imported: cstate").finds(&[]);
    }
}

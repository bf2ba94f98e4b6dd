//! Milestones that the timeline does not tell of.

use super::response::{entries_of, own_incidents, same_minute};
use super::rule::{Findings, Subject};
use crate::document::Document;
use crate::model::{EntryKind, Incident, Milestone};

rule! {
    /// A milestone stands in the front matter and not on the timeline.
    ///
    /// ## Why
    /// The front matter says that it was detected at 09:05; only the timeline can say by whom and by what. The two are read
    /// by different people, and each of them takes what they see for the whole. An incident without a timeline is let be,
    /// and so is an entry of the same minute, whatever its kind.
    ///
    /// ## Good
    /// ```yaml
    /// mitigated: 2026-03-02T09:30:00Z
    /// ```
    /// ```markdown
    /// ## Timeline
    /// - 2026-03-02T09:00:00Z [started] The index was swapped.
    /// - 2026-03-02T09:05:00Z [detected] The latency alarm.
    /// - 2026-03-02T09:07:00Z [acknowledged] On-call Engineer.
    /// - 2026-03-02T09:30:00Z [mitigated] The old index serves again.
    /// - 2026-03-02T10:00:00Z [resolved] The new index has eight shards.
    /// - 2026-03-02T10:05:00Z [announced] All clear.
    /// ```
    /// ## Bad
    /// ```yaml
    /// mitigated: 2026-03-02T09:30:00Z
    /// ```
    /// ```markdown
    /// ## Timeline
    /// - 2026-03-02T09:00:00Z [started] The index was swapped.
    /// - 2026-03-02T09:05:00Z [detected] The latency alarm.
    /// - 2026-03-02T09:07:00Z [acknowledged] On-call Engineer.
    /// - 2026-03-02T10:00:00Z [resolved] The new index has eight shards.
    /// - 2026-03-02T10:05:00Z [announced] All clear.
    /// ```
    "milestone-not-on-timeline", Warn, check
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for document in own_incidents(subject).filter(|document| !document.timeline.is_empty()) {
        let missing: Vec<_> = Milestone::ALL.iter().filter(|milestone| is_missing(document, **milestone)).collect();
        let Some(first) = missing.first() else { continue };
        let words = missing.iter().map(|milestone| format!("`{milestone}`")).collect::<Vec<_>>().join(", ");
        let verb = if missing.len() == 1 { "stands" } else { "stand" };
        let message = format!("{words} {verb} in the front matter and not on the timeline");
        let entry = document.source.slice(document.place_of(first.word())).trim_matches(['"', '\'']);
        let help = format!("add an entry for each, like `- {entry} [{first}] …`, that says what was seen");
        findings.report(&document.source, document.place_of(first.word()), message, help);
    }
}

fn is_missing(document: &Document<Incident>, milestone: Milestone) -> bool {
    let Some(at) = document.value.milestone(milestone) else { return false };
    let told = EntryKind::from_word(milestone.word()).is_some_and(|kind| entries_of(document, kind).next().is_some());
    let in_that_minute = || document.timeline.iter().filter_map(|entry| entry.at).any(|told| same_minute(told, at));
    !told && !in_that_minute()
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, INCIDENT};

    const DETECTED: &str = "- 2026-03-02T09:05:00Z [detected] The latency alarm.\n";
    const ANNOUNCED: &str = "- 2026-03-02T10:05:00Z [announced] All clear.\n";

    #[test]
    fn all_that_are_missing_are_one_finding_at_the_first() {
        let case = Case::sound().replace(DETECTED, "").replace(ANNOUNCED, "");
        case.clone().finds(&[&format!("{INCIDENT}:6:11 milestone-not-on-timeline")]);
        case.says(
            "`detected`, `announced` stand in the front matter and not on the timeline",
            "add an entry for each, like `- 2026-03-02T09:05:00Z [detected] …`, that says what was seen",
        );
    }

    #[test]
    fn an_entry_of_that_minute_without_a_kind_tells_of_it() {
        Case::sound().replace(DETECTED, "- 2026-03-02T09:05:20Z The latency alarm fires.\n").finds(&[]);
    }

    #[test]
    fn an_incident_without_a_timeline_and_an_imported_one_are_let_off() {
        let text = Case::sound().text(INCIDENT);
        let (before, _) = text.split_once("## Timeline").unwrap_or_default();
        let before = before.replace("tags: [deploy]", "lead: Tech Lead");
        Case::sound().file(INCIDENT, before.as_str()).finds(&[]);
        Case::sound().file(INCIDENT, format!("{before}## Timeline\n\nNobody took notes.\n")).finds(&[]);
        Case::sound().replace(DETECTED, "").replace("related: []", "x-imported: cstate").finds(&[]);
    }
}

//! Kinds of timeline entries that there are not.

use super::option::RuleOption;
use super::rule::{Findings, Subject};
use super::timelines::{Timeline, timelines};
use crate::document::{nearest, slip_of};
use crate::model::EntryKind;
use crate::text::Span;
use std::collections::HashSet;

rule! {
    /// An entry of a timeline has a kind that is not known.
    ///
    /// ## Why
    /// What is not known is read as a note: it is no milestone, no change and no theory, and nothing that asks for those
    /// will find it. Words in brackets that do not look like a kind (names, ticket numbers, links, remarks) are let be, and
    /// so are those that the option names.
    ///
    /// ## Good
    /// ```markdown
    /// ## Timeline
    /// - 2026-03-02T09:00:00Z [started] The index was swapped.
    /// - 2026-03-02T09:05:00Z [detected] The latency alarm.
    /// - 2026-03-02T09:07:00Z [acknowledged] On-call Engineer.
    /// - 2026-03-02T09:20:00Z [status] Queries take eight seconds.
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
    /// - 2026-03-02T09:20:00Z [statsu] Queries take eight seconds.
    /// - 2026-03-02T09:30:00Z [mitigated] The old index serves again.
    /// - 2026-03-02T10:00:00Z [resolved] The new index has eight shards.
    /// - 2026-03-02T10:05:00Z [announced] All clear.
    /// ```
    "unknown-entry-kind", Warn, check, fixes: true, options: &[WORDS]
}

const WORDS: RuleOption = RuleOption::words("words", &[], "words of the team's own that may stand in the brackets");

/// What others call the kinds, status pages among them.
const OTHER_NAMES: &[(&str, EntryKind)] = &[
    ("start", EntryKind::Started),
    ("began", EntryKind::Started),
    ("alert", EntryKind::Detected),
    ("alerted", EntryKind::Detected),
    ("detection", EntryKind::Detected),
    ("reported", EntryKind::Report),
    ("escalation", EntryKind::Escalated),
    ("ack", EntryKind::Acknowledged),
    ("acked", EntryKind::Acknowledged),
    ("commander", EntryKind::Lead),
    ("sev", EntryKind::Severity),
    ("hypothesis", EntryKind::Theory),
    ("thread", EntryKind::Theory),
    ("update", EntryKind::Status),
    ("investigating", EntryKind::Status),
    ("identified", EntryKind::Status),
    ("monitoring", EntryKind::Status),
    ("action", EntryKind::Change),
    ("deploy", EntryKind::Change),
    ("deployed", EntryKind::Change),
    ("rollback", EntryKind::Change),
    ("mitigation", EntryKind::Mitigated),
    ("fixed", EntryKind::Resolved),
    ("close", EntryKind::Resolved),
    ("closed", EntryKind::Resolved),
    ("open", EntryKind::Report),
    ("opened", EntryKind::Report),
    ("resolution", EntryKind::Resolved),
    ("completed", EntryKind::Resolved),
    ("announcement", EntryKind::Announced),
    ("comment", EntryKind::Note),
    ("info", EntryKind::Note),
];

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let own = findings.options.words(&WORDS);
    for timeline in timelines(subject) {
        let Timeline { source, entries, .. } = timeline;
        // A word that is used throughout is one finding; a slip is mended wherever it stands.
        let mut told = HashSet::new();
        for entry in entries.iter().filter(|entry| entry.kind_span.end > entry.kind_span.start) {
            let written = source.slice(entry.kind_span).trim_start();
            let start = entry.kind_span.end - written.len();
            let (word, rest) = written.split_once(' ').unwrap_or((written, ""));
            let known = EntryKind::from_word(word).is_some() || own.iter().any(|own| own.eq_ignore_ascii_case(word));
            let Some(meant) = (if known { None } else { meant(word) }) else { continue };
            let is_slip = matches!(meant, Meant::Surely(_));
            if !is_slip && (timeline.is_copied(entry) || !told.insert(word.to_lowercase())) {
                continue;
            }
            let (Meant::Surely(kind) | Meant::Perhaps(Some(kind)) | Meant::Otherwise(kind)) = meant else {
                // Several words are a remark.
                if rest.is_empty() {
                    let help = format!("it takes one of: {}", EntryKind::WORDS.join(", "));
                    findings.report(source, entry.kind_span, message(word), help);
                }
                continue;
            };
            let help = match meant {
                Meant::Otherwise(_) => format!("here that is `{kind}`"),
                _ => format!("did you mean `{kind}`?"),
            };
            let span = Span::new(start, start + word.len());
            let reported = findings.report(source, span, message(word), help);
            if is_slip {
                reported.fix(span, kind.word());
            }
        }
    }
}

fn message(word: &str) -> String {
    format!("`{word}` is no kind of entry; it is read as a note")
}

/// What a word in brackets stands for.
#[derive(Clone, Copy)]
enum Meant {
    /// A slip of the pen.
    Surely(EntryKind),
    /// The same thing under another name.
    Otherwise(EntryKind),
    /// It looks like a kind, perhaps like this one.
    Perhaps(Option<EntryKind>),
}

/// `None` where the word is no attempt at a kind.
fn meant(word: &str) -> Option<Meant> {
    if let Some((_, kind)) = OTHER_NAMES.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)) {
        return Some(Meant::Otherwise(*kind));
    }
    let only_letters = word.chars().all(|c| c.is_ascii_alphabetic());
    if !only_letters || word.len() < 3 {
        return None;
    }
    // Short words, and those that begin otherwise (`load`, `unresolved`), are words of their own.
    let same_start = |kind: &EntryKind| kind.word().as_bytes().first() == word.to_ascii_lowercase().as_bytes().first();
    let slip = slip_of(word, EntryKind::WORDS.iter().copied()).filter(|_| word.len() > 4);
    if let Some(kind) = slip.and_then(EntryKind::from_word).filter(same_start) {
        return Some(Meant::Surely(kind));
    }
    let is_lower = word.chars().all(|c| c.is_ascii_lowercase());
    let near = nearest(word, EntryKind::WORDS.iter().copied()).and_then(EntryKind::from_word);
    is_lower.then_some(Meant::Perhaps(near))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, INCIDENT, PLAN, POSTMORTEM};

    const DETECTED: &str = "- 2026-03-02T09:05:00Z [detected] The latency alarm.\n";

    fn with(brackets: &str) -> Case {
        Case::sound().replace(DETECTED, &format!("{DETECTED}- 2026-03-02T09:06:00Z {brackets} More of it.\n"))
    }

    #[test]
    fn the_kind_that_was_meant_is_named() {
        for (word, help) in [
            ("notte", "did you mean `note`?"),
            ("Sevrity", "did you mean `severity`?"),
            ("statuses", "did you mean `status`?"),
            ("investigating", "here that is `status`"),
            ("Rollback", "here that is `change`"),
        ] {
            let case = with(&format!("[{word}]"));
            case.clone().finds(&[&format!("{INCIDENT}:29:25 unknown-entry-kind")]);
            case.says(&format!("`{word}` is no kind of entry; it is read as a note"), help);
        }
        let case = with("[network]");
        case.clone().finds(&[&format!("{INCIDENT}:29:25 unknown-entry-kind")]);
        let all = "started, detected, report, escalated, acknowledged, lead, severity, theory, status, change, mitigated, \
                   resolved, announced, note";
        case.says("`network` is no kind of entry; it is read as a note", &format!("it takes one of: {all}"));
    }

    #[test]
    fn a_theory_keeps_its_name_and_a_post_mortem_is_looked_at_too() {
        with("[thoery shards]").finds(&[&format!("{INCIDENT}:29:25 unknown-entry-kind")]);
        Case::sound()
            .replace_in_postmortem("[started]", "[startd]")
            .finds(&[&format!("{POSTMORTEM}:15:25 unknown-entry-kind")]);
    }

    #[test]
    fn what_does_not_look_like_a_kind_is_let_be() {
        for brackets in [
            "[NOTE]",
            "[Lead]",
            "[OPS-412]",
            "[Platform]",
            "[Tech Lead]",
            "[the graph](error-rate.png)",
            "[#17]",
            "[x]",
            "[^1]",
            "[db]",
            "[seen from outside]",
        ] {
            let case = with(brackets).file(&format!("{}/error-rate.png", crate::rules::testing::FOLDER), "");
            case.finds(&[]);
        }
    }

    #[test]
    fn a_word_that_is_used_throughout_is_one_finding_and_each_slip_is_one() {
        with("[update] A.\n- 09:06 [Update] B.\n- 09:06 [update 3]")
            .finds(&[&format!("{INCIDENT}:29:25 unknown-entry-kind")]);
        let slips = with("[notte] A.\n- 2026-03-02T09:06:00Z [notte]");
        slips
            .finds(&[&format!("{INCIDENT}:29:25 unknown-entry-kind"), &format!("{INCIDENT}:30:25 unknown-entry-kind")]);
    }

    #[test]
    fn only_a_slip_is_mended_unread() {
        for (word, mended) in
            [("notte", true), ("announce", true), ("load", false), ("unresolved", false), ("update", false)]
        {
            let found = with(&format!("[{word}]")).run();
            let fixes: Vec<_> = found.iter().map(|finding| !finding.fix.is_empty()).collect();
            assert_eq!(fixes, [mended], "{word}");
        }
    }

    #[test]
    fn a_teams_own_words_are_known() {
        with("[network]").file(PLAN, "rules: {unknown-entry-kind: {words: [network, Vendor]}}\n").finds(&[]);
        with("[vendor]").file(PLAN, "rules: {unknown-entry-kind: {words: [network, Vendor]}}\n").finds(&[]);
    }
}

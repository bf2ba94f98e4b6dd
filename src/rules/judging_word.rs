//! Words that judge people.

use super::language::{ALLOWED, EXTRA, Pattern, Said, is_match, pattern, words};
use super::option::RuleOption;
use super::persons::Names;
use super::rule::{Findings, Subject};

rule! {
    /// A word judges people instead of telling what happened.
    ///
    /// ## Why
    /// "Careless" and "sloppy" are a verdict. They tell nothing of what was done and seen, and whoever reads one about a
    /// colleague tells less next time. Leave the word out, or put the fact in its place: for "a sloppy review" write "the
    /// review of 40 files took three minutes, as the release was due".
    ///
    /// ## Good
    /// ```markdown postmortem
    /// ## What went poorly
    /// The review of 40 files took three minutes, as the release was due.
    /// ```
    /// ## Bad
    /// ```markdown postmortem
    /// ## What went poorly
    /// A sloppy review of 40 files let the change through, as the release was due.
    /// ```
    "judging-word", Warn, check, options: &[WORDS, EXTRA, ALLOWED]
}

const WORDS: RuleOption = words(&[
    "amateurish",
    "bone-headed",
    "boneheaded",
    "careless",
    "carelessly",
    "clueless",
    "clumsily",
    "clumsy",
    "dumb",
    "foolish",
    "foolishly",
    "idiot",
    "idiotic",
    "incompetence",
    "incompetent",
    "inept",
    "inexcusable",
    "irresponsible",
    "irresponsibly",
    "lazy",
    "moronic",
    "negligence",
    "negligent",
    "negligently",
    "reckless",
    "recklessly",
    "ridiculous",
    "ridiculously",
    "shameful",
    "silly",
    "sloppily",
    "sloppy",
    "stupid",
    "stupidity",
    "stupidly",
    "thoughtless",
    "thoughtlessly",
    "unforgivable",
    "unprofessional",
]);

/// What is lazy in software is so by design, unless it is one of these.
static LAZY: Pattern = Pattern::new(|| {
    pattern(
        r"^ (?:approach|attitude|coding|copy|developers?|engineers?|fix|mistakes?|review\w*|shortcuts?|testing|workarounds?)\b",
    )
});
static IS_LAZY: Pattern = Pattern::new(|| pattern(r"\b(?:being|got|he|she|so|they|too|was|we|were) $"));
static DUMB: Pattern = Pattern::new(|| pattern(r"^[ -](?:clients?|luck|pipes?|proxy|switch\w*|terminals?)\b"));

static SLOPPY: Pattern = Pattern::new(|| pattern(r"^[ -](?:focus|match\w*|mode|phrases?|quorums?)\b"));

/// What somebody does, be it well or ill.
static DEED: Pattern = Pattern::new(|| {
    pattern(
        r"\b(?:actions?|approach|approvals?|attitude|behaviou?r|changes?|choices?|clicks?|coding|commands?|commits?|copy|copying|decisions?|deletions?|deploy\w*|driving|edits?|errors?|fix|fixes|handling|merges?|mistakes?|ones?|oversights?|planning|process|push|releases?|response|reviews?|rollbacks?|rollouts?|shortcuts?|slips?|testing|tests?|thing|typing|typos?|use|uses|way|work|workarounds?)\b",
    )
});
static STANDS_ALONE: Pattern =
    Pattern::new(|| pattern(r"^\s*(?:$|[^\w\s]|(?:about|and|as|because|but|in|of|or|to|when|with)\b)"));

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for said in subject.language().meant("judging-word", judges) {
        let message = format!("`{}` is a judgement, and tells nothing of what happened", said.text());
        let help = "leave it out, or say what was done and seen instead";
        findings.report(said.source, said.span(), message, help);
    }
}

fn judges(names: &Names, said: &Said<'_>) -> bool {
    match said.text().to_lowercase().as_str() {
        "lazy" => {
            let ends = said.after().trim_start().starts_with(['.', ',', ';']) || said.after().trim().is_empty();
            is_match(&LAZY, said.after()) || (is_match(&IS_LAZY, said.before()) && ends)
        }
        "sloppy" => !is_match(&SLOPPY, said.after()),
        // Things can be called so, and songs.
        "careless" | "clumsy" | "negligent" | "reckless" | "thoughtless" => {
            let (before, after) = (said.sentence_before(), said.sentence_after());
            let by_somebody = || [before, after].into_iter().any(|text| names.are_in(text) || is_match(&DEED, text));
            is_match(&STANDS_ALONE, said.after()) || by_somebody()
        }
        "dumb" => !is_match(&DUMB, said.after()),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{AGENDA, Case, INCIDENT, PLAN, POSTMORTEM};

    fn lesson(text: &str) -> Case {
        Case::sound().replace_in_postmortem("## Lessons learned\nText.", &format!("## Lessons learned\n{text}"))
    }

    #[test]
    fn judgements_are_found_wherever_they_stand() {
        let judge = "A careless one.";
        lesson(judge).finds(&[&format!("{POSTMORTEM}:40:3 judging-word")]);
        Case::sound().replace("took eight", "was ridiculously").finds(&[&format!("{INCIDENT}:21:12 judging-word")]);
        Case::sound()
            .replace_in_agenda("outcome: Agreed.", "outcome: It was stupid.")
            .finds(&[&format!("{AGENDA}:6:17 judging-word")]);
        for text in ["We were lazy.", "A lazy shortcut.", "A dumb mistake, in short."] {
            let column = if text.starts_with('W') { 9 } else { 3 };
            lesson(text).finds(&[&format!("{POSTMORTEM}:40:{column} judging-word")]);
        }
        lesson(judge).says(
            "`careless` is a judgement, and tells nothing of what happened",
            "leave it out, or say what was done and seen instead",
        );
    }

    #[test]
    fn terms_of_the_trade_and_quotations_are_let_be() {
        for text in [
            "Lazy loading was off; the lazy index is lazily built, and the cache was lazy about it.",
            "A dumb terminal, a dumb pipe, and a sloppy quorum.",
            "The chat said \"stupid\", the log `careless`; see [sloppy](https://logs.example/reckless).",
            "> How stupid.",
            "The job `x` plays careless whisper. The negligent flag stays on.",
        ] {
            lesson(text).finds(&[]);
        }
    }

    #[test]
    fn a_plan_adds_words_and_lets_others_be() {
        let plan = "rules: {judging-word: {extra-words: [hasty], allowed-words: [silly putty]}}\n";
        lesson("A silly putty and a hasty one.").file(PLAN, plan).finds(&[&format!("{POSTMORTEM}:40:21 judging-word")]);
    }
}

//! What did not happen, told among what happened.

use super::language::{ALLOWED, EXTRA, Pattern, Said, Told, is_match, pattern, words};
use super::option::RuleOption;
use super::persons::{Names, Who};
use super::rule::{Findings, Subject};

rule! {
    /// What happened is told by what did not happen.
    ///
    /// ## Why
    /// "The alert should have been set" is true in hindsight and explains nothing: nobody acts on what is known later. It
    /// puts a judgement where the reader looks for a reason, and hides the question why what was done made sense. Say
    /// what was there and what it led to: "the alert was set to ten minutes, as the one before had fired each night".
    /// What to do otherwise belongs into the lessons and the actions, which are not looked at.
    ///
    /// ## Good
    /// ```markdown postmortem
    /// ## What went poorly
    /// The alert was set to ten minutes, as the one before it had fired each night.
    /// ```
    /// ## Bad
    /// ```markdown postmortem
    /// ## What went poorly
    /// The alert should have been set to two minutes, and we failed to notice it for ten.
    /// ```
    "counterfactual", Warn, check, options: &[WORDS, EXTRA, ALLOWED]
}

const WORDS: RuleOption = words(&[
    "should have",
    "should've",
    "shouldn't have",
    "ought to have",
    "could have",
    "could've",
    "would have",
    "would've",
    "if only",
    "failed to",
    "neglected to",
    "did not bother",
    "didn't bother",
]);

/// Behind `should have`: a thing that was not done, and not one that is asked for, as in `should have an owner`.
static DONE: Pattern = Pattern::new(|| {
    pattern(
        r"^(?: (?:all|already|also|at least|both|instead|never|not|then|\w+ly))* (?:been|become|begun|broken|brought|built|caught|chosen|come|cut|done|driven|drawn|forgotten|found|frozen|given|gone|got|gotten|grown|had|held|hidden|hit|kept|known|led|left|let|lost|made|met|paid|put|read|run|said|seen|sent|set|shown|shut|spent|spoken|stood|taken|taught|thought|thrown|told|understood|woken|won|written|[a-z]{3,}ed)\b",
    )
});
/// Behind `should have`: what was expected of a machine, and judges nobody.
static EXPECTED: Pattern = Pattern::new(|| {
    pattern(
        r"^(?: (?:also|at least|not|still|\w+ly))* (?:(?:caused|existed|failed|impacted|led|occurred|passed|remained|resulted|returned|succeeded|taken|worked)\b|been (?:able|available|possible)\b)",
    )
});
/// `a record that should have been created`: what a machine did not do, unless it is one of the deeds of people.
static RELATIVE: Pattern = Pattern::new(|| pattern(r"\b(?:that|which) $"));
static DEEDS: Pattern = Pattern::new(|| {
    pattern(
        r"^ been (?:\w+ly )?(?:addressed|asked|avoided|caught|checked|communicated|considered|detected|discussed|documented|done|escalated|fixed|flagged|handled|known|noticed|planned|prevented|raised|reviewed|spotted|tested)\b",
    )
});
/// Behind `could have` and `would have`: what would have ended it sooner. What might have become of it is no judgement.
static REMEDY: Pattern = Pattern::new(|| {
    pattern(
        r"^(?: (?:all|already|also|at least|likely|then|\w+ly))*(?: been)?(?: (?:\w+ly))* (?:alerted|averted|avoided|avoidable|caught|detected|discovered|flagged|found|helped|helpful|mitigated|noticed|prevented|preventable|revealed|saved|shortened|shown|spotted|stopped|surfaced|useful|warned)\b",
    )
});
static WISHED: Pattern =
    Pattern::new(|| pattern(r"^ (?:(?:\w+ ){1,3}had|we|they|he|she|someone|somebody|anyone|anybody)\b"));

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for said in subject.language().meant("counterfactual", is_counterfactual) {
        let message = format!("`{}` tells what did not happen", said.text());
        let help = "say what happened and why it made sense then; what to change goes into lessons and actions";
        findings.report(said.source, said.span(), message, help);
    }
}

fn is_counterfactual(names: &Names, said: &Said<'_>) -> bool {
    if !matches!(said.told, Told::Causes | Told::Events | Told::Detection) {
        return false;
    }
    let text = said.text().to_lowercase();
    let begins = |word: &str| text.starts_with(word);
    if begins("should") || begins("ought") {
        let expected = is_match(&EXPECTED, said.after());
        let relative = is_match(&RELATIVE, said.before()) && !is_match(&DEEDS, said.after());
        is_match(&DONE, said.after()) && !expected && !relative
    } else if begins("could") || begins("would") {
        // A prompt asks what could have noticed it sooner.
        said.told != Told::Detection && is_match(&REMEDY, said.after())
    } else if begins("if only") {
        is_match(&WISHED, said.after())
    } else if begins("failed") {
        // Machines fail to do things all the time; a person who does is found as a cause.
        names.before(said.before()).is_some_and(|(_, who)| who == Who::Us)
    } else {
        true
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, INCIDENT, PLAN, POSTMORTEM};

    fn poorly(text: &str) -> Case {
        Case::sound().replace_in_postmortem("## What went poorly\nText.", &format!("## What went poorly\n{text}"))
    }

    #[test]
    fn judgements_in_hindsight_are_found_at_their_words() {
        for (text, column) in [
            ("The flag should *not* have been on.", 10),
            ("We ought to have asked.", 4),
            ("A gap that should have been noticed", 12),
            ("A test could easily have caught it.", 8),
            ("An alert would have helped.", 10),
            ("If only someone had looked.", 1),
            ("At first we failed to see it.", 13),
            ("Nobody knows why it didn’t bother.", 21),
        ] {
            poorly(text).finds(&[&format!("{POSTMORTEM}:34:{column} counterfactual")]);
        }
        poorly("It should\nhave been\nset.").says(
            "`should have` tells what did not happen",
            "say what happened and why it made sense then; what to change goes into lessons and actions",
        );
        Case::sound()
            .replace("Rebuild the index with eight shards.", "The index should have had eight shards.")
            .finds(&[&format!("{INCIDENT}:24:11 counterfactual")]);
    }

    #[test]
    fn wishes_possibilities_and_what_machines_fail_to_do_are_let_be() {
        for text in [
            "Each repository should have clear owners, and should have a check.",
            "It lacks the records that should have been created.",
            "Only one leader should have existed, and the copy should still have succeeded.",
            "Users could have lost data, and would have seen two charges.",
            "The service failed to start, and its request failed to arrive.",
            "It holds if only one node is up, and if only the cache is warm.",
            "\"We should have asked\", said `should have been`.",
        ] {
            poorly(text).finds(&[]);
        }
    }

    #[test]
    fn lessons_luck_and_actions_are_not_looked_at() {
        for section in ["Lessons learned", "Where we got lucky", "Detection"] {
            let (from, to) = (format!("## {section}\nText."), format!("## {section}\nA test would have caught it."));
            Case::sound().replace_in_postmortem(&from, &to).finds(&[]);
        }
        let action = "[{title: Set what should have been set, status: done}, ";
        Case::sound().replace_in_postmortem("[", action).finds(&[]);
    }

    #[test]
    fn what_is_copied_from_the_incident_is_found_there_alone() {
        let entry = "- 2026-03-02T09:30:00Z [mitigated] The old index serves again.";
        let judged = "- 2026-03-02T09:30:00Z [mitigated] It should have been back sooner.";
        let case = Case::sound().replace(entry, judged);
        let found = format!("{INCIDENT}:30:39 counterfactual");
        case.clone().finds(&[&found]);
        case.clone()
            .replace_in_postmortem(entry, judged)
            .replace_in_agenda("Search was slow.", "It should have been back sooner.")
            .finds(&["agenda/2026-03-10/2026-03-02-search-is-slow.md:9:4 counterfactual", &found]);
    }

    #[test]
    fn a_plan_adds_words_and_lets_others_be() {
        let plan = "rules: {counterfactual: {extra-words: [had better], allowed-words: [should have been caught]}}\n";
        poorly("It should have been caught; we had better look.")
            .file(PLAN, plan)
            .finds(&[&format!("{POSTMORTEM}:34:32 counterfactual")]);
    }
}

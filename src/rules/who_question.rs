//! Questions that look for a person.

use super::language::{ALLOWED, EXTRA, Pattern, Said, is_match, pattern, words};
use super::option::RuleOption;
use super::persons::Names;
use super::rule::{Findings, Subject};

rule! {
    /// A question looks for the person, or asks a person to answer for what was done.
    ///
    /// ## Why
    /// "Who broke it?" has a short answer, after which nobody asks on. "Why did you?" asks for a defence. "What" and "how"
    /// find more: what did the screen show, how did it look at that moment, what made this the next step? Who did
    /// something can be told where it helps to understand it.
    ///
    /// ## Good
    /// ```markdown postmortem
    /// ## Lessons learned
    /// What did the dashboard show when the release was approved, and how did the flag get into it?
    /// ```
    /// ## Bad
    /// ```markdown postmortem
    /// ## Lessons learned
    /// Who broke the build, and why did the On-call Engineer approve the release with that flag in it?
    /// ```
    "who-question", Warn, check, options: &[QUESTIONS, EXTRA, ALLOWED]
}

const QUESTIONS: RuleOption = words(&[
    "who broke",
    "who caused",
    "who did this",
    "who forgot",
    "who made the mistake",
    "who messed up",
    "who missed",
    "who screwed up",
    "who is at fault",
    "who was at fault",
    "who is responsible for",
    "who was responsible for",
    "who is to blame",
    "who was to blame",
    "who's to blame",
    "whose fault",
    "whose mistake",
    "why did",
    "why did not",
    "why didn't",
]);

/// In front of a question, and not of words on somebody who was named before: `the engineer who broke`.
static ASKS: Pattern = Pattern::new(|| {
    pattern(
        r"(?:^|[.:;?!(–—-]|\b(?:about|and|ask\w*|but|clear|determine|discover|discuss|establish|find out|found out|identify|investigate|know\w*|of|on|or|out|question|see|so|tell|uncover|unclear|understand)) *$",
    )
});
static BREAKAGE: Pattern = Pattern::new(|| {
    pattern(
        r"^(?: [\w-]+){0,3} (?:bugs?|breakage|crash|damage|delay|disruption|downtime|errors?|failures?|faults?|incident|mess|mistakes?|outage|problem)\b|^ (?:breaking|causing)\b",
    )
});
static NOBODY: Pattern = Pattern::new(|| pattern(r"^ (?:anybody|anyone|no one|nobody|no-one|they|you)\b"));

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for said in subject.language().meant("who-question", looks_for_a_person) {
        let message = format!("`{}` looks for a person", said.text());
        let help = "ask what and how: what was seen and known, what made this the next step, what let it through";
        findings.report(said.source, said.span(), message, help);
    }
}

fn looks_for_a_person(names: &Names, said: &Said<'_>) -> bool {
    let text = said.text().to_lowercase();
    if text.starts_with("why") {
        return is_match(&NOBODY, said.after()) || names.after(said.after()).is_some();
    }
    let answers_for = !text.ends_with("responsible for") || is_match(&BREAKAGE, said.after());
    answers_for && (text.starts_with("whose") || is_match(&ASKS, said.before()))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{AGENDA, Case, PLAN, POSTMORTEM};

    fn lesson(text: &str) -> Case {
        Case::sound().replace_in_postmortem("## Lessons learned\nText.", &format!("## Lessons learned\n{text}"))
    }

    #[test]
    fn questions_for_a_person_are_found() {
        for (text, column) in [
            ("Who broke it?", 1),
            ("We ask who was responsible for the outage.", 8),
            ("Whose fault was it?", 1),
            ("Why did the On-call Engineer wait?", 1),
            ("Why did Bob not call?", 1),
            ("Why didn't you look, and to what end?", 1),
            ("It is unclear who caused it.", 15),
        ] {
            lesson(text).finds(&[&format!("{POSTMORTEM}:40:{column} who-question")]);
        }
        Case::sound()
            .replace_in_agenda("Search was slow.", "- Who broke it?")
            .finds(&[&format!("{AGENDA}:9:3 who-question")]);
        lesson("Who broke it?").says(
            "`Who broke` looks for a person",
            "ask what and how: what was seen and known, what made this the next step, what let it through",
        );
    }

    #[test]
    fn other_questions_are_let_be() {
        for text in [
            "Who owns the sum? Who is responsible for the certificate from now on? Who reviews data?",
            "Why did the alert not fire? Why did it take so long? Why didn't the team's alert fire?",
            "Customers who missed a mail wrote to us, and those who broke off came back.",
        ] {
            lesson(text).finds(&[]);
        }
    }

    #[test]
    fn a_plan_adds_words_and_lets_others_be() {
        let plan = "rules: {who-question: {extra-words: [who pushed], allowed-words: [who broke]}}\n";
        lesson("Who broke it? Who pushed it?").file(PLAN, plan).finds(&[&format!("{POSTMORTEM}:40:15 who-question")]);
    }
}

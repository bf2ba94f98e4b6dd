//! "Human error" as a cause.

use super::language::{ALLOWED, EXTRA, Pattern, Said, Told, is_match, pattern, words};
use super::option::RuleOption;
use super::persons::Names;
use super::rule::{Findings, Subject};

rule! {
    /// An error of people is told as a cause.
    ///
    /// ## Why
    /// People slip at a steady rate, everywhere; what differs is how easily a slip is made and how far it reaches. "Human
    /// error" names neither, so nothing follows from it but the wish that people were others. Say what the slip was, what
    /// made it likely, and what let it through: "both consoles look alike, and neither asks before a delete".
    ///
    /// ## Good
    /// ```markdown postmortem
    /// ## Contributing causes
    /// The consoles of staging and production look alike, and neither asks before it deletes a table.
    /// ```
    /// ## Bad
    /// ```markdown postmortem
    /// ## Contributing causes
    /// A table of production was deleted instead of the one in staging, due to human error.
    /// ```
    "human-error", Warn, check, options: &[ERRORS, EXTRA, ALLOWED]
}

const ERRORS: RuleOption = words(&[
    "human error",
    "human errors",
    "human failure",
    "human mistake",
    "human mistakes",
    "operator error",
    "pilot error",
    "user error",
    "manual error",
    "fat finger",
    "fat-finger",
    "fat fingered",
    "fat-fingered",
    "fat fingers",
    "finger trouble",
    "pebkac",
    "error by",
    "mistake by",
    "mistakes by",
    "mistake made by",
    "oversight by",
    "typo by",
    "error on the part of",
    "mistake on the part of",
    "oversight on the part of",
]);

/// The errors that users see, and those that a counter counts.
static OF_MACHINES: Pattern = Pattern::new(|| {
    pattern(
        r"^[ -](?:budgets?|codes?|counts?|counters?|handling|logs?|messages?|pages?|paths?|prone|rates?|reports?|responses?|state|tracking)\b",
    )
});
/// It is not said to be the cause.
static DENIED: Pattern = Pattern::new(|| {
    pattern(
        r"\b(?:blam\w*|call(?:ed|ing)?|instead of|label\w*|never|no|not|rather than|unless|without)(?: [\w-]+){0,2} $|\b(?:against|avoid\w*|eliminat\w*|limit\w*|minimi[sz]\w*|prevent\w*|prone to|reduc\w*|remov\w*|susceptible to|tolerat\w*|(?:chance|likelihood|opportunit\w+|possibility|potential|risk|room|scope|source)s? (?:for|of))(?: [\w-]+){0,5} $",
    )
});
/// What users are shown is an error too; with these words before it, it is one that they made.
static AS_CAUSE: Pattern = Pattern::new(|| {
    pattern(
        r"(?:\b(?:because of|by|cause was|down to|due to|from|is|of|through|to|was|were)|[:(–—-]|^)(?: (?:a|an|plain|possible|pure|simple|some))* $",
    )
});

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let mut last: Option<Said<'_>> = None;
    for said in subject.language().meant("human-error", is_told_as_cause) {
        // `human error by` is two phrases, and one error.
        if last.as_ref().is_some_and(|last| last.overlaps(&said)) {
            continue;
        }
        let message = format!("`{}` ends the search where it begins", said.text());
        let help = "say what made the slip easy and what let it through, like \"the two consoles look alike\"";
        findings.report(said.source, said.span(), message, help);
        last = Some(said);
    }
}

fn is_told_as_cause(names: &Names, said: &Said<'_>) -> bool {
    let text = said.text().to_lowercase();
    let here = matches!(said.told, Told::Causes | Told::Events | Told::Detection | Told::Else);
    if !here || is_match(&DENIED, said.before()) || is_match(&OF_MACHINES, said.after()) {
        return false;
    }
    if text.ends_with(" by") || text.ends_with(" of") {
        return names.after(said.after()).is_some();
    }
    let ambiguous = matches!(text.as_str(), "user error" | "operator error" | "manual error");
    !ambiguous || is_match(&AS_CAUSE, &format!(" {}", said.before()))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, PLAN, POSTMORTEM};

    fn cause(text: &str) -> Case {
        Case::sound().replace_in_postmortem("## Contributing causes\nText.", &format!("## Contributing causes\n{text}"))
    }

    #[test]
    fn errors_of_people_are_found_where_they_are_told_as_causes() {
        for (text, column) in [
            ("It was a **human error**.", 12),
            ("Due to an operator error the breaker opened.", 11),
            ("User error", 1),
            ("The value was fat-fingered.", 15),
            ("A mistake made by an engineer", 3),
            ("It was human error by Dave.", 8),
            ("It was an oversight on the part of our team", 11),
        ] {
            cause(text).finds(&[&format!("{POSTMORTEM}:22:{column} human-error")]);
        }
        cause("Human error.").says(
            "`Human error` ends the search where it begins",
            "say what made the slip easy and what let it through, like \"the two consoles look alike\"",
        );
    }

    #[test]
    fn the_errors_of_machines_and_what_is_no_cause_are_let_be() {
        for text in [
            "The user error rate rose, and the operator error log was full.",
            "A spike of user errors, each a user error page.",
            "It was not human error, and calling it a human error ends the search.",
            "The form leaves room for human error, and is prone to human error.",
            "A check would avoid the effect of a single human error.",
            "The value was set by mistake. An error by default.",
            "\"Human error\", says `human error`.",
        ] {
            cause(text).finds(&[]);
        }
        Case::sound()
            .replace_in_postmortem(
                "## Lessons learned\nText.",
                "## Lessons learned\nHuman error is where asking begins.",
            )
            .finds(&[]);
    }

    #[test]
    fn a_plan_adds_words_and_lets_others_be() {
        let plan = "rules: {human-error: {extra-words: [typo], allowed-words: [human error]}}\n";
        cause("Human error: a typo.").file(PLAN, plan).finds(&[&format!("{POSTMORTEM}:22:16 human-error")]);
    }
}

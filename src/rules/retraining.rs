//! Actions that mend people.

use super::language::{ALLOWED, EXTRA, Pattern, Said, Told, is_match, pattern, words};
use super::option::RuleOption;
use super::persons::Names;
use super::rule::{Findings, Subject};

rule! {
    /// An action asks people to be better next time.
    ///
    /// ## Why
    /// "Remind everyone" works until the next busy night, and nobody can say when "be more careful" is done. What holds is a
    /// change of what people work with: a check that refuses the value, a screen that shows which database it is, an alert,
    /// a step in the runbook. Drills are such a change too.
    ///
    /// ## Good
    /// ```yaml postmortem
    /// actions:
    ///   - title: Refuse a schema change in the deployment while the old release is still running
    ///     owner: Platform team
    ///     due: 2026-04-01
    ///     ticket: https://tracker.example/OPS-412
    ///     kind: prevent
    ///     priority: high
    ///     status: done
    /// ```
    /// ## Bad
    /// ```yaml postmortem
    /// actions:
    ///   - title: Remind everyone not to change the schema while the old release is still running
    ///     owner: Platform team
    ///     due: 2026-04-01
    ///     ticket: https://tracker.example/OPS-412
    ///     kind: prevent
    ///     priority: high
    ///     status: done
    /// ```
    "retraining", Warn, check, options: &[WORDS, EXTRA, ALLOWED]
}

const WORDS: RuleOption = words(&[
    "retrain",
    "re-train",
    "remind",
    "educate",
    "re-educate",
    "raise awareness",
    "be careful",
    "be more careful",
    "be extra careful",
    "be more attentive",
    "be more diligent",
    "be more vigilant",
    "be vigilant",
    "take care to",
    "take more care",
    "pay attention",
    "pay more attention",
    "try harder",
]);

/// Whoever is to be trained: `Train the team to be more careful`.
static TRAINED: Pattern =
    Pattern::new(|| pattern(r"\b(?:ask|coach|encourage|get|instruct|teach|tell|train|urge|warn)(?: [\w-]+){1,4} to $"));
/// Where somebody is asked to do it, and not something: `Let the bot remind the team`.
static ASKED: Pattern = Pattern::new(|| {
    pattern(r"(?:^|[.:;,(] |\b(?:also|always|and|i|must|need to|please|shall|should|team|we|we['’]ll|will) )$")
});
static PEOPLE: Pattern = Pattern::new(|| {
    pattern(
        r"^ (?:all|everybody|everyone|people|each other|ourselves|ops|oncall|on-call|them|us|users|the (?:[\w-]+ ){0,2}(?:department|group|on-call|people|squad|staff|team|teams)|(?:[\w-]+ )?(?:staff|team|teams|engineers|developers|operators|colleagues|members|responders|reviewers))\b",
    )
});

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for said in subject.language().meant("retraining", mends_people) {
        let message = format!("`{}` mends people, and not what they work with", said.text());
        let help = "say what will catch it or make it harder to do: a check, a default, an alert, a step in a runbook";
        findings.report(said.source, said.span(), message, help);
    }
}

fn mends_people(names: &Names, said: &Said<'_>) -> bool {
    if !matches!(said.told, Told::Actions | Told::Lessons)
        || !(is_match(&ASKED, said.before()) || is_match(&TRAINED, said.before()))
    {
        return false;
    }
    match said.text().to_lowercase().as_str() {
        // Models are trained, too.
        "retrain" | "re-train" | "remind" | "educate" | "re-educate" => {
            is_match(&PEOPLE, said.after()) || names.after(said.after()).is_some()
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, INCIDENT, PLAN, POSTMORTEM, SOUND_ACTIONS};

    const ACTION: &str = "owner: Platform team\n    due: 2026-04-01\n    ticket: https://tracker.example/OPS-412\n    kind: prevent\n    priority: high\n    status: done\n";

    fn action(title: &str) -> Case {
        Case::sound().replace_in_postmortem(SOUND_ACTIONS, &format!("actions:\n  - title: {title}\n    {ACTION}"))
    }

    #[test]
    fn actions_that_mend_people_are_found_at_their_words() {
        for (title, column) in [
            ("Retrain the on-call engineers in releases", 12),
            ("\"Always be more careful with flags\"", 20),
            ("Train Dave to be more careful with flags", 26),
            ("Check it, and remind everyone of the list", 26),
            ("Educate developers on locks", 12),
            ("Remind the On-call Engineer of the list", 12),
        ] {
            action(title).finds(&[&format!("{POSTMORTEM}:6:{column} retraining")]);
        }
        let actions = format!("actions:\n  - title: Pay more attention to the graph\n    {ACTION}");
        Case::sound().replace("related: []\n", &actions).finds(&[&format!("{INCIDENT}:18:12 retraining")]);
        Case::sound()
            .replace_in_postmortem("## Lessons learned\nText.", "## Lessons learned\nWe will be more careful.")
            .finds(&[&format!("{POSTMORTEM}:40:9 retraining")]);
        action("Remind the team of the list").says(
            "`Remind` mends people, and not what they work with",
            "say what will catch it or make it harder to do: a check, a default, an alert, a step in a runbook",
        );
    }

    #[test]
    fn what_tools_do_is_let_be_and_so_is_what_was_done_in_the_response() {
        for title in [
            "Retrain the spam model each night",
            "Let the bot remind the team of open actions",
            "Remind by mail, from the scheduler",
        ] {
            action(title).finds(&[]);
        }
        Case::sound()
            .replace_in_postmortem(
                "## Response\nText.",
                "## Response\nWe had to be careful, and remind everyone of the freeze.",
            )
            .finds(&[]);
    }

    #[test]
    fn a_plan_adds_words_and_lets_others_be() {
        let plan = "rules: {retraining: {extra-words: [awareness], allowed-words: [remind everyone]}}\n";
        action("Remind everyone with more awareness")
            .file(PLAN, plan)
            .finds(&[&format!("{POSTMORTEM}:6:38 retraining")]);
    }
}

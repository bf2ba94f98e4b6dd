//! Persons who are told of as causes.

use super::language::{ALLOWED, EXTRA, Pattern, Said, Told, is_match, pattern, words};
use super::option::RuleOption;
use super::persons::{Names, Who};
use super::rule::{Findings, Subject};
use crate::document::HOLE;
use std::ops::Range;

rule! {
    /// A person is told of as the cause.
    ///
    /// ## Why
    /// What somebody did is where the questions begin, and not where they end: why was it the sensible thing to do just
    /// then, what let it reach so far, what did not catch it? A text that ends at a person has nothing to mend, and
    /// whoever fears to be next stops telling. Known are the roster, whoever the log names, and who writes in its
    /// repository. Instead of "the engineer forgot the certificate" write what was there or missing: "the certificate
    /// stood in no list". Responders and owners can be named.
    ///
    /// ## Good
    /// ```markdown postmortem
    /// ## Contributing causes
    /// The certificate stood in no list, and the check reads the list. The On-call Engineer found it with one command.
    /// ```
    /// ## Bad
    /// ```markdown postmortem
    /// ## Contributing causes
    /// The On-call Engineer forgot to renew the certificate, which had stood in no list for a year.
    /// ```
    "person-as-cause", Warn, check, options: &[ACTS, EXTRA, ALLOWED]
}

const ACTS: RuleOption = words(&[
    "forgot",
    "forgotten",
    "broke",
    "caused",
    "failed to",
    "neglected",
    "overlooked",
    "ignored",
    "missed",
    "misconfigured",
    "mistyped",
    "misread",
    "messed up",
    "screwed up",
    "took down",
    "brought down",
    "deleted the wrong",
    "dropped the wrong",
    "removed the wrong",
    "restarted the wrong",
    "changed the wrong",
    "edited the wrong",
    "deployed the wrong",
    "pushed the wrong",
    "ran the wrong",
    "used the wrong",
    "typed the wrong",
    "made a mistake",
    "made an error",
    "made the mistake",
    "did not bother",
    "did not check",
    "did not follow",
    "did not read",
    "did not test",
    "did not verify",
    "didn't bother",
    "didn't check",
    "didn't follow",
    "didn't read",
    "didn't test",
    "didn't verify",
    "accidentally",
    "carelessly",
    "erroneously",
    "inadvertently",
    "incorrectly",
    "mistakenly",
    "wrongly",
    "caused by",
    "broken by",
    "introduced by",
    "deleted by",
    "removed by",
    "disabled by",
    "overwritten by",
    "overlooked by",
    "ignored by",
    "missed by",
    "misconfigured by",
    "mistyped by",
    "forgotten by",
    "carelessness",
    "fault",
    "mistake",
    "negligence",
]);

/// `accidentally deleted by`
static DONE_BY: Pattern = Pattern::new(|| pattern(r"^ [\w-]+(?: [\w-]+){0,3}? by$"));
/// They broke for lunch, and missed nothing.
static HARMLESS: Pattern = Pattern::new(|| pattern(r"^ (?:for|into|off|nothing|no )"));
/// What nobody did yet: `if a developer forgot it`.
static SUPPOSED: Pattern = Pattern::new(|| {
    pattern(r"\b(?:if|in case|unless|whenever|whether)(?: (?:an?|any|one|some|the))?(?: [\w-]+){0,2} $")
});
static OURSELVES: Pattern = Pattern::new(|| pattern(r"\b(?:i|we)\b[^.!?]*$"));
static POSSESSIVE: Pattern = Pattern::new(|| pattern(r"['’]s?(?: [\w-]+)? $"));

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let language = subject.language();
    let mut told = Vec::new();
    for said in language.said("person-as-cause") {
        let here = matches!(said.told, Told::Causes | Told::Events | Told::Detection | Told::Else);
        let range = if said.own { Some(said.at.clone()) } else { blames(&language.names, &said).filter(|_| here) };
        let Some(range) = range else { continue };
        let said = said.over(range);
        // One person at one place is enough, whatever is said of it.
        if told.iter().any(|other: &Said<'_>| other.overlaps(&said)) {
            continue;
        }
        let message = format!("`{}` tells of a person as a cause", said.text().trim());
        let help = "say what made it possible or did not catch it, like \"nothing compares the two lists\"";
        findings.report(said.source, said.span(), message, help);
        told.push(said);
    }
    for said in language.named().filter(|said| said.told == Told::Causes) {
        if told.iter().any(|other: &Said<'_>| other.overlaps(&said)) {
            continue;
        }
        let message = format!("`{}` is named among the causes", said.text());
        let help = "tell what happened without the name, or by a role: \"the deployer saw no warning\"";
        findings.report(said.source, said.span(), message, help);
    }
}

/// The person and what is said of the person, where a phrase blames one.
fn blames(names: &Names, said: &Said<'_>) -> Option<Range<usize>> {
    let somebody = |found: Option<(usize, Who)>| found.filter(|(_, who)| *who == Who::Somebody).map(|(at, _)| at);
    let (text, end) = (said.text().to_lowercase(), said.at.end);
    if text.ends_with(" by") {
        return Some(said.at.start..end + somebody(names.after(said.after()))?);
    }
    if matches!(text.as_str(), "carelessness" | "fault" | "mistake" | "negligence") {
        let found = POSSESSIVE.as_ref().and_then(|pattern| pattern.find(said.before()))?;
        let owner = said.before().get(..found.start())?;
        return Some(somebody(names.before(owner))?..end);
    }
    if is_match(&HARMLESS, said.after()) {
        return None;
    }
    let before = names.before(said.before());
    if let Some(start) = somebody(before) {
        let supposed = said.before().get(..start).is_some_and(|before| is_match(&SUPPOSED, before));
        return (!supposed).then_some(start..end);
    }
    // Somebody who was spoken of before, or nobody: `The operator saw it, but forgot the flag`. Who tells of themselves
    // may, and whose name is a link or code is not known.
    let known = !said.before().trim_end().ends_with(HOLE) && !is_match(&OURSELVES, said.before());
    let sentence = said.sentence_before();
    if text == "forgot" && before.is_none() && known && (sentence.trim().is_empty() || names.are_in(sentence)) {
        return Some(said.at.clone());
    }
    let by = text.ends_with("ly").then(|| said.after().find(" by ")).flatten()? + " by".len();
    let agent = said.after().get(..by).filter(|until| is_match(&DONE_BY, until));
    let after = agent.and_then(|_| said.after().get(by..))?;
    Some(said.at.start..end + by + somebody(names.after(after))?)
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, INCIDENT, PLAN, POSTMORTEM};

    const ROSTER: &str = "roster: [{name: Tech Lead}, {name: Ada Vance}]\n";

    fn causes(text: &str) -> Case {
        Case::sound().file(PLAN, ROSTER).replace_in_postmortem("## Contributing causes\nText.", text)
    }

    fn cause(text: &str) -> Case {
        causes(&format!("## Contributing causes\n{text}"))
    }

    #[test]
    fn a_person_and_what_is_blamed_on_the_person_are_found_together() {
        for (text, column) in [
            ("Then the Tech Lead forgot the flag.", 10),
            ("The *on-call* engineer accidentally broke it.", 6),
            ("An engineer who failed to look", 4),
            ("Somebody didn’t check the list", 1),
            ("It was caused by a newly hired developer.", 8),
            ("The table was accidentally deleted again by Ada Vance.", 15),
            ("It was the reviewer's own mistake", 12),
            ("The operator of the mill used it, but forgot the flag.", 39),
            ("Ada deleted the wrong table.", 1),
            ("Maria Lopez deleted the wrong table.", 1),
            ("The on-call engineer deleted the wrong table.", 5),
            ("The outage was caused by John Smith.", 16),
            ("Then Bob caused the outage.", 6),
            ("Maria broke the build.", 1),
            ("Forgot to renew it.", 1),
        ] {
            cause(text).finds(&[&format!("{POSTMORTEM}:22:{column} person-as-cause")]);
        }
        cause("Then the Tech Lead forgot it.").says(
            "`Tech Lead forgot` tells of a person as a cause",
            "say what made it possible or did not catch it, like \"nothing compares the two lists\"",
        );
    }

    #[test]
    fn the_front_matter_and_the_incident_are_looked_at_too() {
        Case::sound()
            .replace("summary: The index was rebuilt with one shard.", "summary: An engineer broke the index.")
            .replace("took eight seconds", "was taken down; an admin brought down the index")
            .finds(&[&format!("{INCIDENT}:15:15 person-as-cause"), &format!("{INCIDENT}:21:27 person-as-cause")]);
        let trigger = "trigger: 'The developer mistyped it'\ncauses: [\"Our dba missed it\", b]\nowner: ";
        Case::sound()
            .replace_in_postmortem("owner: ", trigger)
            .finds(&[&format!("{POSTMORTEM}:3:15 person-as-cause"), &format!("{POSTMORTEM}:4:15 person-as-cause")]);
    }

    #[test]
    fn a_persons_name_is_found_among_causes_alone_and_a_roles_is_not() {
        cause("The key lay on Ada Vance's disk.").finds(&[&format!("{POSTMORTEM}:22:16 person-as-cause")]);
        cause("The key lay on Ada Vance's disk.").says(
            "`Ada Vance` is named among the causes",
            "tell what happened without the name, or by a role: \"the deployer saw no warning\"",
        );
        cause("The page went to the Tech Lead alone.").finds(&[]);
        causes("## Contributing causes\nText.\nMore text.\n\n## Outlook\nAda Vance has a list.").finds(&[]);
    }

    #[test]
    fn what_machines_do_and_what_responders_do_is_let_be() {
        for text in [
            "The service failed to start, as the release broke it and caused more.",
            "The lead engineer's laptop failed to connect.",
            "The engineer, who saw it, ignored nothing; the team broke for lunch.",
            "It was introduced by a change of the engineer's tool and missed by the alert.",
            "The fault was in the engineer's view a race. The entry was accidentally deleted by cron.",
            "The build refuses it if a junior developer accidentally pushes there.",
            "We looked at the list and forgot the flag. I forgot it, too.",
            "The Tech Lead removed it, and an engineer did not know of the list.",
            "`The engineer` forgot; \"the engineer forgot\"",
            "Prometheus forgot to scrape. The scraper was restarted and forgot its targets.",
            "MariaDB broke, which was caused by Apache Kafka; Let's Encrypt caused the rest.",
        ] {
            cause(text).finds(&[]);
        }
        causes("## Contributing causes\nText.\nMore text.\n\n## Next steps\nWhen an engineer forgot the flag, ask.")
            .finds(&[]);
    }

    #[test]
    fn a_plan_adds_words_and_lets_others_be() {
        let case = cause("The engineer missed it. We goofed.");
        let plan = "rules: {person-as-cause: {extra-words: [goofed], allowed-words: [engineer missed, missed]}}\n";
        case.file(PLAN, plan).finds(&[&format!("{POSTMORTEM}:22:28 person-as-cause")]);
    }
}

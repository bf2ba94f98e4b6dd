//! Action items of which nobody could say when they are done.

use super::follow_up::action_items;
use super::option::RuleOption;
use super::rule::{Findings, Subject};

rule! {
    /// An open action item is titled so vaguely that nobody could say when it is done.
    ///
    /// ## Why
    /// "Improve monitoring" is never finished, so it is never started either. A title that says what will be there
    /// afterwards (an alert, a limit, a test, a page, a decision) can be done, and seen to be done. A number, a name of a
    /// thing in the code, or a way (`by …`, `so that …`) is enough.
    ///
    /// ## Good
    /// ```yaml
    /// actions:
    ///   - {title: Alert when a query takes more than two seconds, owner: Search team, due: 2026-10-01}
    ///   - {title: Find out why the old index was not kept, owner: Search team, due: 2026-10-01}
    /// ```
    /// ## Bad
    /// ```yaml
    /// actions:
    ///   - {title: Improve monitoring, owner: Search team, due: 2026-10-01}
    ///   - {title: Investigate, owner: Search team, due: 2026-10-01}
    /// ```
    "vague-action", Warn, check, options: &[ENDLESS, LOOSE]
}

const ENDLESS: RuleOption = RuleOption::words(
    "endless",
    &[
        "improve",
        "enhance",
        "better",
        "strengthen",
        "optimise",
        "optimize",
        "minimise",
        "minimize",
        "be more",
        "pay closer attention",
        "keep an eye on",
        "keep in mind",
        "bear in mind",
        "try to",
        "communicate better",
        "work on",
    ],
    "openings of titles that have no end, unless the rest gives them one",
);

const LOOSE: RuleOption = RuleOption::words(
    "loose",
    &[
        "add",
        "increase",
        "reduce",
        "bring down",
        "review",
        "revisit",
        "investigate",
        "look into",
        "look at",
        "explore",
        "consider",
        "think about",
        "discuss",
        "evaluate",
        "examine",
        "check",
        "research",
        "analyse",
        "analyze",
        "follow up",
        "follow up on",
        "address",
        "handle",
        "fix",
        "clean up",
        "refactor",
        "document",
        "monitor",
        "ensure",
        "make sure",
        "prevent",
        "avoid",
        "more",
        "test",
        "harden",
        "update",
        "define",
        "implement",
        "create",
        "set up",
        "introduce",
    ],
    "openings of titles that have to say of what, and not in general",
);

/// Words that say of what only in general.
const GENERAL: &str = "a an the our their its this that these it of for in on to and or with from about into is are be not \
    does doesn't do never again happen happens happening occur occurring recur recurring recurrence future more even \
    better further additional proper properly proactive preventive preventative some several all any specific general \
    overall possible similar where prevent monitoring alerting alert alerts alarms logging logs metrics observability \
    visibility documentation docs document test tests testing coverage communication communications process processes \
    procedure procedures practices reliability resilience resiliency robustness stability availability scalability \
    performance security quality awareness training knowledge tooling tools automation handling response error errors \
    issue issues problem problems incident incidents outage outages failure failures bug bugs situation situations \
    things thing details options possibilities improvements improvement fixes changes measures steps occurrences system \
    systems service services infrastructure code codebase platform team teams noise";

/// Words that give a title an end: they tell how far, or how.
const MEASURES: &str = "until by per each every whenever when if unless whether why how which who instead than within \
    before after via using through";
const MEASURES_OF_TWO: &[[&str; 2]] = &[["so", "that"], ["with", "a"], ["with", "an"], ["with", "new"]];

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let (endless, loose) = (findings.options.words(&ENDLESS), findings.options.words(&LOOSE));
    for (_, item) in action_items(subject).filter(|(_, item)| item.is_open()) {
        let title = item.action.title.trim();
        let words = words_of(title);
        if has_end(title, &words) || !is_vague(&words, &endless, &loose) {
            continue;
        }
        let help = "say what will be there afterwards: an alert on what, a limit of how much, a test of which case, a decision";
        findings.report(item.source, item.title, "nobody could say when this is done", help);
    }
}

/// The title's words in lower case, without what only leads up to it.
fn words_of(title: &str) -> Vec<String> {
    const LEAD: &str = "we should must will need needs have want plan to please let's also";
    let words = title
        .split(|c: char| c.is_whitespace() || matches!(c, '/' | '"' | '*'))
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase());
    words.filter(|word| !word.is_empty()).skip_while(|word| holds(LEAD, word)).collect()
}

/// Whether a list of words holds one.
fn holds(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|other| other == word)
}

/// Whether a title says how far it goes, or names a thing that there is only one of.
fn has_end(title: &str, words: &[String]) -> bool {
    let is_name = |word: &str| {
        let inner = word.trim_matches(|c: char| !c.is_alphanumeric());
        inner.contains(['_', '.', ':', '=']) || inner.chars().skip(1).any(char::is_uppercase)
    };
    let explained = title.contains(": ") || title.contains(" - ") || title.contains(['(', '`', ',']);
    explained
        || title.chars().any(|c| c.is_ascii_digit())
        || title.split_whitespace().any(is_name)
        || words.iter().any(|word| holds(MEASURES, word))
        || words.windows(2).any(|pair| MEASURES_OF_TWO.iter().any(|two| pair == two))
}

fn is_vague(words: &[String], endless: &[String], loose: &[String]) -> bool {
    let is_general = |words: &[String]| words.iter().all(|word| holds(GENERAL, word));
    let begins = |opening: &String| rest_behind(words, opening).is_some();
    let only_begins = |opening: &String| rest_behind(words, opening).is_some_and(is_general);
    !words.is_empty() && (is_general(words) || endless.iter().any(begins) || loose.iter().any(only_begins))
}

/// The words behind an opening, be its verb written like `improve` or like `improving`.
fn rest_behind<'a>(words: &'a [String], opening: &str) -> Option<&'a [String]> {
    let mut rest = words;
    for (number, wanted) in opening.split_whitespace().enumerate() {
        let (word, behind) = rest.split_first()?;
        let stem = word.strip_suffix("ing").filter(|_| number == 0);
        let is_form = stem.is_some_and(|stem| wanted == stem || wanted.strip_suffix('e') == Some(stem));
        if word != wanted && !is_form {
            return None;
        }
        rest = behind;
    }
    Some(rest)
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, INCIDENT, PLAN};

    fn promised(title: &str) -> Case {
        let action = format!("actions:\n  - title: \"{title}\"\n    owner: Search team\n    due: 2026-10-01\n");
        Case::sound().replace("related: []\n", &action)
    }

    #[test]
    fn a_title_without_an_end_is_found_where_it_stands() {
        for title in [
            "Improve monitoring",
            "We should improve the way releases are made.",
            "Be more cautious with index swaps",
            "Investigate",
            "Look into alerting",
            "Make sure this does not happen again",
            "Better tests!",
            "Reduce alert noise",
            "Review our processes and procedures",
            "Testing",
            "Improving log rotation",
            "Bring down alert noise even more",
        ] {
            promised(title).finds(&[&format!("{INCIDENT}:18:12 vague-action")]);
        }
        promised("Improve monitoring").says(
            "nobody could say when this is done",
            "say what will be there afterwards: an alert on what, a limit of how much, a test of which case, a decision",
        );
    }

    #[test]
    fn a_number_a_name_a_way_or_a_thing_gives_it_an_end() {
        for title in [
            "Improve the query until it takes less than 200 ms",
            "Improve monitoring by alerting on the size of each shard",
            "Find the root cause of: Search is slow",
            "Investigate why the old index was not kept",
            "Add monitoring for the number of shards",
            "Review the permissions of the build machine",
            "Reduce the lifetime of category pages",
            "Improve `searchctl swap`",
            "Enhance the daily run with a synthetic check",
            "Consider a second index for large catalogues",
            "Find out more",
            "Document the process of creating certificates",
            "Keep the old index for a day",
        ] {
            promised(title).finds(&[]);
        }
    }

    #[test]
    fn what_is_done_or_dropped_and_an_imported_incident_are_let_off() {
        promised("Improve monitoring").replace("owner:", "status: done\n    owner:").finds(&[]);
        promised("Improve monitoring").replace("tags: [deploy]", "x-imported: cstate").finds(&[]);
    }

    #[test]
    fn a_team_has_words_of_its_own() {
        let plan = "rules: {vague-action: {endless: [bring forward]}}\n";
        promised("Bring forward the migration").file(PLAN, plan).finds(&[&format!("{INCIDENT}:18:12 vague-action")]);
        promised("Improve monitoring").file(PLAN, plan).finds(&[]);
    }
}

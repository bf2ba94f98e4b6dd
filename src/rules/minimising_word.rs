//! Words that make small what was not.

use super::language::{ALLOWED, EXTRA, Pattern, Said, is_match, pattern, words};
use super::option::RuleOption;
use super::rule::{Findings, Subject};

rule! {
    /// A word makes something look plain or small that was neither to those who were there.
    ///
    /// ## Why
    /// "Obviously", "simply" and "just" tell the reader what to find easy, and those who were there that they were slow:
    /// what is obvious afterwards was one of twenty guesses at three in the morning. The sentence is most often better
    /// without the word. Where something really is little work, say how little: "two commands, four minutes".
    ///
    /// ## Good
    /// ```markdown postmortem
    /// ## Response
    /// The cache was at fault, which took 40 minutes to find. Restarting it takes two commands.
    /// ```
    /// ## Bad
    /// ```markdown postmortem
    /// ## Response
    /// Obviously the cache was at fault, which took 40 minutes to find. One simply restarts it.
    /// ```
    "minimising-word", Warn, check, options: &[WORDS, EXTRA, ALLOWED]
}

const WORDS: RuleOption =
    words(&["clearly", "easily", "easy", "just", "merely", "obviously", "of course", "simply", "trivial", "trivially"]);

/// Denied, or said of what nobody saw: `nothing obviously wrong`.
static NEGATED: Pattern = Pattern::new(|| {
    pattern(
        r"(?:n['’]t|\b(?:any|anything|beyond|instead of|less|neither|never|no|nobody|nor|not|nothing|rather th[ae]n|without))(?: \w+)? $",
    )
});
/// In front of a deed that somebody could or did do.
static DEED_BEFORE: Pattern = Pattern::new(|| {
    pattern(
        r"(?:^|[.:;,(] |\b(?:and|can|could|i|let['’]?s|may|might|must|need to|one|or|please|should|then|they|to|we|will|would|you) )$",
    )
});
static DEED: Pattern = Pattern::new(|| {
    pattern(
        r"^ (?:add|call|change|check|click|delete|deploy|disable|do|drop|fix|forgot|had to|have to|has to|ignore|kill|needs? to|needed to|pick|press|re-?(?:add|apply|boot|build|create|deploy|load|move|run|set|start|submit|try|vert)|retry|roll|run|set|skip|switch|turn|update|use|wait)\b",
    )
});
/// A matter of little weight; not a quantity, nor a time.
static MATTER: Pattern = Pattern::new(|| {
    pattern(
        r"^ (?:an?|another|one|some) (?:[\w-]+ ){0,2}(?:blip|bug|fix|flag|formality|glitch|hiccup|matter|mistake|oversight|question|restart|setting|slip|typo|warning)\b",
    )
});
/// What somebody simply did; a machine that simply does something is only told of.
static BY_PEOPLE: Pattern = Pattern::new(|| {
    pattern(
        r"(?:^|[.:;(] |\b(?:i|one|or|people|somebody|someone|they|to|we|you)(?: (?:can|could|had|have|may|might|must|should|then|will|would))? )$",
    )
});
/// What it simply was.
static WAS: Pattern = Pattern::new(|| pattern(r"\b(?:are|is|it['’]s|that['’]s|was|were) $"));
static WAS_WHAT: Pattern =
    Pattern::new(|| pattern(r"^ (?:a|an|because|bad|down to|due to|forgotten|missed|overlooked|the|too|wrong)\b"));
/// It denies with force: it simply was not there.
static FORCE: Pattern = Pattern::new(|| pattern(r"^ (?:\w+n['’]t|\w+ not|cannot|no|not|never)\b"));
/// How something is said or written.
static SAID: Pattern = Pattern::new(|| pattern(r"^ (?:connected|linked|put|said|says|stated|typed)\b"));
static CLEAR: Pattern = Pattern::new(|| {
    pattern(r"^(?: \w+)? (?:a|an|at fault|inadequate|insufficient|nobody|nobody['’]s|not|our|the|too|wrong)\b")
});
static TO_BE: Pattern = Pattern::new(|| pattern(r"\b(?:are|is|was|were) $"));
/// Where a sentence, or what is thrown in, begins.
static BEGINS: Pattern = Pattern::new(|| pattern(r"(?:^|[.!?:;(,] )$"));
static SENTENCE: Pattern = Pattern::new(|| pattern(r"(?:^|[.!?:;(] )$"));
/// What is thrown in goes on behind it.
static GOES_ON: Pattern = Pattern::new(|| pattern(r"^(?:, | )\w"));
static REMEDY: Pattern = Pattern::new(|| {
    pattern(
        r"^ (?:be |been |to )?(?:avoid|caught|catch|detect|fix|foresee|fores|notice|prevent|see\b|seen\b|spot|stop)\w*",
    )
});
static SMALL: Pattern =
    Pattern::new(|| pattern(r"^ (?:bug|change|error|fix|matter|mistake|oversight|problem|question|typo)\b"));

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for said in subject.language().meant("minimising-word", |_, said| makes_small(said)) {
        let message = format!("`{}` tells the reader what to find easy", said.text());
        let help = "leave it out; where it really was little work, say how little";
        findings.report(said.source, said.span(), message, help);
    }
}

fn makes_small(said: &Said<'_>) -> bool {
    let (before, after) = (said.before(), said.after());
    if is_match(&NEGATED, before) {
        return false;
    }
    match said.text().to_lowercase().as_str() {
        // Most often it is a matter of time or of degree: just before, just as bad, has just begun.
        "just" => (is_match(&DEED, after) && is_match(&DEED_BEFORE, before)) || is_match(&MATTER, after),
        // What can be seen clearly is no opinion.
        "clearly" if after.starts_with(',') => is_match(&SENTENCE, before),
        "clearly" => is_match(&CLEAR, after) && is_match(&TO_BE, before),
        "easy" | "easily" => is_match(&REMEDY, after) || is_match(&SMALL, after),
        "trivial" => is_match(&SMALL, after),
        "simply" if is_match(&FORCE, after) || is_match(&SAID, after) => false,
        "simply" => is_match(&BY_PEOPLE, before) || (is_match(&WAS, before) && is_match(&WAS_WHAT, after)),
        "of course" => is_match(&BEGINS, before) && is_match(&GOES_ON, after),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, INCIDENT, PLAN, POSTMORTEM};

    fn response(text: &str) -> Case {
        Case::sound().replace_in_postmortem("## Response\nText.", &format!("## Response\n{text}"))
    }

    #[test]
    fn words_that_make_small_are_found() {
        for (text, column) in [
            ("It obviously was the cache.", 4),
            ("One *simply* restarts it.", 6),
            ("It was simply a typo.", 8),
            ("It was, of course, the cache.", 9),
            ("Just restart it.", 1),
            ("Then we just had to wait.", 9),
            ("It was just a small typo.", 8),
            ("The flag was clearly wrong.", 14),
            ("Clearly, nobody looked.", 1),
            ("It is easy to spot.", 7),
            ("It could easily be avoided.", 10),
            ("A trivial change broke it.", 3),
        ] {
            response(text).finds(&[&format!("{POSTMORTEM}:25:{column} minimising-word")]);
        }
        response("It merely slept.").says(
            "`merely` tells the reader what to find easy",
            "leave it out; where it really was little work, say how little",
        );
        let solution = "Rebuild the index with eight shards.";
        Case::sound().replace(solution, "Simply restart it.").finds(&[&format!("{INCIDENT}:24:1 minimising-word")]);
    }

    #[test]
    fn time_degree_and_manner_are_let_be() {
        for text in [
            "It fell just before nine, just after the alert, when the job had just begun.",
            "It was just as slow, just under the limit, just enough for just 12 users, and just in time.",
            "We just deployed release 412. The pull request was just merged.",
            "Not just one shard, and rather than just one, a just-in-time build.",
            "The graph clearly shows it; the runbook was clearly written and clearly marked.",
            "It was not easy to find and not obviously wrong; the chain makes it easy to put the key elsewhere.",
            "Users had an easy way round. It can easily take an hour. A simply typed value. To put it simply: no.",
            "It simply wasn't there. The change of course was planned, as a matter of course.",
            "The proxy simply falls back. Nothing was obviously wrong. All was well again (of course!).",
            "Non-trivial. An obvious one. A mere ten. The simple case. `just restart`, \"simply\".",
        ] {
            response(text).finds(&[]);
        }
    }

    #[test]
    fn a_plan_adds_words_and_lets_others_be() {
        let plan = "rules: {minimising-word: {extra-words: [only], allowed-words: [we simply]}}\n";
        response("We simply put back what was there, only late.")
            .file(PLAN, plan)
            .finds(&[&format!("{POSTMORTEM}:25:36 minimising-word")]);
    }
}

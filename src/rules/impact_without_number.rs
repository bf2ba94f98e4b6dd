//! Impact that is told in adjectives.

use super::handed_over::{HandedOver, handed_over};
use super::rule::{Findings, Subject};
use crate::text::Span;
use regex::Regex;
use std::sync::LazyLock;

rule! {
    /// The impact of a post-mortem has no number in it.
    ///
    /// ## Why
    /// "Many users had trouble" can be three or three thousand, and decides nothing: not the severity, not how much a remedy
    /// may cost, not which of two incidents was worse. Users, requests, money, minutes: an estimate will do, and zero is a
    /// number. Under the key `impact` it counts, too.
    ///
    /// ## Good
    /// ```markdown postmortem
    /// ## Impact
    /// About 1,200 people, a tenth of that morning's users, saw no results for half an hour.
    /// ```
    /// ## Bad
    /// ```markdown postmortem
    /// ## Impact
    /// Many users were affected: they saw no results, and some of them gave up and went away.
    /// ```
    "impact-without-number", Warn, check
}

static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\d|!\[|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|ninety|hundreds?|thousands?|millions?|billions?|dozens?|couple|half|thirds?|quarters?|tenths?|per ?cent|one|single|an hour|a minute|a day|a week|zero|(?:complete|entire|full|total) (?:[a-z-]+ )?(?:outage|downtime)|none|nobody|nothing|no one|no-one|never|no[ -][a-z]+(?: [a-z]+)? (?:was|were|is|are|had|has|has been|have been)|no (?:impact|effect|downtime|data|outage|loss|disruption|interruption|users?|customers?|known|user-facing|customer|visible|external|direct|production|service|services|measurable|noticeable|significant))\b",
    )
    .ok()
});
/// Dates and statuses of HTTP are no measure.
static NO_MEASURE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b\d{4}-\d\d-\d\d(?:T[\d:]+\S*)?|\b[45](?:xx|\d\d)s?\b(?: (?:errors?|responses?|status\w*))?|https?://\S+").ok()
});

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for postmortem in handed_over(subject) {
        let document = postmortem.document;
        let section = document.section_text("Impact");
        let values: Vec<_> = document.value.impact.iter().map(|(_, value)| value.as_str()).collect();
        if section.is_empty() && values.iter().all(|value| value.is_empty()) {
            continue;
        }
        if std::iter::once(section.as_str()).chain(values).any(has_number) {
            continue;
        }
        let Some(place) = place(&postmortem, &section) else { continue };
        let message = "no number tells how large the impact was";
        let help = "say how many users, requests, money or minutes, if only as an estimate; zero is a number, too";
        findings.report(&document.source, place, message, help);
    }
}

fn has_number(text: &str) -> bool {
    let (Some(number), Some(no_measure)) = (NUMBER.as_ref(), NO_MEASURE.as_ref()) else { return true };
    number.is_match(&no_measure.replace_all(text, " "))
}

fn place(postmortem: &HandedOver<'_>, section: &str) -> Option<Span> {
    let heading = postmortem.heading("Impact").filter(|_| !section.is_empty());
    heading.or_else(|| Some(postmortem.document.front.entry("impact")?.key_span))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, POSTMORTEM};

    fn impact(text: &str) -> Case {
        Case::sound().replace_in_postmortem("Text 1.", text)
    }

    #[test]
    fn impact_in_adjectives_is_found_at_its_heading() {
        for text in
            ["Many users had no results.", "Most queries failed with HTTP 500 on 2026-03-02, also with 5xx errors."]
        {
            impact(text).finds(&[&format!("{POSTMORTEM}:10:1 impact-without-number")]);
        }
        impact("Many users.").says(
            "no number tells how large the impact was",
            "say how many users, requests, money or minutes, if only as an estimate; zero is a number, too",
        );
        impact("Many users.")
            .replace_in_postmortem("owner: ", "impact: {users: many}\nowner: ")
            .finds(&[&format!("{POSTMORTEM}:11:1 impact-without-number")]);
    }

    #[test]
    fn figures_words_for_numbers_nobody_and_a_graph_are_numbers() {
        for text in [
            "12 users",
            "From 09:00 to 09:30.",
            "A third of the users.",
            "Two services.",
            "No data was lost.",
            "Nobody noticed.",
            "| users | 3 |\n| - | - |",
            "No impact on users.",
            "Full image outage.",
        ] {
            impact(text).finds(&[]);
        }
        impact("Many users.").replace_in_postmortem("owner: ", "impact: {users: 1200}\nowner: ").finds(&[]);
        impact("Many users.").replace_in_postmortem("status: published", "status: draft").finds(&[]);
    }
}

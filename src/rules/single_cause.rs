//! Post-mortems that stop at one cause.

use super::handed_over::{HandedOver, handed_over};
use super::rule::{Findings, Subject};
use crate::text::Span;

rule! {
    /// A post-mortem names one contributing cause alone.
    ///
    /// ## Why
    /// Something broke it, and something let it through, and something made it last: an incident with one cause is most often
    /// one with whose causes somebody stopped at the first. Whoever mends that one alone meets the others again. What set
    /// it off is the `trigger`; why nothing caught it, and why it took so long, are causes as well.
    ///
    /// ## Good
    /// ```yaml postmortem
    /// causes:
    ///   - The index was rebuilt with one shard
    ///   - Nothing counts the shards before an index takes traffic
    /// ```
    /// ## Bad
    /// ```yaml postmortem
    /// causes:
    ///   - The index was rebuilt with one shard
    /// ```
    "single-cause", Warn, check
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for postmortem in handed_over(subject) {
        let Some(place) = only_cause(&postmortem) else { continue };
        let message = "one contributing cause alone is named";
        let help = "ask what let it through, what made it worse and what made it last, and name that, too";
        findings.report(&postmortem.document.source, place, message, help);
    }
}

/// Where a single cause stands, while nothing else tells of more.
fn only_cause(postmortem: &HandedOver<'_>) -> Option<Span> {
    let document = postmortem.document;
    let told = document.section_text("Contributing causes");
    let items = told.lines().filter(|line| begins_item(line)).count();
    match document.value.causes.len() {
        // Prose cannot be counted.
        1 if items < 2 && told.split("\n\n").count() < 2 => Some(document.place_of("causes")),
        0 if items == 1 && told.split("\n\n").count() < 2 => postmortem.heading("Contributing causes"),
        _ => None,
    }
}

/// Whether a line begins an item of a list that is in no other.
fn begins_item(line: &str) -> bool {
    let bare = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let marks = if bare.len() < line.len() { [". ", ") ", ". "] } else { ["- ", "* ", "+ "] };
    marks.iter().any(|mark| bare.starts_with(mark))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, POSTMORTEM};

    const CAUSES: &str = "## Contributing causes\nText.\nMore text.\n";

    #[test]
    fn one_cause_alone_is_found_where_it_stands() {
        let case = Case::sound().replace_in_postmortem("owner: ", "causes: [One shard]\nowner: ");
        case.clone().finds(&[&format!("{POSTMORTEM}:3:9 single-cause")]);
        case.says(
            "one contributing cause alone is named",
            "ask what let it through, what made it worse and what made it last, and name that, too",
        );
        Case::sound()
            .replace_in_postmortem(CAUSES, "## Contributing causes\n- The index was rebuilt\n  with one shard.\n")
            .finds(&[&format!("{POSTMORTEM}:21:1 single-cause")]);
    }

    #[test]
    fn several_causes_be_they_in_prose_are_enough() {
        Case::sound().replace_in_postmortem("owner: ", "causes: [One shard, No check]\nowner: ").finds(&[]);
        let one = Case::sound().replace_in_postmortem("owner: ", "causes: [One shard]\nowner: ");
        for text in ["- One shard.\n- No check of it.\n", "One shard.\n\nAnd no check of it.\n"] {
            one.clone().replace_in_postmortem(CAUSES, &format!("## Contributing causes\n{text}")).finds(&[]);
        }
        one.replace_in_postmortem("status: published", "status: draft").finds(&[]);
    }
}

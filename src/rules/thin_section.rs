//! Sections of a published post-mortem in which next to nothing stands.

use super::documents::required_sections;
use super::handed_over::handed_over;
use super::option::RuleOption;
use super::rule::{Findings, Subject};
use crate::document::body::plain_words;
use crate::model::POSTMORTEM_SECTIONS;

rule! {
    /// A section of a published post-mortem is a few words on one line.
    ///
    /// ## Why
    /// "Bad deploy." and "See the ticket." are what the writer remembers, and not what the next reader can use. A section
    /// takes a sentence that somebody understands who was not there. Where there was no luck, "None" is enough.
    ///
    /// ## Good
    /// ```markdown postmortem
    /// ## Resolution
    /// Release 412 was rolled back at 09:30; by 10:00 every query was answered within 200 ms.
    ///
    /// ## Where we got lucky
    /// None.
    /// ```
    /// ## Bad
    /// ```markdown postmortem
    /// ## Resolution
    /// Rolled back.
    ///
    /// ## Where we got lucky
    /// None.
    /// ```
    "thin-section", Warn, check, options: &[LINES, WORDS]
}

const LINES: RuleOption = RuleOption::number("lines", 1, "lines up to which a section can be thin");
const WORDS: RuleOption = RuleOption::number("words", 5, "words below which a section of so few lines is thin");

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(plan) = subject.plan("postmortem") else { return };
    let most_lines = usize::try_from(findings.options.number(&LINES)).unwrap_or(usize::MAX);
    let least_words = usize::try_from(findings.options.number(&WORDS)).unwrap_or(usize::MAX);
    for postmortem in handed_over(subject).filter(|postmortem| postmortem.is_published()) {
        for title in required_sections(plan).into_iter().filter(|title| *title != "Timeline") {
            let Some(heading) = postmortem.heading(title) else { continue };
            let content = postmortem.document.section_text(title);
            let lines = content.lines().filter(|line| !line.trim().is_empty()).count();
            if lines == 0 || lines > most_lines {
                continue;
            }
            let text = plain_words(&content);
            let words = text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
            let shows = content.contains("![");
            let can_be_none = title == "Where we got lucky" || !POSTMORTEM_SECTIONS.contains(&title);
            if words >= least_words || shows || (can_be_none && says_none(&text)) {
                continue;
            }
            let message = format!("the section `{title}` says no more than `{text}`");
            let help = "say it in a sentence that somebody understands who was not there";
            findings.report(&postmortem.document.source, heading, message, help);
        }
    }
}

/// Whether a section says that there is nothing to tell.
fn says_none(text: &str) -> bool {
    const NONE: &[&str] =
        &["none", "nothing", "nowhere", "no", "not", "n/a", "na", "we didn't", "we didn’t", "we did not"];
    let text = text.to_lowercase();
    let ends = |rest: &str| !rest.starts_with(char::is_alphanumeric);
    NONE.iter().any(|none| text.strip_prefix(none).is_some_and(ends))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, PLAN, POSTMORTEM};

    const CAUSES: &str = "## Contributing causes\nText.\nMore text.\n";

    fn causes(text: &str) -> Case {
        Case::sound().replace_in_postmortem(CAUSES, &format!("## Contributing causes\n{text}\n"))
    }

    #[test]
    fn a_few_words_on_one_line_are_found_at_their_heading() {
        for text in ["Bad deploy.", "\n*Bad* deploy\n", "See [the ticket](https://tracker.example/OPS-412)."] {
            causes(text).finds(&[&format!("{POSTMORTEM}:21:1 thin-section")]);
        }
        causes("<!-- Why? -->\nBad `deploy`.").says(
            "the section `Contributing causes` says no more than `Bad deploy.`",
            "say it in a sentence that somebody understands who was not there",
        );
        causes("None.").finds(&[&format!("{POSTMORTEM}:21:1 thin-section")]);
    }

    #[test]
    fn a_sentence_two_lines_and_a_graph_are_enough() {
        for text in ["The index had one shard of eight.", "- One shard\n- No check", "![Errors](error-rate.png)"] {
            let graph = format!("{}/error-rate.png", crate::rules::testing::FOLDER);
            causes(text).file(&graph, "").finds(&[]);
        }
    }

    #[test]
    fn there_need_not_have_been_luck() {
        for text in ["None.", "Nothing", "n/a", "- No luck", "We didn't, really."] {
            let luck = "## Where we got lucky\nText.\nMore text.\n";
            Case::sound().replace_in_postmortem(luck, &format!("## Where we got lucky\n{text}\n")).finds(&[]);
        }
    }

    #[test]
    fn a_plan_sets_what_is_thin_and_what_is_not_published_is_let_be() {
        let plan = "rules: {thin-section: {lines: 2, words: 3}}\n";
        causes("- A shard\n- B").file(PLAN, plan).finds(&[]);
        causes("- A\n- B").file(PLAN, plan).finds(&[&format!("{POSTMORTEM}:21:1 thin-section")]);
        causes("Bad deploy.").replace_in_postmortem("status: published", "status: in-review").finds(&[]);
    }
}

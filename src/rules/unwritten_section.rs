//! Post-mortems that are handed to readers with sections nobody wrote.

use super::documents::{Written, required_sections, written};
use super::handed_over::{HandedOver, handed_over};
use super::rule::{Findings, Subject};

rule! {
    /// A post-mortem is in review or published, and one of its sections is not written.
    ///
    /// ## Why
    /// A reviewer can judge only what is there, and a published post-mortem is what the next team learns from. A draft is
    /// let be. Where a section has nothing to tell, a sentence says so, and why.
    ///
    /// ## Good
    /// ```markdown postmortem
    /// ## Where we got lucky
    /// The old index had not been deleted yet.
    /// ```
    /// ## Bad
    /// ```markdown postmortem
    /// ## Where we got lucky
    /// <!-- What would have made it worse, and only by chance did not happen. -->
    /// ```
    "unwritten-section", Error, check
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(plan) = subject.plan("postmortem") else { return };
    for HandedOver { document, status, .. } in handed_over(subject) {
        for title in required_sections(plan) {
            let Written::Unwritten { heading, prompt } = written(document, title) else { continue };
            let state = if prompt { "has only its prompt" } else { "is empty" };
            let message = format!("this post-mortem is {status}, and its section `{title}` {state}");
            let help = "write it; where there is nothing to tell, say so in a sentence";
            findings.report(&document.source, heading, message, help);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, PLAN, POSTMORTEM};

    #[test]
    fn a_prompt_or_nothing_under_a_heading_is_found_at_the_heading() {
        let case = Case::sound().replace_in_postmortem("Text 1. More text here.", "<!-- How badly,\nin numbers? -->");
        case.clone().finds(&[&format!("{POSTMORTEM}:10:1 unwritten-section")]);
        let help = "write it; where there is nothing to tell, say so in a sentence";
        case.says("this post-mortem is published, and its section `Impact` has only its prompt", help);
        Case::sound()
            .replace_in_postmortem("Text 1. More text here.\n", "")
            .replace_in_postmortem("published", "in-review")
            .says("this post-mortem is in-review, and its section `Impact` is empty", help);
    }

    #[test]
    fn a_section_of_the_plan_is_one_of_them() {
        Case::sound()
            .file(PLAN, "postmortem: {sections: [Cost]}\n")
            .replace_in_postmortem("## Lessons learned", "## Cost\n\n## Lessons learned")
            .finds(&[&format!("{POSTMORTEM}:39:1 unwritten-section")]);
    }

    #[test]
    fn a_draft_a_section_of_ones_own_and_imported_ones_are_let_be() {
        let empty = Case::sound().replace_in_postmortem("Text 1. More text here.", "<!-- How badly? -->");
        empty.clone().replace_in_postmortem("status: published", "status: draft").finds(&[]);
        empty.replace("related: []", "x-imported: markdown").finds(&[]);
        Case::sound().replace_in_postmortem("## Lessons learned", "## Notes\n\n## Lessons learned").finds(&[]);
    }
}

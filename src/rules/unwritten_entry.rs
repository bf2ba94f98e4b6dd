//! Incidents that are over and of which nobody wrote down what happened and what helped.

use super::documents::{Written, is_imported, misspelt, over, written};
use super::rule::{Findings, Subject};
use crate::document::INCIDENT_SECTIONS;

rule! {
    /// A resolved incident lacks its summary or its solution.
    ///
    /// ## Why
    /// The next time that something like this happens, whoever is on call looks for this incident and reads two things:
    /// what it looked like and what solved it. That is the point of the log, and it is known best on the day itself.
    ///
    /// ## Good
    /// ```markdown
    /// ## Summary
    /// Search took eight seconds for every query.
    ///
    /// ## Solution
    /// Rebuild the index with eight shards.
    /// ```
    /// ## Bad
    /// ```markdown
    /// ## Summary
    /// Search took eight seconds for every query.
    ///
    /// ## Solution
    /// <!-- What solved it, so that the next one is solved faster. -->
    /// ```
    "unwritten-entry", Error, check
}

const SECTIONS: [(&str, &str); 2] = [
    ("Summary", "say in two or three sentences what happened"),
    ("Solution", "say what solved it, so that the next one is solved faster"),
];

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (_, document) in subject.incidents() {
        let Some(status) = over(&document.value).filter(|_| !is_imported(&document.value.extra)) else { continue };
        for (title, help) in SECTIONS {
            let (place, state) = match written(document, title) {
                Written::Yes => continue,
                Written::No if misspelt(document, title, INCIDENT_SECTIONS).is_some() => continue,
                Written::No => (document.place_of("status"), "has no section"),
                Written::Unwritten { heading, prompt: true } => (heading, "has only the prompt under"),
                Written::Unwritten { heading, prompt: false } => (heading, "has nothing under"),
            };
            let message = format!("this incident is {status} and {state} `## {title}`");
            findings.report(&document.source, place, message, format!("{help}, under `## {title}`"));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, INCIDENT};

    const SOLUTION: &str = "Rebuild the index with eight shards.\n";

    #[test]
    fn a_section_that_is_only_its_prompt_is_found_at_its_heading() {
        let case = Case::sound().replace(SOLUTION, "<!-- What solved it? -->\n");
        case.clone().finds(&[&format!("{INCIDENT}:23:1 unwritten-entry")]);
        case.says(
            "this incident is resolved and has only the prompt under `## Solution`",
            "say what solved it, so that the next one is solved faster, under `## Solution`",
        );
        Case::sound().replace(SOLUTION, "").finds(&[&format!("{INCIDENT}:23:1 unwritten-entry")]);
    }

    #[test]
    fn a_section_that_is_missing_is_found_at_the_status_that_asks_for_it() {
        let case = Case::sound().replace("## Summary\nSearch took eight seconds for every query.\n", "");
        case.clone().finds(&[&format!("{INCIDENT}:4:9 unwritten-entry")]);
        case.says(
            "this incident is resolved and has no section `## Summary`",
            "say in two or three sentences what happened, under `## Summary`",
        );
    }

    #[test]
    fn an_open_incident_may_keep_its_prompts_and_imported_ones_are_let_off() {
        let prompts = Case::sound()
            .replace(SOLUTION, "<!-- What solved it? -->\n")
            .replace("Search took eight seconds for every query.", "<!-- What happened? -->");
        prompts
            .clone()
            .replace("status: resolved", "status: open")
            .replace("resolved: 2026-03-02T10:00:00Z\n", "")
            .replace("announced: 2026-03-02T10:05:00Z\n", "")
            .finds(&[]);
        prompts.replace("related: []", "x-imported: cstate").finds(&[]);
    }

    #[test]
    fn words_beside_a_prompt_and_code_alone_are_written() {
        Case::sound().replace(SOLUTION, "<!-- What solved it? -->\nRebuild it.\n").finds(&[]);
        Case::sound().replace(SOLUTION, "```\nsearchctl rebuild\n```\n").finds(&[]);
    }
}

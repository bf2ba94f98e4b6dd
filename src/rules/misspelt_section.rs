//! Headings of an incident that are a slip of the pen away from what pages and commands look for.

use super::documents::{heading_of, misspelt, title_of};
use super::rule::{Findings, Subject};
use crate::document::INCIDENT_SECTIONS;

rule! {
    /// A heading of an incident is misspelt.
    ///
    /// ## Why
    /// What helped is looked for under `## Solution`, on pages, in the search and by `incident new`. Under `## Soluton` it
    /// is there, and whoever meets the next incident of this kind never sees it.
    ///
    /// ## Good
    /// ```markdown
    /// ## Solution
    /// Rebuild the index with eight shards.
    /// ```
    /// ## Bad
    /// ```markdown
    /// ## Soluton
    /// Rebuild the index with eight shards.
    /// ```
    "misspelt-section", Error, check, fixes: true
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (_, document) in subject.incidents() {
        for title in INCIDENT_SECTIONS {
            let Some(section) = misspelt(document, title, INCIDENT_SECTIONS) else { continue };
            let message = format!("the section `{title}` is missing, and `{}` is much like it", section.title);
            let place = heading_of(document, section);
            let reported = findings.report(&document.source, place, message, format!("call it `## {title}`"));
            if let Some(words) = title_of(document, section) {
                reported.fix(words, *title);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, INCIDENT};

    #[test]
    fn a_heading_with_a_slip_is_found_and_mended_open_or_over() {
        let slip = Case::sound().replace("## Summary", "## Sumary");
        slip.clone().finds(&[&format!("{INCIDENT}:20:1 misspelt-section")]);
        slip.says("the section `Summary` is missing, and `Sumary` is much like it", "call it `## Summary`");
    }

    #[test]
    fn sections_of_the_teams_own_and_headings_below_are_let_be() {
        Case::sound().replace("## Timeline", "## Solutions tried\nNone.\n\n## Timeline").finds(&[]);
        Case::sound().replace("## Solution", "## Solution\n### Soluton").finds(&[]);
        Case::sound().replace("## Timeline", "## Timelines\nTwo.\n\n## Timeline").finds(&[]);
    }
}

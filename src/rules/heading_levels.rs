//! Headings out of step.

use super::rule::{Findings, Subject};
use super::texts::{Text, look};
use crate::document::{Heading, headings};
use crate::text::Span;

rule! {
    /// A heading is of the first level, or skips one.
    ///
    /// ## Why
    /// The title stands in the front matter and is the one heading of the first level on a page; sections are of the
    /// second. Who listens to a page, or skims it by its headings, takes a level that is skipped for a part that is
    /// missing. Headings within quotes are let be.
    ///
    /// ## Good
    /// ```markdown
    /// ## Solution
    /// ### For now
    /// #### By hand
    /// Restart the indexer.
    /// ```
    /// ## Bad
    /// ```markdown
    /// ## Solution
    /// #### By hand
    /// Restart the indexer.
    /// ```
    "heading-levels", Warn, check
}

/// The level of a document's title, which is not in its body.
const TITLE: u8 = 1;

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (source, (above, heading)) in look(subject.log, out_of_step) {
        let (message, marks) = match heading.level {
            TITLE => ("this heading is of the first level, which is the title's".to_owned(), "##".to_owned()),
            level => {
                let message = format!("this heading is of level {level}, the one above it of level {above}");
                (message, "#".repeat(usize::from(above) + 1))
            }
        };
        let help = format!("begin it with `{marks}`, as well as those beside it, and what is below them with one more");
        findings.report(source, heading.span, message, help);
    }
}

/// The headings that are wrong where they stand, each with the level of the one above it.
fn out_of_step(text: &Text<'_>) -> Vec<(u8, Heading)> {
    let Some(body) = text.body else { return Vec::new() };
    // Most bodies have second-level headings alone.
    let is_second = |heading: &Span| text.source.slice(*heading).trim_start().starts_with("##");
    let has_third = text.source.slice(body.span).contains("###");
    if !has_third && body.sections.iter().all(|section| is_second(&section.heading)) {
        return Vec::new();
    }
    let (mut above, mut found) = (TITLE, Vec::new());
    for heading in headings(text.source.text(), body.span) {
        if heading.level == TITLE || heading.level > above + 1 {
            found.push((above, heading));
        }
        above = heading.level;
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{AGENDA, Case, INCIDENT, POSTMORTEM};

    fn solved_by(markdown: &str) -> Case {
        Case::sound().replace("Rebuild the index with eight shards.", markdown)
    }

    #[test]
    fn a_title_in_the_body_is_found_however_it_is_written() {
        let case = solved_by("x\n\n# Notes\n\ny");
        case.clone().finds(&[&format!("{INCIDENT}:26:1 heading-levels")]);
        case.says(
            "this heading is of the first level, which is the title's",
            "begin it with `##`, as well as those beside it, and what is below them with one more",
        );
        Case::sound()
            .replace_in_agenda("Search was slow.", "Notes\n===\n\ny")
            .finds(&[&format!("{AGENDA}:9:1 heading-levels")]);
    }

    #[test]
    fn a_skipped_level_is_found_once_where_it_is_skipped() {
        let case = Case::sound().replace_in_postmortem("Text 1.", "#### a\n1\n\n#### b\n\n### c\n\n##### d");
        case.clone()
            .finds(&[&format!("{POSTMORTEM}:11:1 heading-levels"), &format!("{POSTMORTEM}:18:1 heading-levels")]);
        solved_by("#### a").says(
            "this heading is of level 4, the one above it of level 2",
            "begin it with `###`, as well as those beside it, and what is below them with one more",
        );
    }

    #[test]
    fn steps_of_one_and_back_are_in_order_and_what_is_quoted_is_another_documents() {
        solved_by("### a\n\n#### b\n\n##### c\n\n### d\n\n> # quoted\n\n```\n# a comment\n```\n\n#1, # and \\# x")
            .finds(&[]);
        solved_by("x\n\nTwo\n---\ny").finds(&[]);
    }
}

//! Documents that cannot be read at all.

use super::rule::{Findings, Subject};
use crate::document::ProblemKind;

rule! {
    /// A document cannot be read.
    ///
    /// ## Why
    /// It is no UTF-8 text, is too large, has no front matter, or its front matter is not valid YAML. Nobody can find
    /// or count an incident that cannot be read, so the rest of the log works on without it and this says where it is.
    ///
    /// ## Good
    /// ```yaml
    /// title: "Checkout: every payment is refused"
    /// ```
    /// ## Bad
    /// ```yaml
    /// title: Checkout: every payment is refused
    /// ```
    "broken-document", Error, check
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    subject.report_problems(ProblemKind::Broken, findings);
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::Case;

    #[test]
    fn a_document_that_is_no_yaml_is_found_at_its_place() {
        Case::sound()
            .replace("title: Search is slow", "title: Search: is slow")
            .finds(&["incidents/2026/2026-03-02-search-is-slow/incident.md:2:14 broken-document"]);
    }

    #[test]
    fn what_else_is_wrong_in_a_broken_document_is_not_guessed_at() {
        Case::sound()
            .folder_renamed("incidents/2025/search-is-slow")
            .replace_in("incidents/2025/search-is-slow/incident.md", "status: resolved", "status: re: solved")
            .replace_in("incidents/2025/search-is-slow/incident.md", "Rebuild", "[x](gone.md) Rebuild")
            .finds(&["incidents/2025/search-is-slow/incident.md:4:11 broken-document"]);
    }

    #[test]
    fn a_colon_in_quotes_can_be_read() {
        Case::sound().replace("title: Search is slow", "title: 'Search: is slow'").finds(&[]);
    }
}

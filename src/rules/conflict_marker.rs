//! Conflicts that a merge left.

use super::rule::{Findings, Subject};
use super::texts::look;
use crate::document::{CONFLICT, CONFLICT_HELP, conflicts};

rule! {
    /// A merge left a conflict between markers.
    ///
    /// ## Why
    /// Where two people set one value to two different things, git leaves both between `<<<<<<<` and `>>>>>>>`, for
    /// somebody to decide. Until then the document cannot be read, or shows both sides and the markers to everybody.
    ///
    /// ## Good
    /// ```yaml
    /// severity: sev-3
    /// ```
    /// ## Bad
    /// ```yaml
    /// <<<<<<< HEAD
    /// severity: sev-3
    /// =======
    /// severity: sev-4
    /// >>>>>>> topic
    /// ```
    "conflict-marker", Error, check
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (source, span) in look(subject.log, |text| conflicts(text.source.text())) {
        findings.report(source, span, CONFLICT, CONFLICT_HELP);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, INCIDENT, PLAN};

    const TIMES: &str =
        "<<<<<<< ours\nresolved: 2026-03-02T10:00:00Z\n=======\nresolved: 2026-03-02T10:05:00Z\n>>>>>>> theirs";

    #[test]
    fn a_conflict_in_front_matter_is_found_at_its_line_and_nothing_else_is() {
        let case = Case::sound().replace("resolved: 2026-03-02T10:00:00Z", TIMES);
        case.clone().finds(&[&format!("{INCIDENT}:9:1 conflict-marker")]);
        case.says(
            "this is a left conflict marker",
            "keep one of the two sides up to >>>>>>>, and remove the three lines of markers",
        );
    }

    #[test]
    fn a_conflict_around_a_whole_document_or_in_the_plan_is_found() {
        let whole = Case::sound()
            .replace("---\n", "<<<<<<< ours\n---\n")
            .replace("title: ", "=======\n>>>>>>> theirs\ntitle: ");
        whole.finds(&[&format!("{INCIDENT}:1:1 conflict-marker")]);
        Case::sound()
            .file(PLAN, "<<<<<<< a\nname: x\n=======\nname: y\n>>>>>>> b\n")
            .finds(&[&format!("{PLAN}:1:1 conflict-marker")]);
    }

    #[test]
    fn a_conflict_in_words_is_found() {
        Case::sound()
            .replace("Rebuild", "<<<<<<< ours\n- Rebuild.\n\n=======\n- Repair.\n\n>>>>>>> theirs\n\nRebuild")
            .finds(&[&format!("{INCIDENT}:24:1 conflict-marker")]);
    }
}

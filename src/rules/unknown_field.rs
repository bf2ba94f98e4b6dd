//! Keys that the format does not know.

use super::rule::{Findings, Subject};
use crate::document::ProblemKind;

rule! {
    /// A field is not one that the format knows.
    ///
    /// ## Why
    /// A key with a slip in it says nothing to anybody: the incident looks as if the value were missing. Keys that start
    /// with `x-` are the team's own and are let pass.
    ///
    /// ## Good
    /// ```yaml
    /// tags: [deploy]
    /// x-cost-centre: 4711
    /// ```
    /// ## Bad
    /// ```yaml
    /// tagz: [deploy]
    /// cost-centre: 4711
    /// ```
    "unknown-field", Error, check, fixes: true
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    subject.report_problems(ProblemKind::UnknownField, findings);
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::Case;

    #[test]
    fn an_unknown_key_is_found_where_it_stands() {
        Case::sound()
            .replace("tags: [deploy]", "tagz: [deploy]")
            .finds(&["incidents/2026/2026-03-02-search-is-slow/incident.md:11:1 unknown-field"]);
    }

    #[test]
    fn keys_of_the_teams_own_are_let_pass() {
        Case::sound().replace("tags: [deploy]", "x-tagz: [deploy]").finds(&[]);
    }
}

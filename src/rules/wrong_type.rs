//! Values of another type than their field's.

use super::rule::{Findings, Subject};
use crate::document::ProblemKind;

rule! {
    /// A field holds another type of value than it takes.
    ///
    /// ## Why
    /// A list where a text belongs, or a text where a map belongs, cannot be used: the field counts as missing on every
    /// page and in every figure. Most often it is an indentation or a dash that went astray.
    ///
    /// ## Good
    /// ```yaml
    /// title: Search is slow
    /// root-cause:
    ///   known: true
    ///   summary: The index had one shard.
    /// ```
    /// ## Bad
    /// ```yaml
    /// title: [Search, is, slow]
    /// root-cause: true
    /// ```
    "wrong-type", Error, check
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    subject.report_problems(ProblemKind::WrongType, findings);
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, INCIDENT};

    #[test]
    fn a_list_where_a_text_belongs_is_found_at_the_list() {
        let case = Case::sound().replace("title: Search is slow", "title: [Search, is, slow]");
        case.clone().finds(&[&format!("{INCIDENT}:2:8 wrong-type")]);
        case.says("`title` takes a text, not a list", "write it on one line, like `title: some words`");
    }

    #[test]
    fn a_text_where_a_map_belongs_is_not_called_missing_as_well() {
        let map = "root-cause:\n  known: true\n  summary: The index was rebuilt with one shard.\n";
        Case::sound()
            .replace(map, "root-cause: The index was rebuilt with one shard.\n")
            .finds(&[&format!("{INCIDENT}:13:13 wrong-type")]);
    }

    #[test]
    fn one_text_for_a_list_of_texts_and_numbers_for_texts_are_let_pass() {
        Case::sound().replace("tags: [deploy]", "tags: deploy").replace("Search is slow", "503").finds(&[]);
    }
}

//! Post-mortems without all of their sections.

use super::documents::{heading_of, misspelt, required_sections, title_of};
use super::response::own_postmortems;
use super::rule::{Findings, Subject};
use crate::document::nearest;
use crate::model::PostmortemStatus;

rule! {
    /// A post-mortem lacks a section.
    ///
    /// ## Why
    /// Each section asks a question that a team would rather pass over: what went poorly, where it got lucky, what it
    /// learned. Under the same headings post-mortems can be compared. The plan can name more sections. In a draft this is
    /// a warning.
    ///
    /// ## Good
    /// ```markdown postmortem
    /// ## Where we got lucky
    /// The old index had not been deleted yet.
    ///
    /// ## Lessons learned
    /// Count the shards before an index takes traffic.
    /// ```
    /// ## Bad
    /// ```markdown postmortem
    /// ## Lessons learnt
    /// Count the shards before an index takes traffic.
    /// ```
    "missing-section", Error, check, fixes: true
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(plan) = subject.plan("postmortem") else { return };
    for (_, document) in own_postmortems(subject) {
        let draft = matches!(document.value.status, None | Some(PostmortemStatus::Draft));
        let report = if draft { Findings::warn } else { Findings::report };
        let there = &document.body.sections;
        let required = required_sections(plan);
        let own = |title: &str| !required.iter().any(|other| other.eq_ignore_ascii_case(title));
        let others: Vec<_> = there.iter().filter(|section| own(&section.title)).collect();
        let mut missing = Vec::new();
        for title in required.iter().filter(|title| document.body.section(title).is_none()) {
            let near = nearest(title, others.iter().map(|section| section.title.as_str()));
            let near = near.and_then(|near| others.iter().find(|section| section.title == near));
            let Some(near) = near else {
                missing.push(format!("`{title}`"));
                continue;
            };
            let place = heading_of(document, near);
            let message = format!("the section `{title}` is missing, and `{}` is much like it", near.title);
            let reported = report(findings, &document.source, place, message, format!("call it `## {title}`"));
            let sure = misspelt(document, title, &required).is_some_and(|sure| std::ptr::eq(sure, *near));
            if let Some(words) = title_of(document, near).filter(|_| sure) {
                reported.fix(words, *title);
            }
        }
        if let Some((last, before)) = missing.split_last() {
            let message = match before {
                [] => format!("the section {last} is missing"),
                _ => format!("the sections {} and {last} are missing", before.join(", ")),
            };
            let help = "add each as a heading of the second level, like `## Lessons learned`, and what there is to say";
            report(findings, &document.source, document.first_line(), message, help.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::Level;
    use crate::rules::testing::{Case, PLAN, POSTMORTEM};

    const LUCK: &str = "## Where we got lucky\nText.\nMore text.\n";

    #[test]
    fn missing_sections_are_found_together_at_the_first_line() {
        let case = Case::sound().replace_in_postmortem(LUCK, "");
        case.clone().finds(&[&format!("{POSTMORTEM}:1:1 missing-section")]);
        let help = "add each as a heading of the second level, like `## Lessons learned`, and what there is to say";
        case.clone().says("the section `Where we got lucky` is missing", help);
        case.replace_in_postmortem("## Impact\nText 1. More text here.\n", "")
            .replace_in_postmortem("## Background", "### Background")
            .says("the sections `Impact`, `Background` and `Where we got lucky` are missing", help);
    }

    #[test]
    fn a_heading_that_is_nearly_right_is_found_where_it_stands() {
        let case = Case::sound().replace_in_postmortem("## Where we got lucky", "## Where we were lucky  ");
        case.clone().finds(&[&format!("{POSTMORTEM}:36:1 missing-section")]);
        case.says(
            "the section `Where we got lucky` is missing, and `Where we were lucky` is much like it",
            "call it `## Where we got lucky`",
        );
    }

    #[test]
    fn a_draft_is_warned_and_a_review_is_not_let_off() {
        let case = Case::sound().replace_in_postmortem(LUCK, "");
        let expected = format!("{POSTMORTEM}:1:1 missing-section");
        for (status, level) in [("draft", Level::Warn), ("in-review", Level::Error), ("published", Level::Error)] {
            let case = case.clone().replace_in_postmortem("status: published", &format!("status: {status}"));
            case.clone().finds(&[&expected]);
            case.weighs(level);
        }
    }

    #[test]
    fn the_plan_can_ask_for_more() {
        let plan = "postmortem:\n  sections: [Cost]\n";
        Case::sound().file(PLAN, plan).finds(&[&format!("{POSTMORTEM}:1:1 missing-section")]);
        Case::sound().file(PLAN, plan).replace_in_postmortem(LUCK, &format!("{LUCK}\n## Cost\nNone.\n")).finds(&[]);
    }

    #[test]
    fn more_sections_another_order_and_another_case_are_let_pass_and_so_are_imported_ones() {
        Case::sound()
            .replace_in_postmortem("## Impact\n", "## Cost\nText.\n\n## IMPACT\n")
            .replace_in_postmortem(LUCK, "")
            .replace_in_postmortem("## Summary\n", &format!("{LUCK}\n## Summary\n"))
            .finds(&[]);
        Case::sound().replace_in_postmortem(LUCK, "").replace("related: []", "x-imported: markdown").finds(&[]);
        Case::sound()
            .replace_in_postmortem(LUCK, "")
            .replace_in_postmortem("owner: ", "x-imported: markdown\nowner: ")
            .finds(&[]);
    }
}

//! Pages of the team's own whose address something else has.

use super::rule::{Findings, Subject};
use crate::log::no_place;
use crate::text::Span;

rule! {
    /// A page of your own has a name whose address on the site is taken, or is none.
    ///
    /// ## Why
    /// A file in `pages/` stands on the site at the address that its name makes: `pages/on-call.md` at `on-call/`. Where
    /// the site's own plan, search or list of incidents stands already, or another page of yours, one would be written
    /// over the other, so the site is not built.
    ///
    /// ## Good
    /// ```text
    /// pages/our-plan.md
    /// ```
    /// ## Bad
    /// ```text
    /// pages/plan.md
    /// ```
    "unusable-page-name", Error, check
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    // What a page says does not matter to where it stands, so a broken one counts.
    for page in subject.log.pages {
        let beside = subject.paths.range("pages/".to_owned()..).take_while(|path| path.starts_with("pages/"));
        let pages = beside.map(String::as_str).filter(|path| path.ends_with(".md") && path.matches('/').count() == 1);
        if let Some(found) = no_place(page.path(), pages) {
            findings.report(&page.document.source, Span::default(), found.message, found.help);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::Case;

    #[test]
    fn a_page_at_the_address_of_one_of_the_sites_is_found_in_any_case() {
        for (name, what) in [
            ("incidents", "the list of incidents"),
            ("Plan", "the response plan"),
            ("SEARCH", "the search"),
            ("writing", "the page on how to write one"),
            ("Agenda", "the agenda"),
        ] {
            let folder = name.to_lowercase();
            Case::sound().file(&format!("pages/{name}.md"), "Words.\n").says(
                &format!("this page would stand at {folder}/, where {what} of the site stands"),
                &format!("rename the file, to our-{folder}.md say: its name is the page's address"),
            );
        }
        Case::sound().file("pages/INDEX.md", "Words.\n").finds(&["pages/INDEX.md:1:1 unusable-page-name"]);
    }

    #[test]
    fn two_pages_of_one_address_are_both_found_even_where_one_is_broken() {
        Case::sound().file("pages/On Call.md", "Words.\n").file("pages/on-call.md", "---\ntitle: a: b\n---\n").finds(
            &[
                "pages/On Call.md:1:1 unusable-page-name",
                "pages/on-call.md:1:1 unusable-page-name",
                "pages/on-call.md:2:9 broken-document",
            ],
        );
    }

    #[test]
    fn other_names_and_files_that_are_no_pages_are_let_be() {
        Case::sound()
            .file("pages/our-plan.md", "Words.\n")
            .file("pages/plan.png", "")
            .file("pages/more/plan.md", "Words.\n")
            .finds(&[]);
    }
}

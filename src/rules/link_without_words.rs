//! Links that nobody can see.

use super::rule::{Findings, Subject};
use super::texts::{Text, look};
use crate::document::wordless;
use crate::text::Span;

rule! {
    /// A link has no words.
    ///
    /// ## Why
    /// On a page there is nothing to click on, so that whoever reads it does not know that there is a link. What stands
    /// between the square brackets is what they see.
    ///
    /// ## Good
    /// ```markdown
    /// [Errors a minute](error-rate.png)
    /// ```
    /// ## Bad
    /// ```markdown
    /// [](error-rate.png)
    /// ```
    "link-without-words", Warn, check
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (source, span) in look(subject.log, links) {
        let help = "write between the square brackets where it leads, or put a `!` before them where it is an image";
        findings.report(source, span, "this link has no words, so nobody sees it", help);
    }
}

fn links(text: &Text<'_>) -> Vec<Span> {
    let span = text.body.map(|body| body.span).unwrap_or_default();
    let markdown = text.source.slice(span);
    match markdown.contains("[]") || markdown.contains("[ ") {
        true => wordless(text.source.text(), span).links,
        false => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, FOLDER, INCIDENT};

    #[test]
    fn a_link_without_words_is_found_where_it_begins() {
        let case = Case::sound().replace("Rebuild", "See [](postmortem.md) and [ ](postmortem.md). Rebuild");
        case.finds(&[&format!("{INCIDENT}:24:5 link-without-words"), &format!("{INCIDENT}:24:27 link-without-words")]);
        Case::sound().replace("Rebuild", "[](postmortem.md) Rebuild").says(
            "this link has no words, so nobody sees it",
            "write between the square brackets where it leads, or put a `!` before them where it is an image",
        );
    }

    #[test]
    fn an_image_counts_as_words_and_tasks_are_no_links() {
        Case::sound()
            .file(&format!("{FOLDER}/error-rate.png"), "")
            .replace("Rebuild", "[![Errors](error-rate.png)](postmortem.md) `[](x)`\n\n- [ ] rebuild\n\nRebuild")
            .finds(&[]);
    }
}

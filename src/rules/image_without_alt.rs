//! Images that say nothing to those who cannot see them.

use super::rule::{Findings, Subject};
use super::texts::{Text, look};
use crate::document::wordless;
use crate::text::Span;

rule! {
    /// An image has no alternative text.
    ///
    /// ## Why
    /// Who listens to a page learns nothing of a graph without words, the search does not find it, and in a year nobody
    /// can tell what it was to show. A few words between the square brackets are enough.
    ///
    /// ## Good
    /// ```markdown
    /// ![Errors a minute: 2 until 09:12, then 400](error-rate.png)
    /// ```
    /// ## Bad
    /// ```markdown
    /// ![](error-rate.png)
    /// ```
    "image-without-alt", Warn, check
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (source, span) in look(subject.log, images) {
        let help = "say in a few words what it shows: `![Errors a minute, from 2 to 400](…)`";
        findings.report(source, span, "this image has no alternative text", help);
    }
}

fn images(text: &Text<'_>) -> Vec<Span> {
    let span = text.body.map(|body| body.span).unwrap_or_default();
    let markdown = text.source.slice(span);
    match markdown.contains("![") || markdown.contains("<img") {
        true => wordless(text.source.text(), span).images,
        false => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Case, FOLDER, INCIDENT, POSTMORTEM};

    #[test]
    fn an_image_without_words_is_found_where_it_begins() {
        let case = Case::sound().file(&format!("{FOLDER}/error-rate.png"), "");
        let case = case.replace("Rebuild", "See ![](error-rate.png) and ![Errors](error-rate.png). Rebuild");
        case.clone().finds(&[&format!("{INCIDENT}:24:5 image-without-alt")]);
        case.says(
            "this image has no alternative text",
            "say in a few words what it shows: `![Errors a minute, from 2 to 400](…)`",
        );
        Case::sound()
            .replace_in_postmortem("Text 1.", "1 time <img src=\"https://graphs.example/a.png\" width=\"9\">")
            .finds(&[&format!("{POSTMORTEM}:11:8 image-without-alt")]);
    }

    #[test]
    fn code_and_images_that_say_by_an_empty_alt_that_they_are_for_show_are_let_be() {
        Case::sound()
            .replace("Rebuild", "`![](x.png)` <img src=\"https://graphs.example/a.png\" alt=\"\"> Rebuild")
            .finds(&[]);
    }
}

//! Draws the line that an error is about, as findings are drawn.

use crate::text::Excerpt;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

/// The line with its number, and below it what is meant.
pub fn draw_excerpt(excerpt: &Excerpt) -> String {
    let annotation = AnnotationKind::Primary.span(excerpt.span.clone());
    let snippet = Snippet::source(&excerpt.text).line_start(excerpt.line).annotation(annotation);
    Renderer::plain().render(&[Group::with_level(Level::ERROR).element(snippet)])
}

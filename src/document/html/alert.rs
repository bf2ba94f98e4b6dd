//! Alerts, `> [!NOTE]` and its kin: each begins with its word, so that its colour and mark are no more than that.

use pulldown_cmark::BlockQuoteKind;

/// What an alert's element is called, by kind.
pub const CLASSES: &[&str] = &["alert-note", "alert-tip", "alert-important", "alert-warning", "alert-caution"];

/// The beginning of an alert; `</div>` is its end.
pub fn begun(kind: BlockQuoteKind) -> String {
    let word = match kind {
        BlockQuoteKind::Note => "Note",
        BlockQuoteKind::Tip => "Tip",
        BlockQuoteKind::Important => "Important",
        BlockQuoteKind::Warning => "Warning",
        BlockQuoteKind::Caution => "Caution",
    };
    format!("<div class=\"alert-{}\">\n<p><strong>{word}</strong></p>\n", word.to_lowercase())
}

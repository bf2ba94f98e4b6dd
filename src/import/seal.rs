//! The marks by which a document that came in is known again: where it is from, and whether somebody changed it since.

use super::field::Field;
use crate::document::yaml::Node;
use crate::model::IMPORTED;

/// The line of the mark that holds the checksum of all the others.
const LINE: &str = "  text: ";

/// What a document says of its origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    pub source: String,
    pub id: String,
    /// The checksum of what the source said.
    pub content: String,
}

impl Mark {
    /// The mark in a document's front matter.
    pub fn of(front: &Node) -> Option<Self> {
        let mark = Field::from(&front.entry(IMPORTED)?.value);
        Some(Self {
            source: mark.get("source").own()?,
            id: mark.get("id").own()?,
            content: mark.get("content").own().unwrap_or_default(),
        })
    }
}

/// A checksum, in hexadecimal digits.
pub fn checksum(text: &str) -> String {
    // Git may have given the lines of a checked out file other ends.
    format!("{:08x}", crc32fast::hash(text.replace("\r\n", "\n").as_bytes()))
}

/// A document with the checksum of itself in its mark.
pub fn seal(text: &str) -> String {
    let line = format!("{LINE}{}\n", quoted(&checksum(text)));
    match text.find("\n  content: ").and_then(|at| Some(at + 1 + text.get(at + 1..)?.find('\n')? + 1)) {
        Some(at) => format!("{}{line}{}", &text[..at], &text[at..]),
        None => text.to_owned(),
    }
}

/// Whether a document is as it was when it came in.
pub fn is_untouched(text: &str) -> bool {
    let Some(start) = text.find(&format!("\n{LINE}")).map(|at| at + 1) else { return false };
    let Some(end) = text[start..].find('\n').map(|at| start + at + 1) else { return false };
    let written = text[start + LINE.len()..end].trim().trim_matches('"');
    written == checksum(&format!("{}{}", &text[..start], &text[end..]))
}

/// Digits alone would be a number to YAML.
fn quoted(checksum: &str) -> String {
    format!("\"{checksum}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "---\ntitle: a\nx-imported:\n  source: cstate\n  id: a.md\n  content: 0a\n  look-at: [b]\n---\n\n## Summary\nc\n";

    #[test]
    fn a_document_that_somebody_changed_is_not_as_it_was() {
        let sealed = seal(TEXT);
        assert!(sealed.contains("  content: 0a\n  text: \"") && is_untouched(&sealed), "{sealed}");
        for changed in [sealed.replace("\nc\n", "\nd\n"), sealed.replace("title: a", "title: b"), TEXT.to_owned()] {
            assert!(!is_untouched(&changed), "{changed}");
        }
    }
}

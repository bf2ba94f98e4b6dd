//! What may be told of a document that cannot be read.

use super::redaction::Redaction;
use crate::document::Document;
use crate::model::Visibility;
use crate::text::Source;
use regex::Regex;

/// Why a document could not be read, without a word of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    pub line: usize,
    pub message: String,
}

/// A document that cannot be read may be a restricted one: unless a line of it says who may read it, nobody may.
pub(super) fn visibility_of_broken(source: &Source) -> Visibility {
    let pattern = Regex::new(r"(?m)^\s*visibility\s*:\s*([a-z]+)\s*(?:#.*)?\r?$").ok();
    let mut words = pattern.iter().flat_map(|pattern| pattern.captures_iter(source.text()));
    let first = words.next().and_then(|found| Visibility::from_word(found.get(1)?.as_str()));
    // The comment behind it lists the words that it takes, in every document that was scaffolded.
    let comment = Regex::new(r"(?m)^(\s*visibility\s*:[^#\n]*)#.*$").ok();
    let text = comment.map_or(source.text().into(), |comment| comment.replace_all(source.text(), "$1"));
    let restricted = text.to_lowercase().contains("restricted");
    match first {
        Some(visibility) if visibility == Visibility::Restricted || !restricted => visibility,
        _ => Visibility::Restricted,
    }
}

pub(super) fn broken<T>(document: &Document<T>, redaction: &Redaction) -> Option<Broken> {
    let problem = document.broken()?;
    let line = document.source.position(problem.span.start).line;
    Some(Broken { line, message: redaction.text(&without_quotation(&problem.message)) })
}

/// A message without what it quotes of its document, from the first quotation mark to the last.
fn without_quotation(message: &str) -> String {
    let is_mark = |c: char| matches!(c, '`' | '"' | '\'');
    match (message.find(is_mark), message.rfind(is_mark)) {
        (Some(first), Some(last)) if first < last => format!("{}…{}", &message[..first], &message[last + 1..]),
        _ => message.to_owned(),
    }
}

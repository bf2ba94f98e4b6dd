//! Names as people type them: on one line, and nothing where nothing was typed.

use crate::document::timeline::one_line;

/// A name without line breaks and blank ends; `None` where nothing is left of it.
pub fn name(text: &str) -> Option<String> {
    Some(one_line(text)).filter(|name| !name.is_empty())
}

/// A name that may not have been given.
pub fn given(text: &Option<String>) -> Option<String> {
    text.as_deref().and_then(name)
}

/// Several names, the empty ones left out.
pub fn names(texts: &[String]) -> Vec<String> {
    texts.iter().filter_map(|text| name(text)).collect()
}

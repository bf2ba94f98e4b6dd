//! What HTML has no longer, in raw HTML that people wrote: what it has in its place says the same.

use regex::{Captures, Regex};
use std::borrow::Cow;
use std::sync::LazyLock;

/// A tag of what is obsolete, up to where its name ends, or a whole image. What the sanitiser leaves has `<` and `>` in
/// tags alone.
static OBSOLETE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"<(/?)(acronym|center|strike|tt)([ >])|<img(?: [^>]*)?>").ok());

/// Sanitised HTML with elements that there still are. An image that leads nowhere is its words.
pub fn renewed(html: String) -> String {
    let Some(pattern) = OBSOLETE.as_ref() else { return html };
    let renewed = pattern.replace_all(&html, |found: &Captures<'_>| {
        let part = |number: usize| found.get(number).map_or("", |part| part.as_str());
        if part(2).is_empty() {
            return image(part(0));
        }
        let (close, end) = (part(1), part(3));
        let name = match part(2) {
            "acronym" => "abbr",
            "center" if close.is_empty() => "div class=\"center\"",
            "center" => "div",
            "strike" => "s",
            _ => "code",
        };
        format!("<{close}{name}{end}")
    });
    match renewed {
        Cow::Borrowed(_) => html,
        Cow::Owned(renewed) => renewed,
    }
}

fn image(tag: &str) -> String {
    let attribute = |name: &str| tag.split_once(&format!(" {name}=\""))?.1.split('"').next();
    match attribute("alt").filter(|_| attribute("src").is_none()) {
        Some("") => String::new(),
        Some(words) => format!("<span class=\"no-image\">{words}</span>"),
        None if attribute("src").is_none() => String::new(),
        None => tag.to_owned(),
    }
}

/// A number of an attribute that HTML wants bare, where pixels are what is meant.
pub fn bare_number(value: &str) -> Option<&str> {
    let number = value.trim().trim_end_matches("px").trim_end();
    (!number.is_empty() && number.len() < 6 && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(number)
}

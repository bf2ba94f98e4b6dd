//! Where in the log an address leads.

use super::html::is_relative;
use percent_encoding::percent_decode_str;
use std::borrow::Cow;

/// The paths in the log to which an address in a document may lead: without its `%20`, and as it is, for a file can have a
/// `%` in its name. `None` where that is no path of the log's: another site, a place in the same document, or a file
/// outside the log's folder.
pub fn targets(document: &str, address: &str) -> [Option<String>; 2] {
    [target(document, &decoded(address)), target(document, address)]
}

fn target(document: &str, address: &str) -> Option<String> {
    if !is_relative(address) {
        return None;
    }
    let path = address.split(['#', '?']).next().filter(|path| !path.is_empty())?;
    let folder = document.rsplit_once('/').map(|(folder, _)| folder).unwrap_or_default();
    let base = if path.starts_with('/') { "" } else { folder };
    let mut names: Vec<&str> = Vec::new();
    for name in base.split('/').chain(path.split('/')) {
        match name {
            "" | "." => {}
            ".." => {
                names.pop()?;
            }
            name => names.push(name),
        }
    }
    Some(names.join("/"))
}

/// An address without its `%20`; where that is no text, as it is.
fn decoded(address: &str) -> Cow<'_, str> {
    percent_decode_str(address).decode_utf8().unwrap_or(Cow::Borrowed(address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_signs_that_are_no_code_stay() {
        assert_eq!(decoded("a%20b%C3%A4%2"), "a b\u{e4}%2");
        assert_eq!(decoded("100%.png%FF"), "100%.png%FF");
    }
}

//! Addresses outside of the site, as people wrote them into fields: tickets, runbooks, the team's own keys.

use serde::Serialize;

/// A text that is a link where it is a web address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Outside {
    pub text: String,
    /// Only for `https:` and `http:`; a script is no address.
    pub href: Option<String>,
}

impl Outside {
    pub fn new(text: &str) -> Self {
        let text = text.trim();
        let scheme = text.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
        let is_web = scheme.is_some_and(|scheme| scheme == "https" || scheme == "http");
        let is_one_word = !text.contains(char::is_whitespace);
        let shown = text.split_once("://").filter(|_| is_web && is_one_word).map(|(_, rest)| short(rest));
        Self { text: shown.unwrap_or_else(|| text.to_owned()), href: (is_web && is_one_word).then(|| text.to_owned()) }
    }
}

/// The host and the last name, which tell a reader where an address leads.
fn short(address: &str) -> String {
    let address = address.trim_end_matches('/');
    let mut names = address.split('/');
    match (names.next(), names.next(), names.next_back()) {
        (Some(host), Some(_), Some(last)) => format!("{host}/…/{last}"),
        _ => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_are_links() {
        let href = |text| Outside::new(text).href.is_some();
        assert!(href("https://tracker.example/OPS-412") && href("HTTP://a.example"));
        for text in ["javascript://%0aalert(1)", "javascript:alert(1)", "data:text/html,x", "OPS-412", "https://a b"] {
            assert!(!href(text), "{text}");
        }
        assert_eq!(Outside::new("https://tracker.example/OPS-412/").text, "tracker.example/OPS-412");
        assert_eq!(Outside::new("https://tracker.example/shop/issues/7").text, "tracker.example/…/7");
    }
}

//! A text as a value of YAML.

/// The text, in quotes where it would be something else without; `in_list` where a comma or a bracket ends it.
pub fn value(text: &str, in_list: bool) -> String {
    let is_word =
        |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '/' | '&' | '(' | ')' | '\'' | '+');
    let is_plain = text.chars().all(|c| is_word(c) || (c == ',' && !in_list))
        && text.starts_with(|c: char| c.is_alphabetic() || (c.is_ascii_digit() && text.contains(char::is_alphabetic)))
        && text.trim() == text
        && !["true", "false", "yes", "no", "on", "off", "null"].contains(&text.to_ascii_lowercase().as_str());
    // JSON's quotes are YAML's.
    if is_plain { text.to_owned() } else { serde_json::Value::from(text).to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::yaml;
    use proptest::prelude::*;

    #[test]
    fn what_needs_no_quotes_gets_none() {
        for text in ["sev-1", "On-call Engineer", "2026-03-02-search-is-slow", "R&D (Paris)"] {
            assert_eq!(value(text, true), text);
        }
        assert_eq!(value("a, b", false), "a, b");
        assert_eq!(value("a, b", true), "\"a, b\"");
        assert_eq!(value("no", false), "\"no\"");
    }

    proptest! {
        #[test]
        fn a_value_is_read_back(text in "[a-z0-9 ,:#\\[\\]{}'\"é\\\\&*!|>%@`~-]{1,12}") {
            let read = |yaml: &str| yaml::parse(yaml, 0).ok().and_then(|root| {
                let node = &root.entry("a")?.value;
                node.items().first().unwrap_or(node).text().map(str::to_owned)
            });
            prop_assert_eq!(read(&format!("a: {}\n", value(&text, false))), Some(text.clone()));
            prop_assert_eq!(read(&format!("a: [{}]\n", value(&text, true))), Some(text));
        }
    }
}

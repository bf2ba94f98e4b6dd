//! What single values look like to a JSON Schema: whatever a reader takes, however YAML may type it.

use super::field::Holds;
use crate::model::Level;
use chrono_tz::TZ_VARIANTS;
use serde_json::{Value, json};

/// A text may be written without quotes, as a number or as true.
pub const SCALARS: &[&str] = &["string", "number", "boolean"];

/// These types, and nothing at all where it is said.
pub fn types(types: &[&str], or_null: bool) -> Value {
    let all: Vec<&str> = types.iter().copied().chain(or_null.then_some("null")).collect();
    if let [only] = all.as_slice() { json!(only) } else { json!(all) }
}

/// A value that needs no plan to be known.
pub fn plain(holds: Holds, or_null: bool) -> Value {
    // An empty text says nothing.
    let pattern = |pattern: &str| json!({"type": types(&["string"], or_null), "pattern": format!("{BLANK}|{pattern}")});
    match holds {
        Holds::Text | Holds::Severity | Holds::Service if or_null => json!({"type": types(SCALARS, true)}),
        Holds::Text | Holds::Severity | Holds::Service => json!({"type": types(SCALARS, false), "pattern": "\\S"}),
        Holds::Texts => {
            let list_or_one = [&["array"], SCALARS].concat();
            json!({"type": types(&list_or_one, or_null), "items": {"type": types(SCALARS, false)}})
        }
        Holds::Word(words) => one_of(words, true, or_null),
        Holds::Moment => written("date-time", or_null),
        Holds::Date => written("date", or_null),
        Holds::TimeOfDay => pattern(r"^\s*([01]?[0-9]|2[0-3]):\s*[0-5]?[0-9](:\s*([0-5]?[0-9]|60))?\s*$"),
        Holds::Number => json!({
            "type": types(&["integer", "string"], or_null), "minimum": 0, "maximum": u32::MAX,
            "pattern": r"^\s*\+?[0-9]+\s*$",
        }),
        Holds::Flag => {
            let words = any_of_words(&["true", "false", "yes", "no"], true);
            json!({"type": types(&["boolean", "string"], or_null), "pattern": words})
        }
        Holds::Zone => {
            let zones: Vec<_> = TZ_VARIANTS.iter().map(|zone| zone.name()).collect();
            json!({"anyOf": [{"enum": zones}, {"type": types(&["string"], or_null), "pattern": BLANK}]})
        }
        Holds::Recurrence => pattern(r"[Ff][Rr][Ee][Qq]\s*="),
        Holds::Forge => pattern(r#"^\s*https?://[^\s/]+/[^\s?#<>"'@]+\s*$"#),
        Holds::Measures => json!({"type": types(&[&["object"], SCALARS].concat(), or_null)}),
        Holds::Map(_) | Holds::Wanted(_) | Holds::List(_) | Holds::Rules => json!({}),
    }
}

const BLANK: &str = r"^\s*$";
const DATE: &str = r"(19[7-9][0-9]|[2-9][0-9]{3})-\s*(0?[1-9]|1[0-2])-\s*(0?[1-9]|[12][0-9]|3[01])";
const TIME: &str = r"[Tt\s]\s*([01]?[0-9]|2[0-3]):\s*[0-5]?[0-9](:\s*([0-5]?[0-9]|60)(\.[0-9]+)?)?";
const ZONE: &str = r"(\s*([Zz]|[+\-\u2212][0-9]{2}\s*:?\s*([0-9]{2})?))?";

/// A date or a time: by its format, or as people write it too, which those who check formats would refuse.
fn written(format: &str, or_null: bool) -> Value {
    let pattern = format!("^\\s*{DATE}({TIME}{ZONE})?\\s*$");
    let by_format = json!({"type": "string", "format": format, "pattern": pattern});
    json!({"anyOf": [by_format, {"type": types(&["string"], or_null), "pattern": pattern}]})
}

/// One of some words, with blanks around it and where it is said in upper or lower case.
pub fn one_of(words: &[impl AsRef<str>], any_case: bool, or_null: bool) -> Value {
    // `id: 1` is a number to YAML.
    let typed = words.iter().filter_map(|word| serde_json::from_str::<Value>(word.as_ref()).ok());
    let typed = typed.filter(|value| value.is_number() || value.is_boolean());
    let words_first: Vec<Value> = words.iter().map(|word| json!(word.as_ref())).chain(typed).collect();
    let pattern = any_of_words(words, any_case);
    json!({"anyOf": [{"enum": words_first}, {"type": types(&["string"], or_null), "pattern": pattern}]})
}

fn any_of_words(words: &[impl AsRef<str>], any_case: bool) -> String {
    let words: Vec<String> =
        words.iter().map(|word| word.as_ref().chars().map(|c| letter(c, any_case)).collect()).collect();
    format!("^\\s*({})\\s*$", words.join("|"))
}

/// A letter as a pattern has it.
fn letter(c: char, any_case: bool) -> String {
    match c {
        c if any_case && c.is_ascii_alphabetic() => format!("[{}{}]", c.to_ascii_lowercase(), c.to_ascii_uppercase()),
        '^' | '$' | '\\' | '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '/' => format!("\\{c}"),
        c => c.to_string(),
    }
}

/// The level of a rule, or off.
pub fn level() -> Value {
    let words: Vec<&str> = Level::WORDS.iter().copied().chain(["off"]).collect();
    json!({"anyOf": [{"enum": words}, {"type": "string", "pattern": any_of_words(Level::WORDS, true)}]})
}

/// A value that is like those which are written, where what the field holds tells one.
pub fn example(holds: Holds) -> Option<Value> {
    match holds {
        Holds::Moment => Some(json!("2024-01-31T14:05:00Z")),
        Holds::Date => Some(json!("2024-01-31")),
        Holds::TimeOfDay => Some(json!("14:00")),
        Holds::Flag => Some(json!(true)),
        Holds::Zone => Some(json!("Europe/Paris")),
        Holds::Recurrence => Some(json!("FREQ=WEEKLY;BYDAY=TU")),
        Holds::Forge => Some(json!("https://github.com/example/incidents")),
        Holds::Word(words) => words.first().map(|word| json!(word)),
        _ => None,
    }
}

//! How values are written in YAML: strictly, and so that they read back as the same text.

/// A value that an edit writes.
#[derive(Clone, Debug, PartialEq)]
pub enum NewValue {
    Null,
    Bool(bool),
    Number(i64),
    Text(String),
    /// A text that stands without quotes in another document, and is written so here: it may be a number.
    Bare(String),
    List(Vec<NewValue>),
    Map(Vec<(String, NewValue)>),
}

/// By how much a file indents what stands below a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Indents {
    /// The dashes of a list: none, or two.
    pub list: usize,
    /// The keys of a map.
    pub map: usize,
}

impl NewValue {
    /// Whether the value takes lines of its own where it may: a map, or a list with a map in it.
    pub(super) fn is_block(&self) -> bool {
        match self {
            NewValue::Map(entries) => !entries.is_empty(),
            NewValue::List(items) => items.iter().any(|item| matches!(item, NewValue::Map(e) if !e.is_empty())),
            _ => false,
        }
    }

    /// The value as it is read back, where numbers and the like are texts.
    pub fn read_back(&self) -> NewValue {
        match self {
            NewValue::Null => NewValue::Null,
            NewValue::Bool(flag) => NewValue::Text(flag.to_string()),
            NewValue::Number(number) => NewValue::Text(number.to_string()),
            NewValue::Text(text) | NewValue::Bare(text) => NewValue::Text(text.clone()),
            NewValue::List(items) => NewValue::List(items.iter().map(NewValue::read_back).collect()),
            NewValue::Map(entries) => {
                NewValue::Map(entries.iter().map(|(key, value)| (key.clone(), value.read_back())).collect())
            }
        }
    }
}

/// A value on one line; lists and maps in brackets, and `in_flow` where it stands in brackets itself.
pub(super) fn inline(value: &NewValue, in_flow: bool) -> String {
    let joined = |parts: Vec<String>| parts.join(", ");
    match value {
        NewValue::Null => "null".to_owned(),
        NewValue::Bool(flag) => flag.to_string(),
        NewValue::Number(number) => number.to_string(),
        NewValue::Text(text) => scalar(text, in_flow),
        NewValue::Bare(text) if in_flow && text.contains([',', '[', ']', '{', '}']) => quoted(text),
        NewValue::Bare(text) => text.clone(),
        NewValue::List(items) => format!("[{}]", joined(items.iter().map(|item| inline(item, true)).collect())),
        NewValue::Map(entries) => {
            format!("{{{}}}", joined(entries.iter().map(|(key, value)| entry_in_flow(key, value)).collect()))
        }
    }
}

/// `key: value` as it stands in brackets.
pub(super) fn entry_in_flow(key: &str, value: &NewValue) -> String {
    format!("{}: {}", scalar(key, true), inline(value, true))
}

/// A value as lines, without line endings, the first of them at no indentation.
pub(super) fn lines(value: &NewValue, indents: Indents) -> Vec<String> {
    match value {
        NewValue::Map(entries) if !entries.is_empty() => {
            entries.iter().flat_map(|(key, value)| entry_lines(key, value, indents)).collect()
        }
        NewValue::List(items) if !items.is_empty() => {
            items.iter().flat_map(|item| item_lines(item, 2, indents)).collect()
        }
        _ => vec![inline(value, false)],
    }
}

/// `key: value`, or `key:` and the value's lines below it.
pub(super) fn entry_lines(key: &str, value: &NewValue, indents: Indents) -> Vec<String> {
    let key = scalar(key, false);
    if !value.is_block() {
        return vec![format!("{key}: {}", inline(value, false))];
    }
    let depth = if matches!(value, NewValue::List(_)) { indents.list } else { indents.map };
    let below = lines(value, indents).into_iter().map(|line| format!("{:depth$}{line}", ""));
    std::iter::once(format!("{key}:")).chain(below).collect()
}

/// `- value`, the value's further lines below it; they and the value begin at column `width`.
pub(super) fn item_lines(item: &NewValue, width: usize, indents: Indents) -> Vec<String> {
    let width = width.max(2);
    let below = match item {
        NewValue::Map(_) => lines(item, indents),
        _ => vec![inline(item, false)],
    };
    let dashed = below.iter().enumerate().map(|(at, line)| match at {
        0 => format!("-{:gap$}{line}", "", gap = width - 1),
        _ => format!("{:width$}{line}", ""),
    });
    dashed.collect()
}

/// A text as a plain scalar where that reads back as the same text, else in double quotes.
fn scalar(text: &str, in_flow: bool) -> String {
    if is_plain(text, in_flow) { text.to_owned() } else { quoted(text) }
}

fn is_plain(text: &str, in_flow: bool) -> bool {
    const INDICATORS: &str = "-?:,[]{}#&*!|>'\"%@`=";
    let (Some(first), Some(last)) = (text.chars().next(), text.chars().next_back()) else { return false };
    let names_nothing = matches!(text, "~" | "null" | "Null" | "NULL");
    let splits = text.contains(": ") || text.contains(" #") || last == ':' || text == "<<";
    let marks = INDICATORS.contains(first) || text.starts_with("...");
    let brackets = in_flow && text.contains([',', '[', ']', '{', '}']);
    let blanks = first.is_whitespace() || last.is_whitespace();
    !(names_nothing || is_misread(text) || splits || marks || brackets || blanks || text.chars().any(needs_escape))
}

/// Words that some reader of YAML takes for a flag or a number; dates and times are written bare, as in the templates.
fn is_misread(text: &str) -> bool {
    const FLAGS: &[&str] = &["true", "false", "yes", "no", "on", "off"];
    let digits = text.trim_start_matches(['+', '-']);
    let is_number = text.parse::<f64>().is_ok()
        || digits.starts_with("0x")
        || digits.starts_with("0o")
        || digits.starts_with(|c: char| c.is_ascii_digit())
            && digits.chars().all(|c| c.is_ascii_digit() || "_:.".contains(c));
    is_number || FLAGS.iter().any(|flag| flag.eq_ignore_ascii_case(text))
}

/// Characters that YAML takes in quotes only, and as escapes.
fn needs_escape(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// JSON's escapes are YAML's; what JSON leaves bare and YAML does not is escaped as well.
fn quoted(text: &str) -> String {
    let json = serde_json::Value::from(text).to_string();
    let mut quoted = String::with_capacity(json.len());
    for c in json.chars() {
        match needs_escape(c) {
            true => quoted.push_str(&format!("\\u{:04x}", u32::from(c))),
            false => quoted.push(c),
        }
    }
    quoted
}

#[cfg(test)]
mod tests {
    use super::super::yaml::{self, Value};
    use super::*;
    use proptest::prelude::*;

    fn read(yaml: &str) -> Option<String> {
        let root = yaml::parse(yaml, 0).ok()?;
        let value = &root.entry("k")?.value;
        value.items().first().unwrap_or(value).text().map(str::to_owned)
    }

    #[test]
    fn what_reads_back_bare_stays_bare() {
        for text in [
            "Checkout answers HTTP 500",
            "2023-12-20T09:12:00-05:00",
            "2023-12-20 09:12",
            "https://tracker.example/OPS-412?a=b#c",
            "10.1.2.x",
            "12 h",
            "a, b [c] {d}",
            "it's",
            "a:b #c".replace(" #", "#").as_str(),
            "Ünï – “quotes” 🚒",
        ] {
            assert_eq!(scalar(text, false), text);
        }
    }

    #[test]
    fn what_would_read_as_something_else_is_quoted() {
        for (text, written) in [
            ("", r#""""#),
            ("null", r#""null""#),
            ("~", r#""~""#),
            (" a", r#"" a""#),
            ("a\u{a0}", "\"a\u{a0}\""),
            ("a: b", r#""a: b""#),
            ("a:", r#""a:""#),
            ("a #b", r#""a #b""#),
            ("#2023-12-20-war-room", r##""#2023-12-20-war-room""##),
            ("- a", r#""- a""#),
            ("---", r#""---""#),
            ("*a", r#""*a""#),
            ("@all", r#""@all""#),
            ("Yes", r#""Yes""#),
            ("-12.5e3", r#""-12.5e3""#),
            ("0x1f", r#""0x1f""#),
            ("12:30", r#""12:30""#),
            ("a\nb\t\"c\" \\", r#""a\nb\t\"c\" \\""#),
            ("\u{7f}\u{85}\u{2028}\u{feff}", r#""\u007f\u0085\u2028\ufeff""#),
        ] {
            assert_eq!(scalar(text, false), written);
        }
        assert_eq!(scalar("a, b", true), r#""a, b""#);
    }

    #[test]
    fn maps_and_lists_of_maps_take_lines() {
        let text = |text: &str| NewValue::Text(text.into());
        let item = NewValue::Map(vec![
            ("title".into(), text("a: b")),
            ("tags".into(), NewValue::List(vec![text("x"), text("y, z")])),
            ("more".into(), NewValue::Map(vec![("known".into(), NewValue::Bool(true))])),
            ("none".into(), NewValue::Map(vec![])),
        ]);
        let value = NewValue::Map(vec![
            ("actions".into(), NewValue::List(vec![item, NewValue::Null, NewValue::Number(-3)])),
            ("null".into(), NewValue::Null),
        ]);
        assert_eq!(
            lines(&value, Indents { list: 2, map: 2 }),
            [
                "actions:",
                "  - title: \"a: b\"",
                "    tags: [x, \"y, z\"]",
                "    more:",
                "      known: true",
                "    none: {}",
                "  - null",
                "  - -3",
                "\"null\": null",
            ]
        );
        assert_eq!(lines(&value, Indents { list: 0, map: 4 })[4], "      known: true");
        assert_eq!(
            inline(&value, false),
            "{actions: [{title: \"a: b\", tags: [x, \"y, z\"], more: {known: true}, none: {}}, null, -3], \"null\": null}"
        );
    }

    proptest! {
        #[test]
        fn any_text_reads_back_as_it_was(text in any_text()) {
            prop_assert_eq!(read(&format!("k: {}\n", scalar(&text, false))), Some(text.clone()));
            prop_assert_eq!(read(&format!("k:\r\n- {}\r\n", scalar(&text, false))), Some(text.clone()));
            prop_assert_eq!(read(&format!("k: [{}, x]", scalar(&text, true))), Some(text.clone()));
            prop_assert_eq!(read(&format!("k: [{}]", scalar(&text, true))), Some(text));
        }

        #[test]
        fn any_text_is_a_key(text in any_text().prop_filter("a simple key is short", |text| text.len() < 200)) {
            for yaml in [
                entry_lines(&text, &NewValue::Number(1), Indents { list: 2, map: 2 }).join("\n"),
                format!("{{{}}}", entry_in_flow(&text, &NewValue::Number(1))),
            ] {
                let root = yaml::parse(&yaml, 0).map_err(|error| TestCaseError::fail(error.message))?;
                let is_map = matches!(root.value, Value::Map { .. });
                prop_assert!(is_map && root.entry(&text).is_some(), "{yaml}");
            }
        }
    }

    /// Texts of any characters, and of those that mean something in YAML more often than chance has them.
    fn any_text() -> impl Strategy<Value = String> {
        let meaningful = proptest::sample::select(vec![
            "-",
            "?",
            ":",
            ",",
            "[",
            "]",
            "{",
            "}",
            "#",
            "&",
            "*",
            "!",
            "|",
            ">",
            "'",
            "\"",
            "%",
            "@",
            "`",
            " ",
            "\t",
            "\n",
            "\r",
            "\\",
            "~",
            "null",
            "true",
            "...",
            "---",
            "<<",
            "=",
            "0",
            "a",
            "é",
            "\u{85}",
            "\u{feff}",
            "\u{2028}",
            "\u{0}",
            "\u{7f}",
            "\u{fffe}",
            "\u{1f692}",
        ]);
        prop_oneof![
            proptest::collection::vec(meaningful, 0..8).prop_map(|parts| parts.concat()),
            proptest::collection::vec(any::<char>(), 0..12).prop_map(|chars| chars.into_iter().collect()),
        ]
    }
}

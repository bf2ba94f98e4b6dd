//! What a team can set on a rule beside its level.

use crate::document::yaml::{Node, Value};
use crate::model::{OptionValue, RuleSetting};

/// One option of a rule, declared beside the rule and read by it: `const MINUTES: RuleOption = …`.
#[derive(Clone, Copy, Debug)]
pub struct RuleOption {
    /// The key in the plan, in kebab-case.
    pub name: &'static str,
    /// What it sets, with its unit, in one clause.
    pub what: &'static str,
    pub default: OptionDefault,
}

/// The type of an option, and its value where the plan is silent.
#[derive(Clone, Copy, Debug)]
pub enum OptionDefault {
    /// A whole number, not negative.
    Number(u32),
    Flag(bool),
    /// A list of texts; a single one counts as a list of one.
    Words(&'static [&'static str]),
}

/// A rule's id with its options, for the rules that look at the plan.
#[derive(Clone, Copy, Debug)]
pub struct Declared {
    pub id: &'static str,
    pub options: &'static [RuleOption],
}

/// What the plan sets of one rule's options.
#[derive(Clone, Debug, Default)]
pub struct Options {
    set: Vec<(String, OptionValue)>,
}

impl OptionDefault {
    /// The value for scripts.
    pub fn as_json(self) -> serde_json::Value {
        match self {
            Self::Number(number) => number.into(),
            Self::Flag(flag) => flag.into(),
            Self::Words(words) => words.into(),
        }
    }
}

impl RuleOption {
    /// An option that takes a whole number.
    pub const fn number(name: &'static str, default: u32, what: &'static str) -> Self {
        Self { name, what, default: OptionDefault::Number(default) }
    }

    /// An option that is true or false.
    pub const fn flag(name: &'static str, default: bool, what: &'static str) -> Self {
        Self { name, what, default: OptionDefault::Flag(default) }
    }

    /// An option that takes a list of texts.
    pub const fn words(name: &'static str, default: &'static [&'static str], what: &'static str) -> Self {
        Self { name, what, default: OptionDefault::Words(default) }
    }

    /// The default as the plan would spell it.
    pub fn default_text(&self) -> String {
        match self.default {
            OptionDefault::Number(number) => number.to_string(),
            OptionDefault::Flag(flag) => flag.to_string(),
            OptionDefault::Words(words) => format!("[{}]", words.join(", ")),
        }
    }

    /// What is wrong with a value in the plan, and what to write.
    pub fn fault(&self, node: &Node) -> Option<(String, String)> {
        let name = self.name;
        let (right, wanted) = match (self.default, &node.value) {
            (OptionDefault::Number(_), _) => (node.text().is_some_and(|text| number(text).is_some()), "a whole number"),
            (OptionDefault::Flag(_), _) => (node.text().is_some_and(|text| flag(text).is_some()), "true or false"),
            (OptionDefault::Words(_), Value::List { items, .. }) => {
                (items.iter().all(|item| item.text().is_some()), "a list of texts")
            }
            (OptionDefault::Words(_), _) => (node.text().is_some(), "a list of texts"),
        };
        let what = match (&node.value, node.text()) {
            (_, Some(text)) => format!("`{text}`"),
            (Value::List { .. }, _) if wanted == "a list of texts" => "a list of something else".to_owned(),
            _ => node.kind().to_owned(),
        };
        let help = format!("write it like `{name}: {}`, which is what holds without it", self.default_text());
        (!right).then(|| (format!("`{name}` takes {wanted}, not {what}"), help))
    }
}

impl Options {
    /// What a plan sets; a rule that it does not name has its defaults.
    pub fn of(setting: Option<&RuleSetting>) -> Self {
        Self { set: setting.map(|setting| setting.options.clone()).unwrap_or_default() }
    }

    fn value(&self, option: &RuleOption) -> Option<&OptionValue> {
        self.set.iter().find(|(name, _)| name == option.name).map(|(_, value)| value)
    }

    fn text(&self, option: &RuleOption) -> Option<&str> {
        match self.value(option)? {
            OptionValue::Text(text) => Some(text),
            OptionValue::Texts(_) => None,
        }
    }

    /// The value of an option that takes a number.
    pub fn number(&self, option: &RuleOption) -> u32 {
        let default = if let OptionDefault::Number(default) = option.default { default } else { 0 };
        self.text(option).and_then(number).unwrap_or(default)
    }

    /// The value of an option that is true or false.
    pub fn flag(&self, option: &RuleOption) -> bool {
        let default = matches!(option.default, OptionDefault::Flag(true));
        self.text(option).and_then(flag).unwrap_or(default)
    }

    /// The value of an option that takes texts.
    pub fn words(&self, option: &RuleOption) -> Vec<String> {
        let default = if let OptionDefault::Words(default) = option.default { default } else { &[] };
        match self.value(option) {
            Some(OptionValue::Texts(texts)) => texts.clone(),
            Some(OptionValue::Text(text)) => vec![text.clone()],
            None => default.iter().map(ToString::to_string).collect(),
        }
    }
}

fn number(text: &str) -> Option<u32> {
    text.trim().parse().ok()
}

fn flag(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" => Some(true),
        "false" | "no" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Level, RuleLevel};

    const MINUTES: RuleOption = RuleOption::number("minutes", 15, "minutes");
    const WORDS: RuleOption = RuleOption::words("words", &["just"], "words");
    const DRAFTS: RuleOption = RuleOption::flag("drafts", true, "drafts");

    fn read(plan: &str) -> (RuleLevel, u32, Vec<String>, bool) {
        let plan = crate::document::read_plan(crate::text::Source::new("incident.yaml", plan)).value;
        let setting = plan.rule("update-gap");
        let options = Options::of(setting);
        let level = setting.map_or(RuleLevel::Default, |setting| setting.level);
        (level, options.number(&MINUTES), options.words(&WORDS), options.flag(&DRAFTS))
    }

    #[test]
    fn the_plans_options_are_read_and_what_it_leaves_out_or_gets_wrong_has_its_default() {
        let words = |words: &[&str]| words.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(read("name: Test\n"), (RuleLevel::Default, 15, words(&["just"]), true));
        assert_eq!(
            read("rules: {update-gap: {level: warn, minutes: 3, words: [only, \"so\"], drafts: no}}\n"),
            (RuleLevel::At(Level::Warn), 3, words(&["only", "so"]), false)
        );
        assert_eq!(
            read("rules: {update-gap: {minutes: ten, words: only}}\n"),
            (RuleLevel::Default, 15, words(&["only"]), true)
        );
        assert_eq!(read("rules: {update-gap: off}\n").0, RuleLevel::Off);
    }
}

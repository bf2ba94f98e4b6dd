//! What a rule is: its id, its manual, and its check.

use crate::model::Level;

pub use super::findings::Findings;
pub use super::option::RuleOption;
pub use super::subject::Subject;

/// One rule. Its manual is the doc comment of its file's `rule!`.
#[derive(Clone, Copy)]
pub struct Rule {
    /// Names what is wrong, in kebab-case.
    pub id: &'static str,
    /// The level where the plan says nothing.
    pub level: Level,
    /// A summary, then the sections Why, Good and Bad, as Markdown.
    pub manual: &'static str,
    /// What the plan can set beside the level.
    pub options: &'static [RuleOption],
    /// Whether some of its findings come with a fix.
    pub fixes: bool,
    /// Whether what it finds is a secret.
    pub hides: bool,
    pub check: fn(&Subject<'_>, &mut Findings),
}

/// A rule's manual, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manual {
    /// The first paragraph, on one line.
    pub summary: String,
    pub why: String,
    /// Without their fences.
    pub good: String,
    pub bad: String,
}

/// A part of an example, as it stands between fences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fragment {
    /// The words behind the opening fence: `yaml`, `markdown postmortem`.
    pub kind: &'static str,
    pub text: String,
}

impl Rule {
    /// A rule that has nothing but what every rule must have.
    pub const BARE: Self =
        Self { id: "", level: Level::Error, manual: "", options: &[], fixes: false, hides: false, check: |_, _| () };

    /// The manual in its parts.
    pub fn manual(&self) -> Manual {
        let (before, bad) = self.manual.split_once("## Bad\n").unwrap_or((self.manual, ""));
        let (before, good) = before.split_once("## Good\n").unwrap_or((before, ""));
        let (summary, why) = before.split_once("## Why\n").unwrap_or((before, ""));
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let example = |text| fragments(text).into_iter().map(|fragment| fragment.text).collect::<Vec<_>>().join("\n\n");
        Manual { summary: words(summary), why: words(why), good: example(good), bad: example(bad) }
    }

    /// The good example and the bad one, each in its fragments.
    pub fn examples(&self) -> [Vec<Fragment>; 2] {
        let (before, bad) = self.manual.split_once("## Bad\n").unwrap_or((self.manual, ""));
        [before.split_once("## Good\n").map_or("", |(_, good)| good), bad].map(fragments)
    }
}

fn fragments(text: &'static str) -> Vec<Fragment> {
    // Each line of a doc comment begins with a space.
    let lines =
        |text: &str| text.lines().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect::<Vec<_>>().join("\n");
    let fenced = |fence: &'static str| fence.split_once('\n').map(|(kind, text)| (kind.trim(), lines(text)));
    let fences = text.split("```").skip(1).step_by(2).filter_map(fenced);
    fences.map(|(kind, text)| Fragment { kind, text: text.trim_end().to_owned() }).collect()
}

/// Declares a rule: its doc comment is its manual. Behind the check, `options: &[…]`, `fixes: true` and `hides: true`
/// where it has them.
macro_rules! rule {
    ($(#[doc = $manual:literal])+ $id:literal, $level:ident, $check:ident $(, $key:ident: $value:expr)*) => {
        $(#[doc = $manual])+
        #[allow(clippy::needless_update, reason = "a rule can have everything that there is")]
        pub const ENTRY: crate::rules::rule::Rule = crate::rules::rule::Rule {
            id: $id,
            level: crate::model::Level::$level,
            manual: concat!($($manual, "\n"),+),
            check: $check,
            $($key: $value,)*
            ..crate::rules::rule::Rule::BARE
        };
    };
}

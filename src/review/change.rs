//! One thing that changed in meaning.

use std::collections::HashSet;

/// Where something changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Entry,
    Actions,
    Postmortem,
    Agenda,
    Plan,
    Templates,
    Suppressions,
}

impl Part {
    /// What people call the document.
    pub fn document(self) -> &'static str {
        match self {
            Self::Entry | Self::Actions => "log entry",
            Self::Postmortem => "post-mortem",
            Self::Agenda => "agenda item",
            Self::Plan => "plan",
            Self::Templates => "templates",
            Self::Suppressions => "suppressions",
        }
    }

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Entry => "incident",
            Self::Actions => "actions",
            Self::Postmortem => "postmortem",
            Self::Agenda => "agenda",
            Self::Plan => "plan",
            Self::Templates => "templates",
            Self::Suppressions => "suppressions",
        }
    }
}

/// One change, as data and, by [`Change::tell`], in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub part: Part,
    /// What changed: `severity`, `tags`, `action`, `section`.
    pub what: &'static str,
    /// What became of it: `raised`, `added`, `closed`, `emptied`.
    pub verb: &'static str,
    /// Which one, where there are several.
    pub name: Option<String>,
    pub from: Option<String>,
    pub to: Option<String>,
    /// What follows from it or belongs to it.
    pub note: Option<String>,
    /// Whether nobody may overlook it.
    pub loud: bool,
}

impl Change {
    pub fn new(part: Part, what: &'static str, verb: &'static str) -> Self {
        Self { part, what, verb, name: None, from: None, to: None, note: None, loud: false }
    }

    /// A value that was set, changed or removed; `None` where it is the same.
    pub fn of_value(part: Part, what: &'static str, from: Option<String>, to: Option<String>) -> Option<Self> {
        let verb = match (&from, &to) {
            (from, to) if from == to => return None,
            (None, _) => "set",
            (_, None) => "removed",
            _ => "changed",
        };
        Some(Self { from, to, ..Self::new(part, what, verb) })
    }

    /// The members of a list that were added and removed.
    pub fn of_list(part: Part, what: &'static str, from: &[String], to: &[String]) -> Vec<Self> {
        let added = ("added", missing_in(from, to));
        let removed = ("removed", missing_in(to, from));
        let changed = [added, removed].into_iter().filter(|(_, names)| !names.is_empty());
        changed.map(|(verb, names)| Self::new(part, what, verb).name(names.join(", "))).collect()
    }

    pub fn name(self, name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..self }
    }

    pub fn from(self, from: impl Into<String>) -> Self {
        Self { from: Some(from.into()), ..self }
    }

    pub fn to(self, to: impl Into<String>) -> Self {
        Self { to: Some(to.into()), ..self }
    }

    pub fn note(self, note: impl Into<String>) -> Self {
        let note = note.into();
        Self { note: (!note.is_empty()).then_some(note), ..self }
    }

    pub fn loud(self, loud: bool) -> Self {
        Self { loud, ..self }
    }

    /// The change in a clause, each value in it as `quoted` writes it.
    pub fn tell(&self, quoted: impl Fn(&str) -> String) -> String {
        let mut text = format!("{} {}", self.what, self.verb);
        if let Some(name) = &self.name {
            text.push_str(&format!(": {}", quoted(name)));
            text.push_str(if self.from.is_some() && self.to.is_some() { "," } else { "" });
        }
        match (self.from.as_deref().map(&quoted), self.to.as_deref().map(&quoted)) {
            (Some(from), Some(to)) => text.push_str(&format!(" from {from} to {to}")),
            (None, Some(to)) => text.push_str(&format!(" to {to}")),
            (Some(from), None) => text.push_str(&format!(", it was {from}")),
            (None, None) => {}
        }
        if let Some(note) = &self.note {
            text.push_str(&format!(" ({})", quoted(note)));
        }
        text
    }
}

/// The members of a list that another one lacks.
pub fn missing_in(others: &[String], all: &[String]) -> Vec<String> {
    let others: HashSet<&String> = others.iter().collect();
    all.iter().filter(|one| !others.contains(one)).cloned().collect()
}

/// A number of things in words: `1 entry`, `3 entries`.
pub fn count(number: usize, one: &str, several: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { several })
}

/// Parts of a sentence that are not empty, with commas between them.
pub fn listed(parts: impl IntoIterator<Item = (usize, String)>) -> String {
    let parts = parts.into_iter().filter(|(number, _)| *number > 0).map(|(_, words)| words);
    parts.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_told_in_a_clause_with_its_values_quoted() {
        let told = |change: Change| change.tell(|value| format!("<{value}>"));
        let of = |from: Option<&str>, to: Option<&str>| {
            Change::of_value(Part::Entry, "lead", from.map(str::to_owned), to.map(str::to_owned)).map(told)
        };
        assert_eq!(of(None, Some("a")).as_deref(), Some("lead set to <a>"));
        assert_eq!(of(Some("a"), Some("b")).as_deref(), Some("lead changed from <a> to <b>"));
        assert_eq!(of(Some("a"), None).as_deref(), Some("lead removed, it was <a>"));
        assert_eq!(of(Some("a"), Some("a")), None);
        let moved = Change::new(Part::Actions, "due date", "moved").name("Fix").from("1").to("2").note("1 d later");
        assert_eq!(told(moved), "due date moved: <Fix>, from <1> to <2> (<1 d later>)");
        let lists = |all: &[&str]| all.iter().map(ToString::to_string).collect::<Vec<_>>();
        let tags = Change::of_list(Part::Entry, "tags", &lists(&["a", "b"]), &lists(&["b", "c", "d"]));
        assert_eq!(tags.into_iter().map(told).collect::<Vec<_>>(), ["tags added: <c, d>", "tags removed: <a>"]);
    }
}

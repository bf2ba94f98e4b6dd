//! Whom a text speaks of: the people of the log by name, and others by what they are.

use super::first_names::is_full_name;
use crate::document::HOLE;
use crate::log::Overview;
use crate::model::Plan;
use std::collections::{BTreeSet, HashSet};
use std::ops::Range;

/// The words that make a name one of a role or a team.
const ROLE_WORDS: &[&str] = &[
    "admin",
    "administrator",
    "analyst",
    "architect",
    "chief",
    "commander",
    "contact",
    "coordinator",
    "crew",
    "customer",
    "department",
    "desk",
    "developer",
    "developers",
    "devops",
    "director",
    "duty",
    "engineer",
    "engineering",
    "engineers",
    "executive",
    "facilitator",
    "group",
    "head",
    "incident",
    "infrastructure",
    "intern",
    "lead",
    "leader",
    "manager",
    "office",
    "officer",
    "on-call",
    "oncall",
    "operations",
    "operator",
    "ops",
    "owner",
    "owners",
    "person",
    "platform",
    "president",
    "provider",
    "reporter",
    "responder",
    "scribe",
    "security",
    "service",
    "services",
    "shift",
    "specialist",
    "squad",
    "staff",
    "support",
    "sre",
    "team",
    "teams",
    "tech",
    "user",
    "users",
    "vendor",
];

/// What somebody is called who is not named.
const SOMEBODY: &[&str] = &[
    "admin",
    "administrator",
    "administrators",
    "admins",
    "analyst",
    "analysts",
    "author",
    "authors",
    "colleague",
    "colleagues",
    "consultant",
    "consultants",
    "contractor",
    "contractors",
    "dba",
    "dbas",
    "developer",
    "developers",
    "employee",
    "employees",
    "engineer",
    "engineers",
    "he",
    "intern",
    "interns",
    "lead",
    "maintainer",
    "maintainers",
    "on-call",
    "oncall",
    "people",
    "person",
    "programmer",
    "programmers",
    "responder",
    "responders",
    "reviewer",
    "reviewers",
    "she",
    "somebody",
    "someone",
    "staff",
    "sysadmin",
    "sysadmins",
    "technician",
    "technicians",
    "tester",
    "testers",
];

/// Words that name a person only behind another one: a cluster has members and operators too.
const SOMEBODY_BEHIND: &[(&str, &[&str])] = &[
    ("member", &["team", "staff", "crew"]),
    ("members", &["team", "staff", "crew"]),
    ("operator", &["human", "lead", "shift", "duty", "night", "control-room"]),
    ("operators", &["human", "shift", "duty", "control-room"]),
];

const US: &[&str] = &["i", "team", "teams", "we"];

/// What may stand between a person and what the person did.
const BETWEEN: &[&str] = &[
    "accidentally",
    "again",
    "also",
    "apparently",
    "carelessly",
    "even",
    "evidently",
    "had",
    "has",
    "have",
    "inadvertently",
    "incorrectly",
    "initially",
    "later",
    "mistakenly",
    "obviously",
    "repeatedly",
    "simply",
    "that",
    "then",
    "unintentionally",
    "who",
    "wrongly",
];

/// Before whom something was done by.
const ARTICLES: &[&str] = &["a", "an", "another", "one", "of", "our", "some", "the", "their", "this", "that"];

/// More words than stand in front of what a person is: `a newly hired junior engineer`.
const MOST_WORDS: usize = 4;

/// The names of a log's people, roles and teams.
pub struct Names {
    /// In lower case.
    long: BTreeSet<String>,
    /// Of one word, as they are written.
    short: BTreeSet<String>,
    people: Vec<String>,
    /// In lower case; what has a person's name and is none.
    services: BTreeSet<String>,
}

/// Who is spoken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Somebody, by a name of the log or by what they are.
    Somebody,
    /// The team, or whoever writes.
    Us,
}

impl Names {
    /// The roster, whoever leads, reports, owns, reviews or presents something, and whoever writes in the repository.
    pub fn of(plan: &Plan, log: &Overview<'_>, authors: &[String]) -> Self {
        let mut names: HashSet<&str> = plan.roster.iter().map(|person| person.name.as_str()).collect();
        names.extend(log.documents().flat_map(|(_, known)| &known.people));
        names.extend(authors.iter().map(String::as_str));
        let mut names: BTreeSet<&str> = names.into_iter().collect();
        let services: BTreeSet<_> = plan.services.iter().map(|service| service.name.to_lowercase()).collect();
        names.retain(|name| name.len() > 2 && !services.contains(&name.to_lowercase()));
        let people: Vec<_> = names.iter().filter(|name| is_persons(name)).map(ToString::to_string).collect();
        let first = people.iter().filter_map(|name| name.split_once(' ')).map(|(first, _)| first.to_owned());
        let first: Vec<_> =
            first.filter(|first| first.len() > 2 && !services.contains(&first.to_lowercase())).collect();
        let (long, short): (Vec<_>, Vec<_>) = names.into_iter().partition(|name| name.contains(' '));
        let short = short.into_iter().filter(|name| name.starts_with(|c: char| c.is_uppercase() || c == '@'));
        Self {
            long: long.into_iter().map(str::to_lowercase).collect(),
            short: short.map(str::to_owned).chain(first).collect(),
            people,
            services,
        }
    }

    /// The names that no role has, nor a team.
    pub fn people(&self) -> &[String] {
        &self.people
    }

    fn has(&self, words: &str) -> bool {
        let is_of_the_log = || self.short.contains(words) || self.long.contains(&words.to_lowercase());
        is_of_the_log() || is_full_name(words) && !self.services.contains(&words.to_lowercase())
    }

    /// Whether anybody is spoken of at all.
    pub fn are_in(&self, text: &str) -> bool {
        let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric() && c != '@').to_owned();
        let behind = |word: &str| SOMEBODY_BEHIND.iter().any(|(somebody, _)| somebody.eq_ignore_ascii_case(word));
        let is_one = |word: String| who(&word, None).is_some() || behind(&word) || self.has(&word);
        text.split_whitespace().map(bare).any(is_one)
    }

    /// Who does what follows a text, and where in the text that begins: `… but Tech Lead later`.
    pub fn before(&self, text: &str) -> Option<(usize, Who)> {
        let mut words = last_words(text);
        while words.last().is_some_and(|(_, word)| is_one_of(word, BETWEEN)) {
            words.pop();
        }
        let (last_at, last) = *words.last()?;
        let end = last_at + last.len();
        let named = words.iter().find(|(at, _)| text.get(*at..end).is_some_and(|words| self.has(words)));
        if let Some((at, _)) = named {
            return Some((*at, Who::Somebody));
        }
        let before = words.len().checked_sub(2).and_then(|at| words.get(at)).map(|(_, word)| *word);
        Some((last_at, who(last, before)?))
    }

    /// Who begins a text, and where that ends: ` an engineer of the team`.
    pub fn after(&self, text: &str) -> Option<(usize, Who)> {
        let words = first_words(text);
        let bare: Vec<_> = words.iter().skip_while(|(_, word)| is_one_of(word, ARTICLES)).copied().collect();
        let (first_at, _) = *bare.first()?;
        let ends = bare.iter().rev().map(|(at, word)| at + word.len());
        if let Some(end) = ends.into_iter().find(|end| text.get(first_at..*end).is_some_and(|words| self.has(words))) {
            return Some((end, Who::Somebody));
        }
        let mut before = None;
        for (at, word) in bare {
            if let Some(who) = who(word, before) {
                return Some((at + word.len(), who));
            }
            if matches!(word, "and" | "at" | "for" | "from" | "in" | "of" | "on" | "or" | "to" | "which" | "with") {
                return None;
            }
            before = Some(word);
        }
        None
    }
}

fn is_one_of(word: &str, words: &[&str]) -> bool {
    words.iter().any(|other| other.eq_ignore_ascii_case(word))
}

fn who(word: &str, before: Option<&str>) -> Option<Who> {
    let behind = || {
        let (_, others) = SOMEBODY_BEHIND.iter().find(|(somebody, _)| somebody.eq_ignore_ascii_case(word))?;
        before.filter(|before| is_one_of(before, others))
    };
    if is_one_of(word, SOMEBODY) || behind().is_some() {
        Some(Who::Somebody)
    } else {
        is_one_of(word, US).then_some(Who::Us)
    }
}

/// Two words and more, each with a capital, or a handle; and no word of a role.
fn is_persons(name: &str) -> bool {
    if name.starts_with('@') {
        return !name.contains(' ');
    }
    let words: Vec<_> = name.split_whitespace().collect();
    let is_name = |word: &&str| {
        let letters = word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.'));
        letters && word.starts_with(char::is_uppercase) && !is_one_of(word, ROLE_WORDS)
    };
    let small = |word: &&str| matches!(*word, "van" | "von" | "de" | "der" | "den" | "da" | "di" | "la" | "bin" | "al");
    (2..=MOST_WORDS).contains(&words.len()) && words.iter().all(|word| is_name(word) || small(word))
}

/// The words that end a text, each with its place; nothing but spaces stands between and behind them.
fn last_words(text: &str) -> Vec<(usize, &str)> {
    let clause = text
        .rfind(ends_clause)
        .map_or(0, |at| at + text.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8));
    let mut words = words(text, clause..text.len());
    words.split_off(words.len().saturating_sub(MOST_WORDS + 4))
}

/// The words that begin a text, likewise.
fn first_words(text: &str) -> Vec<(usize, &str)> {
    let mut words = words(text, 0..text.find(ends_clause).unwrap_or(text.len()));
    words.truncate(MOST_WORDS + 4);
    words
}

fn ends_clause(c: char) -> bool {
    c == HOLE || !(c.is_alphanumeric() || c.is_whitespace() || matches!(c, '-' | '\'' | '’' | '@' | '&'))
}

fn words(text: &str, range: Range<usize>) -> Vec<(usize, &str)> {
    let (mut words, mut at) = (Vec::new(), range.start);
    for word in text.get(range).unwrap_or_default().split_inclusive(char::is_whitespace) {
        if !word.trim_end().is_empty() {
            words.push((at, word.trim_end()));
        }
        at += word.len();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{Case, PLAN};

    fn names() -> Names {
        let plan = "roster: [{name: Tech Lead}, {name: Ada Vance}, {name: Robin}]\nservices: [{name: Search}]\n";
        let case = Case::sound()
            .file(PLAN, plan)
            .replace("related: []", "reporter: Search\nlead: \"@ada\"")
            .replace_in_postmortem("owner: On-call Engineer", "owner: Platform team");
        let log = case.log();
        Names::of(&log.plan.value, &Overview::of(&log), log.authors.names())
    }

    #[test]
    fn a_name_is_a_persons_unless_a_role_or_a_team_has_it() {
        assert_eq!(names().people(), ["@ada", "Ada Vance"]);
    }

    #[test]
    fn who_does_something_stands_before_it() {
        let names = names();
        let before = |text: &str| names.before(text).map(|(at, who)| (text[at..].trim_end().to_owned(), who));
        for (text, who) in [
            ("Then the tech lead ", "tech lead"),
            ("Robin accidentally ", "Robin accidentally"),
            ("but @ada had ", "@ada had"),
            ("the engineer who ", "engineer who"),
            ("(a team member ", "member"),
            ("the Platform team ", "Platform team"),
        ] {
            assert_eq!(before(text), Some((who.to_owned(), Who::Somebody)), "{text}");
        }
        assert_eq!(before("and we "), Some(("we".to_owned(), Who::Us)));
        for text in ["", "the request ", "the tech lead, ", "engineer. It ", "Search ", "the etcd member ", "robin "] {
            assert_eq!(before(text), None, "{text}");
        }
    }

    #[test]
    fn who_did_something_stands_behind_by() {
        let names = names();
        let after = |text: &str| names.after(text).map(|(end, who)| (text[..end].to_owned(), who));
        for (text, who) in [
            (" the Tech Lead on call", " the Tech Lead"),
            (" a newly hired engineer.", " a newly hired engineer"),
            (" one of our developers", " one of our developers"),
        ] {
            assert_eq!(after(text), Some((who.to_owned(), Who::Somebody)), "{text}");
        }
        for text in ["", " a restart of the engineer's laptop", " hand", " the cron job"] {
            assert_eq!(after(text), None, "{text}");
        }
    }
}

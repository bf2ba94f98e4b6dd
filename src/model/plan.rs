//! The response plan of a team, as `incident.yaml` has it.

use super::diagnostic::Level;
use super::forge::Forge;
use super::meeting::Meeting;
use chrono_tz::Tz;

vocabulary! {
    /// For whom a site is built.
    pub enum Audience {
        Public = "public",
        Internal = "internal",
    }
}

vocabulary! {
    /// Whether each commit to the log is to be signed.
    pub enum Signatures {
        Optional = "optional",
        Required = "required",
    }
}

/// Where the site stands and who reads it.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    pub url: Option<String>,
    pub audience: Audience,
    /// Where the log's files can be seen and edited.
    pub source: Option<Forge>,
}

/// The chat channels of the response.
#[derive(Clone, Debug, PartialEq)]
pub struct Channels {
    pub incidents: String,
    /// A pattern with `{date}` and `{slug}`.
    pub war_room: String,
}

/// How an incident of a severity is escalated.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Escalation {
    pub channel: Option<String>,
    pub mention: Option<String>,
    /// Names from the roster who get a direct message.
    pub direct: Vec<String>,
    pub until_acknowledged: bool,
    /// What everybody may expect of the responders.
    pub expectation: Option<String>,
}

/// What an incident of a severity must have, each with its deadline in days: the war room from the start,
/// the other two from the resolution.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Requires {
    pub war_room: Option<u32>,
    pub postmortem: Option<u32>,
    pub agenda: Option<u32>,
}

/// One word of the vocabulary of severity; the plan lists the worst first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Severity {
    pub id: String,
    pub name: String,
    pub definition: String,
    pub examples: Vec<String>,
    pub escalation: Escalation,
    pub requires: Requires,
}

/// Where a phone number is kept.
#[derive(Clone, Debug, PartialEq)]
pub enum PhoneFrom {
    /// In the plan itself.
    Plan(String),
    /// In a variable of the environment.
    Environment(String),
    /// In a file, by its path from the log's folder, which git ignores.
    File(String),
}

impl PhoneFrom {
    /// What `phone-from` names: `env:NAME`, `file:PATH`, or a path alone.
    pub fn elsewhere(text: &str) -> Self {
        match text.split_once(':') {
            Some(("env", name)) => Self::Environment(name.trim().to_owned()),
            Some(("file", path)) => Self::File(path.trim().to_owned()),
            _ => Self::File(text.to_owned()),
        }
    }
}

/// Somebody on the roster.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    pub name: String,
    pub function: Option<String>,
    /// The order in which people are called, from 1; `None` is never called first.
    pub escalation: Option<u32>,
    pub phone: Option<PhoneFrom>,
    /// Their member id in the chat.
    pub chat: Option<String>,
    /// Their login in the tracker.
    pub tracker: Option<String>,
}

/// A service that incidents hit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Service {
    pub name: String,
    pub owner: Option<String>,
    pub links: Vec<String>,
}

/// A tracker or a chat: its kind and its address, never a secret.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Endpoint {
    pub kind: Option<String>,
    pub address: Option<String>,
}

/// What a plan makes of a rule's level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleLevel {
    /// The rule's own.
    Default,
    Off,
    At(Level),
}

/// The value of a rule's option as the plan has it; the rule knows which type it takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OptionValue {
    Text(String),
    Texts(Vec<String>),
}

/// What a plan says of one rule.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleSetting {
    pub rule: String,
    pub level: RuleLevel,
    pub options: Vec<(String, OptionValue)>,
}

/// A team's response plan; where its file is silent, the built-in default plan speaks.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    pub name: String,
    pub time_zone: Tz,
    pub site: Site,
    pub channels: Channels,
    /// The worst first; never empty.
    pub severities: Vec<Severity>,
    /// How often a thread owes a status, in minutes.
    pub update_every: u32,
    pub roster: Vec<Person>,
    pub meeting: Option<Meeting>,
    pub services: Vec<Service>,
    pub tracker: Option<Endpoint>,
    pub chat: Option<Endpoint>,
    /// Sections that a post-mortem must have beside the built-in ones.
    pub postmortem_sections: Vec<String>,
    pub rules: Vec<RuleSetting>,
    /// What `incident verify` asks of commits made after the plan says so.
    pub signatures: Signatures,
}

impl Plan {
    /// What the plan says of a rule, where it says anything.
    pub fn rule(&self, id: &str) -> Option<&RuleSetting> {
        self.rules.iter().find(|setting| setting.rule == id)
    }

    /// Whether a rule looks at the log.
    pub fn is_on(&self, rule: &str) -> bool {
        self.rule(rule).is_none_or(|setting| setting.level != RuleLevel::Off)
    }

    /// The severity of an id, in upper or lower case.
    pub fn severity(&self, id: &str) -> Option<&Severity> {
        self.severities.iter().find(|severity| severity.id.eq_ignore_ascii_case(id))
    }

    /// The severity by which something is owed: an id that is none of the plan's counts as the worst, so that a slip of the
    /// pen lets nobody off. `None` where no severity is written.
    pub fn owed_severity(&self, id: Option<&str>) -> Option<&Severity> {
        let id = id.filter(|id| !id.trim().is_empty())?;
        self.severity(id).or_else(|| self.severities.first())
    }

    /// How bad a severity is: 0 is the worst, an unknown one comes last.
    pub fn rank(&self, id: Option<&str>) -> usize {
        id.and_then(|id| self.severities.iter().position(|severity| severity.id.eq_ignore_ascii_case(id)))
            .unwrap_or(self.severities.len())
    }

    /// How bad a severity counts as for what is owed: one that is none of the plan's as the worst; 0 is the worst.
    pub fn owed_rank(&self, id: Option<&str>) -> usize {
        self.rank(self.owed_severity(id).map(|severity| severity.id.as_str()))
    }

    /// The name of the war room for an id's date and slug.
    pub fn war_room(&self, date: &str, slug: &str) -> String {
        self.channels.war_room.replace("{date}", date).replace("{slug}", slug)
    }

    /// The roster in the order in which people are called.
    pub fn callable(&self) -> Vec<&Person> {
        let mut people: Vec<&Person> = self.roster.iter().filter(|person| person.escalation.is_some()).collect();
        people.sort_by_key(|person| person.escalation);
        people
    }
}

//! Reading each kind of document: its text, its places, what it says, and what is wrong with it.

use super::body::{self, Body};
use super::fields::Fields;
use super::front_matter::{self, Parts};
use super::plan_fields::PLAN;
use super::problem::{Problem, ProblemKind};
use super::step::Step;
use super::yaml::{self, Node};
use super::{agenda, incident, page, plan, postmortem, timeline};
use crate::model::{AgendaItem, Audience, Entry, Incident, OwnPage, Plan, Postmortem};
use crate::text::{Source, Span};
use chrono::NaiveDate;
use chrono_tz::Tz;

/// A file that was read: its text, its places, what it says, and what is wrong with it.
#[derive(Debug)]
pub struct Document<T> {
    pub source: Source,
    /// The YAML within the source.
    pub yaml: Span,
    pub front: Node,
    pub body: Body,
    /// The entries of the section Timeline, in the order in which they stand.
    pub timeline: Vec<Entry>,
    pub value: T,
    pub problems: Vec<Problem>,
}

impl<T> Document<T> {
    fn new(source: Source, parts: Parts, value: T) -> Self {
        let Parts { yaml, front, body, problems } = parts;
        Self { source, yaml, front, body, timeline: Vec::new(), value, problems }
    }

    fn with_timeline(mut self, zone: Tz, day: Option<NaiveDate>) -> Self {
        if let Some(section) = self.body.section("Timeline") {
            self.timeline = timeline::parse_timeline(self.source.text(), section.content, zone, day);
        }
        self
    }

    /// Why the document could not be read at all, where it could not.
    pub fn broken(&self) -> Option<&Problem> {
        self.problems.iter().find(|problem| problem.kind.is_broken())
    }

    /// Where a problem of it is, as messages begin: `path:line:column`.
    pub fn told_at(&self, problem: &Problem) -> String {
        let at = self.source.position(problem.span.start);
        format!("{}:{}:{}", self.source.path(), at.line, at.column)
    }

    /// What is wrong in it beside keys that it does not know: in these places it says less than what is written.
    pub fn wrong_values(&self) -> impl Iterator<Item = &Problem> {
        self.problems.iter().filter(|problem| problem.kind != ProblemKind::UnknownField)
    }

    /// Where a value of the front matter stands; where it is missing, the nearest key above it, and where
    /// there is none, the first line.
    pub fn place(&self, path: &[Step<'_>]) -> Span {
        let mut node = &self.front;
        let mut span = self.first_line();
        for step in path {
            let next = match step {
                Step::Key(key) => node.entry(key).map(|entry| (&entry.value, entry.key_span)),
                Step::Index(index) => node.items().get(*index).map(|item| (item, item.span)),
            };
            let Some((value, key_span)) = next else { break };
            node = value;
            span = if node.value == yaml::Value::Null { key_span } else { node.span };
        }
        span
    }

    /// Where the value of a key of the front matter stands.
    pub fn place_of(&self, key: &str) -> Span {
        self.place(&[Step::Key(key)])
    }

    /// The texts that stand under a key of the front matter, each with its place; a single one needs no list.
    pub fn texts<'a>(&'a self, key: &str) -> impl Iterator<Item = (&'a Node, &'a str)> {
        let all = self.front.entry(key).into_iter().flat_map(|entry| {
            let value = &entry.value;
            std::iter::once(value).chain(value.items())
        });
        all.filter_map(|node| Some((node, node.text()?.trim()))).filter(|(_, text)| !text.is_empty())
    }

    /// The document's first line.
    pub fn first_line(&self) -> Span {
        let start = self.source.content_start();
        let line = self.source.text()[start..].lines().next().unwrap_or_default();
        Span::new(start, start + line.len())
    }

    /// The Markdown under a heading, without prompts; empty where the section is missing or not yet written.
    pub fn section_text(&self, title: &str) -> String {
        let section = self.body.section(title);
        section.map(|section| body::without_comments(self.source.slice(section.content))).unwrap_or_default()
    }
}

/// Reads the text of an `incident.md`; `day` is the one that its id names.
pub fn read_incident(source: Source, zone: Tz, day: Option<NaiveDate>) -> Document<Incident> {
    let mut parts = front_matter::split(&source);
    let front = parts.front.clone();
    let value = incident::read(Fields::new(&front, &incident::INCIDENT, &mut parts.problems), zone);
    Document::new(source, parts, value).with_timeline(zone, day)
}

/// Reads the text of a `postmortem.md`; `day` is the one that its incident's id names.
pub fn read_postmortem(source: Source, zone: Tz, day: Option<NaiveDate>) -> Document<Postmortem> {
    let mut parts = front_matter::split(&source);
    let front = parts.front.clone();
    let value = postmortem::read(Fields::new(&front, &postmortem::POSTMORTEM, &mut parts.problems));
    Document::new(source, parts, value).with_timeline(zone, day)
}

/// Reads the text of an `agenda/DATE/ID.md`.
pub fn read_agenda(source: Source) -> Document<AgendaItem> {
    let mut parts = front_matter::split(&source);
    let front = parts.front.clone();
    let value = agenda::read(Fields::new(&front, &agenda::AGENDA, &mut parts.problems));
    Document::new(source, parts, value)
}

/// Reads the text of a `pages/NAME.md`, which needs no front matter.
pub fn read_page(source: Source) -> Document<OwnPage> {
    let mut parts = front_matter::split_if_any(&source);
    let front = parts.front.clone();
    let value = page::read(Fields::new(&front, &page::PAGE, &mut parts.problems));
    Document::new(source, parts, value)
}

/// Reads the text of an `incident.yaml` over the built-in default plan. Of one that cannot be read the default plan
/// holds, for the narrowest audience: the team may have said so in the part that could not be read.
pub fn read_plan(source: Source) -> Document<Plan> {
    let base = default_plan();
    let mut parts = front_matter::whole(&source);
    let front = parts.front.clone();
    let mut value = plan::read(Fields::new(&front, PLAN, &mut parts.problems), &base);
    if parts.problems.iter().any(|problem| problem.kind.is_broken()) {
        value.site.audience = Audience::Public;
    }
    Document::new(source, parts, value)
}

/// The built-in default plan.
pub fn default_plan() -> Plan {
    let source = Source::new("incident.yaml", plan::DEFAULT_PLAN);
    let mut parts = front_matter::whole(&source);
    let front = parts.front.clone();
    plan::read(Fields::new(&front, PLAN, &mut parts.problems), &plan::bare())
}

/// A document that stands for a file which could not even be read as text.
pub fn unreadable<T: Default>(source: Source, problem: Problem) -> Document<T> {
    let start = source.content_start();
    let parts = Parts {
        yaml: Span::empty(start),
        front: Node::null(start),
        body: Body { span: Span::empty(start), preamble: Span::empty(start), sections: Vec::new() },
        problems: vec![problem],
    };
    Document::new(source, parts, T::default())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::model::{Status, Visibility};

    #[test]
    fn an_incident_is_read_and_what_is_wrong_hides_nothing_else() {
        let text = "---\ntitle: 404\nseverty: sev-1\nstatus: resolvd\nvisibility: secret\nstarted: 2023-12-20 09:12\ndetected: soon\nservices: [a, {name: b, severity: sev-2}]\ntags: {a: b}\nx-cost: {usd: 5}\n---\n\n## Timeline\n- 09:12 [started] x\n";
        let document = read_incident(Source::new("i.md", text), chrono_tz::UTC, None);
        assert_eq!(document.value.title.as_deref(), Some("404"));
        assert_eq!(document.value.status(), Status::Open);
        assert_eq!(document.value.visibility, Some(Visibility::Restricted));
        assert_eq!(document.value.services[1].severity.as_deref(), Some("sev-2"));
        assert_eq!(document.value.extra, [("x-cost".to_owned(), "usd: 5".to_owned())]);
        let problems: Vec<_> = document
            .problems
            .iter()
            .map(|p| (document.source.position(p.span.start).line, p.message.as_str()))
            .collect();
        assert_eq!(
            problems,
            [
                (4, "`resolvd` is no status"),
                (5, "`secret` is no visibility"),
                (7, "`soon` is no time"),
                (9, "`tags` takes a list of texts, not a map"),
                (3, "`severty` is not a field that is known here"),
            ]
        );
        assert!(document.problems[4].help.as_deref().unwrap().contains("did you mean `severity`?"));
        assert_eq!(document.timeline.len(), 1);
    }

    #[test]
    fn the_default_plan_has_nothing_wrong_and_a_plan_of_a_team_is_read_over_it() {
        let default = read_plan(Source::new("incident.yaml", plan::DEFAULT_PLAN));
        assert_eq!(default.problems, []);
        assert_eq!(default.value, default_plan());
        let own = read_plan(Source::new("incident.yaml", "time-zone: Europe/Pariss\nmeeting: {recurrence: now}\n"));
        let messages: Vec<_> =
            own.problems.iter().map(|p| (own.source.slice(p.span), p.help.as_deref().unwrap_or(""))).collect();
        assert_eq!(messages[0], ("Europe/Pariss", "did you mean `Europe/Paris`?"));
        assert_eq!(messages[1].0, "now");
        assert_eq!(own.value.severities.len(), 4);
    }

    #[test]
    fn a_plan_that_does_not_say_who_reads_the_site_in_words_that_are_known_means_the_public() {
        for (plan, audience) in [
            ("", Audience::Internal),
            ("site: {url: https://a.example}", Audience::Internal),
            ("site: {audience: pubic}", Audience::Public),
            ("site: public", Audience::Public),
            ("site: {audience: [public]}", Audience::Public),
            ("- site", Audience::Public),
            ("site: {audience: internal}\nname: [", Audience::Public),
        ] {
            let read = read_plan(Source::new("incident.yaml", plan));
            assert_eq!(read.value.site.audience, audience, "{plan}");
        }
    }
}

//! A log as an audience may see it.

use super::broken::{Broken, broken, visibility_of_broken};
use super::history::{ViewChange, changes};
use super::page::{ViewPage, pages};
use super::redaction::Redaction;
use super::section::ViewSection;
use crate::document::Document;
use crate::document::body::without_comments;
use crate::git::History;
use crate::log::{IncidentFolder, Log, PLAN_PATH, Secrets};
use crate::model::{
    Action, AgendaItem, Audience, Entry, Incident, Moment, Place, Plan, Postmortem, PostmortemStatus, Visibility,
    parse_date,
};
use chrono::NaiveDate;
use chrono_tz::Tz;
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};

/// One incident with its documents.
#[derive(Clone, Debug)]
pub struct ViewIncident {
    pub id: String,
    /// The incident's folder, from the log's.
    pub folder: String,
    /// Where it stands among others: when it started, or the beginning of its id's day where no time is written.
    pub order: Option<Moment>,
    pub incident: Incident,
    /// Whether only the day of its start is written, which then stands for its midnight.
    pub day_alone: bool,
    pub sections: Vec<ViewSection>,
    pub timeline: Vec<Entry>,
    pub postmortem: Option<ViewPostmortem>,
    /// Who changed its documents when, the newest first; where that was asked for.
    pub changes: Vec<ViewChange>,
    pub broken: Option<Broken>,
}

/// The post-mortem of an incident.
#[derive(Clone, Debug)]
pub struct ViewPostmortem {
    pub postmortem: Postmortem,
    pub sections: Vec<ViewSection>,
    pub timeline: Vec<Entry>,
    pub broken: Option<Broken>,
}

/// One item of a meeting.
#[derive(Clone, Debug)]
pub struct ViewAgendaItem {
    /// From the log's folder.
    pub path: String,
    pub date: NaiveDate,
    pub incident: String,
    pub item: AgendaItem,
    pub sections: Vec<ViewSection>,
}

/// A log without what its audience may not see: restricted incidents are in none; the public one holds public
/// incidents only, and neither roster, channels, war rooms nor agenda.
#[derive(Clone, Debug)]
pub struct View {
    audience: Audience,
    plan: Plan,
    incidents: Vec<ViewIncident>,
    agenda: Vec<ViewAgendaItem>,
    pages: Vec<ViewPage>,
    redaction: Redaction,
}

impl ViewIncident {
    /// The action items of the entry, and behind them those of the post-mortem.
    pub fn actions(&self) -> impl Iterator<Item = &Action> {
        let later = self.postmortem.iter().flat_map(|part| &part.postmortem.actions);
        self.incident.actions.iter().chain(later)
    }
}

impl View {
    /// The log as an audience may see it: nobody sees what stands at `secrets`.
    pub fn new(log: &Log, audience: Audience, secrets: &[Place]) -> Self {
        let visible = |folder: &&IncidentFolder| is_visible(folder, audience);
        let hidden = log.incidents.iter().filter(|folder| !visible(folder)).map(|folder| folder.name.clone()).collect();
        let mut known = Secrets::default();
        known.take(log, secrets.iter());
        let redaction = Redaction::of(log, hidden).with_secrets(known);
        let (public, zone) = (audience == Audience::Public, log.plan.value.time_zone);
        let mut incidents: Vec<_> =
            log.incidents.par_iter().filter(visible).map(|folder| incident(folder, &redaction, public, zone)).collect();
        incidents.sort_by(|a, b| (b.order, &b.id).cmp(&(a.order, &a.id)));
        let ids: HashSet<&str> = incidents.iter().map(|incident| incident.id.as_str()).collect();
        let agenda = match public {
            true => Vec::new(),
            false => log
                .agenda
                .iter()
                // One that names another incident than its file may be that of a hidden one.
                .filter(|item| [item.incident(), item.stem()].iter().all(|id| ids.contains(id)))
                .filter_map(|item| {
                    Some(ViewAgendaItem {
                        path: item.document.source.path().to_owned(),
                        date: item.date?,
                        incident: item.incident().to_owned(),
                        item: AgendaItem {
                            presenter: item.document.value.presenter.as_ref().map(|text| redaction.text(text)),
                            outcome: item.document.value.outcome.as_ref().map(|text| redaction.text(text)),
                            ..item.document.value.clone()
                        },
                        sections: sections(&item.document, &redaction),
                    })
                })
                .collect(),
        };
        Self {
            audience,
            plan: plan(&redaction.plan(&log.plan.value), &incidents, public),
            incidents,
            agenda,
            pages: pages(log, audience, &redaction),
            redaction,
        }
    }

    /// The same with who changed the incidents' documents when, as far as its audience may see that.
    pub fn with_history(mut self, history: &History) -> Self {
        let mut items: HashMap<&str, Vec<String>> = HashMap::new();
        for item in &self.agenda {
            items.entry(&item.incident).or_default().push(item.path.clone());
        }
        let (audience, redaction) = (self.audience, &self.redaction);
        self.incidents.par_iter_mut().for_each(|incident| {
            let mut paths = vec![format!("{}/incident.md", incident.folder)];
            paths.extend(incident.postmortem.as_ref().map(|_| format!("{}/postmortem.md", incident.folder)));
            paths.extend(items.get(incident.id.as_str()).into_iter().flatten().cloned());
            incident.changes = changes(&history.of(&paths), audience, redaction);
        });
        self
    }

    /// The same for a log that stands in a folder of its repository.
    pub fn within(mut self, folder: &str) -> Self {
        self.plan.site.source = self.plan.site.source.map(|forge| forge.within(folder));
        self
    }

    /// The same with some of its incidents alone, and what the meetings have of them.
    pub fn only(mut self, is_wanted: impl Fn(&ViewIncident) -> bool) -> Self {
        self.incidents.retain(is_wanted);
        let ids: HashSet<&str> = self.incidents.iter().map(|incident| incident.id.as_str()).collect();
        self.agenda.retain(|item| ids.contains(item.incident.as_str()));
        self
    }

    pub fn audience(&self) -> Audience {
        self.audience
    }

    /// The plan without phone numbers.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The newest first.
    pub fn incidents(&self) -> &[ViewIncident] {
        &self.incidents
    }

    /// By meeting, the earliest first.
    pub fn agenda(&self) -> &[ViewAgendaItem] {
        &self.agenda
    }

    /// The team's own pages, in the order in which they stand in the navigation.
    pub fn pages(&self) -> &[ViewPage] {
        &self.pages
    }

    /// Whether the audience may read of what a document of the log is about.
    pub fn shows(&self, path: &str) -> bool {
        let is_of = |incident: &ViewIncident| {
            let within = path.strip_prefix(incident.folder.as_str()).is_some_and(|rest| rest.starts_with('/'));
            within || path.ends_with(&format!("/{}.md", incident.id))
        };
        path == PLAN_PATH || self.incidents.iter().any(is_of) || self.pages.iter().any(|page| page.path == path)
    }

    /// A text from beside the documents, such as an attachment, without what the audience may not see.
    pub fn redact(&self, text: &str) -> String {
        self.redaction.text(text)
    }
}

/// Whether an audience may read of an incident; not where its document is missing, or cannot be read and may be a
/// restricted one.
pub fn is_visible(folder: &IncidentFolder, audience: Audience) -> bool {
    let Some(document) = &folder.incident else { return false };
    let visibility = match document.broken() {
        Some(_) => visibility_of_broken(&document.source),
        None => document.value.visibility.unwrap_or(Visibility::Internal),
    };
    match audience {
        Audience::Internal => visibility != Visibility::Restricted,
        Audience::Public => visibility == Visibility::Public,
    }
}

fn incident(folder: &IncidentFolder, redaction: &Redaction, public: bool, zone: Tz) -> ViewIncident {
    let mut view = ViewIncident {
        id: folder.name.clone(),
        folder: folder.path.clone(),
        order: folder.order(zone),
        incident: Incident::default(),
        day_alone: false,
        sections: Vec::new(),
        timeline: Vec::new(),
        postmortem: folder.postmortem.as_ref().filter(|document| !public || is_published(document)).map(|document| {
            ViewPostmortem {
                postmortem: redaction.postmortem(&document.value),
                sections: sections(document, redaction),
                timeline: timeline(document, redaction),
                broken: broken(document, redaction),
            }
        }),
        changes: Vec::new(),
        broken: None,
    };
    if let Some(document) = &folder.incident {
        view.incident = redaction.incident(&document.value);
        view.day_alone = document.texts("started").any(|(_, text)| parse_date(text).is_some());
        view.broken = broken(document, redaction);
        view.sections = sections(document, redaction);
        view.timeline = timeline(document, redaction);
    }
    if public {
        view.incident.war_room = None;
        // The chat is the team's own.
        view.timeline.iter_mut().for_each(|entry| entry.attributes.retain(|(name, _)| name != "message"));
    }
    view
}

/// What a team has not published yet is no public's to read.
fn is_published(document: &Document<Postmortem>) -> bool {
    document.broken().is_none() && document.value.status() == PostmortemStatus::Published
}

fn timeline<T>(document: &Document<T>, redaction: &Redaction) -> Vec<Entry> {
    match document.broken() {
        Some(_) => Vec::new(),
        None => redaction.timeline(&document.timeline),
    }
}

/// None of a document that cannot be read: its body may begin anywhere, and hold its front matter.
fn sections<T>(document: &Document<T>, redaction: &Redaction) -> Vec<ViewSection> {
    let (body, source) = (&document.body, &document.source);
    if document.broken().is_some() {
        return Vec::new();
    }
    let preamble = (String::new(), body.preamble);
    let titled = body.sections.iter().map(|section| (section.title.clone(), section.content));
    let sections = std::iter::once(preamble).chain(titled).map(|(title, span)| ViewSection {
        title: redaction.text(&title),
        markdown: redaction.text(&without_comments(source.slice(span))),
    });
    sections.filter(|section| !section.title.is_empty() || !section.markdown.is_empty()).collect()
}

fn plan(plan: &Plan, incidents: &[ViewIncident], public: bool) -> Plan {
    let mut plan = plan.clone();
    for person in &mut plan.roster {
        person.phone = None;
        person.chat = None;
        person.tracker = None;
    }
    if public {
        plan.roster.clear();
        plan.channels.incidents.clear();
        plan.channels.war_room.clear();
        plan.meeting = None;
        plan.tracker = None;
        plan.chat = None;
        plan.site.source = None;
        for severity in &mut plan.severities {
            severity.escalation.channel = None;
            severity.escalation.mention = None;
            severity.escalation.direct.clear();
            severity.escalation.expectation = None;
        }
        let hit = |name: &str| incidents.iter().any(|i| i.incident.services.iter().any(|service| service.name == name));
        plan.services.retain(|service| hit(&service.name));
        for service in &mut plan.services {
            service.owner = None;
            service.links.clear();
        }
    }
    plan
}

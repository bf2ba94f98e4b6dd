//! Reporting an incident: its folder, its entry, and what to say to whom.

use super::failure::RespondError;
use super::message::{Message, Witness, escalation_message, reproduction};
use super::names::{is_nobody, names, person};
use super::step::is_late;
use super::templates::Templates;
use crate::document::timeline::{one_line, plain_words};
use crate::document::{DocumentKind, Draft, NewValue, Step, slip_of};
use crate::log::Log;
use crate::model::{
    CLOCK_SLACK, EntryKind, Incident, IncidentId, Moment, Plan, ServiceHit, Severity, Status, Visibility, in_zone,
};
use crate::text::slug;

/// What somebody who reports an incident says.
#[derive(Clone, Debug)]
pub struct NewIncident {
    pub title: String,
    /// An id of the plan's severities, or its name.
    pub severity: String,
    pub started: Option<Moment>,
    /// When it was noticed; now where it is not said, unless it is being written down late.
    pub detected: Option<Moment>,
    pub reporter: Option<String>,
    pub lead: Option<String>,
    pub services: Vec<String>,
    pub tags: Vec<String>,
    pub visibility: Visibility,
    pub links: Vec<String>,
    pub repro: Option<String>,
}

/// A new incident before it is written.
#[derive(Clone, Debug)]
pub struct Scaffold {
    pub id: IncidentId,
    pub incident: Incident,
    pub draft: Draft,
    /// What to tell whom; `None` of what is past, where nobody is called any more.
    pub message: Option<Message>,
}

/// The longest title, in characters: it must fit a chat message and a table's row.
pub const TITLE_LIMIT: usize = 200;

/// Scaffolds an incident.
///
/// # Errors
/// Where the title is empty or too long, the severity is not in the plan, or it started in the future.
pub fn scaffold(
    log: &Log,
    templates: &Templates,
    request: &NewIncident,
    now: Moment,
) -> Result<Scaffold, RespondError> {
    let plan = &log.plan.value;
    let zone = plan.time_zone;
    let request = &one_lined(plan, request);
    let title = checked_title(&request.title)?;
    let severity = find_severity(log, &request.severity)?;
    // What was noticed has started by then.
    let noticed = request.detected.filter(|at| *at <= now);
    let started = in_zone(request.started.or(noticed).unwrap_or(now), zone);
    if started > now + CLOCK_SLACK {
        return Err(RespondError::new(
            "an incident cannot have started in the future",
            "leave --started out for now, or name a past time",
        ));
    }
    let id = free_id(log, started.date_naive(), &slug(&title));

    let war_room = severity.requires.war_room.map(|_| war_room(log, id.as_str(), Some(request.visibility)));
    // When it was detected is not known of what is written down late, unless it is said that it was noticed since.
    let noticed = request.detected.or_else(|| (!is_late(started, now)).then(|| now.max(started)));
    let detected = noticed.map(|at| in_zone(at, zone));
    if detected.is_some_and(|at| at > now + CLOCK_SLACK || at < started) {
        return Err(RespondError::new(
            "an incident is noticed between its start and now",
            "name such a time with --detected, or leave it out",
        ));
    }
    let incident = Incident {
        title: Some(title.clone()),
        severity: Some(severity.id.clone()),
        status: Some(Status::Open),
        visibility: Some(request.visibility),
        started: Some(started),
        detected,
        reporter: request.reporter.clone(),
        lead: request.lead.clone(),
        services: request.services.iter().map(|name| ServiceHit { name: name.clone(), severity: None }).collect(),
        tags: request.tags.clone(),
        war_room,
        ..Incident::default()
    };
    let path = format!("{}/incident.md", id.folder());
    let mut draft = Draft::from_template(path, &templates.incident, DocumentKind::Incident, zone);
    let last = detected.unwrap_or(started);
    let is_past = is_late(last, now);
    // Who took the lead of what is past did so then, and not as it is written down.
    fill(&mut draft, &incident, request, now, if is_past { last } else { now })?;
    let witness = Witness { links: request.links.clone(), repro: request.repro.clone() };
    let message = (!is_past).then(|| escalation_message(plan, id.as_str(), &incident, &witness));
    Ok(Scaffold { id, incident, draft, message })
}

/// The name of an incident's war room, which tells nothing of a restricted one. No two incidents share one.
pub(super) fn war_room(log: &Log, id: &str, visibility: Option<Visibility>) -> String {
    let slug = match visibility {
        Some(Visibility::Restricted) => "restricted",
        _ => id.get(11..).unwrap_or_default(),
    };
    let named = |slug: &str| log.plan.value.war_room(id.get(..10).unwrap_or_default(), slug);
    let taken = log.war_rooms_beside(id);
    let first = named(slug);
    if !taken.contains(first.as_str()) {
        return first;
    }
    // A pattern may name neither the day nor the incident.
    let other = (2..100).map(|number| named(&format!("{slug}-{number}"))).find(|name| !taken.contains(name.as_str()));
    other.unwrap_or(first)
}

/// The request with each name on one line, and without the empty ones.
fn one_lined(plan: &Plan, request: &NewIncident) -> NewIncident {
    NewIncident {
        reporter: person(plan, &request.reporter),
        lead: person(plan, &request.lead).filter(|lead| !is_nobody(lead)),
        services: names(&request.services),
        tags: names(&request.tags),
        links: names(&request.links),
        repro: request.repro.clone().filter(|steps| !steps.trim().is_empty()),
        ..request.clone()
    }
}

fn fill(
    draft: &mut Draft,
    incident: &Incident,
    request: &NewIncident,
    now: Moment,
    led: Moment,
) -> Result<(), RespondError> {
    let texts = |words: &[String]| NewValue::List(words.iter().cloned().map(NewValue::Text).collect());
    draft.set_text("title", incident.title.as_deref().unwrap_or_default())?;
    draft.set_text("severity", incident.severity.as_deref().unwrap_or_default())?;
    draft.set_text("status", Status::Open.word())?;
    draft.set_text("visibility", request.visibility.word())?;
    if let Some(started) = incident.started {
        draft.set_moment("started", started)?;
        draft.add_entry(started, EntryKind::Started, None, "It started, as far as is known.")?;
    }
    if let Some(detected) = incident.detected {
        draft.set_moment("detected", detected)?;
        draft.add_entry(detected, EntryKind::Detected, None, "It was noticed.")?;
    }
    draft.add_entry(now, EntryKind::Report, None, &report(request, incident.severity.as_deref()))?;
    for (key, text) in [("reporter", &incident.reporter), ("lead", &incident.lead), ("war-room", &incident.war_room)] {
        if let Some(text) = text {
            draft.set_text(key, text)?;
        }
    }
    if let Some(lead) = &incident.lead {
        draft.add_entry(led, EntryKind::Lead, None, &format!("{lead} takes the lead."))?;
    }
    if !request.services.is_empty() {
        draft.set(&[Step::Key("services")], &texts(&request.services))?;
    }
    if !request.tags.is_empty() {
        draft.set(&[Step::Key("tags")], &texts(&request.tags))?;
    }
    Ok(())
}

/// The witness's report as a timeline entry: links, steps to reproduce, and the judgement of severity.
fn report(request: &NewIncident, severity: Option<&str>) -> String {
    let who = request.reporter.as_ref().map(|name| format!("{name}: ")).unwrap_or_default();
    let judgement = severity.unwrap_or(&request.severity);
    let title = plain_words(&one_line(&request.title));
    let mut text = format!("{who}{title} ({judgement} in the reporter's judgement)");
    for link in &request.links {
        let is_address = link.contains("://") && !link.contains(|c: char| c.is_whitespace() || "<>".contains(c));
        let link = if is_address { format!("<{link}>") } else { plain_words(link) };
        text.push_str(&format!("\n\n{link}"));
    }
    if let Some(steps) = &request.repro {
        text.push_str(&format!("\n\n{}", reproduction(steps, "\n\n")));
    }
    text
}

fn checked_title(title: &str) -> Result<String, RespondError> {
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    let length = title.chars().count();
    if title.is_empty() {
        return Err(RespondError::new("the title is empty", "say in a few words what is wrong, and where"));
    }
    if length > TITLE_LIMIT {
        let help = "say what is wrong in a line; the rest belongs into --repro or a note";
        return Err(RespondError::new(format!("the title has {length} characters; the limit is {TITLE_LIMIT}"), help));
    }
    Ok(title)
}

/// A severity of the plan by its id, its name or its number.
///
/// # Errors
/// Where the plan has none.
pub fn find_severity<'a>(log: &'a Log, word: &str) -> Result<&'a Severity, RespondError> {
    let severities = &log.plan.value.severities;
    let word = word.trim();
    let digit = || severities.iter().find(|severity| severity.id.rsplit('-').next() == Some(word));
    let named = || severities.iter().find(|severity| severity.name.eq_ignore_ascii_case(word));
    // Nobody looks up the hyphen at night.
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let loosely = || {
        let mut found = severities.iter().filter(|severity| letters(&severity.id) == letters(word));
        found.next().filter(|_| found.next().is_none())
    };
    let found = log.plan.value.severity(word).or_else(named).or_else(digit).or_else(loosely);
    found.ok_or_else(|| {
        // No nearest id: of two that are as near, the wrong one wakes everybody or nobody.
        let meant = slip_of(word, severities.iter().map(|severity| severity.name.as_str()));
        let meant = meant.map(|meant| format!("did you mean `{meant}`? ")).unwrap_or_default();
        let all: Vec<_> = severities.iter().map(|severity| format!("{} {}", severity.id, severity.name)).collect();
        RespondError::new(format!("the plan has no severity `{word}`"), format!("{meant}it has: {}", all.join(", ")))
    })
}

/// The first id of a day and slug that no folder has.
fn free_id(log: &Log, day: chrono::NaiveDate, slug: &str) -> IncidentId {
    let mut number = 1;
    loop {
        let id = IncidentId::new(day, slug, number);
        if !log.has_incident(id.as_str()) {
            return id;
        }
        number += 1;
    }
}

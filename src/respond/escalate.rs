//! Escalating until somebody acknowledges: what to say, who was told, and who is next.

use super::delivered::{QUEUED, queued_in, told_entry};
use super::failure::RespondError;
use super::message::{Message, Witness, escalation_message};
use super::names::{given, person, told_names};
use super::step::{check_time, goes_on, ongoing, readable_document};
use crate::document::timeline::with_attributes;
use crate::document::{Document, DocumentKind, Draft, default_plan, did_you_mean, most_like, nearest};
use crate::log::{IncidentFolder, Log};
use crate::model::{Entry, EntryKind, Incident, Moment, Plan, Severity, in_order};

/// Somebody who was told, or a channel in which it was posted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub who: String,
    /// Chat, phone, in person …
    pub means: Option<String>,
    pub at: Option<Moment>,
}

/// How an escalation stands.
#[derive(Clone, Debug)]
pub struct Escalation {
    pub message: Message,
    /// Whoever was told, the first one first.
    pub told: Vec<Told>,
    /// Whoever is to be told by a message that is not out, as far as is known.
    pub queued: Vec<String>,
    /// When somebody acknowledged it.
    pub acknowledged: Option<Moment>,
    /// Whom of the roster to reach next: the first who was not told, else whoever was told longest ago.
    pub next: Option<String>,
    /// Whether everybody whom the roster calls was told.
    pub is_everybody_told: bool,
}

/// How the escalation of an incident stands.
///
/// # Errors
/// Where the incident is over, or its severity is not escalated.
pub fn escalation(log: &Log, folder: &IncidentFolder) -> Result<Escalation, RespondError> {
    // What is to be posted is told even where something is to be decided in the document first.
    let document = readable_document(folder)?;
    goes_on(folder, document)?;
    let severity = escalated_severity(log, &document.value)?;
    let plan = &log.plan.value;
    let told = told(plan, document);
    let last = |who: &str| told.iter().rposition(|told| told.who.eq_ignore_ascii_case(who));
    // Whoever was not told comes before all who were, in the roster's order.
    let next = plan.callable().into_iter().min_by_key(|person| last(&person.name)).map(|person| person.name.clone());
    let is_everybody_told = plan.callable().iter().all(|person| last(&person.name).is_some());
    let acknowledged = document.value.acknowledged;
    Ok(Escalation {
        message: escalation_message(plan, &folder.name, &document.value, &Witness::default()),
        next: next.filter(|_| acknowledged.is_none() && severity.escalation.until_acknowledged),
        told,
        is_everybody_told,
        queued: queued_in(plan, document),
        acknowledged,
    })
}

/// Writes down that a message is about to go out by the chat, and to whom: that they were told is true later.
///
/// # Errors
/// As [`write_down_told`].
pub fn queue_message(
    log: &Log,
    folder: &IncidentFolder,
    who: &str,
    at: Moment,
    now: Moment,
) -> Result<Draft, RespondError> {
    check_time("the escalation", at, now)?;
    let document = ongoing(folder)?;
    escalated_severity(log, &document.value)?;
    let attributes = [(QUEUED, Some(who.to_owned())), ("means", Some("chat".to_owned()))];
    let mut draft = Draft::of(&document.source, DocumentKind::Incident, log.plan.value.time_zone);
    let entry = with_attributes(&format!("To be told by chat: {who}."), &attributes);
    draft.add_entry(at, EntryKind::Escalated, None, &entry)?;
    Ok(draft)
}

/// Writes down who was told.
///
/// # Errors
/// Where nobody is named, the incident is over or not escalated, or it lies in the future.
pub fn write_down_told(
    log: &Log,
    folder: &IncidentFolder,
    told: &Told,
    at: Moment,
    now: Moment,
) -> Result<Draft, RespondError> {
    let Some(who) = person(&log.plan.value, &Some(told.who.clone())) else {
        return Err(RespondError::new("nobody was told", "name with --told whom you reached, or the channel"));
    };
    check_time("the escalation", at, now)?;
    let document = ongoing(folder)?;
    escalated_severity(log, &document.value)?;
    let means = given(&told.means);
    let entry = told_entry(&who, means, None);
    let mut draft = Draft::of(&document.source, DocumentKind::Incident, log.plan.value.time_zone);
    draft.add_entry(at, EntryKind::Escalated, None, &entry)?;
    Ok(draft)
}

/// What is to be said of names that a team's roster does not have, in a sentence each. The built-in roster is nobody's, whom
/// the built-in severities tell is nobody's slip, and channels are on none.
pub fn unknown_contacts<'a>(plan: &Plan, names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let built_in = default_plan();
    let roster: Vec<&str> = plan.roster.iter().map(|person| person.name.as_str()).collect();
    let is_known = |name: &str| roster.iter().any(|other| other.eq_ignore_ascii_case(name));
    let is_channel = |name: &str| {
        let mut channels = plan.severities.iter().filter_map(|severity| severity.escalation.channel.as_deref());
        name.starts_with('#') || name == plan.channels.incidents || channels.any(|channel| channel == name)
    };
    let is_built_in = |name: &str| {
        let mut direct = built_in.severities.iter().flat_map(|severity| &severity.escalation.direct);
        // A name that is near to one of it is a slip all the same.
        let is_nobodys = plan.roster == built_in.roster && contact_near(name, &roster).is_none();
        is_nobodys || direct.any(|other| other == name)
    };
    let names = names.into_iter().map(str::trim).filter(|name| !name.is_empty() && !roster.is_empty());
    let unknown = names.filter(|name| !is_known(name) && !is_channel(name) && !is_built_in(name));
    unknown.map(|name| format!("the roster has no `{name}`; {}", somebody_meant(name, &roster))).collect()
}

/// Of a longer roster only so many names are told.
const MOST_NAMED: usize = 3;

/// The one of a roster that a name is near to, or the first words of.
fn contact_near<'a>(name: &str, roster: &[&'a str]) -> Option<&'a str> {
    let begins =
        |other: &str| other.to_lowercase().strip_prefix(&name.to_lowercase()).is_some_and(|rest| rest.starts_with(' '));
    let mut longer = roster.iter().copied().filter(|other| begins(other));
    let only = longer.next().filter(|_| longer.next().is_none());
    nearest(name, roster.iter().copied()).or(only)
}

/// Whom of the roster somebody meant: the nearest, all of a short one, or of a long one those most like the name.
fn somebody_meant(name: &str, roster: &[&str]) -> String {
    if let Some(meant) = contact_near(name, roster) {
        return format!("did you mean `{meant}`?");
    }
    if roster.len() <= 2 * MOST_NAMED {
        return did_you_mean(name, roster);
    }
    let few = most_like(name, roster.iter().copied(), MOST_NAMED).join(", ");
    format!("most like it are: {few}; all {} stand under `roster` in incident.yaml", roster.len())
}

/// What is to be said of names that may be slips of the roster's, in a sentence each. Anybody may take care of an incident,
/// so that one which is near none is let be.
pub fn misspelt_contacts<'a>(plan: &Plan, names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let roster: Vec<&str> = plan.roster.iter().map(|person| person.name.as_str()).collect();
    let is_near = |name: &&str| contact_near(name.trim(), &roster).is_some();
    let mut told: Vec<&str> = Vec::new();
    for name in names.into_iter().filter(is_near) {
        if !told.contains(&name) {
            told.push(name);
        }
    }
    unknown_contacts(plan, told)
}

/// Whoever was told since the incident ended last, the first one first.
pub(super) fn told(plan: &Plan, document: &Document<Incident>) -> Vec<Told> {
    let is_told = |entry: &&Entry| entry.kind == EntryKind::Escalated && entry.attribute(QUEUED).is_none();
    let untimed = document.timeline.iter().filter(|entry| entry.at.is_none());
    let entries = in_order(&document.timeline);
    // Whoever was told before it came back was not told of that.
    let ended = entries.iter().rposition(|entry| entry.kind == EntryKind::Resolved);
    let since = entries.into_iter().skip(ended.map_or(0, |ended| ended + 1));
    let told = untimed.chain(since).filter(is_told).flat_map(|entry| {
        // Several may be told at once.
        let names = entry.attribute("told").map_or(vec![entry.text.as_str()], |names| told_names(plan, names));
        names.into_iter().map(|who| Told {
            who: who.to_owned(),
            means: entry.attribute("means").map(str::to_owned),
            at: entry.at,
        })
    });
    told.collect()
}

fn escalated_severity<'a>(log: &'a Log, incident: &Incident) -> Result<&'a Severity, RespondError> {
    let Some(severity) = log.plan.value.owed_severity(incident.severity.as_deref()) else {
        return Err(RespondError::new(
            "the incident has no severity, so nobody knows whom to call",
            "`incident severity` gives the incident one of the plan's",
        ));
    };
    let escalation = &severity.escalation;
    if escalation.channel.is_none() && escalation.direct.is_empty() && !escalation.until_acknowledged {
        let why = escalation.expectation.as_deref().unwrap_or("the plan names no channel for it");
        let help = format!("{why} Where it is worse than that, raise it with `incident severity`");
        return Err(RespondError::new(format!("{} is not escalated", severity.id), help));
    }
    Ok(severity)
}

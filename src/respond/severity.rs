//! Judging an incident anew: its severity raised or lowered, with why.

use super::escalate::told;
use super::failure::RespondError;
use super::message::{Message, Witness, escalation_message, lowered_message};
use super::names::{name, person};
use super::new::{find_severity, war_room};
use super::step::{check_time, incident_document, latest};
use crate::document::{DocumentKind, Draft};
use crate::log::{IncidentFolder, Log};
use crate::model::{Entry, EntryKind, Moment, Plan, format_moment, in_order};

/// A severity and the reason for it.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// An id of the plan's severities, its name or its number.
    pub severity: String,
    pub why: String,
    pub by: Option<String>,
    pub at: Moment,
}

/// A judgement before it is written.
#[derive(Clone, Debug)]
pub struct Judged {
    pub draft: Draft,
    /// The id of the severity that it has now.
    pub severity: String,
    /// `None` of what is over: nobody is called for that.
    pub message: Option<Message>,
    /// The name of the war room that it needs from now on.
    pub war_room: Option<String>,
    pub is_raised: bool,
    /// Whether people are called until one of them acknowledges: it was raised to where that is asked, and nobody was told yet.
    pub calls: bool,
}

/// Raises or lowers an incident's severity; one that now needs a war room gets its name.
///
/// # Errors
/// Where the plan has no such severity, the incident has it already, no reason is given, or `at` lies in the future.
pub fn judge(log: &Log, folder: &IncidentFolder, judgement: &Judgement, now: Moment) -> Result<Judged, RespondError> {
    let plan = &log.plan.value;
    let severity = find_severity(log, &judgement.severity)?;
    let Some(why) = name(&judgement.why).and_then(|why| name(without_because(&why))) else {
        return Err(RespondError::new("the reason is empty", "say with --why what was seen"));
    };
    check_time("the judgement", judgement.at, now)?;
    let document = incident_document(folder)?;
    if let Some(later) = latest(&document.timeline, EntryKind::Severity).filter(|latest| *latest > judgement.at) {
        let message = format!("the severity was changed again later, at {}", format_moment(later));
        return Err(RespondError::new(message, "leave --at out, or write the entry into incident.md by hand"));
    }
    let mut incident = document.value.clone();
    let before = incident.severity.replace(severity.id.clone());
    if before.as_deref().is_some_and(|before| before.eq_ignore_ascii_case(&severity.id)) {
        return Err(RespondError::new(format!("{} is {} already", folder.name, severity.id), "name another severity"));
    }
    let why = why.trim_end_matches('.').to_owned();
    let by = person(&log.plan.value, &judgement.by).map(|name| format!("{name}: ")).unwrap_or_default();
    let step = match &before {
        Some(before) => format!("{before} to {}", severity.id),
        None => severity.id.clone(),
    };
    let mut draft = Draft::of(&document.source, DocumentKind::Incident, plan.time_zone);
    draft.set_text("severity", &severity.id)?;
    let needs_room = severity.requires.war_room.is_some() && incident.war_room.is_none() && incident.is_ongoing();
    let room = needs_room.then(|| war_room(log, &folder.name, incident.visibility));
    if let Some(room) = &room {
        draft.set_text("war-room", room)?;
        incident.war_room = Some(room.clone());
    }
    draft.add_entry(judgement.at, EntryKind::Severity, None, &format!("{by}{step}, because {why}."))?;
    // Who was called for one that is none was called as for the worst.
    let is_raised = plan.rank(Some(&severity.id)) < plan.owed_rank(before.as_deref());
    let message = match is_raised {
        true => escalation_message(plan, &folder.name, &incident, &Witness::default()),
        false => lowered_message(plan, &folder.name, &incident, before.as_deref(), &why),
    };
    // Who took on what called nobody did not take on this.
    let then = incident.acknowledged.map(|at| severity_at(plan, &document.timeline, at).or(before));
    let then = then.and_then(|then| plan.owed_severity(then.as_deref()));
    let is_taken = then.is_some_and(|then| then.escalation.until_acknowledged);
    let is_awaited = is_raised && message.until_acknowledged && !is_taken;
    let message = Some(message).filter(|_| incident.is_ongoing());
    let calls = is_awaited && message.is_some() && told(plan, document).is_empty();
    Ok(Judged { draft, severity: severity.id.clone(), message, war_room: room, is_raised, calls })
}

/// The severity that an incident had when it was acknowledged, by its timeline; `None` where that tells none.
fn severity_at(plan: &Plan, timeline: &[Entry], acknowledged: Moment) -> Option<String> {
    // `NAME: sev-2 to sev-1, because …`: a name or a reason may have one in it, too.
    let named = |entry: &Entry| -> Vec<String> {
        let step = entry.text.split(", because").next().unwrap_or_default();
        let step = step.rsplit_once(": ").map_or(step, |(_, step)| step);
        let words = step.split(|c: char| !c.is_alphanumeric() && c != '-');
        words.filter_map(|word| Some(plan.severity(word)?.id.clone())).take(2).collect()
    };
    let entries = in_order(timeline);
    let is_it = |entry: &&Entry| entry.kind == EntryKind::Acknowledged && entry.at == Some(acknowledged);
    let is_later = |entry: &&Entry| entry.at.is_some_and(|at| at > acknowledged);
    let until = entries.iter().position(is_it).or_else(|| entries.iter().position(is_later));
    let (before, after) = entries.split_at_checked(until.unwrap_or(entries.len()))?;
    let changes = |entries: &[&Entry]| -> Vec<Vec<String>> {
        let changes = entries.iter().filter(|entry| entry.kind == EntryKind::Severity);
        changes.map(|entry| named(entry)).filter(|named| !named.is_empty()).collect()
    };
    let from = || changes(after).into_iter().next().filter(|named| named.len() == 2)?.into_iter().next();
    changes(before).into_iter().next_back().and_then(|named| named.into_iter().next_back()).or_else(from)
}

/// A reason without the word that the entry says before it.
fn without_because(why: &str) -> &str {
    const WORD: &str = "because";
    match why.get(..WORD.len()).zip(why.get(WORD.len()..)) {
        Some((word, rest)) if word.eq_ignore_ascii_case(WORD) && !rest.starts_with(char::is_alphanumeric) => {
            without_because(rest.trim_start_matches([' ', ',', ':']))
        }
        _ => why,
    }
}

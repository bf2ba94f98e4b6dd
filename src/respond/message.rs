//! What is said in chat, ready to paste.

use crate::model::{Incident, Plan, Severity, Status, Visibility, format_moment};

/// A message, where it goes, and to whom besides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The channel; `None` where the plan names none for this severity.
    pub channel: Option<String>,
    /// Names from the roster who get it directly.
    pub direct: Vec<String>,
    pub text: String,
    /// Whom the text mentions at its beginning, by the plan.
    pub mention: Option<String>,
    /// It goes out again and again until somebody acknowledges it.
    pub until_acknowledged: bool,
}

/// What the reporter saw, as a good witness tells it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Witness {
    pub links: Vec<String>,
    pub repro: Option<String>,
}

/// The message that escalates an incident by its severity, one that is none by the worst. Of a restricted one it tells nothing but that it is there.
pub fn escalation_message(plan: &Plan, id: &str, incident: &Incident, witness: &Witness) -> Message {
    let severity = plan.owed_severity(incident.severity.as_deref()).cloned().unwrap_or_default();
    let escalation = &severity.escalation;
    let mention = escalation.mention.as_ref().map(|mention| format!("{mention} ")).unwrap_or_default();
    let head = format!("{mention}{}", label(&severity));
    let text = if incident.visibility == Some(Visibility::Restricted) {
        format!("{head}: a restricted incident is open. Ask the lead to be let in; please do not discuss it here.")
    } else {
        let mut lines = vec![format!("{head}: {}", incident.title.as_deref().unwrap_or(id))];
        let started = incident.started.map(|at| format!("Started {}", format_moment(at)));
        let reporter = incident.reporter.as_ref().map(|name| format!("reported by {name}"));
        let facts: Vec<_> = started.into_iter().chain(reporter).collect();
        if !facts.is_empty() {
            lines.push(format!("{}.", facts.join(", ")));
        }
        let services: Vec<_> = incident.services.iter().map(|service| service.name.as_str()).collect();
        if !services.is_empty() {
            lines.push(format!("Services: {}", services.join(", ")));
        }
        lines.extend(witness.links.iter().map(|link| format!("Link: {link}")));
        lines.extend(witness.repro.iter().map(|steps| reproduction(steps, "\n")));
        lines.extend(incident.lead.iter().map(|lead| format!("Lead: {lead}")));
        lines.extend(incident.war_room.iter().map(|room| format!("War room: {room}")));
        lines.push(format!("Log: {id}"));
        lines.join("\n")
    };
    Message {
        channel: escalation.channel.clone(),
        direct: escalation.direct.clone(),
        text,
        mention: escalation.mention.clone(),
        until_acknowledged: escalation.until_acknowledged,
    }
}

/// The steps to reproduce: beside their heading where they are one line, else `gap` below it.
pub fn reproduction(steps: &str, gap: &str) -> String {
    let steps = steps.trim();
    let gap = if steps.contains('\n') { gap } else { " " };
    format!("To reproduce:{gap}{steps}")
}

/// The message that an incident is over: what solved it, and whether the root cause is known.
pub fn all_clear(plan: &Plan, id: &str, incident: &Incident, summary: &str, solution: &str) -> Message {
    let severity = plan.owed_severity(incident.severity.as_deref()).cloned().unwrap_or_default();
    let text = if incident.visibility == Some(Visibility::Restricted) {
        format!("All clear: a restricted {} incident is {}.", severity.id, Status::Resolved)
    } else {
        let cause = match &incident.root_cause {
            Some(cause) if cause.known == Some(true) => {
                format!("Root cause: {}", cause.summary.as_deref().unwrap_or("known"))
            }
            Some(cause) => match &cause.ticket {
                Some(ticket) => format!("The root cause is not known yet; it is followed up in {ticket}"),
                None => "The root cause is not known yet; it is followed up.".to_owned(),
            },
            None => "The root cause is not known yet.".to_owned(),
        };
        let title = incident.title.as_deref().unwrap_or(id);
        let label = Some(label(&severity)).filter(|label| !label.is_empty());
        let label = label.map(|label| format!(" ({label})")).unwrap_or_default();
        let mut lines = vec![format!("All clear{label}: {title}")];
        lines.extend([summary, solution].iter().filter(|text| !text.is_empty()).map(|text| (*text).to_owned()));
        lines.push(cause);
        lines.push(format!("Log: {id}"));
        lines.join("\n")
    };
    let channel = severity.escalation.channel.clone();
    Message { channel, direct: Vec::new(), text, mention: None, until_acknowledged: false }
}

/// The message that an incident is less severe than it was, for those who were called.
pub fn lowered_message(plan: &Plan, id: &str, incident: &Incident, before: Option<&str>, why: &str) -> Message {
    let from = plan.owed_severity(before).cloned().unwrap_or_default();
    let to = incident.severity.as_deref().and_then(|id| plan.severity(id)).cloned().unwrap_or_default();
    let text = match incident.visibility {
        Some(Visibility::Restricted) => format!("A restricted incident is {} now.", label(&to)),
        _ => {
            let title = incident.title.as_deref().unwrap_or(id);
            let was =
                before.filter(|before| plan.severity(before).is_none()).map_or_else(|| label(&from), str::to_owned);
            format!("{} now, and no longer {was}: {title}\nWhy: {why}\nLog: {id}", label(&to))
        }
    };
    let channel = from.escalation.channel;
    Message { channel, direct: Vec::new(), text, mention: None, until_acknowledged: false }
}

/// The message that a report was taken back, for those who were called by the severity that it had; of `goes_on` comes the
/// id of the incident that is about the same, and itself, where that may be named.
pub fn taken_back_message(
    severity: &Severity,
    id: &str,
    incident: &Incident,
    (plan, goes_on): (&Plan, Option<(&str, &Incident)>),
) -> Message {
    let title = incident.title.as_deref().unwrap_or(id);
    let text = match (incident.visibility, goes_on) {
        (Some(Visibility::Restricted), _) => "A restricted incident was reported twice, and taken back.".to_owned(),
        (_, None) => format!("Reported twice: {title} was reported already, and is taken back"),
        (_, Some((other_id, other))) => {
            let severity = other.severity.as_deref();
            let as_what = plan.severity(severity.unwrap_or_default()).map(label).or(severity.map(str::to_owned));
            let as_what = as_what.map(|severity| format!(", {severity}")).unwrap_or_default();
            let goes_on = if other.is_ongoing() { "goes on as" } else { "is the same as" };
            let over = if other.is_ongoing() { String::new() } else { format!(", which is {}", other.status()) };
            format!("Reported twice: {title} {goes_on} {other_id}{as_what}{over}")
        }
    };
    let channel = severity.escalation.channel.clone();
    Message { channel, direct: Vec::new(), text, mention: None, until_acknowledged: false }
}

pub(super) fn label(severity: &Severity) -> String {
    match severity.name.is_empty() {
        true => severity.id.clone(),
        false => format!("{} {}", severity.id, severity.name),
    }
}

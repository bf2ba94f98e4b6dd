//! What ended comes back: an incident goes on again, with the end that it had on its timeline.

use super::duplicate::restore;
use super::failure::RespondError;
use super::message::{Message, Witness, escalation_message};
use super::names::{is_nobody, name, person};
use super::new::war_room;
use super::step::{check_time, incident_document, is_late};
use crate::document::{DocumentKind, Draft, Step};
use crate::log::{IncidentFolder, Log};
use crate::model::{EntryKind, Incident, Milestone, Moment, Status, duplicate_of, format_duration, format_moment};
use chrono::Duration;

/// What came back, and who leads from now on.
#[derive(Clone, Debug)]
pub struct Relapse {
    pub text: String,
    pub by: Option<String>,
    pub lead: Option<String>,
    pub at: Moment,
}

/// A relapse before it is written.
#[derive(Clone, Debug)]
pub struct Reopened {
    pub draft: Draft,
    /// `None` of what came back long ago, where nobody is called any more.
    pub message: Option<Message>,
    /// The entry, for those in the war room.
    pub entry: Option<String>,
    /// The name of the war room that it gets, where it had none.
    pub war_room: Option<String>,
}

/// The milestones that were not reached after all, and that somebody takes care of it, which is asked anew.
const UNDONE: [Milestone; 4] =
    [Milestone::Acknowledged, Milestone::Mitigated, Milestone::Resolved, Milestone::Announced];

/// What comes back later than this is an incident of its own: it would count as felt all the while.
const SOON: Duration = Duration::days(7);

/// Opens a resolved or closed incident again. Its milestones from the acknowledgement on leave the front matter and stay on the
/// timeline, so that it counts as felt until it is mitigated anew.
///
/// # Errors
/// Where it goes on already, ended long ago, nothing is said, or `at` lies in the future or before the resolution.
pub fn reopen(log: &Log, folder: &IncidentFolder, relapse: &Relapse, now: Moment) -> Result<Reopened, RespondError> {
    let plan = &log.plan.value;
    let document = incident_document(folder)?;
    let mut incident = document.value.clone();
    if incident.is_ongoing() {
        let help = format!("`incident note {} TEXT` adds to its timeline", folder.name);
        return Err(RespondError::new(format!("{} is {}, and goes on", folder.name, incident.status()), help));
    }
    let Some(text) = name(&relapse.text) else {
        return Err(RespondError::new("nothing is said of what came back", "say in a line what was seen again"));
    };
    check_time("the relapse", relapse.at, now)?;
    if let Some(resolved) = incident.resolved.filter(|resolved| *resolved > relapse.at) {
        let message = format!("it would be reopened before it was resolved, at {}", format_moment(resolved));
        return Err(RespondError::new(message, "name a later time with --at"));
    }
    if let Some(ago) = incident.resolved.map(|resolved| relapse.at - resolved).filter(|ago| *ago > SOON) {
        let message = format!(
            "{} ended {} ago; what comes back by now is an incident of its own",
            folder.name,
            format_duration(ago)
        );
        let help = format!("`incident new TITLE` reports it; then name {} under `related`", folder.name);
        return Err(RespondError::new(message, help));
    }
    let mut draft = Draft::of(&document.source, DocumentKind::Incident, plan.time_zone);
    draft.set_text("status", Status::Open.word())?;
    // What was taken back for a mistake did not end: whoever took it on has it still.
    let is_mistaken = duplicate_of(&document.value, &document.timeline).is_some();
    let is_undone =
        |milestone: &Milestone| !is_mistaken || matches!(milestone, Milestone::Resolved | Milestone::Announced);
    for milestone in UNDONE.into_iter().filter(is_undone) {
        let Some(there) = document.front.entry(milestone.word()) else { continue };
        let kind = EntryKind::from_word(milestone.word()).unwrap_or(EntryKind::Note);
        let is_told = |at| document.timeline.iter().any(|entry| entry.kind == kind && entry.at == Some(at));
        // What stands in the front matter alone would be gone with it.
        match incident.milestone(milestone) {
            Some(at) if is_told(at) => {}
            Some(at) => {
                draft.add_entry(at, kind, None, &format!("It was {milestone}, as far as was known."))?;
            }
            None => {
                if let Some(written) = there.value.text().and_then(name) {
                    let entry = format!("`{milestone}` was written as `{written}`.");
                    draft.add_entry(relapse.at, EntryKind::Note, None, &entry)?;
                }
            }
        }
        draft.remove(&[Step::Key(milestone.word())])?;
    }
    incident = Incident {
        status: Some(Status::Open),
        acknowledged: incident.acknowledged.filter(|_| is_mistaken),
        mitigated: incident.mitigated.filter(|_| is_mistaken),
        resolved: None,
        announced: None,
        ..incident
    };
    let other = duplicate_of(&document.value, &document.timeline);
    if let Some(other) = other {
        restore(&mut draft, document, &mut incident, other, relapse.at)?;
    }
    let by = person(&log.plan.value, &relapse.by).map(|name| format!("{name}: ")).unwrap_or_default();
    if let Some(lead) = person(&log.plan.value, &relapse.lead).filter(|lead| !is_nobody(lead)) {
        let led = incident.lead.replace(lead.clone());
        let from = led.filter(|led| !led.eq_ignore_ascii_case(&lead)).map(|led| format!(" from {led}"));
        draft.set_text("lead", &lead)?;
        let entry = format!("{lead} takes the lead{}.", from.unwrap_or_default());
        draft.add_entry(relapse.at, EntryKind::Lead, None, &entry)?;
    }
    let severity = plan.owed_severity(incident.severity.as_deref());
    let needs_room = incident.war_room.is_none() && severity.is_some_and(|s| s.requires.war_room.is_some());
    let room = needs_room.then(|| war_room(log, &folder.name, incident.visibility));
    if let Some(room) = &room {
        draft.set_text("war-room", room)?;
        incident.war_room = Some(room.clone());
    }
    draft.add_entry(relapse.at, EntryKind::Report, None, &format!("{by}Reopened: {text}"))?;
    let again = if other.is_some() { "not a duplicate after all" } else { "again" };
    incident.title = Some(format!("{} ({again}: {text})", incident.title.as_deref().unwrap_or(&folder.name)));
    let is_past = is_late(relapse.at, now);
    let message = (!is_past).then(|| escalation_message(plan, &folder.name, &incident, &Witness::default()));
    Ok(Reopened { entry: draft.entry_words(), draft, message, war_room: room })
}

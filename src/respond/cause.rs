//! A root cause that is found after the end, or followed up in a ticket then.

use super::failure::RespondError;
use super::names::{given, name, person};
use super::step::{check_time, incident_document};
use super::ticket::{add_ticket, follow_up_title, settle_follow_ups, told_before};
use crate::document::timeline::with_attributes;
use crate::document::{DocumentKind, Draft, NewValue, Step};
use crate::log::{IncidentFolder, Log};
use crate::model::{EntryKind, Moment, Stands};

/// What was found, and where it is or was looked for.
#[derive(Clone, Debug)]
pub struct CauseFound {
    /// `None` where it is not known yet.
    pub text: Option<String>,
    pub ticket: Option<String>,
    pub by: Option<String>,
    pub at: Moment,
}

/// Writes down the root cause of an incident, or the ticket in which it is looked for. The action that follows it up is
/// done once it is known.
///
/// # Errors
/// Where neither is said, it stands there already, or `at` lies in the future.
pub fn write_down_cause(
    log: &Log,
    folder: &IncidentFolder,
    found: &CauseFound,
    now: Moment,
) -> Result<Draft, RespondError> {
    let (text, ticket) = (found.text.as_deref().and_then(name), given(&found.ticket));
    if text.is_none() && ticket.is_none() {
        return Err(RespondError::new(
            "the root cause is empty",
            "say what it was, or name with --ticket where it is looked for",
        ));
    }
    check_time("the root cause", found.at, now)?;
    let document = incident_document(folder)?;
    let known = document.value.root_cause.clone().unwrap_or_default();
    let stands = |told: &Option<String>, there: &Option<String>| told.is_none() || told == there;
    if stands(&text, &known.summary) && stands(&ticket, &known.ticket) && (text.is_none() || known.known == Some(true))
    {
        return Err(RespondError::new("this stands under `root-cause` already", "`incident show` tells what is known"));
    }
    let by = person(&log.plan.value, &found.by).map(|name| format!("{name}: ")).unwrap_or_default();
    let mut draft = Draft::of(&document.source, DocumentKind::Incident, log.plan.value.time_zone);
    let set =
        |draft: &mut Draft, key: &str, value| draft.set(&[Step::Key("root-cause"), Step::Key(key)], &value).map(drop);
    let action = follow_up_title(&document.value, folder);
    if let Some(ticket) = &ticket {
        if known.ticket.is_some() {
            set(&mut draft, "ticket", NewValue::Text(ticket.clone()))?;
        } else {
            add_ticket(&mut draft, &Stands::RootCause { action: action.clone() }, ticket)?;
        }
    }
    let before = told_before(&known, text.as_deref().or(known.summary.as_deref()), ticket.as_deref());
    let before = before.map(|before| format!("\n\n{before}")).unwrap_or_default();
    let Some(text) = text else {
        // One that is known stays so, and its ticket tells more of it.
        if known.known.is_none() {
            set(&mut draft, "known", NewValue::Bool(false))?;
        }
        let entry = with_attributes(&format!("{by}The root cause is followed up.{before}"), &[("ticket", ticket)]);
        draft.add_entry(found.at, EntryKind::Note, None, &entry)?;
        return Ok(draft);
    };
    set(&mut draft, "known", NewValue::Bool(true))?;
    set(&mut draft, "summary", NewValue::Text(text.clone()))?;
    settle_follow_ups(&mut draft, &document.value, &action)?;
    let entry = with_attributes(&format!("{by}Root cause: {text}{before}"), &[("ticket", ticket)]);
    draft.add_entry(found.at, EntryKind::Note, None, &entry)?;
    Ok(draft)
}

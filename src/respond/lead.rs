//! Passing the baton: who leads from when.

use super::failure::RespondError;
use super::names::{given, is_nobody, person};
use super::step::{check_time, latest, ongoing};
use crate::document::{DocumentKind, Draft};
use crate::log::{IncidentFolder, Log};
use crate::model::{EntryKind, Moment};

/// Who takes the lead.
#[derive(Clone, Debug)]
pub struct Baton {
    pub to: String,
    pub why: Option<String>,
    pub at: Moment,
}

/// Passes the lead of an incident.
///
/// # Errors
/// Where nobody is named, they lead already, the incident is over, or `at` lies in the future.
pub fn pass_baton(log: &Log, folder: &IncidentFolder, baton: &Baton, now: Moment) -> Result<Draft, RespondError> {
    let Some(to) = person(&log.plan.value, &Some(baton.to.clone())).filter(|to| !is_nobody(to)) else {
        return Err(RespondError::new("the baton is passed to nobody", "name who leads from now on"));
    };
    check_time("the baton", baton.at, now)?;
    let document = ongoing(folder)?;
    let from = document.value.lead.as_deref();
    let is_told = document.timeline.iter().any(|entry| entry.kind == EntryKind::Lead);
    if is_told && from.is_some_and(|from| from.eq_ignore_ascii_case(&to)) {
        return Err(RespondError::new(format!("{to} leads already"), "name somebody else"));
    }
    let from =
        from.filter(|from| !from.eq_ignore_ascii_case(&to)).map(|from| format!(" from {from}")).unwrap_or_default();
    let why = given(&baton.why).map(|why| format!(": {}", why.trim_end_matches('.'))).unwrap_or_default();
    let mut draft = Draft::of(&document.source, DocumentKind::Incident, log.plan.value.time_zone);
    if latest(&document.timeline, EntryKind::Lead).is_none_or(|latest| latest <= baton.at) {
        draft.set_text("lead", &to)?;
        draft.add_entry(baton.at, EntryKind::Lead, None, &format!("{to} takes the lead{from}{why}."))?;
    } else {
        // It was passed on since; whoever leads now still does.
        draft.add_entry(baton.at, EntryKind::Lead, None, &format!("{to} takes the lead{why}."))?;
    }
    Ok(draft)
}

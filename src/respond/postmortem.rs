//! Instantiating a post-mortem from its incident.

use super::failure::RespondError;
use super::names::person;
use super::step::incident_document;
use super::templates::Templates;
use crate::document::body::Body;
use crate::document::{DocumentKind, Draft};
use crate::log::{IncidentFolder, Log};
use crate::model::{Moment, format_date};
use crate::text::Span;
use chrono::{Days, NaiveDate};

/// Who will write it, and until when.
#[derive(Clone, Debug, Default)]
pub struct NewPostmortem {
    pub owner: Option<String>,
    pub facilitator: Option<String>,
    pub due: Option<NaiveDate>,
}

/// Makes an incident's post-mortem: the template, its owner and due date, and the timeline copied from the entry.
///
/// # Errors
/// Where there is one already, or the incident cannot be read.
pub fn instantiate(
    log: &Log,
    folder: &IncidentFolder,
    templates: &Templates,
    request: &NewPostmortem,
    now: Moment,
) -> Result<Draft, RespondError> {
    let path = format!("{}/postmortem.md", folder.path);
    if folder.postmortem.is_some() {
        return Err(RespondError::new("this incident has a post-mortem already", "write in that one").at(path));
    }
    let document = incident_document(folder)?;
    let timeline = document.body.section("Timeline").map(|section| document.source.slice(section.content));
    let severity = log.plan.value.owed_severity(document.value.severity.as_deref());
    let days = severity.and_then(|severity| severity.requires.postmortem);
    let from = document.value.resolved.unwrap_or(now).with_timezone(&log.plan.value.time_zone).date_naive();
    let due = request.due.or(days.and_then(|days| from.checked_add_days(Days::new(days.into()))));
    let owner = person(&log.plan.value, &request.owner).or_else(|| document.value.lead.clone());
    let facilitator = person(&log.plan.value, &request.facilitator);
    draft(log, templates, path, timeline.unwrap_or_default(), owner, facilitator.as_deref(), due)
}

pub(super) fn draft(
    log: &Log,
    templates: &Templates,
    path: String,
    timeline: &str,
    owner: Option<String>,
    facilitator: Option<&str>,
    due: Option<NaiveDate>,
) -> Result<Draft, RespondError> {
    let mut draft =
        Draft::from_template(path, &templates.postmortem, DocumentKind::Postmortem, log.plan.value.time_zone);
    draft.set_text("status", "draft")?;
    // It is nobody's until somebody takes it.
    if let Some(owner) = &owner {
        draft.set_text("owner", owner)?;
    }
    if let Some(facilitator) = facilitator {
        draft.set_text("facilitator", facilitator)?;
    }
    if let Some(due) = due {
        draft.set_text("due", &format_date(due))?;
    }
    if !timeline.trim().is_empty() {
        draft.write_section("Timeline", timeline)?;
    }
    for title in &log.plan.value.postmortem_sections {
        let body = Body::parse(draft.text(), Span::new(0, draft.text().len()));
        if body.section(title).is_none() {
            draft.write_section(title, "<!-- The plan asks for this section. -->")?;
        }
    }
    Ok(draft)
}

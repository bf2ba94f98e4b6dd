//! What a severity requires of its incidents, and until when.

use super::documents::{is_imported, over, readable};
use super::subject::Subject;
use crate::document::Document;
use crate::log::IncidentFolder;
use crate::model::{Incident, Moment, Plan, Postmortem, Requires, Severity, Status, format_date};
use crate::text::Span;
use chrono::{Days, NaiveDate};

/// Something that an incident must have by now.
pub struct Demand<'a> {
    pub folder: &'a IncidentFolder,
    pub document: &'a Document<Incident>,
    pub severity: &'a Severity,
    /// Why now: "it was due on 2026-03-09".
    pub because: String,
}

impl Demand<'_> {
    /// The severity as it is written: what asks for the missing thing.
    pub fn place(&self) -> Span {
        self.document.place_of("severity")
    }
}

/// The incidents whose severity requires something, once its last day has passed in the plan's zone, or at once
/// where the incident counts as closed. Imported ones are let off.
pub fn demands<'a>(
    subject: &Subject<'a>,
    days: fn(&Requires) -> Option<u32>,
    from: fn(&Incident) -> Option<Moment>,
) -> impl Iterator<Item = Demand<'a>> {
    let (plan, today) = (subject.plan("severities"), subject.today());
    subject.incidents().filter_map(move |(folder, document)| {
        let incident = &document.value;
        let severity = plan?.severity(incident.severity.as_deref()?)?;
        let days = days(&severity.requires)?;
        if is_imported(&incident.extra) {
            return None;
        }
        let last_day = from(incident).and_then(|from| last_day(plan?, from, days));
        let because = match last_day {
            Some(last_day) if last_day < today => format!("it was due on {}", format_date(last_day)),
            _ if incident.status == Some(Status::Closed) => "the incident is closed".to_owned(),
            _ => return None,
        };
        Some(Demand { folder, document, severity, because })
    })
}

/// The last of some days from a moment on, in the plan's zone. A deadline of more days than the calendar has is none.
pub fn last_day(plan: &Plan, from: Moment, days: u32) -> Option<NaiveDate> {
    from.with_timezone(&plan.time_zone).date_naive().checked_add_days(Days::new(days.into()))
}

/// When an incident was resolved, where its status says that it is.
pub fn resolved(incident: &Incident) -> Option<Moment> {
    incident.resolved.filter(|_| over(incident).is_some())
}

/// The last day of a post-mortem: its own, else the one that the plan gives for it.
pub fn postmortem_due(
    plan: Option<&Plan>,
    folder: &IncidentFolder,
    document: &Document<Postmortem>,
) -> Option<NaiveDate> {
    let planned = || {
        let incident = &readable(folder.incident.as_ref())?.value;
        let days = plan?.severity(incident.severity.as_deref()?)?.requires.postmortem?;
        last_day(plan?, resolved(incident)?, days)
    };
    document.value.due.or_else(planned)
}

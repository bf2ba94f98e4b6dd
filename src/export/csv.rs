//! A table for spreadsheets: a row an incident, or a row an action.

use super::record::{Record, actions, records};
use super::{Format, Outward};
use crate::document::body::plain_words;
use crate::model::{ActionStatus, Metric, Milestone, format_date};
use crate::site::{SiteError, title};
use crate::text::{csv_cell, printable};

pub const ENTRY: Format =
    Format { word: "csv", about: "a table, a row an incident; with --actions a row an action", is_public: false, make };

fn make(outward: &Outward<'_>) -> Result<Vec<u8>, SiteError> {
    let rows = if outward.by_action { by_action(outward) } else { by_incident(outward) };
    let mut table = csv::Writer::from_writer(Vec::new());
    let failed = |error: String| SiteError::new(format!("the table could not be made: {error}"));
    for row in rows {
        table
            .write_record(row.iter().map(|cell| csv_cell(&printable(cell))))
            .map_err(|error| failed(error.to_string()))?;
    }
    table.into_inner().map_err(|error| failed(error.to_string()))
}

fn by_incident(outward: &Outward<'_>) -> Vec<Vec<String>> {
    let words = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let mut head = words(&["id", "title", "severity", "status", "visibility"]);
    head.extend(Milestone::ALL.iter().map(|milestone| milestone.word().to_owned()));
    head.push("felt-seconds".to_owned());
    head.extend(Metric::ALL.iter().map(|metric| format!("to-{}-seconds", metric.word())));
    head.extend(words(&[
        "services",
        "tags",
        "reporter",
        "lead",
        "summary",
        "solution",
        "root-cause",
        "open-actions",
        "address",
    ]));
    let incidents = outward.site.view.incidents();
    let rows = records(outward).into_iter().zip(incidents).map(|(record, incident)| {
        let Record { id, address, title, severity, status, visibility, times, services, tags, .. } = record;
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let seconds = |length: Option<chrono::Duration>| {
            length.map(|length| length.num_seconds().to_string()).unwrap_or_default()
        };
        let mut row = vec![id.to_owned(), title.to_owned(), text(severity), status.to_owned(), visibility.to_owned()];
        row.extend(Milestone::ALL.iter().map(|milestone| times.get(milestone.word()).cloned().unwrap_or_default()));
        row.push(seconds(incident.incident.duration()));
        row.extend(Metric::ALL.iter().map(|metric| seconds(metric.of(&incident.incident))));
        let services = services.iter().map(|service| service.name.as_str()).collect::<Vec<_>>().join("; ");
        let cause = record.root_cause.and_then(|cause| cause.summary.as_deref());
        let open = record.actions.iter().filter(|action| action.action.status() == ActionStatus::Open).count();
        row.extend([
            services,
            tags.join("; "),
            text(record.reporter),
            text(record.lead),
            plain_words(record.summary),
            plain_words(record.solution),
            text(cause),
            open.to_string(),
            address.unwrap_or_default(),
        ]);
        row
    });
    std::iter::once(head).chain(rows).collect()
}

fn by_action(outward: &Outward<'_>) -> Vec<Vec<String>> {
    let head = [
        "incident",
        "number",
        "title",
        "owner",
        "priority",
        "due",
        "status",
        "overdue",
        "kind",
        "ticket",
        "incident-title",
        "severity",
    ];
    let today = outward.site.today();
    let rows = outward.site.view.incidents().iter().flat_map(|incident| {
        actions(incident).map(move |numbered| {
            let action = &numbered.action;
            vec![
                incident.id.clone(),
                numbered.number.to_string(),
                action.title.clone(),
                action.owner.clone().unwrap_or_default(),
                action.priority.map(|priority| priority.to_string()).unwrap_or_default(),
                action.due.map(format_date).unwrap_or_default(),
                action.status().to_string(),
                if action.is_overdue(today) { "yes" } else { "no" }.to_owned(),
                action.kind.map(|kind| kind.to_string()).unwrap_or_default(),
                action.ticket.clone().unwrap_or_default(),
                title(incident).to_owned(),
                incident.incident.severity.clone().unwrap_or_default(),
            ]
        })
    });
    std::iter::once(head.map(str::to_owned).to_vec()).chain(rows).collect()
}

use super::context::Context;
use super::failure::Failure;
use super::fit::{markdown, prose};
use super::list::summary;
use super::{Outcome, answer, named};
use crate::document::Document;
use crate::document::body::without_comments;
use crate::document::timeline::one_line;
use crate::git::Place;
use crate::log::{Extent, IncidentFolder};
use crate::model::{Entry, EntryKind, Incident, Milestone, Moment, format_duration, format_moment, in_zone, returns};
use crate::text::printable;
use serde_json::{Value, json};
use std::io::Write as _;
use textwrap::core::display_width;

/// One incident: its facts, summary, solution and timeline
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The incident: its id, a part of it that no other has, or @ for the newest open one
    id: String,
    /// As it was at this revision
    #[arg(long, value_name = "REV")]
    rev: Option<String>,
}

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    let json = context.json()?;
    let opened = match args.rev {
        Some(revision) => context.open(&Place::Revision(revision))?,
        None => context.open_part(Extent::Incident(&args.id))?,
    };
    let folder = named::find(context, &opened.log, &args.id)?;
    match json {
        true => answer::print(&in_json(folder, &opened.log))?,
        false => write!(anstream::stdout(), "{}", human(folder, &opened.log, context.columns))?,
    }
    Ok(Outcome::Done)
}

/// All of an incident for scripts.
pub(super) fn in_json(folder: &IncidentFolder, log: &crate::log::Log) -> Value {
    let mut value = summary(folder);
    let sections = |body: &crate::document::body::Body, source: &crate::text::Source| -> Value {
        body.sections
            .iter()
            .map(|section| (section.title.clone(), json!(without_comments(source.slice(section.content)))))
            .collect()
    };
    if let Some(document) = &folder.incident {
        value["sections"] = sections(&document.body, &document.source);
        value["timeline"] = document
            .timeline
            .iter()
            .map(without_hidden)
            .map(|entry| {
                json!({
                    "at": entry.at,
                    "kind": entry.kind,
                    "subject": entry.subject,
                    "text": entry.text,
                    "attributes": entry.attributes.iter().map(|(key, value)| (key.clone(), json!(value))).collect::<Value>(),
                    "more": entry.more,
                })
            })
            .collect();
    }
    value["postmortem"] = match &folder.postmortem {
        Some(postmortem) => {
            let mut fields = serde_json::to_value(&postmortem.value).unwrap_or_default();
            fields["path"] = json!(postmortem.source.path());
            fields["broken"] = json!(postmortem.broken().map(|problem| &problem.message));
            fields["sections"] = sections(&postmortem.body, &postmortem.source);
            fields
        }
        None => Value::Null,
    };
    let agenda = log.agenda_of(&folder.name).map(|item| {
        json!({"path": item.document.source.path(), "date": item.date, "status": item.document.value.status(), "outcome": item.document.value.outcome})
    });
    value["agenda"] = agenda.collect();
    value["came-back"] = folder.readable().map(returns_of).unwrap_or_default().into_iter().map(format_moment).collect();
    value
}

/// When it came back.
fn returns_of(document: &Document<Incident>) -> Vec<Moment> {
    returns(&document.timeline, document.value.is_ongoing())
}

/// An entry of the timeline without the comments, which no page shows.
fn without_hidden(entry: &Entry) -> Entry {
    let line = |text: &str| match text.contains("<!--") {
        true => one_line(&without_comments(text)),
        false => text.to_owned(),
    };
    let attributes = entry.attributes.iter().map(|(key, value)| (key.clone(), line(value))).collect();
    Entry { text: line(&entry.text), attributes, more: without_comments(&entry.more), ..entry.clone() }
}

fn human(folder: &IncidentFolder, log: &crate::log::Log, columns: Option<usize>) -> String {
    let mut text = format!("{}\n", printable(&folder.name));
    if folder.title() != folder.name {
        text.insert_str(0, &prose("", &printable(folder.title()), 0, columns));
    }
    let Some(document) = &folder.incident else {
        return text + "\nthere is no incident.md in this folder\n";
    };
    if let Some(problem) = document.broken() {
        return text + &printable(&format!("\nbroken at {}: {}\n", document.told_at(problem), problem.message));
    }
    text.push('\n');
    for (name, value) in facts(document, log) {
        text.push_str(&prose(&format!("{name:<14}"), &printable(&value), 14, columns));
    }
    for section in &document.body.sections {
        let words = without_comments(document.source.slice(section.content));
        if section.title.eq_ignore_ascii_case("Timeline") {
            text.push_str(&timeline(document, log, columns));
        } else if !words.is_empty() {
            text.push_str(&format!("\n{}\n{}", printable(&section.title), markdown(&printable(&words), columns)));
        }
    }
    let open = document.value.actions.iter().chain(folder.postmortem.iter().flat_map(|p| &p.value.actions));
    let actions: Vec<_> = open.collect();
    if !actions.is_empty() {
        text.push_str("\nActions\n");
        for action in actions {
            let owner = action.owner.as_deref().unwrap_or("nobody");
            let due = action.due.map(|due| format!(", due {due}")).unwrap_or_default();
            let action = format!("[{}] {} ({owner}{due})", action.status(), action.title);
            text.push_str(&prose("- ", &printable(&action), 2, columns));
        }
    }
    if let Some(postmortem) = &folder.postmortem {
        let path = printable(postmortem.source.path());
        let told = format!("{} ({path})", postmortem.value.status());
        text.push_str(&prose("\nPost-mortem: ", &told, 4, columns));
    }
    for item in log.agenda_of(&folder.name) {
        let path = printable(item.document.source.path());
        let told = format!("{} ({path})", item.document.value.status());
        text.push_str(&prose("Agenda: ", &told, 4, columns));
    }
    text
}

fn facts(document: &Document<Incident>, log: &crate::log::Log) -> Vec<(&'static str, String)> {
    let incident = &document.value;
    let zone = log.plan.value.time_zone;
    let returned: Vec<_> = returns_of(document).into_iter().map(|at| format_moment(in_zone(at, zone))).collect();
    let returned = (!returned.is_empty())
        .then(|| format!("{}; from `acknowledged` on, the times are those of the last round, and what it lasted counts from the first start", returned.join(" and ")));
    let first = document.timeline.iter().find(|entry| entry.kind == EntryKind::Acknowledged).and_then(|entry| entry.at);
    let first = first.filter(|_| returned.is_some() && incident.acknowledged.is_none());
    let unacknowledged =
        first.map(|at| format!("not since it came back; before at {}", format_moment(in_zone(at, zone))));
    let services: Vec<_> = incident
        .services
        .iter()
        .map(|service| match &service.severity {
            Some(severity) => format!("{} ({severity})", service.name),
            None => service.name.clone(),
        })
        .collect();
    let cause = incident.root_cause.as_ref().map(|cause| match (&cause.summary, &cause.ticket) {
        (Some(summary), _) => summary.clone(),
        (None, Some(ticket)) => format!("not known; {ticket}"),
        (None, None) => "not known".to_owned(),
    });
    let mut facts = vec![
        ("severity", incident.severity.clone()),
        ("status", Some(incident.status().to_string())),
        ("visibility", incident.visibility.map(|visibility| visibility.to_string())),
    ];
    for milestone in Milestone::ALL {
        let told = incident.milestone(*milestone).map(|at| format_moment(in_zone(at, zone)));
        let before = || unacknowledged.clone().filter(|_| *milestone == Milestone::Acknowledged);
        facts.push((milestone.word(), told.or_else(before)));
    }
    facts.extend([
        ("lasted", incident.duration().map(format_duration)),
        ("came back", returned),
        ("reporter", incident.reporter.clone()),
        ("lead", incident.lead.clone()),
        ("services", (!services.is_empty()).then(|| services.join(", "))),
        ("tags", (!incident.tags.is_empty()).then(|| incident.tags.join(", "))),
        ("war room", incident.war_room.clone()),
        ("root cause", cause),
        ("related", (!incident.related.is_empty()).then(|| incident.related.join(", "))),
    ]);
    facts.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// The least and the most columns that the kinds of a timeline take; a longer one pushes its words aside.
const LABEL: (usize, usize) = (11, 24);

fn timeline(document: &Document<Incident>, log: &crate::log::Log, columns: Option<usize>) -> String {
    let zone = log.plan.value.time_zone;
    let labels = document.timeline.iter().map(|entry| display_width(&entry.label()));
    let widest = labels.filter(|label| *label <= LABEL.1).max().unwrap_or_default().max(LABEL.0);
    let mut text = String::from("\nTimeline\n");
    let mut day = None;
    for entry in &document.timeline {
        let at = entry.at.map(|at| at.with_timezone(&zone));
        if let Some(date) = at.map(|at| at.date_naive()).filter(|date| Some(*date) != day) {
            text.push_str(&format!("{date}\n"));
            day = Some(date);
        }
        let time = at.map_or_else(|| "     ".to_owned(), |at| at.format("%H:%M").to_string());
        let label = printable(&entry.label());
        let padding = " ".repeat(widest.saturating_sub(display_width(&label)));
        let first = format!("  {time}  {label}{padding}  ");
        text.push_str(&prose(&first, &printable(&without_hidden(entry).line()), widest + 11, columns));
    }
    text
}

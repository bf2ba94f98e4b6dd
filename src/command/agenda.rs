use super::context::{Context, Opened};
use super::failure::Failure;
use super::table::table;
use super::tracking::open_ticket;
use super::writing::{Change, WriteArgs};
use super::{Outcome, answer, named, parse};
use crate::document::Document;
use crate::git::Place;
use crate::log::{AgendaFile, Extent, IncidentFolder, Log};
use crate::model::{AgendaItem, AgendaStatus, Visibility, format_date};
use crate::respond::{
    Brief, Defer, MeetingEvent, OpenItem, RespondError, agenda_ticket, brief_item, calendar_text, coming_meeting,
    defer_item, early_brief, open_item,
};
use crate::text::{Span, printable};
use chrono::NaiveDate;
use clap::Subcommand;
use icalendar::Calendar;
use serde_json::json;
use std::io::Write as _;

/// The items of the coming architecture meeting; opened, briefed or deferred
#[derive(Debug, clap::Args)]
#[command(after_help = "Formats: human, json, markdown, ics")]
pub struct Args {
    #[command(subcommand)]
    step: Option<Step>,
    /// The meeting of this date and not the coming one
    #[arg(long, value_name = "DATE", value_parser = parse::date)]
    meeting: Option<NaiveDate>,
}

#[derive(Debug, Subcommand)]
enum Step {
    /// Put an incident on a meeting's agenda
    Open {
        /// The incident: its id, a part of it that no other has, or @ for the newest open one
        id: String,
        /// The date of the meeting; the coming one where it is not named
        #[arg(long, value_name = "DATE", value_parser = parse::date)]
        meeting: Option<NaiveDate>,
        /// Who presents it; the lead where nobody is named
        #[arg(long, value_name = "NAME")]
        presenter: Option<String>,
        /// How long it takes
        #[arg(long, value_name = "MINUTES")]
        minutes: Option<u32>,
        #[command(flatten)]
        write: WriteArgs,
    },
    /// Open a ticket for an item in the tracker
    Ticket {
        /// The incident: its id, a part of it that no other has, or @ for the newest open one
        id: String,
        #[command(flatten)]
        write: WriteArgs,
    },
    /// Close an item with what the meeting made of it
    Brief {
        /// The incident: its id, a part of it that no other has, or @ for the newest open one
        id: String,
        /// What the meeting made of it
        #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
        outcome: Option<String>,
        #[command(flatten)]
        write: WriteArgs,
    },
    /// Move an item to a later meeting
    Defer {
        /// The incident: its id, a part of it that no other has, or @ for the newest open one
        id: String,
        /// The date of that meeting; the next one where it is not named
        #[arg(long, value_name = "DATE", value_parser = parse::date)]
        to: Option<NaiveDate>,
        /// Why
        #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
        why: Option<String>,
        #[command(flatten)]
        write: WriteArgs,
    },
}

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    match args.step {
        None => list(args.meeting, context),
        Some(Step::Open { id, meeting, presenter, minutes, write }) => {
            let request = OpenItem { meeting: meeting.or(args.meeting), presenter, minutes };
            change(context, &id, "open", write, |opened, folder| {
                warn_of_day(&opened.log, request.meeting);
                let draft = open_item(&opened.log, folder, &opened.templates(), &request, context.now)?;
                named::warn_of_people(&opened.log.plan.value, [&request.presenter]);
                Ok(vec![draft.into()])
            })
        }
        Some(Step::Ticket { id, write }) => open_ticket(context, &id, write, agenda_ticket),
        Some(Step::Brief { id, outcome, write }) => {
            let outcome = match outcome {
                Some(outcome) => outcome,
                None if context.may_ask => {
                    named::find(context, &context.open_part(Extent::Incident(&id))?.log, &id)?;
                    super::ask::text("What did the meeting make of it?", "in a sentence")?
                }
                None => return Err(Failure::missing("the outcome", "--outcome")),
            };
            change(context, &id, "brief", write, |opened, folder| {
                let draft = brief_item(&opened.log, folder, &Brief { outcome })?;
                let early = early_brief(&opened.log, folder, context.now);
                early.iter().for_each(|early| answer::aside(&format!("warning: {early}")));
                Ok(vec![draft.into()])
            })
        }
        Some(Step::Defer { id, to, why, write }) => change(context, &id, "defer", write, |opened, folder| {
            warn_of_day(&opened.log, to);
            let drafts = defer_item(&opened.log, folder, &Defer { to, why }, context.now)?;
            Ok(drafts.into_iter().map(Into::into).collect())
        }),
    }
}

/// Says where the plan's meeting does not meet on a date that was named; it may be an exception.
fn warn_of_day(log: &Log, date: Option<NaiveDate>) {
    let (Some(date), Some(meeting)) = (date, log.plan.value.meeting.as_ref()) else { return };
    if !meeting.is_on(date) {
        answer::aside(&format!("warning: by the plan, {} is no day of the {}", format_date(date), meeting.name));
    }
}

fn change(
    context: &Context,
    id: &str,
    step: &str,
    write: WriteArgs,
    changes: impl FnOnce(&Opened, &IncidentFolder) -> Result<Vec<Change>, RespondError>,
) -> Result<Outcome, Failure> {
    let json = context.json()?;
    let opened = context.open_part_for_writing(Extent::Incident(id))?;
    let folder = named::find(context, &opened.log, id)?;
    let changes = changes(&opened, folder)?;
    let subject = format!("incident: {step} the agenda item of {}", folder.name);
    let written = write.apply(&opened, changes, &subject)?;
    match json {
        true => answer::print(&written.in_json(json!({"id": folder.name})))?,
        false => written.print()?,
    }
    written.outcome()
}

fn list(meeting: Option<NaiveDate>, context: &Context) -> Result<Outcome, Failure> {
    let format = context.format_of(&["human", "json", "markdown", "ics"])?;
    let opened = context.open(&Place::WorkTree)?;
    let log = &opened.log;
    let date = match meeting {
        Some(date) => date,
        None => coming_meeting(log, context.now)?.date_naive(),
    };
    let items: Vec<&AgendaFile> = log.agenda.iter().filter(|item| item.date == Some(date)).collect();
    let begins = log.plan.value.meeting.as_ref().and_then(|meeting| meeting.begins(date));
    let name = log.plan.value.meeting.as_ref().map_or("Meeting", |meeting| meeting.name.as_str());
    let title = |item: &AgendaFile| {
        log.incident(item.incident()).map_or_else(|| item.incident().to_owned(), |folder| folder.title().to_owned())
    };
    let exported = |item: &AgendaFile| match may_leave(log, item) {
        true => title(item),
        false => "A restricted incident".to_owned(),
    };
    // What was put off takes none of this meeting's time.
    let here = items.iter().map(|item| &item.document.value).filter(|item| item.status() != AgendaStatus::Deferred);
    let minutes = here.filter_map(|item| item.minutes).fold(0, u32::saturating_add);
    let text = match format {
        "json" => {
            let items: Vec<_> = items
                .iter()
                .map(|item| {
                    let value = &item.document.value;
                    json!({
                        "incident": item.incident(),
                        "title": title(item),
                        "presenter": value.presenter,
                        "minutes": value.minutes,
                        "status": value.status(),
                        "outcome": value.outcome,
                        "path": item.document.source.path(),
                    })
                })
                .collect();
            let answer = json!({"meeting": name, "date": format_date(date), "begins": begins, "items": items});
            answer::print(&answer)?;
            return Ok(Outcome::Done);
        }
        "markdown" => {
            let mut text = format!("# {name}, {}\n", format_date(date));
            for item in &items {
                let value = &item.document.value;
                text.push_str(&format!("\n## {}\n\n", exported(item)));
                let facts = [value.presenter.clone(), value.minutes.map(|minutes| format!("{minutes} minutes"))];
                let facts: Vec<_> = facts.into_iter().flatten().collect();
                if !facts.is_empty() {
                    text.push_str(&format!("_{}_\n\n", facts.join(", ")));
                }
                if may_leave(log, item) {
                    text.push_str(&format!("{}\n", below_heading(&item.document)));
                }
            }
            printable(&text)
        }
        "ics" => {
            let open = items.iter().filter(|item| item.document.value.status() != AgendaStatus::Deferred);
            let lines = open.map(|item| match may_leave(log, item) {
                true => format!("{}: {}", item.incident(), title(item)),
                false => exported(item),
            });
            let meeting = MeetingEvent {
                log: &log.plan.value.name,
                name,
                date,
                begins,
                minutes,
                lines: &lines.collect::<Vec<_>>(),
            };
            calendar_text(&Calendar::new().push(meeting.event(context.now)).done())
        }
        _ => printable(&human(name, date, &items, minutes, &title, context.columns)),
    };
    write!(anstream::stdout(), "{text}")?;
    Ok(Outcome::Done)
}

/// Whether an item may be told of outside the repository: what a restricted incident's item says stays in it, as does
/// that of an incident which cannot be read.
fn may_leave(log: &Log, item: &AgendaFile) -> bool {
    let Some(folder) = log.incident(item.incident()) else { return true };
    let document = folder.readable();
    document.is_some_and(|document| document.value.visibility != Some(Visibility::Restricted))
}

/// An item's brief with its headings a level below that of the item.
fn below_heading(document: &Document<AgendaItem>) -> String {
    let (source, body) = (&document.source, &document.body);
    let mut text = String::new();
    let mut from = body.span.start;
    for section in &body.sections {
        let heading = source.slice(section.heading);
        text.push_str(source.slice(Span::new(from, section.heading.start)));
        text.push_str(match heading.strip_prefix('#') {
            Some(rest) if rest.starts_with('#') => "#",
            Some(_) => "##",
            None => "",
        });
        from = section.heading.start;
    }
    text.push_str(source.slice(Span::new(from, body.span.end)));
    text.trim().replace("\r\n", "\n")
}

fn human(
    name: &str,
    date: NaiveDate,
    items: &[&AgendaFile],
    minutes: u32,
    title: &dyn Fn(&AgendaFile) -> String,
    columns: Option<usize>,
) -> String {
    if items.is_empty() {
        return format!("{name}, {}: nothing on the agenda\n", format_date(date));
    }
    let rows: Vec<_> = items
        .iter()
        .map(|item| {
            let value = &item.document.value;
            vec![
                value.status().to_string(),
                value.minutes.map(|minutes| format!("{minutes} min")).unwrap_or_default(),
                printable(value.presenter.as_deref().unwrap_or("")),
                printable(item.incident()),
                printable(&title(item)),
            ]
        })
        .collect();
    let rows = table(&["STATUS", "TIME", "PRESENTER", "INCIDENT", "TITLE"], &rows, columns);
    format!("{name}, {} ({minutes} min)\n\n{rows}", format_date(date))
}

use super::answer::heading;
use super::context::{Context, Opened};
use super::duplicate::take_back;
use super::failure::Failure;
use super::fit::prose;
use super::posting::{Posting, print_message};
use super::step::StepArgs;
use super::table::quoted;
use super::talk::{SendArgs, Talk, is_posted};
use super::tracking::{Opening, Tracking};
use super::writing::WriteArgs;
use super::{Outcome, answer, ask, named, parse};
use crate::connect::Completes;
use crate::document::{Draft, did_you_mean};
use crate::log::{Extent, Log};
use crate::model::{Moment, Priority};
use crate::respond::{
    Message, Resolution, RootCauseFound, TicketText, all_clear_owed, check_unresolved, is_late, resolve,
};
use crate::rules::starred;
use crate::text::{printable, shell_word};
use chrono::NaiveDate;
use serde_json::json;
use std::io::Write as _;

/// End an incident with the lead's whole checklist: entry, all-clear, follow-up, agenda item and post-mortem
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The incident: its id, a part of it that no other has, or @ for the newest open one
    id: String,
    /// What happened, in two or three sentences; needed unless the entry says it already
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    summary: Option<String>,
    /// What solved it; needed unless the entry says it already
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    solution: Option<String>,
    /// The root cause, where it is known
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true, conflicts_with = "root_cause_unknown")]
    root_cause: Option<String>,
    /// The root cause is not known: follow it up
    #[arg(long)]
    root_cause_unknown: bool,
    /// The ticket that follows up an unknown root cause
    #[arg(long, value_name = "URL", value_parser = parse::ticket, conflicts_with = "root_cause")]
    ticket: Option<String>,
    /// Who follows it up; the lead where nobody is named
    #[arg(long, value_name = "NAME", conflicts_with = "root_cause")]
    assignee: Option<String>,
    /// How soon it matters: high, medium or low
    #[arg(long, value_name = "PRIORITY", default_value = "high")]
    priority: String,
    /// Who writes the post-mortem: the person closest to the incident; the lead where nobody is named
    #[arg(long, value_name = "NAME")]
    owner: Option<String>,
    /// The date of the meeting that is briefed; the coming one where it is not named
    #[arg(long, value_name = "DATE", value_parser = parse::date)]
    meeting: Option<NaiveDate>,
    /// The all-clear is given already: it is not said again, and nobody is asked
    #[arg(long, conflicts_with = "not_announced")]
    announced: bool,
    /// The all-clear is not given yet, as no chat posts it: it stays owed
    #[arg(long)]
    not_announced: bool,
    /// It is the same as this incident: take the report back, with nothing owed for it
    #[arg(
        long,
        value_name = "ID",
        conflicts_with_all = ["summary", "solution", "root_cause", "root_cause_unknown", "ticket", "assignee", "priority", "owner", "meeting", "announced", "not_announced"]
    )]
    duplicate_of: Option<String>,
    /// When it was resolved; now where it is not named
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    #[command(flatten)]
    send: SendArgs,
    #[command(flatten)]
    write: WriteArgs,
}

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    if let Some(of) = args.duplicate_of {
        return take_back(&args.id, &of, args.send, StepArgs::new(args.at, args.write), context);
    }
    let json = context.json()?;
    let (write, send) = (args.write, args.send);
    let (id, at) = (args.id.clone(), args.at.clone());
    let mut is_announced = (args.announced || args.not_announced).then_some(args.announced);
    let (mut request, typed) = complete(args, context)?;
    if is_announced.is_none() && context.may_ask && !write.dry_run {
        let asked = ask_of_all_clear((&id, at.as_deref()), &request, send, context);
        is_announced = asked.map_err(|failure| failure.with_typed(&typed))?;
    }
    let opened = context.open_part_for_writing(Extent::Incident(&id))?;
    request.at = time(at.as_deref(), &opened.log, context.now)?;
    let is_past = is_late(request.at, context.now);
    // Whoever reads the text alone, as a script does, is taken to post it; what ended long ago has none to be read.
    request.is_announced = is_announced.unwrap_or(!is_past);
    let folder = named::find(context, &opened.log, &id)?;
    let incident = folder.readable().map(|document| document.value.clone()).unwrap_or_default();
    let mut resolved = resolve(&opened.log, folder, &opened.templates(), &request, context.now)?;
    // What is given already is not said again, and what ended long ago is not told as news.
    let is_silent = is_announced == Some(true) || is_past;
    let by_chat = is_posted(&opened.log.plan.value, &incident, &talk(&resolved.announcement, is_silent, is_past), send);
    if by_chat && request.is_announced {
        // What is posted is announced once it is out.
        request.is_announced = false;
        resolved = resolve(&opened.log, folder, &opened.templates(), &request, context.now)?;
    }
    let subject = format!("incident: resolve {}", folder.name);
    let name = folder.name.clone();
    let mut posting =
        Posting::new(&opened, &incident, &talk(&resolved.announcement, is_silent, is_past), send, context.now);
    let text = resolved.ticket.as_ref().filter(|_| !send.no_send);
    let opening = text.and_then(|text| Some((text, Tracking::or_said(&opened.log.plan.value, &opened.repository)?)));
    let mut opening = opening.map(|(text, tracking)| Opening::new(tracking, &opened.log, &name, text));
    let changes = resolved.drafts.iter().cloned().map(Into::into).collect();
    let entry = resolved.drafts.first();
    let at = (name.as_str(), entry.map_or("", Draft::path), entry.and_then(Draft::entry).unwrap_or_default());
    if let Some(opening) = opening.as_mut().filter(|_| !write.dry_run) {
        opening.prepare(at.2, context.now)?;
    }
    let written = posting.write(&opened, write, at, changes, &subject);
    if written.is_err() {
        opening.iter().for_each(Opening::forget);
    }
    let mut written = written?;
    if !json {
        written.print()?;
    }
    if let Some(link) = opening.as_mut().and_then(|opening| opening.send(&opened, context.now)) {
        // The all-clear tells of the ticket, so that it comes after it.
        if let RootCauseFound::Unknown { ticket, .. } = &mut request.root_cause {
            *ticket = Some(link);
        }
        let linked = resolve(&opened.log, folder, &opened.templates(), &request, context.now)?;
        (resolved.announcement, resolved.owed) = (linked.announcement, linked.owed);
        posting.say_instead(&opened.log, &incident, &talk(&resolved.announcement, is_silent, is_past));
    }
    if let Some(opening) = opening.as_ref().filter(|_| !write.dry_run) {
        opening.link_in(&opened, write.behind(&written));
    }
    posting.send(&opened, &mut written, write);
    if written.is_contested() && request.is_announced {
        let told = "warning: the all-clear stands in your commit as given, and its text was not shown: take it out where you decide";
        answer::aside(told);
    }
    let is_announced = (request.is_announced && !written.is_contested()) || posting.is_out();
    if !(is_announced || by_chat && written.is_dry()) {
        let waits = "the all-clear: it waits, and `incident outbox send` tries again";
        resolved.owed.insert(0, if by_chat { waits.to_owned() } else { all_clear_owed(&name) });
    }
    if json {
        let by_hand = resolved.ticket.as_ref().filter(|_| opening.is_none());
        let answer = written.in_json(json!({
            "id": name,
            "announcement": Some(starred(&resolved.announcement.text)).filter(|_| !written.is_contested()),
            "channel": resolved.announcement.channel.as_ref().filter(|_| !is_past),
            "announced": is_announced,
            "ticket": by_hand.map(|ticket| starred(&ticket.text())),
            "owed": resolved.owed,
        }));
        let answer = posting.in_json(answer, written.is_dry());
        answer::print(&opening.iter().fold(answer, |answer, opening| opening.in_json(answer, written.is_dry())))?;
    } else {
        opening.iter().try_for_each(|opening| opening.print(written.is_dry()))?;
        posting.print(&written, context.columns)?;
        if written.is_contested() {
            return written.outcome();
        }
        if is_past {
            let told = "It ended more than a day ago, so nothing is posted.";
            write!(anstream::stdout(), "{}", prose("", told, 0, context.columns))?;
        }
        print_rest(&opened, &name, resolved.ticket.filter(|_| opening.is_none()), &resolved.owed, context.columns)?;
    }
    let assignee = match request.root_cause {
        RootCauseFound::Unknown { assignee, .. } => assignee,
        RootCauseFound::Known(_) => None,
    };
    named::warn_of_people(&opened.log.plan.value, [&request.owner, &assignee]);
    written.outcome()
}

/// The all-clear, to those who were called and to those in the war room.
fn talk(announcement: &Message, is_silent: bool, is_past: bool) -> Talk {
    Talk {
        message: (!is_silent).then(|| announcement.clone()),
        room: (!is_past).then(|| announcement.text.clone()),
        completes: Some(Completes::Announced),
        ..Talk::default()
    }
}

/// When it was resolved; now where it is not said.
fn time(at: Option<&str>, log: &Log, now: Moment) -> Result<Moment, Failure> {
    let zone = log.plan.value.time_zone;
    Ok(at.map(|at| parse::moment(at, zone, now, "--at")).transpose()?.unwrap_or(now))
}

/// Shows the all-clear where people paste it, and asks whether they have: before anything is written, so that nobody else
/// waits for the answer. Of what the chat posts nothing is asked.
fn ask_of_all_clear(
    (id, at): (&str, Option<&str>),
    request: &Resolution,
    send: SendArgs,
    context: &Context,
) -> Result<Option<bool>, Failure> {
    let opened = context.open_part(Extent::Incident(id))?;
    let folder = opened.log.find(id)?;
    let request = Resolution { at: time(at, &opened.log, context.now)?, ..request.clone() };
    if is_late(request.at, context.now) {
        return ask::confirm("Was the all-clear given then?", true).map(Some);
    }
    let message = resolve(&opened.log, folder, &opened.templates(), &request, context.now)?.announcement;
    let incident = folder.readable().map(|document| document.value.clone()).unwrap_or_default();
    if is_posted(&opened.log.plan.value, &incident, &talk(&message, false, false), send) {
        return Ok(None);
    }
    print_message(&Message { text: starred(&message.text), ..message }, context.columns)?;
    ask::confirm("Is it posted there?", false).map(Some)
}

/// Fills in what is missing: asked for on a terminal, refused elsewhere. What the entry says already is not missing.
///
/// What was typed comes with it, as flags.
fn complete(args: Args, context: &Context) -> Result<(Resolution, Vec<String>), Failure> {
    let is_cause_told = args.root_cause.is_some() || args.root_cause_unknown || args.ticket.is_some();
    let written: Vec<&str> = match (&args.summary, &args.solution) {
        (Some(_), Some(_)) if is_cause_told => Vec::new(),
        _ => {
            let log = context.open_part(Extent::Incident(&args.id))?.log;
            let folder = named::find(context, &log, &args.id)?;
            // Nobody is asked about what is over.
            check_unresolved(folder)?;
            let document = folder.incident.as_ref();
            let is_written = |title: &&str| document.is_some_and(|entry| !entry.section_text(title).is_empty());
            ["Summary", "Solution"].into_iter().filter(is_written).collect()
        }
    };
    let missing = [
        ("the summary", "--summary", args.summary.is_some() || written.contains(&"Summary")),
        ("the solution", "--solution", args.solution.is_some() || written.contains(&"Solution")),
        ("the root cause", "--root-cause (or --root-cause-unknown)", is_cause_told),
    ];
    let missing = missing.into_iter().filter(|(.., is_told)| !is_told).map(|(what, flag, _)| (what, flag));
    let missing: Vec<_> = missing.filter(|_| !context.may_ask).collect();
    if !missing.is_empty() {
        return Err(Failure::all_missing(&missing));
    }
    // Whoever stops at a later question loses nothing.
    let mut typed: Vec<String> = Vec::new();
    let mut ask_for = |flag: &str, title: &str, question: &str, help: &str| -> Result<Option<String>, Failure> {
        if written.contains(&title) {
            return Ok(None);
        }
        let text = ask::text(question, help).map_err(|failure| failure.with_typed(&typed))?;
        typed.push(format!("{flag} {}", shell_word(&text)));
        Ok(Some(text))
    };
    let help = "two or three sentences, for somebody who was not there";
    let summary = match args.summary {
        Some(text) => Some(text),
        None => ask_for("--summary", "Summary", "What happened?", help)?,
    };
    let solution = match args.solution {
        Some(text) => Some(text),
        None => ask_for("--solution", "Solution", "What solved it?", "so that the next one is solved faster")?,
    };
    let priority = Priority::from_word(&args.priority).ok_or_else(|| {
        Failure::new(format!("`{}` is no priority", args.priority), did_you_mean(&args.priority, Priority::WORDS))
    })?;
    let known = match (args.root_cause, is_cause_told) {
        (Some(text), _) => Some(text),
        (None, true) => None,
        (None, false) => {
            let is_known = ask::confirm("Is the root cause known?", true);
            let text = match is_known.map_err(|failure| failure.with_typed(&typed))? {
                true => Some(ask::text("What is it?", "the condition that made it possible, not a person")),
                false => None,
            };
            let text = text.transpose().map_err(|failure| failure.with_typed(&typed))?;
            typed.push(match &text {
                Some(text) => format!("--root-cause {}", shell_word(text)),
                None => "--root-cause-unknown".to_owned(),
            });
            text
        }
    };
    let root_cause = match known {
        Some(text) => RootCauseFound::Known(text),
        None => RootCauseFound::Unknown { ticket: args.ticket, assignee: args.assignee, priority },
    };
    let (owner, meeting) = (args.owner, args.meeting);
    Ok((Resolution { summary, solution, root_cause, at: context.now, owner, is_announced: false, meeting }, typed))
}

/// The ticket to open, and who owes what until when.
fn print_rest(
    opened: &Opened,
    id: &str,
    ticket: Option<TicketText>,
    owed: &[String],
    columns: Option<usize>,
) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    if let Some(ticket) = ticket {
        let tracker = opened.log.plan.value.tracker.as_ref().and_then(|tracker| tracker.address.as_deref());
        let tracker = tracker.map(|address| format!(" at {address}")).unwrap_or_default();
        writeln!(out, "{}", heading(&format!("Open a ticket{}:", printable(&tracker))))?;
        write!(out, "{}", quoted(&starred(&ticket.text())))?;
        writeln!(
            out,
            "{}",
            heading(&format!("Then write down where it is: `incident cause {} --ticket URL`", printable(id)))
        )?;
    }
    if !owed.is_empty() {
        writeln!(out, "{}", heading(&format!("Owed before `incident close {}`:", printable(id))))?;
    } else {
        writeln!(out, "{}", heading(&format!("Nothing is owed: `incident close {}` ends it.", printable(id))))?;
    }
    for owed in owed {
        write!(out, "{}", prose("  ", &printable(owed), 4, columns))?;
    }
    Ok(())
}

use super::answer::{self, heading};
use super::context::{Context, Opened};
use super::failure::Failure;
use super::fit::prose;
use super::people::callable;
use super::posting::{print_message, warn_of_contacts};
use super::step::{Step, StepArgs};
use super::talk::{SendArgs, Talk, reached};
use super::{Outcome, named};
use crate::connect::Completes;
use crate::log::Extent;
use crate::model::{EntryKind, format_moment};
use crate::respond::{
    Escalation, Message, Note, RespondError, Told, add_note, escalation, incident_document, queue_message, told_names,
    unknown_contacts, write_down_told,
};
use crate::rules::starred;
use crate::text::{printable, shell_word};
use serde_json::json;
use std::io::Write as _;

/// What to post and whom to reach next; who was told, and who acknowledged
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The incident: its id, a part of it that no other has, or @ for the newest open one
    id: String,
    /// Write down who was told: a name, or the channel in which it was posted
    #[arg(long, value_name = "NAME")]
    told: Option<String>,
    /// By which means they were told: chat, phone …
    #[arg(long, value_name = "MEANS", requires = "told")]
    means: Option<String>,
    /// Write down who acknowledged, which ends the escalation
    #[arg(long, value_name = "NAME", conflicts_with = "told")]
    ack: Option<String>,
    /// Post the message where the plan's chat is set up, and write down who was told once it is out
    #[arg(long, conflicts_with_all = ["told", "ack"])]
    send: bool,
    #[command(flatten)]
    step: StepArgs,
}

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    let Args { id, told, means, ack, send, step } = args;
    if let Some(name) = ack {
        return step.naming([Some(&name)]).take(context, &id, "acknowledge", |log, folder, at| {
            let since = escalation(log, folder)?.acknowledged.map(format_moment);
            if name.trim().is_empty() {
                return Err(RespondError::new("nobody acknowledges", "name with --ack who takes it on"));
            }
            let text = format!("{} acknowledges.", name.trim());
            let note = Note { text, kind: EntryKind::Acknowledged, at, by: None };
            let again =
                since.map(|since| format!("it counts as acknowledged since {since}, and this is one more entry"));
            let draft = add_note(log, folder, &note, context.now)?;
            Ok(Step { warnings: again.into_iter().collect(), ..draft.into() })
        });
    }
    if let Some(who) = told {
        return step.take(context, &id, "escalate", |log, folder, at| {
            let warnings = unknown_contacts(&log.plan.value, told_names(&log.plan.value, &who));
            let draft = write_down_told(log, folder, &Told { who, means, at: None }, at, context.now)?;
            Ok(Step { warnings, ..draft.into() })
        });
    }
    if send {
        return step.take(context, &id, "escalate", |log, folder, at| {
            let message = escalation(log, folder)?.message;
            let talk = Talk { message: Some(message), completes: Some(Completes::Told), ..Talk::default() };
            let who = reached(&log.plan.value, &incident_document(folder)?.value, &talk).join(", ");
            if who.is_empty() {
                let help = "the README's section on chat tells how; `incident escalate ID` shows what to paste";
                return Err(RespondError::new("no chat is set up in which it could be posted", help));
            }
            let draft = queue_message(log, folder, &who, at, context.now)?;
            Ok(Step { talk: Some((talk, SendArgs::default())), ..draft.into() })
        });
    }
    let json = context.json()?;
    let opened = context.open_part(Extent::Incident(&id))?;
    let folder = named::find(context, &opened.log, &id)?;
    let escalation = escalation(&opened.log, folder)?;
    named::warn_of_severity(context, &opened.log.plan.value, folder);
    warn_of_contacts(&opened.log.plan.value, &escalation.message);
    match json {
        true => print_json(&folder.name, &escalation)?,
        false => print_human(&opened, &folder.name, &escalation, context.columns)?,
    }
    Ok(Outcome::Done)
}

fn print_json(id: &str, escalation: &Escalation) -> Result<(), Failure> {
    let told = |told: &Told| json!({"who": told.who, "means": told.means, "at": told.at.map(format_moment)});
    answer::print(&json!({
        "id": id,
        "message": starred(&escalation.message.text),
        "channel": escalation.message.channel,
        "direct": escalation.message.direct,
        "told": escalation.told.iter().map(told).collect::<Vec<_>>(),
        "queued": escalation.queued,
        "acknowledged": escalation.acknowledged.map(format_moment),
        "next": escalation.next,
    }))
}

fn print_human(opened: &Opened, id: &str, escalation: &Escalation, columns: Option<usize>) -> Result<(), Failure> {
    print_message(&Message { text: starred(&escalation.message.text), ..escalation.message.clone() }, columns)?;
    let mut out = anstream::stdout().lock();
    if !escalation.told.is_empty() {
        writeln!(out, "{}", heading("Told so far:"))?;
    }
    for told in &escalation.told {
        let at = told.at.map(|at| format!("  {}", format_moment(at))).unwrap_or_default();
        let means = told.means.as_ref().map(|means| format!(" ({means})")).unwrap_or_default();
        write!(out, "{}", prose("  ", &printable(&format!("{}{means}{at}", told.who)), 4, columns))?;
    }
    if !escalation.queued.is_empty() {
        let queued = format!("{}; `incident outbox` lists what waits", escalation.queued.join(", "));
        write!(out, "{}", prose(&format!("{} ", heading("Not told yet:")), &printable(&queued), 2, columns))?;
    }
    if let Some(at) = escalation.acknowledged {
        writeln!(out, "\nAcknowledged {}.", format_moment(at))?;
    }
    let people = callable(&opened.log.plan.value, &opened.repository);
    if let Some(next) = people.iter().find(|person| Some(&person.name) == escalation.next.as_ref()) {
        let last = escalation.told.iter().filter_map(|told| told.at).max().map(format_moment);
        let first = match last.filter(|_| escalation.is_everybody_told) {
            Some(last) => {
                let all = format!("Everybody was told, the last one at {last}, and nobody has acknowledged.");
                write!(out, "\n{}", prose("", &all, 0, columns))?;
                format!("{} ", heading("Call again:").trim_start())
            }
            None => format!("{} ", heading("Reach next:")),
        };
        write!(out, "{}", prose(&first, &printable(&next.line()), 2, columns))?;
        let name = printable(&shell_word(&next.name));
        writeln!(out, "  incident escalate {} --told {name} --means phone", printable(id))?;
        writeln!(out, "  incident escalate {} --ack NAME", printable(id))?;
    }
    Ok(())
}

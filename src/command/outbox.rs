use super::chat::{Chat, send, settle};
use super::context::{Context, Opened};
use super::failure::Failure;
use super::holding::why_held;
use super::linking::{link_sent, take_queued};
use super::posting::{print_outgoing, print_sent, say, sent_in_json};
use super::table::table;
use super::tracking::{Tracking, no_tracker};
use super::writing::{WriteArgs, Written};
use super::{Outcome, answer, parse};
use crate::connect::{Delivered, Item, Outbox, Outgoing, Report, State};
use crate::disk;
use crate::model::{Moment, format_duration, format_moment};
use clap::Subcommand;
use serde_json::{Value, json};
use std::io::Write as _;

/// What waits to go out to the chat or the tracker: listed, sent again, or dropped
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    step: Option<Step>,
}

#[derive(Debug, Subcommand)]
enum Step {
    /// Send what waits; what may be out already is looked for first
    Send {
        /// Only this one, by its number
        #[arg(value_name = "N", value_parser = parse::count)]
        number: Option<usize>,
        /// Send it though it may be out already: a webhook cannot tell
        #[arg(long, requires = "number")]
        again: bool,
        #[command(flatten)]
        write: WriteArgs,
    },
    /// Forget one: it is not sent any more
    Drop {
        /// Its number, as `incident outbox` shows it
        #[arg(value_name = "N", value_parser = parse::count)]
        number: usize,
        #[command(flatten)]
        write: WriteArgs,
    },
}

pub fn run(args: Args, context: &Context) -> Result<Outcome, Failure> {
    match args.step {
        None => list(context),
        Some(Step::Send { number, again, write }) => send_again(context, number, again, write),
        Some(Step::Drop { number, write }) => drop_one(context, number, write),
    }
}

/// How an item stands, as people call it. Nobody sends while it is asked.
fn state(item: &Item) -> &'static str {
    match item.state {
        State::Prepared => "not written yet",
        State::Ready => "waits",
        State::Sending => "may have gone out",
        State::Sent => "out, not linked",
    }
}

fn list(context: &Context) -> Result<Outcome, Failure> {
    let json = context.json()?;
    let items = Outbox::of(&context.repository()?).items()?;
    if json {
        let items: Vec<Value> = items
            .iter()
            .map(|item| {
                json!({
                    "number": item.number,
                    "incident": item.incident,
                    "channel": item.outgoing.channel(),
                    "method": item.outgoing.method(),
                    "made": format_moment(item.made),
                    "state": item.state,
                    "tries": item.tries,
                    "reason": item.reason,
                })
            })
            .collect();
        answer::print(&json!({"items": items}))?;
        return Ok(Outcome::Done);
    }
    let row = |item: &Item| {
        let age = format_duration((context.now - item.made).max(chrono::Duration::zero()));
        let reason = item.reason.clone().unwrap_or_default();
        let channel = item.outgoing.channel().to_owned();
        vec![item.number.to_string(), item.incident.clone(), channel, age, state(item).to_owned(), reason]
    };
    let rows: Vec<_> = items.iter().map(row).collect();
    if rows.is_empty() {
        writeln!(anstream::stdout(), "Nothing waits.")?;
    } else {
        let header = ["N", "INCIDENT", "TO", "AGE", "STATE", "REASON"];
        write!(anstream::stdout(), "{}", table(&header, &rows, context.columns))?;
    }
    Ok(Outcome::Done)
}

fn send_again(context: &Context, number: Option<usize>, again: bool, write: WriteArgs) -> Result<Outcome, Failure> {
    let json = context.json()?;
    let opened = context.open_for_writing()?;
    let outbox = Outbox::of(&opened.repository);
    if !write.dry_run {
        settle(&outbox, &opened)?;
    }
    if let Some(lock) = &opened.lock {
        lock.release();
    }
    let is_asked = |item: &Item| number.is_none_or(|number| number == item.number as usize);
    let items: Vec<Item> = outbox.items()?.into_iter().filter(is_asked).collect();
    if items.is_empty() && number.is_some() {
        return Err(no_such(number.unwrap_or_default()));
    }
    if write.dry_run {
        let mut out = anstream::stdout().lock();
        items.iter().try_for_each(|item| print_outgoing(&mut out, &item.outgoing))?;
        return Ok(Outcome::Done);
    }
    let waiting = items.iter().filter(|item| item.state != State::Sent);
    let (held, waiting): (Vec<&Item>, Vec<&Item>) = waiting.partition(|item| {
        let why = why_held(item, &outbox, &opened.log);
        let help = format!("it stays; `incident outbox drop {}` forgets it", item.number);
        why.iter().for_each(|why| answer::aside(&format!("warning: {why}: {help}")));
        why.is_some()
    });
    let (tickets, messages): (Vec<&Item>, Vec<&Item>) =
        waiting.into_iter().partition(|item| matches!(item.outgoing, Outgoing::Ticket(_)));
    let [tickets, messages] = [tickets, messages].map(|items| items.iter().map(|item| item.number).collect::<Vec<_>>());
    let mut reports = Vec::new();
    let mut failures = Vec::new();
    // One that is not set up keeps nothing from going out by the other.
    let now = context.now;
    let held_numbers: Vec<u32> = held.iter().map(|item| item.number).collect();
    let sent_messages = |opened| send_messages(opened, &messages, again, (&held_numbers, now));
    for sent in [open_tickets(&opened, &tickets, now), sent_messages(&opened)] {
        match sent {
            Ok(sent) => reports.extend(sent),
            Err(failure) => failures.push(failure),
        }
    }
    let written = link_sent(&outbox, &opened, write)?;
    let written = written.unwrap_or_default();
    if json {
        let waiting = reports.iter().filter(|report| !matches!(report.became, Delivered::Sent { .. })).count();
        answer::print(&written.in_json(json!({"sent": sent_in_json(&reports), "waiting": waiting})))?;
    } else {
        print_sent(&mut anstream::stdout().lock(), &reports)?;
        written.print()?;
    }
    reports.iter().for_each(|report| say(&report.item, &report.became));
    let is_sent = |report: &Report| matches!(report.became, Delivered::Sent { .. });
    let is_linked = |item: &Item| item.state != State::Sent || !outbox.is_here(item);
    let are_all_out = held.is_empty() && reports.iter().all(is_sent) && outbox.items()?.iter().all(is_linked);
    match failures.into_iter().next().map_or_else(|| written.outcome(), Err)? {
        Outcome::Done if !are_all_out => Ok(Outcome::Found),
        outcome => Ok(outcome),
    }
}

fn open_tickets(opened: &Opened, numbers: &[u32], now: Moment) -> Result<Vec<Report>, Failure> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    Tracking::of(&opened.log.plan.value, &opened.repository)?.ok_or_else(no_tracker)?.send(numbers, now)
}

fn send_messages(
    opened: &Opened,
    numbers: &[u32],
    again: bool,
    (held, now): (&[u32], Moment),
) -> Result<Vec<Report>, Failure> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let chat = Chat::of(&opened.log.plan.value, &opened.repository)
        .ok_or_else(|| Failure::new("no chat is set up", "write `chat: {kind: slack}` into incident.yaml"))?;
    send(&chat, numbers, again, (held, now))
}

fn drop_one(context: &Context, number: usize, write: WriteArgs) -> Result<Outcome, Failure> {
    let json = context.json()?;
    let repository = context.repository()?;
    let outbox = Outbox::of(&repository);
    // In the order in which every step takes them.
    let lock = repository.work_tree().map(|top| disk::lock(repository.git_dir(), top)).transpose()?;
    // Nobody may be sending it.
    let _sending = outbox.lock()?;
    let found = outbox.items()?.into_iter().find(|item| item.number as usize == number);
    let item = found.ok_or_else(|| no_such(number))?;
    let nothing = || Ok(Written::default());
    let taken = lock.as_ref().map_or_else(nothing, |lock| take_queued(&outbox, &repository, lock, &item, write));
    let written = match taken {
        Err(failure) if write.dry_run || write.commits() => {
            let help = format!("nothing was dropped; `incident outbox drop {number}` alone forgets it all the same");
            return Err(Failure { hints: failure.hints.into_iter().chain([help]).collect(), ..failure });
        }
        taken => taken.unwrap_or_else(|Failure { message, place, .. }| {
            let place = place.unwrap_or_else(|| item.path.clone());
            let stays = "the entry on whom it was to tell stays on the timeline";
            answer::aside(&format!("warning: {place}: {message}; {stays}"));
            Written::default()
        }),
    };
    if !write.dry_run {
        outbox.forget(&item)?;
    }
    match json {
        true => answer::print(&written.in_json(json!({"number": number, "incident": item.incident})))?,
        false => {
            let drops = if write.dry_run { "would drop" } else { "dropped" };
            writeln!(anstream::stdout(), "{drops} {number}, to {}", item.outgoing.channel())?;
            written.print()?;
        }
    }
    written.outcome()
}

fn no_such(number: usize) -> Failure {
    Failure::new(format!("nothing waits under number {number}"), "`incident outbox` lists what waits")
}
